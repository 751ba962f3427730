//! The length of a term, and from what it is counted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest term that can be written, in days: a year with a day to spare.
const LONGEST: u16 = 366;

/// How long a term is. Written `3wd` or `30cd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Term {
    /// Working days by the calendar; day 0 is not counted (R26 para 14; Civil Code art 173).
    WorkingDays(u16),
    /// Calendar days; a last day that is not a working day moves to the next working day (Civil
    /// Code art 175).
    CalendarDays(u16),
}

/// Why a text is not a [`Term`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TermError {
    /// The text is not digits followed by `wd` or `cd`.
    #[error("`{text}` is not a term; write 3wd for working days or 30cd for calendar days")]
    Malformed {
        /// The text as it was given.
        text: String,
    },
    /// The number of days is not within 1 to 366.
    #[error("`{text}` is out of bounds: a term has 1 to {LONGEST} days")]
    OutOfBounds {
        /// The text as it was given.
        text: String,
    },
}

impl FromStr for Term {
    type Err = TermError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || TermError::Malformed { text: text.to_owned() };
        let (digits, unit): (_, fn(u16) -> Self) = if let Some(digits) = text.strip_suffix("wd") {
            (digits, Self::WorkingDays)
        } else if let Some(digits) = text.strip_suffix("cd") {
            (digits, Self::CalendarDays)
        } else {
            return Err(malformed());
        };
        // `u16::from_str` would also take a sign.
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(malformed());
        }
        match digits.parse() {
            Ok(days @ 1..=LONGEST) => Ok(unit(days)),
            _ => Err(TermError::OutOfBounds { text: text.to_owned() }),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingDays(days) => write!(f, "{days}wd"),
            Self::CalendarDays(days) => write!(f, "{days}cd"),
        }
    }
}

impl TryFrom<String> for Term {
    type Error = TermError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Term> for String {
    fn from(term: Term) -> Self {
        term.to_string()
    }
}

/// What makes an event's day the day from which a term is counted ("day 0").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CountFrom {
    /// The day of the event itself, whatever the hour (Civil Code art 173).
    #[default]
    Receipt,
    /// The day on which the event is registered: after the end of the working day, or on a day
    /// off, that is the next working day (Administrative Procedure and Process Code art 64(3)).
    Registration,
}

/// The text is neither `receipt` nor `registration`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a way to count; it is `receipt` or `registration`")]
pub struct CountFromError {
    /// The text as it was given.
    pub text: String,
}

impl FromStr for CountFrom {
    type Err = CountFromError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "receipt" => Ok(Self::Receipt),
            "registration" => Ok(Self::Registration),
            _ => Err(CountFromError { text: text.to_owned() }),
        }
    }
}

impl fmt::Display for CountFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Receipt => "receipt",
            Self::Registration => "registration",
        })
    }
}
