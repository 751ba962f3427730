//! What a category wants of the recipient or of the purpose (R26 annex 1, para 34).

use serde::{Deserialize, Serialize};

use super::{condition::Condition, entry::entries};
use crate::{application::Purpose, text::DocumentKind};

/// What must hold for some applications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementRule {
    /// Its name.
    pub name: String,
    /// For which applications.
    pub when: Condition,
    /// What must hold.
    pub needs: Need,
    /// What is said where it does not hold, for people.
    pub message: String,
    /// Act and paragraph.
    pub source: String,
}

/// What must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// The visit has one of these special purposes.
    Purpose(Vec<Purpose>),
    /// Each invitee is of this age, in years, on the first day of the visit.
    Age(u16),
    /// The recipient of a visa is younger than this, in years, on its first day.
    UnderAge(u16),
    /// For each invitee concerned one of these papers, valid.
    Paper(Vec<DocumentKind>),
    /// Permits of the inviting party: one of these papers, valid, about each invitee concerned or about all, handed in or held by the state.
    Permit(Vec<DocumentKind>),
}

entries! {
    RequirementRule: "requirement" by |rule| vec![rule.name.clone()];
}
