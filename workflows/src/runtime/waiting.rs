//! How often activities are tried, and how long is waited for them. A request to cancel a workflow does not end a case, only the procedure
//! does: so nothing here listens to the workflow's own cancellation.

use std::{future::Future, time::Duration};

use shaqyru_domain::problem::{Code, Problem};
use temporalio_common::{ActivityDefinition, error::IncomingError};
use temporalio_sdk::{
    ActivityExecutionError, ActivityOptions, ApplicationFailure, LocalActivityOptions, TimerOptions, WorkflowCancellationToken,
    WorkflowContext,
};
use temporalio_workflow::RetryPolicy;

/// A call to an agency ends by itself after 10 s; the rest is for a slow worker.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// What fails says itself when it is tried again. The engine's own interval is for an attempt that was lost with its worker; it does not
/// grow, for many attempts before it are no reason to wait for minutes.
const AFTER_A_LOST_ATTEMPT: Duration = Duration::from_secs(10);
/// The engine cuts what a failure asks for at the longest interval: none is longer than that.
const LONGEST_DELAY: Duration = Duration::from_hours(24);
/// A local activity holds up its workflow task: what is not done by then is left to an ordinary one.
const LOCAL_TIMEOUT: Duration = Duration::from_secs(2);

/// Why an activity did not do its part.
pub enum ActivityFailure {
    /// It passes.
    Transient,
    /// It does not pass: an operator must look.
    Permanent(Problem),
}

impl From<ActivityExecutionError> for ActivityFailure {
    fn from(error: ActivityExecutionError) -> Self {
        match error.reason() {
            Some(IncomingError::Application(failure)) if failure.is_non_retryable() => {
                let code = failure.type_name().and_then(|name| name.parse().ok()).unwrap_or(Code::Engine);
                Self::Permanent(Problem::new(code, failure.to_string()))
            }
            _ => Self::Transient,
        }
    }
}

/// Whether an attempt ended with its worker: that says nothing of the agency.
pub fn attempt_was_lost(error: &ActivityExecutionError) -> bool {
    matches!(error.reason(), Some(IncomingError::Timeout(_)))
}

/// What ends a workflow that cannot do its part.
pub fn workflow_failure(problem: Problem) -> ApplicationFailure {
    let code = problem.code.to_string();
    ApplicationFailure::builder(problem).type_name(code).non_retryable(true).build()
}

/// A timer that can be cancelled; names what it waits for in the engine's user interface.
pub fn timer(delay: Duration, token: &WorkflowCancellationToken, summary: String) -> TimerOptions {
    TimerOptions::builder(delay).cancellation_token(token.clone()).summary(summary).build()
}

/// Retried for as long as it takes; the activity itself says when.
pub fn unlimited_retries(task_queue: Option<&str>, token: &WorkflowCancellationToken) -> ActivityOptions {
    ActivityOptions::with_start_to_close_timeout(CALL_TIMEOUT)
        .maybe_task_queue(task_queue)
        .cancellation_token(token.clone())
        .retry_policy(unlimited_retry_policy())
        .build()
}

/// Retried for ever.
pub fn unlimited_retry_policy() -> RetryPolicy {
    RetryPolicy::builder().initial_interval(AFTER_A_LOST_ATTEMPT).backoff_coefficient(1.0).maximum_interval(LONGEST_DELAY).build()
}

/// Tried once; who asks tries again.
pub fn single_attempt(task_queue: Option<&str>) -> ActivityOptions {
    let retry = RetryPolicy::builder().maximum_attempts(1).build();
    ActivityOptions::with_start_to_close_timeout(CALL_TIMEOUT).maybe_task_queue(task_queue).retry_policy(retry).build()
}

/// Tried once, at once.
pub fn single_local_attempt() -> LocalActivityOptions {
    LocalActivityOptions::builder()
        .retry_policy(RetryPolicy::builder().maximum_attempts(1).build())
        .start_to_close_timeout(LOCAL_TIMEOUT)
        .schedule_to_close_timeout(LOCAL_TIMEOUT)
        .cancellation_token(WorkflowCancellationToken::new())
        .build()
}

/// At once if it goes at once: that costs the case one event. Else for as long as it takes. Only cases of before try anything so: a local
/// activity acts before the engine has kept the step that it rests on, and a question to the case can cost it that step.
pub async fn try_locally_first<W, A>(
    ctx: &WorkflowContext<W>,
    activity: impl Fn() -> A,
    input: A::Input,
) -> Result<A::Output, ActivityFailure>
where
    A: ActivityDefinition,
    A::Input: Clone,
{
    match ctx.execute_local_activity(activity(), input.clone(), single_local_attempt()).await.map_err(ActivityFailure::from) {
        Err(ActivityFailure::Transient) => {
            let options = unlimited_retries(None, &WorkflowCancellationToken::new());
            ctx.execute_activity(activity(), input, options).await.map_err(ActivityFailure::from)
        }
        outcome => outcome,
    }
}

/// Marks a future whose output nobody needs.
pub async fn discard_output<T>(future: impl Future<Output = T>) {
    let _ = future.await;
}
