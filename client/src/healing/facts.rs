//! What a history holds of messages: those that the case has accepted, and those that it has found by asking.

use std::collections::BTreeMap;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use shaqyru_activities::{asking::Found, berkut::Berkut, biometrics::Biometrics, police::Police};
use shaqyru_domain::{
    actor::Actor,
    case::{fact::Entry, fingerprints::CentreMessage, number::CaseNumber},
    coordination::message::NscMessage,
    invitation,
    problem::{Code, Problem},
    secret::Secret,
    visa,
};
use shaqyru_workflows::{
    invitation::act_of_update,
    runtime::messages::{Message, sign_again, update_id},
};
use temporalio_common::protos::temporal::api::{
    common::v1::{Payload, Payloads},
    enums::v1::WorkflowTaskFailedCause,
    history::v1::{HistoryEvent, history_event::Attributes},
    update::v1::{Input, Meta, Outcome, Request, outcome},
};

use super::IDENTITY;

/// What is told again when it was found by asking an agency: nobody would bring it in time.
const FOUND: &str = "take_found_again";

/// A message that the case has accepted, or found by asking an agency.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What it is known by in its case, where it counts once.
    pub id: String,
    /// What it is, such as `record_nsc_answer`.
    pub what: String,
    /// Tells one content from another; a sender that repeats a message says the same, and our door stamps it anew.
    pub digest: String,
    /// The event that brought it.
    #[serde(skip)]
    pub(super) event: i64,
    #[serde(skip)]
    request: Request,
}

/// What a history holds.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// In the order in which they came.
    pub(super) facts: Vec<Fact>,
    /// Messages whose content is not there any more, with their events.
    pub(super) unreadable: Vec<(i64, String)>,
    /// The run from which the workflow was reset to this one.
    pub(super) reset_from: Option<String>,
}

impl Read {
    /// Whether the case has taken this, too. What was found may have been found again since, at another instant.
    pub(super) fn includes(&self, fact: &Fact) -> bool {
        self.facts.iter().any(|known| known.id == fact.id && (known.digest == fact.digest || fact.what == FOUND))
    }
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
                    sign_again(secret, case, act_of_update(&self.what, &content)?, &mut content)?;
                }
                payload.data = serde_json::to_vec(&content).map_err(|error| Problem::new(Code::Engine, error.to_string()))?;
            }
            if let Some(meta) = &mut request.meta {
                meta.update_id = update_id(&self.id, &payload.data);
            }
        }
        Ok(request)
    }
}

/// Reads a history.
pub(super) fn read(events: &[HistoryEvent]) -> Read {
    let mut read = Read::default();
    let mut admitted: BTreeMap<&str, &Request> = BTreeMap::new();
    let mut asked: BTreeMap<i64, &str> = BTreeMap::new();
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
                let request = accepted.accepted_request.as_ref().or_else(|| admitted.get(id).copied());
                match request.and_then(|request| fact(event.event_id, request)) {
                    Some(fact) => read.facts.push(fact),
                    None => read.unreadable.push((event.event_id, format!("the content of message {id}"))),
                }
            }
            Some(Attributes::WorkflowExecutionUpdateCompletedEventAttributes(completed)) => {
                if let Some(Outcome { value: Some(outcome::Value::Failure(_)) }) = &completed.outcome {
                    failed.push(completed.accepted_event_id);
                }
            }
            Some(Attributes::ActivityTaskScheduledEventAttributes(scheduled)) => {
                let name = scheduled.activity_type.as_ref().map(|activity| activity.name.as_str());
                asked.extend(name.map(|name| (event.event_id, name)));
            }
            Some(Attributes::ActivityTaskCompletedEventAttributes(completed)) => {
                let results = completed.result.iter().flat_map(|result| &result.payloads);
                if let (Some(name), Some(result)) = (asked.get(&completed.scheduled_event_id), results.last()) {
                    match found(event.event_id, name, &result.data) {
                        Ok(found) => read.facts.extend(found),
                        Err(_) => read.unreadable.push((event.event_id, format!("what {name} has found"))),
                    }
                }
            }
            Some(Attributes::WorkflowTaskFailedEventAttributes(failed)) if failed.cause() == WorkflowTaskFailedCause::ResetWorkflow => {
                read.reset_from = Some(failed.base_run_id.clone());
            }
            _ => {}
        }
    }
    // What a rule has refused after its acceptance has changed nothing.
    read.facts.retain(|fact| !failed.contains(&fact.event));
    read
}

