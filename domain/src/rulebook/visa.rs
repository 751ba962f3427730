//! Visas inside Kazakhstan: the terms of the service, and how a sticker is completed (R26 paras 6, 41; annexes 2, 8).

use serde::{Deserialize, Serialize};

use super::{RulesInForce, entry::entries};
use crate::{
    application::Entries,
    case::view::Proof,
    deadline::Deadline,
    instant::Instant,
    problem::{Code, Problem},
    term::{CountFrom, Term},
};

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

/// What stands on a sticker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickerRule {
    /// What stands for one entry.
    pub single: String,
    /// What stands for many entries.
    pub multiple: String,
    /// So many accompanying children at most; more get visas of their own.
    pub most_accompanying: u8,
    /// What stands for the number of the passport on the visa of a group.
    pub group_passport: String,
    /// Words among the additional information by which a sticker extends an earlier visa.
    pub extended: Vec<String>,
    /// Act and paragraph.
    pub source: String,
}

impl StickerRule {
    /// The entries that stand on a sticker so.
    pub fn entries(&self, text: &str) -> Option<Entries> {
        [(&self.single, Entries::Single), (&self.multiple, Entries::Multiple)]
            .into_iter()
            .find_map(|(word, entries)| (word == text).then_some(entries))
    }
}

entries! {
    VisaTerm: "visa_term" by |rule| vec![rule.name.clone()];
    StickerRule: "sticker" by |_rule| vec![String::new()];
}

/// How long the service for a visa takes inside Kazakhstan, and when it ends for one that was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceTerm {
    /// The visa category.
    pub category: String,
    /// How long.
    pub term: Term,
    /// Act and paragraph.
    pub basis: String,
    /// When it ends, with the proof.
    pub deadline: Option<Proof>,
}

impl ServiceTerm {
    /// Looks it up, and counts it from a filing if there is one.
    ///
    /// # Errors
    /// [`Code::Category`]; [`Code::NoCalendar`] if the calendar does not reach so far.
    pub fn of(category: &str, filed_at: Option<Instant>, rules: &RulesInForce) -> Result<Self, Problem> {
        let known = rules.category(category).and_then(|_| rules.visa_term(category));
        let term = known.ok_or_else(|| Problem::new(Code::Category, "there is no such visa category (annex 1)").at("category"))?;
        let calendar = rules.rulebook.calendars.newest();
        let hours = rules.rulebook.hours(rules.day)?;
        let deadline = filed_at.map(|at| Deadline::count(at, term.term, CountFrom::Registration, calendar, &hours)).transpose()?;
        let deadline = deadline.map(|deadline| Proof::of(&deadline, calendar)).transpose()?;
        Ok(Self { category: category.to_owned(), term: term.term, basis: term.source.clone(), deadline })
    }
}
