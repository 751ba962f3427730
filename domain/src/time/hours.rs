//! The working hours of an office that provides the service.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::time::calendar::{Calendar, CalendarError};
use crate::time::instant::Instant;

/// When an office works on a working day, in civil time of Asia/Almaty.
///
/// The default is the provider's schedule in R26 annex 5 row 7: 09:00 to 18:30 with lunch from
/// 13:00 to 14:30. Some regions deviate, so hours are data of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Times", into = "Times")]
pub struct OfficeHours(Times);

/// The four times of a working day, as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    opens: NaiveTime,
    lunch_from: NaiveTime,
    lunch_until: NaiveTime,
    closes: NaiveTime,
}

/// The hours do not follow one another: opening, lunch, end of lunch, closing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("office hours must run opens < lunch_from <= lunch_until < closes")]
pub struct OfficeHoursError;

const fn hour(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

impl Default for OfficeHours {
    fn default() -> Self {
        Self(Times { opens: hour(9, 0), lunch_from: hour(13, 0), lunch_until: hour(14, 30), closes: hour(18, 30) })
    }
}

impl OfficeHours {
    /// Hours of an office. One that takes no lunch gives the same time twice.
    pub fn new(opens: NaiveTime, lunch_from: NaiveTime, lunch_until: NaiveTime, closes: NaiveTime) -> Result<Self, OfficeHoursError> {
        Times { opens, lunch_from, lunch_until, closes }.try_into()
    }

    /// The same hours, ending at another time if that is after lunch.
    #[must_use]
    pub fn closing_at(self, closes: NaiveTime) -> Self {
        Times { closes, ..self.0 }.try_into().unwrap_or(self)
    }

    /// When the office opens; its morning.
    pub fn opens(self) -> NaiveTime {
        self.0.opens
    }

    /// When the working day ends; terms run out at this time (Civil Code art 176(1)).
    pub fn closes(self) -> NaiveTime {
        self.0.closes
    }

    /// Whether `time` is within the working day. The last instant (18:30:00 sharp) is; lunch is
    /// too, for no rule makes a filing during lunch late.
    pub fn contains(self, time: NaiveTime) -> bool {
        (self.0.opens..=self.0.closes).contains(&time)
    }

    /// The day on which an event at `instant` is registered: the same day, or the next working
    /// day if it happened after the end of the working day or on a day off (Administrative
    /// Procedure and Process Code art 64(3); R26 annex 8 row 7(2)). An event before opening on a
    /// working day is registered that day.
    pub fn registered_on(self, instant: Instant, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
        let civil = instant.civil();
        if calendar.is_working(civil.date())? && civil.time() <= self.0.closes {
            Ok(civil.date())
        } else {
            calendar.next_working_day_after(civil.date())
        }
    }

    /// When the office can begin on something that came in at `instant`: at once within hours on
    /// a working day, else at opening time of the day on which it is registered.
    pub fn starts_working(self, instant: Instant, calendar: &Calendar) -> Result<Instant, CalendarError> {
        let civil = instant.civil();
        let registered_on = self.registered_on(instant, calendar)?;
        if registered_on == civil.date() && self.contains(civil.time()) {
            Ok(instant)
        } else {
            Ok(Instant::at(registered_on, self.0.opens))
        }
    }

    /// The latest instant at which `hours` of working time are left before `due`. Lunch, nights
    /// and days off are no working time: four hours before 18:30 is 14:30, five is 12:30.
    pub fn working_hours_before(self, due: Instant, hours: u8, calendar: &Calendar) -> Result<Instant, CalendarError> {
        let mut left = TimeDelta::hours(i64::from(hours));
        if left.is_zero() {
            return Ok(due);
        }
        let civil = due.civil();
        let mut day = civil.date();
        let mut until = civil.time();
        if !calendar.is_working(day)? {
            until = NaiveTime::MIN;
        }
        loop {
            let halves = [(self.0.lunch_until, self.0.closes), (self.0.opens, self.0.lunch_from)];
            for (from, to) in halves {
                let worked = to.min(until).signed_duration_since(from).max(TimeDelta::zero());
                if worked >= left {
                    return Ok(Instant::at(day, to.min(until) - left));
                }
                left -= worked;
            }
            day = calendar.nth_working_day_before(day, 1)?;
            until = self.0.closes;
        }
    }

    /// How much working time passes from one instant to another; none if the other is not later.
    pub fn working_time(self, from: Instant, until: Instant, calendar: &Calendar) -> Result<TimeDelta, CalendarError> {
        let (from, until) = (from.civil(), until.civil());
        let halves = [(self.0.opens, self.0.lunch_from), (self.0.lunch_until, self.0.closes)];
        let mut worked = TimeDelta::zero();
        for day in from.date().iter_days().take_while(|day| *day <= until.date()) {
            if !calendar.is_working(day)? {
                continue;
            }
            for (begins, ends) in halves {
                let (begins, ends) = (day.and_time(begins).max(from), day.and_time(ends).min(until));
                worked += ends.signed_duration_since(begins).max(TimeDelta::zero());
            }
        }
        Ok(worked)
    }
}

impl TryFrom<Times> for OfficeHours {
    type Error = OfficeHoursError;

    fn try_from(times: Times) -> Result<Self, Self::Error> {
        let in_order = times.opens < times.lunch_from && times.lunch_from <= times.lunch_until && times.lunch_until < times.closes;
        in_order.then_some(Self(times)).ok_or(OfficeHoursError)
    }
}

impl From<OfficeHours> for Times {
    fn from(hours: OfficeHours) -> Self {
        hours.0
    }
}
