//! The gateway to the state registers: `docs/reference/contracts/registers.yaml`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::gate::{self, Call, Keys, Route};
use crate::knobs::{Agency, Operation};
use crate::received::{Disposition, Log};
use crate::state::{self, Reply, Shared};
use crate::wire::{self, BirthDate, Case, Category, Citizenship, Problem, Text};

const LOOK_UP: Route = Route { agency: Agency::Registers, operation: Operation::Lookup, log: Some(Log::Lookups), keys: Keys::Case };

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/lookups", post(look_up))
}

/// What is on record of one subject. The entries are passed on as they are, so that a test can also say what no register
/// should.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Records {
    held: Vec<Map<String, Value>>,
    sanctions: Vec<Map<String, Value>>,
    entry_bans: Vec<Map<String, Value>>,
    unexecuted_penalties: Vec<Map<String, Value>>,
    expulsions: Vec<Map<String, Value>>,
    earlier_applications: Vec<Map<String, Value>>,
    /// None: whoever keeps them does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_bars: Option<Vec<Map<String, Value>>>,
}

impl Records {
    fn add(&mut self, other: &Self) {
        // Taken apart, so that no list is forgotten.
        let Self { held, sanctions, entry_bans, unexecuted_penalties, expulsions, earlier_applications, exit_bars } = other;
        self.held.extend_from_slice(held);
        self.sanctions.extend_from_slice(sanctions);
        self.entry_bans.extend_from_slice(entry_bans);
        self.unexecuted_penalties.extend_from_slice(unexecuted_penalties);
        self.expulsions.extend_from_slice(expulsions);
        self.earlier_applications.extend_from_slice(earlier_applications);
        if let Some(bars) = exit_bars {
            self.exit_bars.get_or_insert_default().extend_from_slice(bars);
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct Lookup {
    case: Case,
    inviting_party: Option<InvitingParty>,
    invitee: Invitee,
    category: Category,
    #[serde(default)]
    leaving: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InvitingParty {
    bin_iin: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct Invitee {
    passport_number: Text,
    citizenship: Citizenship,
    date_of_birth: BirthDate,
}

async fn look_up(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    gate::pass(shared, LOOK_UP, None, request, |_, state, call| answer(state, call)).await
}

fn answer(state: &mut state::State, call: &Call) -> Result<Reply, Problem> {
    let lookup: Lookup = wire::read(&call.body)?;
    let case = lookup.case.as_ref();
    let mut found = Records::default();
    let host = lookup.inviting_party.as_ref().map(|party| party.bin_iin.as_ref());
    for subject in [Some(lookup.invitee.passport_number.as_ref()), host].into_iter().flatten() {
        if let Some(records) = state.records.get(subject) {
            found.add(records);
        }
    }
    found.exit_bars = found.exit_bars.filter(|_| lookup.leaving);
    let mut body = json!(found);
    if let Value::Object(members) = &mut body {
        members.insert("case".to_owned(), json!(case));
    }
    // A question changes nothing, so the same one again is a new one.
    state.received.record(Log::Lookups, case, &call.body, Disposition::New);
    Ok(Reply { status: StatusCode::OK, body })
}
