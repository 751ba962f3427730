//! Risk: a case goes to a police body that may not act, or to none.

use shaqyru_domain::{
    competence::{Action, Question, competence, route},
    problem::Code,
};

use super::row::{FRIDAY, RULEBOOK, Row, b3, c3, check, day, edit, parse, row};

const FIRST: [Action; 2] = [Action::Invitation, Action::Primary];
const LATER: [Action; 4] = [Action::Extension, Action::Annulment, Action::Restoration, Action::Shortening];

type Region = Option<&'static str>;
type Regions = Option<&'static [&'static str]>;

/// Covers: R26 para 26; SEED work visas
#[test]
fn a_police_body_acts_that_may_not() {
    const HERE: &str = "KZ-75";
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    // Category, where the foreigner works, where he lives; who acts first, who acts later (none: it must be said where he works, or lives).
    let rows: [(&str, Region, Region, Regions, Regions); 24] = [
        ("C3", None, None, Some(&[HERE]), None),
        ("C3", None, Some(HERE), Some(&[HERE]), None),
        ("C3", None, Some("KZ-63"), Some(&[HERE]), None),
        ("C3", Some(HERE), None, Some(&[HERE]), Some(&[HERE])),
        ("C3", Some(HERE), Some(HERE), Some(&[HERE]), Some(&[HERE])),
        ("C3", Some(HERE), Some("KZ-63"), Some(&[HERE]), Some(&[HERE])),
        ("C3", Some("KZ-71"), None, Some(&[HERE]), None),
        ("C3", Some("KZ-71"), Some(HERE), Some(&[HERE]), Some(&[HERE])),
        ("C3", Some("KZ-71"), Some("KZ-71"), Some(&[HERE]), Some(&["KZ-71"])),
        ("C3", Some("KZ-71"), Some("KZ-63"), Some(&[HERE]), Some(&["KZ-63"])),
        ("B3", None, None, Some(&[HERE]), Some(&[HERE])),
        ("B3", None, Some(HERE), Some(&[HERE]), Some(&[HERE])),
        ("B3", None, Some("KZ-63"), Some(&[HERE, "KZ-63"]), Some(&[HERE, "KZ-63"])),
        ("B3", Some(HERE), None, Some(&[HERE]), Some(&[HERE])),
        ("B3", Some(HERE), Some(HERE), Some(&[HERE]), Some(&[HERE])),
        ("B3", Some(HERE), Some("KZ-63"), Some(&[HERE, "KZ-63"]), Some(&[HERE, "KZ-63"])),
        ("B3", Some("KZ-71"), None, Some(&[HERE]), Some(&[HERE])),
        ("B3", Some("KZ-71"), Some(HERE), Some(&[HERE]), Some(&[HERE])),
        ("B3", Some("KZ-71"), Some("KZ-71"), Some(&[HERE, "KZ-71"]), Some(&[HERE, "KZ-71"])),
        ("B3", Some("KZ-71"), Some("KZ-63"), Some(&[HERE, "KZ-63"]), Some(&[HERE, "KZ-63"])),
        ("C4", Some("KZ-71"), Some("KZ-63"), Some(&[HERE, "KZ-63"]), Some(&[HERE, "KZ-63"])),
        ("C6", Some("KZ-71"), None, Some(&[HERE]), Some(&[HERE])),
        ("A5", None, Some("KZ-63"), Some(&[HERE, "KZ-63"]), Some(&[HERE, "KZ-63"])),
        ("B8", None, None, Some(&[HERE]), Some(&[HERE])),
    ];
    for (category, works_in, lives_in, first, later) in rows {
        for (actions, expected) in [(&FIRST[..], first), (&LATER[..], later)] {
            for action in actions {
                let question = Question { category, action: *action, registered_in: HERE, lives_in, works_in };
                match (competence(&question, &rules), expected) {
                    (Ok(found), Some(regions)) => {
                        assert_eq!(found.regions, regions, "{question:?}");
                        assert!(found.basis.contains("para 26") && !found.why.is_empty(), "{found:?}");
                    }
                    (Err(problem), None) => {
                        let unknown = if works_in.is_none() { "works_in" } else { "lives_in" };
                        assert_eq!((problem.code, problem.field.as_deref()), (Code::Field, Some(unknown)), "{question:?}");
                    }
                    (found, _) => panic!("{question:?}: {found:?}"),
                }
            }
        }
    }
}

