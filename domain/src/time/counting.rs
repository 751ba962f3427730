//! The rules of counting on which a deadline rests.

use std::fmt;

use super::term::CountFrom;

/// A rule by which a deadline was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountingRule {
    /// Day 0 is not counted (R26 para 14; Civil Code art 173).
    DayZeroIsNotCounted,
    /// What comes after hours or on a day off is registered on the next working day (Administrative Procedure and Process Code art 64(3)).
    RegisteredOnAWorkingDay,
    /// A last day that is not worked moves to the next working day (Civil Code art 175).
    LastDayMoved,
    /// The term ends with the office's working day (Civil Code art 176(1)).
    EndsWithTheWorkingDay,
}

impl CountingRule {
    /// Those by which a term was counted, in the order in which they are applied.
    pub(super) fn applied(count_from: CountFrom, last_day_moved: bool) -> impl Iterator<Item = Self> {
        let registered = (count_from == CountFrom::Registration).then_some(Self::RegisteredOnAWorkingDay);
        let moved = last_day_moved.then_some(Self::LastDayMoved);
        [Some(Self::DayZeroIsNotCounted), registered, moved, Some(Self::EndsWithTheWorkingDay)].into_iter().flatten()
    }
}

/// In English, as the contract says it.
impl fmt::Display for CountingRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DayZeroIsNotCounted => "Rules (R26) para 14 and Civil Code art 173: day 0 is not counted",
            Self::RegisteredOnAWorkingDay => {
                "Administrative Procedure and Process Code art 64(3): after the end of the working day or on a day off, registered on the next working day"
            }
            Self::LastDayMoved => "Civil Code art 175: a last day that is not a working day moves to the next working day",
            Self::EndsWithTheWorkingDay => "Civil Code art 176(1): ends with the office's working day",
        })
    }
}
