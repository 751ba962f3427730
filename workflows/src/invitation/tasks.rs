//! What an invitation asks of others, and what it makes of the intake's and the state registers' answers.

use std::time::SystemTime;

use shaqyru_activities::{
    berkut::IssuedInvitation,
    dossier::Dossier,
    intake::{IntakeResult, IntakeTask},
    opening::Filing,
    police::VerificationTask,
    registers::LookupTask,
};
use shaqyru_domain::{
    case::{
        self,
        filing::Awaited,
        stage::{Stage, Status},
    },
    problem::Problem,
};
use temporalio_sdk::WorkflowContextView;

use crate::runtime::{CaseRun, RecordedAtIntake, RecordedSteps};

/// A run of an invitation.
pub(super) type Run = CaseRun<Filing>;

/// What the intake is asked. A case that the first one of its application opened, as it was done before, stands on that one's statement.
pub(super) fn intake(run: &Run, ctx: &WorkflowContextView) -> Result<IntakeTask, Problem> {
    let filing = run.filed()?;
    let is_opened_by_the_first = ctx.parent().is_some_and(|parent| parent.workflow_id() == filing.case.sibling(0).as_str());
    let signed = if is_opened_by_the_first { None } else { Some(filing.signed(ctx.workflow_id())?) };
    Ok(IntakeTask {
        application: filing.application.clone(),
        filed_at: filing.filed_at,
        shifted_clock: filing.clock_offset_ms != 0,
        judged: filing.judged.clone(),
        signed,
    })
}

/// Opens the case by what the intake found.
pub(super) fn open(run: &mut Run, intake: IntakeResult, time: Option<SystemTime>) -> Result<(), Problem> {
    // In a record of before there were rules for entries, nobody asked.
    if intake.rules.entries.is_some() {
        run.require_filed_by_now(time)?;
    }
    let filed = run.filed()?;
    let form = filed.application.form();
    let filing = case::filing::Filing {
        case: filed.case.clone(),
        filed_at: filed.filed_at,
        office: intake.office.unwrap_or_else(|| form.inviting_party.office.clone()),
        category: form.visit.category.to_string(),
        missing: intake.missing,
        findings: intake.findings,
        never_asked_for: intake.never_asked_for,
        awaited: intake.awaited_until.map(Awaited::until),
        forwarded: intake.forwarded,
    };
    let recorded = RecordedAtIntake {
        steps: RecordedSteps {
            keep_register: intake.keep_register,
            stages_by_register: intake.stages_by_register,
            hands_over: intake.hands_over,
            // An invitation takes none (R26 para 24-1).
            asks_biometric_centre: false,
        },
        ask_registers: intake.ask_registers,
        poll_every: intake.poll_every,
        callback: intake.callback,
    };
    run.open(filing, intake.particulars, intake.rules, recorded, time)
}

/// What police and NSC examine.
pub(super) fn dossier(run: &Run) -> Option<Dossier> {
    let filing = run.filed().ok()?;
    // The same key must carry the same body, also after a reassignment: the office is the one that was competent on filing.
    let office = &run.opened().ok()?.filing().office;
    Dossier::of(&filing.case, office, &filing.application, filing.invitee, run.callback())
}

/// What the state registers are asked about.
pub(super) fn lookup(run: &Run) -> Option<LookupTask> {
    let filing = run.filed().ok()?;
    Some(LookupTask {
        case: filing.case.clone(),
        application: filing.application.clone(),
        invitee: filing.invitee,
        filed_at: filing.filed_at,
    })
}

/// What the police are asked.
pub(super) fn verification(run: &Run, asked_before: bool) -> Option<VerificationTask> {
    let filed_at = run.filed().ok()?.filed_at;
    Some(VerificationTask { dossier: dossier(run)?, filed_at, asked_before, poll_every: run.poll_every() })
}

/// Whether the police have not verified yet.
pub(super) fn awaits_verification(run: &Run) -> bool {
    run.is_open() && run.stage() == Stage::Verification
}

/// What is entered in Berkut of an issued invitation; none of any other.
pub(super) fn issued_invitation(run: &Run) -> Option<IssuedInvitation> {
    let case = run.opened().ok().filter(|_| run.status() == Status::Issued)?;
    let issued_on = case.rules().hours.civil(case.docket().ended_at?).date();
    Some(IssuedInvitation { case: case.number().clone(), number: case.issued_number()?, issued_on })
}

/// Whether a message ended it without more to do. (An issued invitation is entered in Berkut first, which is a step of its own.)
pub(super) fn is_ended_by_a_message(run: &Run) -> bool {
    matches!(run.status(), Status::Refused | Status::NotConsidered | Status::Withdrawn)
}
