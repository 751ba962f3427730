//! What the engine starts at its times so that people hear of cases: [`TellPeopleWorkflow`] each minute, [`DigestWorkflow`] each morning.

use std::time::Duration;

use shaqyru_activities::people::People;
use shaqyru_domain::time::instant::Instant;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    ActivityCloseTimeouts, ActivityOptions, WorkflowCancellationToken, WorkflowContext, WorkflowContextView, WorkflowResult,
    workflows::join_all,
};
use temporalio_workflow::RetryPolicy;

use crate::runtime::waiting;

/// However much waits; what is left then is told the next time.
const LONGEST_ROUND: Duration = Duration::from_mins(10);
/// A lost worker is noticed after so long; sending one item ends sooner.
const HEARTBEAT: Duration = Duration::from_secs(45);
/// A digest that arrives in the afternoon is none.
const MORNING: Duration = Duration::from_hours(4);
const LONGEST_DIGEST: Duration = Duration::from_mins(2);
const LONGEST_RETRY: Duration = Duration::from_mins(10);

/// Tells people of new escalations and incidents, once over. What could not be told waits for the next minute.
#[workflow]
pub struct TellPeopleWorkflow;

#[workflow_methods]
impl TellPeopleWorkflow {
    /// Nothing to begin with: what is to be told stands in the register.
    #[init]
    pub fn new(_ctx: &WorkflowContextView) -> Self {
        Self
    }

    /// One round.
    #[run(name = "TellPeople")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let options = ActivityOptions::with_start_to_close_timeout(LONGEST_ROUND)
            .heartbeat_timeout(HEARTBEAT)
            .retry_policy(RetryPolicy::builder().maximum_attempts(1).build())
            .build();
        waiting::discard_output(ctx.execute_activity(People::tell_people, (), options)).await;
        Ok(())
    }
}

/// Sends the digests of a morning; nothing on a day off.
#[workflow]
pub struct DigestWorkflow;

#[workflow_methods]
impl DigestWorkflow {
    /// Nothing to begin with: the day is the engine's.
    #[init]
    pub fn new(_ctx: &WorkflowContextView) -> Self {
        Self
    }

    /// Asks whether it is a working day and who is to be told, and tells each, none waiting for another.
    #[run(name = "Digest")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let Some(time) = ctx.workflow_time() else { return Ok(()) };
        let at = Instant::from_utc(time.into());
        let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
        let Ok(due) = ctx.execute_activity(People::digests_due, at, options).await else { return Ok(()) };
        let sending = due.into_iter().map(|digest| ctx.execute_activity(People::send_digest, digest, this_morning()));
        join_all(sending).await;
        Ok(())
    }
}

fn this_morning() -> ActivityOptions {
    ActivityOptions::with_close_timeouts(ActivityCloseTimeouts::ScheduleAndStartToClose {
        schedule_to_close: MORNING,
        start_to_close: LONGEST_DIGEST,
    })
    .retry_policy(RetryPolicy::builder().maximum_interval(LONGEST_RETRY).build())
    .build()
}
