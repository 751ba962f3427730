//! The visa and migration portal: `docs/reference/contracts/portal.yaml`.

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
use crate::wire::{Case, Date, DocumentCode, Instant, Office, Owner, PaperKind, Text, made_of, present};

const NOTICES: Route =
    Route { agency: Agency::Portal, operation: Operation::Submit, log: Some(Log::Notices), keys: Keys::Ids(Notice::LIST) };

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/notices", post(notices))
}

async fn notices(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    gate::pass(shared, NOTICES, None, request, |_, state, call| batch::accept::<Notice>(state, Log::Notices, &call.body)).await
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
enum Notice {
    AcceptanceReceipt {
        id: String,
        case: Case,
        at: Instant,
        #[serde(default, deserialize_with = "present")]
        code: Option<DocumentCode>,
        registered_on: Date,
    },
    AcceptanceRefusal {
        id: String,
        case: Case,
        at: Instant,
        #[serde(default, deserialize_with = "present")]
        code: Option<DocumentCode>,
        missing: Vec<Text>,
        #[serde(default, deserialize_with = "present")]
        reason: Option<Text>,
    },
    Extension {
        id: String,
        case: Case,
        at: Instant,
        #[serde(default, deserialize_with = "present")]
        code: Option<DocumentCode>,
        reason: Text,
        until: Date,
    },
    Decision {
        id: String,
        case: Case,
        at: Instant,
        #[serde(default, deserialize_with = "present")]
        code: Option<DocumentCode>,
        outcome: Outcome,
        #[serde(default, deserialize_with = "present")]
        ground: Option<u8>,
        #[serde(default, deserialize_with = "present")]
        number: Option<Text>,
        #[serde(default, deserialize_with = "present")]
        reason: Option<Text>,
        #[serde(default, deserialize_with = "present")]
        complain_until: Option<Date>,
    },
    PreliminaryRefusal {
        id: String,
        case: Case,
        at: Instant,
        #[serde(default, deserialize_with = "present")]
        code: Option<DocumentCode>,
        ground: u8,
        hearing_at: Instant,
        #[serde(default, deserialize_with = "present")]
        place: Option<Text>,
        #[serde(default, deserialize_with = "present")]
        manner: Option<Text>,
        #[serde(default, deserialize_with = "present")]
        reason: Option<Text>,
    },
    FingerprintAppointment {
        id: String,
        case: Case,
        at: Instant,
        #[serde(default, deserialize_with = "present")]
        code: Option<DocumentCode>,
        appointment_at: Instant,
        place: Text,
    },
    PapersRequest {
        id: String,
        case: Case,
        at: Instant,
        #[serde(default, deserialize_with = "present")]
        code: Option<DocumentCode>,
        papers: Vec<Paper>,
        reason: Text,
    },
    Forwarding {
        id: String,
        case: Case,
        at: Instant,
        #[serde(default, deserialize_with = "present")]
        code: Option<DocumentCode>,
        from_office: Office,
        office: Office,
        reason: Text,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some members are read for their validity only")]
struct Paper {
    kind: PaperKind,
    #[serde(default, deserialize_with = "present")]
    form: Option<Form>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Form {
    Original,
    Copy,
    NotarisedCopy,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Issued,
    Refused,
    NotConsidered,
    Annulled,
    Shortened,
    Satisfied,
    SatisfiedInPart,
    Dismissed,
}

impl Item for Notice {
    const LIST: &'static str = "notices";

    fn id(&self) -> &str {
        match self {
            Self::AcceptanceReceipt { id, .. }
            | Self::AcceptanceRefusal { id, .. }
            | Self::Extension { id, .. }
            | Self::Decision { id, .. }
            | Self::PreliminaryRefusal { id, .. }
            | Self::FingerprintAppointment { id, .. }
            | Self::PapersRequest { id, .. }
            | Self::Forwarding { id, .. } => id,
        }
    }

    fn owner(&self) -> Owner<&str> {
        let case = match self {
            Self::AcceptanceReceipt { case, .. }
            | Self::AcceptanceRefusal { case, .. }
            | Self::Extension { case, .. }
            | Self::Decision { case, .. }
            | Self::PreliminaryRefusal { case, .. }
            | Self::FingerprintAppointment { case, .. }
            | Self::PapersRequest { case, .. }
            | Self::Forwarding { case, .. } => case,
        };
        Owner::Case(case.as_ref())
    }

    fn check(&self, tail: &str) -> Result<(), &'static str> {
        let kind = match self {
            Self::AcceptanceReceipt { .. } => "acceptance_receipt",
            Self::AcceptanceRefusal { .. } => "acceptance_refusal",
            Self::Extension { .. } => "extension",
            Self::Decision { .. } => "decision",
            Self::PreliminaryRefusal { .. } => "preliminary_refusal",
            Self::FingerprintAppointment { .. } => "fingerprint_appointment",
            Self::PapersRequest { .. } => "papers_request",
            Self::Forwarding { .. } => "forwarding",
        };
        let suffix = tail.strip_prefix("notice/").and_then(|tail| tail.strip_prefix(kind));
        let repeatable = matches!(self, Self::PapersRequest { .. } | Self::FingerprintAppointment { .. });
        if !suffix.is_some_and(|suffix| is_suffix(suffix, repeatable)) {
            return Err(
                "id: expected <case>/notice/<kind>, or with /2, /3, ...; further requests for papers and appointments with -2, -3, ...",
            );
        }
        match self {
            Self::PapersRequest { papers, .. } if papers.is_empty() => Err("papers: expected at least one item"),
            Self::AcceptanceRefusal { missing, .. } if missing.is_empty() => Err("missing: expected at least one item"),
            Self::Decision { complain_until: Some(_), ground: None, .. } => Err("complain_until: expected with a refusal only"),
            Self::PreliminaryRefusal { ground: 1..=6, .. }
            | Self::Decision { outcome: Outcome::Issued, ground: None, number: Some(_), reason: None, .. }
            | Self::Decision { outcome: Outcome::Annulled | Outcome::Shortened, ground: None, number: None, reason: None, .. } => Ok(()),
            Self::Decision {
                outcome: Outcome::Satisfied | Outcome::SatisfiedInPart | Outcome::Dismissed, ground, number, reason, ..
            } => match (ground, number, reason) {
                (None, None, Some(_)) => Ok(()),
                _ => Err("an answer to a complaint: expected its reason and no ground or number"),
            },
            // A visa is known by the number of its sticker, which is filled in afterwards.
            Self::Decision { case, outcome: Outcome::Issued, ground: None, number: None, reason: None, .. }
                if case.as_ref().starts_with("VIS-") =>
            {
                Ok(())
            }
            Self::Decision { outcome: Outcome::Annulled | Outcome::Shortened, .. } => Err("annulled or shortened: expected no more"),
            Self::PreliminaryRefusal { .. } => Err("ground: expected one from 1 to 6"),
            Self::Decision { outcome: Outcome::Issued, .. } => Err("issued: expected number and no ground or reason"),
            Self::Decision { ground: Some(1..=7), number: None, .. } => Ok(()),
            Self::Decision { .. } => Err("refused or not considered: expected a ground from 1 to 7 and no number"),
            _ => Ok(()),
        }
    }
}

/// What may stand after the kind. A case may hold several notices of a repeatable kind, and any notice may be sent once more.
fn is_suffix(suffix: &str, repeatable: bool) -> bool {
    let (which, copy) = suffix.split_once('/').map_or((suffix, None), |(which, copy)| (which, Some(copy)));
    let further = |which: &str| repeatable && which.strip_prefix('-').is_some_and(is_repetition);
    (which.is_empty() || further(which)) && copy.is_none_or(is_repetition)
}

/// The number of a further notice, or of one that is sent once more: 2 or higher.
fn is_repetition(text: &str) -> bool {
    made_of(text, |b| b.is_ascii_digit()) && !text.starts_with('0') && text != "1"
}
