//! Intake: what the rulebook says of an application, as a result that the case records. A later edition
//! of the rulebook never changes a case that has been opened.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::Application,
    instant::Instant,
    intake::{MissingPaper, missing_papers},
    problem::{Code, Problem},
    rulebook::Rulebook,
    rules::CaseRules,
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::agency::{incident_failure, retry_after_failure};

/// How soon an application is judged again that this worker's rulebook cannot judge.
const ANOTHER_RULEBOOK: Duration = Duration::from_mins(1);

/// The rulebook that this worker works by.
#[derive(Debug)]
pub struct Intake {
    /// The rulebook.
    pub rulebook: Rulebook,
    /// Whether a shifted clock is let in: only where a simulation runs.
    pub simulation: bool,
    /// How often the agencies are asked for their answers; never, if there is no number.
    pub poll_every: Option<Duration>,
    /// Whether the agencies are told that we take callbacks.
    pub callback: bool,
}

/// What is filed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IntakeTask {
    /// The application.
    pub application: Application,
    /// When it was filed.
    pub filed_at: Instant,
    /// Whether the case runs on a shifted clock.
    pub shifted_clock: bool,
}

/// What the rulebook says of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IntakeResult {
    /// The rules by which the case is judged.
    pub rules: CaseRules,
    /// The papers that are missing.
    pub missing: Vec<MissingPaper>,
    /// How often the agencies are asked for their answers; configuration, so recorded here too.
    pub poll_every: Option<Duration>,
    /// Whether the agencies are told that we take callbacks.
    pub callback: bool,
}

#[activities]
impl Intake {
    /// Looks up the rules for a case and checks the application for completeness.
    #[activity]
    #[expect(clippy::unused_async, reason = "activities are async")]
    pub async fn take_in(self: Arc<Self>, _ctx: ActivityContext, task: IntakeTask) -> Result<IntakeResult, ActivityError> {
        if task.shifted_clock && !self.simulation {
            let problem = Problem::new(Code::ClockOffset, "a shifted clock is let in only where a simulation runs");
            return Err(incident_failure(&problem));
        }
        let filed_on = task.filed_at.date();
        // A worker with another rulebook may know the year: the case waits for one.
        let rules =
            self.rulebook.for_case(filed_on).map_err(|problem| retry_after_failure(problem.code, problem.message, ANOTHER_RULEBOOK))?;
        let missing = missing_papers(&task.application, &self.rulebook.papers, filed_on);
        Ok(IntakeResult { rules, missing, poll_every: self.poll_every, callback: self.callback })
    }
}
