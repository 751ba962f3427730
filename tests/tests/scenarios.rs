//! The procedure goes another way than the rules say, or a clock shows another time.

use anyhow::Result;
use serde_json::json;
use shaqyru::{
    simulation::{self, Report},
    stack::Stack,
};
use shaqyru_domain::{
    actor::Actor,
    case::{
        clock::ClockOutcome,
        fact::{Answer, Verdict, Verification, Withdrawal},
        number::CaseNumber,
        stage::{Stage, Status},
        view::EscalationView,
    },
    law::clock_kind::{ClockKind, Window},
    problem::Code,
};
use shaqyru_sandbox::{Agency, Fault, Knob, Log};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, at, examples, offset_that_shows, shared, shown, stages_arrive};
use temporalio_common::protos::temporal::api::enums::v1::EventType;
use uuid::Uuid;

use crate::told::{self, NEW_ONCE, escalations_told, stages_told, text, told_once};

/// The rungs of a case as the office is told of them.
fn escalations_of(view: &[EscalationView]) -> Vec<String> {
    let line = |gone: &EscalationView| {
        let window = gone.window.map(|window| format!("/{}", window.as_str())).unwrap_or_default();
        format!("{} {}{window} {} -> {}", gone.at, gone.clock.as_str(), gone.rung, gone.audience)
    };
    view.iter().map(line).collect()
}

async fn played(stack: &Stack, name: &str) -> Result<Report> {
    let (scenario, filed) = examples::scenario(name)?;
    Ok(simulation::play(stack, &scenario, &filed).await?)
}

