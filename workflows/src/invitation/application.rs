//! An application that names several invitees: opens a case for each, all of them, whatever happens meanwhile. One request to the
//! engine files it whole, and it travels once: each case carries its own invitee only.

use std::time::Duration;

use shaqyru_activities::opening::{FiledApplication, Opening};
use shaqyru_domain::case::number::CaseNumber;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{ActivityCloseTimeouts, ActivityOptions, WorkflowContext, WorkflowContextView, WorkflowResult};

use crate::runtime::{
    input::Input,
    waiting::{self, ActivityFailure},
};

/// However many cases there are; an attempt that was broken off goes on where it was.
const LONGEST_OPENING: Duration = Duration::from_mins(5);
/// A lost worker is noticed after so long.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The id of the workflow that opens the cases of a request, by the number of its first case.
pub fn workflow_id(first: &CaseNumber) -> String {
    format!("application/{}", first.request())
}

/// Opens the cases of one application.
#[workflow]
pub struct ApplicationWorkflow {
    filed: Input<FiledApplication>,
}

#[workflow_methods]
impl ApplicationWorkflow {
    /// Takes the application.
    #[init]
    pub fn new(_ctx: &WorkflowContextView, filed: Input<FiledApplication>) -> Self {
        Self { filed }
    }

    /// Opens all cases, for as long as it takes.
    #[run(name = "Application")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let filed = ctx.state(|application| application.filed.clone()).read().map_err(waiting::workflow_failure)?;
        let options = ActivityOptions::with_close_timeouts(ActivityCloseTimeouts::StartToClose(LONGEST_OPENING))
            .heartbeat_timeout(HEARTBEAT)
            .retry_policy(waiting::unlimited_retry_policy())
            .build();
        loop {
            match ctx.execute_activity(Opening::open_cases, filed.clone(), options.clone()).await.map_err(ActivityFailure::from) {
                Ok(()) => return Ok(()),
                Err(ActivityFailure::Transient) => {}
                Err(ActivityFailure::Permanent(problem)) => return Err(waiting::workflow_failure(problem).into()),
            }
        }
    }
}
