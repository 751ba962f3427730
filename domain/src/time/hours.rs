//! The working hours of an office that provides the service.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::time::calendar::{Calendar, CalendarError};
use crate::time::days_off::DaysOff;
use crate::time::instant::Instant;

/// When an office works on a working day, by its own clock: in civil time of Asia/Almaty, or for a mission abroad in that of its zone.
///
/// The default is the provider's schedule in R26 annex 5 row 7: 09:00 to 18:30 with lunch from
/// 13:00 to 14:30. Some regions deviate, so hours are data of the office. A mission may also have days off of its own; Kazakhstan's
/// holidays it keeps as everybody does.
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
    /// None in Kazakhstan, where it is that of Almaty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<Tz>,
    /// None where they are Saturday and Sunday.
    #[serde(default, skip_serializing_if = "DaysOff::is_empty")]
    days_off: DaysOff,
}

impl Times {
    const fn at_home(opens: NaiveTime, lunch_from: NaiveTime, lunch_until: NaiveTime, closes: NaiveTime) -> Self {
        Self { opens, lunch_from, lunch_until, closes, zone: None, days_off: DaysOff::NONE }
    }
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
        Self(Times::at_home(hour(9, 0), hour(13, 0), hour(14, 30), hour(18, 30)))
    }
}

impl OfficeHours {
    /// Hours of an office. One that takes no lunch gives the same time twice.
    pub fn new(opens: NaiveTime, lunch_from: NaiveTime, lunch_until: NaiveTime, closes: NaiveTime) -> Result<Self, OfficeHoursError> {
        Times::at_home(opens, lunch_from, lunch_until, closes).try_into()
    }

    /// The same hours by the clock of another zone, and with these days off in place of Saturday and Sunday, where there are any.
    #[must_use]
    pub const fn abroad(self, zone: Option<Tz>, days_off: DaysOff) -> Self {
        Self(Times { zone, days_off, ..self.0 })
    }

    /// The zone of its clock, where that is not Almaty's.
    pub const fn zone(self) -> Option<Tz> {
        self.0.zone
    }

    /// What the office's clock and calendar show at an instant.
    pub fn civil(self, instant: Instant) -> NaiveDateTime {
        instant.civil_in(self.0.zone)
    }

    /// When the office opens on a day.
    pub fn opening(self, day: NaiveDate) -> Instant {
        self.at(day, self.0.opens)
    }

    /// When its working day ends; terms run out at this instant (Civil Code art 176(1)).
    pub fn closing(self, day: NaiveDate) -> Instant {
        self.at(day, self.0.closes)
    }

    fn at(self, day: NaiveDate, time: NaiveTime) -> Instant {
        Instant::at_in(self.0.zone, day, time)
    }

    /// Whether the office works on a day.
    ///
    /// # Errors
    /// If the calendar does not hold it.
    pub fn works_on(self, day: NaiveDate, calendar: &Calendar) -> Result<bool, CalendarError> {
        if self.0.days_off.is_empty() {
            return calendar.is_working(day);
        }
        Ok(!calendar.is_day_of_rest(day)? && !self.0.days_off.contains(day.weekday()))
    }

    /// The day itself if the office works then, or else its last working day before it.
    pub(crate) fn working_day_until(self, day: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
        // Where the week is Kazakhstan's, terms end on days that are worked.
        if self.0.days_off.is_empty() || self.works_on(day, calendar)? { Ok(day) } else { self.working_day_before(day, calendar) }
    }

    fn working_day_before(self, day: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
        if self.0.days_off.is_empty() {
            return calendar.nth_working_day_before(day, 1);
        }
        self.first_worked(day.iter_days().rev().skip(1), calendar)
    }

    fn working_day_after(self, day: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
        if self.0.days_off.is_empty() {
            return calendar.next_working_day_after(day);
        }
        self.first_worked(day.iter_days().skip(1), calendar)
    }

    /// The walk ends where the calendar does.
    fn first_worked(self, days: impl Iterator<Item = NaiveDate>, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
        let mut last = NaiveDate::MAX;
        for day in days {
            if self.works_on(day, calendar)? {
                return Ok(day);
            }
            last = day;
        }
        Err(calendar.outside(last))
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
        let civil = self.civil(instant);
        if self.works_on(civil.date(), calendar)? && civil.time() <= self.0.closes {
            Ok(civil.date())
        } else {
            self.working_day_after(civil.date(), calendar)
        }
    }

    /// When the office can begin on something that came in at `instant`: at once within hours on
    /// a working day, else at opening time of the day on which it is registered.
    pub fn starts_working(self, instant: Instant, calendar: &Calendar) -> Result<Instant, CalendarError> {
        let civil = self.civil(instant);
        let registered_on = self.registered_on(instant, calendar)?;
        if registered_on == civil.date() && self.contains(civil.time()) { Ok(instant) } else { Ok(self.opening(registered_on)) }
    }

    /// The latest instant at which `hours` of working time are left before `due`. Lunch, nights
    /// and days off are no working time: four hours before 18:30 is 14:30, five is 12:30.
    pub fn working_hours_before(self, due: Instant, hours: u8, calendar: &Calendar) -> Result<Instant, CalendarError> {
        let mut left = TimeDelta::hours(i64::from(hours));
        if left.is_zero() {
            return Ok(due);
        }
        let civil = self.civil(due);
        let mut day = civil.date();
        let mut until = civil.time();
        if !self.works_on(day, calendar)? {
            until = NaiveTime::MIN;
        }
        loop {
            let halves = [(self.0.lunch_until, self.0.closes), (self.0.opens, self.0.lunch_from)];
            for (from, to) in halves {
                let worked = to.min(until).signed_duration_since(from).max(TimeDelta::zero());
                if worked >= left {
                    return Ok(self.at(day, to.min(until) - left));
                }
                left -= worked;
            }
            day = self.working_day_before(day, calendar)?;
            until = self.0.closes;
        }
    }

    /// How much working time passes from one instant to another; none if the other is not later.
    pub fn working_time(self, from: Instant, until: Instant, calendar: &Calendar) -> Result<TimeDelta, CalendarError> {
        let (from, until) = (self.civil(from), self.civil(until));
        let halves = [(self.0.opens, self.0.lunch_from), (self.0.lunch_until, self.0.closes)];
        let mut worked = TimeDelta::zero();
        for day in from.date().iter_days().take_while(|day| *day <= until.date()) {
            if !self.works_on(day, calendar)? {
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
