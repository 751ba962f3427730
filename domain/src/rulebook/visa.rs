//! Visas inside Kazakhstan: the terms of the service, and how a sticker is completed (R26 paras 6, 41; annexes 2, 8).

use serde::{Deserialize, Serialize};

use super::entry::entries;
use crate::term::Term;

/// How long the service may take, counted from filing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisaTerm {
    /// Its name.
    pub name: String,
    /// For these categories; for all that no other entry names, if none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// How long.
    pub term: Term,
    /// Act and paragraph.
    pub source: String,
}

/// What may stand on a sticker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickerRule {
    /// What may stand for the number of entries.
    pub entries: Vec<String>,
    /// So many accompanying children at most; more get visas of their own.
    pub most_accompanying: u8,
    /// Act and paragraph.
    pub source: String,
}

entries! {
    VisaTerm: "visa_term" by |rule| vec![rule.name.clone()];
    StickerRule: "sticker" by |_rule| vec![String::new()];
}
