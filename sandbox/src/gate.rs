//! The way every call to an agency takes: read, delayed, accepted or not, logged, answered or spoilt.

use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::knobs::{Agency, Fate, Fault, Operation};
use crate::received::{Disposition, Log, Refusal};
use crate::state::{Reply, Shared, State};
use crate::wire::{self, Owner, Problem};

/// A body beyond the limit is still read to here, so that its sender hears the 413 and not a reset connection.
const DRAIN_LIMIT: usize = 8 * wire::BODY_LIMIT;
const OVERSIZED: usize = 2 * 1024 * 1024;
const OTHER_CASE: &str = "INV-0000000000-1";
const OTHER_EDITION: &str = "R00";

/// One kind of call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) agency: Agency,
    pub(crate) operation: Operation,
    /// Where it is logged; polls are only counted.
    pub(crate) log: Option<Log>,
    /// By what it is logged.
    pub(crate) keys: Keys,
}

/// What tells one received thing from another.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Keys {
    /// The call's `Idempotency-Key`.
    Header,
    /// The body's case: a question, which has no key of its own.
    Case,
    /// The `id` of each item in the list of this name: the call is a batch.
    Ids(&'static str),
}

/// One call, as far as it is understood without its schema.
#[derive(Debug)]
pub(crate) struct Call {
    /// The case in the path.
    pub(crate) path_case: Option<String>,
    key: Option<String>,
    pub(crate) body: Value,
}

impl Call {
    /// The idempotency key, which must be one of this case.
    pub(crate) fn key_of(&self, case: &str) -> Result<&str, Problem> {
        let key = self.key.as_deref().ok_or_else(|| Problem::bad("missing_key", "the header Idempotency-Key is missing").of_case(case))?;
        wire::tail_of(key, Owner::Case(case)).map(|_| key)
    }

    /// Key and body of each item, without a check of either.
    fn items(&self, route: Route) -> Vec<(&str, &Value)> {
        match route.keys {
            Keys::Header => vec![(self.key.as_deref().unwrap_or_default(), &self.body)],
            Keys::Case => vec![(text(&self.body, "case"), &self.body)],
            Keys::Ids(list) => {
                let items = self.body.get(list).and_then(Value::as_array).into_iter().flatten();
                items.map(|item| (text(item, "id"), item)).collect()
            }
        }
    }
}

fn text<'body>(body: &'body Value, member: &str) -> &'body str {
    body.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// Judges a call by its schema and what is known, and changes the state if it is good.
pub(crate) type Accept = fn(&Arc<Shared>, &mut State, &Call) -> Result<Reply, Problem>;

/// Carries one call through.
pub(crate) async fn pass(shared: Arc<Shared>, route: Route, path_case: Option<String>, request: Request, accept: Accept) -> Response {
    let call = read_call(route, path_case, request).await;
    let Fate { delay, fault, retry_after_s } = shared.with(|state| state.knobs.draw(route.agency, route.operation));
    if !delay.is_zero() {
        shared.sleep(delay).await;
    }
    if let Some(fault) = fault.filter(|fault| !fault.accepts()) {
        shared.with(|state| log_unaccepted(state, route, &call));
        return deny(&shared, fault, retry_after_s).await;
    }
    let outcome = shared.with(|state| {
        let outcome = call.as_ref().map_err(Clone::clone).and_then(|call| accept(&shared, state, call));
        match &outcome {
            Err(problem) => log_problem(state, route, &call, problem),
            Ok(_) => log_poll(state, route, &call),
        }
        outcome
    });
    match (outcome, fault) {
        (Err(problem), _) => problem.into_response(),
        (Ok(reply), None) => (reply.status, Json(reply.body)).into_response(),
        (Ok(reply), Some(fault)) => spoil(&shared, fault, reply).await,
    }
}

