//! Asking the state registers (R26 paras 12, 38), which is the same for every service that needs it. What they hold is fetched and never asked
//! for; what they know is put before the officer. Beside the procedure: their outage stops no case.

use shaqyru_activities::registers::Lookup;
use shaqyru_domain::time::instant::Instant;
use temporalio_common::ActivityDefinition;
use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext, workflows::select};

use crate::runtime::{
    CaseRun, CaseWorkflow, Filed, RunContext,
    incidents::{stop_until_resumed, wait_while_stopped},
    waiting::{self, ActivityFailure},
};

/// The step that an incident of the state registers names.
const STEP: &str = "registers";

/// The registers are asked until they have answered, or the case has ended.
pub async fn consult<W, A>(ctx: &WorkflowContext<W>, activity: impl Fn() -> A, task: fn(&CaseRun<W::Filing>) -> Option<A::Input>)
where
    W: CaseWorkflow,
    A: ActivityDefinition<Output = Lookup>,
    A::Input: Clone,
{
    ask(ctx, activity, task).await;
    ctx.with_run_mut(CaseRun::note_registers_consulted);
}

async fn ask<W, A>(ctx: &WorkflowContext<W>, activity: impl Fn() -> A, task: fn(&CaseRun<W::Filing>) -> Option<A::Input>)
where
    W: CaseWorkflow,
    A: ActivityDefinition<Output = Lookup>,
    A::Input: Clone,
{
    wait_while_stopped(ctx, STEP, CaseRun::is_open).await;
    while let Some(task) = ctx.with_run(|run| task(run).filter(|_| !run.has_consulted_registers() && run.is_open())) {
        let at_once = if ctx.with_run(CaseRun::hands_over) {
            Err(ActivityFailure::Transient)
        } else {
            ctx.execute_local_activity(activity(), task.clone(), waiting::single_local_attempt()).await.map_err(ActivityFailure::from)
        };
        let answer = match at_once {
            Err(ActivityFailure::Transient) => {
                let token = WorkflowCancellationToken::new();
                let mut question = ctx.execute_activity(activity(), task, waiting::unlimited_retries(None, &token));
                let mut ended = Box::pin(ctx.until(|run| !run.is_open()));
                select! {
                    answer = question => answer.map_err(ActivityFailure::from),
                    () = ended => {
                        token.cancel();
                        return;
                    }
                }
            }
            answer => answer,
        };
        match answer {
            Ok(lookup) => {
                let now = ctx.now();
                return ctx.with_run_mut(|run| take(run, lookup, now));
            }
            Err(ActivityFailure::Permanent(problem)) => stop_until_resumed(ctx, STEP, &problem, CaseRun::is_open).await,
            Err(ActivityFailure::Transient) => {}
        }
    }
}

fn take<F: Filed>(run: &mut CaseRun<F>, lookup: Lookup, now: Instant) {
    let Some(case) = run.case_mut() else { return };
    let Lookup { fetched, findings, settled, held_instead } = lookup;
    if let Err(problem) = case.take_records(fetched, findings, &settled, &held_instead, now) {
        case.raise_incident(STEP, &problem, now);
    }
}
