//! Until when somebody complains (APPC art 92).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{entry::entries, length::Length};
use crate::time::calendar::Calendar;

/// Within which time of learning of a decision somebody complains. One who comes later is heard all the same: whether there was a good reason
/// the examining body judges (APPC art 92(3)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintWindow {
    /// How long, from the day after.
    pub within: Length,
    /// Act and paragraph.
    pub source: String,
}

/// The last day on which somebody complains who learnt of a decision on a day: moved to the next working day from one that is none (APPC art
/// 76(5)), where the calendar reaches so far.
pub fn complain_until(within: Length, learnt_on: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let last = within.after(learnt_on)?;
    Some(next_working_day(last, calendar).unwrap_or(last))
}

fn next_working_day(from: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let mut day = from;
    while !calendar.is_working(day).ok()? {
        day = day.succ_opt()?;
    }
    Some(day)
}

entries! {
    ComplaintWindow: "complaint_window" by |_rule| vec![String::new()];
}