/// Covers: R26 para 26; SEED work visas
#[test]
fn a_case_goes_to_an_office_that_may_not_act() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    let asked = |base: serde_json::Value, region: &str, office: &str| {
        edit(base, &format!("inviting_party/region={region}; inviting_party/office={office}"))
    };
    let rows = [
        ("the office asked", asked(b3(""), "KZ-75", "ALA-ALMALY"), "ALA-ALMALY"),
        ("the department itself", asked(b3(""), "KZ-75", "ALA-DP"), "ALA-DP"),
        ("an office elsewhere, where the foreigner may live", asked(b3(""), "KZ-75", "AST-ESIL"), "AST-ESIL"),
        ("an office elsewhere for C3", asked(c3(""), "KZ-75", "AST-ESIL"), "ALA-DP"),
        ("an office newer than the rulebook", asked(b3(""), "KZ-75", "ALA-NOWHERE"), "ALA-NOWHERE"),
        ("an office newer than the rulebook for C3", asked(c3(""), "KZ-63", "ALA-NOWHERE"), "ALA-NOWHERE"),
        ("an unknown region", asked(b3(""), "KZ-99", "ALA-ALMALY"), "ALA-ALMALY"),
        ("an unknown region for C3", asked(c3(""), "KZ-99", "ALA-ALMALY"), "ALA-ALMALY"),
        ("both unknown", asked(b3(""), "KZ-99", "ALA-NOWHERE"), "ALA-NOWHERE"),
    ];
    for (what, document, office) in rows {
        let routing = route(&parse(&document), &rules).unwrap();
        assert_eq!(routing.office.as_str(), office, "{what}: {routing:?}");
    }
    for region in &RULEBOOK.regions {
        let elsewhere = if region.rule.code.as_str() == "KZ-71" { "ALA-ALMALY" } else { "AST-ESIL" };
        let document = asked(c3(""), region.rule.code.as_str(), elsewhere);
        let routing = route(&parse(&document), &rules).unwrap();
        let office = rules.office(&routing.office).unwrap();
        assert_eq!(office.region, region.rule.code, "{} has no department", region.rule.name);
    }
}

pub fn rows() -> Vec<Row> {
    let asked = |base: serde_json::Value, region: &str, office: &str| {
        edit(base, &format!("inviting_party/region={region}; inviting_party/office={office}"))
    };
    let office = &["inviting_party.office"];
    vec![
        row("the office of the region", asked(b3(""), "KZ-75", "ALA-ALMALY"), FRIDAY),
        row("C3 there", asked(c3(""), "KZ-75", "ALA-ALMALY"), FRIDAY),
        row("C3 elsewhere", asked(c3(""), "KZ-75", "AST-ESIL"), FRIDAY)
            .ineligible(&["CHK-OFFICE-NOT-COMPETENT: R26 para 26"])
            .fields(office),
        row("B3 elsewhere", asked(b3(""), "KZ-75", "AST-ESIL"), FRIDAY).warned(&["CHK-OFFICE-ELSEWHERE: R26 para 26"]).fields(office),
        row("an unknown office", asked(b3(""), "KZ-75", "ALA-NOWHERE"), FRIDAY).warned(&["CHK-OFFICE-UNKNOWN: R26 para 3"]).fields(office),
        row("an unknown office for C3", asked(c3(""), "KZ-75", "ALA-NOWHERE"), FRIDAY).warned(&["CHK-OFFICE-UNKNOWN: R26 para 3"]),
        row("an unknown region", asked(b3(""), "KZ-99", "ALA-ALMALY"), FRIDAY)
            .warned(&["CHK-REGION-UNKNOWN: R26 para 3"])
            .fields(&["inviting_party.region"]),
        row("both unknown", asked(c3(""), "KZ-99", "ALA-NOWHERE"), FRIDAY).warned(&["CHK-REGION-UNKNOWN: R26 para 3"]),
    ]
}

/// Covers: R26 para 26; SEED work visas
#[test]
fn nobody_says_that_the_office_is_the_wrong_one() {
    check(&rows());
}
