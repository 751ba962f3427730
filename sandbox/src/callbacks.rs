//! Signed messages to the console: `docs/reference/contracts/callbacks.yaml`.

use std::time::Duration;

use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::SandboxError;
use crate::dossier::{Message, Published};
use crate::knobs::Agency;
use crate::received::CallbackAttempt;
use crate::state::Shared;
use crate::wire;

const ATTEMPTS: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How a pushed message is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signature {
    /// With the agency's secret.
    #[default]
    Valid,
    /// With another secret.
    Forged,
    /// Not at all.
    Missing,
}

/// A message to send now, outside any script.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Push {
    /// What is said. Needed unless `raw` is given.
    pub message: Option<Message>,
    /// `None`: a new one.
    pub message_id: Option<String>,
    /// How it is signed.
    pub signature: Signature,
    /// Added to the timestamp, before signing.
    pub timestamp_shift_s: i64,
    /// This body instead of the message.
    pub raw: Option<String>,
    /// Whether polling finds the message too. Forged and raw ones are never published.
    pub publish: bool,
}

impl Default for Push {
    fn default() -> Self {
        Self { message: None, message_id: None, signature: Signature::Valid, timestamp_shift_s: 0, raw: None, publish: true }
    }
}

impl Push {
    /// A well-signed message with a new id.
    pub fn message(message: Message) -> Self {
        Self { message: Some(message), ..Self::default() }
    }

    /// A well-signed body of any content.
    pub fn raw(body: impl Into<String>) -> Self {
        Self { raw: Some(body.into()), ..Self::default() }
    }

    /// The same under a given message id.
    #[must_use]
    pub fn id(self, message_id: impl Into<String>) -> Self {
        Self { message_id: Some(message_id.into()), ..self }
    }

    /// The same with another signature.
    #[must_use]
    pub fn signed(self, signature: Signature) -> Self {
        Self { signature, ..self }
    }

    /// The same with a timestamp this much later (or earlier, if negative).
    #[must_use]
    pub fn shifted(self, seconds: i64) -> Self {
        Self { timestamp_shift_s: seconds, ..self }
    }
}

/// What the console answered to a pushed message.
#[derive(Debug, Clone, Serialize)]
pub struct PushOutcome {
    /// The message's id; `None` for a raw body.
    pub message_id: Option<String>,
    /// HTTP status.
    pub status: u16,
    /// The body, or the text of one that is no JSON.
    pub body: Value,
}

/// An id that says nothing about the case.
pub(crate) fn new_message_id(agency: Agency) -> String {
    format!("{}-{}", agency.name(), uuid::Uuid::new_v4())
}

fn body_of(case: &str, published: &Published) -> String {
    let mut body = json!(published.message);
    if let Value::Object(members) = &mut body {
        members.insert("message_id".to_owned(), json!(published.message_id));
        members.insert("case".to_owned(), json!(case));
    }
    body.to_string()
}

/// Delivers a message: unreachable and 5xx are tried again for a while, any other answer is final.
pub(crate) async fn deliver(shared: &Shared, agency: Agency, case: &str, published: &Published) {
    let body = body_of(case, published);
    let mut pause = FIRST_PAUSE;
    for attempt in 1..=ATTEMPTS {
        let sent = send(shared, agency, &body, Signature::Valid, 0).await;
        if matches!(sent, Err(SandboxError::NoCallbackBase)) {
            return;
        }
        let status = sent.as_ref().ok().map(|(status, _)| *status);
        record(shared, agency, case, Some(&published.message_id), status, attempt);
        if status.is_some_and(|status| status < 500) {
            return;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    tracing::warn!(agency = agency.name(), case, "callback given up; polling will find the message");
}

/// Sends one message once, as it is, and says what was answered.
pub(crate) async fn push(shared: &Shared, agency: Agency, case: &str, push: Push) -> Result<PushOutcome, SandboxError> {
    let (message_id, body) = match (push.raw, push.message) {
        (Some(raw), None) => (None, raw),
        (None, Some(message)) if message.agency() == agency => {
            let message_id = push.message_id.unwrap_or_else(|| new_message_id(agency));
            let published = Published { message_id: message_id.clone(), message };
            let body = body_of(case, &published);
            if push.publish && push.signature == Signature::Valid {
                publish(shared, agency, case, published);
            }
            (Some(message_id), body)
        }
        _ => return Err(SandboxError::InvalidPush(agency)),
    };
    let sent = send(shared, agency, &body, push.signature, push.timestamp_shift_s).await;
    let status = sent.as_ref().ok().map(|(status, _)| *status);
    if !matches!(sent, Err(SandboxError::NoCallbackBase)) {
        record(shared, agency, case, message_id.as_deref(), status, 1);
    }
    let (status, text) = sent?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(PushOutcome { message_id, status, body })
}

/// Lets polling find the message, once, if the case was submitted.
fn publish(shared: &Shared, agency: Agency, case: &str, published: Published) {
    shared.with(|state| {
        if let Some(dossier) = state.dossiers.get_mut(&(agency, case.to_owned()))
            && !dossier.messages.iter().any(|known| known.message_id == published.message_id)
        {
            dossier.messages.push(published);
        }
    });
}

fn record(shared: &Shared, agency: Agency, case: &str, message_id: Option<&str>, status: Option<u16>, attempt: u32) {
    let attempt =
        CallbackAttempt { agency, case: case.to_owned(), message_id: message_id.map(str::to_owned), status, attempt, at: wire::now() };
    shared.with(|state| state.received.callbacks.push(attempt));
}

async fn send(
    shared: &Shared,
    agency: Agency,
    body: &str,
    signature: Signature,
    timestamp_shift_s: i64,
) -> Result<(u16, String), SandboxError> {
    // Read for every attempt, since the console may come up on another port meanwhile.
    let base = shared.peek(|state| state.callback_base.clone()).ok_or(SandboxError::NoCallbackBase)?;
    let url = format!("{}/callbacks/{}", base.as_str().trim_end_matches('/'), agency.name());
    let timestamp = chrono::Utc::now().timestamp().saturating_add(timestamp_shift_s);
    let mut request = shared
        .http
        .post(url)
        .header("content-type", "application/json")
        .header("shaqyru-timestamp", timestamp.to_string())
        .body(body.to_owned());
    let secret = shared.secrets.get(&agency).map_or("", String::as_str);
    let secret = match signature {
        Signature::Valid => Some(secret.to_owned()),
        Signature::Forged => Some(format!("not {secret}")),
        Signature::Missing => None,
    };
    if let Some(secret) = secret {
        request = request.header("shaqyru-signature", sign(&secret, timestamp, body));
    }
    let response = request.send().await.map_err(SandboxError::Callback)?;
    let status = response.status().as_u16();
    Ok((status, response.text().await.map_err(SandboxError::Callback)?))
}

fn sign(secret: &str, timestamp: i64, body: &str) -> String {
    // HMAC takes a key of any length, so the error cannot occur; an empty signature would only be refused.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{timestamp}.{body}").as_bytes());
    format!("sha256={}", HEXLOWER.encode(&mac.finalize().into_bytes()))
}
