//! What the engine has recorded of a case, decoded for people.

use data_encoding::BASE64;
use serde::Serialize;
use serde_json::{Map, Value};
use shaqyru_domain::{
    case::number::CaseNumber,
    instant::Instant,
    problem::{Code, Problem},
};
use temporalio_client::WorkflowFetchHistoryOptions;

use crate::{Cases, failure};

/// An event of a case's history. Payloads can hold personal data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Its place, from 1.
    pub id: i64,
    /// When the engine recorded it, by the engine's clock.
    pub at: Instant,
    /// What kind, such as `ActivityTaskScheduled`.
    pub kind: String,
    /// What it says: payloads are decoded, what is empty is left out.
    pub says: Value,
}

impl Cases {
    /// The history of a case, as long as the engine keeps it.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`] if the engine does not know the case (any more).
    pub async fn history(&self, case: &CaseNumber) -> Result<Vec<Event>, Problem> {
        let history = self.handle(case).fetch_history(WorkflowFetchHistoryOptions::default());
        let events = history.into_events().await.map_err(|error| failure::of_interaction(&error))?;
        let unreadable = || Problem::new(Code::Engine, "the engine's history cannot be read");
        events.iter().map(|event| serde_json::to_value(event).ok().and_then(read).ok_or_else(unreadable)).collect()
    }
}

fn read(event: Value) -> Option<Event> {
    let Value::Object(mut event) = event else { return None };
    let id = event.get("event_id")?.as_i64()?;
    let at = event.get("event_time")?.as_str()?.parse::<chrono::DateTime<chrono::Utc>>().ok()?;
    let (kind, says) = match event.remove("attributes") {
        Some(Value::Object(attributes)) => attributes.into_iter().next()?,
        _ => ("Unknown".to_owned(), Value::Null),
    };
    let kind = kind.strip_suffix("EventAttributes").unwrap_or(&kind).to_owned();
    Some(Event { id, at: Instant::from_utc(at), kind, says: decoded(says).unwrap_or(Value::Null) })
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
        let read = read(event).map(|event| (event.id, event.kind, event.says));
        let says = json!({"timer_id": "1", "input": {"payloads": [{"case": "INV-1"}]}});
        assert_eq!(read, Some((1, "TimerStarted".to_owned(), says)));
    }
}
