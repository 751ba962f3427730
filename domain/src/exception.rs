//! What sets another rule than the Rules do: a treaty (R26 para 2), or reciprocity between two states (para 8).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::Text;

/// What somebody names by which another rule counts. Which treaties there are, and with which states there is reciprocity, the rulebook does not
/// know: an officer compares what is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// What it is.
    pub kind: ExceptionKind,
    /// The treaty with its article, or the state and what it grants to nationals of Kazakhstan.
    pub named: Text,
    /// The invitee for whom it counts, as the place in the list, from 0; none if it counts for all. What is asked for all, such as the days of the
    /// visit and the duty, stands if it does not count for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitee: Option<usize>,
}

/// What sets another rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionKind {
    /// A treaty to which Kazakhstan is a party (R26 para 2).
    Treaty,
    /// Reciprocity (R26 para 8).
    Reciprocity,
}

impl ExceptionKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Treaty, Self::Reciprocity];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Treaty => "treaty",
            Self::Reciprocity => "reciprocity",
        }
    }
}
