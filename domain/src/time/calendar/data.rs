//! How the calendar's files (`rulebook/calendar/`) are read, and what is refused of them.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use super::{Calendar, CalendarRevision, Calendars, DayKind, DaysOff, Record, YEARS, weekday_name};

impl Calendars {
    /// Reads the calendar from the texts of its files, given as `(name, text)`: one named
    /// `revisions.toml` (a folder before it does not matter), and one for each year.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, CalendarDataError> {
        let mut revisions = None;
        let mut years = BTreeMap::new();
        for &(name, text) in files {
            if name.rsplit('/').next() == Some("revisions.toml") {
                let file: RevisionsFile = read(name, text)?;
                if revisions.replace((name, text, file)).is_some() {
                    return Err(problem(name, None, CalendarDataProblem::SecondRevisions));
                }
            } else {
                let file: YearFile = read(name, text)?;
                let line = line_of(text, &file.year);
                let year = *file.year.get_ref();
                if years.insert(year, (name, text, file)).is_some() {
                    return Err(problem(name, line, CalendarDataProblem::SecondYear(year)));
                }
            }
        }
        let (name, text, file) = revisions.ok_or_else(|| problem("revisions.toml", None, CalendarDataProblem::NoRevisions))?;

        let mut order = BTreeMap::new();
        for entry in &file.revision {
            let line = line_of(text, &entry.id);
            let id = entry.id.get_ref();
            if entry.source.trim().is_empty() {
                return Err(problem(name, line, CalendarDataProblem::Blank("source")));
            }
            let in_force_from = civil(entry.in_force_from).ok_or_else(|| problem(name, line, CalendarDataProblem::NoSuchDay))?;
            let same_id = |other: &&RevisionEntry| other.id.get_ref() == id;
            if order.insert(in_force_from, entry).is_some() || file.revision.iter().filter(same_id).count() > 1 {
                let twice = CalendarDataProblem::SecondRevision(id.clone());
                return Err(problem(name, line, twice));
            }
        }
        let ids: Vec<&str> = order.values().map(|entry| entry.id.get_ref().as_str()).collect();
        let mut built = order.iter().enumerate().map(|(position, (&in_force_from, entry))| {
            Ok(CalendarRevision {
                calendar: build(entry.id.get_ref(), position, &ids, &years)?,
                in_force_from,
                source: entry.source.clone(),
            })
        });
        let first = built.next().ok_or_else(|| problem(name, None, CalendarDataProblem::NoRevisions))??;
        let later = built.collect::<Result<_, _>>()?;
        Ok(Self { first, later })
    }
}

/// The calendar as the revision at `position` among `ids` (oldest first) has it.
fn build(id: &str, position: usize, ids: &[&str], years: &BTreeMap<i32, (&str, &str, YearFile)>) -> Result<Calendar, CalendarDataError> {
    let mut record: Option<Record> = None;
    for (&year, (name, text, file)) in years {
        let year_line = line_of(text, &file.year);
        if !YEARS.contains(&year) {
            return Err(problem(name, year_line, CalendarDataProblem::NoSuchDay));
        }
        let record = record.get_or_insert_with(|| Record {
            revision: id.into(),
            first_year: year,
            last_year: year - 1,
            provisional: Vec::new(),
            days_off: DaysOff::NONE,
            days: BTreeMap::new(),
        });
        if year != record.last_year + 1 {
            let missing = CalendarDataProblem::MissingYear(record.last_year + 1);
            return Err(problem(name, year_line, missing));
        }
        record.last_year = year;
        if file.provisional {
            record.provisional.push(year);
        }
        for entry in &file.day {
            let line = line_of(text, &entry.date);
            let date = entry.check(year, ids).map_err(|found| problem(name, line, found))?;
            if entry.holds_at(position, ids) {
                let day = (entry.kind, entry.reason.clone());
                if record.days.insert(date, day).is_some() {
                    return Err(problem(name, line, CalendarDataProblem::SecondDay(date)));
                }
            }
        }
    }
    let no_years = || problem("revisions.toml", None, CalendarDataProblem::NoYears);
    Calendar::new(record.ok_or_else(no_years)?).map_err(|_| no_years())
}

/// What is wrong with the calendar's data files, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}{}: {problem}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct CalendarDataError {
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: CalendarDataProblem,
}

