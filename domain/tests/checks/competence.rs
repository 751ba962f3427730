//! Risk: a case goes to a police body that may not act, or to none.

use std::collections::BTreeSet;

use shaqyru_domain::{
    competence::{Question, ask, competence, route},
    law::rulebook::{
        RulesInForce,
        jurisdiction::{Action, Body},
        office::Level,
        visa::ServiceTerm,
    },
    problem::Code,
};

use super::row::{FRIDAY, RULEBOOK, Row, b3, c3, categories, check, day, edit, in_force, parse, row};

use Action::{Annulment, Extension, Invitation, Primary, Restoration, Shortening};

const HERE: &str = "KZ-75";
const THERE: &str = "KZ-63";

type Region = Option<&'static str>;
/// Category, what is done, where the foreigner works, where he lives; what is said, and on what it rests.
type Asked = (&'static str, &'static [Action], Region, Region, Said, &'static str);

/// What is said: the regions, or what hinders the answer.
#[derive(Debug, PartialEq)]
enum Said {
    At(&'static [&'static str]),
    Tell(&'static str),
    NotThePolice,
}

fn said(category: &str, action: Action, works_in: Region, lives_in: Region) -> (Said, String) {
    said_by(&RULEBOOK.on(day(FRIDAY)).unwrap(), category, action, works_in, lives_in)
}

fn said_by(rules: &RulesInForce, category: &str, action: Action, works_in: Region, lives_in: Region) -> (Said, String) {
    let question = Question { category, action, registered_in: HERE, lives_in, works_in };
    match competence(&question, rules) {
        Ok(found) => {
            assert!(!found.why.is_empty(), "{found:?}");
            let known: [&[&str]; 4] = [&[HERE], &[THERE], &[HERE, THERE], &["KZ-71"]];
            (Said::At(known.into_iter().find(|regions| *regions == found.regions).unwrap()), found.basis)
        }
        Err(problem) => match (problem.code, problem.field.as_deref()) {
            (Code::Field, Some("works_in")) => (Said::Tell("works_in"), problem.message),
            (Code::Field, Some("lives_in")) => (Said::Tell("lives_in"), problem.message),
            (Code::NotDoneHere, Some("action")) => (Said::NotThePolice, problem.message),
            other => panic!("{other:?}"),
        },
    }
}

/// Covers: R26 para 12; R26 para 26; R26 para 48; R26 annex 5 row 1; SEED work visas
#[test]
pub fn each_action_falls_to_exactly_the_police_regions_the_rules_name() {
    let there = Some(THERE);
    let rows: &[Asked] = &[
        // An invitation is filed where the inviting party is registered, whoever is invited and wherever he will live.
        ("B3", &[Invitation], None, there, Said::At(&[HERE]), "R26 para 12"),
        ("A5", &[Invitation], None, there, Said::At(&[HERE]), "R26 para 12"),
        ("C3", &[Invitation, Primary], Some("KZ-71"), there, Said::At(&[HERE]), "R26 para 26"),
        ("B3", &[Primary, Annulment, Shortening], None, None, Said::At(&[HERE]), "R26 para 26"),
        ("B3", &[Primary, Annulment, Shortening], None, there, Said::At(&[HERE, THERE]), "R26 para 26"),
        ("B3", &[Primary, Annulment, Shortening], Some("KZ-71"), Some(HERE), Said::At(&[HERE]), "R26 para 26"),
        ("C4", &[Primary, Extension], Some("KZ-71"), there, Said::At(&[HERE, THERE]), "R26 para 26"),
        // A work visa, later: where the holder works decides.
        ("C3", &[Extension, Annulment, Shortening], None, there, Said::Tell("works_in"), ""),
        ("C3", &[Extension, Annulment, Shortening], Some(HERE), there, Said::At(&[HERE]), "R26 para 26"),
        ("C3", &[Extension, Annulment, Shortening], Some("KZ-71"), None, Said::Tell("lives_in"), ""),
        ("C3", &[Extension, Annulment, Shortening], Some("KZ-71"), there, Said::At(&[THERE]), "R26 para 26"),
        ("C3", &[Extension, Annulment, Shortening], Some("KZ-71"), Some("KZ-71"), Said::At(&["KZ-71"]), "R26 para 26"),
        // Who holds A5 is served where he is, and is asked where that is.
        ("A5", &[Primary, Extension, Annulment, Restoration, Shortening], None, there, Said::At(&[THERE]), "R26 para"),
        ("A5", &[Primary, Extension, Annulment, Restoration, Shortening], None, None, Said::Tell("lives_in"), ""),
        // So is who leaves with an exit visa, but not who leaves for good.
        ("B17", &[Primary], None, there, Said::At(&[THERE]), "R26 para 26"),
        ("B14", &[Primary], None, there, Said::At(&[HERE, THERE]), "R26 para 26"),
        // A student's visa is issued where the school is.
        ("C9", &[Primary], there, Some("KZ-71"), Said::At(&[THERE]), "R26 para 26"),
        ("C9", &[Primary], None, Some("KZ-71"), Said::At(&[HERE]), "R26 para 26"),
        // A visa is restored where its holder temporarily lives and nowhere else, a work visa too.
        ("B3", &[Restoration], None, there, Said::At(&[THERE]), "R26 para 48"),
        ("B6", &[Restoration], None, there, Said::At(&[THERE]), "R26 para 48"),
        ("C3", &[Restoration], Some(HERE), there, Said::At(&[THERE]), "R26 para 48"),
        ("B3", &[Restoration], Some(HERE), None, Said::Tell("lives_in"), ""),
    ];
    for (category, actions, works_in, lives_in, expected, basis) in rows {
        for action in *actions {
            let (found, rests_on) = said(category, *action, *works_in, *lives_in);
            assert_eq!(found, *expected, "{category} {action:?} works in {works_in:?}, lives in {lives_in:?}: {rests_on}");
            assert!(rests_on.starts_with(basis), "{category} {action:?}: {rests_on}");
        }
    }
}

/// Covers: R26 para 24; R26 para 48; R26 para 49; R26 para 50; R26 para 51; R26 para 54
#[test]
pub fn the_police_do_only_what_the_rules_give_them_and_say_who_does_the_rest() {
    let issued = ["A5", "B2", "B3", "B7", "B8", "B9", "B9-1", "C1", "C3", "C4", "C9", "C11", "C12"];
    let extended = ["A3", "A5", "B2", "B7", "B8", "B9", "B12-1", "C1", "C2", "C3", "C4", "C5", "C7", "C9", "C12"];
    let not_restored = ["A1", "A2", "A3", "A4", "A6"];
    for category in categories() {
        for (action, done) in [
            (Primary, issued.contains(&category)),
            (Extension, extended.contains(&category)),
            (Restoration, !not_restored.contains(&category)),
            (Annulment, true),
            (Shortening, true),
        ] {
            let (found, message) = said(category, action, Some(HERE), Some(HERE));
            assert_eq!(found == Said::NotThePolice, !done, "{category} {action:?}: {message}");
        }
    }
    // What is said instead.
    for (category, action, words) in [
        ("A1", Extension, "Ministry of Foreign Affairs (R26 para 50)"),
        ("A1", Primary, "Ministry of Foreign Affairs (R26 para 24)"),
        ("A6", Restoration, "Ministry of Foreign Affairs (R26 para 48)"),
        ("B10", Extension, "by no other body"),
        ("B6", Primary, "missions abroad (R26 para 24)"),
        ("B13", Primary, "missions abroad and at international airports (R26 para 24)"),
    ] {
        let (found, message) = said(category, action, None, Some(HERE));
        assert!(found == Said::NotThePolice && message.contains(words), "{category} {action:?}: {message}");
    }
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    let invitation = |category| Question { category, action: Invitation, registered_in: HERE, lives_in: None, works_in: None };
    assert_eq!(ask(&invitation("B4"), &rules).unwrap_err().code, Code::NotDoneHere);
    assert_eq!(ask(&invitation("B6"), &rules).unwrap().regions, [HERE]);
}

/// Exit visas, which no mission issues.
const EXITS: [&str; 9] = ["B14", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22"];

/// Where the police act for somebody who lives in [`THERE`] and does not say where the work or the school is; nobody, if they do not act.
/// Written from paras 12, 24, 26, 48 and 51.
fn by_the_law(category: &str, action: Action) -> Option<Said> {
    const ISSUED: [&str; 13] = ["A5", "B2", "B3", "B7", "B8", "B9", "B9-1", "C1", "C3", "C4", "C9", "C11", "C12"];
    const EXTENDED: [&str; 16] = ["A3", "A5", "B2", "B7", "B8", "B9", "B12-1", "B21", "C1", "C2", "C3", "C4", "C5", "C7", "C9", "C12"];
    let is_exit = EXITS.contains(&category);
    match action {
        Invitation => return Some(Said::At(&[HERE])),
        Primary if !is_exit && !ISSUED.contains(&category) => return None,
        Extension if !EXTENDED.contains(&category) => return None,
        Restoration if ["A1", "A2", "A3", "A4", "A6"].contains(&category) => return None,
        _ => {}
    }
    Some(match (category, action) {
        (_, Restoration) | ("A5", _) => Said::At(&[THERE]),
        (_, Primary) if is_exit && category != "B14" => Said::At(&[THERE]),
        ("C3" | "C9", Primary) => Said::At(&[HERE]),
        ("C3", _) => Said::Tell("works_in"),
        _ => Said::At(&[HERE, THERE]),
    })
}

/// Covers: R26 para 12; R26 para 24; R26 para 26; R26 para 48; R26 para 50; R26 para 51
#[test]
pub fn every_category_is_dealt_with_by_the_body_and_region_the_law_names() {
    const BY_MINISTRY: [&str; 5] = ["A1", "A2", "A3", "A4", "B10"];
    const AT_AIRPORTS: [&str; 6] = ["B1", "B5", "B11", "B12", "B13", "C8"];
    for rules in in_force() {
        for category in categories().into_iter().chain(EXITS) {
            for action in Action::ALL {
                let (found, told) = said_by(&rules, category, action, None, Some(THERE));
                let expected = by_the_law(category, action);
                assert_eq!(found, expected.unwrap_or(Said::NotThePolice), "{category} {action:?} on {}: {told}", rules.day);
                // Of the ministry there is one, so only whether it acts is in question.
                let by_ministry = match action {
                    Primary => BY_MINISTRY.contains(&category),
                    Extension => ["A1", "A2", "A3", "A4"].contains(&category),
                    Restoration | Annulment => true,
                    Invitation | Shortening => false,
                };
                assert_eq!(rules.jurisdiction(Body::Mfa, action, category).is_some(), by_ministry, "{category} {action:?}");
                if found == Said::NotThePolice && action == Primary && !by_ministry {
                    let at_airports = if AT_AIRPORTS.contains(&category) { " and at international airports" } else { "" };
                    let elsewhere = format!(", but by missions abroad{at_airports} (R26 para 24)");
                    assert!(told.contains(&elsewhere), "{category}: {told}");
                }
            }
        }
        for action in [Primary, Extension, Annulment, Restoration, Shortening] {
            let question = Question { category: "A5", action, registered_in: HERE, lives_in: Some(THERE), works_in: None };
            let found = competence(&question, &rules).unwrap();
            assert!(found.why.contains("actually is"), "A5 {action:?}: {}", found.why);
        }
        // A school elsewhere than where it is registered.
        for category in categories() {
            let at_school = said_by(&rules, category, Primary, Some("KZ-71"), Some(THERE)).0 == Said::At(&["KZ-71"]);
            assert_eq!(at_school, category == "C9", "{category}");
        }
    }
}

/// Covers: R26 para 12
#[test]
pub fn a_competence_entry_whose_places_fit_no_body_is_refused() {
    for (is, becomes) in [
        ("action = \"invitation\"\nby = \"police\"\nat = [\"registration\"]", "action = \"invitation\"\nby = \"police\""),
        ("at = [\"registration\"]", "at = [\"registration\", \"presence\"]"),
        ("at = [\"registration\"]", "at = []"),
        ("by = \"mfa\"", "by = \"mfa\"\nat = [\"residence\"]"),
    ] {
        let mut files = super::row::files();
        let text = files.get_mut("competence.toml").unwrap();
        assert!(text.contains(is), "{is}");
        *text = text.replacen(is, becomes, 1);
        let problem = shaqyru_domain::law::rulebook::Rulebook::parse(files).unwrap_err();
        assert_eq!(problem.code, Code::Rulebook, "{becomes}");
    }
}

/// Covers: R26 para 41
#[test]
pub fn a_term_is_promised_only_for_what_somebody_does() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    for (category, action, term) in [
        ("B6", Primary, None),
        ("B6", Restoration, Some("5wd")),
        ("B10", Primary, Some("5wd")),
        ("B10", Extension, None),
        ("A2", Extension, Some("30cd")),
        ("C3", Primary, Some("5wd")),
        ("C3", Annulment, None),
        ("C10", Primary, None),
    ] {
        let found = ServiceTerm::of_action(category, action, None, &rules);
        let promised = found.as_ref().ok().map(|service| String::from(service.term));
        assert_eq!(promised.as_deref(), term, "{category} {action:?}: {found:?}");
        assert!(found.is_ok() || found.unwrap_err().code == Code::NotDoneHere);
    }
    assert_eq!(ServiceTerm::of("B6", None, &rules).unwrap_err().code, Code::NotDoneHere);
    assert_eq!(ServiceTerm::of("B3", None, &rules).unwrap().actions, [Primary, Restoration]);
}

/// Covers: R26 para 12; R26 para 26; SEED work visas
#[test]
pub fn a_case_goes_to_its_office_or_to_the_department_that_may_act() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    let asked = |base: serde_json::Value, region: &str, office: &str| {
        edit(base, &format!("inviting_party/region={region}; inviting_party/office={office}"))
    };
    let rows = [
        ("the office asked", asked(b3(""), "KZ-75", "ALA-ALMALY"), "ALA-ALMALY"),
        ("the department itself", asked(b3(""), "KZ-75", "ALA-DP"), "ALA-DP"),
        ("an office elsewhere hands it over, wherever the foreigner may live", asked(b3(""), "KZ-75", "AST-ESIL"), "ALA-DP"),
        ("an office elsewhere for C3", asked(c3(""), "KZ-75", "AST-ESIL"), "ALA-DP"),
        ("an office newer than the rulebook", asked(b3(""), "KZ-75", "ALA-NOWHERE"), "ALA-NOWHERE"),
        ("an office newer than the rulebook, elsewhere", asked(b3(""), "KZ-63", "ALA-NOWHERE"), "VOS-DP"),
        ("an office newer than the rulebook for C3", asked(c3(""), "KZ-75", "ALA-NOWHERE"), "ALA-NOWHERE"),
        ("an office newer than the rulebook for C3, elsewhere", asked(c3(""), "KZ-63", "ALA-NOWHERE"), "VOS-DP"),
        ("an office of no region that is known", asked(b3(""), "KZ-63", "TRN-ALMATY"), "TRN-ALMATY"),
        ("an office of no region that is known, for C3", asked(c3(""), "KZ-63", "TRN-ALMATY"), "VOS-DP"),
        ("an unknown region", asked(b3(""), "KZ-99", "ALA-ALMALY"), "ALA-ALMALY"),
        ("an unknown region for C3", asked(c3(""), "KZ-99", "ALA-ALMALY"), "ALA-ALMALY"),
        ("both unknown", asked(b3(""), "KZ-99", "ALA-NOWHERE"), "ALA-NOWHERE"),
        ("the foreign ministry, which coordinates none for the police", asked(b3(""), "KZ-63", "MFA-DCS"), "VOS-DP"),
        ("a mission", asked(b3(""), "KZ-63", "TR-ANKARA"), "VOS-DP"),
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
        assert_eq!(office.region.as_ref(), Some(&region.rule.code), "{} has no department", region.rule.name);
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
        row("B3 elsewhere", asked(b3(""), "KZ-75", "AST-ESIL"), FRIDAY).warned(&["CHK-OFFICE-ELSEWHERE: R26 para 12"]).fields(office),
        row("B3 elsewhere, by the code of the office", asked(b3(""), "KZ-75", "AST-NOWHERE"), FRIDAY)
            .warned(&["CHK-OFFICE-ELSEWHERE: R26 para 12"])
            .fields(office),
        row("C3 elsewhere, by the code of the office", asked(c3(""), "KZ-75", "AST-NOWHERE"), FRIDAY)
            .ineligible(&["CHK-OFFICE-NOT-COMPETENT: R26 para 26"])
            .fields(office),
        row("C3 at an office of no region", asked(c3(""), "KZ-75", "TRN-ALMATY"), FRIDAY).warned(&["CHK-OFFICE-UNKNOWN: R26 para 3"]),
        row("an unknown office", asked(b3(""), "KZ-75", "ALA-NOWHERE"), FRIDAY).warned(&["CHK-OFFICE-UNKNOWN: R26 para 3"]).fields(office),
        row("an unknown office for C3", asked(c3(""), "KZ-75", "ALA-NOWHERE"), FRIDAY).warned(&["CHK-OFFICE-UNKNOWN: R26 para 3"]),
        row("an unknown region", asked(b3(""), "KZ-99", "ALA-ALMALY"), FRIDAY)
            .warned(&["CHK-REGION-UNKNOWN: R26 para 3"])
            .fields(&["inviting_party.region"]),
        row("both unknown", asked(c3(""), "KZ-99", "ALA-NOWHERE"), FRIDAY).warned(&["CHK-REGION-UNKNOWN: R26 para 3"]),
        row("the foreign ministry", asked(b3(""), "KZ-75", "MFA-DCS"), FRIDAY)
            .warned(&["CHK-OFFICE-ELSEWHERE: R26 para 12"])
            .fields(office),
        row("a mission", asked(b3(""), "KZ-75", "TR-ANKARA"), FRIDAY).warned(&["CHK-OFFICE-ELSEWHERE: R26 para 12"]).fields(office),
    ]
}

