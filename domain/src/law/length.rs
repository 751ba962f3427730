//! Lengths of visas, stays and look-backs.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// The longest length that can be written, in its unit.
const LONGEST: u16 = 3_660;

/// A length in calendar days, months or years. Written `90d`, `6m` or `1y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Length {
    /// Calendar days.
    Days(u16),
    /// Months; they end on the corresponding date, or on the month's last day (Civil Code art 174).
    Months(u16),
    /// Years; they end on the corresponding date, or on the month's last day (Civil Code art 174).
    Years(u16),
}

/// A text is no [`Length`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a length; write 90d, 6m or 1y")]
pub struct LengthError(String);

impl Length {
    /// The last day that lies within the length after `day`, which is itself not counted (Civil Code art 173);
    /// none past the end of reckoning.
    pub fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => day.checked_add_days(Days::new(days.into())),
            Self::Months(months) => day.checked_add_months(Months::new(months.into())),
            Self::Years(years) => day.checked_add_months(Months::new(u32::from(years).saturating_mul(12))),
        }
    }

    /// The first day that lies within the length before `day`; none before the beginning of reckoning.
    pub fn before(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => day.checked_sub_days(Days::new(days.into())),
            Self::Months(months) => day.checked_sub_months(Months::new(months.into())),
            Self::Years(years) => day.checked_sub_months(Months::new(u32::from(years).saturating_mul(12))),
        }
    }

    /// The last day of what begins on `first` and lasts this long: its first day counts. Where the last month has no
    /// corresponding date, its last day is the end (Civil Code art 174).
    pub fn last_day(self, first: NaiveDate) -> Option<NaiveDate> {
        let corresponding = self.after(first)?;
        let there_is_one = matches!(self, Self::Days(_)) || corresponding.day() == first.day();
        if there_is_one { corresponding.pred_opt() } else { Some(corresponding) }
    }
}

impl FromStr for Length {
    type Err = LengthError;
    fn from_str(text: &str) -> Result<Self, LengthError> {
        let wrong = || LengthError(text.to_owned());
        let (digits, unit): (_, fn(u16) -> Self) = match text.as_bytes().last() {
            Some(b'd') => (text.strip_suffix('d'), Self::Days),
            Some(b'm') => (text.strip_suffix('m'), Self::Months),
            Some(b'y') => (text.strip_suffix('y'), Self::Years),
            _ => return Err(wrong()),
        };
        let digits = digits.filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(wrong)?;
        match digits.parse() {
            Ok(count @ 1..=LONGEST) => Ok(unit(count)),
            _ => Err(wrong()),
        }
    }
}

impl TryFrom<String> for Length {
    type Error = LengthError;
    fn try_from(text: String) -> Result<Self, LengthError> {
        text.parse()
    }
}

impl From<Length> for String {
    fn from(length: Length) -> Self {
        match length {
            Length::Days(days) => format!("{days}d"),
            Length::Months(months) => format!("{months}m"),
            Length::Years(years) => format!("{years}y"),
        }
    }
}

/// For people.
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self {
            Self::Days(days) => (days, "day"),
            Self::Months(months) => (months, "month"),
            Self::Years(years) => (years, "year"),
        };
        write!(f, "{count} {unit}{}", if *count == 1 { "" } else { "s" })
    }
}
