//! A message of an agency is lost, applied twice, taken from a stranger, or refused without need.

use std::time::Duration;

use anyhow::Result;
use chrono::TimeDelta;
use futures::future;
use serde_json::Value;
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_console::Clock;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Decision, Verdict},
        number::CaseNumber,
        stage::{Stage, Status},
    },
    problem::Code,
    time::instant::Instant,
};
use shaqyru_sandbox::{
    Agency, Answer, BerkutMessage, BerkutStep, Log, Message, PoliceStep, Push, PushOutcome, Script, Signature, Url, Verification,
};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, at, examples, officer, offset_that_shows};
use shaqyru_worker::RunningWorker;
use uuid::Uuid;

/// On Monday at ten; each test takes seconds.
const FILED_AT: &str = "2026-04-06T10:00:00";
/// So many copies of a message come at once: more than the engine keeps for a case that nobody works on, which are ten.
const COPIES: usize = 25;

/// A stack with a console that takes callbacks; both show the same time.
struct Office<'a> {
    stack: &'a Stack,
    offset: TimeDelta,
    console: Url,
}

fn with_console(poll_every: Option<Duration>, test: impl AsyncFnOnce(Office<'_>) -> Result<()>) -> Result<()> {
    let offset = offset_that_shows(at(FILED_AT));
    alone(StackOptions { poll_every, callback: true, shift: offset, ..SILENT }, async |stack| {
        let url = Url::parse(&stack.console.url())?;
        stack.sandbox.set_callback_base(Some(url.clone()))?;
        test(Office { stack, offset, console: url }).await
    })
}

impl Office<'_> {
    fn now(&self) -> Instant {
        Clock::shifted(self.offset).now()
    }

    async fn file(&self) -> Result<Filed> {
        let application = examples::application(examples::NEGOTIATIONS)?;
        let (filed_at, offset) = (at(FILED_AT), self.offset.num_milliseconds());
        let submitted = self.stack.cases().submit_shifted(&Uuid::new_v4().to_string(), &application, filed_at, offset).await?;
        let case = Filed::known(self.stack.cases(), submitted.cases[0].clone(), filed_at, self.offset);
        case.until("the verification", |view| !matches!(view.stage, Stage::Filed | Stage::Registered)).await?;
        Ok(case)
    }

    async fn push(&self, case: &Filed, push: Push) -> Result<PushOutcome> {
        let agency = match &push.message {
            Some(message) => message.agency(),
            None => Agency::Police,
        };
        Ok(self.stack.sandbox.push(agency, case.id(), push).await?)
    }

    async fn decide(&self, case: &Filed, verdict: Verdict) -> Result<()> {
        let envelope = case.envelope(Decision { verdict, late_reason: None }, &self.now().to_string(), officer("a-serik"))?;
        case.cases.tell(&case.number, envelope).await?;
        Ok(())
    }
}

fn clear() -> Message {
    Message::Police { verification: Verification::Clear }
}

fn answer(answer: Answer) -> Message {
    Message::Berkut(BerkutMessage::Answer(answer))
}

fn code(outcome: &PushOutcome) -> (u16, &str) {
    (outcome.status, outcome.body["error"]["code"].as_str().unwrap_or_default())
}

fn both_answer() -> Script {
    Script {
        police: Some(PoliceStep { after_ms: 0, verification: Some(Verification::Clear) }),
        berkut: vec![BerkutStep { after_ms: 0, message: BerkutMessage::Answer(Answer::Agree) }],
        ..Script::default()
    }
}

fn times(view: &shaqyru_domain::case::view::CaseView, detail: &str) -> usize {
    view.timeline.iter().filter(|line| line.detail == detail).count()
}

