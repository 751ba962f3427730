//! What a case has to tell others, in order: stages to the monitoring system, notices to the applicant,
//! escalations to the office. Each item is on the case's record before the case moves on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    number::CaseNumber,
    stage::{Stage, Status},
};
use crate::{
    actor::Actor,
    checks::papers::RequestedPaper,
    law::{
        clock_kind::{ClockKind, Window},
        ground::Ground,
        ladder::Audience,
    },
    problem::Code,
    text::{OfficeCode, OfficerId, Text},
    time::instant::Instant,
};

/// Items in order, and how many of them have been delivered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outbox<T> {
    items: Vec<T>,
    delivered: usize,
}

impl<T> Default for Outbox<T> {
    fn default() -> Self {
        Self { items: Vec::new(), delivered: 0 }
    }
}

impl<T: Clone> Outbox<T> {
    /// All items, delivered or not.
    pub fn all(&self) -> &[T] {
        &self.items
    }

    /// The next items to deliver, in order, at most `most`.
    pub fn next_batch(&self, most: usize) -> Vec<T> {
        self.items.iter().skip(self.delivered).take(most).cloned().collect()
    }

    /// The items that have been delivered.
    pub fn delivered_items(&self) -> &[T] {
        self.items.get(..self.delivered).unwrap_or_default()
    }

    /// Whether everything has been delivered.
    pub fn is_empty(&self) -> bool {
        self.delivered == self.items.len()
    }

    /// Records that so many more were delivered.
    pub fn delivered(&mut self, count: usize) {
        self.delivered = self.delivered.saturating_add(count).min(self.items.len());
    }

    pub(super) fn push(&mut self, item: T) {
        self.items.push(item);
    }

    pub(super) fn count(&self) -> usize {
        self.items.len()
    }
}

/// A stage as the monitoring system is told of it (R26 para 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRecord {
    /// The same id, the same stage: delivered any number of times, it counts once.
    pub id: String,
    /// Which case.
    pub case: CaseNumber,
    /// Which office has it.
    pub office: OfficeCode,
    /// Visa category.
    pub category: String,
    /// The stage that the case entered.
    pub stage: Stage,
    /// When.
    pub at: Instant,
    /// Who acted.
    pub actor: Actor,
}

/// What the applicant is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The application is complete and accepted (R26 para 14).
    AcceptanceReceipt,
    /// Papers are missing (annex 7).
    AcceptanceRefusal,
    /// The term was extended: reason and length (annex 5 row 3).
    Extension,
    /// Issued, refused or not considered.
    Decision,
    /// Papers are asked for (para 12).
    PapersRequest,
    /// The application went to the office that is competent (para 12).
    Forwarding,
    /// A refusal is intended, and the applicant is heard before (para 23).
    PreliminaryRefusal,
    /// When and where fingerprints are taken (para 24-1).
    FingerprintAppointment,
}

impl NoticeKind {
    /// The name as it stands in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AcceptanceReceipt => "acceptance_receipt",
            Self::AcceptanceRefusal => "acceptance_refusal",
            Self::Extension => "extension",
            Self::Decision => "decision",
            Self::PapersRequest => "papers_request",
            Self::Forwarding => "forwarding",
            Self::PreliminaryRefusal => "preliminary_refusal",
            Self::FingerprintAppointment => "fingerprint_appointment",
        }
    }
}

/// A notice to the applicant, through the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ApplicantNotice {
    /// The same id, the same notice.
    pub id: String,
    /// Which case.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// What it tells.
    pub kind: NoticeKind,
    /// The instant of what it tells.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Acceptance: the day of registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<NaiveDate>,
    /// Acceptance refusal: what is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Request for papers: which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<RequestedPaper>,
    /// Forwarding: the office that the application was brought to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub from_office: Option<OfficeCode>,
    /// Forwarding: the office that has it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub office: Option<OfficeCode>,
    /// Extension, request for papers or forwarding: why. Decision on a complaint: how it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Extension: the last day of the extended term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Decision: how the case ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Status>,
    /// Decision, preliminary refusal: the ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u8>)]
    pub ground: Option<Ground>,
    /// Preliminary refusal: when the applicant is heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub hearing_at: Option<Instant>,
    /// Fingerprint appointment: when the applicant is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub appointment_at: Option<Instant>,
    /// Fingerprint appointment: where. Preliminary refusal: where, if not at the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub place: Option<Text>,
    /// Preliminary refusal: in which manner, if not in person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub manner: Option<Text>,
    /// Decision: the number of the invitation or visa.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Refusal: until when who learnt of it at once complains (R26 para 59; APPC art 92(1)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complain_until: Option<NaiveDate>,
}

impl ApplicantNotice {
    /// The same notice once more, as the `copy`-th copy (from 2 on).
    #[must_use]
    pub fn again(&self, copy: usize) -> Self {
        Self { id: format!("{}/{copy}", self.id), ..self.clone() }
    }
}

/// What the office is told: a rung of a ladder, or an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeNotice {
    /// The same id, the same notice.
    pub id: String,
    /// Which case.
    pub case: CaseNumber,
    /// Which office.
    pub office: OfficeCode,
    /// The officer who has the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
    /// Who is to be told.
    pub audience: Audience,
    /// Rung: of which clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockKind>,
    /// Rung: of which window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Rung: which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rung: Option<String>,
    /// Incident: its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<Code>,
    /// When it was due to be told.
    pub at: Instant,
    /// Rung: when the clock is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
}
