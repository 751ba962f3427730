//! The page of auditors.

use super::table;

table! {
    /// Words of that page.
    Audit {
        title: "Аудит: кім не көрді", "Аудит: кто что смотрел", "Audit: who looked at what";
        explained: "Жеке деректерге әр қарау және әр бас тарту осында жазылады.", "Здесь записан каждый просмотр персональных данных и каждый отказ в доступе.", "Every look at personal data and every refusal is on record here.";
        case: "Іс", "Дело", "Case";
        person: "Адам (P-1042)", "Лицо (P-1042)", "Person (P-1042)";
        from: "Басы", "С", "From";
        until: "Соңы (қоса алғанда)", "По (включительно)", "Up to and including";
        refused: "тек бас тартулар", "только отказы", "refusals only";
        show: "Көрсету", "Показать", "Show";
        export: "CSV файлы", "Файл CSV", "CSV file";
        at: "Уақыты", "Время", "When";
        who: "Кім", "Кто", "Who";
        what: "Не", "Что", "What";
        no_case: "ешбір іске қатысты емес", "не о деле", "about no case";
        none: "Мұндай жазба жоқ.", "Таких записей нет.", "Nothing like that is on record.";
        antedated: "Кешіктіріп енгізілген жазбалар", "Внесённое задним числом", "Antedated entries";
        antedated_explained: "Алынғаннан кейін енгізілген әр жазба: қашан алынған, қашан және кім енгізген, себебі, негіз болған хат және қай мерзімнің бұзылуы жойылғаны.", "Каждая запись, внесённая позже получения: когда получено, когда и кем внесено, почему, на каком письме основано и нарушение какого срока снято.", "Everything that was entered later than it was received: when it was received, when and by whom it was entered, why, on which letter it rests, and the breach of which term it undid.";
        undid_only: "тек мерзімнің бұзылуын жойғандар", "только снявшие нарушение срока", "only what undid a breach";
        received: "Алынған", "Получено", "Received";
        entered: "Енгізілген", "Внесено", "Entered";
        why: "Себебі", "Причина", "Reason";
        letter: "Хат", "Письмо", "Letter";
        undid: "Бұзылуы жойылған мерзім", "Снято нарушение срока", "Undid the breach of";
        looks: "Кім не көрді", "Кто что смотрел", "Who looked at what";
        older: "Ертерек", "Более ранние", "Older";
    }
}