/// Covers: R26 para 9; R26 para 14; R26 para 15; R26 para 16; SEED invitations service
/// Covers: SEED digital monitoring; SEED verification; SEED NSC coordination; SEED timeline; SEED final decision
#[test]
fn an_answer_in_time_leads_to_the_invitation() -> Result<()> {
    shared(async |stack| {
        let report = played(stack, "answered-in-time").await?;
        insta::assert_snapshot!(shown::report(&report), @r#"
        issued, stage issued, registered on 2026-03-06
        clocks
          verification                       advisory  from 2026-03-06T10:00  due 2026-03-10T18:30  ended 2026-03-06T11:30  met
          service/standard                   statutory from 2026-03-06T10:00  due 2026-03-16T18:30  ended 2026-03-12T12:00  met
          coordination/standard              statutory from 2026-03-06T11:30  due 2026-03-12T18:30  ended 2026-03-11T16:00  met
          decision                           statutory from 2026-03-11T16:00  due 2026-03-12T18:30  ended 2026-03-12T12:00  met
        escalations
        timeline
          2026-03-06T10:00  filed                  applicant: application filed
          2026-03-06T10:00  registered             system: registered on 2026-03-06
          2026-03-06T10:00  verification           system: handed to the police for verification
          2026-03-06T11:30  verification           police: clear
          2026-03-06T11:30  coordination           system: submitted to the NSC through Berkut
          2026-03-11T16:00  coordination           nsc: agrees
          2026-03-11T16:00  decision               system: the decision is due within one working day
          2026-03-12T12:00  issued                 officer:scenario: issued
        "#);
        // Rule 4: nothing is lost, nothing is done twice, and the order is that of the procedure.
        let case = report.case.as_str();
        let told = stages_arrive(&stack.engine(), &stack.sandbox, case, 6, PATIENCE).await?;
        insta::assert_debug_snapshot!(stages_told(&told, case), @r#"
        [
            "2026-03-06T10:00:00+05:00 filed",
            "2026-03-06T10:00:00+05:00 registered",
            "2026-03-06T10:00:00+05:00 verification",
            "2026-03-06T11:30:00+05:00 coordination",
            "2026-03-11T16:00:00+05:00 decision",
            "2026-03-12T12:00:00+05:00 issued",
        ]
        "#);
        assert_eq!(told_once(&told, Log::Notices, case, |notice| text(&notice["kind"]).to_owned()), ["acceptance_receipt", "decision"]);
        assert_eq!(told_once(&told, Log::Invitations, case, |entered| text(&entered["issued_on"]).to_owned()), ["2026-03-12"]);
        assert_eq!(told.count(Log::Police, &format!("{case}/verification")), NEW_ONCE);
        assert_eq!(told.count(Log::Berkut, &format!("{case}/coordination")), NEW_ONCE);
        Ok(())
    })
}

/// Covers: R26 para 15; R26 annex 5 row 3; R26 annex 5 row 9(3); SEED timeline; SEED final decision
#[test]
fn an_extension_and_an_objection_lead_to_a_refusal_on_ground_3_only() -> Result<()> {
    shared(async |stack| {
        let report = played(stack, "extended-then-objected").await?;
        insta::assert_snapshot!(shown::report(&report), @r#"
        refused, stage refused, registered on 2026-03-20
        clocks
          verification                       advisory  from 2026-03-20T15:00  due 2026-03-26T18:30  ended 2026-03-20T16:00  met
          service/standard                   statutory from 2026-03-20T15:00  due 2026-04-01T18:30  ended 2026-03-27T10:00  superseded
          coordination/standard              statutory from 2026-03-20T16:00  due 2026-03-30T18:30  ended 2026-03-27T10:00  superseded
          coordination/extended (requested)  statutory from 2026-03-20T16:00  due 2026-04-20T18:30  ended 2026-04-14T17:20  met
          extension_notice                   statutory from 2026-03-27T10:00  due 2026-04-01T18:30  ended 2026-03-27T10:00  met
          service/extended                   statutory from 2026-03-20T15:00  due 2026-04-20T18:30  ended 2026-04-15T10:05  met
          decision                           statutory from 2026-04-14T17:20  due 2026-04-15T18:30  ended 2026-04-15T10:05  met
        escalations
          2026-04-13T09:00  coordination/extended reminder-5 -> officer
        timeline
          2026-03-20T15:00  filed                  applicant: application filed
          2026-03-20T15:00  registered             system: registered on 2026-03-20
          2026-03-20T15:00  verification           system: handed to the police for verification
          2026-03-20T16:00  verification           police: clear
          2026-03-20T16:00  coordination           system: submitted to the NSC through Berkut
          2026-03-27T10:00  coordination_extended  nsc: asks for more time: further study of the materials
          2026-03-27T10:00  coordination_extended  system: the applicant was told of the extension, its reason and its length
          2026-04-13T09:00  coordination_extended  system: escalation coordination/extended reminder-5 to the officer
          2026-04-14T17:20  coordination_extended  nsc: objects
          2026-04-14T17:20  decision               system: the decision is due within one working day
          2026-04-15T10:05  refused                officer:scenario: ground 3: negative answer to the coordination request
        rejected event 3: SHQ-ISSUE-AGAINST-OBJECTION the NSC objects: the invitation can only be refused, on ground 3
        "#);
        let case = report.case.as_str();
        let told = stack.sandbox.wait_for(|received| received.accepted(Log::Notices, case).len() == 3, PATIENCE).await?;
        let notices = told_once(&told, Log::Notices, case, |notice| {
            [&notice["kind"], &notice["reason"], &notice["until"], &notice["outcome"], &notice["ground"]].map(ToString::to_string).join(" ")
        });
        insta::assert_debug_snapshot!(notices, @r#"
        [
            "\"acceptance_receipt\" null null null null",
            "\"extension\" \"further study of the materials\" \"2026-04-20\" null null",
            "\"decision\" null null \"refused\" 3",
        ]
        "#);
        assert!(told.accepted(Log::Invitations, case).is_empty(), "a refused invitation is not entered");
        Ok(())
    })
}

/// Covers: R26 annex 5 row 3
#[test]
fn silence_breaches_and_escalates_and_decides_nothing() -> Result<()> {
    shared(async |stack| {
        let report = played(stack, "silence").await?;
        insta::assert_snapshot!(shown::report(&report), @r#"
        open, stage coordination_overdue, registered on 2026-03-16
        clocks
          verification                       advisory  from 2026-03-16T09:00  due 2026-03-17T18:30  ended 2026-03-16T10:00  met
          service/standard                   statutory from 2026-03-16T09:00  due 2026-03-26T18:30  ended ----------------  breached
          coordination/standard              statutory from 2026-03-16T10:00  due 2026-03-19T18:30  ended 2026-03-19T18:30  breached
          coordination/extended (overdue)    statutory from 2026-03-16T10:00  due 2026-04-15T18:30  ended 2026-04-15T18:30  breached
        escalations
          2026-03-19T09:00  coordination/standard reminder -> officer
          2026-03-19T18:30  coordination/standard due -> supervisor
          2026-03-26T18:30  service/standard due -> supervisor
          2026-04-08T09:00  coordination/extended reminder-5 -> officer
          2026-04-14T09:00  coordination/extended reminder-1 -> supervisor
          2026-04-15T18:30  coordination/extended due -> head
          2026-04-16T09:00  coordination/extended repeat-1 -> head
          2026-04-17T09:00  coordination/extended repeat-2 -> head
          2026-04-20T09:00  coordination/extended repeat-3 -> head
          2026-04-21T09:00  coordination/extended repeat-4 -> head
          2026-04-22T09:00  coordination/extended repeat-5 -> head
          2026-04-23T09:00  coordination/extended repeat-6 -> head
          2026-04-24T09:00  coordination/extended repeat-7 -> head
          2026-04-27T09:00  coordination/extended repeat-8 -> head
          2026-04-28T09:00  coordination/extended repeat-9 -> head
          2026-04-29T09:00  coordination/extended repeat-10 -> head
        timeline
          2026-03-13T19:10  filed                  applicant: application filed
          2026-03-13T19:10  registered             system: registered on 2026-03-16
          2026-03-16T09:00  verification           system: handed to the police for verification
          2026-03-16T10:00  verification           police: clear
          2026-03-16T10:00  coordination           system: submitted to the NSC through Berkut
          2026-03-19T09:00  coordination           system: escalation coordination/standard reminder to the officer
          2026-03-19T18:30  coordination_extended  system: no answer within the standard window: breached, the extended window runs
          2026-03-19T18:30  coordination_extended  system: escalation coordination/standard due to the supervisor
          2026-03-26T18:30  coordination_extended  system: service term ran out: breached
          2026-03-26T18:30  coordination_extended  system: escalation service/standard due to the supervisor
          2026-04-08T09:00  coordination_extended  system: escalation coordination/extended reminder-5 to the officer
          2026-04-14T09:00  coordination_extended  system: escalation coordination/extended reminder-1 to the supervisor
          2026-04-15T18:30  coordination_overdue   system: no answer within the extended window: breached, the case goes on waiting
          2026-04-15T18:30  coordination_overdue   system: escalation coordination/extended due to the head
          2026-04-16T09:00  coordination_overdue   system: escalation coordination/extended repeat-1 to the head
          2026-04-17T09:00  coordination_overdue   system: escalation coordination/extended repeat-2 to the head
          2026-04-20T09:00  coordination_overdue   system: escalation coordination/extended repeat-3 to the head
          2026-04-21T09:00  coordination_overdue   system: escalation coordination/extended repeat-4 to the head
          2026-04-22T09:00  coordination_overdue   system: escalation coordination/extended repeat-5 to the head
          2026-04-23T09:00  coordination_overdue   system: escalation coordination/extended repeat-6 to the head
          2026-04-24T09:00  coordination_overdue   system: escalation coordination/extended repeat-7 to the head
          2026-04-27T09:00  coordination_overdue   system: escalation coordination/extended repeat-8 to the head
          2026-04-28T09:00  coordination_overdue   system: escalation coordination/extended repeat-9 to the head
          2026-04-29T09:00  coordination_overdue   system: escalation coordination/extended repeat-10 to the head
        "#);
        let (case, escalations) = (report.case.as_str(), escalations_of(&report.escalations));
        let told =
            stack.sandbox.wait_for(|received| received.accepted(Log::Escalations, case).len() == escalations.len(), PATIENCE).await?;
        assert_eq!(escalations_told(&told, case), escalations);
        Ok(())
    })
}

#[test]
fn the_timer_itself_records_a_breach_at_the_due_instant_however_late_it_wakes() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.clear("2026-04-06T11:00:00").await?;
        let _ = case.forward_to("2026-04-09T19:00:00").await?;
        let view = case.until("the breach", |view| view.stage == Stage::CoordinationExtended).await?;
        insta::assert_snapshot!(shown::case(&view), @r#"
        open, stage coordination_extended, registered on 2026-04-06
        clocks
          verification                       advisory  from 2026-04-06T10:00  due 2026-04-07T18:30  ended 2026-04-06T11:00  met
          service/standard                   statutory from 2026-04-06T10:00  due 2026-04-13T18:30  ended ----------------  running
          coordination/standard              statutory from 2026-04-06T11:00  due 2026-04-09T18:30  ended 2026-04-09T18:30  breached
          coordination/extended (overdue)    statutory from 2026-04-06T11:00  due 2026-05-06T18:30  ended ----------------  running
        escalations
          2026-04-09T09:00  coordination/standard reminder -> officer
          2026-04-09T18:30  coordination/standard due -> supervisor
        timeline
          2026-04-06T10:00  filed                  applicant: application filed
          2026-04-06T10:00  registered             system: registered on 2026-04-06
          2026-04-06T10:00  verification           system: handed to the police for verification
          2026-04-06T11:00  verification           police: clear
          2026-04-06T11:00  coordination           system: submitted to the NSC through Berkut
          2026-04-09T09:00  coordination           system: escalation coordination/standard reminder to the officer
          2026-04-09T18:30  coordination_extended  system: no answer within the standard window: breached, the extended window runs
          2026-04-09T18:30  coordination_extended  system: escalation coordination/standard due to the supervisor
        "#);
        let told = stack.sandbox.wait_for(|received| received.accepted(Log::Escalations, case.id()).len() == 2, PATIENCE).await?;
        assert_eq!(escalations_told(&told, case.id()), escalations_of(&view.escalations));
        Ok(())
    })
}

/// The application waits in the engine's queue while no worker runs, and so do the facts.
#[test]
fn rungs_missed_while_no_worker_ran_go_out_in_order_with_their_own_instants() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.stop_worker().await?;
        let (filed_at, now) = (at("2026-04-06T10:00:00"), at("2026-04-10T12:00:00"));
        let case = Filed::file_with_clock_at(stack, &examples::application(examples::NEGOTIATIONS)?, filed_at, now).await?;
        stack.start_worker();
        let missed = case.until("the missed rungs", |view| !view.escalations.is_empty()).await?;
        insta::assert_snapshot!(shown::case(&missed), @r#"
        open, stage verification, registered on 2026-04-06
        clocks
          verification                       advisory  from 2026-04-06T10:00  due 2026-04-07T18:30  ended ----------------  breached
          service/standard                   statutory from 2026-04-06T10:00  due 2026-04-13T18:30  ended ----------------  running
        escalations
          2026-04-07T18:30  verification due -> supervisor
          2026-04-08T09:00  verification repeat-1 -> supervisor
          2026-04-09T09:00  verification repeat-2 -> supervisor
          2026-04-10T09:00  verification repeat-3 -> supervisor
        timeline
          2026-04-06T10:00  filed                  applicant: application filed
          2026-04-06T10:00  registered             system: registered on 2026-04-06
          2026-04-06T10:00  verification           system: handed to the police for verification
          2026-04-07T18:30  verification           system: verification term ran out: breached
          2026-04-07T18:30  verification           system: escalation verification due to the supervisor
          2026-04-08T09:00  verification           system: escalation verification repeat-1 to the supervisor
          2026-04-09T09:00  verification           system: escalation verification repeat-2 to the supervisor
          2026-04-10T09:00  verification           system: escalation verification repeat-3 to the supervisor
        "#);

        // Received in time, before the outage: the breach turns to met, and what was missed since goes out.
        case.clear("2026-04-06T11:00:00").await?;
        let view = case.recorded().await?;
        insta::assert_snapshot!(shown::case(&view), @r#"
        open, stage coordination_extended, registered on 2026-04-06
        clocks
          verification                       advisory  from 2026-04-06T10:00  due 2026-04-07T18:30  ended 2026-04-06T11:00  met
          service/standard                   statutory from 2026-04-06T10:00  due 2026-04-13T18:30  ended ----------------  running
          coordination/standard              statutory from 2026-04-06T11:00  due 2026-04-09T18:30  ended 2026-04-09T18:30  breached
          coordination/extended (overdue)    statutory from 2026-04-06T11:00  due 2026-05-06T18:30  ended ----------------  running
        escalations
          2026-04-07T18:30  verification due -> supervisor
          2026-04-08T09:00  verification repeat-1 -> supervisor
          2026-04-09T09:00  verification repeat-2 -> supervisor
          2026-04-10T09:00  verification repeat-3 -> supervisor
          2026-04-09T09:00  coordination/standard reminder -> officer
          2026-04-09T18:30  coordination/standard due -> supervisor
        timeline
          2026-04-06T10:00  filed                  applicant: application filed
          2026-04-06T10:00  registered             system: registered on 2026-04-06
          2026-04-06T10:00  verification           system: handed to the police for verification
          2026-04-07T18:30  verification           system: verification term ran out: breached
          2026-04-07T18:30  verification           system: escalation verification due to the supervisor
          2026-04-08T09:00  verification           system: escalation verification repeat-1 to the supervisor
          2026-04-09T09:00  verification           system: escalation verification repeat-2 to the supervisor
          2026-04-10T09:00  verification           system: escalation verification repeat-3 to the supervisor
          2026-04-06T11:00  verification           police: clear
          2026-04-06T11:00  coordination           system: submitted to the NSC through Berkut
          2026-04-09T09:00  coordination           system: escalation coordination/standard reminder to the officer
          2026-04-09T18:30  coordination_extended  system: no answer within the standard window: breached, the extended window runs
          2026-04-09T18:30  coordination_extended  system: escalation coordination/standard due to the supervisor
        "#);
        let escalations = escalations_of(&view.escalations);
        let told =
            stack.sandbox.wait_for(|received| received.accepted(Log::Escalations, case.id()).len() == escalations.len(), PATIENCE).await?;
        assert_eq!(escalations_told(&told, case.id()), escalations);
        Ok(())
    })
}

#[test]
fn an_answer_that_was_received_in_time_turns_a_recorded_breach_to_met() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.clear("2026-04-06T11:00:00").await?;
        let _ = case.forward_to("2026-04-10T10:00:00").await?;
        case.until("the breach", |view| view.stage == Stage::CoordinationExtended).await?;
        case.answer(Answer::Agree, "2026-04-09T18:30:00").await?;
        insta::assert_snapshot!(shown::case(&case.recorded().await?), @r#"
        open, stage decision, registered on 2026-04-06
        clocks
          verification                       advisory  from 2026-04-06T10:00  due 2026-04-07T18:30  ended 2026-04-06T11:00  met
          service/standard                   statutory from 2026-04-06T10:00  due 2026-04-13T18:30  ended ----------------  running
          coordination/standard              statutory from 2026-04-06T11:00  due 2026-04-09T18:30  ended 2026-04-09T18:30  met
          decision                           statutory from 2026-04-09T18:30  due 2026-04-10T18:30  ended ----------------  running
        escalations
          2026-04-09T09:00  coordination/standard reminder -> officer
          2026-04-09T18:30  coordination/standard due -> supervisor
        timeline
          2026-04-06T10:00  filed                  applicant: application filed
          2026-04-06T10:00  registered             system: registered on 2026-04-06
          2026-04-06T10:00  verification           system: handed to the police for verification
          2026-04-06T11:00  verification           police: clear
          2026-04-06T11:00  coordination           system: submitted to the NSC through Berkut
          2026-04-09T09:00  coordination           system: escalation coordination/standard reminder to the officer
          2026-04-09T18:30  coordination_extended  system: no answer within the standard window: breached, the extended window runs
          2026-04-09T18:30  coordination_extended  system: escalation coordination/standard due to the supervisor
          2026-04-09T18:30  coordination           nsc: agrees
          2026-04-09T18:30  decision               system: the decision is due within one working day
        "#);
        Ok(())
    })
}

