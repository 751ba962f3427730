//! Who acts in a case.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    problem::{Code, Problem},
    text::OfficerId,
};

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Actor {
    /// The inviting party.
    Applicant,
    /// An officer of the office.
    Officer(OfficerId),
    /// The police system that verifies.
    Police,
    /// The National Security Committee.
    Nsc,
    /// The biometric centre, which takes fingerprints.
    BiometricCentre,
    /// This system, by itself.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applicant => f.write_str("applicant"),
            Self::Officer(id) => write!(f, "officer:{id}"),
            Self::Police => f.write_str("police"),
            Self::Nsc => f.write_str("nsc"),
            Self::BiometricCentre => f.write_str("biometric_centre"),
            Self::System => f.write_str("system"),
        }
    }
}

impl FromStr for Actor {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "applicant" => Ok(Self::Applicant),
            "police" => Ok(Self::Police),
            "nsc" => Ok(Self::Nsc),
            "biometric_centre" => Ok(Self::BiometricCentre),
            "system" => Ok(Self::System),
            other => match other.strip_prefix("officer:") {
                Some(id) => Ok(Self::Officer(id.parse()?)),
                None => Err(Problem::new(Code::Field, "must be applicant, officer:<id>, police, nsc, biometric_centre or system")),
            },
        }
    }
}

impl TryFrom<String> for Actor {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Actor> for String {
    fn from(actor: Actor) -> Self {
        actor.to_string()
    }
}
