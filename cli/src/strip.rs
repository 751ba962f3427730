//! A deadline drawn: the weeks of its window, with counted, skipped and due days.

use std::collections::BTreeMap;

use anstyle::Style;
use chrono::{Datelike, Days, NaiveDate};
use shaqyru_domain::time::proof::Proof;

use crate::output::{self, BAD, BOLD, DIM, GOOD, painted, println, readable};

/// How wide a day and the name of its week are drawn: where eight columns a day do not fit, seven hold them as well.
#[derive(Clone, Copy)]
struct Widths {
    week: usize,
    day: usize,
}

const USUAL: Widths = Widths { week: 10, day: 8 };
const NARROW: Widths = Widths { week: 7, day: 7 };
/// What the longest line takes in usual widths.
const USUAL_LINE: usize = 66;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Draws the strip of days and says why each day that does not count does not.
pub(crate) fn print(proof: &Proof) {
    println!("{BOLD}due {}{BOLD:#}  {} from {}, counted from {}", readable(proof.due), proof.term, readable(proof.from), proof.count_from);
    if let Some(zone) = proof.zone {
        let [due, from] = [proof.due, proof.from].map(|instant| instant.civil_in(Some(zone)).format("%a %d %b %Y %H:%M"));
        println!("by the clock of the office ({zone}): due {due}, from {from}; its days are these");
    }
    let widths = if output::width().is_none_or(|width| width >= USUAL_LINE) { USUAL } else { NARROW };
    println!("{:1$}{2}", "", widths.week, in_columns(WEEKDAYS.map(|day| (day.to_owned(), DIM)).into(), widths.day));
    for week in weeks(proof, widths) {
        println!("{week}");
    }
    for day in proof.days.iter().filter(|day| day.counted.is_none()) {
        println!("  {DIM}{}{DIM:#}  {}", day.date.format("%a %d %b"), day.why);
    }
    let provisional = if proof.calendar.provisional { ", provisional" } else { "" };
    println!("{DIM}calendar {}{provisional}; {}{DIM:#}", proof.calendar.revision, proof.basis);
}

fn weeks(proof: &Proof, widths: Widths) -> Vec<String> {
    let days: BTreeMap<NaiveDate, Option<u16>> = proof.days.iter().map(|day| (day.date, day.counted)).collect();
    let day_zero = days.keys().next().and_then(NaiveDate::pred_opt);
    let (Some(day_zero), Some(last)) = (day_zero, days.keys().next_back().copied()) else { return Vec::new() };
    let mut weeks = Vec::new();
    let mut monday = monday_of(day_zero);
    while let Some(start) = monday.filter(|start| *start <= last) {
        let dates = (0..7).filter_map(|offset| start.checked_add_days(Days::new(offset)));
        let cells = dates.map(|date| cell(date, day_zero, last, &days)).collect();
        let name = format!("{:1$}", start.format("%d %b").to_string(), widths.week);
        weeks.push(format!("{}{}", painted(name, DIM), in_columns(cells, widths.day)));
        monday = start.checked_add_days(Days::new(7));
    }
    weeks
}

fn monday_of(date: NaiveDate) -> Option<NaiveDate> {
    date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())))
}

/// `26 1`: the day of the month and its place in the count; `·` is skipped, `0` is the day it is counted from.
fn cell(date: NaiveDate, day_zero: NaiveDate, last: NaiveDate, days: &BTreeMap<NaiveDate, Option<u16>>) -> (String, Style) {
    let day = date.day();
    match days.get(&date) {
        _ if date == day_zero => (format!("{day:>2} 0"), BOLD),
        Some(Some(counted)) if date == last => (format!("{day:>2} {counted}◀"), BAD),
        Some(None) if date == last => (format!("{day:>2} ◀"), BAD),
        Some(Some(counted)) => (format!("{day:>2} {counted}"), GOOD),
        Some(None) => (format!("{day:>2} ·"), DIM),
        None => (String::new(), DIM),
    }
}

/// Cells of equal width; nothing behind the last one that holds something.
fn in_columns(mut cells: Vec<(String, Style)>, width: usize) -> String {
    while cells.last().is_some_and(|(text, _)| text.is_empty()) {
        cells.pop();
    }
    let last = cells.pop().map(|(text, style)| painted(text, style)).unwrap_or_default();
    let before = cells.into_iter().map(|(text, style)| painted(format!("{text:<width$}"), style));
    before.chain([last]).collect()
}
