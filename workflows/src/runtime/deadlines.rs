//! The deadline watch: one timer at a time, armed for the first instant at which something happens of
//! itself (a term runs out, a rung is due, the verification begins) and cancelled when that changes.

use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext, workflows::select};

use crate::{invitation::InvitationWorkflow, wait};

/// The step that an incident of the watch names.
const STEP: &str = "calendar";

/// Watches the case's deadlines until the case is finished.
pub(crate) async fn watch(ctx: &WorkflowContext<InvitationWorkflow>) {
    loop {
        // Nothing to wake for, or nothing that could be counted: wait for a change, without a timer.
        InvitationWorkflow::until(ctx, |invitation| {
            invitation.is_finished() || (invitation.next_wake().is_some() && !invitation.is_stopped(STEP))
        })
        .await;
        let Some(wake_at) = ctx.state(InvitationWorkflow::next_wake).filter(|_| !ctx.state(InvitationWorkflow::is_finished)) else {
            return;
        };
        let now = ctx.state(|invitation| invitation.now(ctx.workflow_time()));
        if let Ok(delay) = wake_at.since(now).to_std()
            && !delay.is_zero()
        {
            let token = WorkflowCancellationToken::new();
            let mut timer = ctx.timer(wait::timer(delay, &token, format!("deadline watch until {wake_at}")));
            let mut changed =
                Box::pin(InvitationWorkflow::until(ctx, |invitation| invitation.is_finished() || invitation.next_wake() != Some(wake_at)));
            select! {
                _ = timer => {}
                () = changed => {
                    token.cancel();
                    continue;
                }
            }
        }
        // A timer never fires early, but a replayed clock may stand a little before it.
        ctx.state_mut(|invitation| {
            let now = invitation.now(ctx.workflow_time()).max(wake_at);
            invitation.wake(now, STEP);
        });
    }
}
