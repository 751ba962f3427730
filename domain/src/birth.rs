//! A date of birth as a passport states it: the day, or day and month, may be unknown (ICAO Doc 9303-3).

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    application::parse_date,
    problem::{Code, Problem},
    text::described,
};

/// A date of birth: `1984-05-17`, or `1984-05` or `1984` where the passport says no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BirthDate {
    /// The first day that fits what is stated.
    earliest: NaiveDate,
    stated: Stated,
}

described! {
    BirthDate, "A date of birth such as 1984-05-17, or 1984-05 or 1984 where the passport states no more.",
    length 4..=10, pattern "^[0-9]{4}(-[0-9]{2}){0,2}$"
}

/// How much of it the passport states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stated {
    Day,
    Month,
    Year,
}

impl BirthDate {
    /// The first day that fits: whoever may have reached an age by it is treated as having reached it.
    pub fn earliest(self) -> NaiveDate {
        self.earliest
    }

    /// The whole date, if the passport states it.
    pub fn day(self) -> Option<NaiveDate> {
        (self.stated == Stated::Day).then_some(self.earliest)
    }

    /// Whether it may be the same day as another one.
    pub fn may_be(self, other: Self) -> bool {
        self.earliest <= other.latest() && other.earliest <= self.latest()
    }

    /// Written by a format of the whole date, or of what the passport states of it.
    pub fn written(self, day: &str, month: &str, year: &str) -> String {
        let format = match self.stated {
            Stated::Day => day,
            Stated::Month => month,
            Stated::Year => year,
        };
        self.earliest.format(format).to_string()
    }

    fn latest(self) -> NaiveDate {
        let months = match self.stated {
            Stated::Day => return self.earliest,
            Stated::Month => 1,
            Stated::Year => 12,
        };
        let next = self.earliest.checked_add_months(Months::new(months));
        next.and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
    }
}

impl TryFrom<String> for BirthDate {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        let (stated, first_day) = match text.len() {
            4 => (Stated::Year, format!("{text}-01-01")),
            7 => (Stated::Month, format!("{text}-01")),
            _ => (Stated::Day, text),
        };
        let message = "must be a date such as 1984-05-17, or 1984-05 or 1984 where the passport states no more";
        let earliest = parse_date(&first_day).map_err(|_| Problem::new(Code::Field, message))?;
        Ok(Self { earliest, stated })
    }
}

impl From<BirthDate> for String {
    fn from(date: BirthDate) -> Self {
        date.to_string()
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.earliest.year();
        match self.stated {
            Stated::Day => self.earliest.fmt(f),
            Stated::Month => write!(f, "{year}-{:02}", self.earliest.month()),
            Stated::Year => write!(f, "{year}"),
        }
    }
}
