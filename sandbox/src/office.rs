//! The office's escalation notices: `docs/reference/contracts/office.yaml`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use crate::batch::{self, Item};
use crate::gate::{self, Keys, Route};
use crate::knobs::{Agency, Operation};
use crate::received::Log;
use crate::state::Shared;
use crate::wire::{Audience, Case, Instant, Office, Owner, Rung, Text, made_of, present};

const ESCALATIONS: Route =
    Route { agency: Agency::Office, operation: Operation::Submit, log: Some(Log::Escalations), keys: Keys::Ids(Escalation::LIST) };

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/escalations", post(escalations))
}

async fn escalations(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    gate::pass(shared, ESCALATIONS, None, request, |_, state, call| batch::accept::<Escalation>(state, Log::Escalations, &call.body)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct Escalation {
    id: String,
    case: Case,
    office: Office,
    #[serde(default, deserialize_with = "present")]
    officer: Option<Text>,
    audience: Audience,
    #[serde(default, deserialize_with = "present")]
    clock: Option<Clock>,
    #[serde(default, deserialize_with = "present")]
    window: Option<Window>,
    #[serde(default, deserialize_with = "present")]
    rung: Option<Rung>,
    #[serde(default, deserialize_with = "present")]
    incident: Option<String>,
    at: Instant,
    #[serde(default, deserialize_with = "present")]
    due: Option<Instant>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Clock {
    Verification,
    Coordination,
    ExtensionNotice,
    Decision,
    Service,
    PreliminaryNotice,
    Hearing,
    ComplaintForwarding,
    ComplaintExamination,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Window {
    Standard,
    Extended,
    AfterHearing,
    Superior,
    QualityAuthority,
}

impl Item for Escalation {
    const LIST: &'static str = "escalations";

    fn id(&self) -> &str {
        &self.id
    }

    fn owner(&self) -> Owner<&str> {
        Owner::Case(self.case.as_ref())
    }

    fn check(&self, tail: &str) -> Result<(), &'static str> {
        if !tail.starts_with("escalation/") {
            return Err("id: expected <case>/escalation/...");
        }
        if self.clock.is_some() != self.rung.is_some() || (self.window.is_some() && self.clock.is_none()) {
            return Err("clock and rung come together, and window only with them");
        }
        if self.rung.is_none() && self.incident.is_none() {
            return Err("expected clock and rung, or incident");
        }
        if !self.incident.as_deref().is_none_or(is_incident) {
            return Err("incident: expected a code such as SHQ-0007");
        }
        Ok(())
    }
}

fn is_incident(text: &str) -> bool {
    let code = |tail| made_of(tail, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
    text.len() <= 64 && text.strip_prefix("SHQ-").is_some_and(code)
}
