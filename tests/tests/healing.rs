//! A case's history does not replay: it stands still for ever, or what heals it loses what it had accepted.
//!
//! The portal is down, and a question comes while a case of the first shape tries locally what it sends: its history does not replay. Such
//! cases are made as they were made in production, and healed by the program as operators run it.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use serde_json::json;
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_client::healing::Cure;
use shaqyru_domain::case::{
    Reassignment,
    fact::{Answer, Verdict},
    stage::{Stage, Status},
};
use shaqyru_register::Recorded;
use shaqyru_sandbox::{BerkutMessage, BerkutStep, Log, PoliceStep, Script};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, eventually_within, examples, officer};
use temporalio_client::{NamespacedClient, WorkflowDescribeOptions, tonic::IntoRequest};
use temporalio_common::protos::temporal::api::{
    common::v1::WorkflowExecution, enums::v1::ResetReapplyExcludeType, workflowservice::v1::ResetWorkflowExecutionRequest,
};
use tokio::task::LocalSet;
use uuid::Uuid;

use crate::{
    lost_step::{case_questioned_amid_a_step, stuck_case},
    program::{repair_command, said},
};

/// So many cases get stuck.
const STUCK: usize = 3;
/// The engine tries a failing step again and again; after so many times it is no accident.
const TRIED: i32 = 3;

async fn file(stack: &Stack) -> Result<Filed> {
    Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await
}

/// How often the step that waits was tried.
async fn attempts(case: &Filed) -> Result<i32> {
    let described = case.handle().describe(WorkflowDescribeOptions::default()).await?.into_raw();
    Ok(described.pending_workflow_task.map(|task| task.attempt).unwrap_or_default())
}

#[test]
fn a_case_whose_history_does_not_replay_is_healed_and_loses_no_message() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.stop_worker().await?;
        let mut stuck = Vec::new();
        for _ in 0..STUCK {
            stuck.push(stuck_case(stack).await?);
        }
        let sound = Box::pin(case_questioned_amid_a_step(stack, false)).await?;
        stack.start_worker();
        // What the worker brings from outside begins the count of a failing step anew.
        eventually_within(PATIENCE * 3, "every stuck case to fail again", async || {
            let tried = try_join_all(stuck.iter().map(attempts)).await?;
            Ok(tried.into_iter().all(|attempts| attempts >= TRIED).then_some(()))
        })
        .await?;
        let accepted: BTreeMap<_, _> =
            try_join_all(stuck.iter().map(async |case| Ok::<_, anyhow::Error>((case.id().to_owned(), accepted(case).await?))))
                .await?
                .into_iter()
                .collect();

        let repair = |arguments: &[&str]| repair_command(stack, arguments);
        ensure!(accepted.values().all(|messages| messages.len() == 2), "{accepted:?}");
        let before = runs(&stuck).await?;
        let told = said(repair(&["--all", "--dry-run"])).await?.ended(1)?;
        let broken = told["cases"].as_array().context("no list")?.iter().filter(|case| case["state"] == "broken").count();
        assert_eq!(broken, STUCK, "{told}");
        assert_eq!(runs(&stuck).await?, before, "only telling has changed them");
        let done = said(repair(&["--all", "--by", "O-1001"])).await?.ended(0)?;
        let healed = done["cases"].as_array().context("no list")?.iter().filter(|case| case["healed"]["run"].is_string()).count();
        assert_eq!(healed, broken, "{done}");

        for case in &stuck {
            let now = self::accepted(case).await?;
            for message in &accepted[case.id()] {
                ensure!(now.contains(message), "{} has lost {message}: {now:?}", case.number);
            }
            let views = stack.register.views_of(&case.number).await?;
            ensure!(views.iter().any(|view| view.what.starts_with("history repaired")), "{}: {views:?}", case.number);
        }
        for case in stuck.iter().chain([&sound]) {
            case.answer(Answer::Agree, "2026-04-06T10:00:20").await?;
            case.decide(Verdict::Issue, None, "2026-04-06T10:00:30").await?;
            ensure!(case.closed().await?.status == Status::Issued);
            let record = stack.cases().record(&case.number).await?;
            assert_eq!(stack.register.compare(&record).await?, Recorded::Known, "{}", case.number);
            let received = stack.sandbox.received();
            for log in [Log::Police, Log::Berkut, Log::Invitations] {
                assert_eq!(received.accepted(log, case.id()).len(), 1, "{}: {log:?}", case.number);
            }
            assert_eq!(received.accepted(Log::Notices, case.id()).len(), 3, "{}", case.number);
        }
        let left = said(repair(&["--all"])).await?.ended(0)?;
        ensure!(left["cases"].as_array().is_some_and(|cases| cases.iter().all(|case| case["state"] != "broken")), "{left}");
        Ok(())
    })
}

