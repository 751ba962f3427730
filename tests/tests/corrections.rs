//! An order of a person changes what it must not, or does not change what it must.

use anyhow::Result;
use serde_json::json;
use shaqyru_domain::{
    actor::Actor,
    case::{
        Reassignment,
        clock::ClockOutcome,
        fact::{Answer, Correction, Decision, Refusal, Replacement, Verdict, Verification},
        outbox::NoticeKind,
        stage::{Stage, Status},
    },
    law::clock_kind::ClockKind,
    problem::Code,
    time::instant::Instant,
};
use shaqyru_sandbox::Log;
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, at, eventually, examples, officer, shared, shown};

use crate::told::{NEW_ONCE, text, told};

fn correction(replacement: Replacement, received_at: Option<Instant>) -> Result<Correction> {
    Ok(Correction { replacement, received_at, reason: "the wrong line of the register".to_owned().try_into()?, letter: None })
}

#[test]
fn a_correction_needs_another_person_and_moves_the_deadlines_with_it() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.verify(Verification::Clear, "2026-04-06T11:00:00", officer("a-serik")).await?;
        let _ = case.forward_to("2026-04-07T12:00:00").await?;
        let really = Some(at("2026-04-07T10:00:00"));
        let correct = |by| {
            case.envelope(correction(Replacement::Verification(Verification::Clear), really)?, "2026-04-07T12:00:00", by)
                .map_err(anyhow::Error::from)
        };
        let before = case.recorded().await?;
        let same = case.cases.tell(&case.number, correct(officer("a-serik"))?).await.unwrap_err();
        assert_eq!(same.code, Code::SamePerson);
        assert_eq!(case.recorded().await?, before);
        case.cases.tell(&case.number, correct(officer("b-aigul"))?).await?;
        insta::assert_snapshot!(shown::case(&case.recorded().await?), @r#"
        open, stage coordination, registered on 2026-04-06
        clocks
          verification                       advisory  from 2026-04-06T10:00  due 2026-04-07T18:30  ended 2026-04-07T10:00  met
          service/standard                   statutory from 2026-04-06T10:00  due 2026-04-13T18:30  ended ----------------  running
          coordination/standard              statutory from 2026-04-07T10:00  due 2026-04-10T18:30  ended ----------------  running
        escalations
        timeline
          2026-04-06T10:00  filed                  applicant: application filed
          2026-04-06T10:00  registered             system: registered on 2026-04-06
          2026-04-06T10:00  verification           system: handed to the police for verification
          2026-04-06T11:00  verification           police (entered by officer:a-serik): clear
          2026-04-06T11:00  coordination           system: submitted to the NSC through Berkut
          2026-04-07T10:00  verification           police (entered by officer:b-aigul): clear
          2026-04-07T10:00  coordination           system: submitted to the NSC through Berkut
          2026-04-07T12:00  coordination           officer:b-aigul: correction: was verification clear of 2026-04-06T11:00:00+05:00 (entered by officer:a-serik), is verification clear of 2026-04-07T10:00:00+05:00; the wrong line of the register
        "#);
        // The engine's timer follows: the window now ends a day later.
        let _ = case.forward_to("2026-04-09T19:00:00").await?;
        assert_eq!(case.recorded().await?.stage, Stage::Coordination);
        let _ = case.forward_to("2026-04-10T19:00:00").await?;
        case.until("the breach", |view| view.stage == Stage::CoordinationExtended).await?;
        Ok(())
    })
}

#[test]
fn a_corrected_answer_decides_what_may_be_decided() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let object = |at: &str| {
            case.envelope(correction(Replacement::Answer(Answer::Object), None)?, at, officer("b-aigul")).map_err(anyhow::Error::from)
        };
        let nothing = case.cases.tell(&case.number, object("2026-04-06T10:00:10")?).await.unwrap_err();
        assert_eq!(nothing.code, Code::NothingToCorrect);
        case.clear("2026-04-06T11:00:00").await?;
        case.answer_by(Answer::Agree, "2026-04-06T12:00:00", officer("c-marat")).await?;
        case.cases.tell(&case.number, object("2026-04-06T12:00:20")?).await?;
        assert_eq!(case.decide(Verdict::Issue, None, "2026-04-06T15:00:00").await.unwrap_err().code, Code::IssueAgainstObjection);
        let refuse = Verdict::Refuse(Refusal { ground: 3.try_into()?, note: None });
        case.decide(refuse, None, "2026-04-06T15:00:00").await?;
        assert_eq!(case.closed().await?.status, Status::Refused);
        let decided = case.cases.tell(&case.number, object("2026-04-06T15:00:10")?).await.unwrap_err();
        assert_eq!(decided.code, Code::CaseClosed, "the workflow has closed");
        Ok(())
    })
}

