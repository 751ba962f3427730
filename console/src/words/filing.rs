//! The pages on which something is filed: its steps, its fields, and what can be chosen.

use shaqyru_domain::{
    application::{PaidVia, PaperForm, PartyKind, Purpose, Sex},
    checks::Verdict,
    exception::ExceptionKind,
    recipient::{Relation, WorkGroup},
    visa::{
        handed_in::{FormLanguage, FormSignatory, PassportFlaw},
        request::{Provider, VisaIssuer},
    },
};

use super::{Language, table};

table! {
    /// Words of the pages on which something is filed.
    Filing {
        title: "Өтініш беру", "Подача", "File";
        my_drafts: "Менің жобаларым", "Мои черновики", "My drafts";
        office_drafts: "Кеңсенің басқа жобалары", "Другие черновики подразделения", "Other drafts of the office";
        no_drafts: "Жоба жоқ.", "Черновиков нет.", "No drafts.";
        drafts_kept: "Отыз күн өзгертілмеген жоба жойылады.", "Черновик, который не меняли тридцать дней, удаляется.", "A draft that nobody has changed for thirty days is thrown away.";
        begun_by: "Бастаған", "Начал", "Begun by";
        changed_at: "Соңғы өзгеріс", "Последнее изменение", "Last changed";
        go_on: "Жалғастыру", "Продолжить", "Go on";
        throw_away: "Жою", "Удалить", "Throw away";
        anew: "Жаңа", "Новое", "Begin anew";
        begin: "Бастау", "Начать", "Begin";
        application: "Шақыру беру туралы өтініш", "Заявление на приглашение", "Application for invitations";
        request: "Виза бойынша өтініш", "Заявление на визу", "Request for a visa";
        complaint: "Шағым", "Жалоба", "Complaint";
        from_number: "Негіз болатын іс немесе шақыру нөмірі (болса)", "Номер дела или приглашения, из которого следует (если есть)", "Number of the case or invitation that it follows from (if any)";
        from_number_hint: "Белгілі мәліметтер сол істен толтырылады.", "Известные сведения заполняются из этого дела.", "What is known is filled in from that case.";
        follows: "Осы істен туындайтын өтініштер", "Что следует из этого дела", "What follows from this case";
        step: "Қадам", "Шаг", "Step";
        steps: "Қадамдар", "Шаги", "Steps";
        findings: "Тексеру ескертулері", "Замечания проверки", "What the checks find";
        findings_stay: "Ескертулер өтініш беруге кедергі болмайды. Жалғастыру үшін қайта басыңыз.", "Замечания не мешают подаче. Чтобы продолжить, нажмите ещё раз.", "Findings do not keep anything from being filed. To go on, press the button again.";
        next: "Сақтау және жалғастыру", "Сохранить и продолжить", "Save and continue";
        later: "Сақтап, кейінірек жалғастыру", "Сохранить и вернуться позже", "Save and come back later";
        optional: "міндетті емес", "необязательно", "optional";
        choose: "— таңдаңыз", "— выберите", "— choose";
        yes: "иә", "да", "yes";
        no: "жоқ", "нет", "no";
        add_invitee: "Тағы бір адам қосу", "Добавить ещё одно лицо", "Add another person";
        add_paper: "Құжат қосу", "Добавить документ", "Add a paper";
        add: "Қосу", "Добавить", "Add";
        remove: "Алып тастау", "Убрать", "Remove";
        of_all: "барлығына ортақ", "общий для всех", "of all";
        wanted: "Әлі жетіспейді", "Ещё не хватает", "Still missing";
        date_hint: "Мысалы, 2026-04-20 немесе 20.04.2026", "Например, 2026-04-20 или 20.04.2026", "Such as 2026-04-20 or 20.04.2026";
        birth_hint: "Мысалы, 1984-05-17; паспортта басқасы көрсетілмесе, 1984-05 немесе 1984", "Например, 1984-05-17; если в паспорте не указано больше, 1984-05 или 1984", "Such as 1984-05-17, or 1984-05 or 1984 where the passport states no more";
        country_hint: "Екі әріп, мысалы, TR; азаматтығы жоқ адамға XXA", "Две буквы, например TR; для лица без гражданства XXA", "Two letters, such as TR; XXA for a stateless person";
        lines_hint: "Әрқайсысы жаңа жолдан", "Каждое с новой строки", "One on each line";
        latin_hint: "Паспорттағыдай латын әріптерімен", "Латинскими буквами, как в паспорте", "In Latin letters, as in the passport";
        one_name_hint: "Паспортта бір ғана есім болса, бос қалдырыңыз", "Оставьте пустым, если в паспорте одно имя", "Leave empty if the passport gives one name only";

        // The steps.
        party: "Шақырушы тарап", "Приглашающее лицо", "Inviting party";
        invitees: "Шақырылатын адамдар", "Приглашаемые лица", "Invitees";
        invitee: "Шақырылатын адам", "Приглашаемое лицо", "Invitee";
        visit: "Сапар", "Визит", "Visit";
        papers: "Құжаттар мен баж", "Документы и пошлина", "Papers and duty";
        check: "Тексеру және беру", "Проверка и подача", "Check and file";
        action_and_basis: "Әрекет пен негіз", "Действие и основание", "Action and basis";
        person: "Адам және паспорт", "Лицо и паспорт", "Person and passport";
        visa: "Виза", "Виза", "Visa";

        // Fields.
        kind: "Түрі", "Вид", "Kind";
        bin_iin: "ЖСН/БСН", "ИИН/БИН", "BIN/IIN";
        name: "Атауы немесе аты-жөні", "Наименование или ФИО", "Name";
        region: "Тіркелген өңірі", "Регион регистрации", "Region of registration";
        office: "Өтініш берілетін кеңсе", "Подразделение, в которое подаётся", "Office that is asked";
        address: "Мекенжайы", "Адрес", "Address";
        rka: "Мекенжай тіркеу коды", "Регистрационный код адреса", "Address register code";
        phones: "Телефондары", "Телефоны", "Phones";
        email: "Электрондық поштасы", "Электронная почта", "E-mail";
        head: "Басшысы", "Руководитель", "Head";
        contact_person: "Байланысатын адам", "Контактное лицо", "Contact person";
        certificate: "Тіркеу туралы куәлік", "Свидетельство о регистрации", "Certificate of registration";
        number: "Нөмірі", "Номер", "Number";
        date: "Күні", "Дата", "Date";
        outgoing_number: "Хаттың шығыс нөмірі", "Исходящий номер письма", "Outgoing number of the letter";
        regimes: "Арнайы режимдер", "Особые режимы", "Special regimes";
        surname: "Тегі", "Фамилия", "Surname";
        given_names: "Аты", "Имя", "Given names";
        patronymic: "Әкесінің аты", "Отчество", "Patronymic";
        sex: "Жынысы", "Пол", "Sex";
        born: "Туған күні", "Дата рождения", "Date of birth";
        born_in: "Туған жері", "Место рождения", "Place of birth";
        citizenship: "Азаматтығы", "Гражданство", "Citizenship";
        passport_number: "Паспорттың сериясы мен нөмірі", "Серия и номер паспорта", "Series and number of the passport";
        issued_by_state: "Берген мемлекет", "Государство выдачи", "State that issued it";
        issued_on: "Берілген күні", "Дата выдачи", "Issued on";
        valid_until: "Қолданылу мерзімінің соңғы күні", "Действителен до", "Valid until";
        residence_country: "Тұратын елі", "Страна проживания", "Country of residence";
        residence_address: "Шетелдегі мекенжайы", "Адрес за рубежом", "Address abroad";
        employer: "Шетелдегі жұмыс орны", "Место работы за рубежом", "Workplace abroad";
        position: "Лауазымы", "Должность", "Position";
        family: "Отбасы мүшесі немесе асыраудағы адам болса", "Если это член семьи или иждивенец", "If a family member or dependant";
        relation: "Негізгі алушыға кім болады", "Кем приходится основному получателю", "What they are to the main recipient";
        main_visa: "Негізгі алушының визасы (болса)", "Виза основного получателя (если есть)", "The main recipient's visa (if there is one)";
        work_group: "Жұмыскерлер санаты", "Категория работников", "Group of workers";
        category: "Виза санаты", "Категория визы", "Visa category";
        entries: "Кіру саны", "Кратность", "Entries";
        visa_kind: "Визаның нысаны", "Форма визы", "Form of the visa";
        from: "Басталу күні", "С какого дня", "First day";
        until: "Аяқталу күні", "По какой день", "Last day";
        purpose: "Мақсаты", "Цель", "Purpose";
        special_purpose: "Жеке құжаттар талап етілетін мақсат", "Цель, для которой нужны особые документы", "Purpose that asks for papers of its own";
        grounds: "Негіздемесі", "Обоснование", "Grounds";
        route: "Қазақстандағы бағыты", "Маршрут по Казахстану", "Route in Kazakhstan";
        address_in_kz: "Қазақстандағы мекенжайы", "Адрес в Казахстане", "Address in Kazakhstan";
        collection: "Виза алынатын жер", "Место получения визы", "Where the visa will be collected";
        country: "Елі", "Страна", "Country";
        city: "Қаласы", "Город", "City";
        paper: "Құжат", "Документ", "Paper";
        paper_form: "Нысаны", "Форма", "Form";
        issuer: "Кім берген", "Кем выдан", "Issued by";
        about: "Кім туралы", "О ком", "About whom";
        duty: "Мемлекеттік баж", "Государственная пошлина", "State duty";
        paid_via: "Қалай төленген", "Как уплачена", "How it was paid";
        amount: "Сомасы, теңге", "Сумма, тенге", "Amount in tenge";
        paid_on: "Төленген күні", "Дата уплаты", "Paid on";
        receipt: "Түбіртек нөмірі", "Номер квитанции", "Number of the receipt";
        knp: "ТМК", "КНП", "KNP";
        currency: "Валютасы", "Валюта", "Currency";
        instruction: "Министрліктің жазбаша нұсқауы (болса)", "Письменное указание министерства (если есть)", "Ministry's written instruction (if any)";
        ministry: "Министрлік", "Министерство", "Ministry";
        liability: "Шақырушы тарап ӘҚБтК 518-бабы бойынша жауаптылық туралы ескертілді", "Приглашающее лицо предупреждено об ответственности по статье 518 КоАП", "The inviting party acknowledges its liability under CoAO article 518";
        action: "Не сұралады", "О чём запрос", "What is asked for";
        provider: "Кімнен сұралады", "У кого запрашивается", "Who is asked";
        basis: "Визаның негізі", "Основание визы", "What the visa rests on";
        sender: "Нотаны жіберген", "Отправитель ноты", "Who has sent the note";
        reason: "Қалпына келтіру, жою немесе қысқарту себебі", "Причина восстановления, аннулирования или сокращения", "Why it is restored, annulled or shortened";
        present: "Қазақстандағы қазіргі мекенжайы (болса)", "Нынешний адрес в Казахстане (если есть)", "Present address in Kazakhstan (if any)";
        present_region: "Өңірі", "Регион", "Region";
        current_visa: "Қолданыстағы виза", "Имеющаяся виза", "Current visa";
        visa_number: "Визаның нөмірі", "Номер визы", "Number of the visa";
        issued_by: "Кім берген", "Кем выдана", "Issued by";
        used: "Осы визамен кірген бе", "Въезжал ли по ней", "Whether its holder has entered on it";
        extended_before: "Бұрын неше рет ұзартылған", "Сколько раз продлевалась", "How often it was extended before";
        works_in: "Жұмыс істейтін немесе оқитын өңірі", "Регион работы или учёбы", "Region in which the recipient works or studies";
        on_sticker: "Жапсырмада тағы не көрсетіледі", "Что ещё указывается на наклейке", "What else the sticker says";
        accompanied_by: "Паспортқа жазылған, бірге баратын отбасы мүшелерінің саны", "Сколько вписанных в паспорт членов семьи едут вместе", "How many members of the family in the passport come along";
        children_passports: "Бірге баратын балалардың паспорттары", "Паспорта детей, которые едут вместе", "Passports of children who come along";
        points: "Кіру және шығу пункттері", "Пункты въезда и выезда", "Points of entry and exit";
        further: "Басқа мәліметтер", "Иные сведения", "Further details";
        remarks: "Түбіртектегі белгілер", "Отметки на корешке", "Remarks on the stub";
        note_verbale: "Сыртқы істер министрлігіне берілген вербалды нота (болса)", "Вербальная нота в Министерство иностранных дел (если есть)", "Note verbale to the foreign ministry (if any)";
        state_corporation: "Мемлекеттік корпорация арқылы берілсе", "Если подано через Государственную корпорацию", "If handed in at the State Corporation";
        department: "Бөлімнің нөмірі мен мекенжайы", "Номер и адрес отдела", "Number and address of the department";
        on_duty: "Кезекші бөлім", "Дежурный отдел", "Department on duty";
        consented: "Заңмен қорғалатын мәліметтерді пайдалануға жазбаша келісім алынды", "Получено письменное согласие на использование охраняемых законом сведений", "There is a written consent to the use of protected data";
        exception: "Халықаралық шарт немесе өзара түсіністік қағидаты (болса)", "Международный договор или принцип взаимности (если есть)", "Treaty or reciprocity (if any)";
        exception_named: "Шарт пен оның бабы не мемлекет пен оның шарттары", "Договор и его статья либо государство и его условия", "The treaty and its article, or the state and what it grants";
        exception_for: "Кімге қатысты", "Кого касается", "For whom it counts";
        seen_passport: "Паспорт қолда қаралса", "Если паспорт осмотрен", "If the passport was looked at";
        free_pages: "Визаға арналған бос беттер саны", "Сколько чистых страниц для виз", "Free pages for visas";
        flaws: "Паспорттың кемшіліктері", "Недостатки паспорта", "What is wrong with the passport";
        unrecognised: "Паспортты Қазақстан танымаған мемлекет берген", "Паспорт страны, не признаваемой Казахстаном", "Kazakhstan does not recognise the state that issued it";
        seen_form: "Виза сауалнамасы қаралса", "Если визовая анкета прочитана", "If the visa form was read";
        form_language: "Қай тілде толтырылған", "На каком языке заполнена", "In which language it is filled in";
        signed_by: "Кім қол қойған", "Кем подписана", "Who has signed it";
        form_complete: "Барлық сұраққа жауап берілген", "На все вопросы даны ответы", "Every question is answered";
        photo_fits: "Фотосурет талаптарға сай", "Фотография соответствует требованиям", "The photograph is as required";
        group_member: "Топ мүшесі", "Участник группы", "Member of the group";
        add_group_member: "Топқа адам қосу", "Добавить участника группы", "Add a member of the group";
        complains_of: "Шағым жасалған іс", "Обжалуемое дело", "About the case";
        complains_of_hint: "Мысалы, INV-7K3QX5ABCD-1", "Например, INV-7K3QX5ABCD-1", "Such as INV-7K3QX5ABCD-1";
        complainant: "Шағым беруші", "Кто подаёт жалобу", "Who complains";
        addressee: "Шағымды қарайтын орган", "Орган, рассматривающий жалобу", "Who is to examine it";
        complained_of: "Шағымның мәні және не сұралады", "Суть жалобы и требование", "What is complained of, and what is asked for";

        // The last page.
        what_will_happen: "Не болады", "Что произойдёт", "What will happen";
        verdict: "Тексеру қорытындысы", "Итог проверки", "What the checks say";
        fee_due: "Төленуге тиіс баж", "Пошлина к уплате", "Duty due";
        fee_paid: "Төленгені", "Уплачено", "Paid";
        tenge: "теңге", "тенге", "tenge";
        unknown: "белгісіз", "неизвестно", "not known";
        window: "Беруге болатын күндер", "Дни, в которые можно подать", "May be filed";
        registered_on: "Тіркелетін күні", "Будет зарегистрировано", "Will be registered on";
        not_registered: "Тіркелмейді: құжаттарды қабылдаудан бас тартылады", "Не будет зарегистрировано: в приёме документов будет отказано", "It will not be registered: acceptance will be refused";
        goes_to: "Өтініш баратын кеңсе", "Дело получит", "The case goes to";
        fingerprints: "Саусақ іздері", "Отпечатки пальцев", "Fingerprints";
        fingerprints_due: "алынуға тиіс", "должны быть сняты", "due";
        fingerprints_not_due: "талап етілмейді", "не требуются", "not due";
        filed_at: "Өтініш алынған уақыт (бос болса — қазір)", "Когда получено (пусто — сейчас)", "When it was received (empty: now)";
        anyway: "Осындай іс ашық болса да беру", "Подать, даже если такое дело уже открыто", "File it though such a case is open";
        file: "Беру", "Подать", "File";
        not_complete: "Өтініш толық толтырылмаған", "Заполнено не всё", "Something is not filled in yet";
        filed: "Берілді", "Подано", "Filed";
        filed_cases: "Ашылған істер", "Открытые дела", "The cases";
        case: "Іс", "Дело", "Case";
        stage: "Кезең", "Этап", "Stage";
        missing: "Жетіспейтін құжаттар", "Недостающие документы", "What is missing";
        nothing_found: "Ескерту жоқ.", "Замечаний нет.", "Nothing was found.";
    }
}

