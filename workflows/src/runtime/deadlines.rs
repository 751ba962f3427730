//! The deadline watch: one timer at a time, armed for the first instant at which something happens of
//! itself (a term runs out, a rung is due, the verification begins) and cancelled when that changes.

use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext, workflows::select};

use super::{
    context::{CaseWorkflow, RunContext},
    run::CaseRun,
    waiting,
};

/// The step that an incident of the watch names.
const STEP: &str = "calendar";

/// Watches the case's deadlines until the case is finished.
pub async fn watch_deadlines<W: CaseWorkflow>(ctx: &WorkflowContext<W>) {
    loop {
        // Nothing to wake for, or nothing that could be counted: wait for a change, without a timer.
        ctx.until(|run| run.is_finished() || (run.next_wake().is_some() && !run.is_stopped(STEP))).await;
        let Some(wake_at) = ctx.with_run(CaseRun::next_wake).filter(|_| !ctx.with_run(CaseRun::is_finished)) else { return };
        if let Ok(delay) = wake_at.since(ctx.now()).to_std()
            && !delay.is_zero()
        {
            let token = WorkflowCancellationToken::new();
            let mut timer = ctx.timer(waiting::timer(delay, &token, format!("deadline watch until {wake_at}")));
            let mut changed = Box::pin(ctx.until(|run| run.is_finished() || run.next_wake() != Some(wake_at)));
            select! {
                _ = timer => {}
                () = changed => {
                    token.cancel();
                    continue;
                }
            }
        }
        // A timer never fires early, but a replayed clock may stand a little before it.
        let now = ctx.now().max(wake_at);
        ctx.with_run_mut(|run| run.wake(now, STEP));
    }
}
