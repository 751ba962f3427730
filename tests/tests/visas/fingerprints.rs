//! Fingerprints that are due are never asked for, a result is lost or counted twice, or the centre's failure holds up a case.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_activities::biometrics::Biometrics;
use shaqyru_console::Clock;
use shaqyru_domain::{
    actor::Actor,
    case::{
        event::Event,
        fact::{Answer, Decision, Verdict},
        fingerprints::{Appointment, Exemption, Fingerprints, FingerprintsState},
        stage::Status,
        view::CaseView,
    },
    law::exemption::ExemptionKind,
    problem::Code,
};
use shaqyru_sandbox::{
    Agency, Answer as NscAnswer, BerkutMessage, BiometricsMessage, BiometricsStep, Fault, Knob, Log, Message, Push, Script, Taking, Url,
};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, at, eventually, examples, officer, offset_that_shows};
use temporalio_client::WorkflowDescribeOptions;
use uuid::Uuid;

use crate::{
    rulebooks::Folder,
    terminal::Terminal,
    told::{text, told_once},
};

/// On a Friday at ten, within hours.
const FILED_AT: &str = "2026-04-24T10:00:00";
const WHEN: &str = "2026-04-28T11:00:00+05:00";
const PLACE: &str = "Алматы, Биометриялық орталық, 3-кабинет";

fn appointment() -> BiometricsMessage {
    BiometricsMessage::Appointment { at: WHEN.to_owned(), place: PLACE.to_owned(), booked_at: "2026-04-24T10:00:00+05:00".to_owned() }
}

fn taken() -> BiometricsMessage {
    BiometricsMessage::Result(Taking::Taken { taken_at: "2026-04-24T10:00:00+05:00".to_owned() })
}

async fn filed(stack: &Stack) -> Result<Filed> {
    Filed::file_visa(stack, &examples::visa_request("issue-c3-after-b3")?, FILED_AT).await
}

fn state(view: &CaseView) -> FingerprintsState {
    view.visa_standing.as_ref().map_or(FingerprintsState::NotDue, |standing| standing.fingerprints)
}

fn appointed(view: &CaseView) -> Option<&Appointment> {
    view.visa_standing.as_ref().and_then(|standing| standing.appointment.as_ref())
}

fn is_issued(view: &CaseView) -> bool {
    view.status == Status::Issued
        && view.visa_standing.as_ref().is_some_and(|standing| standing.visa.as_ref().is_some_and(|visa| visa.valid))
}

/// Who has said that fingerprints were taken, each time that it was said.
async fn recorded_by(case: &Filed) -> Result<Vec<Actor>> {
    let lines = case.recorded().await?.timeline.into_iter();
    Ok(lines.filter(|line| matches!(line.event, Some(Event::FingerprintsRecorded { .. }))).map(|line| line.actor).collect())
}

async fn is_asked_no_more(case: &Filed) -> Result<()> {
    eventually("the asking to end", async || {
        let description = case.handle().describe(WorkflowDescribeOptions::default()).await?;
        let mut pending = description.raw().pending_activities.iter().filter_map(|activity| activity.activity_type.as_ref());
        Ok((!pending.any(|activity| activity.name == Biometrics::take_fingerprints.name())).then_some(()))
    })
    .await
}

fn key(case: &Filed) -> String {
    format!("{}/fingerprints", case.number)
}

