//! The board of those who give cases away: who has which cases, when they fall due, and how much everybody has.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use shaqyru_domain::{authority::Act, problem::Problem, text::OfficeCode, time::instant::Instant};
use shaqyru_register::{BoardCase, Workload};

use super::Desk;
use crate::identity::Principal;

/// The board goes so many working days ahead, today among them.
const DAYS: usize = 5;
/// Who has no open case stands on it for so long after the last one has ended.
const LATELY: TimeDelta = TimeDelta::days(90);
/// So many cases stand on it, the first due first.
const MOST: u16 = 300;

/// What an office has before it.
#[derive(Debug, Clone)]
pub struct Workboard {
    /// Whose it is.
    pub office: OfficeCode,
    /// As of when.
    pub as_of: Instant,
    /// The working days that it shows.
    pub days: Vec<NaiveDate>,
    /// Everybody who has cases of the office, or lately had, and what nobody has.
    pub workloads: Vec<Workload>,
    /// The cases that are late or fall due on these days.
    pub cases: Vec<BoardCase>,
}

impl Workboard {
    /// How many cases fall due on these days and do not stand on the board.
    pub fn left_out(&self) -> u64 {
        let due = self.workloads.iter().map(|workload| workload.late.saturating_add(workload.soon)).fold(0, u64::saturating_add);
        due.saturating_sub(u64::try_from(self.cases.len()).unwrap_or(u64::MAX))
    }
}

impl Desk {
    /// The board of the office whose cases somebody gives away; of one that was asked for, if they may give away those of all. None if they may
    /// and asked for none.
    ///
    /// # Errors
    /// [`shaqyru_domain::problem::Code::Forbidden`]; if the register cannot be read.
    pub async fn workboard(&self, who: &Principal, office: Option<OfficeCode>) -> Result<Option<Workboard>, Problem> {
        let allowed = office.as_ref().map_or(Ok(()), |office| who.authority.may_at(Act::Reassign, office));
        let only = self.or_deny(who, None, Act::Reassign, allowed.and_then(|()| who.authority.only_office(Act::Reassign))).await?;
        let Some(office) = only.cloned().or(office) else { return Ok(None) };
        let as_of = self.now();
        let (days, horizon) = self.days_of_board(as_of)?;
        let workloads = self.register.workloads(&office, as_of.shifted(-LATELY), as_of, horizon).await?;
        let cases = self.register.board(&office, horizon, MOST).await?;
        Ok(Some(Workboard { office, as_of, days, workloads, cases }))
    }

    /// How much everybody at an office has; nothing, if it is another office's to know.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn workloads(&self, who: &Principal, office: &OfficeCode) -> Result<Vec<Workload>, Problem> {
        if who.authority.may_at(Act::Reassign, office).is_err() {
            return Ok(Vec::new());
        }
        let now = self.now();
        Ok(self.register.workloads(office, now.shifted(-LATELY), now, self.days_of_board(now)?.1).await?)
    }

    /// The working days of the board, and where it ends.
    fn days_of_board(&self, now: Instant) -> Result<(Vec<NaiveDate>, Instant), Problem> {
        let calendar = self.rulebook.calendars.newest();
        let (mut day, mut days) = (now.date(), Vec::new());
        while days.len() < DAYS {
            if calendar.is_working(day)? {
                days.push(day);
            }
            day = day + Days::new(1);
        }
        Ok((days, Instant::at(day, NaiveTime::MIN)))
    }
}
