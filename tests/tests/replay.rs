//! A change to the workflows' code breaks cases that are running.
//!
//! `tests/histories` holds histories of typical cases as released code recorded them; every one must replay on
//! today's code. They are never changed or overwritten: they stand for cases that run somewhere. After a change to
//! the workflows, add what the new code records beside them:
//!
//! ```text
//! cargo test -p shaqyru-tests -- --ignored record_histories
//! ```
//!
//! The number in a file's name is that of the recording: what was recorded together has the same one.

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
    sync::OnceLock,
};

use anyhow::{Context, Result, ensure};
use chrono::{TimeDelta, Utc};
use serde_json::json;
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_client::{announcements::Announcements, healing};
use shaqyru_devserver::VirtualTime;
use shaqyru_domain::{
    actor::Actor,
    case::{
        Reassignment,
        complaint::{ComplaintAnswer, ComplaintOutcome, PassingOn, Satisfaction},
        fact::{Answer, Correction, Decision, ExtensionRequest, Refusal, Replacement, Verdict, Verification, Withdrawal},
        fingerprints::{Appointment, Fingerprints},
        hearing::{HearingOutcome, HearingRecord, PreliminaryRefusal},
        order::Order,
        stage::{Stage, Status},
        view::CaseView,
        visa::{BerkutEntry, BorderAnnulment, BorderReason, Spoilage},
    },
};
use shaqyru_domain::{case::clock::ClockOutcome, time::instant::Instant};
use shaqyru_sandbox::{Agency, Fault, Knob, Log, Operation};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, at, eventually, examples, officer, offset_that_shows, run, shared};
use shaqyru_workflows::{
    announcement::{AnnouncementWorkflow, workflow_id},
    complaint::ComplaintWorkflow,
    invitation::InvitationWorkflow,
    resend::ResendNoticeWorkflow,
    visa::VisaWorkflow,
};
use temporalio_client::{WorkflowFetchHistoryOptions, WorkflowGetResultOptions, WorkflowHistory};
use temporalio_common::protos::temporal::api::{
    enums::v1::EventType,
    history::v1::{History, HistoryEvent, history_event::Attributes},
};
use temporalio_sdk::workflow_replayer::{WorkflowReplayer, WorkflowReplayerOptions};
use tokio::task::LocalSet;
use uuid::Uuid;

use crate::rulebooks::Folder;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("histories")
}

