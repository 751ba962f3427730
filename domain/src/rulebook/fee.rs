//! The state duty, in monthly calculation indices (MCI, МРП).

use serde::{Deserialize, Serialize};

use super::{condition::Condition, entry::entries};
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
pub enum Act {
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
    pub act: Act,
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
    /// For whom.
    pub when: Condition,
    /// Act and paragraph.
    pub source: String,
}

impl Act {
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
