//! An agency fails, and a case is lost, done twice, stuck without a word, or decided by the failure.

use std::time::Duration;

use anyhow::Result;
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_devserver::Arrival;
use shaqyru_domain::{
    case::{
        clock::ClockOutcome,
        fact::{Answer, Verdict},
        order::Order,
        stage::{Stage, Status},
        view::{CaseView, ClockView},
    },
    law::clock_kind::{ClockKind, Window},
    problem::Code,
};
use shaqyru_sandbox::{Agency, BerkutMessage, BerkutStep, Fault, Knob, Log, Operation, PoliceStep, Script, Verification};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, at, eventually, examples, officer, shown, stages_arrive};
use temporalio_client::WorkflowDescribeOptions;

use crate::told::{NEW_ONCE, text, told};

async fn filed(stack: &Stack) -> Result<Filed> {
    Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await
}

/// Filed on Monday 6 April at 10:00; the case's clock shows something later.
async fn filed_with_clock_at(stack: &Stack, now: &str) -> Result<Filed> {
    Filed::file_with_clock_at(stack, &examples::application(examples::NEGOTIATIONS)?, at("2026-04-06T10:00:00"), at(now)).await
}

fn clock(view: &CaseView, kind: ClockKind, window: Option<Window>) -> ClockView {
    view.clocks.iter().find(|clock| clock.clock == kind && clock.window == window).cloned().unwrap()
}

fn verification_key(case: &Filed) -> String {
    format!("{}/verification", case.number)
}

fn coordination_key(case: &Filed) -> String {
    format!("{}/coordination", case.number)
}

#[test]
fn errors_that_pass_lose_nothing_and_do_nothing_twice() -> Result<()> {
    alone(SILENT, async |stack| {
        for agency in [Agency::Police, Agency::Berkut, Agency::Portal, Agency::Monitoring, Agency::Office, Agency::Registers] {
            stack.sandbox.set_knob(agency, Knob::fault(Fault::ServerError).times(3));
        }
        let case = filed(stack).await?;
        case.clear("2026-04-06T10:30:00").await?;
        case.answer(Answer::Agree, "2026-04-06T11:00:00").await?;
        case.decide(Verdict::Issue, None, "2026-04-06T11:30:00").await?;
        assert!(matches!(case.forward_to("2026-04-06T12:30:00").await?, Arrival::Closed { .. }));
        assert_eq!(case.closed().await?.status, Status::Issued);
        let received = stages_arrive(&stack.engine(), &stack.sandbox, case.id(), 6, PATIENCE).await?;
        for (log, key) in [(Log::Police, verification_key(&case)), (Log::Berkut, coordination_key(&case))] {
            let count = received.count(log, &key);
            assert_eq!((count.new, count.repeated, count.conflict), (1, 0, 0), "{key}");
        }
        assert_eq!(told(&received, Log::Notices, case.id(), |notice| text(&notice["kind"]).to_owned()), ["acceptance_receipt", "decision"]);
        let stages = told(&received, Log::Stages, case.id(), |stage| text(&stage["stage"]).to_owned());
        assert_eq!(stages, ["filed", "registered", "verification", "coordination", "decision", "issued"]);
        assert_eq!(case.recorded().await?.incidents, []);
        Ok(())
    })
}

/// Judged by the instant for which the engine has the next attempt; virtual time brings attempts forward.
#[test]
fn an_agency_that_asks_for_patience_is_not_called_before() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_knob(Agency::Police, Knob { retry_after_s: Some(120), ..Knob::fault(Fault::TooManyRequests).times(1) });
        let case = filed(stack).await?;
        let (completed, next) = eventually("the second attempt's instant", async || {
            let description = case.handle().describe(WorkflowDescribeOptions::default()).await?;
            let police = description.raw().pending_activities.iter().find(|activity| activity.attempt == 2);
            Ok(police
                .and_then(|activity| Some((activity.last_attempt_complete_time?.seconds, activity.next_attempt_schedule_time?.seconds))))
        })
        .await?;
        assert!((119..=181).contains(&(next - completed)), "asked for 120 s, got {} s", next - completed);
        let _ = case.forward_to("2026-04-06T10:10:00").await?;
        assert_eq!(stack.sandbox.received().count(Log::Police, &verification_key(&case)).new, 1);
        Ok(())
    })
}