/// Covers: R26 para 15; SEED verification; SEED NSC coordination
#[test]
fn agencies_that_call_back_carry_a_case_to_its_decision() -> Result<()> {
    with_console(None, async |office| {
        office.stack.sandbox.set_default_script(both_answer());
        let case = office.file().await?;
        let view = case.until("the answer", |view| view.stage == Stage::Decision).await?;
        let said: Vec<_> = view
            .timeline
            .iter()
            .filter(|line| line.actor != Actor::System)
            .map(|line| format!("{}: {}", line.actor, line.detail))
            .collect();
        assert_eq!(said, ["applicant: application filed", "police: clear", "nsc: agrees"]);
        office.decide(&case, Verdict::Issue).await?;
        assert_eq!(case.closed().await?.status, Status::Issued);
        let received = office.stack.sandbox.received();
        assert!(received.callbacks.iter().all(|attempt| attempt.status == Some(200)), "{:?}", received.callbacks);
        Ok(())
    })
}

#[test]
fn a_lost_callback_is_found_by_asking_and_a_late_one_changes_nothing() -> Result<()> {
    with_console(Some(Duration::from_millis(200)), async |office| {
        office.stack.sandbox.set_default_script(Script { callbacks: false, ..both_answer() });
        let case = office.file().await?;
        let view = case.until("the answer", |view| view.stage == Stage::Decision).await?;
        assert!(office.stack.sandbox.received().callbacks.is_empty());
        let late = office.push(&case, Push::message(answer(Answer::Object))).await?;
        assert_eq!(code(&late), (422, Code::Answered.as_str()));
        assert_eq!(case.recorded().await?.timeline, view.timeline);
        Ok(())
    })
}

#[test]
fn a_callback_that_comes_again_and_again_is_applied_once_and_answered_alike() -> Result<()> {
    with_console(None, async |office| {
        office.stack.sandbox.set_default_script(Script { duplicate: 2, ..both_answer() });
        let case = office.file().await?;
        let all_came = |received: &shaqyru_sandbox::Received| {
            received.callbacks_of(Agency::Police, case.id()).len() == 3 && received.callbacks_of(Agency::Berkut, case.id()).len() == 3
        };
        let received = office.stack.sandbox.wait_for(all_came, PATIENCE).await?;
        assert!(received.callbacks.iter().all(|attempt| attempt.status == Some(200)), "{:?}", received.callbacks);
        let view = case.recorded().await?;
        assert_eq!((times(&view, "clear"), times(&view, "agrees")), (1, 1));
        Ok(())
    })
}

/// Nobody told the agency that its message was found by asking: it goes on sending it.
#[test]
fn a_callback_of_what_was_found_by_asking_changes_nothing_and_its_id_is_taken() -> Result<()> {
    with_console(Some(Duration::from_millis(200)), async |office| {
        let case = office.file().await?;
        // What the police say before they have the case, they do not tell when asked.
        office.stack.sandbox.wait_for(|received| !received.accepted(Log::Police, case.id()).is_empty(), PATIENCE).await?;
        office.stack.sandbox.set_callback_base(None)?;
        let found = office.stack.sandbox.push(Agency::Police, case.id(), Push::message(clear()).id("police-1")).await;
        assert!(found.is_err(), "the console is away");
        let view = case.until("the verification", |view| view.stage == Stage::Coordination).await?;
        office.stack.sandbox.set_callback_base(Some(office.console.clone()))?;
        let another = Message::Police { verification: Verification::Refuse { ground: 1, note: "another".to_owned() } };
        assert_eq!(code(&office.push(&case, Push::message(another).id("police-1")).await?), (409, Code::MessageConflict.as_str()));
        let late = office.push(&case, Push::message(clear()).id("police-1")).await?;
        assert_eq!((late.status, &late.body["outcome"]), (200, &Value::from("accepted")), "{late:?}");
        assert_eq!(case.recorded().await?.timeline, view.timeline);
        // The NSC counts its messages for itself.
        let of_nsc = office.push(&case, Push::message(answer(Answer::Agree)).id("police-1")).await?;
        assert_eq!((of_nsc.status, &of_nsc.body["stage"]), (200, &Value::from("decision")), "{of_nsc:?}");
        Ok(())
    })
}

