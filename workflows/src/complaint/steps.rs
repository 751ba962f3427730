//! The steps of the procedure.

use std::time::SystemTime;

use shaqyru_activities::complaint::{ComplaintFiling, ComplaintIntake, ComplaintIntakeResult, ComplaintIntakeTask};
use shaqyru_domain::{
    case,
    checks::papers::NeverAskedFor,
    complaint::filing::CATEGORY,
    problem::{Code, Problem},
};
use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext, WorkflowContextView, WorkflowResult};

use super::ComplaintWorkflow;
use crate::runtime::{
    CaseRun, RecordedAtIntake, RecordedSteps, RunContext,
    waiting::{self, ActivityFailure},
};

/// A run of a complaint.
pub(super) type Run = CaseRun<ComplaintFiling>;

/// It is registered (APPC art 94), and the rules by which it is judged are recorded. A worker whose rulebook cannot judge it leaves the case
/// waiting for one that can.
pub(super) async fn register(ctx: &WorkflowContext<ComplaintWorkflow>) -> WorkflowResult<()> {
    if ctx.with_run(|run| run.opened().is_ok()) {
        // A run before this one registered it.
        return Ok(());
    }
    let task = ctx.with_run(|run| task(run, &ctx.info())).map_err(waiting::workflow_failure)?;
    let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
    let opened = match ctx.execute_activity(ComplaintIntake::take_in_complaint, task, options).await.map_err(ActivityFailure::from) {
        Ok(intake) => ctx.with_run_mut(|run| open(run, intake, ctx.workflow_time())),
        Err(ActivityFailure::Permanent(problem)) => Err(problem),
        Err(ActivityFailure::Transient) => Err(Problem::new(Code::Engine, "the intake was given up")),
    };
    Ok(opened.map_err(waiting::workflow_failure)?)
}

/// The office satisfies it or passes it on, and the examining body answers; the system never does.
pub(super) async fn answer(ctx: &WorkflowContext<ComplaintWorkflow>) {
    ctx.until(|run| !run.is_open()).await;
}

/// Who complained is told how it ended, and the procedure is through.
pub(super) fn tell_the_answer(ctx: &WorkflowContext<ComplaintWorkflow>) {
    ctx.with_run_mut(|run| {
        if let Some(case) = run.case_mut() {
            case.write_decision_notice();
        }
        run.note_procedure_done();
    });
}

fn task(run: &Run, ctx: &WorkflowContextView) -> Result<ComplaintIntakeTask, Problem> {
    let filing = run.filed()?;
    Ok(ComplaintIntakeTask {
        office: filing.subject.office.clone(),
        channel: filing.complaint.channel,
        filed_at: filing.filed_at,
        shifted_clock: filing.clock_offset_ms != 0,
        signed: filing.signed(ctx.workflow_id())?,
    })
}

fn open(run: &mut Run, intake: ComplaintIntakeResult, time: Option<SystemTime>) -> Result<(), Problem> {
    run.require_filed_by_now(time)?;
    let filed = run.filed()?;
    let particulars = filed.particulars();
    let filing = case::filing::Filing {
        case: filed.case.clone(),
        filed_at: filed.filed_at,
        office: filed.subject.office.clone(),
        category: CATEGORY.to_owned(),
        missing: Vec::new(),
        findings: Vec::new(),
        never_asked_for: NeverAskedFor::default(),
        awaited: None,
        forwarded: None,
    };
    let ComplaintIntakeResult { rules, poll_every, callback } = intake;
    let recorded = RecordedAtIntake { steps: RecordedSteps::ALL, ask_registers: false, poll_every, callback };
    run.open(filing, particulars, rules, recorded, time)
}
