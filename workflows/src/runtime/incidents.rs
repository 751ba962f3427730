//! Incidents. Technical faults never end a case: it shows the incident, is escalated, and the step that stopped goes on when an operator
//! says so, or when what it waited for has come another way.

use shaqyru_domain::problem::Problem;
use temporalio_sdk::WorkflowContext;

use super::{
    context::{CaseWorkflow, RunContext},
    run::CaseRun,
};

/// Stops a step for a problem, until it may go on.
pub async fn stop_until_resumed<W: CaseWorkflow>(
    ctx: &WorkflowContext<W>,
    step: &'static str,
    problem: &Problem,
    still_awaited: impl Fn(&CaseRun<W::Filing>) -> bool,
) {
    let now = ctx.now();
    ctx.with_run_mut(|run| run.raise_incident(step, problem, now));
    wait_while_stopped(ctx, step, still_awaited).await;
}

/// A step that is stopped, in this run or since the one before, waits. What it waits for may come another way: then nothing stands in
/// its way any more.
pub async fn wait_while_stopped<W: CaseWorkflow>(
    ctx: &WorkflowContext<W>,
    step: &'static str,
    still_awaited: impl Fn(&CaseRun<W::Filing>) -> bool,
) {
    if !ctx.with_run(|run| run.is_stopped(step)) {
        return;
    }
    ctx.until(|run| !run.is_stopped(step) || !still_awaited(run)).await;
    let now = ctx.now();
    ctx.with_run_mut(|run| {
        if let Some(case) = run.case_mut() {
            case.settle_incidents(step, now);
        }
    });
}
