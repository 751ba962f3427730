//! Berkut, behind which the NSC coordinates: `docs/reference/contracts/berkut.yaml`.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::dossier::{self, BerkutMessage, Dossier, Message, Submission};
use crate::gate::{self, Call, Keys, Route};
use crate::knobs::{Agency, Operation};
use crate::received::{Disposition, Log};
use crate::state::{self, Reply, Shared};
use crate::wire::{self, Case, Category, Date, Entries, Instant, InvitingParty, Office, Problem, Subject, Text, Visit, present};

const SUBMIT: Route = Route { agency: Agency::Berkut, operation: Operation::Submit, log: Some(Log::Berkut), keys: Keys::Header };
const POLL: Route = Route { operation: Operation::Poll, log: None, ..SUBMIT };
const REGISTER_VISA: Route = Route { log: Some(Log::Visas), ..REGISTER };
const END_VISA: Route = Route { log: Some(Log::VisaEnds), ..REGISTER };
const REGISTER: Route = Route { operation: Operation::Register, log: Some(Log::Invitations), ..SUBMIT };

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/coordinations", post(submit))
        .route("/coordinations/{case}", get(poll))
        .route("/invitations/{case}", put(register))
        .route("/visas/{case}/{number}", put(register_visa))
        .route("/visa-ends/{case}/{end}", put(end_visa))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct CoordinationRequest {
    case: Case,
    office: Office,
    category: Category,
    submitted_at: Instant,
    callback: bool,
    subject: Subject,
    #[serde(default)]
    group: Vec<Subject>,
    #[serde(default, deserialize_with = "present")]
    inviting_party: Option<InvitingParty>,
    visit: Visit,
}

async fn submit(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    gate::pass(shared, SUBMIT, None, request, |shared, state, call| {
        let request: CoordinationRequest = wire::read(&call.body)?;
        let submission = Submission { agency: Agency::Berkut, log: Log::Berkut, case: request.case.as_ref(), callback: request.callback };
        dossier::submit(shared, state, call, &submission)
    })
    .await
}

async fn poll(State(shared): State<Arc<Shared>>, Path(case): Path<String>, request: Request) -> Response {
    gate::pass(shared, POLL, Some(case), request, |_, state, call| dossier::poll(state, call, Agency::Berkut, describe)).await
}

