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
        older: "Ертерек", "Более ранние", "Older";
    }
}
