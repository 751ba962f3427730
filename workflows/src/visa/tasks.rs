//! What a visa asks of others, and what it makes of their answers.

use std::time::SystemTime;

use chrono::NaiveTime;
use shaqyru_activities::{
    berkut::{VisaEnd, VisaEntry},
    biometrics::{Booking, FingerprintsTask},
    dossier::Dossier,
    registers::RequestLookupTask,
    visa::{EndedVisa, StickerTask, VisaFiling, VisaIntakeResult, VisaIntakeTask},
};
use shaqyru_domain::{
    actor::Actor,
    case::{self, fact::Entry, filing::Awaited, fingerprints::FingerprintsState},
    checks::papers::NeverAskedFor,
    problem::Problem,
    text::Text,
    time::instant::Instant,
    visa::{
        Case,
        fact::Fact,
        stickers::{ToEnd, ToEnter},
    },
};
use temporalio_sdk::WorkflowContextView;

use crate::runtime::{CaseRun, RecordedAtIntake, RecordedSteps};

/// A run of a visa.
pub(super) type Run = CaseRun<VisaFiling>;

/// What the intake is asked.
pub(super) fn intake(run: &Run, ctx: &WorkflowContextView) -> Result<VisaIntakeTask, Problem> {
    let filing = run.filed()?;
    Ok(VisaIntakeTask {
        request: filing.request.clone(),
        filed_at: filing.filed_at,
        shifted_clock: filing.clock_offset_ms != 0,
        signed: filing.signed(ctx.workflow_id())?,
    })
}

/// Opens the case by what the intake found.
pub(super) fn open(run: &mut Run, intake: VisaIntakeResult, time: Option<SystemTime>) -> Result<(), Problem> {
    run.require_filed_by_now(time)?;
    let filed = run.filed()?;
    let filing = case::filing::Filing {
        case: filed.case.clone(),
        filed_at: filed.filed_at,
        office: filed.request.form().office.clone(),
        category: filed.request.form().category.to_string(),
        missing: intake.missing,
        findings: intake.findings,
        never_asked_for: NeverAskedFor::default(),
        awaited: intake.awaited_until.map(Awaited::until),
        forwarded: None,
    };
    let recorded = RecordedAtIntake {
        steps: RecordedSteps { asks_biometric_centre: intake.ask_biometric_centre, ..RecordedSteps::ALL },
        ask_registers: intake.ask_registers,
        poll_every: intake.poll_every,
        callback: intake.callback,
    };
    run.open(filing, intake.particulars, intake.rules, recorded, time)
}

/// What the registers are asked about.
pub(super) fn lookup(run: &Run) -> Option<RequestLookupTask> {
    let filing = run.filed().ok()?;
    Some(RequestLookupTask { case: filing.case.clone(), request: filing.request.clone(), filed_at: filing.filed_at })
}

/// What the NSC examines.
pub(super) fn dossier(run: &Run) -> Option<Dossier> {
    let filing = run.filed().ok()?;
    // The same key must carry the same body, also after a reassignment.
    let office = &run.opened().ok()?.filing().office;
    Some(Dossier::of_request(&filing.case, office, &filing.request, run.callback()))
}

/// What the biometric centre is asked.
pub(super) fn fingerprints(run: &Run, asked_before: bool) -> Option<FingerprintsTask> {
    let Dossier { case, office, callback, subject, .. } = dossier(run)?;
    let booked_at = run.opened().ok()?.procedure().biometrics().booked_at();
    Some(FingerprintsTask { booking: Booking { case, office, callback, subject }, booked_at, asked_before, poll_every: run.poll_every() })
}

/// Whether it is not on record yet that fingerprints were taken, or why none are.
pub(super) fn awaits_fingerprints(run: &Run) -> bool {
    run.is_open() && run.opened().is_ok_and(|case| case.procedure().biometrics().state() == FingerprintsState::Due)
}

/// The sticker that is to be made; none if none is.
pub(super) fn sticker(run: &Run) -> Option<StickerTask> {
    let case = run.opened().ok()?;
    let stickers = case.procedure().stickers();
    stickers.to_make()?;
    Some(StickerTask { case: case.number().clone(), office: case.office().clone(), place: stickers.used_up().saturating_add(1) })
}