/// The answer to a submission is lost on the way: did the agency take it? It is asked, and not told again.
#[test]
fn a_submission_whose_answer_was_lost_is_not_submitted_again() -> Result<()> {
    alone(SILENT, async |stack| {
        let lost = || Knob::fault(Fault::TimeoutAfterAcceptance).times(1);
        let at_berkut = filed(stack).await?;
        let key = verification_key(&at_berkut);
        stack.sandbox.wait_for(|received| received.count(Log::Police, &key).new == 1, PATIENCE).await?;
        stack.sandbox.set_knob(Agency::Police, lost());
        stack.sandbox.set_knob(Agency::Berkut, lost());
        at_berkut.clear("2026-04-06T10:00:10").await?;
        let at_police = filed(stack).await?;
        let asked_again = |received: &shaqyru_sandbox::Received| {
            let polled = |agency, case: &Filed| received.polls.get(&agency).and_then(|polls| polls.get(case.id())).is_some();
            polled(Agency::Police, &at_police) && polled(Agency::Berkut, &at_berkut)
        };
        let received = stack.sandbox.wait_for(asked_again, PATIENCE).await?;
        assert_eq!(received.count(Log::Police, &verification_key(&at_police)), NEW_ONCE);
        assert_eq!(received.count(Log::Berkut, &coordination_key(&at_berkut)), NEW_ONCE);
        at_police.clear("2026-04-06T10:00:40").await?;
        Ok(())
    })
}

/// What does not pass by itself stops its step with an incident, the supervisor is told, and an operator lets it go on.
#[test]
fn a_failure_that_does_not_pass_is_an_incident_and_goes_on_when_resumed() -> Result<()> {
    alone(SILENT, async |stack| {
        let faults = [
            (Fault::Garbage, Code::AgencyUndecodable),
            (Fault::Oversized, Code::AgencyUndecodable),
            (Fault::WrongCase, Code::AgencyWrongCase),
            (Fault::Reject, Code::AgencyRefused),
            (Fault::Redirect, Code::AgencyRefused),
        ];
        for (fault, code) in faults {
            stack.sandbox.set_knob(Agency::Police, Knob::fault(fault));
            let case = filed(stack).await?;
            incident(stack, &case, "police", code).await?;
            assert_eq!(case.recorded().await?.stage, Stage::Verification, "{fault:?} decided something");
            stack.sandbox.set_knob(Agency::Police, Knob::default());
            resume(&case).await?;
            let key = verification_key(&case);
            stack.sandbox.wait_for(|received| received.count(Log::Police, &key).new == 1, PATIENCE).await?;
            case.clear("2026-04-06T10:00:30").await?;
        }
        assert_eq!(stack.sandbox.received().redirects_followed, 0, "a redirect could carry personal data elsewhere");
        Ok(())
    })
}

#[test]
fn an_incident_can_stand_at_any_agency_and_the_case_still_ends() -> Result<()> {
    alone(SILENT, async |stack| {
        let case = filed(stack).await?;
        let heal = |agency| stack.sandbox.set_knob(agency, Knob::default());
        stack.sandbox.set_knob(Agency::Berkut, Knob::fault(Fault::Reject).on(Operation::Submit));
        case.clear("2026-04-06T10:00:10").await?;
        incident(stack, &case, "berkut", Code::AgencyRefused).await?;
        heal(Agency::Berkut);
        resume(&case).await?;
        let key = coordination_key(&case);
        stack.sandbox.wait_for(|received| received.count(Log::Berkut, &key).new == 1, PATIENCE).await?;

        stack.sandbox.set_knob(Agency::Berkut, Knob::fault(Fault::Garbage).on(Operation::Register));
        stack.sandbox.set_knob(Agency::Portal, Knob::fault(Fault::Reject));
        case.answer(Answer::Agree, "2026-04-06T10:00:20").await?;
        case.decide(Verdict::Issue, None, "2026-04-06T10:00:25").await?;
        incident(stack, &case, "berkut", Code::AgencyUndecodable).await?;
        heal(Agency::Berkut);
        resume(&case).await?;
        incident(stack, &case, "portal", Code::AgencyRefused).await?;
        heal(Agency::Portal);
        resume(&case).await?;
        assert_eq!(case.closed().await?.status, Status::Issued);
        let received = stack.sandbox.received();
        assert_eq!(received.accepted(Log::Invitations, case.id()).len(), 1);
        assert_eq!(told(&received, Log::Notices, case.id(), |notice| text(&notice["kind"]).to_owned()), ["acceptance_receipt", "decision"]);
        Ok(())
    })
}

