//! Whoever reaches the engine's port says something to a case and is believed, or leaves behind what is tried for ever.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use shaqyru_client::{Cases, Filing, Message};
use shaqyru_domain::{
    actor::Actor,
    case::{
        Reassignment,
        fact::{Answer, Decision, Verdict, Verification},
        number::CaseNumber,
        order::Order,
        stage::Status,
    },
    checks::papers::{PapersRequest, RequestedPaper},
    problem::Code,
    secret::Secret,
    time::instant::Instant,
};
use shaqyru_tests::{Filed, PATIENCE, examples, officer, shared};
use shaqyru_workflows::{
    TASK_QUEUE,
    invitation::{Beginning, InvitationWorkflow},
    runtime::input::Input,
};
use temporalio_client::{
    UntypedWorkflow, WorkflowDescribeOptions, WorkflowGetResultOptions, WorkflowStartOptions, errors::WorkflowGetResultError,
};
use temporalio_common::{data_converters::RawValue, protos::temporal::api::common::v1::Payload};
use uuid::Uuid;

#[test]
fn an_order_that_the_console_did_not_sign_is_refused() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the verification", |view| view.stage.as_str() == "verification").await?;
        let by_somebody = Cases::new(stack.engine());
        let by_another = Cases::new(stack.engine()).signing_with(Secret::new("another secret")?);
        for cases in [by_somebody, by_another] {
            let message = case.envelope(Verification::Clear, "2026-04-06T10:00:10", officer("FAKE"))?;
            let refused = cases.tell(&case.number, message).await.unwrap_err();
            assert_eq!(refused.code, Code::Unsigned);
        }
        // A statement that was made for one case serves for no other.
        let other = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let message = case.envelope(Verification::Clear, "2026-04-06T10:00:10", Actor::Police)?;
        let secret: Secret = shaqyru::stack::LOCAL_SECRET.parse()?;
        let stolen = message.signed(&secret, &other.number, shaqyru_domain::authority::Act::Verify)?;
        let refused = Cases::new(stack.engine()).tell(&case.number, stolen).await.unwrap_err();
        assert_eq!(refused.code, Code::Unsigned);
        assert_eq!(case.recorded().await?.stage.as_str(), "verification", "nothing has changed");
        case.clear("2026-04-06T10:00:20").await?;
        Ok(())
    })
}

/// How a workflow failed.
async fn failure_of(cases: &Cases, id: &str) -> Result<String> {
    let handle = cases.engine().get_workflow_handle::<InvitationWorkflow>(id);
    let ended = tokio::time::timeout(PATIENCE, handle.get_result(WorkflowGetResultOptions::default())).await.context("it goes on")?;
    match ended {
        Err(WorkflowGetResultError::Failed(failure)) => Ok(format!("{failure:?}")),
        other => anyhow::bail!("{other:?}"),
    }
}

#[test]
fn a_case_that_the_console_did_not_file_is_not_opened() -> Result<()> {
    shared(async |stack| {
        let filing = |case: &CaseNumber| Filing {
            case: case.clone(),
            application: examples::application(examples::NEGOTIATIONS).unwrap(),
            invitee: 0,
            filed_at: Instant::from_utc(chrono::Utc::now()),
            clock_offset_ms: 0,
            opens_the_others: false,
            judged: None,
            intake_by_activity: true,
            statement: None,
        };
        let case = CaseNumber::of_request(&Uuid::new_v4().to_string(), 0);
        Cases::new(stack.engine()).start(filing(&case)).await?;
        assert!(failure_of(&stack.cases(), case.as_str()).await?.contains("SHQ-UNSIGNED"));
        // One that was signed for another number.
        let signed_for = CaseNumber::of_request(&Uuid::new_v4().to_string(), 0);
        let mut stolen = filing(&signed_for);
        let secret: Secret = shaqyru::stack::LOCAL_SECRET.parse()?;
        let digest = stolen.signed(signed_for.as_str())?.content_digest;
        stolen.statement = Some(shaqyru_domain::statement::Statement::sign(&secret, shaqyru_domain::statement::Purpose::Filing, &digest));
        let id = CaseNumber::of_request(&Uuid::new_v4().to_string(), 0);
        let options = WorkflowStartOptions::new(TASK_QUEUE, id.as_str()).build();
        stack.engine().start_workflow(InvitationWorkflow::run, Input::from(Beginning::from(stolen)), options).await?;
        assert!(failure_of(&stack.cases(), id.as_str()).await?.contains("SHQ-UNSIGNED"));
        Ok(())
    })
}