/// All stored histories with their names, in order.
fn stored() -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder()).context("no histories are stored")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            found.push((path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

#[test]
fn a_new_case_runs_no_local_activity_whose_step_a_question_could_cost() -> Result<()> {
    shared(async |stack| {
        let case = filed(stack).await?;
        case.clear("2026-04-06T11:00:00").await?;
        case.answer(Answer::Agree, "2026-04-08T16:00:00").await?;
        case.decide(Verdict::Issue, None, "2026-04-09T12:00:00").await?;
        ensure!(case.closed().await?.status == Status::Issued);
        let recorded = case.events().await?;
        ensure!(!recorded.iter().any(|event| event.event_type() == EventType::MarkerRecorded), "a local activity is a marker in a history");
        Ok(())
    })
}

fn replayer() -> Result<WorkflowReplayer> {
    let options = WorkflowReplayerOptions::new()
        .register_workflow::<AnnouncementWorkflow>()?
        .register_workflow::<ComplaintWorkflow>()?
        .register_workflow::<InvitationWorkflow>()?
        .register_workflow::<ResendNoticeWorkflow>()?
        .register_workflow::<VisaWorkflow>()?;
    Ok(WorkflowReplayer::new(options.build())?)
}

#[test]
fn every_case_that_was_ever_recorded_replays_on_todays_code() -> Result<()> {
    run(LocalSet::new().run_until(async {
        let stored = stored()?;
        ensure!(!stored.is_empty(), "no histories are stored: this test would prove nothing");
        let histories: Vec<_> =
            stored.iter().map(|(name, json)| WorkflowHistory::from_json(json).with_context(|| name.clone())).collect::<Result<_>>()?;
        let results = replayer()?.replay_workflows(histories).await?;
        let broken: Vec<_> = stored
            .iter()
            .zip(&results)
            .filter_map(|((name, _), result)| result.replay_failure.as_ref().map(|failure| format!("{name}: {failure}")))
            .collect();
        ensure!(broken.is_empty(), "these cases could not go on:\n{}", broken.join("\n"));
        ensure!(results.len() == stored.len());
        Ok(())
    }))
}

/// What the test above relies on: a history that the code would not have made is found out, of either service.
#[test]
fn a_history_that_the_code_would_not_have_made_does_not_replay() -> Result<()> {
    run(LocalSet::new().run_until(async {
        for of_a_kind in ["issued.", "visa-issued."] {
            let (name, json) = stored()?.into_iter().find(|(name, _)| name.starts_with(of_a_kind)).context("no issued case is stored")?;
            let mut events = WorkflowHistory::from_json(&json)?.into_events().await?;
            let renamed = |event: &mut HistoryEvent| match &mut event.attributes {
                Some(Attributes::ActivityTaskScheduledEventAttributes(scheduled)) => {
                    scheduled.activity_type.get_or_insert_default().name = "Police::forget".to_owned();
                    true
                }
                _ => false,
            };
            ensure!(events.iter_mut().any(renamed), "{name} holds no activity");
            let replayed = replayer()?.replay_workflow(History { events }.into()).await;
            ensure!(replayed.is_err(), "the replay of {name} noticed nothing");
        }
        Ok(())
    }))
}

/// Cases that an outage of portal and registers has left behind with a history that does not replay (`tests/histories/stuck`): it is seen
/// where they are broken, and nothing would be lost by going back there.
#[test]
fn a_broken_history_is_found_out_and_no_message_is_lost_by_going_back() -> Result<()> {
    run(LocalSet::new().run_until(async {
        let mut seen = 0;
        for entry in fs::read_dir(folder().join("stuck"))? {
            let path = entry?.path();
            let events = WorkflowHistory::from_json(&fs::read(&path)?)?.into_events().await?;
            let cure = healing::diagnose("a run", &events).await?.with_context(|| format!("{} replays", path.display()))?;
            ensure!(cure.would_be_lost.is_empty(), "{}: {cure:?}", path.display());
            let before: Vec<_> = events.iter().take_while(|event| event.event_id < cure.reset_to).cloned().collect();
            ensure!(before.len() < events.len() && healing::diagnose("a run", &before).await?.is_none(), "{}: {cure:?}", path.display());
            seen += 1;
        }
        ensure!(seen >= 3, "so few prove nothing");
        Ok(())
    }))
}

#[test]
#[ignore = "writes new files into tests/histories"]
fn record_histories() -> Result<()> {
    alone(SILENT, async |stack| {
        issued(stack).await?;
        extended_and_objected(stack).await?;
        silence(stack).await?;
        incident(stack).await?;
        withdrawn(stack).await?;
        corrected(stack).await?;
        two_invitees(stack).await?;
        acceptance_refused(stack).await?;
        findings_and_papers(stack).await?;
        registers_refused(stack).await?;
        forwarded(stack).await?;
        renewed(stack).await?;
        told_by_name(stack).await?;
        outages(stack).await
    })?;
    alone(with_edition_in_days(3)?, async |stack| announced_in_time(stack).await)?;
    alone(with_edition_in_days(-14)?, async |stack| announced_late(stack).await)
}

/// Those of visas have a recording of their own.
#[test]
#[ignore = "writes new files into tests/histories"]
fn record_histories_of_visas() -> Result<()> {
    alone(SILENT, async |stack| {
        visa_issued_and_spoiled(stack).await?;
        visa_on_the_centres_result(stack).await?;
        visa_refused_after_a_hearing(stack).await?;
        visa_shortened(stack).await?;
        visa_extended_while_berkut_is_down(stack).await?;
        visa_invalid_at_the_border(stack).await?;
        visa_entered_by_hand(stack).await
    })
}

/// Those of complaints, too.
#[test]
#[ignore = "writes new files into tests/histories"]
fn record_histories_of_complaints() -> Result<()> {
    alone(SILENT, async |stack| {
        complaint_answered(stack).await?;
        complaint_satisfied(stack).await
    })
}

/// And that of an invitation that the foreign ministry has taken.
#[test]
#[ignore = "writes new files into tests/histories"]
fn record_histories_of_the_ministry() -> Result<()> {
    alone(SILENT, async |stack| refused_by_the_police_for_the_ministry(stack).await)
}

async fn refused_by_the_police_for_the_ministry(stack: &Stack) -> Result<()> {
    let application = examples::changed(examples::NEGOTIATIONS, |form| {
        form["inviting_party"]["kind"] = json!("foreign_mission");
        form["inviting_party"]["office"] = json!("MFA-DCS");
        form["note_verbale"] = json!({"number": "12-3/45", "date": "2026-03-05", "sender": "diplomatic_mission"});
        form["documents"] = json!([{"kind": "annex_4_table"}]);
        form["fee"] = json!(null);
    })?;
    let case = Filed::file(stack, &application, "2026-03-06T10:00:00").await?;
    case.until("the coordination", |view| view.stage == Stage::Coordination).await?;
    case.answer(Answer::Object, "2026-03-10T12:00:00").await?;
    let given = Reassignment { officer: None, office: Some("ALA-DP".parse()?), reason: None };
    case.say(given, "2026-03-10T15:00:00", officer("m-dina")).await?;
    let refusal = Refusal { ground: 3.try_into()?, note: None };
    case.decide(Verdict::Refuse(refusal), None, "2026-03-11T11:00:00").await?;
    let _ = case.closed().await?;
    store("ministry-refused", &case).await
}

async fn complaint_answered(stack: &Stack) -> Result<()> {
    let case = Filed::file_complaint(stack, "quality_authority", "2026-04-24T10:00:00").await?;
    case.say(PassingOn { letter: Some("17-4/211".to_owned().try_into()?) }, "2026-04-30T10:00:00", officer("a-serik")).await?;
    let _ = case.forward_to("2026-05-28T12:00:00").await?;
    case.until("the breach", |view| view.clocks.iter().all(|clock| clock.outcome == ClockOutcome::Breached)).await?;
    let reasons = "the ground stands".to_owned().try_into()?;
    let answer = ComplaintAnswer { outcome: ComplaintOutcome::Dismissed, reasons };
    case.say(answer, "2026-05-29T10:00:00", officer("a-serik")).await?;
    ensure!(case.closed().await?.status == Status::Dismissed);
    store("complaint-answered", &case).await
}

async fn complaint_satisfied(stack: &Stack) -> Result<()> {
    let case = Filed::file_complaint(stack, "superior", "2026-04-25T10:00:00").await?;
    let done = Satisfaction { done: "the invitation is issued anew".to_owned().try_into()? };
    case.say(done, "2026-04-28T10:00:00", officer("a-serik")).await?;
    ensure!(case.closed().await?.status == Status::Satisfied);
    store("complaint-satisfied", &case).await
}

async fn visa_issued_and_spoiled(stack: &Stack) -> Result<()> {
    let case = filed_for_a_visa(stack, "issue-c3-after-b3").await?;
    case.answer(Answer::Agree, "2026-04-28T16:00:00").await?;
    case.say(Fingerprints::Taken, "2026-04-29T11:00:00", officer("a-serik")).await?;
    case.decide(Verdict::Issue, None, "2026-04-29T12:00:00").await?;
    case.until("the sticker", has_a_valid_visa).await?;
    store("visa-issued", &case).await?;
    case.say(Spoilage { reason: "ink ran".to_owned().try_into()? }, "2026-04-29T15:00:00", officer("a-serik")).await?;
    case.until("another sticker", |view| has_a_valid_visa(view) && acts(view) == 1).await?;
    store("visa-spoiled", &case).await
}

async fn visa_on_the_centres_result(stack: &Stack) -> Result<()> {
    let case = filed_for_a_visa(stack, "issue-c3-after-b3").await?;
    for (place, booked_at, received_at) in
        [("room 1", "2026-04-24T10:01:00", "2026-04-24T10:02:00"), ("room 2", "2026-04-24T15:00:00", "2026-04-24T15:01:00")]
    {
        let appointment =
            Appointment { at: at("2026-04-27T11:00:00"), place: place.to_owned().try_into()?, booked_at: Some(at(booked_at)) };
        case.say(appointment, received_at, Actor::BiometricCentre).await?;
    }
    case.say(Fingerprints::TakenAt(at("2026-04-27T11:05:00")), "2026-04-27T11:06:00", Actor::BiometricCentre).await?;
    case.answer(Answer::Agree, "2026-04-28T16:00:00").await?;
    case.decide(Verdict::Issue, None, "2026-04-29T12:00:00").await?;
    case.until("the sticker", has_a_valid_visa).await?;
    store("visa-fingerprints", &case).await
}

async fn visa_refused_after_a_hearing(stack: &Stack) -> Result<()> {
    let case = filed_for_a_visa(stack, "issue-c3-after-b3").await?;
    case.say(ExtensionRequest { reason: "further study".to_owned().try_into()? }, "2026-04-27T16:00:00", Actor::Nsc).await?;
    case.answer(Answer::Object, "2026-04-28T16:00:00").await?;
    let hearing_at = at("2026-05-06T11:00:00");
    let intended = PreliminaryRefusal { ground: 3.try_into()?, note: None, hearing_at, place: None, manner: None };
    case.say(intended, "2026-04-29T10:00:00", officer("a-serik")).await?;
    let held = HearingRecord { outcome: HearingOutcome::Held, objections: Some("the permit is valid".to_owned().try_into()?) };
    case.say(held, "2026-05-06T11:40:00", officer("a-serik")).await?;
    case.decide(Verdict::Refuse(Refusal { ground: 3.try_into()?, note: None }), None, "2026-05-08T10:00:00").await?;
    case.until("the refusal", |view| view.status == Status::Refused).await?;
    // It closes once everybody has been told.
    tokio::time::timeout(PATIENCE, case.handle().get_result(WorkflowGetResultOptions::default())).await??;
    store("visa-refused", &case).await
}

async fn visa_shortened(stack: &Stack) -> Result<()> {
    let case = filed_for_a_visa(stack, "shorten-b3-ground-ceased").await?;
    case.decide(Verdict::Shorten, None, "2026-04-24T15:00:00").await?;
    case.until("the exit visa", has_a_valid_visa).await?;
    // Nothing is left to be spoiled after its last day.
    let _ = case.forward_to("2026-05-26T12:00:00").await?;
    tokio::time::timeout(PATIENCE, case.handle().get_result(WorkflowGetResultOptions::default())).await??;
    store("visa-shortened", &case).await
}

/// Berkut learns of the former visa's end, and then of that of a spoiled sticker, when it is up again.
async fn visa_extended_while_berkut_is_down(stack: &Stack) -> Result<()> {
    stack.register.add_stickers(&"AST-DP".parse()?, &"AS".to_owned().try_into()?, 1, 9).await?;
    let case = filed_for_a_visa(stack, "extend-c3-other-region").await?;
    case.answer(Answer::Agree, "2026-04-28T16:00:00").await?;
    case.say(Fingerprints::Taken, "2026-04-29T11:00:00", officer("a-serik")).await?;
    stack.sandbox.set_knob(Agency::Berkut, Knob::fault(Fault::ServerError).on(Operation::Register));
    case.decide(Verdict::Issue, None, "2026-04-29T12:00:00").await?;
    let is_made = |view: &CaseView| view.visa_standing.as_ref().is_some_and(|standing| standing.visa.is_some());
    case.until("the sticker", is_made).await?;
    case.say(Spoilage { reason: "ink ran".to_owned().try_into()? }, "2026-04-29T15:00:00", officer("a-serik")).await?;
    case.until("two ends that wait", |view| unknown_ends(view) == 2).await?;
    stack.sandbox.set_knob(Agency::Berkut, Knob::default());
    let _ = case.forward_to("2026-04-29T18:00:00").await?;
    case.until("that Berkut knows", |view| has_a_valid_visa(view) && unknown_ends(view) == 0).await?;
    store("visa-ends-late", &case).await
}

async fn visa_invalid_at_the_border(stack: &Stack) -> Result<()> {
    let case = filed_for_a_visa(stack, "issue-evisa-b3-pakistan").await?;
    case.decide(Verdict::Issue, None, "2026-04-24T11:00:00").await?;
    case.until("the visa", has_a_valid_visa).await?;
    case.say(BorderAnnulment { because: BorderReason::PassportMismatch }, "2026-05-11T09:00:00", Actor::Nsc).await?;
    tokio::time::timeout(PATIENCE, case.handle().get_result(WorkflowGetResultOptions::default())).await??;
    store("visa-invalid-at-the-border", &case).await
}

fn unknown_ends(view: &CaseView) -> usize {
    view.visa_standing.as_ref().map_or(0, |standing| standing.not_ended_in_berkut.len())
}

async fn visa_entered_by_hand(stack: &Stack) -> Result<()> {
    stack.sandbox.set_knob(Agency::Berkut, Knob::fault(Fault::ServerError).on(Operation::Register));
    let case = filed_for_a_visa(stack, "issue-exit-b16").await?;
    case.say(Fingerprints::Taken, "2026-04-24T14:00:00", officer("a-serik")).await?;
    case.decide(Verdict::Issue, None, "2026-04-24T15:00:00").await?;
    case.until("the sticker", |view| view.visa_standing.as_ref().is_some_and(|standing| standing.visa.is_some())).await?;
    case.say(BerkutEntry {}, "2026-04-27T10:00:00", officer("a-serik")).await?;
    case.until("its entry", has_a_valid_visa).await?;
    stack.sandbox.set_knob(Agency::Berkut, Knob::default());
    store("visa-by-hand", &case).await
}

async fn filed_for_a_visa(stack: &Stack, request: &str) -> Result<Filed> {
    Filed::file_visa(stack, &examples::visa_request(request)?, "2026-04-24T10:00:00").await
}

fn has_a_valid_visa(view: &CaseView) -> bool {
    view.visa_standing.as_ref().is_some_and(|standing| standing.visa.as_ref().is_some_and(|visa| visa.valid))
}

fn acts(view: &CaseView) -> usize {
    view.visa_standing.as_ref().map_or(0, |standing| standing.acts.len())
}

fn with_edition_in_days(days: i64) -> Result<StackOptions> {
    let today = Instant::from_utc(Utc::now()).date();
    let from = today.checked_add_signed(TimeDelta::days(days)).context("no such day")?;
    Ok(StackOptions { rulebook: Some(Folder::with_edition(EDITION, from)?.rulebook()?), ..SILENT })
}

/// The number of this recording: the first one that none has.
fn recording() -> usize {
    static RECORDING: OnceLock<usize> = OnceLock::new();
    let number = |name: &str| name.strip_suffix(".json")?.rsplit_once('.')?.1.parse::<usize>().ok();
    *RECORDING.get_or_init(|| {
        let names = stored().unwrap_or_default();
        names.iter().filter_map(|(name, _)| number(name)).max().unwrap_or_default() + 1
    })
}

async fn store(name: &str, case: &Filed) -> Result<()> {
    store_history(name, case.history()).await
}

async fn store_history(name: &str, history: WorkflowHistory) -> Result<()> {
    let number = recording();
    let json = history.to_json().await?;
    fs::create_dir_all(folder())?;
    Ok(File::create_new(folder().join(format!("{name}.{number}.json")))?.write_all(&json)?)
}

async fn filed(stack: &Stack) -> Result<Filed> {
    Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await
}

async fn issued(stack: &Stack) -> Result<()> {
    let case = filed(stack).await?;
    case.clear("2026-04-06T11:00:00").await?;
    case.answer(Answer::Agree, "2026-04-08T16:00:00").await?;
    case.decide(Verdict::Issue, None, "2026-04-09T12:00:00").await?;
    ensure!(case.closed().await?.status == Status::Issued);
    store("issued", &case).await
}

async fn extended_and_objected(stack: &Stack) -> Result<()> {
    let case = filed(stack).await?;
    case.clear("2026-04-06T11:00:00").await?;
    case.more_time("further study", "2026-04-08T16:00:00").await?;
    case.answer(Answer::Object, "2026-04-30T16:00:00").await?;
    case.decide(Verdict::Refuse(Refusal { ground: 3.try_into()?, note: None }), None, "2026-04-30T17:00:00").await?;
    ensure!(case.closed().await?.status == Status::Refused);
    store("extended-objected", &case).await
}

async fn silence(stack: &Stack) -> Result<()> {
    let case = filed(stack).await?;
    case.clear("2026-04-06T11:00:00").await?;
    let _ = case.forward_to("2026-05-15T12:00:00").await?;
    case.until("the breaches", |view| view.stage == Stage::CoordinationOverdue).await?;
    // A case that still runs.
    store("silence", &case).await
}

async fn incident(stack: &Stack) -> Result<()> {
    stack.sandbox.set_knob(Agency::Police, Knob::fault(Fault::Reject));
    let case = filed(stack).await?;
    case.until("the incident", |view| !view.incidents.is_empty()).await?;
    stack.sandbox.set_knob(Agency::Police, Knob::default());
    case.resume("2026-04-06T10:00:30").await?;
    stack.sandbox.wait_for(|received| !received.accepted(Log::Police, case.id()).is_empty(), PATIENCE).await?;
    case.verify(Verification::Refuse(Refusal { ground: 1.try_into()?, note: None }), "2026-04-06T15:00:00", Actor::Police).await?;
    ensure!(case.closed().await?.status == Status::Refused);
    store("incident-resumed", &case).await
}

async fn withdrawn(stack: &Stack) -> Result<()> {
    let case = filed(stack).await?;
    case.clear("2026-04-06T11:00:00").await?;
    case.withdraw("the visit is off", "2026-04-07T11:00:00").await?;
    ensure!(case.closed().await?.status == Status::Withdrawn);
    store("withdrawn", &case).await
}

async fn corrected(stack: &Stack) -> Result<()> {
    let case = filed(stack).await?;
    case.verify(Verification::Clear, "2026-04-06T11:00:00", officer("c-marat")).await?;
    let _ = case.forward_to("2026-04-07T12:00:00").await?;
    let correction = Correction {
        replacement: Replacement::Verification(Verification::Clear),
        received_at: Some(at("2026-04-07T10:00:00")),
        reason: "the wrong line of the register".to_owned().try_into()?,
        letter: None,
    };
    case.cases.tell(&case.number, case.envelope(correction, "2026-04-07T12:00:00", officer("b-aigul"))?).await?;
    let _ = case.forward_to("2026-04-10T19:00:00").await?;
    case.answer(Answer::Agree, "2026-04-13T10:00:00").await?;
    case.decide(Verdict::Issue, Some("the officer was ill"), "2026-04-15T10:00:00").await?;
    ensure!(case.closed().await?.status == Status::Issued);
    store("corrected-late", &case).await
}

async fn two_invitees(stack: &Stack) -> Result<()> {
    let filed_at = at("2026-04-06T10:00:00");
    let offset: TimeDelta = offset_that_shows(filed_at);
    let application = examples::application(examples::PRIVATE_VISIT)?;
    let submitted = stack.cases().submit_shifted(&Uuid::new_v4().to_string(), &application, filed_at, offset.num_milliseconds()).await?;
    for (number, name) in submitted.cases.into_iter().zip(["two-invitees-first", "two-invitees-second"]) {
        let case = Filed::known(stack.cases(), number, filed_at, offset);
        stack.sandbox.wait_for(|received| !received.accepted(Log::Police, case.id()).is_empty(), PATIENCE).await?;
        let withdrawal = Withdrawal { reason: "the visit is off".to_owned().try_into()? };
        case.cases.tell(&case.number, case.envelope(withdrawal, "2026-04-06T10:00:20", Actor::Applicant)?).await?;
        case.closed().await?;
        store(name, &case).await?;
    }
    Ok(())
}

async fn acceptance_refused(stack: &Stack) -> Result<()> {
    let case = Filed::file(stack, &examples::application(examples::INCOMPLETE)?, "2026-04-11T23:30:00").await?;
    ensure!(case.closed().await?.status == Status::AcceptanceRefused);
    store("acceptance-refused", &case).await
}

/// What the registers hold and know after an outage, and two requests for papers.
async fn findings_and_papers(stack: &Stack) -> Result<()> {
    stack.sandbox.set_records(
        "U00000001",
        json!({
            "held": [{"kind": "residence_registration_certificate", "system": "state database of natural persons"}],
            "entry_bans": [{"basis": "LF art 22(10)"}],
            "earlier_applications": [{"category": "B8", "filed_on": "2026-01-10"}],
        }),
    )?;
    stack.sandbox.set_knob(Agency::Registers, Knob::fault(Fault::ServerError).times(2));
    let case = filed(stack).await?;
    let _ = case.forward_to("2026-04-06T10:30:00").await?;
    case.until("the findings", |view| !view.findings.is_empty() && !view.fetched.is_empty()).await?;
    for (kind, received_at) in [("contract", "2026-04-06T10:40:00"), ("petition", "2026-04-06T10:50:00")] {
        let request = json!({"papers": [{"kind": kind, "form": "original"}], "reason": "comparison"});
        case.request_papers(serde_json::from_value(request)?, received_at).await?;
    }
    let refusal = Verification::Refuse(Refusal { ground: 2.try_into()?, note: None });
    case.verify(refusal, "2026-04-06T15:00:00", officer("a-serik")).await?;
    ensure!(case.closed().await?.status == Status::Refused);
    stack.sandbox.set_records("U00000001", json!({}))?;
    store("findings-and-papers", &case).await
}

/// The registers refuse, an operator resumes.
async fn registers_refused(stack: &Stack) -> Result<()> {
    stack.sandbox.set_knob(Agency::Registers, Knob::fault(Fault::Reject));
    let case = filed(stack).await?;
    case.until("the incident", |view| !view.incidents.is_empty()).await?;
    stack.sandbox.set_knob(Agency::Registers, Knob::default());
    case.resume("2026-04-06T10:00:30").await?;
    stack.sandbox.wait_for(|received| !received.accepted(Log::Lookups, case.id()).is_empty(), PATIENCE).await?;
    case.clear("2026-04-06T11:00:00").await?;
    case.withdraw("the visit is off", "2026-04-07T11:00:00").await?;
    ensure!(case.closed().await?.status == Status::Withdrawn);
    store("registers-refused", &case).await
}

/// Orders come by the update that brings any.
async fn told_by_name(stack: &Stack) -> Result<()> {
    let case = filed(stack).await?;
    let tell = async |order: Order, received_at: &str, by: Actor| {
        case.cases.tell_by_name(&case.number, case.envelope(order, received_at, by)?).await.map_err(anyhow::Error::from)
    };
    tell(Verification::Clear.into(), "2026-04-06T10:00:20", Actor::Police).await?;
    tell(Answer::Agree.into(), "2026-04-06T10:00:25", officer("b-aigul")).await?;
    let given = Reassignment { officer: Some("a-serik".parse()?), office: None, reason: None };
    tell(given.into(), "2026-04-06T10:00:26", officer("s-1")).await?;
    tell(Decision { verdict: Verdict::Issue, late_reason: None }.into(), "2026-04-06T10:00:28", officer("a-serik")).await?;
    ensure!(case.closed().await?.status == Status::Issued);
    store("told-by-name", &case).await
}

/// Brought to another office, and with a permit that ends, in place of which the state holds one that lasts.
async fn forwarded(stack: &Stack) -> Result<()> {
    let permit = |until: &str| json!({"kind": "foreign_labour_permit", "system": "permits", "valid_until": until});
    let application = examples::changed(examples::WORK, |form| {
        form["inviting_party"]["office"] = json!("ALA-ALMALY");
        form["inviting_party"]["regimes"] = json!([]);
        let handed_in = json!({"kind": "foreign_labour_permit", "valid_until": "2026-12-31"});
        form["documents"] = json!([{"kind": "annex_4_table"}, {"kind": "representative_authority"}, handed_in]);
    })?;
    stack.sandbox.set_records("Z0000005", json!({"held": [permit("2028-01-01")]}))?;
    let case = Filed::file(stack, &application, "2026-04-06T10:00:00").await?;
    let settled = case.until("what the state holds", |view| !view.fetched.is_empty()).await?;
    ensure!(settled.forwarded.is_some() && settled.findings.len() == 1, "{:?}", settled.findings);
    case.clear("2026-04-06T11:00:00").await?;
    case.withdraw("the visit is off", "2026-04-07T11:00:00").await?;
    ensure!(case.closed().await?.status == Status::Withdrawn);
    stack.sandbox.set_records("Z0000005", json!({}))?;
    store("forwarded", &case).await
}

/// So much was said about a case that it went on in a new run.
async fn renewed(stack: &Stack) -> Result<()> {
    let case = filed(stack).await?;
    for supervisor in ["s-1", "s-2", "s-3"] {
        for place in 0..180 {
            let to = Reassignment { officer: Some(format!("officer-{place}").parse()?), office: None, reason: None };
            case.cases.tell(&case.number, case.envelope(to, "2026-04-06T10:00:10", officer(supervisor))?).await?;
        }
    }
    case.clear("2026-04-06T11:00:00").await?;
    case.withdraw("the visit is off", "2026-04-07T11:00:00").await?;
    ensure!(case.closed().await?.status == Status::Withdrawn);
    store("renewed", &case).await
}

/// Nobody who is told anything can be reached for a while, and the worker is started anew meanwhile.
async fn outages(stack: &mut Stack) -> Result<()> {
    let told = [Agency::Portal, Agency::Office, Agency::Registers, Agency::Police];
    for agency in told {
        stack.sandbox.set_knob(agency, Knob::fault(Fault::ServerError));
    }
    let case = filed(stack).await?;
    case.until("the verification", |view| view.stage == Stage::Verification).await?;
    case.clear("2026-04-06T10:00:10").await?;
    stack.stop_worker().await?;
    stack.start_worker();
    case.more_time("further study", "2026-04-06T10:00:15").await?;
    for agency in told {
        stack.sandbox.set_knob(agency, Knob::default());
    }
    stack.sandbox.wait_for(|received| received.accepted(Log::Notices, case.id()).len() == 2, PATIENCE).await?;
    case.answer(Answer::Agree, "2026-04-06T10:00:20").await?;
    case.decide(Verdict::Issue, None, "2026-04-06T10:00:25").await?;
    ensure!(case.closed().await?.status == Status::Issued);
    store("outages", &case).await
}

/// An edition that the rulebook does not hold yet.
const EDITION: &str = "R27";

async fn announced_in_time(stack: &Stack) -> Result<()> {
    stack.sandbox.set_knob(Agency::Announcements, Knob::fault(Fault::Reject).times(1));
    announced(stack, "announcement", ClockOutcome::Met, async |time| {
        let announcements = Announcements::new(stack.engine());
        let plan = eventually("the plan", async || Ok(announcements.view(EDITION, at("2026-01-01T00:00:00")).await.ok())).await?.plan;
        let _ = time.fast_forward_to(plan.in_force_at.shifted(TimeDelta::hours(2)).utc()).await?;
        Ok(())
    })
    .await
}

async fn announced_late(stack: &Stack) -> Result<()> {
    stack.sandbox.set_knob(Agency::Announcements, Knob::fault(Fault::ServerError).on(Operation::Submit));
    announced(stack, "announcement-late", ClockOutcome::Breached, async |time| {
        let warned = |received: &shaqyru_sandbox::Received| received.accepted(Log::AnnouncementEscalations, EDITION).len() >= 2;
        stack.sandbox.wait_for(warned, PATIENCE).await?;
        stack.sandbox.set_knob(Agency::Announcements, Knob::default());
        let _ = time.fast_forward(std::time::Duration::from_mins(15)).await?;
        Ok(())
    })
    .await
}

async fn announced(stack: &Stack, name: &str, outcome: ClockOutcome, meanwhile: impl AsyncFnOnce(VirtualTime) -> Result<()>) -> Result<()> {
    let announcements = Announcements::new(stack.engine());
    announcements.announce(EDITION).await?;
    meanwhile(VirtualTime::new(stack.engine(), workflow_id(EDITION))).await?;
    let handle = stack.engine().get_workflow_handle::<AnnouncementWorkflow>(workflow_id(EDITION));
    tokio::time::timeout(PATIENCE, handle.get_result(WorkflowGetResultOptions::default())).await??;
    ensure!(announcements.view(EDITION, Instant::from_utc(Utc::now())).await?.outcome == outcome);
    store_history(name, handle.fetch_history(WorkflowFetchHistoryOptions::default())).await
}