/// Covers: APPC art 64(3)
#[test]
fn before_the_office_opens_a_verification_is_rejected_and_a_withdrawal_is_not() -> Result<()> {
    shared(async |stack| {
        // A Friday evening; it counts as Monday.
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-10T19:10:00").await?;
        let early = case.clear("2026-04-11T10:00:00").await.unwrap_err();
        assert_eq!(early.code, Code::VerificationEarly);
        case.withdraw("the visit is off", "2026-04-11T10:05:00").await?;
        assert_eq!(case.closed().await?.status, Status::Withdrawn);
        insta::assert_snapshot!(shown::case(&case.recorded().await?), @r#"
        withdrawn, stage withdrawn, registered on 2026-04-13
        clocks
        escalations
        timeline
          2026-04-10T19:10  filed                  applicant: application filed
          2026-04-10T19:10  registered             system: registered on 2026-04-13
          2026-04-11T10:05  withdrawn              applicant: withdrawn: the visit is off
        "#);
        let told = stack.sandbox.received();
        assert!(told.accepted(Log::Police, case.id()).is_empty(), "the police were never asked");
        Ok(())
    })
}

#[test]
fn one_submission_opens_a_case_for_each_invitee() -> Result<()> {
    shared(async |stack| {
        let filed_at = at("2026-04-06T10:00:00");
        let offset = offset_that_shows(filed_at);
        let application = examples::application(examples::PRIVATE_VISIT)?;
        let submitted =
            stack.cases().submit_shifted(&Uuid::new_v4().to_string(), &application, filed_at, offset.num_milliseconds()).await?;
        assert!(!submitted.repeated);
        let [first, second] = submitted.cases.as_slice() else { panic!("{submitted:?}") };
        let [first, second] = [first, second].map(|number| Filed::known(stack.cases(), number.clone(), filed_at, offset));
        let asked = stack
            .sandbox
            .wait_for(|received| [&first, &second].iter().all(|case| !received.accepted(Log::Police, case.id()).is_empty()), PATIENCE)
            .await?;
        let surname = |case: &Filed| asked.accepted(Log::Police, case.id())[0].body["subject"]["passport_number"].clone();
        assert_ne!(surname(&first), surname(&second), "each case is about its own invitee");

        // Each goes its own way. All of it lies within the minute that clocks may differ by.
        second.cases.tell(&second.number, second.envelope(withdrawal()?, "2026-04-06T10:00:10", Actor::Applicant)?).await?;
        assert_eq!(second.closed().await?.status, Status::Withdrawn);
        assert_eq!(first.recorded().await?.status, Status::Open);
        Ok(())
    })
}

fn withdrawal() -> Result<Withdrawal> {
    Ok(Withdrawal { reason: "only one comes".to_owned().try_into()? })
}

#[test]
fn the_same_request_sent_twice_opens_its_cases_once_and_another_content_is_refused() -> Result<()> {
    shared(async |stack| {
        let cases = stack.cases();
        let (request, filed_at) = (Uuid::new_v4().to_string(), at("2026-04-06T10:00:00"));
        let offset = offset_that_shows(filed_at).num_milliseconds();
        let application = examples::application(examples::PRIVATE_VISIT)?;
        let first = cases.submit_shifted(&request, &application, filed_at, offset).await?;
        let again = cases.submit_shifted(&request, &application, filed_at, offset).await?;
        assert_eq!((&again.cases, again.repeated), (&first.cases, true));

        let another = examples::changed(examples::PRIVATE_VISIT, |form| form["visit"]["purpose"] = json!("another purpose"))?;
        let conflict = cases.submit_shifted(&request, &another, filed_at, offset).await.unwrap_err();
        assert_eq!((conflict.code, conflict.field.as_deref()), (Code::RequestConflict, Some("request_id")));
        let told = stack
            .sandbox
            .wait_for(|received| first.cases.iter().all(|case| !received.accepted(Log::Police, case.as_str()).is_empty()), PATIENCE)
            .await?;
        for case in &first.cases {
            assert_eq!(told.count(Log::Police, &format!("{case}/verification")), NEW_ONCE);
        }

        // A closed case stays the first outcome of its request too.
        let number = first.cases[0].clone();
        let case = Filed::known(cases.clone(), number.clone(), filed_at, offset_that_shows(filed_at));
        cases.tell(&number, case.envelope(withdrawal()?, "2026-04-06T10:00:10", Actor::Applicant)?).await?;
        case.closed().await?;
        assert!(cases.submit_shifted(&request, &application, filed_at, offset).await?.repeated);
        assert_eq!(cases.submit_shifted(&request, &another, filed_at, offset).await.unwrap_err().code, Code::RequestConflict);
        Ok(())
    })
}

/// Covers: R26 para 14; R26 annex 7
#[test]
fn an_incomplete_application_is_refused_acceptance_for_every_invitee_at_any_hour() -> Result<()> {
    shared(async |stack| {
        let two = examples::changed(examples::INCOMPLETE, |form| {
            let mut second = form["invitees"][0].clone();
            second["passport"]["number"] = json!("C0000005");
            form["invitees"].as_array_mut().unwrap().push(second);
            form["fee"]["amount_kzt"] = json!(4325);
        })?;
        let filed_at = at("2026-04-11T23:30:00");
        let offset = offset_that_shows(filed_at);
        let submitted = stack.cases().submit_shifted(&Uuid::new_v4().to_string(), &two, filed_at, offset.num_milliseconds()).await?;
        assert_eq!(submitted.cases.len(), 2);
        for number in submitted.cases {
            let case = Filed::known(stack.cases(), number, filed_at, offset);
            shaqyru_tests::eventually("the case", async || Ok(case.cases.exists(&case.number).await?.then_some(()))).await?;
            assert_eq!(case.closed().await?.status, Status::AcceptanceRefused);
            let view = case.recorded().await?;
            insta::allow_duplicates! {
                insta::assert_snapshot!(shown::case(&view), @r#"
                acceptance_refused, stage acceptance_refused, not registered
                clocks
                escalations
                timeline
                  2026-04-11T23:30  filed                  applicant: application filed
                  2026-04-11T23:30  acceptance_refused     system: missing: representative_authority, petition
                "#);
            }
            let told = stack.sandbox.received();
            let notices = told_once(&told, Log::Notices, case.id(), |notice| format!("{} {}", text(&notice["kind"]), notice["missing"]));
            insta::allow_duplicates! {
                insta::assert_debug_snapshot!(notices, @r#"
                [
                    "acceptance_refusal [\"the paper that proves the representative's authority\",\"a petition of a central executive body, or of the Innovation Cluster for its programmes\"]",
                ]
                "#);
            }
            assert!(told.accepted(Log::Police, case.id()).is_empty());
        }
        Ok(())
    })
}

#[test]
fn messages_to_unknown_and_ended_cases_are_told_apart() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let nobody = Filed::known(stack.cases(), CaseNumber::of_request("never sent", 0), case.filed_at, case.offset);
        let clear = |case: &Filed| case.envelope(Verification::Clear, "2026-04-06T10:00:10", Actor::Police);
        let unknown = nobody.cases.tell(&nobody.number, clear(&nobody)?).await.unwrap_err();
        assert_eq!(unknown.code, Code::CaseUnknown);
        assert_eq!(nobody.cases.case(&nobody.number, case.filed_at).await.unwrap_err().code, Code::CaseUnknown);

        let withdrawal = case.envelope(withdrawal()?, "2026-04-06T10:00:10", Actor::Applicant)?;
        let receipt = case.cases.tell(&case.number, withdrawal.clone()).await?;
        case.closed().await?;
        let ended = case.cases.tell(&case.number, clear(&case)?).await.unwrap_err();
        assert_eq!(ended.code, Code::CaseClosed);
        // What it took before it ended is answered with the first outcome.
        assert_eq!(case.cases.tell(&case.number, withdrawal).await?, receipt);
        assert_eq!(case.recorded().await?.status, Status::Withdrawn);
        Ok(())
    })
}

