//! Visas inside Kazakhstan: the terms of the service, and how a sticker is completed (R26 paras 6, 41; annexes 2, 8).

use serde::{Deserialize, Serialize};

use super::{RulesInForce, entry::entries, jurisdiction::Body};
use crate::{
    application::{Category, Entries},
    law::rulebook::jurisdiction::Action,
    problem::{Code, Problem},
    time::{
        deadline::Deadline,
        instant::Instant,
        proof::Proof,
        term::{CountFrom, Term},
    },
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
    /// For electronic visas, whatever their category.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub electronic: bool,
    /// How long.
    pub term: Term,
    /// How long, from the same start, where the NSC has asked for more time; as long as ever, if it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended: Option<Term>,
    /// Act and paragraph.
    pub source: String,
}

/// Which visas are entered in Berkut without an answer of the NSC being waited for (R26 paras 25, 42).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UncoordinatedRule {
    /// Those of these categories.
    pub categories: Vec<String>,
    /// Electronic ones, whose invitation was coordinated.
    pub electronic: bool,
    /// Act and paragraph.
    pub source: String,
}

/// When the applicant is heard before a refusal (R26 para 23; APPC art 73).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearingRule {
    /// By these providers.
    pub by: Vec<Body>,
    /// In services that take at least so many working days; a service without a term is one of them.
    pub from_working_days: u16,
    /// So many full working days lie between the day of the notice and that of the hearing.
    pub full_days_before: u16,
    /// Act and paragraph.
    pub source: String,
}

/// What takes the place of a visa when the stay is shortened (R26 para 55, annex 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShorteningRule {
    /// A single visa of this category.
    pub category: Category,
    /// Until so many calendar days after the decision.
    pub calendar_days: u16,
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
    UncoordinatedRule: "uncoordinated" by |_rule| vec![String::new()];
    HearingRule: "hearing" by |_rule| vec![String::new()];
    ShorteningRule: "shortening" by |_rule| vec![String::new()];
}

/// What the service does with a visa; annulment and shortening have no term.
const SERVICES: [Action; 3] = [Action::Primary, Action::Extension, Action::Restoration];

/// How long the service for a visa takes inside Kazakhstan, and when it ends for one that was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ServiceTerm {
    /// The visa category.
    pub category: String,
    /// What is done with such a visa inside Kazakhstan within that term: it is issued, extended or restored.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// How long.
    #[schema(value_type = String)]
    pub term: Term,
    /// Act and paragraph.
    pub basis: String,
    /// When it ends, with the proof.
    pub deadline: Option<Proof>,
}

impl ServiceTerm {
    /// Looks it up for issuing a visa, and counts it from a filing if there is one.
    ///
    /// # Errors
    /// As [`Self::of_action`].
    pub fn of(category: &str, filed_at: Option<Instant>, rules: &RulesInForce) -> Result<Self, Problem> {
        Self::of_action(category, Action::Primary, filed_at, rules)
    }

    /// Looks it up for what is asked, and counts it from a filing if there is one.
    ///
    /// # Errors
    /// [`Code::Category`]; [`Code::NotDoneHere`] where nobody does that with a visa of the category inside Kazakhstan;
    /// [`Code::NoCalendar`] if the calendar does not reach so far.
    pub fn of_action(category: &str, action: Action, filed_at: Option<Instant>, rules: &RulesInForce) -> Result<Self, Problem> {
        let known = rules.category(category).and_then(|_| rules.visa_term(category));
        let term = known.ok_or_else(|| Problem::new(Code::Category, "there is no such visa category (annex 1)").at("category"))?;
        let is_done =
            |action: &Action| [Body::Police, Body::Mfa].into_iter().any(|body| rules.jurisdiction(body, *action, category).is_some());
        let actions: Vec<_> = SERVICES.into_iter().filter(is_done).collect();
        if !actions.contains(&action) {
            let others: Vec<_> = actions.iter().map(|action| action.as_str()).collect();
            let message = format!(
                "there is no {} of {category} inside Kazakhstan, only {} (R26 paras 24, 48-54)",
                action.as_str(),
                others.join(", ")
            );
            return Err(Problem::new(Code::NotDoneHere, message).at("action"));
        }
        let calendar = rules.rulebook.calendars.newest();
        let hours = rules.rulebook.hours(rules.day)?;
        let deadline = filed_at.map(|at| Deadline::count(at, term.term, CountFrom::Registration, calendar, &hours)).transpose()?;
        let deadline = deadline.map(|deadline| Proof::of(&deadline, calendar)).transpose()?;
        Ok(Self { category: category.to_owned(), actions, term: term.term, basis: term.source.clone(), deadline })
    }
}
