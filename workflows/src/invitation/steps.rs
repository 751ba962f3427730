//! The steps of the procedure, in the order of the Rules.

use std::time::Duration;

use shaqyru_activities::{
    asking::Found,
    berkut::{Berkut, NscMessage},
    intake::Intake,
    police::Police,
    registers::Registers,
};
use shaqyru_domain::{
    case::{
        fact::{Actor, Entry, Fact, Verification},
        stage::{Stage, Status},
    },
    problem::{Code, Problem},
};
use temporalio_sdk::{
    ChildWorkflowOptions, ParentClosePolicy, WorkflowCancellationToken, WorkflowContext, WorkflowIdReusePolicy, WorkflowResult,
    workflows::select,
};

use super::{Beginning, Filing, InvitationWorkflow};
use crate::{
    BERKUT_QUEUE, POLICE_QUEUE, TASK_TIMEOUT, index,
    input::Input,
    wait::{self, Failed},
};

/// The shortest time that passes: what comes after it is another step of the engine's.
const NEXT_STEP: Duration = Duration::from_millis(1);

/// Completeness and registration (R26 para 14). The rules by which the case is judged are recorded here;
/// a worker whose rulebook cannot judge it leaves the case waiting for one that can.
pub(super) async fn register(ctx: &WorkflowContext<InvitationWorkflow>) -> WorkflowResult<()> {
    if ctx.state(|invitation| invitation.opened().is_ok()) {
        // A run before this one registered it.
        return Ok(());
    }
    let task = ctx.state(|invitation| invitation.intake_task(&ctx.info())).map_err(wait::failure)?;
    let judged = match ctx.execute_local_activity(Intake::take_in, task.clone(), wait::at_once()).await.map_err(Failed::from) {
        Err(Failed::ForNow) => {
            let options = wait::patiently(None, &WorkflowCancellationToken::new());
            ctx.execute_activity(Intake::take_in, task, options).await.map_err(Failed::from)
        }
        outcome => outcome,
    };
    let opened = match judged {
        Ok(intake) => ctx.state_mut(|invitation| invitation.open(intake, ctx.workflow_time())),
        Err(Failed::ForGood(problem)) => Err(problem),
        Err(Failed::ForNow) => Err(Problem::new(Code::Engine, "the intake was given up")),
    };
    Ok(opened.map_err(wait::failure)?)
}

/// One case per invitee: so it was before an application had a workflow of its own, and still is for cases that were filed then.
pub(super) async fn open_the_other_cases(ctx: &WorkflowContext<InvitationWorkflow>) {
    let Ok(filing) = ctx.state(|invitation| invitation.filed().cloned()) else { return };
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
            .search_attributes(index::of_filing(&filing))
            .build();
        let other = Filing { case, invitee, opens_the_others: false, ..filing.clone() };
        // It fails only if the case is there already, which is what is wanted.
        wait::settle(ctx.start_child_workflow(InvitationWorkflow::run, Input::from(Beginning::from(other)), options)).await;
    }
}

/// R26 para 12: what the state registers hold is fetched and never asked for; what they know of entry bans and
/// sanctions (para 15) is put before the officer. Beside the procedure: their outage stops no case.
pub(super) async fn consult_registers(ctx: &WorkflowContext<InvitationWorkflow>) {
    ask_registers(ctx).await;
    ctx.state_mut(InvitationWorkflow::note_consulted);
}

async fn ask_registers(ctx: &WorkflowContext<InvitationWorkflow>) {
    go_on_when_resumed(ctx, "registers", InvitationWorkflow::is_open).await;
    while let Some(task) = ctx.state(InvitationWorkflow::lookup_task) {
        let at_once = if ctx.state(InvitationWorkflow::hands_over) {
            Err(Failed::ForNow)
        } else {
            ctx.execute_local_activity(Registers::look_up, task.clone(), wait::at_once()).await.map_err(Failed::from)
        };
        let answer = match at_once {
            Err(Failed::ForNow) => {
                let token = WorkflowCancellationToken::new();
                let mut question = ctx.execute_activity(Registers::look_up, task, wait::patiently(None, &token));
                let mut ended = Box::pin(InvitationWorkflow::until(ctx, |invitation| !invitation.is_open()));
                select! {
                    answer = question => answer.map_err(Failed::from),
                    () = ended => {
                        token.cancel();
                        return;
                    }
                }
            }
            answer => answer,
        };
        match answer {
            Ok(lookup) => return ctx.state_mut(|invitation| invitation.take_lookup(lookup, ctx.workflow_time())),
            Err(Failed::ForGood(problem)) => stop_until_resumed(ctx, "registers", &problem, InvitationWorkflow::is_open).await,
            Err(Failed::ForNow) => {}
        }
    }
}

/// R26 para 15: purpose, duration, grounds for entry. From the beginning of the verification on, the
/// police are asked until a verification is on record.
pub(super) async fn verify(ctx: &WorkflowContext<InvitationWorkflow>) {
    InvitationWorkflow::until(ctx, |invitation| !matches!(invitation.stage(), Stage::Filed | Stage::Registered)).await;
    go_on_when_resumed(ctx, "police", InvitationWorkflow::awaits_verification).await;
    let mut asked_before = ctx.state(|invitation| invitation.agencies_were_asked);
    while ctx.state(InvitationWorkflow::awaits_verification) {
        let token = WorkflowCancellationToken::new();
        let Some(task) = ctx.state(|invitation| invitation.verification_task(asked_before)) else { return };
        asked_before = true;
        let mut question = ctx.execute_activity(Police::verify, task, wait::patiently(Some(POLICE_QUEUE), &token));
        let mut recorded = Box::pin(InvitationWorkflow::until(ctx, |invitation| !invitation.awaits_verification()));
        select! {
            answer = question => take_answer(ctx, "police", Actor::Police, answer.map_err(Failed::from), |found: Verification| Fact::Verification(found), InvitationWorkflow::awaits_verification).await,
            () = recorded => token.cancel(),
        }
    }
}

