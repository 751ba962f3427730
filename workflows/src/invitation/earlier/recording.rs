//! The register: what a case is stands in our own lasting record. While the register answers, that is before the step of the
//! engine ends in which the case changed, so before anything that follows from the change begins. Its outage does not stop the
//! procedure, whose terms run on; a case closes only when its last state is on record.

use shaqyru_activities::register::Registrar;
use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext};

use crate::runtime::{
    CaseRun, CaseWorkflow, RunContext,
    waiting::{self, Failed},
};

/// The step that an incident of the register names.
const STEP: &str = "register";

/// Records each change until the case is finished.
pub(crate) async fn keep<W: CaseWorkflow>(ctx: &WorkflowContext<W>) {
    loop {
        ctx.until(|run| run.is_finished() || (run.has_news() && !run.is_stopped(STEP))).await;
        let revision = ctx.with_run(CaseRun::revision);
        let Some(record) = ctx.with_run(CaseRun::news) else { return };
        let outcome =
            match ctx.execute_local_activity(Registrar::record_case, record.clone(), waiting::at_once()).await.map_err(Failed::from) {
                Err(Failed::ForNow) => {
                    let options = waiting::patiently(None, &WorkflowCancellationToken::new());
                    ctx.execute_activity(Registrar::record_case, record, options).await.map_err(Failed::from)
                }
                outcome => outcome,
            };
        match outcome {
            Ok(()) => ctx.with_run_mut(|run| run.note_recorded(revision)),
            Err(Failed::ForNow) => {}
            Err(Failed::ForGood(problem)) => ctx.with_run_mut(|run| {
                let now = run.now(ctx.workflow_time());
                run.raise_incident(STEP, &problem, now);
            }),
        }
    }
}