impl Language {
    pub(crate) fn party_kind(self, kind: PartyKind) -> &'static str {
        match kind {
            PartyKind::NaturalPerson => self.pick("жеке тұлға", "физическое лицо", "natural person"),
            PartyKind::LegalEntity => self.pick("заңды тұлға", "юридическое лицо", "legal entity"),
            PartyKind::IndividualEntrepreneur => self.pick("дара кәсіпкер", "индивидуальный предприниматель", "individual entrepreneur"),
            PartyKind::StateBody => self.pick("мемлекеттік орган", "государственный орган", "state body"),
            PartyKind::ForeignMission => self.pick(
                "шетелдік өкілдік немесе халықаралық ұйым",
                "иностранное представительство или международная организация",
                "foreign mission or international organisation",
            ),
        }
    }

    pub(crate) fn exception(self, kind: ExceptionKind) -> &'static str {
        match kind {
            ExceptionKind::Treaty => self.pick("халықаралық шарт", "международный договор", "treaty"),
            ExceptionKind::Reciprocity => self.pick("өзара түсіністік қағидаты", "принцип взаимности", "reciprocity"),
        }
    }

    pub(crate) fn passport_flaw(self, flaw: PassportFlaw) -> &'static str {
        match flaw {
            PassportFlaw::Doubtful => self.pick(
                "түпнұсқалығы немесе иесі күмән тудырады",
                "есть сомнения в подлинности или принадлежности",
                "it may not be genuine, or its holder's",
            ),
            PassportFlaw::Corrected => self.pick(
                "ескертілмеген қырып тазарту немесе түзету бар",
                "неоговорённые подчистки или исправления",
                "scraped out or corrected",
            ),
            PassportFlaw::UnsealedPhoto => {
                self.pick("фотосуретте мөр жоқ", "фотография не скреплена печатью", "the photograph bears no seal")
            }
            PassportFlaw::LoosePages => {
                self.pick("беттері жыртылған немесе ажыраған", "страницы вырваны или расшиты", "pages are loose or torn out")
            }
            PassportFlaw::Extended => {
                self.pick("мерзімі ұзартылғаны туралы белгі бар", "есть отметка о продлении срока", "a stamp says that it was extended")
            }
        }
    }

    pub(crate) fn form_language(self, language: FormLanguage) -> &'static str {
        match language {
            FormLanguage::Kazakh => self.pick("қазақ тілінде", "на казахском", "Kazakh"),
            FormLanguage::Russian => self.pick("орыс тілінде", "на русском", "Russian"),
            FormLanguage::English => self.pick("ағылшын тілінде", "на английском", "English"),
            FormLanguage::Other => self.pick("басқа тілде", "на другом языке", "another one"),
        }
    }

    pub(crate) fn form_signatory(self, signatory: FormSignatory) -> &'static str {
        match signatory {
            FormSignatory::Recipient => self.pick("виза алушы", "получатель визы", "the recipient"),
            FormSignatory::LegalRepresentative => self.pick("заңды өкілі", "законный представитель", "the legal representative"),
            FormSignatory::AnotherPerson => self.pick("басқа адам", "другое лицо", "somebody else"),
            FormSignatory::Nobody => self.pick("қол қойылмаған", "не подписана", "nobody"),
        }
    }

    pub(crate) fn sex(self, sex: Sex) -> &'static str {
        match sex {
            Sex::F => self.pick("әйел", "женский", "female"),
            Sex::M => self.pick("ер", "мужской", "male"),
            Sex::X => self.pick("көрсетілмеген", "не указан", "unspecified"),
        }
    }

    pub(crate) fn special_purpose(self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::PrisonerVisit => self.pick("сотталғанға бару", "посещение осуждённого", "visiting a prisoner"),
            Purpose::CareOfRelative => self.pick("жақын туысын күту", "уход за близким родственником", "care of a close relative"),
            Purpose::SpaceFlight => self.pick("ғарышқа ұшу", "космический полёт", "a space flight"),
            Purpose::OfficialDelegation => self.pick("ресми делегация", "официальная делегация", "an official delegation"),
            Purpose::HumanitarianAid => self.pick("гуманитарлық көмек", "гуманитарная помощь", "humanitarian aid"),
            Purpose::Lectures => self.pick("дәрістер мен сабақтар", "лекции и занятия", "lectures and lessons"),
            Purpose::YouthExchange => self.pick("жастар алмасуы", "молодёжный обмен", "an exchange of young people"),
            Purpose::SportsEvent => self.pick("спорт іс-шарасы", "спортивное мероприятие", "a sports event"),
            Purpose::IndustrialInvestment => {
                self.pick("индустрияландыру және инвестициялар", "индустриализация и инвестиции", "industrialisation and investment")
            }
            Purpose::FounderOrDirector => self.pick(
                "құрылтайшының немесе директорлар кеңесі мүшесінің сапары",
                "визит учредителя или члена совета директоров",
                "visit of a founder or of a member of the board",
            ),
        }
    }

    pub(crate) fn relation(self, relation: Relation) -> &'static str {
        match relation {
            Relation::Spouse => self.pick("жұбайы", "супруг или супруга", "husband or wife"),
            Relation::Child => self.pick("баласы", "ребёнок", "child"),
            Relation::Parent => self.pick("ата-анасы", "родитель", "parent"),
            Relation::OtherRelative => self.pick("отбасының өзге мүшесі", "иной член семьи", "another member of the family"),
            Relation::Dependant => self.pick("асыраудағы адам", "иждивенец", "dependant"),
        }
    }

    pub(crate) fn work_group(self, group: WorkGroup) -> &'static str {
        match group {
            WorkGroup::Kandas => self.pick("қандас", "кандас", "kandas"),
            WorkGroup::CrewMember => self.pick("экипаж мүшесі", "член экипажа", "member of a crew"),
            WorkGroup::UniversityTeacher => self.pick("университет оқытушысы", "преподаватель университета", "university teacher"),
            WorkGroup::HoldingHead => self.pick(
                "ұлттық басқарушы холдинг басшысы",
                "руководитель национального управляющего холдинга",
                "head at the national managing holding",
            ),
            WorkGroup::HoldingDirector => self.pick(
                "ұлттық басқарушы холдинг директорлар кеңесінің мүшесі",
                "член совета директоров национального управляющего холдинга",
                "director of the national managing holding",
            ),
            WorkGroup::BranchHead => self.pick(
                "шетелдік компания филиалының басшысы",
                "руководитель филиала иностранной компании",
                "head of a branch of a foreign company",
            ),
            WorkGroup::CompanyHead => self.pick(
                "шетелдік қатысуы 100 % компанияның басшысы",
                "руководитель компании со 100 % иностранным участием",
                "head of a wholly foreign-owned company",
            ),
            WorkGroup::CompanyDeputy => self.pick("сондай басшының орынбасары", "заместитель такого руководителя", "deputy of such a head"),
        }
    }

    pub(crate) fn paid_via(self, paid_via: PaidVia) -> &'static str {
        match paid_via {
            PaidVia::EgovGateway => self.pick(
                "электрондық үкіметтің төлем шлюзі",
                "платёжный шлюз электронного правительства",
                "payment gateway of e-government",
            ),
            PaidVia::Bank => self.pick("банк арқылы", "через банк", "a bank"),
        }
    }

    pub(crate) fn paper_form(self, form: PaperForm) -> &'static str {
        match form {
            PaperForm::Original => self.pick("түпнұсқа", "оригинал", "original"),
            PaperForm::Copy => self.pick("көшірме", "копия", "copy"),
            PaperForm::NotarisedCopy => self.pick("нотариат куәландырған көшірме", "нотариальная копия", "notarised copy"),
        }
    }

    pub(crate) fn provider(self, provider: Provider) -> &'static str {
        match provider {
            Provider::Police => self.pick("полиция", "полиция", "police"),
            Provider::Mfa => self.pick("Сыртқы істер министрлігі", "Министерство иностранных дел", "Ministry of Foreign Affairs"),
            Provider::Mission => self.pick("шетелдегі мекеме", "загранучреждение", "mission"),
        }
    }

    pub(crate) fn visa_issuer(self, issuer: VisaIssuer) -> &'static str {
        match issuer {
            VisaIssuer::Police => self.provider(Provider::Police),
            VisaIssuer::Mfa => self.provider(Provider::Mfa),
            VisaIssuer::Mission => self.provider(Provider::Mission),
            VisaIssuer::Portal => self.pick("визалық-көші-қон порталы", "визово-миграционный портал", "visa-migration portal"),
        }
    }

    /// A special regime by its code.
    pub(crate) fn regime(self, code: &str) -> String {
        let known = match code {
            "aifc_participant" => self.pick("АХҚО қатысушысы", "участник МФЦА", "participant of the AIFC"),
            "aifc_body" => self.pick("АХҚО органы", "орган МФЦА", "body of the AIFC"),
            "aifc_investment_resident" => {
                self.pick("АХҚО инвестициялық резиденті", "инвестиционный резидент МФЦА", "investment resident of the AIFC")
            }
            "innovation_cluster" => self.pick("Инновациялық кластер", "Инновационный кластер", "Innovation Cluster"),
            "innovation_cluster_participant" => {
                self.pick("Инновациялық кластер қатысушысы", "участник Инновационного кластера", "participant of the Innovation Cluster")
            }
            "astana_hub_fund" => self.pick("Astana Hub қоры", "фонд Astana Hub", "fund of Astana Hub"),
            other => return other.replace('_', " "),
        };
        known.to_owned()
    }

    /// Who issues papers that only they can issue, by the code of the rulebook.
    pub(crate) fn paper_issuer(self, code: &str) -> String {
        let known = match code {
            "authorised_investment_body" => self.pick(
                "инвестициялар жөніндегі уәкілетті орган",
                "уполномоченный орган по инвестициям",
                "authorised body for investments",
            ),
            "aifc_administration" => self.pick("АХҚО әкімшілігі", "администрация МФЦА", "administration of the AIFC"),
            "central_executive_body" => self.pick("орталық атқарушы орган", "центральный исполнительный орган", "central executive body"),
            "educational_organisation" => self.pick("білім беру ұйымы", "организация образования", "educational organisation"),
            "education_authority" => {
                self.pick("білім саласындағы уәкілетті орган", "уполномоченный орган в области образования", "authority for education")
            }
            "informatisation_authority" => self.pick(
                "ақпараттандыру саласындағы уәкілетті орган",
                "уполномоченный орган в сфере информатизации",
                "authority for informatisation",
            ),
            "local_executive_body" => self.pick("жергілікті атқарушы орган", "местный исполнительный орган", "local executive body"),
            "religious_association" => self.pick("діни бірлестік", "религиозное объединение", "religious association"),
            "investigating_body" => self.pick("тергеу органы", "орган расследования", "investigating body"),
            "court" => self.pick("сот", "суд", "court"),
            other => return self.regime(other),
        };
        known.to_owned()
    }

    pub(crate) fn judged(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Acceptable => self.pick("қолайлы", "приемлемо", "acceptable"),
            Verdict::Incomplete => self.pick(
                "толық емес: құжаттарды қабылдаудан бас тартылады",
                "неполный пакет: в приёме документов будет отказано",
                "incomplete: acceptance is refused",
            ),
            Verdict::Ineligible => self.pick(
                "сәйкес емес: іс ашылады, шешімді қызметкер қабылдайды",
                "не соответствует: дело будет открыто, решение примет сотрудник",
                "ineligible: a case is opened, and an officer decides",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use shaqyru_domain::law::rulebook::Rulebook;

    use super::*;

    #[test]
    fn every_issuer_and_every_regime_has_a_name_in_kazakh_and_russian() {
        let rulebook = Rulebook::built_in().unwrap();
        for language in [Language::Kazakh, Language::Russian] {
            for code in rulebook.paper_issuers() {
                assert_ne!(language.paper_issuer(code.as_str()), Language::English.paper_issuer(code.as_str()), "{code}");
            }
            for code in rulebook.regimes() {
                assert_ne!(language.regime(code.as_str()), Language::English.regime(code.as_str()), "{code}");
            }
        }
    }
}
