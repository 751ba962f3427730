//! The steps of the procedure, in the order of the Rules.

use std::time::Duration;

use shaqyru_activities::{berkut::Berkut, intake::Intake, opening::Filing, police::Police};
use shaqyru_domain::{
    actor::Actor,
    case::stage::Status,
    invitation::procedure::Fact,
    problem::{Code, Problem},
};
use temporalio_sdk::{
    ChildWorkflowOptions, ParentClosePolicy, WorkflowCancellationToken, WorkflowContext, WorkflowIdReusePolicy, WorkflowResult,
};

use super::{Beginning, InvitationWorkflow, tasks};
use crate::{
    coordination,
    queues::{BERKUT_QUEUE, POLICE_QUEUE, TASK_TIMEOUT},
    runtime::{
        CaseRun, RunContext,
        asking::{Inquiry, ask},
        incidents::stop_until_resumed,
        input::Input,
        search_attributes,
        waiting::{self, ActivityFailure},
    },
};

/// The step that an incident of the police's system names.
const POLICE: &str = "police";
/// The shortest time that passes: what comes after it is another step of the engine's.
const NEXT_STEP: Duration = Duration::from_millis(1);

/// Completeness and registration (R26 para 14). The rules by which the case is judged are recorded here;
/// a worker whose rulebook cannot judge it leaves the case waiting for one that can.
pub(super) async fn register(ctx: &WorkflowContext<InvitationWorkflow>) -> WorkflowResult<()> {
    if ctx.with_run(|run| run.opened().is_ok()) {
        // A run before this one registered it.
        return Ok(());
    }
    let task = ctx.with_run(|run| tasks::intake(run, &ctx.info())).map_err(waiting::workflow_failure)?;
    let taken_in = if ctx.with_run(|run| run.filed().is_ok_and(|filing| filing.intake_by_activity)) {
        let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
        ctx.execute_activity(Intake::take_in, task, options).await.map_err(ActivityFailure::from)
    } else {
        waiting::try_locally_first(ctx, || Intake::take_in, task).await
    };
    let opened = match taken_in {
        Ok(intake) => ctx.with_run_mut(|run| tasks::open(run, intake, ctx.workflow_time())),
        Err(ActivityFailure::Permanent(problem)) => Err(problem),
        Err(ActivityFailure::Transient) => Err(Problem::new(Code::Engine, "the intake was given up")),
    };
    Ok(opened.map_err(waiting::workflow_failure)?)
}

/// One case per invitee: so it was before an application had a workflow of its own, and still is for cases that were filed then.
pub(super) async fn open_the_other_cases(ctx: &WorkflowContext<InvitationWorkflow>) {
    let Ok(filing) = ctx.with_run(|run| run.filed().cloned()) else { return };
    if !filing.opens_the_others {
        return;
    }
    for invitee in (0..filing.application.form().invitees.len()).filter(|invitee| *invitee != filing.invitee) {
        let case = filing.case.sibling(invitee);
        let options = ChildWorkflowOptions::builder()
            .workflow_id(case.to_string())
            .parent_close_policy(ParentClosePolicy::Abandon)
            .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
            .cancellation_token(WorkflowCancellationToken::new())
            .task_timeout(TASK_TIMEOUT)
            .search_attributes(search_attributes::of_filing(&filing))
            .build();
        let other = Filing { case, invitee, opens_the_others: false, ..filing.clone() };
        // It fails only if the case is there already, which is what is wanted.
        waiting::discard_output(ctx.start_child_workflow(InvitationWorkflow::run, Input::from(Beginning::from(other)), options)).await;
    }
}

/// R26 para 15: purpose, duration, grounds for entry. From the beginning of the verification on, the
/// police are asked until a verification is on record.
pub(super) async fn verify(ctx: &WorkflowContext<InvitationWorkflow>) {
    ctx.until(CaseRun::is_at_work).await;
    let inquiry = Inquiry {
        step: POLICE,
        agency: Actor::Police,
        queue: POLICE_QUEUE,
        activity: || Police::verify,
        task: tasks::verification,
        fact: Fact::Verification,
        awaited: tasks::awaits_verification,
    };
    ask(ctx, inquiry).await;
}

/// R26 paras 15, 18: the officer decides; the system never does.
pub(super) async fn decide(ctx: &WorkflowContext<InvitationWorkflow>) {
    ctx.until(|run| run.status() != Status::Open).await;
}

/// R26 para 16: number and date of an issued invitation are entered in Berkut; the applicant is told.
pub(super) async fn publish(ctx: &WorkflowContext<InvitationWorkflow>) {
    while let Some(invitation) = ctx.with_run(tasks::issued_invitation) {
        let options = waiting::unlimited_retries(Some(BERKUT_QUEUE), &WorkflowCancellationToken::new());
        match ctx.execute_activity(Berkut::enter_invitation, invitation, options).await.map_err(ActivityFailure::from) {
            Ok(()) => break,
            Err(ActivityFailure::Transient) => {}
            Err(ActivityFailure::Permanent(problem)) => stop_until_resumed(ctx, coordination::STEP, &problem, |_| true).await,
        }
    }
    if ctx.with_run(tasks::is_ended_by_a_message) && !ctx.with_run(CaseRun::hands_over) {
        // The engine may undo a step that closes a workflow, and with it the message that it took. So what
        // ended the case is on its record before the applicant is told, and the case closes a step later. (Where
        // a case hands over, its record does that.)
        ctx.timer(waiting::timer(NEXT_STEP, &WorkflowCancellationToken::new(), "the end is put on record".to_owned())).await;
    }
    ctx.with_run_mut(|run| {
        if let Some(case) = run.case_mut() {
            case.write_decision_notice();
        }
    });
}