/// What is wrong with the calendar's data files.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarDataProblem {
    /// The file is not TOML, or has not the keys that it should have.
    #[error("{0}")]
    Toml(String),
    /// There is no `revisions.toml`, or it lists none.
    #[error("no revision of the calendar is listed")]
    NoRevisions,
    /// There is a second `revisions.toml`.
    #[error("the revisions are listed in another file already")]
    SecondRevisions,
    /// Two revisions have this name, or the one of this name begins on another's day.
    #[error("revision {0} repeats another one's name or date")]
    SecondRevision(String),
    /// No year has a file.
    #[error("there is no file for any year")]
    NoYears,
    /// Another file gives the same year.
    #[error("the year {0} has another file already")]
    SecondYear(i32),
    /// The years have a gap.
    #[error("the year {0} before this one has no file")]
    MissingYear(i32),
    /// A key that must say something is blank.
    #[error("`{0}` is blank")]
    Blank(&'static str),
    /// The date does not exist, or lies outside 1900 to 2200.
    #[error("there is no such date between 1900 and 2200")]
    NoSuchDay,
    /// The day belongs in another year's file.
    #[error("{0} is not in this file's year")]
    OtherYear(NaiveDate),
    /// The day is listed twice in one revision.
    #[error("{0} is listed twice")]
    SecondDay(NaiveDate),
    /// A substitute or transferred day off on a weekend, or a worked weekend day on a weekday.
    #[error("{date} is a {}, which cannot be `{kind}`", weekday_name(.date.weekday()))]
    KindOfDay {
        /// The day.
        date: NaiveDate,
        /// What it was said to be.
        kind: DayKind,
    },
    /// `added_by` or `removed_by` names a revision that is not listed.
    #[error("revision {0} is not listed")]
    UnknownRevision(String),
    /// The entry is removed before, or together with, being added.
    #[error("the entry holds in no revision")]
    HoldsNever,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RevisionsFile {
    revision: Vec<RevisionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RevisionEntry {
    id: Spanned<String>,
    in_force_from: toml::value::Date,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    year: Spanned<i32>,
    #[serde(default)]
    provisional: bool,
    #[serde(default)]
    day: Vec<DayEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayEntry {
    date: Spanned<toml::value::Date>,
    kind: DayKind,
    reason: String,
    /// For the reader of the file; required, and not carried further.
    source: String,
    /// The first revision that has the entry; without it, the first of all.
    added_by: Option<String>,
    /// The first revision that has it no longer.
    removed_by: Option<String>,
}

impl DayEntry {
    /// The entry's date, if the entry can be true in a file of that `year`.
    fn check(&self, year: i32, ids: &[&str]) -> Result<NaiveDate, CalendarDataProblem> {
        let date = civil(*self.date.get_ref()).ok_or(CalendarDataProblem::NoSuchDay)?;
        if date.year() != year {
            return Err(CalendarDataProblem::OtherYear(date));
        }
        if !self.kind.fits(date) {
            return Err(CalendarDataProblem::KindOfDay { date, kind: self.kind });
        }
        for (key, text) in [("reason", &self.reason), ("source", &self.source)] {
            if text.trim().is_empty() {
                return Err(CalendarDataProblem::Blank(key));
            }
        }
        for id in [&self.added_by, &self.removed_by].into_iter().flatten() {
            if !ids.contains(&id.as_str()) {
                return Err(CalendarDataProblem::UnknownRevision(id.clone()));
            }
        }
        if (0..ids.len()).any(|position| self.holds_at(position, ids)) { Ok(date) } else { Err(CalendarDataProblem::HoldsNever) }
    }

    /// Whether the revision at `position` has the entry.
    fn holds_at(&self, position: usize, ids: &[&str]) -> bool {
        let reached = |id: &String| ids.iter().take(position + 1).any(|reached| reached == id);
        self.added_by.as_ref().is_none_or(reached) && !self.removed_by.as_ref().is_some_and(reached)
    }
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, CalendarDataError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_at(text, span.start));
        problem(name, line, CalendarDataProblem::Toml(error.message().to_owned()))
    })
}

fn problem(file: &str, line: Option<usize>, problem: CalendarDataProblem) -> CalendarDataError {
    CalendarDataError { file: file.to_owned(), line, problem }
}

fn civil(date: toml::value::Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

#[expect(clippy::unnecessary_wraps, reason = "goes where a line may be unknown")]
fn line_of<T>(text: &str, spanned: &Spanned<T>) -> Option<usize> {
    Some(line_at(text, spanned.span().start))
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count()
}
