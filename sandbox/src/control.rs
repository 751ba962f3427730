//! `/control`: the sandbox's own switches and log, over HTTP. The handle's methods do the same.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use reqwest::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::callbacks::{self, Push, PushOutcome};
use crate::dossier::{self, Script};
use crate::knobs::{Agency, Knob};
use crate::received::Received;
use crate::registers::Records;
use crate::state::Shared;
use crate::wire::{self, Problem};
use crate::{SandboxError, checked_base};

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/knobs/{agency}", put(set_knob).get(get_knob))
        .route("/scripts/{case}", put(set_script))
        .route("/records/{subject}", put(set_records))
        .route("/answer/{agency}/{case}", post(answer))
        .route("/callback-base", put(set_callback_base))
        .route("/received", get(received))
}

impl From<SandboxError> for Problem {
    fn from(error: SandboxError) -> Self {
        let (status, code) = match &error {
            SandboxError::Callback(_) => (StatusCode::BAD_GATEWAY, "callback_unreachable"),
            SandboxError::NoCallbackBase => (StatusCode::CONFLICT, "no_callback_base"),
            _ => (StatusCode::BAD_REQUEST, "invalid"),
        };
        Self::new(status, code, error.to_string())
    }
}

pub(crate) fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    let value = serde_json::from_slice(body).map_err(|error| Problem::bad("malformed", error.to_string()))?;
    wire::read(&value)
}

fn agency(name: &str) -> Result<Agency, Problem> {
    wire::read(&json!(name))
}

async fn set_knob(State(shared): State<Arc<Shared>>, Path(name): Path<String>, body: Bytes) -> Result<Json<Knob>, Problem> {
    let (agency, knob) = (agency(&name)?, parse::<Knob>(&body)?);
    shared.with(|state| state.knobs.set(agency, knob.clone()));
    Ok(Json(knob))
}

async fn get_knob(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Result<Json<Knob>, Problem> {
    let agency = agency(&name)?;
    Ok(Json(shared.peek(|state| state.knobs.get(agency))))
}

async fn set_script(State(shared): State<Arc<Shared>>, Path(case): Path<String>, body: Bytes) -> Result<Json<Script>, Problem> {
    let script: Script = parse(&body)?;
    if case == "default" {
        shared.with(|state| state.default_script = script.clone());
    } else if wire::is_case(&case) {
        dossier::set_script(&shared, &case, script.clone());
    } else {
        return Err(SandboxError::Case(case).into());
    }
    Ok(Json(script))
}

async fn set_records(State(shared): State<Arc<Shared>>, Path(subject): Path<String>, body: Bytes) -> Result<Json<Records>, Problem> {
    let records: Records = parse(&body)?;
    shared.with(|state| state.records.insert(subject, records.clone()));
    Ok(Json(records))
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    Path((name, case)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<PushOutcome>, Problem> {
    let (agency, push) = (agency(&name)?, parse::<Push>(&body)?);
    Ok(Json(callbacks::push(&shared, agency, &case, push).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CallbackBase {
    url: Option<String>,
}

async fn set_callback_base(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<StatusCode, Problem> {
    let url = parse::<CallbackBase>(&body)?.url;
    let url = url.map(|url| Url::parse(&url).map_err(|error| Problem::bad("invalid", error.to_string())));
    let base = url.transpose()?.map(checked_base).transpose()?;
    shared.with(|state| state.callback_base = base);
    Ok(StatusCode::NO_CONTENT)
}

async fn received(State(shared): State<Arc<Shared>>) -> Json<Received> {
    Json(shared.peek(|state| state.received.clone()))
}

/// Where the redirecting fault points. Nobody should come here.
pub(crate) async fn elsewhere(State(shared): State<Arc<Shared>>) -> Response {
    shared.with(|state| {
        let count = &mut state.received.redirects_followed;
        *count = count.saturating_add(1);
    });
    Json(json!({})).into_response()
}

pub(crate) async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "no such path")
}

pub(crate) async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "not by this method")
}
