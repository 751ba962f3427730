//! How often activities are tried, and how long is waited for them. A request to cancel a workflow does not end a case, only the procedure
//! does: so nothing here listens to the workflow's own cancellation.

use std::{future::Future, time::Duration};

use shaqyru_domain::problem::{Code, Problem};
use temporalio_common::error::IncomingError;
use temporalio_sdk::{
    ActivityExecutionError, ActivityOptions, ApplicationFailure, LocalActivityOptions, TimerOptions, WorkflowCancellationToken,
};
use temporalio_workflow::RetryPolicy;

/// A call to an agency ends by itself after 10 s; the rest is for a slow worker.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
const LONGEST_RETRY: Duration = Duration::from_mins(10);
/// A local activity holds up its workflow task: what is not done by then is left to an ordinary one.
const LOCAL_TIMEOUT: Duration = Duration::from_secs(2);

/// Why an activity did not do its part.
pub enum Failed {
    /// It passes.
    ForNow,
    /// It does not pass: an operator must look.
    ForGood(Problem),
}

impl From<ActivityExecutionError> for Failed {
    fn from(error: ActivityExecutionError) -> Self {
        match error.reason() {
            Some(IncomingError::Application(failure)) if failure.is_non_retryable() => {
                let code = failure.type_name().and_then(|name| name.parse().ok()).unwrap_or(Code::Engine);
                Self::ForGood(Problem::new(code, failure.to_string()))
            }
            _ => Self::ForNow,
        }
    }
}

/// What ends a workflow that cannot do its part.
pub fn failure(problem: Problem) -> ApplicationFailure {
    let code = problem.code.to_string();
    ApplicationFailure::builder(problem).type_name(code).non_retryable(true).build()
}

/// A timer that can be cancelled; names what it waits for in the engine's user interface.
pub fn timer(delay: Duration, token: &WorkflowCancellationToken, summary: String) -> TimerOptions {
    TimerOptions::builder(delay).cancellation_token(token.clone()).summary(summary).build()
}

/// Retried for as long as it takes; the activity itself says when.
pub fn patiently(task_queue: Option<&str>, token: &WorkflowCancellationToken) -> ActivityOptions {
    ActivityOptions::with_start_to_close_timeout(CALL_TIMEOUT)
        .maybe_task_queue(task_queue)
        .cancellation_token(token.clone())
        .retry_policy(for_as_long_as_it_takes())
        .build()
}

/// Retried for ever, at longer and longer intervals.
pub fn for_as_long_as_it_takes() -> RetryPolicy {
    RetryPolicy::builder().maximum_interval(LONGEST_RETRY).build()
}

/// Tried once; whoever started the workflow starts another.
pub fn once() -> ActivityOptions {
    let retry = RetryPolicy::builder().maximum_attempts(1).build();
    ActivityOptions::with_start_to_close_timeout(CALL_TIMEOUT).retry_policy(retry).build()
}

/// Tried once, at once.
pub fn at_once() -> LocalActivityOptions {
    LocalActivityOptions::builder()
        .retry_policy(RetryPolicy::builder().maximum_attempts(1).build())
        .start_to_close_timeout(LOCAL_TIMEOUT)
        .schedule_to_close_timeout(LOCAL_TIMEOUT)
        .cancellation_token(WorkflowCancellationToken::new())
        .build()
}

/// Marks a future whose output nobody needs.
pub async fn settle<T>(future: impl Future<Output = T>) {
    let _ = future.await;
}
