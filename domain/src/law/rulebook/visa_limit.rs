//! By what a request for a visa is judged, beside what its category says (R26 paras 36, 37, 53; annex 1).

use serde::{Deserialize, Serialize};

use super::{RulesInForce, category::Basis, condition::Condition, entry::entries};
use crate::{text::DocumentKind, time::term::Term};

/// When an extension may be filed, counted back from the last day of the visa (R26 para 53).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionWindow {
    /// Not earlier than so long before.
    pub earliest: Term,
    /// Not later than so long before.
    pub latest: Term,
    /// Act and paragraph.
    pub source: String,
}

/// Whose petition extends a visa (R26 paras 26, 51, 53).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstInviterRule {
    /// For these categories any party petitions.
    pub except: Vec<String>,
    /// For these the holder does, or an authority.
    pub others_petition: Vec<String>,
    /// For these the parties of `free_regimes` need not have invited first.
    pub free: Vec<String>,
    /// Regimes of such parties.
    pub free_regimes: Vec<DocumentKind>,
    /// Act and paragraph.
    pub source: String,
}

impl FirstInviterRule {
    /// Whether a visa of a category is extended on the petition of the party that invited first, and of no other.
    pub fn holds(&self, category: &str, regimes: &[DocumentKind]) -> bool {
        let names = |list: &[String]| list.iter().any(|named| named == category);
        let is_free = names(&self.free) && self.free_regimes.iter().any(|regime| regimes.contains(regime));
        !names(&self.except) && !names(&self.others_petition) && !is_free
    }
}

/// When one entry becomes many (R26 para 37).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoreEntriesRule {
    /// When a visa of one of these categories is extended.
    pub when_extended: Vec<String>,
    /// Act and paragraph.
    pub source: String,
}

/// Who is not interviewed, whatever the situation in their state (R26 para 39).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoInterviewRule {
    /// Its name.
    pub name: String,
    /// For whom.
    pub when: Condition,
    /// Only in a group.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_a_group: bool,
    /// Only those who have had such a visa before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// Act and paragraph.
    pub source: String,
}

/// To what the foreign ministry changes a visa inside Kazakhstan (R26 para 36).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinistryChange {
    /// To these categories.
    pub to: Vec<String>,
    /// On one of these.
    pub on: Vec<Basis>,
    /// Act and paragraph.
    pub source: String,
}

/// What an authority puts on the file of an exit visa before it is issued (R26 annex 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExitFileRule {
    /// The category.
    pub category: String,
    /// Whether an instruction of the interior ministry stands in for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub or_instruction: bool,
    /// Whether the visa lasts no longer than the passport.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub within_passport: bool,
    /// What it is, for people.
    pub message: String,
    /// Act and paragraph.
    pub source: String,
}

impl<'a> RulesInForce<'a> {
    /// By what rule the foreign ministry changes a visa to this category, if it does.
    pub fn ministry_change(&self, category: &str) -> Option<&'a MinistryChange> {
        self.of(&self.rulebook.ministry_changes).find(|change| change.to.iter().any(|to| to == category))
    }

    /// What an authority puts on the file of an exit visa of a category.
    pub fn exit_file(&self, category: &str) -> Option<&'a ExitFileRule> {
        self.of(&self.rulebook.exit_files).find(|rule| rule.category == category)
    }
}

entries! {
    ExtensionWindow: "extension_window" by |_rule| vec![String::new()];
    FirstInviterRule: "first_inviter" by |_rule| vec![String::new()];
    MoreEntriesRule: "more_entries" by |_rule| vec![String::new()];
    NoInterviewRule: "no_interview" by |rule| vec![rule.name.clone()];
    MinistryChange: "ministry_change" by |rule| rule.to.clone();
    ExitFileRule: "exit_file" by |rule| vec![rule.category.clone()];
}