async fn read_call(route: Route, path_case: Option<String>, request: Request) -> Result<Call, Problem> {
    let (parts, body) = request.into_parts();
    if let Some(case) = path_case.as_deref().filter(|case| !wire::is_case(case)) {
        return Err(Problem::bad("invalid", format!("{case:?} is not a case number")));
    }
    let too_large = || Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the body has more than 1 MiB");
    let bytes = axum::body::to_bytes(body, DRAIN_LIMIT).await.map_err(|_| too_large())?;
    if bytes.len() > wire::BODY_LIMIT {
        return Err(too_large());
    }
    let body = if route.operation == Operation::Poll {
        Value::Null
    } else {
        if !is_json(&parts.headers) {
            let message = "expected Content-Type: application/json";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", message));
        }
        serde_json::from_slice(&bytes).map_err(|error| Problem::bad("malformed", error.to_string()))?
    };
    let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    Ok(Call { path_case, key, body })
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|mime| mime.trim().eq_ignore_ascii_case("application/json"))
}

fn log_unaccepted(state: &mut State, route: Route, call: &Result<Call, Problem>) {
    log_poll(state, route, call);
    if let (Some(log), Ok(call)) = (route.log, call) {
        for (key, item) in call.items(route) {
            state.received.record(log, key, item, Disposition::NotAccepted);
        }
    }
}

fn log_problem(state: &mut State, route: Route, call: &Result<Call, Problem>, problem: &Problem) {
    log_poll(state, route, call);
    if let (StatusCode::CONFLICT, Some(log), Ok(call)) = (problem.status, route.log, call) {
        for (key, item) in call.items(route) {
            let at_fault = problem.id.as_deref().is_none_or(|id| id == key);
            let disposition = if at_fault { Disposition::Conflict } else { Disposition::NotAccepted };
            state.received.record(log, key, item, disposition);
        }
    } else if route.operation != Operation::Poll {
        state.received.refused.push(Refusal {
            agency: route.agency,
            status: problem.status.as_u16(),
            code: problem.code,
            message: problem.message.clone(),
            at: wire::now(),
        });
    }
}

fn log_poll(state: &mut State, route: Route, call: &Result<Call, Problem>) {
    if route.operation == Operation::Poll
        && let Ok(Call { path_case: Some(case), .. }) = call
    {
        state.received.record_poll(route.agency, case);
    }
}

/// The answer to a call that a fault keeps out.
async fn deny(shared: &Shared, fault: Fault, retry_after_s: Option<u32>) -> Response {
    let problem = match fault {
        Fault::TooManyRequests => Problem {
            retry_after_s: Some(retry_after_s.unwrap_or(1)),
            ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "come again later")
        },
        Fault::Reject => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "rejected", "a fault knob says no"),
        Fault::Redirect => {
            return (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")]).into_response();
        }
        Fault::TimeoutBeforeAcceptance => return silence(shared).await,
        _ => Problem { retry_after_s, ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "a fault knob says so") },
    };
    problem.into_response()
}

/// The answer to a call that was accepted, made useless.
async fn spoil(shared: &Shared, fault: Fault, mut reply: Reply) -> Response {
    match fault {
        Fault::TimeoutAfterAcceptance => return silence(shared).await,
        Fault::Garbage => {
            let json = [(header::CONTENT_TYPE, "application/json")];
            return (StatusCode::OK, json, "{\"case\": <not json>").into_response();
        }
        Fault::WrongCase => name_another(&mut reply.body),
        Fault::Oversized => {
            if let Value::Object(members) = &mut reply.body {
                members.insert("padding".to_owned(), json!("x".repeat(OVERSIZED)));
            }
        }
        _ => {}
    }
    (reply.status, Json(reply.body)).into_response()
}

fn name_another(body: &mut Value) {
    if let Some(case) = body.get_mut("case") {
        *case = json!(OTHER_CASE);
    }
    for id in body.get_mut("accepted").and_then(Value::as_array_mut).into_iter().flatten() {
        let (owner, tail) = id.as_str().and_then(|id| id.split_once('/')).unwrap_or_default();
        let other = if wire::is_case(owner) { OTHER_CASE } else { OTHER_EDITION };
        *id = json!(format!("{other}/{tail}"));
    }
}

/// Never answers: the client gives up, which drops this future, or the sandbox ends.
async fn silence(shared: &Shared) -> Response {
    shared.stopped().await;
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
