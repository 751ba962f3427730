//! The territorial police: `docs/reference/contracts/police.yaml`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::dossier::{self, Dossier, Message, Submission};
use crate::gate::{self, Keys, Route};
use crate::knobs::{Agency, Operation};
use crate::received::Log;
use crate::state::Shared;
use crate::wire::{self, Case, Category, Instant, InvitingParty, Office, Subject, Visit};

const SUBMIT: Route = Route { agency: Agency::Police, operation: Operation::Submit, log: Some(Log::Police), keys: Keys::Header };
const POLL: Route = Route { operation: Operation::Poll, log: None, ..SUBMIT };

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/verifications", post(submit)).route("/verifications/{case}", get(poll))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct VerificationRequest {
    case: Case,
    office: Office,
    category: Category,
    filed_at: Instant,
    callback: bool,
    subject: Subject,
    inviting_party: InvitingParty,
    visit: Visit,
}

async fn submit(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    gate::pass(shared, SUBMIT, None, request, |shared, state, call| {
        let request: VerificationRequest = wire::read(&call.body)?;
        let submission = Submission { agency: Agency::Police, log: Log::Police, case: request.case.as_ref(), callback: request.callback };
        dossier::submit(shared, state, call, &submission)
    })
    .await
}

async fn poll(State(shared): State<Arc<Shared>>, Path(case): Path<String>, request: Request) -> Response {
    gate::pass(shared, POLL, Some(case), request, |_, state, call| dossier::poll(state, call, Agency::Police, describe)).await
}

fn describe(dossier: &Dossier) -> Vec<(&'static str, Value)> {
    let finding = dossier.first(|message| match message {
        Message::Police { verification } => Some(json!(verification)),
        Message::Berkut(_) | Message::Biometrics(_) => None,
    });
    let Some((message_id, mut verification)) = finding else {
        return vec![("state", json!("pending"))];
    };
    if let Value::Object(members) = &mut verification {
        members.insert("message_id".to_owned(), json!(message_id));
    }
    vec![("state", json!("answered")), ("verification", verification)]
}
