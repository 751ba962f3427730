//! Fingerprints of those who get a visa (R26 para 24-1). No image of one is ever in this system.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    law::exemption::ExemptionKind,
    problem::{Code, FieldProblem, Problem},
    text::Text,
    time::instant::Instant,
};

/// What is known of somebody's fingerprints. In JSON `{"taken":true}`, with `"taken_at"` where the instant is known, or `{"exempt":"why"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub enum Fingerprints {
    /// They were taken, at the instant at which that was received.
    Taken,
    /// They were taken at this instant, as the biometric centre says.
    TakenAt(Instant),
    /// None are taken of this person, and why.
    Exempt(Exemption),
}

/// Why somebody gives no fingerprints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Text", into = "String")]
pub enum Exemption {
    /// Order 16650 frees such persons. In data the name that it has there.
    Listed(ExemptionKind),
    /// In an officer's words.
    Other(Text),
}

impl From<Text> for Exemption {
    fn from(text: Text) -> Self {
        let listed = ExemptionKind::ALL.into_iter().find(|kind| kind.as_str() == text.as_str());
        listed.map_or(Self::Other(text), Self::Listed)
    }
}

impl From<Exemption> for String {
    fn from(exemption: Exemption) -> Self {
        match exemption {
            Exemption::Listed(kind) => kind.as_str().to_owned(),
            Exemption::Other(text) => text.to_string(),
        }
    }
}

impl fmt::Display for Exemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(kind) => write!(f, "{kind} (order 16650)"),
            Self::Other(text) => write!(f, "{text}"),
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    taken_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    exempt: Option<Exemption>,
}

impl utoipa::PartialSchema for Fingerprints {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        Form::schema()
    }
}

impl utoipa::ToSchema for Fingerprints {}

impl TryFrom<Form> for Fingerprints {
    type Error = FieldProblem;

    fn try_from(form: Form) -> Result<Self, FieldProblem> {
        match (form.taken, form.taken_at, form.exempt) {
            (Some(true), None, None) => Ok(Self::Taken),
            (Some(true), Some(at), None) => Ok(Self::TakenAt(at)),
            (None, None, Some(why)) => Ok(Self::Exempt(why)),
            _ => Err(Problem::new(Code::Field, "say either that they were taken (`taken` is true), or why none are (`exempt`)").into()),
        }
    }
}

impl From<Fingerprints> for Form {
    fn from(fingerprints: Fingerprints) -> Self {
        let nothing = Self { taken: None, taken_at: None, exempt: None };
        match fingerprints {
            Fingerprints::Taken => Self { taken: Some(true), ..nothing },
            Fingerprints::TakenAt(at) => Self { taken: Some(true), taken_at: Some(at), ..nothing },
            Fingerprints::Exempt(why) => Self { exempt: Some(why), ..nothing },
        }
    }
}

/// When and where somebody's fingerprints are to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Where.
    #[schema(value_type = String)]
    pub place: Text,
    /// When the biometric centre booked it: of two, the one that was booked later holds. Of one that an officer enters, when that was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub booked_at: Option<Instant>,
}

/// What the biometric centre says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CentreMessage {
    /// The person is to come.
    Appointment(Appointment),
    /// They were taken, or none are.
    Fingerprints(Fingerprints),
}

/// How fingerprints stand in a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FingerprintsState {
    /// None are due.
    #[default]
    NotDue,
    /// They are due, and nothing is known of them.
    Due,
    /// They were taken.
    Taken,
    /// The person is exempt.
    Exempt,
}

impl FingerprintsState {
    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Due => "due",
            Self::Taken => "taken",
            Self::Exempt => "exempt",
        }
    }
}