/// Covers: R26 para 24-1
#[test]
fn a_person_is_called_in_and_told_and_a_visa_follows_on_the_centre_s_result() -> Result<()> {
    let offset = offset_that_shows(at(FILED_AT));
    alone(StackOptions { callback: true, shift: offset, ..SILENT }, async |stack| {
        stack.sandbox.set_callback_base(Some(Url::parse(&stack.console.url())?))?;
        let request = examples::visa_request("issue-c3-after-b3")?;
        stack.register.add_stickers(&request.form().office, &"KZ".to_owned().try_into()?, 1, 9).await?;
        let steps = vec![BiometricsStep { after_ms: 0, message: appointment() }];
        stack.sandbox.set_default_script(Script { biometrics: steps, duplicate: 1, ..Script::default() });
        let (cases, id) = (stack.cases(), Uuid::new_v4().to_string());
        let submitted = cases.submit_visa_shifted(&id, &request, at(FILED_AT), offset.num_milliseconds()).await?;
        let case = Filed::known(cases, submitted.cases[0].clone(), at(FILED_AT), offset);
        case.until("the appointment", |view| appointed(view).is_some()).await?;

        // No more of a person than it takes to know them, and never anything of a hand.
        let received = stack.sandbox.received();
        let asked = received.accepted(Log::Appointments, case.id());
        ensure!(asked.len() == 1 && asked[0].key == key(&case), "{asked:?}");
        let members = |value: &Value| value.as_object().map(|members| members.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        assert_eq!(members(&asked[0].body), ["case", "office", "callback", "subject"]);
        let told = stack.sandbox.wait_for(|received| received.accepted(Log::Notices, case.id()).len() == 2, PATIENCE).await?;
        assert_eq!(
            told_once(&told, Log::Notices, case.id(), |notice| text(&notice["kind"]).to_owned()),
            ["acceptance_receipt", "fingerprint_appointment"]
        );
        let notice = &told.accepted(Log::Notices, case.id())[1].body;
        assert_eq!((text(&notice["place"]), at(text(&notice["appointment_at"]))), (PLACE, at(WHEN)));

        let now = || Clock::shifted(offset).now().to_string();
        let decide = async || {
            let envelope = case.envelope(Decision { verdict: Verdict::Issue, late_reason: None }, &now(), officer("a-serik"))?;
            case.cases.tell(&case.number, envelope).await
        };
        let agree = Push::message(Message::Berkut(BerkutMessage::Answer(NscAnswer::Agree)));
        assert_eq!(stack.sandbox.push(Agency::Berkut, case.id(), agree).await?.status, 200);
        assert_eq!(decide().await.unwrap_err().code, Code::FingerprintsDue);
        let result = Push::message(Message::Biometrics(taken())).id("result-1");
        for _ in 0..2 {
            assert_eq!(stack.sandbox.push(Agency::Biometrics, case.id(), result.clone()).await?.status, 200, "a repetition is no news");
        }
        decide().await?;
        case.until("the visa", is_issued).await?;
        assert_eq!(recorded_by(&case).await?, [Actor::BiometricCentre]);
        let standing = case.recorded().await?.visa_standing.context("no visa")?;
        assert_eq!(standing.fingerprints_taken_at, Some(at("2026-04-24T10:00:00+05:00")));
        let late = stack.sandbox.push(Agency::Biometrics, case.id(), Push::message(Message::Biometrics(appointment()))).await?;
        assert_eq!(late.status, 410, "a case that has ended calls nobody in");
        let callbacks = stack.sandbox.received().callbacks_of(Agency::Biometrics, case.id()).len();
        ensure!(callbacks >= 5, "{callbacks} callbacks: a duplicate was not even sent");
        ensure!(stack.sandbox.received().refused.is_empty());
        Ok(())
    })
}

/// Covers: R26 para 24-1
#[test]
fn what_the_centre_has_said_is_found_though_no_callback_comes() -> Result<()> {
    alone(StackOptions { poll_every: Some(Duration::from_millis(100)), ..SILENT }, async |stack| {
        let step = |after_ms, message| BiometricsStep { after_ms, message };
        let script = Script { biometrics: vec![step(0, appointment())], ..Script::default() };
        stack.sandbox.set_default_script(script);
        let case = filed(stack).await?;
        case.until("the appointment", |view| appointed(view).is_some_and(|appointment| appointment.at == at(WHEN))).await?;
        stack.sandbox.set_script(case.id(), Script { biometrics: vec![step(0, taken())], ..Script::default() })?;
        case.until("the result", |view| state(view) == FingerprintsState::Taken).await?;
        is_asked_no_more(&case).await?;
        let count = stack.sandbox.received().count(Log::Appointments, &key(&case));
        assert_eq!((count.new, count.repeated, count.conflict), (1, 0, 0), "asked for one appointment");
        assert_eq!(recorded_by(&case).await?, [Actor::BiometricCentre]);
        Ok(())
    })
}

/// Covers: R26 para 24-1
#[test]
fn a_centre_that_is_down_or_refuses_holds_up_no_case_and_an_officer_enters_by_hand() -> Result<()> {
    alone(SILENT, async |stack| {
        for (fault, stops) in [(Fault::ServerError, false), (Fault::Reject, true), (Fault::WrongCase, true)] {
            stack.sandbox.set_knob(Agency::Biometrics, Knob::fault(fault));
            let case = filed(stack).await?;
            if stops {
                case.until("the incident", |view| view.incidents.iter().any(|incident| incident.step == "biometrics")).await?;
            }
            case.answer(Answer::Agree, "2026-04-24T10:00:20").await?;
            case.say(Fingerprints::Taken, "2026-04-24T10:00:25", officer("a-serik")).await?;
            case.decide(Verdict::Issue, None, "2026-04-24T10:00:30").await?;
            let view = case.until("the visa", is_issued).await?;
            assert_eq!(view.incidents.len(), usize::from(stops), "{fault:?}: {:?}", view.incidents);
            assert_eq!(recorded_by(&case).await?, [officer("a-serik")], "{fault:?}");
            is_asked_no_more(&case).await?;
        }
        Ok(())
    })
}

/// Covers: R26 para 24-1
#[test]
fn who_was_entered_by_an_officer_first_is_not_entered_again() -> Result<()> {
    let offset = offset_that_shows(at(FILED_AT));
    alone(StackOptions { callback: true, shift: offset, ..SILENT }, async |stack| {
        stack.sandbox.set_callback_base(Some(Url::parse(&stack.console.url())?))?;
        let case = filed(stack).await?;
        stack.sandbox.wait_for(|received| !received.accepted(Log::Appointments, case.id()).is_empty(), PATIENCE).await?;
        case.say(Fingerprints::Exempt(Exemption::Listed(ExemptionKind::Unable)), "2026-04-24T10:00:05", officer("a-serik")).await?;
        is_asked_no_more(&case).await?;
        let late = stack.sandbox.push(Agency::Biometrics, case.id(), Push::message(Message::Biometrics(taken()))).await?;
        assert_eq!((late.status, late.body["error"]["code"].clone()), (422, json!(Code::FingerprintsRecorded.as_str())));
        assert_eq!(recorded_by(&case).await?, [officer("a-serik")]);
        assert_eq!(state(&case.recorded().await?), FingerprintsState::Exempt);
        Ok(())
    })
}

/// Covers: R26 para 24-1
#[test]
fn nobody_is_called_in_of_whom_no_fingerprints_are_due() -> Result<()> {
    alone(SILENT, async |stack| {
        let case = Filed::file_visa(stack, &examples::visa_request("annul-c3-employer-change")?, FILED_AT).await?;
        case.decide(Verdict::Annul, None, "2026-04-24T10:00:30").await?;
        case.until("its end", |view| view.status == Status::Annulled).await?;
        ensure!(stack.sandbox.received().appointments.is_empty());
        Ok(())
    })
}

/// Covers: R26 para 24-1
#[test]
fn nobody_is_freed_of_fingerprints_on_a_ground_outside_its_dates() -> Result<()> {
    let folder = Folder::copied()?;
    // One ground ended on the day before the filing, one begins on the day after.
    folder.change("checks.toml", |text| {
        let ended = |text: &str| {
            text.replace("when = { under_age = 12 }\nfrom = 2026-02-22", "when = { under_age = 12 }\nfrom = 2026-02-22\nuntil = 2026-04-23")
        };
        let unable = "when = { paper = [\"fingerprint_inability_proof\"] }\nfrom = ";
        ended(&text).replace(&format!("{unable}2026-02-22"), &format!("{unable}2026-04-25"))
    })?;
    let offset = offset_that_shows(at(FILED_AT));
    alone(StackOptions { rulebook: Some(folder.rulebook()?), shift: offset, ..SILENT }, async |stack| {
        let terminal = Terminal::at(stack)?;
        let request = examples::visa_request("issue-c3-after-b3")?;
        let cases = stack.cases();
        let submitted = cases.submit_visa_shifted(&Uuid::new_v4().to_string(), &request, at(FILED_AT), offset.num_milliseconds()).await?;
        let case = Filed::known(cases, submitted.cases[0].clone(), at(FILED_AT), offset);
        case.until("the registration", |view| view.registered_on.is_some()).await?;
        let exempt = async |ground: &str| {
            terminal.refused(2, &format!("tell {} fingerprints", case.id()), &[&json!({"exempt": ground}).to_string()]).await
        };
        for ground in ["children", "unable"] {
            assert_eq!(exempt(ground).await?, "SHQ-EXEMPTION-NOT-IN-FORCE", "{ground}");
        }
        assert_eq!(state(&case.recorded().await?), FingerprintsState::Due, "what is refused changes nothing");
        terminal.done(&format!("tell {} fingerprints", case.id()), &[&json!({"exempt": "state_bodies"}).to_string()]).await?;
        assert_eq!(state(&case.recorded().await?), FingerprintsState::Exempt);
        Ok(())
    })
}
