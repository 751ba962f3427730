//! The working-day calendar and its revisions.
//!
//! Which days are worked is decided anew each year, sometimes weeks before the day: the labour
//! minister moves days off (Labour Code art 85(3)), and in March 2026 a holiday was dropped from
//! the year that was already running. So the calendar is dated data (`rulebook/calendar/`) in
//! revisions, and a deadline names the revision by which it was counted.
//!
//! Days are walked by the `bdays` crate over our own table of days. Two of its habits do not fit
//! the law and are dealt with here and nowhere else: it takes every weekend day for a day off
//! (some are worked), and it first moves a start on a day off forward to a working day, which
//! would grant an event on a Saturday one day more than Civil Code art 173 does.

mod data;
mod revisions;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bdays::HolidayCalendar;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use self::{
    data::{CalendarDataError, CalendarDataProblem},
    revisions::{CalendarRevision, Calendars},
};
use super::{day_reason::DayReason, days_off::DaysOff};

/// The years that a calendar may name at all; keeps a damaged record from asking for a table of
/// millions of days.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// The name of a calendar revision, such as `kz-2026-03-18`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
// Every deadline carries it, so copying it must not allocate.
pub struct RevisionId(Arc<str>);

impl RevisionId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for RevisionId {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl From<&str> for RevisionId {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<RevisionId> for String {
    fn from(id: RevisionId) -> Self {
        id.as_str().to_owned()
    }
}

/// What makes a day differ from, or be more than, an ordinary day of the five-day week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A national or state holiday (Law on holidays art 3); not worked.
    Holiday,
    /// A weekday off in place of a holiday that fell on a day off (Law on holidays art 5).
    Substitute,
    /// 7 January or the first day of Kurban Ait: a day off by Labour Code art 84(5). It is no
    /// holiday, so nothing replaces it when it falls on a weekend.
    DayOff,
    /// A weekday off in exchange for a worked weekend day (Labour Code art 85(3)).
    Transferred,
    /// A weekend day that is worked in exchange for a weekday off (Labour Code art 85(3)).
    WorkingWeekend,
}

impl DayKind {
    fn is_worked(self) -> bool {
        self == Self::WorkingWeekend
    }

    /// Whether a day of this kind can fall on `date` at all.
    fn fits(self, date: NaiveDate) -> bool {
        match self {
            Self::Holiday | Self::DayOff => true,
            Self::Substitute | Self::Transferred => bdays::is_weekday(date),
            Self::WorkingWeekend => bdays::is_weekend(date),
        }
    }
}

/// As the data files write it.
impl fmt::Display for DayKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Holiday => "holiday",
            Self::Substitute => "substitute",
            Self::DayOff => "day_off",
            Self::Transferred => "transferred",
            Self::WorkingWeekend => "working_weekend",
        })
    }
}

/// Why a calendar gives no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// The answer depends on a day outside the years that the calendar covers.
    #[error("the calendar covers {first} to {last}; it says nothing about {date}")]
    OutsideYears {
        /// The day that was asked for, or the first day beyond the calendar that a count needed.
        date: NaiveDate,
        /// The first year covered.
        first: i32,
        /// The last year covered.
        last: i32,
    },
    /// A deadline was to be explained by another revision than the one that counted it.
    #[error("counted by calendar revision {counted_by}, which {given} cannot explain")]
    OtherRevision {
        /// The revision by which the deadline was counted.
        counted_by: RevisionId,
        /// The revision that was given.
        given: RevisionId,
    },
}

/// One revision of the calendar: which days of its years are worked, and why.
///
/// Dates are civil dates in Asia/Almaty. Its serde form holds only the days that the week itself
/// does not explain, so that it can be recorded with a case; [`Calendar::slice`] cuts it down
/// further.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Record", into = "Record")]
pub struct Calendar {
    record: Record,
    /// Why the days that the week itself does not explain are worked or not.
    reasons: BTreeMap<NaiveDate, DayReason>,
    /// Days from the Common Era to 1 January of the first year.
    origin: i32,
    /// How many days the years have together.
    length: usize,
    /// Bit `n` is set if day `n` after `origin` is worked.
    worked: Vec<u64>,
}

/// A [`Calendar`] as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    revision: RevisionId,
    first_year: i32,
    last_year: i32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    provisional: Vec<i32>,
    /// Those of the week, where they are not Saturday and Sunday.
    #[serde(default, skip_serializing_if = "DaysOff::is_empty")]
    days_off: DaysOff,
    days: BTreeMap<NaiveDate, (DayKind, String)>,
}

impl Record {
    fn is_in_the_working_week(&self, date: NaiveDate) -> bool {
        if self.days_off.is_empty() { bdays::is_weekday(date) } else { !self.days_off.contains(date.weekday()) }
    }