fn describe(dossier: &Dossier) -> Vec<(&'static str, Value)> {
    let request = dossier.first(|message| match message {
        Message::Berkut(BerkutMessage::ExtensionRequest { reason }) => Some(reason.clone()),
        _ => None,
    });
    let answer = dossier.first(|message| match message {
        Message::Berkut(BerkutMessage::Answer(answer)) => Some(*answer),
        _ => None,
    });
    let state = match (&request, &answer) {
        (_, Some(_)) => "answered",
        (Some(_), None) => "more_time_requested",
        (None, None) => "pending",
    };
    let mut members = vec![("state", json!(state))];
    if let Some((message_id, reason)) = request {
        members.push(("extension_request", json!({ "message_id": message_id, "reason": reason })));
    }
    if let Some((message_id, answer)) = answer {
        members.push(("answer", json!({ "message_id": message_id, "answer": answer })));
    }
    members
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct Invitation {
    case: Case,
    number: Text,
    issued_on: Date,
}

async fn register(State(shared): State<Arc<Shared>>, Path(case): Path<String>, request: Request) -> Response {
    gate::pass(shared, REGISTER, Some(case), request, |_, state, call| enter(state, call)).await
}

fn enter(state: &mut state::State, call: &Call) -> Result<Reply, Problem> {
    let invitation: Invitation = wire::read(&call.body)?;
    let case = invitation.case.as_ref();
    if call.path_case.as_deref() != Some(case) {
        return Err(Problem::bad("invalid", "the body's case is not the path's").of_case(case));
    }
    let key = call.key_of(case)?;
    state.known(Log::Invitations, key, &call.body).map_err(|problem| problem.of_case(case))?;
    let reply = Reply { status: StatusCode::OK, body: json!({ "case": case, "number": invitation.number.as_ref() }) };
    let entered = state.received.accepted(Log::Invitations, case).first().map(|entry| entry.body == call.body);
    match entered {
        Some(false) => {
            let message = "another invitation was entered for this case";
            return Err(Problem::conflict("case_exists", message).of_case(case));
        }
        // PUT is idempotent by its content, whatever the key.
        Some(true) => {
            state.received.record(Log::Invitations, key, &call.body, Disposition::Repeated);
        }
        None => state.take(Log::Invitations, key, &call.body, &reply),
    }
    Ok(reply)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct IssuedVisa {
    case: Case,
    number: Text,
    category: Category,
    entries: Entries,
    visa_kind: Kind,
    valid_from: Date,
    valid_until: Date,
    passport_number: Text,
    #[serde(default)]
    group_passports: Vec<Text>,
    issued_on: Date,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Sticker,
    Electronic,
}

async fn register_visa(State(shared): State<Arc<Shared>>, Path((case, _)): Path<(String, String)>, request: Request) -> Response {
    gate::pass(shared, REGISTER_VISA, Some(case), request, |_, state, call| enter_visa(state, call)).await
}

/// A case may come to have several stickers, each of which is entered once.
fn enter_visa(state: &mut state::State, call: &Call) -> Result<Reply, Problem> {
    let visa: IssuedVisa = wire::read(&call.body)?;
    let case = visa.case.as_ref();
    let number = visa.number.as_ref();
    let key = call.key_of(case)?;
    if call.path_case.as_deref() != Some(case) || !key.ends_with(&format!("/{number}")) {
        return Err(Problem::bad("invalid", "the body's case is not the path's, or its number not the key's").of_case(case));
    }
    state.known(Log::Visas, key, &call.body).map_err(|problem| problem.of_case(case))?;
    let reply = Reply { status: StatusCode::OK, body: json!({ "case": case, "number": number }) };
    let is_this = |entry: &&crate::received::Entry| entry.body.get("number").and_then(Value::as_str) == Some(number);
    let entered = state.received.accepted(Log::Visas, case).into_iter().find(is_this).map(|entry| entry.body == call.body);
    match entered {
        Some(false) => return Err(Problem::conflict("case_exists", "the visa was entered with another content").of_case(case)),
        Some(true) => {
            state.received.record(Log::Visas, key, &call.body, Disposition::Repeated);
        }
        None => state.take(Log::Visas, key, &call.body, &reply),
    }
    Ok(reply)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct EndedVisa {
    case: Case,
    end: NonZeroU32,
    number: Text,
    #[serde(default, deserialize_with = "present")]
    act: Option<Text>,
    why: WhyEnded,
    ended_at: Instant,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WhyEnded {
    Spoiled,
    Annulled,
    Lost,
    Invalid,
}

async fn end_visa(State(shared): State<Arc<Shared>>, Path((case, _)): Path<(String, String)>, request: Request) -> Response {
    gate::pass(shared, END_VISA, Some(case), request, |_, state, call| enter_end(state, call)).await
}

/// Whether the visa was entered before is not asked: a sticker may be spoiled while Berkut is down, and a visa may have been issued elsewhere.
fn enter_end(state: &mut state::State, call: &Call) -> Result<Reply, Problem> {
    let ended: EndedVisa = wire::read(&call.body)?;
    let case = ended.case.as_ref();
    let key = call.key_of(case)?;
    if call.path_case.as_deref() != Some(case) || !key.ends_with(&format!("/{}", ended.end)) {
        return Err(Problem::bad("invalid", "the body's case is not the path's, or its end not the key's").of_case(case));
    }
    state.known(Log::VisaEnds, key, &call.body).map_err(|problem| problem.of_case(case))?;
    let reply = Reply { status: StatusCode::OK, body: json!({ "case": case, "number": ended.number.as_ref() }) };
    let is_this = |entry: &&crate::received::Entry| entry.body.get("end") == call.body.get("end");
    let entered = state.received.accepted(Log::VisaEnds, case).into_iter().find(is_this).map(|entry| entry.body == call.body);
    match entered {
        Some(false) => return Err(Problem::conflict("case_exists", "this end was entered with another content").of_case(case)),
        Some(true) => {
            state.received.record(Log::VisaEnds, key, &call.body, Disposition::Repeated);
        }
        None => state.take(Log::VisaEnds, key, &call.body, &reply),
    }
    Ok(reply)
}
