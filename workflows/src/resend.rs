//! Sends a notice to the applicant once more, also after the case has closed.

use shaqyru_activities::portal::Portal;
use shaqyru_domain::case::outbox::ApplicantNotice;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext, WorkflowContextView, WorkflowResult};

use crate::runtime::waiting;

/// One copy of one notice, delivered until it has arrived.
#[workflow]
pub struct ResendNoticeWorkflow {
    notice: ApplicantNotice,
}

#[workflow_methods]
impl ResendNoticeWorkflow {
    /// Takes the notice.
    #[init]
    pub fn new(_ctx: &WorkflowContextView, notice: ApplicantNotice) -> Self {
        Self { notice }
    }

    /// Delivers it.
    #[run]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let notice = ctx.state(|resend| resend.notice.clone());
        let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
        ctx.execute_activity(Portal::notify_applicant, vec![notice], options).await?;
        Ok(())
    }
}
