//! A query carries a case further than its workflow tasks have told, and its history does not replay.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures::future::join_all;
use serde_json::json;
use shaqyru::stack::{Stack, agency_urls};
use shaqyru_activities::handover::{Arrival, HandedOver};
use shaqyru_sandbox::{Agency, Fault, Knob, Log};
use shaqyru_tests::{Filed, PATIENCE, SILENT, alone, eventually, examples};
use temporalio_client::{NamespacedClient, WorkflowDescribeOptions, tonic::IntoRequest};
use temporalio_common::protos::temporal::api::{
    common::v1::{Payload, Payloads},
    enums::v1::EventType,
    workflow::v1::PendingActivityInfo,
    workflowservice::v1::RespondActivityTaskCompletedByIdRequest,
};

use crate::program::{Running, repair_command, said, signal, worker_command};

/// How many of the worker's polls wait for workflow tasks of cases that it has; with each of them a query can be on its way.
const POLLS: usize = 12;
/// Long enough for the engine to hand queries to a worker that polls, and far shorter than it waits for one that is silent.
const HANDED_OVER_WITHIN: Duration = Duration::from_millis(600);

async fn worker(stack: &Stack) -> Result<Running> {
    let mut command = worker_command(&stack.server.address(), agency_urls(&stack.sandbox), &stack.register_setting(), 0);
    command.args(["--cached-workflows", "2"]).env("RUST_LOG", "info,shaqyru_worker::eviction=debug");
    Running::start(command, "worker runs").await
}

async fn case_that_waits_for_the_police(stack: &Stack, filed_at: &str) -> Result<Filed> {
    let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, filed_at).await?;
    stack.sandbox.wait_for(|received| !received.accepted(Log::Police, case.id()).is_empty(), PATIENCE * 3).await?;
    eventually("a case that waits for nobody but the police", async || {
        let described = case.handle().describe(WorkflowDescribeOptions::default()).await?.into_raw();
        Ok((described.pending_workflow_task.is_none() && described.pending_activities.is_empty()).then_some(()))
    })
    .await?;
    Ok(case)
}

/// Has the case ask for papers while the portal is silent: the hand-over that is then under way.
async fn hand_over_under_way(stack: &Stack, case: &Filed) -> Result<PendingActivityInfo> {
    stack.sandbox.set_knob(Agency::Portal, Knob::fault(Fault::TimeoutBeforeAcceptance));
    let papers = serde_json::from_value(json!({ "papers": [{"kind": "contract", "form": "copy"}], "reason": "not legible" }))?;
    case.request_papers(papers, "2026-04-06T10:00:05").await?;
    eventually("a hand-over under way", async || {
        let described = case.handle().describe(WorkflowDescribeOptions::default()).await?.into_raw();
        Ok(described.pending_activities.first().filter(|activity| activity.last_started_time.is_some()).cloned())
    })
    .await
}

/// Ends an activity in its worker's place: nothing of what it had to hand over counts as handed over.
async fn end(stack: &Stack, case: &Filed, activity: &PendingActivityInfo) -> Result<()> {
    let nothing = HandedOver {
        revision: None,
        notice_count: 0,
        escalation_count: 0,
        record: Arrival::Arrived,
        notices: Arrival::Arrived,
        escalations: Arrival::Arrived,
    };
    let payload = Payload {
        metadata: [("encoding".to_owned(), b"json/plain".to_vec())].into(),
        data: serde_json::to_vec(&nothing)?,
        ..Payload::default()
    };
    let request = RespondActivityTaskCompletedByIdRequest {
        namespace: stack.engine().namespace(),
        workflow_id: case.id().to_owned(),
        activity_id: activity.activity_id.clone(),
        result: Some(Payloads { payloads: vec![payload] }),
        ..RespondActivityTaskCompletedByIdRequest::default()
    };
    stack.engine().connection().workflow_service().respond_activity_task_completed_by_id(request.into_request()).await?;
    Ok(())
}

/// Whether the last message that the case accepted came with the task that told the end of its hand-over.
async fn came_with_the_end_of_the_hand_over(case: &Filed) -> Result<bool> {
    let events = case.events().await?;
    let accepted = events.iter().rposition(|event| event.event_type() == EventType::WorkflowExecutionUpdateAccepted);
    let before = events.get(..accepted.context("no message was accepted")?).unwrap_or_default();
    let task = before.iter().rposition(|event| event.event_type() == EventType::WorkflowTaskScheduled).context("no task")?;
    let last = before.get(..task).and_then(<[_]>::last).context("nothing before the task")?;
    Ok(last.event_type() == EventType::ActivityTaskCompleted)
}

/// The worker has dropped the case and polls. It is frozen with a query in its hands; an activity of the case ends, and a message comes.
/// When it thaws, it fetches the case for the query with an event that no task has told. Whether that is how it went.
async fn is_asked_between_an_event_and_the_task_that_tells_it(stack: &Stack) -> Result<bool> {
    let worker = worker(stack).await?;
    let case = case_that_waits_for_the_police(stack, "2026-04-06T10:00:00").await?;
    let others = [
        case_that_waits_for_the_police(stack, "2026-04-06T10:01:00").await?,
        case_that_waits_for_the_police(stack, "2026-04-06T10:02:00").await?,
    ];
    let activity = hand_over_under_way(stack, &case).await?;
    for other in &others {
        other.recorded().await?;
    }
    signal(worker.number(), "STOP").await?;
    let [_, other] = &others;
    // So that no poll is left for the task: it starts only with the message.
    let other_queries = join_all((0..POLLS).map(|_| other.recorded()));
    let message = async {
        tokio::time::sleep(HANDED_OVER_WITHIN).await;
        end(stack, &case, &activity).await?;
        let thaw = async {
            tokio::time::sleep(HANDED_OVER_WITHIN).await;
            signal(worker.number(), "CONT").await
        };
        let (cleared, thawed) = tokio::join!(case.clear("2026-04-06T10:00:10"), thaw);
        cleared?;
        thawed
    };
    let (answer, _, message) = tokio::join!(case.recorded(), other_queries, message);
    message?;
    stack.sandbox.set_knob(Agency::Portal, Knob::default());
    let together = came_with_the_end_of_the_hand_over(&case).await?;
    let (_, log) = worker.stop("TERM").await?;
    let told = said(repair_command(stack, &[case.id(), "--dry-run"])).await?.json()?;
    ensure!(told["cases"][0]["state"] == "replays", "{told}");
    Ok(answer.is_ok() && together && log.contains("a case is evicted once the query is answered"))
}

#[test]
fn a_query_between_an_event_and_the_task_that_tells_it_leaves_a_history_that_replays() -> Result<()> {
    alone(SILENT, async |stack| {
        stack.stop_worker().await?;
        // On a machine that does much else the engine may have been slower.
        for _ in 0..5 {
            if Box::pin(is_asked_between_an_event_and_the_task_that_tells_it(stack)).await? {
                return Ok(());
            }
        }
        anyhow::bail!("no query came between")
    })
}
