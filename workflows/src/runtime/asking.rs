//! Asking an agency until its answer is on record. The question is one activity, whose attempts poll; a callback, or what an officer
//! enters, ends it too.

use serde::de::DeserializeOwned;
use shaqyru_activities::asking::Found;
use shaqyru_domain::{actor::Actor, case::fact::Entry};
use temporalio_common::ActivityDefinition;
use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext, workflows::select};

use super::{
    context::{CaseWorkflow, RunContext},
    filed::{FactOf, Filed},
    incidents::{stop_until_resumed, wait_while_stopped},
    run::CaseRun,
    waiting::{self, ActivityFailure},
};

/// What an agency is asked.
pub struct Inquiry<F: Filed, A, T, Task> {
    /// The step that an incident names.
    pub step: &'static str,
    /// The agency.
    pub agency: Actor,
    /// The task queue of calls to it.
    pub queue: &'static str,
    /// What asks it.
    pub activity: fn() -> A,
    /// What it is asked, and whether it may have been asked before; none where there is nothing to ask.
    pub task: Task,
    /// The fact that its answer is.
    pub fact: fn(T) -> FactOf<F>,
    /// Whether the case still waits for the answer.
    pub awaited: fn(&CaseRun<F>) -> bool,
}

/// Asks until the answer is on record.
pub async fn ask<W, A, I, T, Task>(ctx: &WorkflowContext<W>, inquiry: Inquiry<W::Filing, A, T, Task>)
where
    W: CaseWorkflow,
    A: ActivityDefinition<Input = I, Output = Option<Found<T>>>,
    T: DeserializeOwned,
    Task: Fn(&CaseRun<W::Filing>, bool) -> Option<I>,
{
    let Inquiry { step, agency, queue, activity, task, fact, awaited } = inquiry;
    wait_while_stopped(ctx, step, awaited).await;
    let mut asked_before = ctx.with_run(CaseRun::agencies_were_asked);
    while ctx.with_run(awaited) {
        let token = WorkflowCancellationToken::new();
        let Some(task) = ctx.with_run(|run| task(run, asked_before)) else { return };
        asked_before = true;
        let mut asking = ctx.execute_activity(activity(), task, waiting::unlimited_retries(Some(queue), &token));
        let mut recorded = Box::pin(ctx.until(|run| !awaited(run)));
        select! {
            answer = asking => {
                let answer = answer.map(|found| found.map(|found| entry(found, &agency, fact)));
                take_answer(ctx, step, answer.map_err(ActivityFailure::from), awaited).await;
            }
            () = recorded => token.cancel(),
        }
    }
}

/// An answer as the case records it, and its sender's id of it.
type Answer<F> = (String, Entry<F>);

fn entry<T, F>(found: Found<T>, agency: &Actor, fact: fn(T) -> F) -> Answer<F> {
    (found.message_id, Entry::new(fact(found.content), found.received_at, agency.clone()))
}

/// Takes what was found by asking. Nothing found means that nobody asks again: then the answer comes by
/// callback, or an officer enters it.
async fn take_answer<W: CaseWorkflow>(
    ctx: &WorkflowContext<W>,
    step: &'static str,
    answer: Result<Option<Answer<FactOf<W::Filing>>>, ActivityFailure>,
    awaited: fn(&CaseRun<W::Filing>) -> bool,
) {
    let rejected = match answer {
        Ok(Some((message_id, entry))) => ctx.with_run_mut(|run| run.take_found(&message_id, entry)).err(),
        Ok(None) => {
            ctx.until(|run| !awaited(run)).await;
            None
        }
        Err(ActivityFailure::Transient) => None,
        Err(ActivityFailure::Permanent(problem)) => Some(problem),
    };
    if let Some(problem) = rejected {
        stop_until_resumed(ctx, step, &problem, awaited).await;
    }
}
