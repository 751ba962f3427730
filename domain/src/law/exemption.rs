//! Whom order 16650 frees of giving fingerprints for a visa (R26 para 24-1).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why somebody gives none. For whom each holds, and from when on, stands in `checks.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExemptionKind {
    /// Children under 12.
    Children,
    /// Heads and members of states, governments and missions and their families, on reciprocity.
    Officials,
    /// Official delegations, on reciprocity.
    Delegations,
    /// Whom a state body of Kazakhstan invites.
    StateBodies,
    /// Who cannot give any.
    Unable,
}

impl ExemptionKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Children, Self::Officials, Self::Delegations, Self::StateBodies, Self::Unable];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Children => "children",
            Self::Officials => "officials",
            Self::Delegations => "delegations",
            Self::StateBodies => "state_bodies",
            Self::Unable => "unable",
        }
    }
}

impl fmt::Display for ExemptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Children => "a child under 12",
            Self::Officials => "an official of a state or a mission, on reciprocity",
            Self::Delegations => "a member of an official delegation, on reciprocity",
            Self::StateBodies => "a state body invites",
            Self::Unable => "the person cannot give any",
        })
    }
}
