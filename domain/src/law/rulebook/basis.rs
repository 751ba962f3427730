//! On what a visa rests, by the body that issues it (R26 paras 28, 31; annex 1).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{condition::Condition, entry::entries, states::StateList};

/// What a visa can rest on (R26 para 28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BasisKind {
    /// A coordinated invitation.
    Invitation,
    /// A petition.
    Petition,
    /// A note verbale.
    NoteVerbale,
    /// A written instruction of the Ministry of Foreign Affairs.
    MfaInstruction,
    /// A written instruction of the Ministry of Internal Affairs.
    MiaInstruction,
}

impl BasisKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Invitation, Self::Petition, Self::NoteVerbale, Self::MfaInstruction, Self::MiaInstruction];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Petition => "petition",
            Self::NoteVerbale => "note_verbale",
            Self::MfaInstruction => "mfa_instruction",
            Self::MiaInstruction => "mia_instruction",
        }
    }

    /// For people.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Invitation => "an invitation",
            Self::Petition => "a petition",
            Self::NoteVerbale => "a note verbale",
            Self::MfaInstruction => "an instruction of the Ministry of Foreign Affairs",
            Self::MiaInstruction => "an instruction of the Ministry of Internal Affairs",
        }
    }
}

/// What a visa may rest on when it is issued: one of these kinds, for those of whom the condition holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasisRule {
    /// Its name.
    pub name: String,
    /// One of these.
    pub kinds: Vec<BasisKind>,
    /// For nationals of states on one of these lists only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<StateList>,
    /// For which visas, and by whom.
    pub when: Condition,
    /// Act and paragraph.
    pub source: String,
}

entries! {
    BasisRule: "visa_basis" by |rule| vec![rule.name.clone()];
}
