//! What the server has on record of a workflow.

use std::collections::BTreeMap;

use anyhow::Result;
use shaqyru_domain::case::number::CaseNumber;
use shaqyru_workflows::invitation::InvitationWorkflow;
use temporalio_client::{Client, WorkflowDescribeOptions, WorkflowFetchHistoryOptions};
use temporalio_common::protos::temporal::api::{
    enums::v1::{EventType, PendingActivityState},
    history::v1::{HistoryEvent, history_event::Attributes},
    workflow::v1::PendingActivityInfo,
    workflowservice::v1::DescribeWorkflowExecutionResponse,
};

/// What a case cost the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Events in its history.
    pub(crate) events: i64,
    /// Transactions on its state.
    pub(crate) transitions: i64,
}

/// What a case has cost until now.
pub(crate) async fn cost(client: &Client, case: &CaseNumber) -> Result<Cost> {
    let info = describe(client, case).await?.workflow_execution_info.unwrap_or_default();
    Ok(Cost { events: info.history_length, transitions: info.state_transition_count })
}

/// Whether nothing is under way in a case.
pub(crate) async fn waits(client: &Client, case: &CaseNumber) -> Result<bool> {
    let description = describe(client, case).await?;
    let waits_for_next_attempt =
        |activity: &PendingActivityInfo| activity.state() == PendingActivityState::Scheduled && activity.attempt > 1;
    Ok(description.pending_workflow_task.is_none() && description.pending_activities.iter().all(waits_for_next_attempt))
}

async fn describe(client: &Client, case: &CaseNumber) -> Result<DescribeWorkflowExecutionResponse> {
    let handle = client.get_workflow_handle::<InvitationWorkflow>(case.as_str());
    Ok(handle.describe(WorkflowDescribeOptions::default()).await?.into_raw())
}

/// How many events there are of each type.
pub(crate) async fn count_by_type(client: &Client, case: &CaseNumber) -> Result<BTreeMap<String, usize>> {
    Ok(by_type(&events(client, case).await?))
}

/// Prints a history: its events in order, then their number by type.
pub(crate) async fn print(client: &Client, case: &CaseNumber) -> Result<()> {
    let events = events(client, case).await?;
    let began = events.first().and_then(milliseconds).unwrap_or_default();
    for event in &events {
        let after = milliseconds(event).unwrap_or_default().saturating_sub(began);
        println!("{:>3} {after:>5} ms  {}  {}", event.event_id, type_of(event), detail_of(event).unwrap_or_default());
    }
    println!();
    for (kind, count) in by_type(&events) {
        println!("{count:>3} {kind}");
    }
    let Cost { events, transitions } = cost(client, case).await?;
    println!("\n{events} events, {transitions} state transitions");
    Ok(())
}

async fn events(client: &Client, case: &CaseNumber) -> Result<Vec<HistoryEvent>> {
    let handle = client.get_workflow_handle::<InvitationWorkflow>(case.as_str());
    Ok(handle.fetch_history(WorkflowFetchHistoryOptions::default()).into_events().await?)
}

fn by_type(events: &[HistoryEvent]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for event in events {
        let count: &mut usize = counts.entry(type_of(event)).or_default();
        *count = count.saturating_add(1);
    }
    counts
}

fn type_of(event: &HistoryEvent) -> String {
    let name = EventType::try_from(event.event_type).map_or("EVENT_TYPE_UNKNOWN", |kind| kind.as_str_name());
    name.trim_start_matches("EVENT_TYPE_").to_lowercase()
}

/// When an event was written.
fn milliseconds(event: &HistoryEvent) -> Option<i64> {
    let time = event.event_time.as_ref()?;
    time.seconds.checked_mul(1000)?.checked_add(i64::from(time.nanos / 1_000_000))
}

/// Which activity, timer or message an event is about.
fn detail_of(event: &HistoryEvent) -> Option<String> {
    match event.attributes.as_ref()? {
        Attributes::ActivityTaskScheduledEventAttributes(scheduled) => scheduled.activity_type.as_ref().map(|kind| kind.name.clone()),
        Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(accepted) => {
            accepted.accepted_request.as_ref()?.input.as_ref().map(|input| input.name.clone())
        }
        Attributes::MarkerRecordedEventAttributes(marker) => {
            let data = marker.details.get("data")?.payloads.first()?;
            let data: serde_json::Value = serde_json::from_slice(&data.data).ok()?;
            data.get("activity_type")?.as_str().map(str::to_owned)
        }
        Attributes::TimerStartedEventAttributes(timer) => timer.start_to_fire_timeout.as_ref().map(|after| format!("{} s", after.seconds)),
        _ => None,
    }
}
