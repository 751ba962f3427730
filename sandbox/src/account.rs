//! The account of an applicant at the portal, in which somebody who was invited electronically asks for the electronic visa:
//! `docs/reference/contracts/portal.yaml`, "Electronic visas". The portal has the request made of the invitation, shows it to the holder, takes the payment, and
//! files it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router, body::Bytes};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::issuer::{Issuer, PORTAL, TokenRequest};
use crate::state::Shared;
use crate::wire::{self, Problem};
use crate::{SandboxError, control};

/// Where it answers below the sandbox.
pub(crate) const PATH: &str = "/portal/account";

/// What somebody does in their account. Left out, they hold the passport that the invitation names, confirm it, and pay what is due.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// The number of the invitation.
    pub number: String,
    /// Its date.
    pub date: String,
    /// The passport that the invitation names.
    pub passport_number: String,
    /// The passport that the holder has in hand, if that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_in_hand: Option<String>,
    /// Whether the holder confirms; a portal that files what nobody has confirmed misbehaves.
    #[serde(default = "yes")]
    pub confirms: bool,
    /// Whether the holder pays; the same.
    #[serde(default = "yes")]
    pub pays: bool,
    /// When, RFC 3339 with the offset +05:00; now, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

const fn yes() -> bool {
    true
}

impl Holder {
    /// Somebody who does what one should.
    pub fn of(number: &str, date: &str, passport_number: &str) -> Self {
        Self {
            number: number.to_owned(),
            date: date.to_owned(),
            passport_number: passport_number.to_owned(),
            has_in_hand: None,
            confirms: true,
            pays: true,
            at: None,
        }
    }
}

/// What the console answered to the portal.
#[derive(Debug, Clone, Serialize)]
pub struct AccountOutcome {
    /// HTTP status of the last answer: that to the question, if it was not taken, else that to the filing.
    pub status: u16,
    /// The request that was filed; none if there was nothing to file.
    pub request: Option<Value>,
    /// The body of the last answer.
    pub body: Value,
}

pub(crate) fn router(shared: Arc<Shared>, issuer: Arc<Issuer>) -> Router {
    Router::new().route("/electronic-visas", post(ask)).with_state((shared, issuer))
}

async fn ask(State((shared, issuer)): State<(Arc<Shared>, Arc<Issuer>)>, body: Bytes) -> Result<Response, Problem> {
    let outcome = ask_for_electronic_visa(&shared, &issuer, control::parse(&body)?).await?;
    let status = StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::BAD_GATEWAY);
    Ok((status, Json(outcome)).into_response())
}

pub(crate) async fn ask_for_electronic_visa(shared: &Shared, issuer: &Issuer, holder: Holder) -> Result<AccountOutcome, SandboxError> {
    let console = Console::of(shared, issuer)?;
    let invitation = json!({ "number": holder.number, "date": holder.date, "passport_number": holder.passport_number });
    let (status, prepared) = console.post("visa-requests/prepared", &invitation).await?;
    if status != 200 {
        return Ok(AccountOutcome { status, request: None, body: prepared });
    }
    let at = holder.at.clone().unwrap_or_else(wire::now);
    let mut request = prepared.get("request").cloned().unwrap_or_default();
    if let Some(members) = request.as_object_mut() {
        members.insert("confirmation".to_owned(), confirmation(&holder, &at));
        members.insert("fee".to_owned(), payment(&holder, &prepared, &at));
    }
    let (status, body) = console.post("visa-requests", &json!({ "request": request, "filed_at": holder.at })).await?;
    Ok(AccountOutcome { status, request: Some(request), body })
}

fn confirmation(holder: &Holder, at: &str) -> Value {
    if !holder.confirms {
        return Value::Null;
    }
    json!({ "confirmed_at": at, "passport_number": holder.has_in_hand.as_ref().unwrap_or(&holder.passport_number) })
}

/// What is due; nothing, if nothing is or nobody pays.
fn payment(holder: &Holder, prepared: &Value, at: &str) -> Value {
    let due = prepared.get("due_kzt").and_then(Value::as_f64).filter(|due| *due > 0.0 && holder.pays);
    let day = at.get(..10);
    due.map_or(Value::Null, |due| json!({ "paid_via": "egov_gateway", "amount_kzt": due, "paid_on": day }))
}

/// The console, as the portal speaks to it.
struct Console<'a> {
    shared: &'a Shared,
    base: Url,
    token: String,
}

impl<'a> Console<'a> {
    fn of(shared: &'a Shared, issuer: &Issuer) -> Result<Self, SandboxError> {
        let base = shared.peek(|state| state.callback_base.clone()).ok_or(SandboxError::NoCallbackBase)?;
        Ok(Self { shared, base, token: issuer.token(&TokenRequest::of(PORTAL.id, PORTAL.roles, PORTAL.office))? })
    }

    /// Each is sent once, under an id of its own.
    async fn post(&self, path: &str, body: &Value) -> Result<(u16, Value), SandboxError> {
        let url = format!("{}/api/v1/{path}", self.base.as_str().trim_end_matches('/'));
        let request = self.shared.http.post(url).bearer_auth(&self.token).header("Idempotency-Key", Uuid::new_v4().to_string()).json(body);
        let answer = request.send().await.map_err(SandboxError::Callback)?;
        let status = answer.status().as_u16();
        let text = answer.text().await.map_err(SandboxError::Callback)?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
    }
}
