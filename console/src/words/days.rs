//! Why a day of a term is worked or not.

use chrono::Datelike;
use shaqyru_domain::time::{deadline::CountedDay, proof::Proof};

use super::{Case, Language};

impl Language {
    /// The day of the week, and what the calendar says of the day.
    pub(crate) fn why(self, day: &CountedDay) -> String {
        if let Some(language) = self.of_documents() {
            return shaqyru_documents::why_day(day, language);
        }
        let weekday = self.weekday(day.date.weekday());
        day.reason.as_ref().map_or_else(|| weekday.to_owned(), |reason| format!("{weekday}, {reason}"))
    }

    /// The same of a day of a term, with what it did to the term.
    pub(crate) fn why_in(self, proof: &Proof, day: &CountedDay) -> String {
        let why = self.why(day);
        if day.counted.is_none() && day.date == proof.due_day() { format!("{why}; {}", Case::of(self).moved) } else { why }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::{Days, NaiveDate};
    use shaqyru_domain::{
        law::rulebook::Rulebook,
        time::day_reason::{DayReason, Occasion},
    };

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