#[test]
fn what_is_no_filing_fails_with_its_code_and_is_not_tried_for_ever() -> Result<()> {
    shared(async |stack| {
        let of = |encoding: &str, data: &[u8]| Payload {
            metadata: [("encoding".to_owned(), encoding.as_bytes().to_vec())].into(),
            data: data.to_vec(),
            ..Payload::default()
        };
        let json = |value: Value| of("json/plain", value.to_string().as_bytes());
        let inputs = [
            vec![],
            vec![json(json!({"case": "INV-7K3QX5ABCD-1"}))],
            vec![json(json!(7))],
            vec![of("json/plain", b"{")],
            vec![of("binary/plain", &[0, 159, 146, 150])],
            vec![json(json!({})), json(json!({}))],
        ];
        for workflow_type in ["Invitation", "Application"] {
            for input in &inputs {
                let id = Uuid::new_v4().to_string();
                let options = WorkflowStartOptions::new(TASK_QUEUE, id.clone()).build();
                stack.engine().start_workflow(UntypedWorkflow::new(workflow_type), RawValue::new(input.clone()), options).await?;
                let failure = failure_of(&stack.cases(), &id).await.with_context(|| format!("{workflow_type} {input:?}"))?;
                assert!(failure.contains("SHQ-FIELD"), "{workflow_type} {input:?}: {failure}");
            }
        }
        Ok(())
    })
}

/// The police's message 1, found by asking or brought, and the NSC's message 1: each counts.
#[test]
fn when_two_senders_use_the_same_message_id_each_counts() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the verification", |view| view.stage.as_str() == "verification").await?;
        let mut clear = case.envelope(Verification::Clear, "2026-04-06T10:00:10", Actor::Police)?;
        "1".clone_into(&mut clear.id);
        case.cases.tell(&case.number, clear).await?;
        let mut answer = case.envelope(shaqyru_domain::case::fact::Answer::Agree, "2026-04-06T10:00:20", Actor::Nsc)?;
        "1".clone_into(&mut answer.id);
        case.cases.tell(&case.number, answer.clone()).await?;
        assert_eq!(case.recorded().await?.stage.as_str(), "decision");
        // An agency has one row of ids: the same id with another content is a conflict.
        answer.digest = "another".to_owned();
        assert_eq!(case.cases.tell(&case.number, answer).await.unwrap_err().code, Code::MessageConflict);
        Ok(())
    })
}

/// The history page shows the ids of agencies' messages, and a console may count its own: an officer's key that a message of the police
/// bears too, and one key on two orders. Each counts.
#[test]
fn an_officers_key_is_taken_neither_for_an_agencys_message_nor_for_another_order() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the verification", |view| view.stage.as_str() == "verification").await?;
        let to = |officer: &str| anyhow::Ok(Reassignment { officer: Some(officer.parse()?), office: None, reason: None });
        let first = case.envelope(to("o-2")?, "2026-04-06T10:00:10", officer("o-1"))?;
        case.cases.tell(&case.number, under_id("1", first)).await?;
        let clear = case.envelope(Verification::Clear, "2026-04-06T10:00:20", Actor::Police)?;
        case.cases.tell(&case.number, under_id("1", clear)).await?;
        let answer = case.envelope(Answer::Agree, "2026-04-06T10:00:30", Actor::Nsc)?;
        case.cases.tell(&case.number, under_id("2", answer)).await?;
        let second = case.envelope(to("o-1")?, "2026-04-06T10:00:40", officer("o-2"))?;
        case.cases.tell(&case.number, under_id("2", second)).await?;
        assert_eq!(case.recorded().await?.officer.map(|officer| officer.to_string()).as_deref(), Some("o-1"));
        let decision = Decision { verdict: Verdict::Issue, late_reason: None };
        let decision = case.envelope(decision, "2026-04-06T10:00:50", officer("o-1"))?;
        case.cases.tell(&case.number, under_id("1", decision)).await?;
        assert_eq!(case.closed().await?.status, Status::Issued);
        Ok(())
    })
}

