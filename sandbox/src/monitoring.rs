//! The monitoring system: `docs/reference/contracts/monitoring.yaml`.

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
use crate::wire::{Case, CategoryOfCase, Instant, Office, Owner, made_of};

const STAGES: Route =
    Route { agency: Agency::Monitoring, operation: Operation::Submit, log: Some(Log::Stages), keys: Keys::Ids(StageReport::LIST) };

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/stages", post(stages))
}

async fn stages(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    gate::pass(shared, STAGES, None, request, |_, state, call| batch::accept::<StageReport>(state, Log::Stages, &call.body)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct StageReport {
    id: String,
    case: Case,
    office: Office,
    category: CategoryOfCase,
    stage: StageName,
    at: Instant,
    actor: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StageName {
    Filed,
    AcceptanceRefused,
    Registered,
    Verification,
    Coordination,
    CoordinationExtended,
    CoordinationOverdue,
    Decision,
    Hearing,
    Forwarding,
    Examination,
    Issued,
    Refused,
    NotConsidered,
    Annulled,
    Shortened,
    Satisfied,
    SatisfiedInPart,
    Dismissed,
    Withdrawn,
}

impl Item for StageReport {
    const LIST: &'static str = "stages";

    fn id(&self) -> &str {
        &self.id
    }

    fn owner(&self) -> Owner<&str> {
        Owner::Case(self.case.as_ref())
    }

    fn check(&self, tail: &str) -> Result<(), &'static str> {
        let numbered = tail.strip_prefix("stage/").is_some_and(|n| made_of(n, |b| b.is_ascii_digit()));
        if !numbered {
            return Err("id: expected <case>/stage/<number>");
        }
        let officer = self.actor.strip_prefix("officer:").is_some_and(|id| !id.is_empty());
        let known = matches!(self.actor.as_str(), "applicant" | "police" | "nsc" | "system");
        if (known || officer) && self.actor.chars().count() <= 200 {
            Ok(())
        } else {
            Err("actor: expected applicant, officer:<id>, police, nsc or system")
        }
    }
}
