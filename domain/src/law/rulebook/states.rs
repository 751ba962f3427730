//! Lists of states.

use serde::{Deserialize, Serialize};

use super::entry::entries;
use crate::text::Country;

/// A list on which states stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateList {
    /// All states, and what ISO 3166-1 gives a code of its own.
    #[serde(rename = "iso_3166_1")]
    Iso3166,
    /// What stands in place of a citizenship for a person who has none (R26 para 3(1)).
    Stateless,
    /// Nationals who may petition themselves (R26 annex 6).
    #[serde(rename = "annex_6")]
    Annex6,
    /// Nationals to whom single electronic visas are issued (R26 annex 11).
    #[serde(rename = "annex_11")]
    Annex11,
    /// States with an agreement on visa-free travel.
    VisaFreeAgreement,
    /// States whose nationals stay 30 days without a visa by Kazakhstan's own decision.
    #[serde(rename = "visa_free_30_days")]
    VisaFree30Days,
    /// States whose nationals stay no longer than 14 days without a visa.
    #[serde(rename = "visa_free_14_days")]
    VisaFree14Days,
    /// States that ask no duty for children of Kazakhstan.
    DutyReciprocity,
}

impl StateList {
    /// Its name in the rulebook.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Iso3166 => "iso_3166_1",
            Self::Stateless => "stateless",
            Self::Annex6 => "annex_6",
            Self::Annex11 => "annex_11",
            Self::VisaFreeAgreement => "visa_free_agreement",
            Self::VisaFree30Days => "visa_free_30_days",
            Self::VisaFree14Days => "visa_free_14_days",
            Self::DutyReciprocity => "duty_reciprocity",
        }
    }
}

impl StateList {
    /// Whether other lists name what stands here.
    pub(super) fn defines_codes(self) -> bool {
        matches!(self, Self::Iso3166 | Self::Stateless)
    }
}

/// States on a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatesRule {
    /// The list.
    pub list: StateList,
    /// The states.
    pub codes: Vec<Country>,
    /// They stand on it for these categories only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_categories: Vec<String>,
    /// Act and paragraph.
    pub source: String,
}

entries! {
    StatesRule: "states" by |rule| rule.codes.iter().map(|code| format!("{}/{code}", rule.list.as_str())).collect();
}
