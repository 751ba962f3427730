//! Days in words: of the week, of a month, and why one is worked or not.

use chrono::{Datelike, NaiveDate, Weekday};
use shaqyru_domain::time::{
    day_reason::{DayReason, Occasion},
    deadline::CountedDay,
};

use crate::Language;

/// The day of the week, and what the calendar says of the day. What it says in words that are not known here stays in English.
pub fn why_day(day: &CountedDay, language: Language) -> String {
    let weekday = weekday(day.date.weekday(), language);
    day.reason.as_ref().map_or_else(|| weekday.to_owned(), |reason| format!("{weekday}, {}", of_reason(reason, language)))
}

fn of_reason(reason: &DayReason, language: Language) -> String {
    match (reason, language) {
        (DayReason::Occasion(occasion), _) => name(*occasion, language).to_owned(),
        (DayReason::SubstituteFor { holiday, on }, language) => {
            let (holiday, day) =
                (name(*holiday, language), format!("{} {}", day_and_month(*on, language), weekday(on.weekday(), language)));
            match language {
                Language::Kazakh => format!("{holiday} орнына ({day})"),
                Language::Russian => format!("взамен: {holiday} ({day})"),
            }
        }
        (DayReason::OffInExchangeFor(worked), language) => {
            let day = format!("{} {}", weekday(worked.weekday(), language), day_and_month(*worked, language));
            match language {
                Language::Kazakh => format!("демалыс күнін ауыстыру ({day})"),
                Language::Russian => format!("перенос выходного дня ({day})"),
            }
        }
        (DayReason::WorkedInExchangeFor(off), Language::Kazakh) => {
            format!("жұмыс күні ({} орнына)", day_and_month(*off, language))
        }
        (DayReason::WorkedInExchangeFor(off), Language::Russian) => {
            format!("рабочий день (вместо: {})", day_and_month(*off, language))
        }
        (DayReason::Other(text), _) => text.clone(),
    }
}

/// What a day off is called.
const fn name(occasion: Occasion, language: Language) -> &'static str {
    let (kazakh, russian) = match occasion {
        Occasion::NewYear => ("Жаңа жыл", "Новый год"),
        Occasion::OrthodoxChristmas => ("православиелік Рождество", "православное Рождество"),
        Occasion::WomensDay => ("Халықаралық әйелдер күні", "Международный женский день"),
        Occasion::Nauryz => ("Наурыз мейрамы", "Наурыз мейрамы"),
        Occasion::UnityDay => ("Қазақстан халқының бірлігі мерекесі", "Праздник единства народа Казахстана"),
        Occasion::DefenderDay => ("Отан қорғаушы күні", "День защитника Отечества"),
        Occasion::VictoryDay => ("Жеңіс күні", "День Победы"),
        Occasion::KurbanAit => ("Құрбан айт", "Құрбан айт"),
        Occasion::CapitalDay => ("Астана күні", "День столицы"),
        Occasion::ConstitutionDay => ("Конституция күні", "День Конституции"),
        Occasion::RepublicDay => ("Республика күні", "День Республики"),
        Occasion::IndependenceDay => ("Тәуелсіздік күні", "День Независимости"),
    };
    in_language(language, kazakh, russian)
}

/// `9 мар`.
fn day_and_month(date: NaiveDate, language: Language) -> String {
    format!("{} {}", date.day(), month_short(date.month(), language))
}

/// A month in three letters.
pub const fn month_short(month: u32, language: Language) -> &'static str {
    let (kazakh, russian) = match month {
        1 => ("қаң", "янв"),
        2 => ("ақп", "фев"),
        3 => ("нау", "мар"),
        4 => ("сәу", "апр"),
        5 => ("мам", "мая"),
        6 => ("мау", "июн"),
        7 => ("шіл", "июл"),
        8 => ("там", "авг"),
        9 => ("қыр", "сен"),
        10 => ("қаз", "окт"),
        11 => ("қар", "ноя"),
        _ => ("жел", "дек"),
    };
    in_language(language, kazakh, russian)
}

/// A day of the week in two letters.
pub const fn weekday_short(weekday: Weekday, language: Language) -> &'static str {
    let (kazakh, russian) = match weekday {
        Weekday::Mon => ("дс", "пн"),
        Weekday::Tue => ("сс", "вт"),
        Weekday::Wed => ("ср", "ср"),
        Weekday::Thu => ("бс", "чт"),
        Weekday::Fri => ("жм", "пт"),
        Weekday::Sat => ("сб", "сб"),
        Weekday::Sun => ("жс", "вс"),
    };
    in_language(language, kazakh, russian)
}

/// A day of the week.
pub const fn weekday(weekday: Weekday, language: Language) -> &'static str {
    let (kazakh, russian) = match weekday {
        Weekday::Mon => ("дүйсенбі", "понедельник"),
        Weekday::Tue => ("сейсенбі", "вторник"),
        Weekday::Wed => ("сәрсенбі", "среда"),
        Weekday::Thu => ("бейсенбі", "четверг"),
        Weekday::Fri => ("жұма", "пятница"),
        Weekday::Sat => ("сенбі", "суббота"),
        Weekday::Sun => ("жексенбі", "воскресенье"),
    };
    in_language(language, kazakh, russian)
}

const fn in_language(language: Language, kazakh: &'static str, russian: &'static str) -> &'static str {
    match language {
        Language::Kazakh => kazakh,
        Language::Russian => russian,
    }
}