async fn runs(cases: &[Filed]) -> Result<Vec<String>> {
    try_join_all(cases.iter().map(async |case| Ok(case.handle().describe(WorkflowDescribeOptions::default()).await?.run_id().to_owned())))
        .await
}

/// Undoes all steps of a case but the first, as a repair does that is broken off then.
async fn undo(stack: &Stack, case: &Filed) -> Result<()> {
    let (run, step) = first_step(case).await?;
    let request = ResetWorkflowExecutionRequest {
        namespace: stack.engine().namespace(),
        workflow_execution: Some(WorkflowExecution { workflow_id: case.id().to_owned(), run_id: run }),
        workflow_task_finish_event_id: step,
        request_id: Uuid::new_v4().to_string(),
        reset_reapply_exclude_types: vec![ResetReapplyExcludeType::Update.into()],
        ..ResetWorkflowExecutionRequest::default()
    };
    stack.engine().connection().workflow_service().reset_workflow_execution(request.into_request()).await?;
    Ok(())
}

/// The run of a case, and the event that completed its first step.
async fn first_step(case: &Filed) -> Result<(String, i64)> {
    let run = case.handle().describe(WorkflowDescribeOptions::default()).await?.run_id().to_owned();
    let events = case.cases.history(&case.number).await?;
    let step = events.iter().find(|event| event.kind == "WorkflowTaskCompleted").context("no step")?;
    Ok((run, step.id))
}

/// What an agency said when it was asked is in no message: nobody brings it again by themselves.
#[test]
fn what_was_found_by_asking_survives_a_repair_and_one_that_was_broken_off() -> Result<()> {
    // Long enough for a repair to be quicker than the next question, as the half hour of production is.
    alone(StackOptions { poll_every: Some(Duration::from_secs(4)), callback: true, ..SILENT }, async |stack| {
        let says = Script {
            callbacks: false,
            police: Some(PoliceStep { after_ms: 0, verification: Some(shaqyru_sandbox::Verification::Clear) }),
            berkut: vec![BerkutStep { after_ms: 0, message: BerkutMessage::Answer(shaqyru_sandbox::Answer::Agree) }],
            ..Script::default()
        };
        stack.sandbox.set_default_script(says);
        let case = file(stack).await?;
        let to = Reassignment { officer: Some("officer-2".parse()?), office: None, reason: None };
        case.until("the answer", |view| view.stage == Stage::Decision).await?;
        case.cases.tell(&case.number, case.envelope(to, "2026-04-06T10:00:20", officer("s-1"))?).await?;
        let before = case.recorded().await?;

        let (run, reset_to) = first_step(&case).await?;
        let (why, taken_again, would_be_lost) = (String::new(), Vec::new(), Vec::new());
        let cure = Cure { run, why, reset_to, steps_kept: 1, steps_undone: 0, taken_again, would_be_lost };
        let healed = LocalSet::new().run_until(Box::pin(stack.cases().heal(&case.number, &cure))).await?;
        assert_eq!(healed.messages, 3);
        assert_eq!(case.recorded().await?.timeline, before.timeline);

        undo(stack, &case).await?;
        case.until("the verification", |view| view.stage == Stage::Verification).await?;
        let repair = |arguments: &[&str]| repair_command(stack, arguments);
        let told = said(repair(&["--all", "--dry-run"])).await?.ended(1)?;
        assert_eq!((&told["cases"][0]["case"], &told["cases"][0]["state"]), (&json!(case.id()), &json!("owes")), "{told}");
        said(repair(&[case.id(), "--by", "O-1001"])).await?.ended(0)?;
        assert_eq!(case.recorded().await?.timeline, before.timeline);
        said(repair(&["--all", "--dry-run"])).await?.ended(0)?;

        case.decide(Verdict::Issue, None, "2026-04-06T10:00:30").await?;
        assert_eq!(case.closed().await?.status, Status::Issued);
        let received = stack.sandbox.received();
        for log in [Log::Police, Log::Berkut, Log::Invitations] {
            assert_eq!(received.accepted(log, case.id()).len(), 1, "{log:?}");
        }
        Ok(())
    })
}

/// What is known by which id that the case has accepted; the last part of an update's id tells one copy of a message from another.
async fn accepted(case: &Filed) -> Result<Vec<String>> {
    let events = case.cases.history(&case.number).await?;
    let accepted = events.iter().filter(|event| event.kind == "WorkflowExecutionUpdateAccepted");
    let known_as = |update_id: &str| update_id.rsplit_once('/').map(|(known_as, _)| known_as.to_owned());
    Ok(accepted.filter_map(|event| event.says["protocol_instance_id"].as_str().and_then(known_as)).collect())
}