#[test]
fn a_message_sent_twice_is_applied_once_and_another_content_under_its_id_is_refused() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let clear = case.envelope(Verification::Clear, "2026-04-06T10:00:10", Actor::Police)?;
        let first = case.cases.tell(&case.number, clear.clone()).await?;
        let again = case.cases.tell(&case.number, clear.clone()).await?;
        assert_eq!(again, first);
        let refusal = Verification::Refuse(shaqyru_domain::case::fact::Refusal { ground: 1.try_into()?, note: None });
        let mut another = case.envelope(refusal, "2026-04-06T10:00:20", Actor::Police)?;
        another.id.clone_from(&clear.id);
        let conflict = case.cases.tell(&case.number, another).await.unwrap_err();
        assert_eq!(conflict.code, Code::MessageConflict);
        let view = case.recorded().await?;
        assert_eq!(view.stage, Stage::Coordination);
        assert_eq!(view.timeline.iter().filter(|line| line.detail == "clear").count(), 1);
        Ok(())
    })
}

#[test]
fn idle_days_add_nothing_to_the_history() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.clear("2026-04-06T11:00:00").await?;
        case.more_time("further study", "2026-04-07T11:00:00").await?;
        case.until("the notice", |view| {
            view.clocks.iter().any(|clock| clock.clock == ClockKind::ExtensionNotice && clock.ended_at.is_some())
        })
        .await?;
        let _ = case.forward_to("2026-04-07T12:00:00").await?;
        let before = case.events().await?.len();
        // Nothing is due before the reminders of the extended window.
        let _ = case.forward_to("2026-04-27T12:00:00").await?;
        assert_eq!(case.events().await?.len(), before);
        assert_eq!(case.view("2026-04-27T12:00:00").await?.escalations, []);
        Ok(())
    })
}

