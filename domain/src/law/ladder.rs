//! The escalation ladder of a clock: who is told what, and when, before, at and after its due
//! instant.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::calendar::{Calendar, CalendarError};
use crate::time::hours::OfficeHours;
use crate::time::instant::Instant;

/// When a rung goes out. A morning is the office's opening time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RungAt {
    /// At the due instant.
    Due,
    /// So many hours of working time before the due instant.
    WorkingHoursBefore(u8),
    /// In the morning of the due day.
    MorningOfDueDay,
    /// In the morning, so many working days before the due day.
    MorningWorkingDaysBefore(u8),
    /// In the morning of each of the first `times` working days after the due day.
    RepeatMorningsAfter {
        /// How many mornings.
        times: u8,
    },
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The officer who has the case.
    Officer,
    /// The officer's supervisor.
    Supervisor,
    /// The head of the office.
    Head,
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Officer => "officer",
            Self::Supervisor => "supervisor",
            Self::Head => "head",
        })
    }
}

/// One step of a ladder, as the rulebook states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RungRule {
    /// Its name; a repeated step is numbered from it (`repeat-1`, `repeat-2`, …).
    pub rung: String,
    /// When it goes out.
    pub at: RungAt,
    /// Whom it tells.
    pub audience: Audience,
}

/// One step of a running clock's ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Rung {
    /// Its name, unique on its ladder.
    pub rung: String,
    /// The instant at which it goes out.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Whom it tells.
    pub audience: Audience,
}

/// The rungs of a clock that runs from `started` to `due`, in order of time; rungs at the same
/// instant keep the order of `rules`. A rung that lies before `started` is left out.
///
/// Repeated rungs past the calendar's last year are left out; fails if another rung lies outside it.
pub fn rungs(
    rules: &[RungRule],
    started: Instant,
    due: Instant,
    calendar: &Calendar,
    hours: &OfficeHours,
) -> Result<Vec<Rung>, CalendarError> {
    let due_day = hours.civil(due).date();
    // Who is to be reminded is at work then: the morning of a mission's day off is the one of its last working day before it.
    let morning = |day| hours.working_day_until(day, calendar).map(|day| hours.opening(day));
    let mut rungs = Vec::new();
    for rule in rules {
        let mut push = |rung: String, at: Instant| {
            rungs.push(Rung { rung, at, audience: rule.audience });
        };
        let at = match rule.at {
            RungAt::Due => Ok(due),
            RungAt::MorningOfDueDay => morning(due_day),
            RungAt::WorkingHoursBefore(before) => hours.working_hours_before(due, before, calendar),
            RungAt::MorningWorkingDaysBefore(before) => calendar.nth_working_day_before(due_day, before.into()).and_then(morning),
            RungAt::RepeatMorningsAfter { times } => {
                for n in 1..=times {
                    // Which morning that is, nobody knows yet; the missing year is `doctor`'s to tell, and
                    // no reason to stop the clock.
                    let Ok(day) = calendar.nth_working_day_after(due_day, n.into()) else {
                        break;
                    };
                    push(format!("{}-{n}", rule.rung), hours.opening(day));
                }
                continue;
            }
        };
        match at {
            Ok(at) => push(rule.rung.clone(), at),
            // A rung before the calendar's first day is also before a start that it covers.
            Err(CalendarError::OutsideYears { date, .. })
                if date < hours.civil(started).date() && calendar.covers(hours.civil(started).date()) => {}
            Err(error) => return Err(error),
        }
    }
    rungs.retain(|rung| rung.at >= started);
    rungs.sort_by_key(|rung| rung.at);
    Ok(rungs)
}
