//! What is said in the case of a complaint (R26 para 59).

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::stage::{Stage, Status};
use crate::{
    law::clock_kind::Window,
    problem::{Code, Problem},
    text::Text,
};

/// Who examines a complaint (R26 para 59).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Examiner {
    /// The body above the provider.
    Superior,
    /// The authority that assesses and controls the quality of public services.
    QualityAuthority,
}

impl Examiner {
    /// Each.
    pub const ALL: [Self; 2] = [Self::Superior, Self::QualityAuthority];

    /// The name as it stands in data.
    pub const fn as_str(self) -> &'static str {
        self.window().as_str()
    }

    /// The window of the examination's term.
    pub const fn window(self) -> Window {
        match self {
            Self::Superior => Window::Superior,
            Self::QualityAuthority => Window::QualityAuthority,
        }
    }
}

/// The provider has done all that is asked for, and passes nothing on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Satisfaction {
    /// What was done.
    #[schema(value_type = String)]
    pub done: Text,
}

/// The provider has passed the complaint on with the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PassingOn {
    /// The number of the letter with which it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub letter: Option<Text>,
}

/// The answer of the body that examined it. A refusal is reasoned (APPC art 100(4)), and so is every other answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintAnswer {
    /// What was decided.
    pub outcome: ComplaintOutcome,
    /// Why.
    #[schema(value_type = String)]
    pub reasons: Text,
}

/// How a complaint is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintOutcome {
    /// It is satisfied.
    Satisfied,
    /// It is satisfied in part.
    SatisfiedInPart,
    /// It is dismissed.
    Dismissed,
}

impl ComplaintOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Satisfied, Self::SatisfiedInPart, Self::Dismissed];

    /// The name as it stands in data.
    pub const fn as_str(self) -> &'static str {
        self.status().as_str()
    }

    /// How a case ends by it.
    pub const fn status(self) -> Status {
        match self {
            Self::Satisfied => Status::Satisfied,
            Self::SatisfiedInPart => Status::SatisfiedInPart,
            Self::Dismissed => Status::Dismissed,
        }
    }

    /// The stage that a case enters by it.
    pub const fn stage(self) -> Stage {
        match self {
            Self::Satisfied => Stage::Satisfied,
            Self::SatisfiedInPart => Stage::SatisfiedInPart,
            Self::Dismissed => Stage::Dismissed,
        }
    }
}

impl FromStr for ComplaintOutcome {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        let known = Self::ALL.into_iter().find(|outcome| outcome.as_str() == text);
        known.ok_or_else(|| Problem::new(Code::Field, "must be satisfied, satisfied_in_part or dismissed"))
    }
}
