//! Why a deadline is what it is, laid out day by day.

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{
    calendar::{Calendar, CalendarError},
    counting::CountingRule,
    deadline::{CountedDay, Deadline},
    instant::Instant,
    term::{CountFrom, Term},
};

/// Why a deadline is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Proof {
    /// Where counting began.
    #[schema(value_type = String, format = DateTime)]
    pub from: Instant,
    /// How long.
    #[schema(value_type = String)]
    pub term: Term,
    /// From which day it was counted.
    pub count_from: CountFrom,
    /// When it is due.
    #[schema(value_type = String, format = DateTime)]
    pub due: Instant,
    /// By which calendar.
    pub calendar: CalendarUsed,
    /// From the day after day 0 to the due day.
    pub days: Vec<CountedDay>,
    /// Acts and paragraphs of the counting, in English.
    pub basis: String,
    /// The zone of the office's clock, where that is not Almaty's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub zone: Option<Tz>,
}

/// The calendar by which a deadline was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CalendarUsed {
    /// Its revision.
    pub revision: String,
    /// Whether a day of it is not official yet.
    pub provisional: bool,
}

impl Proof {
    /// Proves a deadline by the calendar that counted it.
    ///
    /// # Errors
    /// If it is another calendar.
    pub fn of(deadline: &Deadline, calendar: &Calendar) -> Result<Self, CalendarError> {
        Ok(Self {
            from: deadline.from,
            term: deadline.term,
            count_from: deadline.count_from,
            due: deadline.due,
            calendar: CalendarUsed { revision: deadline.calendar_revision.to_string(), provisional: deadline.provisional },
            days: deadline.proof(calendar)?,
            basis: deadline.basis(),
            zone: deadline.zone,
        })
    }

    /// The day on which it is due, by the office's clock.
    pub fn due_day(&self) -> NaiveDate {
        self.due.date_in(self.zone)
    }

    /// The day before the first one; it is not counted.
    pub fn day_zero(&self) -> Option<NaiveDate> {
        self.days.first().and_then(|day| day.date.pred_opt())
    }

    /// The Mondays of the term's weeks, day 0 among their days.
    pub fn mondays(&self) -> Vec<NaiveDate> {
        let (Some(first), Some(last)) = (self.day_zero(), self.days.last()) else { return Vec::new() };
        let monday = first.checked_sub_days(Days::new(first.weekday().num_days_from_monday().into()));
        let weeks = std::iter::successors(monday, |monday| monday.checked_add_days(Days::new(7)));
        weeks.take_while(|monday| *monday <= last.date).collect()
    }

    /// The rules by which it was counted.
    pub fn counted_by(&self) -> impl Iterator<Item = CountingRule> + use<> {
        // From the day after day 0 to the due day.
        let last_day_moved = matches!(self.term, Term::CalendarDays(length) if self.days.len() != usize::from(length));
        CountingRule::applied(self.count_from, last_day_moved)
    }
}