#[test]
fn what_the_office_is_told_follows_the_case_to_its_new_officer() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the verification", |view| view.stage == Stage::Verification).await?;
        let to = |officer: Option<&str>, office: Option<&str>| -> Result<_> {
            let to =
                Reassignment { officer: officer.map(str::parse).transpose()?, office: office.map(str::parse).transpose()?, reason: None };
            Ok(case.envelope(to, "2026-04-06T10:00:10", shaqyru_tests::officer("head"))?)
        };
        assert_eq!(case.cases.tell(&case.number, to(None, None)?).await.unwrap_err().code, Code::Field);
        case.cases.tell(&case.number, to(Some("b-aigul"), Some("AST-ESIL"))?).await?;
        let _ = case.forward_to("2026-04-07T19:00:00").await?;
        let received = stack.sandbox.wait_for(|received| !received.accepted(Log::Escalations, case.id()).is_empty(), PATIENCE).await?;
        let told = told(&received, Log::Escalations, case.id(), |gone| {
            format!("{} {} {}", text(&gone["rung"]), text(&gone["officer"]), text(&gone["office"]))
        });
        assert_eq!(told, ["due b-aigul AST-ESIL"]);
        Ok(())
    })
}

#[test]
fn a_late_decision_is_taken_with_its_reason_and_not_without() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.clear("2026-04-06T11:00:00").await?;
        assert_eq!(case.decide(Verdict::Issue, None, "2026-04-06T11:30:00").await.unwrap_err().code, Code::NoAnswer);
        case.answer(Answer::Agree, "2026-04-06T12:00:00").await?;
        let unreasoned = case.decide(Verdict::Issue, None, "2026-04-08T10:00:00").await.unwrap_err();
        assert_eq!((unreasoned.code, unreasoned.field.as_deref()), (Code::LateReason, Some("late_reason")));
        assert_eq!(case.recorded().await?.status, Status::Open);
        case.decide(Verdict::Issue, Some("the officer was ill"), "2026-04-08T10:05:00").await?;
        assert_eq!(case.closed().await?.status, Status::Issued);
        let view = case.recorded().await?;
        let clock = view.clocks.iter().find(|clock| clock.clock == ClockKind::Decision).unwrap();
        assert_eq!((clock.outcome, clock.ended_at), (ClockOutcome::Breached, Some(at("2026-04-08T10:05:00"))));
        assert_eq!(view.timeline.last().unwrap().detail, "issued; late: the officer was ill");
        insta::assert_snapshot!(shown::escalations(&view.escalations), @r#"
        2026-04-07T14:30  decision reminder -> officer
        2026-04-07T18:30  decision due -> supervisor
        2026-04-08T09:00  decision repeat-1 -> head
        "#);
        Ok(())
    })
}

#[test]
fn an_order_from_the_future_is_rejected_and_changes_nothing() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.clear("2026-04-06T11:00:00").await?;
        case.answer_by(Answer::Agree, "2026-04-06T12:00:00", officer("c-marat")).await?;
        let before = case.recorded().await?;
        let tomorrow = "2026-04-07T12:00:00";
        let decision = case.envelope(Decision { verdict: Verdict::Issue, late_reason: None }, tomorrow, officer("a-serik"))?;
        assert_eq!(case.cases.tell(&case.number, decision).await.unwrap_err().code, Code::Future);
        let object = case.envelope(correction(Replacement::Answer(Answer::Object), None)?, tomorrow, officer("b-aigul"))?;
        assert_eq!(case.cases.tell(&case.number, object).await.unwrap_err().code, Code::Future);
        let to =
            case.envelope(Reassignment { officer: Some("b-aigul".parse()?), office: None, reason: None }, tomorrow, officer("head"))?;
        assert_eq!(case.cases.tell(&case.number, to).await.unwrap_err().code, Code::Future);
        assert_eq!(case.resume("2026-04-06T12:00:00").await.unwrap_err().code, Code::NoIncident);
        assert_eq!(case.recorded().await?, before);
        Ok(())
    })
}

