//! The register: what a case is stands in our own lasting record. While the register answers, that is before the step of the
//! engine ends in which the case changed, so before anything that follows from the change begins. Its outage does not stop the
//! procedure, whose terms run on; a case closes only when its last state is on record.

use shaqyru_activities::register::Registrar;
use temporalio_sdk::WorkflowContext;

use crate::runtime::{
    CaseRun, CaseWorkflow, RunContext,
    waiting::{self, ActivityFailure},
};

/// The step that an incident of the register names.
const STEP: &str = "register";

/// Records each change until the case is finished.
pub(crate) async fn record_changes<W: CaseWorkflow>(ctx: &WorkflowContext<W>) {
    loop {
        ctx.until(|run| run.is_finished() || (run.has_unrecorded_changes() && !run.is_stopped(STEP))).await;
        let revision = ctx.with_run(CaseRun::revision);
        let Some(record) = ctx.with_run(CaseRun::unrecorded) else { return };
        match waiting::try_locally_first(ctx, || Registrar::record_case, record).await {
            Ok(()) => ctx.with_run_mut(|run| run.note_recorded(revision)),
            Err(ActivityFailure::Transient) => {}
            Err(ActivityFailure::Permanent(problem)) => {
                let now = ctx.now();
                ctx.with_run_mut(|run| run.raise_incident(STEP, &problem, now));
            }
        }
    }
}
