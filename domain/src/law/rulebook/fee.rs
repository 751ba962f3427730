//! The state duty, in monthly calculation indices (MCI, МРП).

use serde::{Deserialize, Serialize};

use super::{condition::Condition, entry::entries, states::StateList};
use crate::application::Tenge;

/// The monthly calculation index of a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mci {
    /// In tenge.
    pub tenge: Tenge,
    /// Act and paragraph.
    pub source: String,
}

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyKind {
    /// Coordinating an invitation, for each invitee.
    Invitation,
    /// A visa to leave Kazakhstan.
    ExitVisa,
    /// A visa to enter and leave.
    EntryVisa,
    /// A visa for many entries.
    MultipleEntryVisa,
}

/// The rate of an act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// For what.
    pub act: DutyKind,
    /// How many MCI at the day of payment, in hundredths.
    pub mci_hundredths: u32,
    /// Act and paragraph.
    pub source: String,
}

/// Who pays nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// Its name.
    pub name: String,
    /// Of the duty for which acts; of each, if none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<DutyKind>,
    /// For whom.
    pub when: Condition,
    /// Only where the invitee's state does the same: that of states on this list is known, of others an officer decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reciprocity: Option<StateList>,
    /// Act and paragraph.
    pub source: String,
}

impl Exemption {
    /// Whether it frees of the duty for an act.
    pub fn frees(&self, act: DutyKind) -> bool {
        self.acts.is_empty() || self.acts.contains(&act)
    }
}

impl DutyKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::ExitVisa => "exit_visa",
            Self::EntryVisa => "entry_visa",
            Self::MultipleEntryVisa => "multiple_entry_visa",
        }
    }
}

entries! {
    Mci: "mci" by |_rule| vec!["the MCI".to_owned()];
    Rate: "rate" by |rule| vec![rule.act.as_str().to_owned()];
    Exemption: "exemption" by |rule| vec![rule.name.clone()];
}
