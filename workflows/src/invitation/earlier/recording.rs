//! The register: what a case is stands in our own lasting record. While the register answers, that is before the step of the
//! engine ends in which the case changed, so before anything that follows from the change begins. Its outage does not stop the
//! procedure, whose terms run on; a case closes only when its last state is on record.

use shaqyru_activities::register::Registrar;
use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext};

use crate::{
    invitation::InvitationWorkflow,
    wait::{self, Failed},
};

/// The step that an incident of the register names.
const STEP: &str = "register";

/// Records each change until the case is finished.
pub(crate) async fn keep(ctx: &WorkflowContext<InvitationWorkflow>) {
    loop {
        InvitationWorkflow::until(ctx, |invitation| invitation.is_finished() || (invitation.has_news() && !invitation.is_stopped(STEP)))
            .await;
        let revision = ctx.state(InvitationWorkflow::revision);
        let Some(record) = ctx.state(InvitationWorkflow::record).filter(|_| ctx.state(InvitationWorkflow::has_news)) else { return };
        let outcome = match ctx.execute_local_activity(Registrar::record_case, record.clone(), wait::at_once()).await.map_err(Failed::from)
        {
            Err(Failed::ForNow) => {
                let options = wait::patiently(None, &WorkflowCancellationToken::new());
                ctx.execute_activity(Registrar::record_case, record, options).await.map_err(Failed::from)
            }
            outcome => outcome,
        };
        match outcome {
            Ok(()) => ctx.state_mut(|invitation| invitation.note_recorded(revision)),
            Err(Failed::ForNow) => {}
            Err(Failed::ForGood(problem)) => ctx.state_mut(|invitation| {
                let now = invitation.now(ctx.workflow_time());
                invitation.raise_incident(STEP, &problem, now);
            }),
        }
    }
}