    /// A weekend day that is worked in Kazakhstan is so by its own week only.
    fn is_worked(&self, date: NaiveDate) -> bool {
        match self.days.get(&date) {
            Some((DayKind::WorkingWeekend, _)) if !self.days_off.is_empty() => self.is_in_the_working_week(date),
            Some((kind, _)) => kind.is_worked(),
            None => self.is_in_the_working_week(date),
        }
    }
}

/// A recorded calendar contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    /// The years run backwards or lie outside 1900 to 2200.
    #[error("a calendar cannot cover the years {first} to {last}")]
    Years {
        /// The first year.
        first: i32,
        /// The last year.
        last: i32,
    },
    /// A day lies outside the years, or its kind cannot fall on that day of the week.
    #[error("{date} cannot be `{kind}` in this calendar")]
    Day {
        /// The day.
        date: NaiveDate,
        /// What it was said to be.
        kind: DayKind,
    },
}

impl Calendar {
    fn new(record: Record) -> Result<Self, RecordError> {
        let (first, last) = (record.first_year, record.last_year);
        let bad_years = RecordError::Years { first, last };
        if first > last || !YEARS.contains(&first) || !YEARS.contains(&last) {
            return Err(bad_years);
        }
        for (&date, &(kind, _)) in &record.days {
            if !(first..=last).contains(&date.year()) || !kind.fits(date) {
                return Err(RecordError::Day { date, kind });
            }
        }
        let start = NaiveDate::from_yo_opt(first, 1).ok_or(bad_years)?;
        let mut worked = Vec::new();
        let mut length = 0;
        for date in start.iter_days().take_while(|date| date.year() <= last) {
            if length % 64 == 0 {
                worked.push(0);
            }
            if let Some(word) = worked.last_mut() {
                *word |= u64::from(record.is_worked(date)) << (length % 64);
            }
            length += 1;
        }
        let reasons = record.days.iter().map(|(&date, (_, text))| (date, DayReason::read(text, date))).collect();
        Ok(Self { record, reasons, origin: start.num_days_from_ce(), length, worked })
    }

    /// Which revision this is.
    pub fn revision(&self) -> &RevisionId {
        &self.record.revision
    }

    /// The first and the last year covered.
    pub fn years(&self) -> std::ops::RangeInclusive<i32> {
        self.record.first_year..=self.record.last_year
    }

