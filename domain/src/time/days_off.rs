//! The days of the week on which an office abroad does not work, where they are others than Kazakhstan's.

use chrono::{Weekday, WeekdaySet};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Some days of the week, such as Friday and Saturday. None stands for the week of Kazakhstan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DaysOff(WeekdaySet);

impl DaysOff {
    /// None of its own.
    pub const NONE: Self = Self(WeekdaySet::EMPTY);

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a day is one of them.
    pub const fn contains(self, day: Weekday) -> bool {
        self.0.contains(day)
    }

    /// Whether every day of the week is one of them.
    pub const fn is_whole_week(self) -> bool {
        self.0.len() >= 7
    }
}

impl Serialize for DaysOff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter(Weekday::Mon))
    }
}

impl<'de> Deserialize<'de> for DaysOff {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let days = Vec::<Weekday>::deserialize(deserializer)?;
        let days = Self(days.into_iter().collect());
        if days.is_whole_week() { Err(serde::de::Error::custom("an office works on some day of the week")) } else { Ok(days) }
    }
}
