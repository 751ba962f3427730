//! The hearing before a refusal (R26 para 23; APPC art 73): what is told, and what came of it.

use serde::{Deserialize, Serialize};

use super::fact::Refusal;
use crate::{law::ground::Ground, text::Text, time::instant::Instant};

/// The applicant is to be told that a refusal is intended, and when they are heard (R26 para 23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreliminaryRefusal {
    /// On which ground.
    #[schema(value_type = u8)]
    pub ground: Ground,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub note: Option<Text>,
    /// When the applicant is heard.
    #[schema(value_type = String, format = DateTime)]
    pub hearing_at: Instant,
    /// Where; at the office that has the case, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub place: Option<Text>,
    /// In which manner, such as in person or by video; in person, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub manner: Option<Text>,
}

impl PreliminaryRefusal {
    /// The refusal that is intended.
    pub fn refusal(&self) -> Refusal {
        Refusal { ground: self.ground, note: self.note.clone() }
    }
}

/// What came of a hearing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HearingRecord {
    /// How it ended.
    pub outcome: HearingOutcome,
    /// What the applicant objects, for the record; a refusal answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub objections: Option<Text>,
}

/// How a hearing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HearingOutcome {
    /// The applicant was heard.
    Held,
    /// The applicant did not come.
    Absent,
    /// The applicant does without; that can be said before its day.
    Waived,
}

impl HearingOutcome {
    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Absent => "absent",
            Self::Waived => "waived",
        }
    }
}