/// R26 para 15: the NSC is asked through Berkut until its answer is on record. No silence means consent:
/// the windows run out in the deadline watch, and the case goes on waiting here.
pub(super) async fn coordinate(ctx: &WorkflowContext<InvitationWorkflow>) {
    go_on_when_resumed(ctx, "berkut", InvitationWorkflow::awaits_answer).await;
    let mut asked_before = ctx.state(|invitation| invitation.agencies_were_asked);
    while ctx.state(InvitationWorkflow::awaits_answer) {
        let token = WorkflowCancellationToken::new();
        let Some(task) = ctx.state(|invitation| invitation.coordination_task(asked_before)) else { return };
        asked_before = true;
        let mut question = ctx.execute_activity(Berkut::coordinate, task, wait::patiently(Some(BERKUT_QUEUE), &token));
        let mut recorded = Box::pin(InvitationWorkflow::until(ctx, |invitation| !invitation.awaits_answer()));
        select! {
            answer = question => take_answer(ctx, "berkut", Actor::Nsc, answer.map_err(Failed::from), |found: NscMessage| found.into(), InvitationWorkflow::awaits_answer).await,
            () = recorded => token.cancel(),
        }
    }
}

/// R26 paras 15, 18: the officer decides; the system never does.
pub(super) async fn decide(ctx: &WorkflowContext<InvitationWorkflow>) {
    InvitationWorkflow::until(ctx, |invitation| invitation.status() != Status::Open).await;
}

/// R26 para 16: number and date of an issued invitation are entered in Berkut; the applicant is told.
pub(super) async fn publish(ctx: &WorkflowContext<InvitationWorkflow>) {
    while let Some(invitation) = ctx.state(InvitationWorkflow::invitation_to_enter) {
        let options = wait::patiently(Some(BERKUT_QUEUE), &WorkflowCancellationToken::new());
        match ctx.execute_activity(Berkut::enter_invitation, invitation, options).await.map_err(Failed::from) {
            Ok(()) => break,
            Err(Failed::ForNow) => {}
            Err(Failed::ForGood(problem)) => stop_until_resumed(ctx, "berkut", &problem, |_| true).await,
        }
    }
    if ctx.state(InvitationWorkflow::ended_by_a_message) && !ctx.state(InvitationWorkflow::hands_over) {
        // The engine may undo a step that closes a workflow, and with it the message that it took. So what
        // ended the case is on its record before the applicant is told, and the case closes a step later. (Where
        // a case hands over, its record does that.)
        ctx.timer(wait::timer(NEXT_STEP, &WorkflowCancellationToken::new(), "the end is put on record".to_owned())).await;
    }
    ctx.state_mut(|invitation| {
        if let Some(case) = invitation.case.as_mut() {
            case.write_decision_notice();
        }
    });
}

/// Takes what was found by asking. Nothing found means that nobody asks again: then the answer comes by
/// callback, or an officer enters it.
async fn take_answer<T>(
    ctx: &WorkflowContext<InvitationWorkflow>,
    step: &'static str,
    from: Actor,
    answer: Result<Option<Found<T>>, Failed>,
    fact: impl Fn(T) -> Fact,
    still_awaited: fn(&InvitationWorkflow) -> bool,
) {
    let rejected = match answer {
        Ok(Some(found)) => {
            let entry = Entry::new(fact(found.content), found.received_at, from);
            ctx.state_mut(|invitation| invitation.take_found(&found.message_id, entry)).err()
        }
        Ok(None) => {
            InvitationWorkflow::until(ctx, |invitation| !still_awaited(invitation)).await;
            None
        }
        Err(Failed::ForNow) => None,
        Err(Failed::ForGood(problem)) => Some(problem),
    };
    if let Some(problem) = rejected {
        stop_until_resumed(ctx, step, &problem, still_awaited).await;
    }
}

/// Technical faults never end a case: it shows the incident, is escalated, and goes on when an operator
/// says so, or when what it waited for has come another way.
async fn stop_until_resumed(
    ctx: &WorkflowContext<InvitationWorkflow>,
    step: &'static str,
    problem: &Problem,
    still_awaited: fn(&InvitationWorkflow) -> bool,
) {
    ctx.state_mut(|invitation| {
        let now = invitation.now(ctx.workflow_time());
        invitation.raise_incident(step, problem, now);
    });
    go_on_when_resumed(ctx, step, still_awaited).await;
}

/// A step that is stopped, in this run or since the one before, waits. What it waits for may come another way: then nothing stands in
/// its way any more.
async fn go_on_when_resumed(ctx: &WorkflowContext<InvitationWorkflow>, step: &'static str, still_awaited: fn(&InvitationWorkflow) -> bool) {
    if !ctx.state(|invitation| invitation.is_stopped(step)) {
        return;
    }
    InvitationWorkflow::until(ctx, |invitation| !invitation.is_stopped(step) || !still_awaited(invitation)).await;
    ctx.state_mut(|invitation| {
        let now = invitation.now(ctx.workflow_time());
        if let Some(case) = invitation.case.as_mut() {
            case.settle_incidents(step, now);
        }
    });
}