/// A sticker was given its number. Of itself that takes the instant as of which it is made; later, the instant at which it really was.
pub(super) fn take_sticker(run: &mut Run, number: Text, now: Instant) {
    let made_as_of = run.opened().ok().and_then(|case| case.procedure().stickers().to_make());
    if let Some(at) = made_as_of {
        record_own(run, Fact::StickerMade(number), now.max(at));
    }
}

/// What is to be entered in Berkut; none if nothing is.
pub(super) fn berkut_entry(run: &Run) -> Option<VisaEntry> {
    let filing = run.filed().ok()?;
    let case = run.opened().ok()?;
    let ToEnter { visa, sticker, issued_at, .. } = case.procedure().stickers().to_enter()?;
    Some(VisaEntry {
        case: case.number().clone(),
        number: sticker.map(|number| number.to_string()).or_else(|| case.issued_number())?,
        category: visa.category,
        entries: visa.entries,
        visa_kind: visa.kind,
        valid_from: visa.valid_from,
        valid_until: visa.valid_until,
        passport_number: filing.request.form().recipient.passport.number.clone(),
        group_passports: filing.request.form().group.iter().map(|member| member.passport_number.clone()).collect(),
        issued_on: case.rules().hours.civil(issued_at).date(),
    })
}

/// It is in Berkut: at once with the sticker, or when Berkut was up again.
pub(super) fn note_entered(run: &mut Run, entry: VisaEntry, now: Instant) {
    let entered = run.opened().ok().and_then(|case| case.procedure().stickers().to_enter());
    if let (Ok(number), Some(ToEnter { as_of, .. })) = (Text::try_from(entry.number), entered) {
        record_own(run, Fact::EnteredInBerkut(number), now.max(as_of));
    }
}

/// Berkut is down: the sticker is filled in by hand.
pub(super) fn note_berkut_down(run: &mut Run, now: Instant) {
    let entered = run.opened().ok().and_then(|case| case.procedure().stickers().to_enter());
    if let Some(ToEnter { as_of, is_by_hand: false, .. }) = entered {
        record_own(run, Fact::BerkutDown, now.max(as_of));
    }
}

/// Of which end Berkut is to be told; none if of none.
pub(super) fn visa_end(run: &Run) -> Option<VisaEnd> {
    visa_end_of(run.opened().ok()?)
}

/// The same of a case.
pub(super) fn visa_end_of(case: &Case) -> Option<VisaEnd> {
    let ToEnd { place, number, act, why, at } = case.procedure().stickers().to_end(case.number())?;
    let number = number.or_else(|| case.issued_number()?.try_into().ok())?;
    Some(VisaEnd { case: case.number().clone(), end: place, number, act, why, ended_at: at })
}

/// Berkut knows of it: at once, or when it was up again.
pub(super) fn note_ended(run: &mut Run, end: VisaEnd, now: Instant) {
    record_own(run, Fact::EndedInBerkut(end.number), now.max(end.ended_at));
}

fn record_own(run: &mut Run, fact: Fact, at: Instant) {
    if let Some(case) = run.case_mut() {
        // What has become of no use meanwhile (the sticker was spoiled, an officer has entered it) changes nothing.
        let _ = case.record(Entry::new(fact, at, Actor::System));
    }
}

/// The visa that ended by the decision; none if none did.
pub(super) fn ended_visa(run: &Run) -> Option<EndedVisa> {
    let case = run.opened().ok()?;
    let number = case.procedure().ended_visa()?.clone();
    let passports = run.filed().ok()?.request.passports().into_iter().cloned().collect();
    Some(EndedVisa { number, passports, by: case.number().clone(), at: case.docket().ended_at? })
}

/// Until when the case lives on after it was decided: the end of the visa's last day; none if it issued none.
pub(super) fn end_of_visa(run: &Run) -> Option<Instant> {
    let visa = run.opened().ok()?.procedure().stickers().issued()?;
    Some(Instant::at(visa.valid_until.succ_opt()?, NaiveTime::MIN))
}