/// Several of the same message at the same moment, before either is answered.
#[test]
fn copies_that_race_each_other_are_one_message() -> Result<()> {
    with_console(None, async |office| {
        let case = office.file().await?;
        let copy = || office.push(&case, Push::message(clear()).id("police-1"));
        let (one, two, three) = tokio::try_join!(copy(), copy(), copy())?;
        assert_eq!([one.status, two.status, three.status], [200; 3]);
        assert!(one.body == two.body && two.body == three.body, "{one:?} {two:?} {three:?}");
        assert_eq!(times(&case.recorded().await?, "clear"), 1);
        Ok(())
    })
}

#[test]
fn copies_that_come_while_no_worker_runs_are_one_message_or_are_told_to_come_again() -> Result<()> {
    let offset = offset_that_shows(at(FILED_AT));
    alone(StackOptions { callback: true, shift: offset, ..SILENT }, async |stack| {
        stack.stop_worker().await?;
        let working = || RunningWorker::start(stack.connecting(), stack.settings());
        let console = Url::parse(&stack.console.url())?;
        stack.sandbox.set_callback_base(Some(console.clone()))?;
        let office = Office { stack, offset, console };
        let worker = working();
        let case = office.file().await?;
        worker.stop().await?;

        let copy = || office.push(&case, Push::message(clear()).id("police-1"));
        let unanswered = future::join_all((0..COPIES).map(|_| copy())).await;
        assert!(unanswered.iter().all(|outcome| outcome.as_ref().map_or(true, |outcome| outcome.status == 503)), "{unanswered:?}");
        let worker = working();
        let outcomes = future::try_join_all((0..COPIES).map(|_| copy())).await?;
        assert!(outcomes.iter().all(|outcome| outcome.status == 200 && outcome.body == outcomes[0].body), "{outcomes:?}");
        assert_eq!(times(&case.recorded().await?, "clear"), 1);
        worker.stop().await?;
        Ok(())
    })
}

/// A refused message leaves nothing behind, so the same one can be taken when its time has come.
#[test]
fn an_answer_that_overtook_the_verification_is_refused_and_taken_when_it_comes_again() -> Result<()> {
    with_console(None, async |office| {
        let case = office.file().await?;
        let early = || Push { publish: false, ..Push::message(answer(Answer::Agree)).id("berkut-1") };
        let before = case.recorded().await?;
        assert_eq!(code(&office.push(&case, early()).await?), (422, Code::NotSubmitted.as_str()));
        assert_eq!(case.recorded().await?, before);
        assert_eq!(office.push(&case, Push::message(clear())).await?.status, 200);
        let again = office.push(&case, early()).await?;
        assert_eq!(
            (again.status, &again.body["outcome"], &again.body["message_id"]),
            (200, &Value::from("accepted"), &Value::from("berkut-1"))
        );
        assert_eq!(case.recorded().await?.stage, Stage::Decision);
        Ok(())
    })
}

#[test]
fn messages_of_one_agency_that_overtake_each_other_do_not_undo_each_other() -> Result<()> {
    with_console(None, async |office| {
        let more_time = BerkutMessage::ExtensionRequest { reason: "further study".to_owned() };
        let berkut = [more_time, BerkutMessage::Answer(Answer::Object)].map(|message| BerkutStep { after_ms: 0, message }).to_vec();
        let case = office.file().await?;
        office.stack.sandbox.set_script(case.id(), Script { berkut, reverse: true, ..both_answer() })?;
        let all_came = |received: &shaqyru_sandbox::Received| received.callbacks_of(Agency::Berkut, case.id()).len() == 2;
        let received = office.stack.sandbox.wait_for(all_came, PATIENCE).await?;
        let statuses: Vec<_> = received.callbacks_of(Agency::Berkut, case.id()).iter().map(|attempt| attempt.status).collect();
        assert_eq!(statuses, [Some(200), Some(422)]);
        let view = case.recorded().await?;
        assert_eq!((view.stage, times(&view, "objects")), (Stage::Decision, 1));
        Ok(())
    })
}