/// Covers: R26 para 9; SEED digital monitoring
#[test]
fn an_outage_of_the_monitoring_system_stops_no_case_and_loses_no_stage() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.sandbox.set_knob(Agency::Monitoring, Knob::fault(Fault::ServerError));
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.clear("2026-04-06T10:10:00").await?;
        case.answer(Answer::Agree, "2026-04-06T10:20:00").await?;
        case.decide(Verdict::Issue, None, "2026-04-06T10:30:00").await?;
        stack.deliver_stages().await?;
        assert_eq!(case.closed().await?.status, Status::Issued);
        let first = format!("{}/stage/1", case.id());
        let told = stack.sandbox.wait_for(|received| received.count(Log::Stages, &first).not_accepted > 0, PATIENCE).await?;
        assert!(told.accepted(Log::Stages, case.id()).is_empty());

        stack.sandbox.set_knob(Agency::Monitoring, Knob::default());
        let told = stages_arrive(&stack.engine(), &stack.sandbox, case.id(), 6, PATIENCE).await?;
        let stages = told::told(&told, Log::Stages, case.id(), |stage| text(&stage["stage"]).to_owned());
        assert_eq!(stages, ["filed", "registered", "verification", "coordination", "decision", "issued"]);
        Ok(())
    })
}

#[test]
fn a_fact_in_the_future_is_rejected_and_changes_nothing() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let before = case.until("the verification", |view| view.stage == Stage::Verification).await?;
        let tomorrow = case.envelope(Verification::Clear, "2026-04-07T10:00:00", Actor::Police)?;
        assert_eq!(case.cases.tell(&case.number, tomorrow).await.unwrap_err().code, Code::Future);
        assert_eq!(case.recorded().await?, before);
        let earlier = case.envelope(Verification::Clear, "2026-04-06T09:59:59", Actor::Police)?;
        assert_eq!(case.cases.tell(&case.number, earlier).await.unwrap_err().code, Code::OutOfOrder);
        assert_eq!(case.recorded().await?, before);
        Ok(())
    })
}

