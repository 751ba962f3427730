//! The ministry's notice service, which tells of what enters into force: `docs/reference/contracts/announcements.yaml`.

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
use crate::wire::{Audience, Date, Edition, Instant, Owner, Recipient, Rung, Text};

const ANNOUNCEMENTS: Route = Route {
    agency: Agency::Announcements,
    operation: Operation::Submit,
    log: Some(Log::Announcements),
    keys: Keys::Ids(Announcement::LIST),
};
const ESCALATIONS: Route =
    Route { operation: Operation::Escalate, log: Some(Log::AnnouncementEscalations), keys: Keys::Ids(Escalation::LIST), ..ANNOUNCEMENTS };

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/announcements", post(announcements)).route("/escalations", post(escalations))
}

async fn announcements(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    gate::pass(shared, ANNOUNCEMENTS, None, request, |_, state, call| batch::accept::<Announcement>(state, Log::Announcements, &call.body))
        .await
}

async fn escalations(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    gate::pass(shared, ESCALATIONS, None, request, |_, state, call| {
        batch::accept::<Escalation>(state, Log::AnnouncementEscalations, &call.body)
    })
    .await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct Announcement {
    id: String,
    edition: Edition,
    recipient: Recipient,
    in_force_from: Date,
    title: Text,
    summary: Text,
    due: Instant,
}

impl Item for Announcement {
    const LIST: &'static str = "announcements";

    fn id(&self) -> &str {
        &self.id
    }

    fn owner(&self) -> Owner<&str> {
        Owner::Edition(self.edition.as_ref())
    }

    fn check(&self, tail: &str) -> Result<(), &'static str> {
        let of_recipient = tail.strip_prefix("announcement/") == Some(self.recipient.as_ref());
        if of_recipient { Ok(()) } else { Err("id: expected <edition>/announcement/<recipient>") }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct Escalation {
    id: String,
    edition: Edition,
    rung: Rung,
    audience: Audience,
    at: Instant,
    due: Instant,
}

impl Item for Escalation {
    const LIST: &'static str = "escalations";

    fn id(&self) -> &str {
        &self.id
    }

    fn owner(&self) -> Owner<&str> {
        Owner::Edition(self.edition.as_ref())
    }

    fn check(&self, tail: &str) -> Result<(), &'static str> {
        let of_rung = tail.strip_prefix("escalation/") == Some(self.rung.as_ref());
        if of_rung { Ok(()) } else { Err("id: expected <edition>/escalation/<rung>") }
    }
}