#[test]
fn a_message_that_the_agency_did_not_sign_now_is_not_looked_at() -> Result<()> {
    with_console(None, async |office| {
        let case = office.file().await?;
        let before = case.recorded().await?;
        for push in [
            Push::message(clear()).signed(Signature::Forged),
            Push::message(clear()).signed(Signature::Missing),
            Push { publish: false, ..Push::message(clear()).shifted(-310) },
            Push { publish: false, ..Push::message(clear()).shifted(310) },
            Push::raw("not even JSON").signed(Signature::Forged),
        ] {
            let outcome = office.push(&case, push.clone()).await?;
            assert_eq!(code(&outcome), (401, Code::Signature.as_str()), "{push:?}");
        }
        assert_eq!(case.recorded().await?, before);
        let slow = office.push(&case, Push::message(clear()).shifted(-280)).await?;
        assert_eq!(slow.status, 200, "within five minutes it is fresh");
        Ok(())
    })
}

#[test]
fn a_message_id_belongs_to_one_body() -> Result<()> {
    with_console(None, async |office| {
        let case = office.file().await?;
        assert_eq!(office.push(&case, Push::message(clear()).id("id-1")).await?.status, 200);
        let ground_1 = Message::Police { verification: Verification::Refuse { ground: 1, note: "another".to_owned() } };
        assert_eq!(code(&office.push(&case, Push::message(ground_1).id("id-1")).await?), (409, Code::MessageConflict.as_str()));
        assert_eq!(case.recorded().await?.stage, Stage::Coordination);
        // Another agency counts its messages by itself.
        assert_eq!(office.push(&case, Push::message(answer(Answer::Agree)).id("id-1")).await?.status, 200);
        assert_eq!(case.recorded().await?.stage, Stage::Decision);
        let objection = Push::message(answer(Answer::Object)).id("id-1");
        assert_eq!(code(&office.push(&case, objection).await?), (409, Code::MessageConflict.as_str()));
        Ok(())
    })
}

#[test]
fn after_a_case_has_ended_known_messages_get_their_answer_and_new_ones_learn_that_it_ended() -> Result<()> {
    with_console(None, async |office| {
        let case = office.file().await?;
        let first = office.push(&case, Push::message(clear()).id("police-1")).await?;
        assert_eq!(office.push(&case, Push::message(answer(Answer::Agree)).id("berkut-1")).await?.status, 200);
        office.decide(&case, Verdict::Issue).await?;
        case.closed().await?;
        let again = office.push(&case, Push::message(clear()).id("police-1")).await?;
        assert_eq!((again.status, &again.body), (200, &first.body));
        let refuse = Message::Police { verification: Verification::Refuse { ground: 1, note: String::new() } };
        assert_eq!(code(&office.push(&case, Push::message(refuse).id("police-1")).await?), (409, Code::MessageConflict.as_str()));
        assert_eq!(code(&office.push(&case, Push::message(clear()).id("police-2")).await?), (410, Code::CaseClosed.as_str()));
        let more_time = Message::Berkut(BerkutMessage::ExtensionRequest { reason: "late".to_owned() });
        assert_eq!(code(&office.push(&case, Push::message(more_time)).await?), (410, Code::CaseClosed.as_str()));
        assert_eq!(office.stack.sandbox.received().accepted(Log::Notices, case.id()).len(), 2);
        Ok(())
    })
}

#[test]
fn a_case_that_nobody_filed_is_unknown() -> Result<()> {
    with_console(None, async |office| {
        let nobody = Filed::known(office.stack.cases(), CaseNumber::of_request("never sent", 0), at(FILED_AT), office.offset);
        assert_eq!(code(&office.push(&nobody, Push::message(clear())).await?), (404, Code::CaseUnknown.as_str()));
        Ok(())
    })
}
