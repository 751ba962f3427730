//! Who needs no visa (R26 para 7), and who gets one from a mission without an invitation (para 28; annex 6).

use serde::{Deserialize, Serialize};

use super::{condition::Condition, entry::entries, states::StateList};
use crate::text::DocumentKind;

/// Invitees who need no invitation for a visa.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedlessRule {
    /// Its name.
    pub name: String,
    /// Nationals of states on one of these lists; of any state, if none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<StateList>,
    /// For which visa.
    pub when: Condition,
    /// What they are told.
    pub message: String,
    /// Act and paragraph.
    pub source: String,
}

/// A paper that stands in place of a visa: whoever holds one needs none (R26 para 7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubstituteRule {
    /// The kind of paper.
    pub paper: DocumentKind,
    /// What is told.
    pub message: String,
    /// Act and paragraph.
    pub source: String,
}

entries! {
    SubstituteRule: "visa_substitute" by |rule| vec![rule.paper.to_string()];
    NeedlessRule: "needless" by |rule| vec![rule.name.clone()];
}