fn under_id<T>(id: &str, mut message: Message<T>) -> Message<T> {
    id.clone_into(&mut message.id);
    message
}

#[test]
fn a_sender_who_says_too_much_is_cut_off_and_everybody_else_is_still_heard() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the verification", |view| view.stage.as_str() == "verification").await?;
        let run = async || {
            let description = case.handle().describe(WorkflowDescribeOptions::default()).await?.into_raw();
            anyhow::Ok(description.workflow_execution_info.and_then(|info| info.execution).map(|execution| execution.run_id))
        };
        let first_run = run().await?;
        let reassign = async |supervisor: &str, place: usize| {
            let to = shaqyru_domain::case::Reassignment { officer: Some(format!("officer-{place}").parse()?), office: None, reason: None };
            let mut message = case.envelope(to, "2026-04-06T10:00:10", officer(supervisor))?;
            message.id = format!("reassignment-{place}");
            anyhow::Ok(case.cases.tell(&case.number, message).await)
        };
        let first = reassign("s-1", 0).await??;
        for supervisor in ["s-1", "s-2", "s-3"] {
            for places in (usize::from(supervisor == "s-1")..200).collect::<Vec<_>>().chunks(10) {
                for told in futures::future::join_all(places.iter().map(|place| reassign(supervisor, *place))).await {
                    told??;
                }
            }
            assert_eq!(reassign(supervisor, 200).await?.unwrap_err().code, Code::TooManyMessages, "{supervisor}");
        }
        // What is refused only where the engine's time is known counts, too: the engine has accepted it.
        let early = async |place: usize| {
            let mut message = case.envelope(Order::Resume, "2026-04-05T10:00:00", officer("o-1"))?;
            message.id = format!("early-{place}");
            anyhow::Ok(case.cases.tell(&case.number, message).await.unwrap_err().code)
        };
        assert_eq!(early(0).await?, Code::OutOfOrder);
        assert_ne!(run().await?, first_run, "the case goes on in a new run");
        assert_eq!(reassign("s-1", 0).await??, first, "what was said in the first run still has its first outcome");
        case.clear("2026-04-06T10:00:20").await?;
        case.answer(shaqyru_domain::case::fact::Answer::Agree, "2026-04-06T10:00:30").await?;
        case.decide(shaqyru_domain::case::fact::Verdict::Issue, None, "2026-04-06T10:00:40").await?;
        assert_eq!(case.closed().await?.status.to_string(), "issued");
        assert_eq!(case.recorded().await?.timeline.iter().filter(|line| line.detail.starts_with("given to")).count(), 600);
        assert_eq!(reassign("s-1", 0).await??, first, "and after the case has ended, too");
        assert_eq!(reassign("s-1", 201).await?.unwrap_err().code, Code::CaseClosed);
        let events = case.cases.history(&case.number).await?;
        let accepted = events.iter().filter(|event| event.kind == "WorkflowExecutionUpdateAccepted").count();
        assert_eq!(
            (accepted, events.first().map(|event| event.run), events.last().map(|event| event.run)),
            (603, Some(1), Some(2)),
            "what is repeated leaves nothing"
        );
        Ok(())
    })
}

#[test]
fn a_sender_who_writes_too_much_is_cut_off_and_another_can_still_write() -> Result<()> {
    shared(async |stack| {
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the verification", |view| view.stage.as_str() == "verification").await?;
        let ask = async |by: &str| {
            let papers = vec![RequestedPaper { kind: "contract".parse()?, form: None }];
            let request = PapersRequest { papers, reason: "ы".repeat(2_000).try_into()? };
            anyhow::Ok(case.cases.tell(&case.number, case.envelope(request, "2026-04-06T10:00:10", officer(by))?).await)
        };
        let mut asked = 0;
        let refused = loop {
            match ask("o-1").await? {
                Ok(_) => asked += 1,
                Err(problem) => break problem,
            }
        };
        assert_eq!((refused.code, asked), (Code::TooManyMessages, 15));
        ask("o-2").await??;
        Ok(())
    })
}