#[test]
fn a_breached_clock_stays_breached_when_its_act_comes_late() -> Result<()> {
    shared(async |stack| {
        let filed_at = at("2026-04-06T10:00:00");
        let case =
            Filed::file_with_clock_at(stack, &examples::application(examples::NEGOTIATIONS)?, filed_at, at("2026-04-08T12:00:00")).await?;
        case.clear("2026-04-08T12:00:00").await?;
        let view = case.recorded().await?;
        let clock = view.clocks.iter().find(|clock| clock.clock == ClockKind::Verification).unwrap();
        assert_eq!((clock.outcome, clock.ended_at), (ClockOutcome::Breached, Some(at("2026-04-08T12:00:00"))));
        let window =
            view.clocks.iter().find(|clock| clock.window == Some(Window::Standard) && clock.clock == ClockKind::Coordination).unwrap();
        assert_eq!(window.started_at, at("2026-04-08T12:00:00"));
        Ok(())
    })
}

/// The engine undid the step that took a withdrawal and closed the case, because the police's acknowledgement
/// came in meanwhile: the sender got an error, the monitoring system had been told of a withdrawal that was on
/// no record, and the next stage then bore the same id.
#[test]
fn a_message_that_ends_a_case_while_an_agency_answers_is_neither_lost_nor_told_before_it_is_on_record() -> Result<()> {
    alone(SILENT, async |stack| {
        let slow = |delay_ms| Knob { delay_ms, ..Knob::default() };
        stack.sandbox.set_knob(Agency::Portal, slow(800));
        stack.sandbox.set_knob(Agency::Police, slow(400));
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the verification", |view| view.stage == Stage::Verification).await?;
        // While the applicant is told of the withdrawal, the police answer.
        case.cases.tell(&case.number, case.envelope(withdrawal()?, "2026-04-06T10:00:10", Actor::Applicant)?).await?;
        assert_eq!(case.closed().await?.status, Status::Withdrawn);
        let undone: Vec<_> = case.events().await?.into_iter().filter(|event| event.event_type() == EventType::WorkflowTaskFailed).collect();
        assert!(undone.is_empty(), "{undone:?}");
        let told = stages_arrive(&stack.engine(), &stack.sandbox, case.id(), 4, PATIENCE).await?;
        assert_eq!(stages_told(&told, case.id()).len(), 4);
        Ok(())
    })
}
