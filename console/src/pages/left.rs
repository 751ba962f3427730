//! How much working time is left until a deadline, by the newest calendar and the hours of the office.

use shaqyru_domain::{law::rulebook::Rulebook, text::OfficeCode, time::instant::Instant};

use crate::{
    waiting::{hours_of, working_days},
    words::{Language, Worklist},
};

/// Hours are counted one by one; no working day has more.
const HOURS_OF_A_DAY: u8 = 12;

/// Working time from now to a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// So many working days after today; the last one is the due day.
    Days(u64),
    /// It is due today: so many whole working hours.
    Hours(u64),
    /// It ran out so many working days ago.
    Over(u64),
    /// The calendar does not say.
    Unknown,
}

impl Left {
    pub(super) fn until(due: Instant, now: Instant, office: &OfficeCode, rulebook: &Rulebook) -> Self {
        Self::counted(due, now, office, rulebook).unwrap_or(Self::Unknown)
    }

    fn counted(due: Instant, now: Instant, office: &OfficeCode, rulebook: &Rulebook) -> Option<Self> {
        let calendar = rulebook.calendars.newest();
        let hours = hours_of(office, now, rulebook)?;
        let days = working_days(due.min(now), due.max(now), &hours, calendar)?;
        if due < now {
            return Some(Self::Over(days));
        }
        if days > 0 {
            return Some(Self::Days(days));
        }
        let fits = |count: &u8| hours.working_hours_before(due, *count, calendar).is_ok_and(|latest| latest >= now);
        Some(Self::Hours((1..=HOURS_OF_A_DAY).take_while(fits).count().try_into().ok()?))
    }

    /// In words.
    pub(super) fn says(self, language: Language) -> String {
        let words = Worklist::of(language);
        match self {
            Self::Days(days) => language.working_days(days),
            Self::Hours(0) => words.left_less.to_owned(),
            Self::Hours(hours) => language.working_hours(hours),
            Self::Over(0) => words.late_today.to_owned(),
            Self::Over(days) => format!("{}: {}", words.overdue, language.working_days(days)),
            Self::Unknown => "—".to_owned(),
        }
    }

    /// How it is marked, beside the words.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Over(_) => "late",
            Self::Hours(_) | Self::Days(1) => "near",
            Self::Days(_) | Self::Unknown => "",
        }
    }
}

/// The end of what counts as "within one working day": the end of the next working day.
pub(super) fn at_risk_until(now: Instant, rulebook: &Rulebook) -> Option<Instant> {
    let next = rulebook.calendars.newest().next_working_day_after(now.date()).ok()?;
    let closes = rulebook.hours(next).ok()?.closes();
    Instant::at(next, closes).checked_add(std::time::Duration::from_secs(1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn time_left_is_told_without_days_that_nobody_works() {
        let rulebook = Rulebook::built_in().unwrap();
        let at = |office: &str, now, due| {
            Left::until(Instant::parse(due).unwrap(), Instant::parse(now).unwrap(), &office.parse().unwrap(), &rulebook)
        };
        let left = |now, due| at("ALA-DP", now, due);
        // 7 to 9 March 2026 are a weekend and a substitute for Women's Day.
        assert_eq!(left("2026-03-06T10:00", "2026-03-11T18:30"), Left::Days(2));
        assert_eq!(left("2026-03-10T14:00", "2026-03-10T18:30"), Left::Hours(4));
        assert_eq!(left("2026-03-10T18:00", "2026-03-10T18:30"), Left::Hours(0));
        assert_eq!(left("2026-03-10T18:31", "2026-03-10T18:30"), Left::Over(0));
        assert_eq!(left("2026-03-10T09:00", "2026-03-06T18:30"), Left::Over(1));
        assert_eq!(left("2026-03-10T09:00", "2040-03-06T18:30"), Left::Unknown);
        // Riyadh, two hours behind, rests on Friday 13 and Saturday 14 March, and works on Sunday.
        assert_eq!(at("SA-RIYADH", "2026-03-12T19:00:00+05:00", "2026-03-16T20:00:00+05:00"), Left::Days(2));
        assert_eq!(at("SA-RIYADH", "2026-03-16T18:00:00+05:00", "2026-03-16T20:00:00+05:00"), Left::Hours(2));
    }
}
