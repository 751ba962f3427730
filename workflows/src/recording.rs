//! The register: what a case is stands in our own lasting record before the case moves on.

use shaqyru_activities::register::Registrar;
use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext};

use crate::{
    invitation::InvitationWorkflow,
    wait::{self, Failed},
};

/// The step that an incident of the register names.
const STEP: &str = "register";

/// Records each change until the case is finished and its last one is on record.
pub(crate) async fn keep(ctx: &WorkflowContext<InvitationWorkflow>) {
    let mut recorded = None;
    loop {
        let news = |invitation: &InvitationWorkflow| invitation.revision() != recorded && !invitation.is_stopped(STEP);
        InvitationWorkflow::until(ctx, |invitation| news(invitation) || (invitation.is_finished() && invitation.revision() == recorded))
            .await;
        let revision = ctx.state(InvitationWorkflow::revision);
        let Some(record) = ctx.state(InvitationWorkflow::record).filter(|_| revision != recorded) else { return };
        let outcome = match ctx.execute_local_activity(Registrar::record_case, record.clone(), wait::at_once()).await.map_err(Failed::from)
        {
            Err(Failed::ForNow) => {
                let options = wait::patiently(None, &WorkflowCancellationToken::new());
                ctx.execute_activity(Registrar::record_case, record, options).await.map_err(Failed::from)
            }
            outcome => outcome,
        };
        match outcome {
            Ok(()) => recorded = revision,
            Err(Failed::ForNow) => {}
            Err(Failed::ForGood(problem)) => ctx.state_mut(|invitation| {
                let now = invitation.now(ctx.workflow_time());
                invitation.raise_incident(STEP, &problem, now);
            }),
        }
    }
}
