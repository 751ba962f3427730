//! The days of the calendar, written apart: every special day of the newest revision, and what the first one had otherwise.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use shaqyru_domain::time::calendar::{Calendar, Calendars};

const DAYS: &str = include_str!("tables/calendar.txt");

/// The revisions, each with its first day.
const REVISIONS: [(&str, &str); 2] = [("kz-2025-12", "2025-12-11"), ("kz-2026-03-18", "2026-03-18")];

/// Constitution Day and its substitute were still days of 2026 before the new Constitution.
const BEFORE_MARCH_2026: [&str; 2] = ["2026-08-30 holiday", "2026-08-31 substitute"];

fn expected() -> BTreeSet<String> {
    let lines = DAYS.lines().filter(|line| !line.starts_with('#'));
    let days = lines.flat_map(|line| {
        let mut words = line.split(' ');
        let (year, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let days: Vec<_> = words.map(|day| format!("{year}-{day} {kind}")).collect();
        if days.is_empty() { vec![format!("{year} {kind}")] } else { days }
    });
    days.collect()
}

fn said(calendar: &Calendar) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for year in calendar.years() {
        let first = NaiveDate::from_ymd_opt(year, 1, 1);
        for day in first.into_iter().flat_map(|first| first.iter_days()).take_while(|day| day.year() == year) {
            if let Ok(Some(kind)) = calendar.kind(day) {
                let kind = serde_json::to_value(kind).unwrap_or_default();
                said.insert(format!("{day} {}", kind.as_str().unwrap_or_default()));
            }
        }
        if first.is_some_and(|first| calendar.is_provisional(first)) {
            said.insert(format!("{year} provisional"));
        }
    }
    said
}

/// What the calendar says otherwise than the law.
pub fn faults(calendars: &Calendars) -> Vec<String> {
    let revisions: Vec<_> = calendars.revisions().map(|one| (one.calendar.revision().as_str(), one.in_force_from.to_string())).collect();
    let mut faults = Vec::new();
    if !revisions.iter().map(|(id, from)| (*id, from.as_str())).eq(REVISIONS) {
        faults.push(format!("the revisions are {revisions:?}, not {REVISIONS:?}"));
    }
    let newest = expected();
    let first = &newest | &BEFORE_MARCH_2026.map(str::to_owned).into();
    for (revision, expected) in calendars.revisions().zip([first, newest]) {
        let said = said(&revision.calendar);
        faults.extend(said.symmetric_difference(&expected).map(|day| format!("{}: {day} differs", revision.calendar.revision().as_str())));
    }
    faults
}
