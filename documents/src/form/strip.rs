//! The strip of a deadline: the days of a term as a calendar, a week in each row, with what counts and what does not, and why.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, Weekday};
use shaqyru_domain::time::{deadline::CountedDay, proof::Proof};

use super::{Block, Words, date};
use crate::{days, labels};

const WEEK: [Weekday; 7] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// The weeks of a term.
#[derive(Debug)]
pub struct Strip {
    /// The days of the week.
    pub head: [&'static str; 7],
    /// From Monday on; no day where the term is not counted.
    pub weeks: Vec<[Option<Day>; 7]>,
}

/// A day of a term.
#[derive(Debug)]
pub struct Day {
    /// Day and month; of the last day the time, too.
    pub date: String,
    /// Its number within the term, or that it does not count.
    pub mark: String,
    /// Whether it counts.
    pub is_counted: bool,
    /// Whether the term ends on it.
    pub is_due: bool,
}

impl Strip {
    /// The strip of a term, under the days of the week from Monday on.
    pub fn of(proof: &Proof, head: [&'static str; 7]) -> Self {
        Self { head, weeks: weeks(proof) }
    }
}

impl Words {
    /// The strip with its caption, what the marks mean, and why days are skipped; nothing where no term is known.
    pub(super) fn strip(self, proof: Option<&Proof>) -> Vec<Block> {
        let Some(proof) = proof else { return Vec::new() };
        let language = self.0;
        let caption = format!("{}: {}", self.label(labels::STRIP), self.term(proof.term));
        let due = proof.due.civil_in(proof.zone);
        let ends = format!("{} {} {}.", self.label(labels::STRIP_ENDS), date(due.date()), due.format("%H:%M"));
        let skipped = proof.days.iter().filter(|day| day.counted.is_none());
        let moved =
            |day: &CountedDay| if day.date == due.date() { format!(", {}", self.label(labels::STRIP_MOVED)) } else { String::new() };
        let skipped = skipped.map(|day| format!("{} — {}{}", short(day.date), days::why_day(day, language), moved(day)));
        let skipped: Vec<_> = skipped.collect();
        let why = if skipped.is_empty() {
            self.label(labels::STRIP_NONE_SKIPPED)
        } else {
            format!("{}: {}.", self.label(labels::STRIP_SKIPPED), skipped.join("; "))
        };
        let strip = Strip::of(proof, WEEK.map(|weekday| days::weekday_short(weekday, language)));
        vec![Block::Caption(caption), Block::Strip(strip), Block::Note(format!("{} {ends} {why}", self.label(labels::STRIP_SAYS)))]
    }
}

/// From the week of the day before the first one, which is not counted, to that of the last one.
fn weeks(proof: &Proof) -> Vec<[Option<Day>; 7]> {
    let days: BTreeMap<NaiveDate, &CountedDay> = proof.days.iter().map(|day| (day.date, day)).collect();
    let day = |date: NaiveDate| {
        let counted = days.get(&date);
        let mark = match counted {
            _ if Some(date) == proof.day_zero() => "0".to_owned(),
            Some(CountedDay { counted: Some(count), .. }) => count.to_string(),
            Some(_) => "×".to_owned(),
            None => return None,
        };
        let is_due = date == proof.due_day();
        let time = if is_due { format!(" {}", proof.due.civil_in(proof.zone).format("%H:%M")) } else { String::new() };
        let is_counted = counted.is_some_and(|day| day.counted.is_some());
        Some(Day { date: format!("{}{time}", short(date)), mark, is_counted, is_due })
    };
    let dates = |monday: NaiveDate| [0, 1, 2, 3, 4, 5, 6].map(|place| monday.checked_add_days(Days::new(place)));
    proof.mondays().into_iter().map(|monday| dates(monday).map(|date| date.and_then(day))).collect()
}

fn short(date: NaiveDate) -> String {
    date.format("%d.%m").to_string()
}
