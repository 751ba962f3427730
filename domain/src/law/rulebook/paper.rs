//! Papers that an application or a request for a visa needs, and papers that nobody may ask for (R26 paras 12, 13, 19, 51; annex 1; annex 5
//! row 8; annex 8 row 8).

use serde::{Deserialize, Serialize};

use super::{condition::Condition, entry::entries, jurisdiction::Action};
use crate::{
    application::PartyKind,
    identification::NumberKind,
    text::{DocumentKind, Text},
};

/// A paper that is needed, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperRule {
    /// What is said to be missing, such as `petition`.
    pub code: String,
    /// What is asked for when it is needed; an invitation, if nothing is named. Those of invitations stand in `papers.toml`, and may be of
    /// visas, too.
    #[serde(default = "for_invitations", skip_serializing_if = "is_for_invitations")]
    pub action: Vec<Action>,
    /// One of these kinds must be there.
    pub any_of: Vec<DocumentKind>,
    /// Who must have issued it; anybody, if none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<Text>,
    /// Whether it is needed only where a duty is due.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub where_duty_is_due: bool,
    /// Whether it is about a person, so that each invitee who needs it needs one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub for_each: bool,
    /// Whether a state body of Kazakhstan issues it, so that the state registers may hold it: then they are asked before it is called missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub state_may_hold: bool,
    /// For whom it is needed.
    #[serde(default)]
    pub when: Condition,
    /// What to hand in, for people.
    pub message: String,
    /// Act and paragraph.
    pub source: String,
}

fn for_invitations() -> Vec<Action> {
    vec![Action::Invitation]
}

fn is_for_invitations(actions: &[Action]) -> bool {
    actions == [Action::Invitation]
}

/// A paper that a state information system holds: it is fetched there and never asked for (R26 para 12).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldRule {
    /// The paper.
    pub kind: DocumentKind,
    /// The system that holds it.
    pub system: String,
    /// Act and paragraph.
    pub source: String,
}

/// How long acceptance waits for the state registers, if they may hold what is missing and do not answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterWaitRule {
    /// Until the end of which working day: of the day of filing, or of so many after it.
    pub working_days: u16,
    /// Who set it.
    pub source: String,
}

/// A paper that must last as long as the visa that is asked for (R26 para 15(1)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastingRule {
    /// Its name.
    pub name: String,
    /// The kinds of it; where several are there, the one that lasts the longest counts.
    pub any_of: Vec<DocumentKind>,
    /// For whom.
    #[serde(default)]
    pub when: Condition,
    /// The paper, for people.
    pub message: String,
    /// Act and paragraph.
    pub source: String,
}

/// Which number the inviting party has (R26 annex 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentificationRule {
    /// Its name.
    pub name: String,
    /// Inviting parties of these kinds.
    pub party: Vec<PartyKind>,
    /// They have one of these.
    pub numbers: Vec<NumberKind>,
    /// Act and paragraph.
    pub source: String,
}

entries! {
    RegisterWaitRule: "register_wait" by |_rule| vec![String::new()];
    LastingRule: "lasting" by |rule| vec![rule.name.clone()];
    IdentificationRule: "identification" by |rule| vec![rule.name.clone()];
    PaperRule: "paper" by |rule| vec![rule.code.clone()];
    HeldRule: "held" by |rule| vec![rule.kind.to_string()];
}
