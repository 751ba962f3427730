//! The biometric centre: `docs/reference/contracts/biometrics.yaml`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::dossier::{self, BiometricsMessage, Dossier, Message, Submission};
use crate::gate::{self, Keys, Route};
use crate::knobs::{Agency, Operation};
use crate::received::Log;
use crate::state::Shared;
use crate::wire::{self, Case, Office, Subject};

const SUBMIT: Route = Route { agency: Agency::Biometrics, operation: Operation::Submit, log: Some(Log::Appointments), keys: Keys::Header };
const POLL: Route = Route { operation: Operation::Poll, log: None, ..SUBMIT };

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/appointments", post(submit)).route("/appointments/{case}", get(poll))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct AppointmentRequest {
    case: Case,
    office: Office,
    callback: bool,
    subject: Subject,
}

async fn submit(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    gate::pass(shared, SUBMIT, None, request, |shared, state, call| {
        let request: AppointmentRequest = wire::read(&call.body)?;
        let case = request.case.as_ref();
        let submission = Submission { agency: Agency::Biometrics, log: Log::Appointments, case, callback: request.callback };
        dossier::submit(shared, state, call, &submission)
    })
    .await
}

async fn poll(State(shared): State<Arc<Shared>>, Path(case): Path<String>, request: Request) -> Response {
    gate::pass(shared, POLL, Some(case), request, |_, state, call| dossier::poll(state, call, Agency::Biometrics, describe)).await
}

fn describe(dossier: &Dossier) -> Vec<(&'static str, Value)> {
    let identified = |message_id: String, mut content: Value| {
        if let Value::Object(members) = &mut content {
            members.insert("message_id".to_owned(), json!(message_id));
        }
        content
    };
    let appointment = dossier.last(|message| match message {
        Message::Biometrics(BiometricsMessage::Appointment { at, place, booked_at }) => {
            Some(json!({ "at": at, "place": place, "booked_at": booked_at }))
        }
        _ => None,
    });
    let result = dossier.first(|message| match message {
        Message::Biometrics(BiometricsMessage::Result(taking)) => Some(json!(taking)),
        _ => None,
    });
    let state = match (&appointment, &result) {
        (_, Some(_)) => "settled",
        (Some(_), None) => "appointed",
        (None, None) => "requested",
    };
    let mut members = vec![("state", json!(state))];
    members.extend(appointment.map(|(id, content)| ("appointment", identified(id, content))));
    members.extend(result.map(|(id, content)| ("result", identified(id, content))));
    members
}
