//! Why a change of the rulebook may go unnoticed.

use serde::Deserialize;

use super::mutants::Mutant;

/// A file of reasons.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasons {
    #[serde(default)]
    survivor: Vec<Reason>,
}

/// Changes, and why nothing notices them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    /// Their names; `*` stands for any letters.
    changes: Vec<String>,
    reason: String,
}

impl Reason {
    fn is_for(&self, mutant: &Mutant) -> bool {
        self.changes.iter().any(|pattern| fits(pattern, &mutant.name))
    }
}

impl Reasons {
    /// Those of a file, which a run prints as `name`.
    pub fn parse(text: &str) -> Self {
        let reasons: Self = toml::from_str(text).unwrap();
        for one in &reasons.survivor {
            assert!(!one.reason.trim().is_empty(), "{:?}: no reason", one.changes);
        }
        reasons
    }

    pub fn of(&self, mutant: &Mutant) -> Option<&str> {
        self.survivor.iter().find(|one| one.is_for(mutant)).map(|one| one.reason.as_str())
    }

    /// Survivors for which no reason is given.
    pub fn missing_for<'a>(&self, unnoticed: &[&'a Mutant]) -> Vec<&'a Mutant> {
        unnoticed.iter().copied().filter(|mutant| self.of(mutant).is_none()).collect()
    }

    /// Patterns to which nothing survives any more, of those for the changes that were tried.
    pub fn without_survivor(&self, tried: &[Mutant], unnoticed: &[&Mutant]) -> Vec<&str> {
        let patterns = self.survivor.iter().flat_map(|one| &one.changes);
        let is_tried = |pattern: &str| tried.iter().any(|mutant| pattern.starts_with(&format!("{}:", mutant.file)));
        let is_idle = |pattern: &str| !unnoticed.iter().any(|mutant| fits(pattern, &mutant.name));
        patterns.map(String::as_str).filter(|pattern| is_tried(pattern) && is_idle(pattern)).collect()
    }
}

/// Whether a name fits a pattern in which `*` stands for any letters.
pub fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<_> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// A list of changes, for people.
pub fn told(mutants: &[&Mutant]) -> String {
    mutants.iter().flat_map(|mutant| ["\n  ", &mutant.name]).collect()
}

#[test]
fn a_reason_holds_only_for_the_changes_it_names() {
    for (pattern, name, fit) in [
        ("fees.toml: rate a | from | *", "fees.toml: rate a | from | x becomes y", true),
        ("fees.toml: rate a | from | *", "fees.toml: rate ab | from | x becomes y", false),
        ("*: category * | title | *", "a.toml: category B1 | title | x", true),
        ("*: category * | title | *", "a.toml: category B1 | from | x", false),
        ("a | b", "a | b", true),
        ("a | b", "a | bc", false),
        ("a*c", "abcd", false),
        ("a*bc*c", "abc", false),
    ] {
        assert_eq!(fits(pattern, name), fit, "{pattern} and {name}");
    }
}