/// What comes while no worker runs is judged in few steps of the engine's, one order after the other.
#[test]
fn of_several_officers_who_saw_the_same_case_exactly_one_is_heard() -> Result<()> {
    alone(SILENT, async |stack| {
        let mut met = Vec::new();
        for _ in 0..3 {
            let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
            case.clear("2026-04-06T11:00:00").await?;
            case.answer_by(Answer::Agree, "2026-04-06T12:00:00", officer("c-marat")).await?;
            let version = case.recorded().await?.version;
            eventually("the case to stand still", async || Ok((!case.has_step_waiting().await?).then_some(()))).await?;
            met.push((case, version));
        }
        stack.stop_worker().await?;
        let soon = "2026-04-06T12:00:20";
        let orders = met.iter().map(|(case, version)| async move {
            let decision = |verdict| Decision { verdict, late_reason: None };
            let refusal = Verdict::Refuse(Refusal { ground: 1.try_into()?, note: None });
            let issue = case.envelope(decision(Verdict::Issue), soon, officer("a-serik"))?.resting_on(*version);
            let refuse = case.envelope(decision(refusal), soon, officer("b-aigul"))?.resting_on(*version);
            let another = correction(Replacement::Answer(Answer::Object), None)?;
            let correct = case.envelope(another, soon, officer("d-dana"))?.resting_on(*version);
            let (issued, refused, corrected) = tokio::join!(
                case.cases.tell(&case.number, issue),
                case.cases.tell(&case.number, refuse),
                case.cases.tell(&case.number, correct),
            );
            anyhow::Ok([issued.err(), refused.err(), corrected.err()].map(|problem| problem.map(|problem| problem.code)))
        });
        let orders = futures::future::try_join_all(orders);
        let mut back = async || {
            let waits = async |case: &Filed| anyhow::Ok(case.has_step_waiting().await?.then_some(()));
            for (case, _) in &met {
                eventually("the orders to reach the engine", async || waits(case).await).await?;
            }
            stack.start_worker();
            anyhow::Ok(())
        };
        let (heard, ()) = futures::try_join!(orders, back())?;
        for ((case, _), heard) in met.iter().zip(heard) {
            assert_eq!(heard.iter().flatten().count(), 2, "{}: {heard:?}", case.number);
            assert!(heard.iter().flatten().all(|code| matches!(code, Code::Stale | Code::CaseClosed)), "{heard:?}");
        }
        Ok(())
    })
}

#[test]
fn a_notice_can_be_sent_once_more_while_a_case_is_open_and_after_it_has_ended() -> Result<()> {
    alone(SILENT, async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the verification", |view| view.stage == Stage::Verification).await?;
        let resend = |kind| case.cases.resend(&case.number, kind, case.filed_at);
        assert_eq!(resend(NoticeKind::Decision).await.unwrap_err().code, Code::NoticeUnknown);
        let copies = [resend(NoticeKind::AcceptanceReceipt).await?, resend(NoticeKind::AcceptanceReceipt).await?];
        case.verify(Verification::Refuse(Refusal { ground: 1.try_into()?, note: None }), "2026-04-06T10:00:20", Actor::Police).await?;
        assert_eq!(case.closed().await?.status, Status::Refused);
        let last = resend(NoticeKind::Decision).await?;
        let ids = ["acceptance_receipt/2", "acceptance_receipt/3", "decision/2"].map(|tail| format!("{}/notice/{tail}", case.number));
        assert_eq!([&copies[0], &copies[1], &last].map(String::clone), ids);
        let received =
            stack.sandbox.wait_for(|received| ids.iter().all(|id| received.count(Log::Notices, id) == NEW_ONCE), PATIENCE).await?;
        let body = |id: &str| received.accepted(Log::Notices, case.id()).into_iter().find(|entry| entry.key == id).unwrap().body.clone();
        let (mut original, copy) = (body(&format!("{}/notice/decision", case.number)), body(&ids[2]));
        original["id"] = json!(ids[2]);
        // A code opens documents once: a copy has another.
        assert_ne!(original["code"], copy["code"]);
        original["code"] = copy["code"].clone();
        assert_eq!(copy, original, "a copy says what the notice said");
        Ok(())
    })
}
