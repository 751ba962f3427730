//! The start page.

use super::table;

table! {
    /// Words of the start page and of the answer to applicants.
    Start {
        title: "Шақыруларды ресімдеу", "Оформление приглашений", "Invitations to Kazakhstan";
        for_officers: "Қызметкерлерге", "Сотрудникам", "For officers";
        for_applicants: "Өтініш берушілерге", "Заявителям", "For applicants";
        explained: "Іс нөмірі мен шақырылушы паспортының нөмірі бойынша істің қай кезеңде екенін біле аласыз.", "По номеру дела и номеру паспорта приглашаемого можно узнать, на каком этапе дело.", "With the number of the case and of the invitee's passport you can see where the case stands.";
        case: "Іс нөмірі", "Номер дела", "Case number";
        passport: "Паспорт нөмірі", "Номер паспорта", "Passport number";
        ask: "Білу", "Узнать", "Ask";
        again: "Қайта сұрау", "Спросить ещё раз", "Ask again";
        status: "Күйі", "Состояние", "Status";
        stage: "Кезең", "Этап", "Stage";
        filed_at: "Өтініш берілген уақыт", "Время подачи", "Filed";
        registered_on: "Тіркелген күні", "Дата регистрации", "Registered on";
        due: "Қызмет көрсету мерзімі", "Срок оказания услуги", "Service due";
        the_term: "Қызмет көрсету мерзімінің күндері", "Дни срока оказания услуги", "The days of the term";
        asked_for: "Сізден сұратылған құжаттар", "У вас запрошены документы", "You have been asked for papers";
        missing: "Не жетіспейді", "Чего не хватает", "What is missing";
        ground: "Бас тарту негізі", "Основание отказа", "Ground of the refusal";
        complain: "Қалай шағым жасауға болады", "Как подать жалобу", "How to complain";
        complain_to: "Шағым мына кеңсеге беріледі", "Жалоба подаётся в подразделение", "Hand the complaint in at";
        complain_until: "Мына күнге дейін", "До", "Until";
        examined_by: "Шағымды қарайды (шағымда қайсысы екені көрсетіледі)", "Жалобу рассматривает (выбор указывается в жалобе)", "Examined by (the complaint says which)";
        documents: "Құжаттар", "Документы", "Documents";
        documents_explained: "Құжаттарды жүктеп алу үшін порталға келген хабарламадағы бір реттік кодты енгізіңіз.", "Чтобы скачать документы, укажите одноразовый код из уведомления, пришедшего на портал.", "To download the documents, give the one-time code from a notice in your account on the portal.";
        document_code: "Хабарламадағы код", "Код из уведомления", "Code from a notice";
        open_documents: "Құжаттарды ашу", "Открыть документы", "Open the documents";
        new_code: "Жаңа код сұрату", "Запросить новый код", "Ask for a new code";
        code_sent: "Жаңа коды бар хабарлама порталға жіберілді.", "Уведомление с новым кодом отправлено на портал.", "A notice with a new code has been sent to your account on the portal.";
        open_until: "Құжаттарды жүктеп алуға болатын уақыттың соңы:", "Документы можно скачать до:", "The documents can be downloaded until:";
        no_documents: "Әзірге құжат жоқ.", "Документов пока нет.", "There are no documents yet.";
        document: "Құжат", "Документ", "Document";
        document_date: "Күні", "Дата", "Date";
        download: "Жүктеп алу (PDF)", "Скачать (PDF)", "Download (PDF)";
        in_kazakh: "Қазақ тілінде", "На казахском языке", "In Kazakh";
        in_russian: "Орыс тілінде", "На русском языке", "In Russian";
        ended_at: "Аяқталған уақыты", "Завершено", "Ended";
    }
}
