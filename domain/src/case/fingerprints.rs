//! Fingerprints of those who get a visa (R26 para 24-1). No image of one is ever in this system.

use serde::{Deserialize, Serialize};

use crate::{
    problem::{Code, FieldProblem, Problem},
    text::Text,
};

/// What is known of somebody's fingerprints. In JSON `{"taken":true}` or `{"exempt":"why"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub enum Fingerprints {
    /// They were taken.
    Taken,
    /// None are taken of this person, and why (order 16650).
    Exempt(Text),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exempt: Option<Text>,
}

impl TryFrom<Form> for Fingerprints {
    type Error = FieldProblem;

    fn try_from(form: Form) -> Result<Self, FieldProblem> {
        match (form.taken, form.exempt) {
            (Some(true), None) => Ok(Self::Taken),
            (None, Some(why)) => Ok(Self::Exempt(why)),
            _ => Err(Problem::new(Code::Field, "say either that they were taken (`taken` is true), or why none are (`exempt`)").into()),
        }
    }
}

impl From<Fingerprints> for Form {
    fn from(fingerprints: Fingerprints) -> Self {
        match fingerprints {
            Fingerprints::Taken => Self { taken: Some(true), exempt: None },
            Fingerprints::Exempt(why) => Self { taken: None, exempt: Some(why) },
        }
    }
}

/// How fingerprints stand in a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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
