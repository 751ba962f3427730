//! Up to where a history replays on this release.

use std::time::Duration;

use shaqyru_domain::problem::{Code, Problem};
use shaqyru_workflows::{complaint::ComplaintWorkflow, invitation::InvitationWorkflow, visa::VisaWorkflow};
use temporalio_common::protos::temporal::api::{
    enums::v1::EventType,
    history::v1::{History, HistoryEvent},
};
use temporalio_sdk::workflow_replayer::{WorkflowReplayError, WorkflowReplayer, WorkflowReplayerOptions};

/// A history takes milliseconds. One that does not end waits for something that replay does not have.
const PATIENCE: Duration = Duration::from_secs(20);

/// The first step that this release would not have made.
#[derive(Debug)]
pub(super) struct Broken {
    /// The event by which the step was completed.
    pub(super) event: i64,
    pub(super) steps_before: usize,
    pub(super) why: String,
}

/// Whether the event is a step of the engine.
pub(super) fn is_step(event: &HistoryEvent) -> bool {
    event.event_type() == EventType::WorkflowTaskCompleted
}

/// The first step that does not replay; none, if all do.
pub(super) async fn first_broken_step(events: &[HistoryEvent]) -> Result<Option<Broken>, Problem> {
    let steps: Vec<usize> = events.iter().enumerate().filter(|(_, event)| is_step(event)).map(|(place, _)| place).collect();
    let Some(mut why) = failure_of(events, steps.last().copied()).await? else { return Ok(None) };
    // Steps below `good` replay, the step `bad` does not.
    let (mut good, mut bad) = (0_usize, steps.len().saturating_sub(1));
    while good < bad {
        let middle = good.midpoint(bad);
        match failure_of(events, steps.get(middle).copied()).await? {
            Some(earlier) => (bad, why) = (middle, earlier),
            None => good = middle.saturating_add(1),
        }
    }
    let event = steps.get(bad).and_then(|place| events.get(*place)).map(|event| event.event_id);
    Ok(event.map(|event| Broken { event, steps_before: bad, why }))
}

/// Why the history up to a step, with what that step has brought, does not replay.
async fn failure_of(events: &[HistoryEvent], step: Option<usize>) -> Result<Option<String>, Problem> {
    let Some(step) = step else { return Ok(None) };
    let after = events.iter().skip(step.saturating_add(1)).take_while(|event| event.is_command_event() || is_of_update(event)).count();
    let prefix: Vec<HistoryEvent> = events.iter().take(step.saturating_add(1).saturating_add(after)).cloned().collect();
    let failed = |error: &dyn std::fmt::Display| Problem::new(Code::Engine, format!("the history cannot be replayed: {error}"));
    let options = WorkflowReplayerOptions::new().register_workflow::<InvitationWorkflow>().map_err(|error| failed(&error))?;
    let options = options.register_workflow::<VisaWorkflow>().map_err(|error| failed(&error))?;
    let options = options.register_workflow::<ComplaintWorkflow>().map_err(|error| failed(&error))?;
    let replayer = WorkflowReplayer::new(options.build()).map_err(|error| failed(&error))?;
    match tokio::time::timeout(PATIENCE, replayer.replay_workflow(History { events: prefix }.into())).await {
        Ok(Ok(())) => Ok(None),
        Ok(Err(WorkflowReplayError::Replay(failure))) => Ok(Some(failure.to_string())),
        Ok(Err(error)) => Err(failed(&error)),
        Err(_) => Err(failed(&"it does not end")),
    }
}

/// What a step brings of updates is written with the step.
fn is_of_update(event: &HistoryEvent) -> bool {
    matches!(event.event_type(), EventType::WorkflowExecutionUpdateAccepted | EventType::WorkflowExecutionUpdateCompleted)
}
