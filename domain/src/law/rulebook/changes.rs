//! What differs between two revisions of the rulebook.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::{
    Rulebook,
    entries::{Listed, of},
};
use crate::problem::{Code, Problem};

/// The entries of a revision: all of a rulebook, or what of the present one holds on a day.
///
/// # Errors
/// [`Code::RuleUnknown`] if there is no such revision, [`Code::NoEdition`] for a day before the first edition.
pub fn of_revision(rulebook: &Rulebook, revision: &str) -> Result<Vec<Listed>, Problem> {
    let on = |day: NaiveDate| rulebook.on(day).map(|_| of(rulebook).into_iter().filter(|entry| entry.holds(Some(day))).collect());
    if let Ok(edition) = rulebook.edition(revision) {
        return on(edition.from);
    }
    if let Ok(day) = revision.parse::<NaiveDate>() {
        return on(day);
    }
    if revision == "built-in" {
        return Ok(of(&Rulebook::built_in()?));
    }
    if revision.len() >= 6 && rulebook.revision.starts_with(revision) {
        return Ok(of(rulebook));
    }
    let message =
        "a revision is `built-in`, the content hash of the rulebook in use, an edition, or a day; on the command line also a folder";
    Err(Problem::new(Code::RuleUnknown, message).at("revision"))
}

/// What differs between two revisions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Change {
    /// The table that the entry stands in.
    #[schema(value_type = String)]
    pub table: &'static str,
    /// Its name.
    pub name: String,
    /// As it was; none, if it was added.
    pub before: Option<Listed>,
    /// As it is; none, if it was removed.
    pub after: Option<Listed>,
}

/// What must change to get from one to the other.
pub fn between(before: &[Listed], after: &[Listed]) -> Vec<Change> {
    // An entry that follows another of the same name is the same rule on other days.
    let same = |one: &Listed, other: &Listed| one.table == other.table && one.name == other.name;
    let exact = |among: &[Listed], entry: &Listed| among.contains(entry);
    let mut changes = Vec::new();
    for entry in before.iter().filter(|entry| !exact(after, entry)) {
        let next = after.iter().find(|other| same(entry, other) && !exact(before, other));
        changes.push(Change { table: entry.table, name: entry.name.clone(), before: Some(entry.clone()), after: next.cloned() });
    }
    for entry in after.iter().filter(|entry| !exact(before, entry)) {
        if !changes.iter().any(|change| change.after.as_ref() == Some(entry)) {
            changes.push(Change { table: entry.table, name: entry.name.clone(), before: None, after: Some(entry.clone()) });
        }
    }
    changes
}

impl Change {
    /// The members that differ, where an entry was changed.
    pub fn members(&self) -> Vec<(String, Option<&Value>, Option<&Value>)> {
        let (Some(before), Some(after)) = (&self.before, &self.after) else { return Vec::new() };
        let (Value::Object(before), Value::Object(after)) = (&before.value, &after.value) else { return Vec::new() };
        let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let differing = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
        differing.map(|key| (key.clone(), before.get(key), after.get(key))).collect()
    }
}
