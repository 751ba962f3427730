//! What the engine has recorded of a case, decoded for people.

use data_encoding::BASE64;
use serde::Serialize;
use serde_json::{Map, Value};
use shaqyru_domain::{
    case::number::CaseNumber,
    problem::{Code, Problem},
    time::instant::Instant,
};
use temporalio_client::{NamespacedClient, WorkflowDescribeOptions, tonic::IntoRequest};
use temporalio_common::protos::temporal::api::{
    common::v1::WorkflowExecution as Execution,
    history::v1::{HistoryEvent, history_event::Attributes},
    workflowservice::v1::GetWorkflowExecutionHistoryRequest,
};

use crate::{Cases, failure};

/// An event of a case's history. Payloads can hold personal data.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = HistoryEvent)]
pub struct Event {
    /// Which run of the case, from 1: a case about which much is said goes on in another.
    pub run: usize,
    /// Its place in the run, from 1.
    pub id: i64,
    /// When the engine recorded it, by the engine's clock.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// What kind, such as `ActivityTaskScheduled`.
    pub kind: String,
    /// What it says: payloads are decoded, what is empty is left out.
    pub says: Value,
}

/// The most runs of a case that are read: one is a thousand events.
const MOST_RUNS: usize = 20;

impl Cases {
    /// The history of a case, as long as the engine keeps it: of all its runs, or of the last ones if there are many.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`] if the engine does not know the case (any more).
    pub async fn history(&self, case: &CaseNumber) -> Result<Vec<Event>, Problem> {
        let described = self.handle(case).describe(WorkflowDescribeOptions::default()).await;
        let mut run = described.map_err(|error| failure::of_interaction(&error))?.run_id().to_owned();
        let mut runs = vec![self.events_of(case, &run).await?];
        while let Some(before) = runs.last().and_then(|events| run_before(events)).filter(|_| runs.len() < MOST_RUNS) {
            run = before;
            match self.events_of(case, &run).await {
                Ok(events) => runs.push(events),
                // The engine keeps a run that has ended for a while only.
                Err(Problem { code: Code::CaseUnknown, .. }) => break,
                Err(problem) => return Err(problem),
            }
        }
        let unreadable = || Problem::new(Code::Engine, "the engine's history cannot be read");
        let numbered = runs.iter().rev().zip(1..).flat_map(|(events, run)| events.iter().map(move |event| (run, event)));
        numbered.map(|(run, event)| serde_json::to_value(event).ok().and_then(|event| read(run, event)).ok_or_else(unreadable)).collect()
    }

    /// What the engine has recorded of one run.
    pub(crate) async fn events_of(&self, case: &CaseNumber, run: &str) -> Result<Vec<HistoryEvent>, Problem> {
        let mut service = self.engine().connection().workflow_service();
        let mut events = Vec::new();
        let mut next_page_token = Vec::new();
        loop {
            let request = GetWorkflowExecutionHistoryRequest {
                namespace: self.engine().namespace(),
                execution: Some(Execution { workflow_id: case.to_string(), run_id: run.to_owned() }),
                next_page_token,
                ..GetWorkflowExecutionHistoryRequest::default()
            };
            let page = service.get_workflow_execution_history(request.into_request()).await;
            let page = page.map_err(|status| failure::of_rpc(&status))?.into_inner();
            events.extend(page.history.unwrap_or_default().events);
            next_page_token = page.next_page_token;
            if next_page_token.is_empty() {
                return Ok(events);
            }
        }
    }
}

/// The run that this one goes on from.
fn run_before(events: &[HistoryEvent]) -> Option<String> {
    match events.first()?.attributes.as_ref()? {
        Attributes::WorkflowExecutionStartedEventAttributes(started) => {
            Some(started.continued_execution_run_id.clone()).filter(|run| !run.is_empty())
        }
        _ => None,
    }
}

fn read(run: usize, event: Value) -> Option<Event> {
    let Value::Object(mut event) = event else { return None };
    let id = event.get("event_id")?.as_i64()?;
    let at = event.get("event_time")?.as_str()?.parse::<chrono::DateTime<chrono::Utc>>().ok()?;
    let (kind, says) = match event.remove("attributes") {
        Some(Value::Object(attributes)) => attributes.into_iter().next()?,
        _ => ("Unknown".to_owned(), Value::Null),
    };
    let kind = kind.strip_suffix("EventAttributes").unwrap_or(&kind).to_owned();
    Some(Event { run, id, at: Instant::from_utc(at), kind, says: decoded(says).unwrap_or(Value::Null) })
}

/// The same without what is empty, and with payloads as what they hold.
fn decoded(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then_some(Value::String(text)),
        Value::Array(values) => {
            let values: Vec<_> = values.into_iter().filter_map(decoded).collect();
            (!values.is_empty()).then_some(Value::Array(values))
        }
        Value::Object(object) => payload(&object).or_else(|| {
            let object: Map<_, _> = object.into_iter().filter_map(|(key, value)| Some((key, decoded(value)?))).collect();
            (!object.is_empty()).then_some(Value::Object(object))
        }),
        other => Some(other),
    }
}

/// The content of a payload. One in another encoding than JSON is shown as it is.
fn payload(object: &Map<String, Value>) -> Option<Value> {
    object.get("metadata")?.get("encoding")?;
    let data = BASE64.decode(object.get("data")?.as_str()?.as_bytes()).ok()?;
    serde_json::from_slice(&data).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_payload_is_shown_as_what_it_holds_and_what_is_empty_is_left_out() {
        let event = json!({
            "event_id": 1, "event_time": "2026-11-22T17:04:07.994541194Z", "version": 0,
            "attributes": {"TimerStartedEventAttributes": {
                "timer_id": "1", "empty": "", "none": null, "nothing": {"inside": []},
                "input": {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": BASE64.encode(b"{\"case\":\"INV-1\"}")}]},
            }},
        });
        let read = read(1, event).map(|event| (event.id, event.kind, event.says));
        let says = json!({"timer_id": "1", "input": {"payloads": [{"case": "INV-1"}]}});
        assert_eq!(read, Some((1, "TimerStarted".to_owned(), says)));
    }
}
