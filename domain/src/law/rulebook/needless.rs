//! Who gets a visa from a mission without an invitation (R26 para 28; annex 6).

use serde::{Deserialize, Serialize};

use super::{condition::Condition, entry::entries, states::StateList};

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

entries! {
    NeedlessRule: "needless" by |rule| vec![rule.name.clone()];
}
