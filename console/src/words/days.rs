//! Why a day of a term is worked or not.

use chrono::Datelike;
use shaqyru_domain::time::{
    day_reason::{DayReason, Occasion},
    deadline::CountedDay,
    proof::Proof,
};

use super::{Case, Language};

impl Language {
    /// The day of the week, and what the calendar says of the day.
    pub(crate) fn why(self, day: &CountedDay) -> String {
        let weekday = self.weekday(day.date.weekday());
        day.reason.as_ref().map_or_else(|| weekday.to_owned(), |reason| format!("{weekday}, {}", self.day_reason(reason)))
    }

    /// The same of a day of a term, with what it did to the term.
    pub(crate) fn why_in(self, proof: &Proof, day: &CountedDay) -> String {
        let why = self.why(day);
        if day.counted.is_none() && day.date == proof.due_day() { format!("{why}; {}", Case::of(self).moved) } else { why }
    }

    fn day_reason(self, reason: &DayReason) -> String {
        let english = reason.to_string();
        match reason {
            DayReason::Occasion(occasion) => {
                let (kazakh, russian) = names(*occasion);
                self.pick(kazakh.to_owned(), russian.to_owned(), english)
            }
            DayReason::SubstituteFor { holiday, on } => {
                let day = format!("{} {}", self.day_and_month(*on), self.weekday(on.weekday()));
                let (kazakh, russian) = names(*holiday);
                self.pick(format!("{kazakh} орнына ({day})"), format!("взамен: {russian} ({day})"), english)
            }
            DayReason::OffInExchangeFor(worked) => {
                let day = format!("{} {}", self.weekday(worked.weekday()), self.day_and_month(*worked));
                self.pick(format!("демалыс күнін ауыстыру ({day})"), format!("перенос выходного дня ({day})"), english)
            }
            DayReason::WorkedInExchangeFor(off) => {
                let day = self.day_and_month(*off);
                self.pick(format!("жұмыс күні ({day} орнына)"), format!("рабочий день (вместо: {day})"), english)
            }
            DayReason::Other(text) => text.clone(),
        }
    }
}

/// What it is called in Kazakh and in Russian.
const fn names(occasion: Occasion) -> (&'static str, &'static str) {
    match occasion {
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
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::{Days, NaiveDate};
    use shaqyru_domain::law::rulebook::Rulebook;

    use super::*;

    #[test]
    fn a_reason_of_the_calendar_is_shown_in_the_readers_language() {
        let rulebook = Rulebook::built_in().unwrap();
        for revision in rulebook.calendars.revisions() {
            let calendar = &revision.calendar;
            let first = NaiveDate::from_ymd_opt(*calendar.years().start(), 1, 1).unwrap();
            for date in (0..).map_while(|day| first.checked_add_days(Days::new(day))).take_while(|date| calendar.covers(*date)) {
                let (why, reason) = (calendar.reason(date).unwrap().into_owned(), calendar.special_reason(date).cloned());
                let day = CountedDay { date, counted: None, why, reason };
                assert_eq!(Language::English.why(&day), day.why, "the page says something else than the contract");
                for language in [Language::Kazakh, Language::Russian] {
                    let shown = language.why(&day);
                    assert!(!shown.contains(|letter: char| letter.is_ascii_alphabetic()), "{}: {shown}", day.why);
                }
            }
        }
    }

    #[test]
    fn a_counted_day_keeps_its_reason_and_does_not_repeat_its_count() {
        let date = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let day = |why: &str, reason| CountedDay { date: date(9), counted: Some(1), why: why.to_owned(), reason };
        assert_eq!(Language::English.why(&day("Monday, working day 1 of 3", None)), "Monday");
        let reason = DayReason::SubstituteFor { holiday: Occasion::Nauryz, on: date(21) };
        let substitute = day("Monday, substitute for Nauryz (21 March, Saturday), calendar day 3 of 30", Some(reason));
        assert_eq!(Language::Russian.why(&substitute), "понедельник, взамен: Наурыз мейрамы (21 мар суббота)");
    }
}
