//! What auditors ask for across cases.

use chrono::{Days, NaiveDate, NaiveTime};
use shaqyru_domain::{actor::Actor, authority::Act, problem::Problem, time::instant::Instant};
use shaqyru_register::{AntedatedFilter, AntedatedInCase};

use super::Desk;
use crate::identity::Principal;

impl Desk {
    /// What was entered later than it was received, the last entered first.
    ///
    /// # Errors
    /// [`Code::Forbidden`](shaqyru_domain::problem::Code::Forbidden) for all but auditors.
    pub async fn antedated(
        &self,
        who: &Principal,
        filter: &AntedatedFilter,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<AntedatedInCase>, Problem> {
        self.allow(who, Act::Audit).await?;
        Ok(self.register.antedated(filter, skip, limit).await?)
    }
}

/// An officer by the id alone, or whoever else acts.
pub(crate) fn actor(named: &str) -> Result<Actor, Problem> {
    named.parse().or_else(|_| format!("officer:{named}").parse()).map_err(|problem: Problem| problem.at("person"))
}

/// The beginning of a day.
pub(crate) fn midnight(day: NaiveDate) -> Instant {
    Instant::at(day, NaiveTime::MIN)
}

/// The beginning of the day after: what lies up to and including a day lies before it.
pub(crate) fn day_after(day: Option<NaiveDate>) -> Option<Instant> {
    day?.checked_add_days(Days::new(1)).map(midnight)
}
