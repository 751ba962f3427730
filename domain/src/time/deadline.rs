//! Deadlines with their proof.
//!
//! A [`Deadline`] is the only place where the end of a term is computed. It is cheap to count and
//! can lay out, day by day, how it was counted.

use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::time::calendar::{Calendar, CalendarError, RevisionId};
use crate::time::counting::CountingRule;
use crate::time::day_reason::DayReason;
use crate::time::hours::OfficeHours;
use crate::time::instant::Instant;
use crate::time::term::{CountFrom, Term};

/// When a term runs out, and what that rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The length of the term.
    pub term: Term,
    /// The event that set the term running.
    pub from: Instant,
    /// How the event's day became day 0.
    pub count_from: CountFrom,
    /// The day before the first counted one, by the office's clock.
    pub day_zero: NaiveDate,
    /// The last instant that is in time: the end of the office's working day on the last day.
    pub due: Instant,
    /// The revision of the calendar by which the days were counted.
    pub calendar_revision: RevisionId,
    /// Whether the term touches a year whose calendar is computed and not yet official.
    pub provisional: bool,
    /// The zone of the office's clock, where that is not Almaty's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Tz>,
}

/// One day of a deadline's proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CountedDay {
    /// Civil date, by the office's clock.
    pub date: NaiveDate,
    /// Which day of the term it is, from 1; `None` for a day that is not counted.
    pub counted: Option<u16>,
    /// The reason, in English.
    pub why: String,
    /// Why the day is worked or not, where the week itself does not explain it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DayReason>,
}

impl Deadline {
    /// Counts `term` from the event at `from`. Day 0 itself is not counted (R26 para 14; Civil
    /// Code art 173); the term ends with the working day of the office (Civil Code art 176(1)).
    ///
    /// Fails if day 0, or a day needed to reach the end, lies outside the calendar's years.
    pub fn count(
        from: Instant,
        term: Term,
        count_from: CountFrom,
        calendar: &Calendar,
        hours: &OfficeHours,
    ) -> Result<Self, CalendarError> {
        let day_zero = match count_from {
            CountFrom::Receipt => hours.civil(from).date(),
            CountFrom::Registration => hours.registered_on(from, calendar)?,
        };
        let last = match term {
            Term::WorkingDays(days) => calendar.nth_working_day_after(day_zero, days)?,
            Term::CalendarDays(days) => {
                calendar.require(day_zero)?;
                calendar.roll_forward(day_zero + TimeDelta::days(days.into()))?
            }
        };
        Ok(Self {
            term,
            from,
            count_from,
            day_zero,
            due: hours.closing(last),
            calendar_revision: calendar.revision().clone(),
            provisional: calendar.any_provisional(day_zero.year(), last.year()),
            zone: hours.zone(),
        })
    }

    /// A deadline that somebody has set, laid out by the working days until then; its own day is one.
    ///
    /// # Errors
    /// If the calendar does not hold both days.
    pub fn set(from: Instant, due: Instant, calendar: &Calendar, hours: &OfficeHours) -> Result<Self, CalendarError> {
        let (day_zero, last) = (hours.civil(from).date(), hours.civil(due).date());
        let days = calendar.working_days_after(day_zero, last)?;
        Ok(Self {
            term: Term::WorkingDays(days),
            from,
            count_from: CountFrom::Receipt,
            day_zero,
            due,
            calendar_revision: calendar.revision().clone(),
            provisional: calendar.any_provisional(day_zero.year(), last.year()),
            zone: hours.zone(),
        })
    }

    /// Every day from the one after day 0 to the due day, counted or not, with the reason.
    ///
    /// `calendar` must be the revision by which the deadline was counted (a slice of it will
    /// do); another one is [`CalendarError::OtherRevision`].
    pub fn proof(&self, calendar: &Calendar) -> Result<Vec<CountedDay>, CalendarError> {
        calendar.require_revision(&self.calendar_revision)?;
        let due_day = self.due_day();
        let mut proof = Vec::new();
        let mut counted = 0;
        for date in self.day_zero.iter_days().skip(1).take_while(|date| *date <= due_day) {
            let day = calendar.reason(date)?;
            let working = calendar.is_working(date)?;
            let (ordinal, why) = match self.term {
                Term::WorkingDays(length) if working => {
                    counted += 1;
                    (Some(counted), format!("{day}, working day {counted} of {length}"))
                }
                Term::CalendarDays(length) if counted < length => {
                    counted += 1;
                    let moves = if counted == length && !working { "; not a working day, so the term moves to the next one" } else { "" };
                    (Some(counted), format!("{day}, calendar day {counted} of {length}{moves}"))
                }
                Term::CalendarDays(_) if working => (None, format!("{day}, the next working day, to which the term moved")),
                Term::WorkingDays(_) | Term::CalendarDays(_) => (None, day.into_owned()),
            };
            proof.push(CountedDay { date, counted: ordinal, why, reason: calendar.special_reason(date).cloned() });
        }
        Ok(proof)
    }

    /// The last day of the term, by the office's clock.
    pub fn due_day(&self) -> NaiveDate {
        self.due.date_in(self.zone)
    }

    /// The acts and paragraphs on which the deadline rests, in English.
    pub fn basis(&self) -> String {
        let rules: Vec<_> = CountingRule::applied(self.count_from, self.moved()).map(|rule| rule.to_string()).collect();
        rules.join("; ")
    }

    /// Whether the term ran out on a day off and so moved to the next working day.
    fn moved(&self) -> bool {
        match self.term {
            Term::WorkingDays(_) => false,
            Term::CalendarDays(days) => {
                let length = self.due_day().signed_duration_since(self.day_zero);
                length != TimeDelta::days(days.into())
            }
        }
    }
}
