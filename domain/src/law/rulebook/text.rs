//! The acts themselves: their editions and what their paragraphs say.

use serde::{Deserialize, Serialize};

use super::entry::entries;
use crate::{law::ladder::RungRule, time::term::Term};

/// A change of the Rules that enters into force on the entry's first day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Its name, such as `R26`.
    pub id: String,
    /// The order that made it.
    pub title: String,
    /// What it changes, in a few words.
    pub summary: String,
    /// Act and paragraph.
    pub source: String,
}

/// A paragraph, restated in our own words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// The act, such as `R26`.
    pub act: String,
    /// Such as `para 15(1)`.
    pub number: String,
    /// What it says.
    pub text: String,
    /// Why this program has nothing to do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// Why this program does not do it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_yet: Option<String>,
    /// Where it was taken from.
    pub source: String,
}

/// What an authority must do beside the procedure of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Its name, such as `monitoring`.
    pub name: String,
    /// What must be done.
    pub text: String,
    /// Within which term, if the law sets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// The escalation steps of that term.
    #[serde(default, rename = "rung", skip_serializing_if = "Vec::is_empty")]
    pub rungs: Vec<RungRule>,
    /// Act and paragraph.
    pub source: String,
}

/// How long the record of a closed case must be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// So many years at least.
    pub keep_years: u32,
    /// Act and paragraph.
    pub source: String,
}

entries! {
    Edition: "edition" by |rule| vec![rule.id.clone()];
    Paragraph: "paragraph" by |rule| vec![format!("{} {}", rule.act, rule.number)];
    Duty: "duty" by |rule| vec![rule.name.clone()];
    RetentionRule: "retention" by |_rule| vec![String::new()];
}