#[test]
fn an_office_that_refuses_its_notices_gets_them_after_the_operator_resumed() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_knob(Agency::Office, Knob::fault(Fault::Reject));
        let case = filed_with_clock_at(stack, "2026-04-08T12:00:00").await?;
        let view = case.until("the incident", |view| view.incidents.iter().any(|incident| incident.step == "office")).await?;
        assert_eq!(view.incidents.len(), 1, "an incident at the office does not raise another: {:?}", view.incidents);
        stack.sandbox.set_knob(Agency::Office, Knob::default());
        case.cases.tell(&case.number, case.envelope(Order::Resume, "2026-04-08T12:00:10", officer("operator"))?).await?;
        let received = stack.sandbox.wait_for(|received| received.accepted(Log::Escalations, case.id()).len() == 3, PATIENCE).await?;
        let items = told(&received, Log::Escalations, case.id(), |gone| format!("{}{}", text(&gone["rung"]), text(&gone["incident"])));
        assert_eq!(items, ["due", "repeat-1", "SHQ-AGENCY-REFUSED"]);
        Ok(())
    })
}

/// Waits for an open incident at a step, and for the office to be told of it.
async fn incident(stack: &Stack, case: &Filed, step: &str, code: Code) -> Result<()> {
    let open = |view: &CaseView| {
        view.incidents.iter().any(|incident| incident.step == step && incident.code == code && incident.resumed_at.is_none())
    };
    let view = case.until(&format!("an incident {code} at {step}"), open).await?;
    assert!(matches!(view.status, Status::Open | Status::Issued));
    let incidents = view.incidents.len();
    let told_all = |received: &shaqyru_sandbox::Received| {
        let told = received.accepted(Log::Escalations, case.id());
        told.iter().filter(|entry| entry.body["incident"] == code.as_str() && entry.body["audience"] == "supervisor").count() >= 1
            && told.len() >= incidents
    };
    stack.sandbox.wait_for(told_all, PATIENCE).await?;
    Ok(())
}

async fn resume(case: &Filed) -> Result<()> {
    let resumed_at = case.recorded().await?.timeline.last().unwrap().at;
    case.cases.tell(&case.number, case.envelope(Order::Resume, &resumed_at.to_string(), officer("operator"))?).await?;
    let view = case.recorded().await?;
    assert!(view.incidents.iter().all(|incident| incident.resumed_at.is_some() || incident.at > resumed_at), "{:?}", view.incidents);
    Ok(())
}

/// Covers: R26 annex 5 row 3
#[test]
fn an_outage_longer_than_a_window_breaches_and_escalates_and_decides_nothing() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_knob(Agency::Berkut, Knob::fault(Fault::ServerError));
        let case = filed_with_clock_at(stack, "2026-04-09T17:45:00").await?;
        case.clear("2026-04-06T11:00:00").await?;
        let _ = case.forward_to("2026-04-09T18:45:00").await?;
        let view = case.until("the breach", |view| view.stage == Stage::CoordinationExtended).await?;
        assert_eq!(view.status, Status::Open);
        assert_eq!(clock(&view, ClockKind::Coordination, Some(Window::Standard)).ended_at, Some(at("2026-04-09T18:30:00")));
        assert!(stack.sandbox.received().accepted(Log::Berkut, case.id()).is_empty());
        stack
            .sandbox
            .wait_for(
                |received| {
                    received
                        .accepted(Log::Escalations, case.id())
                        .iter()
                        .any(|gone| gone.body["clock"] == "coordination" && gone.body["rung"] == "due")
                },
                PATIENCE,
            )
            .await?;

        stack.sandbox.set_knob(Agency::Berkut, Knob::default());
        let _ = case.forward_to("2026-04-09T19:00:00").await?;
        let received = stack.sandbox.received();
        let count = received.count(Log::Berkut, &coordination_key(&case));
        assert_eq!((count.new, count.repeated, count.conflict), (1, 0, 0));
        assert_eq!(
            received.accepted(Log::Berkut, case.id())[0].body["submitted_at"],
            "2026-04-06T11:00:00+05:00",
            "the clock runs from the verification"
        );
        case.answer(Answer::Agree, "2026-04-10T10:00:00").await?;
        case.decide(Verdict::Issue, None, "2026-04-10T11:00:00").await?;
        assert_eq!(case.closed().await?.status, Status::Issued);
        insta::assert_snapshot!(shown::clocks(&case.recorded().await?.clocks), @r#"
        verification                       advisory  from 2026-04-06T10:00  due 2026-04-07T18:30  ended 2026-04-06T11:00  met
        service/standard                   statutory from 2026-04-06T10:00  due 2026-04-13T18:30  ended 2026-04-10T11:00  met
        coordination/standard              statutory from 2026-04-06T11:00  due 2026-04-09T18:30  ended 2026-04-09T18:30  breached
        coordination/extended (overdue)    statutory from 2026-04-06T11:00  due 2026-05-06T18:30  ended 2026-04-10T10:00  met
        decision                           statutory from 2026-04-10T10:00  due 2026-04-13T18:30  ended 2026-04-10T11:00  met
        "#);
        Ok(())
    })
}