#[test]
pub fn every_region_has_district_bodies_and_no_office_name_is_used_twice() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    for region in rules.of(&RULEBOOK.regions) {
        let districts = rules
            .of(&RULEBOOK.offices)
            .filter(|office| office.region.as_ref() == Some(&region.code) && office.level == Some(Level::District));
        assert!(districts.count() >= 5, "{}", region.name);
    }
    // None is written in another script than its language's, or named twice.
    let mut named = BTreeSet::new();
    for office in rules.of(&RULEBOOK.offices) {
        assert!(office.name.is_ascii() && !office.name_ru.contains(|letter: char| letter.is_ascii_alphabetic()), "{office:?}");
        assert!(!office.name_kk.contains(|letter: char| letter.is_ascii_alphabetic()), "{office:?}");
        for name in [&office.name, &office.name_ru, &office.name_kk] {
            assert!(named.insert(name), "{name}");
        }
    }
}

/// The hours that a term is counted by hang on the region too.
///
/// Covers: R26 annex 5 row 7
#[test]
pub fn an_unlisted_office_keeps_the_hours_of_its_region_or_the_general_ones() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    for (office, closes) in [("VOS-DP", "17:30:00"), ("VOS-NOWHERE", "17:30:00"), ("ALA-NOWHERE", "18:30:00"), ("TRN-ALMATY", "18:30:00")] {
        let schedule = rules.schedule_of(&office.parse().unwrap()).unwrap();
        assert_eq!(schedule.closes.to_string(), closes, "{office}");
    }
}

/// Covers: R26 para 12; R26 para 26; SEED work visas
#[test]
pub fn an_office_of_another_region_or_an_unknown_one_is_pointed_out() {
    check(&rows());
}
