//! Risk: a paper that the Rules ask for cannot be chosen where somebody types in what was filed on paper.

use std::collections::BTreeSet;

use toml::Value;

use super::row::{RULEBOOK, files};

/// The strings under members of these names, wherever they stand in the files.
fn under<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    fn collect(value: &Value, names: &[&str], is_named: bool, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) if is_named => drop(found.insert(text.clone())),
            Value::Array(items) => items.iter().for_each(|item| collect(item, names, is_named, found)),
            Value::Table(members) => {
                members.iter().for_each(|(name, member)| collect(member, names, names.contains(&name.as_str()), found));
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for (_, text) in files() {
        collect(&Value::Table(text.parse().unwrap()), &names, false, &mut found);
    }
    found
}

fn texts<T: ToString>(codes: BTreeSet<T>) -> BTreeSet<String> {
    codes.into_iter().map(|code| code.to_string()).collect()
}

#[test]
fn every_code_of_which_the_rulebook_speaks_can_be_chosen() {
    let papers = texts(RULEBOOK.document_kinds());
    assert_eq!(papers, under(["any_of", "paper", "paper_too", "not_paper", "or_paper", "permit"]));
    for kind in [
        "officers_error_note",
        "fingerprint_inability_proof",
        "demanded_profession_diploma",
        "visa_c2",
        "dependency_proof",
        "expulsion_ruling",
    ] {
        assert!(papers.contains(kind), "{kind}");
    }
    assert_eq!(texts(RULEBOOK.regimes()), under(["regime", "not_regime", "free_regimes", "inside_only_for"]));
    assert_eq!(texts(RULEBOOK.paper_issuers()), under(["issuers"]));
    assert!(RULEBOOK.countries().iter().any(|code| code.as_str() == "XXA"));
}