#[test]
fn an_incident_that_nobody_resumes_for_weeks_breaches_and_escalates_and_decides_nothing() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_knob(Agency::Police, Knob::fault(Fault::Reject));
        let case = filed(stack).await?;
        case.until("the incident", |view| !view.incidents.is_empty()).await?;
        let _ = case.forward_to("2026-04-20T12:00:00").await?;
        let view = case.until("the rungs", |view| view.escalations.len() >= 10).await?;
        assert_eq!((view.status, view.stage), (Status::Open, Stage::Verification));
        insta::assert_snapshot!(shown::escalations(&view.escalations), @r#"
        2026-04-07T18:30  verification due -> supervisor
        2026-04-08T09:00  verification repeat-1 -> supervisor
        2026-04-09T09:00  verification repeat-2 -> supervisor
        2026-04-10T09:00  verification repeat-3 -> supervisor
        2026-04-13T09:00  verification repeat-4 -> supervisor
        2026-04-13T18:30  service/standard due -> supervisor
        2026-04-14T09:00  verification repeat-5 -> supervisor
        2026-04-15T09:00  verification repeat-6 -> supervisor
        2026-04-16T09:00  verification repeat-7 -> supervisor
        2026-04-17T09:00  verification repeat-8 -> supervisor
        2026-04-20T09:00  verification repeat-9 -> supervisor
        "#);
        stack.sandbox.set_knob(Agency::Police, Knob::default());
        case.resume("2026-04-20T12:00:00").await?;
        let key = verification_key(&case);
        stack.sandbox.wait_for(|received| received.count(Log::Police, &key).new == 1, PATIENCE).await?;
        Ok(())
    })
}

/// The applicant must be told within three working days of the request. The clock ends when that has happened.
/// Covers: R26 annex 5 row 3; APPC art 76(3)
#[test]
fn an_applicant_told_late_of_an_extension_was_told_when_the_portal_took_it() -> Result<()> {
    alone(SILENT, async |stack| {
        let case = filed_with_clock_at(stack, "2026-04-10T17:45:00").await?;
        stack.sandbox.wait_for(|received| received.accepted(Log::Notices, case.id()).len() == 1, PATIENCE).await?;
        stack.sandbox.set_knob(Agency::Portal, Knob::fault(Fault::ServerError));
        case.clear("2026-04-06T11:00:00").await?;
        case.more_time("further study", "2026-04-07T11:00:00").await?;
        let _ = case.forward_to("2026-04-10T18:45:00").await?;
        let told_late = |outcome| move |view: &CaseView| clock(view, ClockKind::ExtensionNotice, None).outcome == outcome;
        let view = case.until("the breach", told_late(ClockOutcome::Breached)).await?;
        assert_eq!(clock(&view, ClockKind::ExtensionNotice, None).ended_at, None);
        assert!(view.escalations.iter().any(|gone| gone.clock == ClockKind::ExtensionNotice && gone.at == at("2026-04-10T18:30:00")));

        stack.sandbox.set_knob(Agency::Portal, Knob::default());
        let _ = case.forward_to("2026-04-10T19:15:00").await?;
        let view = case.until("the notice", |view| clock(view, ClockKind::ExtensionNotice, None).ended_at.is_some()).await?;
        let notice = clock(&view, ClockKind::ExtensionNotice, None);
        assert_eq!(notice.outcome, ClockOutcome::Breached, "a breach, once recorded, stays");
        assert!((at("2026-04-10T18:45:00")..at("2026-04-10T19:15:00")).contains(&notice.ended_at.unwrap()), "{notice:?}");
        // Telling the applicant is our own act: an answer that was received before it is still taken.
        case.answer(Answer::Object, "2026-04-10T18:50:00").await?;
        Ok(())
    })
}