    /// Whether the calendar says anything about `date`.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.lookup(date).is_some()
    }

    /// Whether the calendar of the year of `date` is computed by us and not yet official. A year
    /// that is not covered is not provisional either: it is unknown.
    pub fn is_provisional(&self, date: NaiveDate) -> bool {
        self.any_provisional(date.year(), date.year())
    }

    pub(crate) fn any_provisional(&self, first_year: i32, last_year: i32) -> bool {
        self.record.provisional.iter().any(|year| (first_year..=last_year).contains(year))
    }

    /// Whether `date` is a working day.
    pub fn is_working(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        self.lookup(date).ok_or_else(|| self.outside(date))
    }

    /// What the rulebook says of `date`; `None` for an ordinary day of the five-day week.
    pub fn kind(&self, date: NaiveDate) -> Result<Option<DayKind>, CalendarError> {
        self.require(date)?;
        Ok(self.record.days.get(&date).map(|&(kind, _)| kind))
    }

    /// Whether `date` is off for another reason than its day of the week: a holiday, or a day off by law or in exchange.
    pub fn is_day_of_rest(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        Ok(self.kind(date)?.is_some_and(|kind| !kind.is_worked()))
    }

    /// The same days of rest, in a week with these days off; Kazakhstan's week, if there are none.
    ///
    /// # Errors
    /// None for a calendar that was read.
    pub fn in_the_week_of(self, days_off: DaysOff) -> Result<Self, CalendarError> {
        let nothing = self.outside(NaiveDate::MIN);
        Self::new(Record { days_off, ..self.record }).map_err(|_| nothing)
    }

    /// Why `date` is worked or not, beside its day of the week; `None` for an ordinary day of the five-day week.
    pub fn special_reason(&self, date: NaiveDate) -> Option<&DayReason> {
        self.reasons.get(&date)
    }

    /// Why `date` is worked or not, in English: `Friday`, `Sunday`, or `Monday, substitute for
    /// International Women's Day (8 March, Sunday)`.
    pub fn reason(&self, date: NaiveDate) -> Result<Cow<'static, str>, CalendarError> {
        self.require(date)?;
        let weekday = weekday_name(date.weekday());
        Ok(match self.record.days.get(&date) {
            Some((_, reason)) => Cow::Owned(format!("{weekday}, {reason}")),
            None => Cow::Borrowed(weekday),
        })
    }

    /// The first working day after `date`.
    pub fn next_working_day_after(&self, date: NaiveDate) -> Result<NaiveDate, CalendarError> {
        self.nth_working_day_after(date, 1)
    }

    /// The `n`th working day after `date`, which itself is never counted (Civil Code art 173);
    /// `date` itself if `n` is 0.
    pub fn nth_working_day_after(&self, date: NaiveDate, n: u16) -> Result<NaiveDate, CalendarError> {
        self.require(date)?;
        if n == 0 {
            return Ok(date);
        }
        // From the working day at or before the start, `bdays` counts as the law does.
        let start = self.to_bday(date, false);
        self.within_years(self.advance_bdays(start, n.into()))
    }

    /// The `n`th working day before `date`, which itself is never counted; `date` itself if `n`
    /// is 0.
    pub fn nth_working_day_before(&self, date: NaiveDate, n: u16) -> Result<NaiveDate, CalendarError> {
        self.require(date)?;
        if n == 0 {
            return Ok(date);
        }
        let start = self.to_bday(date, true);
        self.within_years(self.advance_bdays(start, -i32::from(n)))
    }

    /// How many working days follow `date`, up to `last` and with it.
    pub fn working_days_after(&self, date: NaiveDate, last: NaiveDate) -> Result<u16, CalendarError> {
        self.require(date)?;
        self.require(last)?;
        let mut count: u16 = 0;
        for day in date.iter_days().skip(1).take_while(|day| *day <= last) {
            count = count.saturating_add(u16::from(self.is_working(day)?));
        }
        Ok(count)
    }

    /// `date` if it is a working day, else the next one (Civil Code art 175).
    pub fn roll_forward(&self, date: NaiveDate) -> Result<NaiveDate, CalendarError> {
        self.require(date)?;
        self.within_years(self.to_bday(date, true))
    }

    /// The same revision cut down to the years `first_year` to `last_year`, or to those of them
    /// that it covers. Fails if it covers none of them.
    pub fn slice(&self, first_year: i32, last_year: i32) -> Result<Self, CalendarError> {
        let first = first_year.max(self.record.first_year);
        let last = last_year.min(self.record.last_year);
        let years = first..=last;
        let record = Record {
            revision: self.record.revision.clone(),
            first_year: first,
            last_year: last,
            provisional: self.record.provisional.iter().copied().filter(|year| years.contains(year)).collect(),
            days_off: self.record.days_off,
            days: self
                .record
                .days
                .iter()
                .filter(|(date, _)| years.contains(&date.year()))
                .map(|(&date, day)| (date, day.clone()))
                .collect(),
        };
        Self::new(record).map_err(|_| {
            let asked = NaiveDate::from_yo_opt(first_year, 1).unwrap_or(NaiveDate::MAX);
            self.outside(asked)
        })
    }

    /// Fails unless the calendar says something about `date`.
    pub(crate) fn require(&self, date: NaiveDate) -> Result<(), CalendarError> {
        self.is_working(date).map(|_| ())
    }

    /// Fails unless this is the revision named `counted_by`.
    pub(crate) fn require_revision(&self, counted_by: &RevisionId) -> Result<(), CalendarError> {
        if self.revision() == counted_by {
            Ok(())
        } else {
            Err(CalendarError::OtherRevision { counted_by: counted_by.clone(), given: self.revision().clone() })
        }
    }

    /// Past the ends of the years `bdays` walks on over bare weekdays (so that it stops). Such a
    /// day is no answer; what the count needed was the first day beyond the end.
    fn within_years(&self, walked: NaiveDate) -> Result<NaiveDate, CalendarError> {
        if self.covers(walked) {
            return Ok(walked);
        }
        let beyond = if walked.year() > self.record.last_year {
            NaiveDate::from_ymd_opt(self.record.last_year + 1, 1, 1)
        } else {
            NaiveDate::from_ymd_opt(self.record.first_year - 1, 12, 31)
        };
        Err(self.outside(beyond.unwrap_or(walked)))
    }

    pub(super) fn outside(&self, date: NaiveDate) -> CalendarError {
        CalendarError::OutsideYears { date, first: self.record.first_year, last: self.record.last_year }
    }

    fn lookup(&self, date: NaiveDate) -> Option<bool> {
        let day = usize::try_from(date.num_days_from_ce() - self.origin).ok()?;
        let word = self.worked.get(day / 64)?;
        (day < self.length).then_some(word >> (day % 64) & 1 == 1)
    }
}

/// Outside its years the calendar answers with the bare five-day week, so that a walk over it
/// ends. Callers in this crate check both ends of every walk and never let such a day out.
impl HolidayCalendar<NaiveDate> for Calendar {
    fn is_holiday(&self, date: NaiveDate) -> bool {
        self.record.days.get(&date).is_some_and(|(kind, _)| !kind.is_worked())
    }

    /// The default takes each weekend day for a day off; some are worked.
    fn is_bday(&self, date: NaiveDate) -> bool {
        self.lookup(date).unwrap_or_else(|| self.record.is_in_the_working_week(date))
    }
}

impl TryFrom<Record> for Calendar {
    type Error = RecordError;

    fn try_from(record: Record) -> Result<Self, Self::Error> {
        Self::new(record)
    }
}

impl From<Calendar> for Record {
    fn from(calendar: Calendar) -> Self {
        calendar.record
    }
}

fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
