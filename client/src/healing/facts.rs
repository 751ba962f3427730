//! What a history holds of messages: those that the case has accepted, and those that it has found by asking.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use shaqyru_domain::{
    case::number::{CaseNumber, digest},
    problem::{Code, Problem},
    secret::Secret,
};
use shaqyru_workflows::message::sign_again;
use temporalio_common::protos::temporal::api::{
    history::v1::{HistoryEvent, history_event::Attributes},
    update::v1::{Outcome, Request, outcome},
};

/// A message that the case has accepted.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// Its id, under which it counts once.
    pub id: String,
    /// What it is, such as `record_nsc_answer`.
    pub what: String,
    /// Tells one content from another.
    pub digest: String,
    /// The event of the acceptance.
    #[serde(skip)]
    pub(super) event: i64,
    #[serde(skip)]
    request: Request,
}

/// A message that was found by asking an agency.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// The agency's id of it.
    pub message_id: String,
    /// The event that brought it.
    #[serde(skip)]
    pub(super) event: i64,
}

/// What a history holds.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) taken: Vec<Fact>,
    pub(super) found: Vec<Found>,
    /// Accepted messages whose content is not there any more, with their events.
    pub(super) unreadable: Vec<(i64, String)>,
}

impl Fact {
    /// The message as it is sent again. A person's decision rested on the case as it was then: that was looked at, and is not looked at
    /// once more. It is signed anew: one of before was not, and what it rested on was signed, too.
    pub(super) fn request(&self, case: &CaseNumber, secret: Option<&Secret>) -> Result<Request, Problem> {
        let mut request = self.request.clone();
        for payload in request.input.iter_mut().filter_map(|input| input.args.as_mut()).flat_map(|args| &mut args.payloads) {
            if let Ok(Value::Object(mut content)) = serde_json::from_slice(&payload.data) {
                content.remove("rests_on");
                if let Some(secret) = secret {
                    sign_again(secret, case, &self.what, &mut content)?;
                }
                payload.data = serde_json::to_vec(&content).map_err(|error| Problem::new(Code::Engine, error.to_string()))?;
            }
        }
        Ok(request)
    }
}

/// Reads a history.
pub(super) fn read(events: &[HistoryEvent]) -> Read {
    let mut read = Read::default();
    let mut admitted: BTreeMap<&str, &Request> = BTreeMap::new();
    let mut failed: Vec<i64> = Vec::new();
    for event in events {
        match &event.attributes {
            Some(Attributes::WorkflowExecutionUpdateAdmittedEventAttributes(brought)) => {
                if let Some((request, id)) = brought.request.as_ref().and_then(|request| Some((request, id_of(request)?))) {
                    admitted.insert(id, request);
                }
            }
            Some(Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(accepted)) => {
                let id = accepted.protocol_instance_id.as_str();
                match accepted
                    .accepted_request
                    .as_ref()
                    .or_else(|| admitted.get(id).copied())
                    .and_then(|request| fact(event.event_id, request))
                {
                    Some(fact) => read.taken.push(fact),
                    None => read.unreadable.push((event.event_id, format!("the content of message {id}"))),
                }
            }
            Some(Attributes::WorkflowExecutionUpdateCompletedEventAttributes(completed)) => {
                if let Some(Outcome { value: Some(outcome::Value::Failure(_)) }) = &completed.outcome {
                    failed.push(completed.accepted_event_id);
                }
            }
            Some(Attributes::ActivityTaskCompletedEventAttributes(completed)) => {
                let payloads = completed.result.iter().flat_map(|result| &result.payloads);
                let results = payloads.filter_map(|payload| serde_json::from_slice::<Value>(&payload.data).ok());
                let found = results.filter_map(|result| Some(result.get("message_id")?.as_str()?.to_owned()));
                read.found.extend(found.map(|message_id| Found { message_id, event: event.event_id }));
            }
            _ => {}
        }
    }
    // What a rule has refused after its acceptance has changed nothing.
    read.taken.retain(|fact| !failed.contains(&fact.event));
    read
}

/// Whether what the workflow was started with carries a statement.
pub(super) fn is_signed(events: &[HistoryEvent]) -> bool {
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = events.first().and_then(|first| first.attributes.as_ref())
    else {
        return false;
    };
    let mut inputs = started.input.iter().flat_map(|input| &input.payloads);
    inputs.any(|payload| {
        serde_json::from_slice::<Value>(&payload.data).is_ok_and(|input| input.get("statement").is_some_and(Value::is_string))
    })
}

fn id_of(request: &Request) -> Option<&str> {
    request.meta.as_ref().map(|meta| meta.update_id.as_str())
}

fn fact(event: i64, request: &Request) -> Option<Fact> {
    let input = request.input.as_ref()?;
    let payloads = &input.args.as_ref()?.payloads;
    let contents = payloads.iter().map(|payload| {
        let mut content = serde_json::from_slice::<Value>(&payload.data).ok()?;
        if let Value::Object(members) = &mut content {
            members.remove("rests_on");
            members.remove("statement");
        }
        Some(content.to_string())
    });
    let contents: Vec<String> = contents.collect::<Option<_>>()?;
    Some(Fact {
        id: id_of(request)?.to_owned(),
        what: input.name.clone(),
        digest: digest(format!("{} {}", input.name, contents.join(" ")).as_bytes()),
        event,
        request: request.clone(),
    })
}