#[test]
fn answers_whose_callbacks_are_lost_are_found_by_asking() -> Result<()> {
    let options = StackOptions { poll_every: Some(Duration::from_mins(30)), callback: true, ..SILENT };
    alone(options, async |stack| {
        let case = filed(stack).await?;
        let lost = Script { callbacks: false, ..Script::default() };
        let clear = PoliceStep { after_ms: 0, verification: Some(Verification::Clear) };
        stack.sandbox.set_script(case.id(), Script { police: Some(clear), ..lost.clone() })?;
        let _ = case.forward_to("2026-04-06T11:01:00").await?;
        let view = case.until("the verification", |view| view.stage == Stage::Coordination).await?;
        let found = clock(&view, ClockKind::Verification, None).ended_at.unwrap();
        assert!((at("2026-04-06T10:29:00")..at("2026-04-06T11:01:00")).contains(&found), "stamped when it was found: {found}");

        let say = |message| vec![BerkutStep { after_ms: 0, message }];
        let more_time = BerkutMessage::ExtensionRequest { reason: "further study".to_owned() };
        stack.sandbox.set_script(case.id(), Script { berkut: say(more_time), ..lost.clone() })?;
        let _ = case.forward_to("2026-04-06T12:05:00").await?;
        case.until("the extension", |view| view.stage == Stage::CoordinationExtended).await?;

        stack.sandbox.set_script(case.id(), Script { berkut: say(BerkutMessage::Answer(shaqyru_sandbox::Answer::Agree)), ..lost })?;
        let _ = case.forward_to("2026-04-06T14:00:00").await?;
        let view = case.until("the answer", |view| view.stage == Stage::Decision).await?;
        let lines: Vec<_> = view.timeline.iter().map(|line| format!("{} {}: {}", line.stage, line.actor, line.detail)).collect();
        insta::assert_debug_snapshot!(lines, @r#"
        [
            "filed applicant: application filed",
            "registered system: registered on 2026-04-06",
            "verification system: handed to the police for verification",
            "verification police: clear",
            "coordination system: submitted to the NSC through Berkut",
            "coordination_extended nsc: asks for more time: further study",
            "coordination_extended system: the applicant was told of the extension, its reason and its length",
            "coordination_extended nsc: agrees",
            "decision system: the decision is due within one working day",
        ]
        "#);
        let received = stack.sandbox.received();
        assert!(received.callbacks.is_empty());
        assert_eq!(received.count(Log::Police, &verification_key(&case)), NEW_ONCE);
        assert_eq!(received.count(Log::Berkut, &coordination_key(&case)), NEW_ONCE);
        assert_eq!(view.incidents, []);
        Ok(())
    })
}

#[test]
fn an_answer_entered_by_hand_ends_the_asking() -> Result<()> {
    let options = StackOptions { poll_every: Some(Duration::from_mins(30)), callback: true, ..SILENT };
    alone(options, async |stack| {
        let case = filed(stack).await?;
        case.clear("2026-04-06T10:45:00").await?;
        case.answer(Answer::Object, "2026-04-06T11:45:00").await?;
        let _ = case.forward_to("2026-04-06T12:45:00").await?;
        let polls = stack.sandbox.received().polls;
        let _ = case.forward_to("2026-04-06T16:00:00").await?;
        assert_eq!(stack.sandbox.received().polls, polls);
        Ok(())
    })
}

#[test]
fn a_shifted_clock_is_refused_where_no_simulation_runs() -> Result<()> {
    alone(StackOptions { simulation: false, ..SILENT }, async |stack| {
        let case = filed(stack).await?;
        let error = format!("{:?}", case.closed().await.unwrap_err());
        assert!(error.contains("SHQ-CLOCK-OFFSET"), "{error}");
        let received = stack.sandbox.received();
        assert!(received.stages.is_empty() && received.notices.is_empty() && received.police.is_empty(), "nobody is told of it");
        Ok(())
    })
}