/// What an activity has found by asking an agency, as the message that tells it again; none if it asks for nothing, or found nothing.
fn found(event: i64, activity: &str, result: &[u8]) -> Result<Option<Fact>, Problem> {
    // Nothing is written as a payload without content.
    if result.is_empty() {
        return Ok(None);
    }
    if activity == Police::verify.name() {
        told_again(event, result, Actor::Police, invitation::procedure::Fact::Verification)
    } else if activity == Berkut::coordinate.name() {
        // A visa's fact of this is written alike.
        told_again(event, result, Actor::Nsc, |message: NscMessage| invitation::procedure::Fact::from(message))
    } else if activity == Biometrics::take_fingerprints.name() {
        told_again(event, result, Actor::BiometricCentre, |message: CentreMessage| visa::fact::Fact::from(message))
    } else {
        Ok(None)
    }
}

/// The message that tells again what an agency was found to have said, as the fact that it is.
fn told_again<T: DeserializeOwned, F: Serialize>(
    event: i64,
    result: &[u8],
    agency: Actor,
    fact_of: impl Fn(T) -> F,
) -> Result<Option<Fact>, Problem> {
    let unreadable = |error: serde_json::Error| Problem::new(Code::Engine, error.to_string());
    let found: Option<Found<T>> = serde_json::from_slice(result).map_err(unreadable)?;
    let Some(Found { content, message_id, received_at }) = found else { return Ok(None) };
    let entry = Entry::new(fact_of(content), received_at, agency);
    let update_id = found_as(&entry.entered_by, &message_id);
    let message = serde_json::to_vec(&Message::of(message_id, entry)?).map_err(unreadable)?;
    let payload = Payload { metadata: [("encoding".to_owned(), b"json/plain".to_vec())].into(), data: message, ..Payload::default() };
    let request = Request {
        meta: Some(Meta { update_id, identity: IDENTITY.to_owned() }),
        input: Some(Input { name: FOUND.to_owned(), args: Some(Payloads { payloads: vec![payload] }), ..Input::default() }),
        ..Request::default()
    };
    Ok(fact(event, &request))
}

/// Whether what the workflow was started with carries a statement, or comes from a run before it, whose filing did.
pub(super) fn is_signed(events: &[HistoryEvent]) -> bool {
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = events.first().and_then(|first| first.attributes.as_ref())
    else {
        return false;
    };
    let mut inputs = started.input.iter().flat_map(|input| &input.payloads);
    inputs.any(|payload| {
        serde_json::from_slice::<Value>(&payload.data)
            .is_ok_and(|input| input.get("statement").is_some_and(Value::is_string) || input.get("renewed").is_some())
    })
}

fn id_of(request: &Request) -> Option<&str> {
    request.meta.as_ref().map(|meta| meta.update_id.as_str())
}

fn fact(event: i64, request: &Request) -> Option<Fact> {
    let input = request.input.as_ref()?;
    let payload = input.args.as_ref()?.payloads.first()?;
    let message: Map<String, Value> = serde_json::from_slice(&payload.data).ok()?;
    let act = act_of_update(&input.name, &message);
    let message: Message<Value> = serde_json::from_value(message.into()).ok()?;
    let id = match input.name.as_str() {
        FOUND => found_as(&message.entry.entered_by, &message.id),
        _ => message.known_as(act.ok()?),
    };
    Some(Fact { id, what: input.name.clone(), digest: message.digest, event, request: request.clone() })
}

fn found_as(by: &Actor, message_id: &str) -> String {
    format!("found/{by}/{message_id}")
}
