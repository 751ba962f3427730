//! Risk: a visa is sent to a mission that may not issue it, or those who may choose freely are held to the consular district.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use shaqyru_domain::{checks, law::rulebook::Rulebook, text::DocumentKind};

use super::{
    annexes::foreigners,
    row::{FIRST_DAY, FRIDAY, RULEBOOK, Row, b3, check, day, edit, files, parse, row, with_second_invitee},
};

/// Held fast until the ministry's own list is there.
const MISSIONS: &str = include_str!("../law/tables/missions.txt");

const FREE: [&str; 5] =
    ["aifc_participant", "aifc_body", "aifc_investment_resident", "innovation_cluster", "innovation_cluster_participant"];

pub fn rows() -> Vec<Row> {
    let district = ["CHK-PLACE-DISTRICT: R26 para 15(1)"];
    let missing = ["CHK-PLACE-MISSING: R26 para 15(1)"];
    let inside = ["CHK-PLACE-INSIDE: R26 para 24"];
    let at = |country: &str| b3(&format!("visit/visa_collection_place/country={country}"));
    let lives_in_georgia = |country: &str| edit(at(country), "invitees/0/residence_country=GE");
    let in_kazakhstan = |category: &str| edit(at("KZ"), &format!("visit/category={category}; visit/visa_collection_place/city=Almaty"));
    let mut rows = vec![
        row("country of citizenship", lives_in_georgia("TR"), FRIDAY),
        row("country of residence", lives_in_georgia("GE"), FRIDAY),
        row("neither", lives_in_georgia("AE"), FRIDAY).ineligible(&district).fields(&["visit.visa_collection_place"]),
        row("none named", b3("visit/visa_collection_place=null"), FRIDAY).ineligible(&missing).fields(&["visit.visa_collection_place"]),
        row("not of one of two", with_second_invitee(b3(""), "invitees/1/citizenship=GE; invitees/1/residence_country=GE"), FRIDAY)
            .ineligible(&district)
            .fields(&["invitees[1].residence_country"]),
        row("the second of two lives there", with_second_invitee(b3(""), "invitees/1/citizenship=GE"), FRIDAY),
        row("B2 inside, no AIFC: at the airport", in_kazakhstan("B2"), FRIDAY),
        row("B2 inside, AIFC: the police too", edit(in_kazakhstan("B2"), r#"inviting_party/regimes=["x","aifc_participant"]"#), FRIDAY),
        row("B3 inside: the police", in_kazakhstan("B3"), FRIDAY),
        row("B8 inside: the police", in_kazakhstan("B8"), FRIDAY),
        row("B10 inside: the MFA", in_kazakhstan("B10"), FRIDAY),
        row("B12 inside: at the airport", in_kazakhstan("B12"), FRIDAY),
        row("A1 inside: the MFA", in_kazakhstan("A1"), FRIDAY).warned(&["CHK-CATEGORY-UNLISTED: annex 1"]),
        row("C5 inside: nobody", in_kazakhstan("C5"), FRIDAY).ineligible(&inside).fields(&["visit.visa_collection_place"]),
        row("C5 inside, AIFC: nobody", edit(in_kazakhstan("C5"), r#"inviting_party/regimes=["aifc_participant"]"#), FRIDAY)
            .ineligible(&inside),
        row("another regime is not free", edit(lives_in_georgia("AE"), r#"inviting_party/regimes=["special_economic_zone"]"#), FRIDAY)
            .ineligible(&district),
        row(
            "the Fund is named beside the Cluster for C3 (para 26), not here",
            edit(lives_in_georgia("AE"), r#"inviting_party/regimes=["astana_hub_fund"]"#),
            FRIDAY,
        )
        .ineligible(&district),
        row(
            "free in the district, place missing",
            b3(r#"visit/visa_collection_place=null; inviting_party/regimes=["aifc_participant"]"#),
            FRIDAY,
        )
        .ineligible(&missing),
    ];
    for regime in FREE {
        let free = edit(lives_in_georgia("AE"), &format!(r#"inviting_party/regimes=["something_else","{regime}"]"#));
        rows.push(row(format!("{regime}: any mission"), free, FRIDAY));
    }
    rows
}

/// Whose state has no mission of Kazakhstan, or none that the rulebook knows.
pub fn rows_of_districts() -> Vec<Row> {
    let district = ["CHK-PLACE-DISTRICT: R26 para 15(1)"];
    let unknown = ["CHK-PLACE-UNKNOWN: R26 para 15(1)"];
    let of = |state: &str, lives_in: &str, place: &str| {
        let edits =
            format!("invitees/0/citizenship={state}; invitees/0/residence_country={lives_in}; visit/visa_collection_place/country={place}");
        // In this category nationals of annex 6 need an invitation, too.
        b3(&format!("visit/category=B2; {edits}"))
    };
    let free = r#"inviting_party/regimes=["aifc_participant"]"#;
    vec![
        row("Iceland is served from Norway", of("IS", "IS", "NO"), FRIDAY),
        row("who lives in Iceland, too", of("TR", "IS", "NO"), FRIDAY),
        row("Iceland is not served from Sweden", of("IS", "IS", "SE"), FRIDAY).ineligible(&district),
        row("no mission that is known in Iceland itself", of("IS", "IS", "IS"), FRIDAY)
            .warned(&unknown)
            .fields(&["visit.visa_collection_place"]),
        row("Norway is not served from Iceland", of("NO", "NO", "IS"), FRIDAY).ineligible(&district),
        row("a consulate general of its own", of("HK", "HK", "HK"), FRIDAY),
        row("of two missions either", of("HK", "HK", "CN"), FRIDAY),
        row("a state of which no mission is known", of("TV", "TV", "JP"), FRIDAY).warned(&unknown),
        row("in that state itself", of("TV", "TV", "TV"), FRIDAY).warned(&unknown),
        row("and lives where one is", of("TV", "TR", "TR"), FRIDAY),
        row("and lives elsewhere", of("TV", "TR", "JP"), FRIDAY).warned(&unknown),
        row("lives in Kazakhstan, of a known state", of("TR", "KZ", "JP"), FRIDAY).ineligible(&district),
        row("two of one unknown state are told of once each", with_second_invitee(of("TV", "TV", "JP"), ""), FRIDAY)
            .warned(&[unknown[0], unknown[0]])
            .fields(&["invitees[0].residence_country", "invitees[1].residence_country"]),
        row("free, at a mission", edit(of("TV", "TV", "JP"), free), FRIDAY),
        row("free, where no mission is known", edit(of("TR", "TR", "TV"), free), FRIDAY).warned(&unknown),
    ]
}

/// Covers: R26 para 15(1)
#[test]
pub fn who_has_no_mission_at_home_may_go_to_the_one_that_serves_them() {
    check(&rows_of_districts());
}

/// At the airport visas are issued to who has an invitation (para 31), so only the airport itself is in question.
pub fn rows_of_airports() -> Vec<Row> {
    let unknown = ["CHK-PLACE-AIRPORT: R26 para 31"];
    let tourist_in =
        |city: &str| b3(&format!("visit/category=B12; visit/visa_collection_place/country=KZ; visit/visa_collection_place/city={city}"));
    let mut rows = vec![
        row("no airport that is known", tourist_in("Arkalyk"), FRIDAY).warned(&unknown).fields(&["visit.visa_collection_place"]),
        row("where the police issue it, no airport is needed", edit(tourist_in("Arkalyk"), "visit/category=B3"), FRIDAY),
        row("where the MFA issues it, neither", edit(tourist_in("Arkalyk"), "visit/category=B10"), FRIDAY),
    ];
    for city in [
        "Almaty",
        "almaty ",
        "Алматы",
        "ALA",
        "Almaty International Airport (ALA)",
        "аэропорт Алматы",
        "Astana",
        "Нур-Султан, NQZ",
        "Өскемен",
    ] {
        rows.push(row(format!("{city}: an airport"), tourist_in(city), FRIDAY));
    }
    rows
}

/// Covers: R26 para 31
#[test]
pub fn collecting_an_airport_visa_where_no_airport_is_known_is_warned_of() {
    check(&rows_of_airports());
}

/// Covers: R26 para 15(1); R26 para 31
#[test]
pub fn a_mission_or_an_airport_is_known_only_between_its_dates() {
    // A mission that opens or closes is an entry with a date, and no release.
    let mut files = files();
    let text = files.get_mut("missions.toml").unwrap();
    text.push_str("\n[[consular_district]]\nmission = \"TV\"\ncities = [\"Funafuti\"]\nserves = [\"TV\", \"KI\"]\nfrom = 2026-03-10\nuntil = 2026-03-20\nsource = \"x\"\n");
    text.push_str("\n[[airport]]\ncode = \"AYK\"\nnames = [\"Arkalyk\"]\nfrom = 2026-03-10\nuntil = 2026-03-20\nsource = \"x\"\n");
    let rulebook = Rulebook::parse(files).unwrap();
    let mission = b3("invitees/0/citizenship=KI; invitees/0/residence_country=KI; visit/visa_collection_place/country=TV");
    let airport = b3("visit/category=B12; visit/visa_collection_place/country=KZ; visit/visa_collection_place/city=Arkalyk");
    for document in [mission, airport] {
        for (filed_on, findings) in [("2026-03-09", 1), ("2026-03-10", 0), ("2026-03-20", 0), ("2026-03-21", 1)] {
            let judgement = checks::judge(&parse(&document), &rulebook, day(filed_on), None).unwrap();
            assert_eq!(judgement.findings.len(), findings, "{filed_on}: {:?}", judgement.findings);
        }
    }
}

/// Covers: R26 para 15(1); R26 para 24; SEED AIFC and Innovation Clusters
#[test]
pub fn a_visa_is_collected_only_where_somebody_may_issue_it() {
    check(&rows());
    let listed: Vec<_> = super::row::RULEBOOK.place.iter().flat_map(|place| &place.rule.free_regimes).map(DocumentKind::as_str).collect();
    assert_eq!(listed, FREE, "a regime without a row");
}

/// Covers: R26 para 24; SEED AIFC and Innovation Clusters
#[test]
pub fn the_police_issue_b2_inside_kazakhstan_only_for_the_aifc() {
    // Only the police act here, so that what they may do shows: at the airport anybody gets B2.
    let mut files = files();
    let text = files.get_mut("categories.toml").unwrap();
    let b2 = text.find("code = \"B2\"").unwrap();
    let airport = b2 + text[b2..].find("\"airport\", ").unwrap();
    text.replace_range(airport..airport + "\"airport\", ".len(), "");
    let rulebook = Rulebook::parse(files).unwrap();
    for (regimes, found) in [
        ("", 1),
        ("\"innovation_cluster\"", 1),
        ("\"aifc_body\"", 0),
        ("\"aifc_participant\"", 0),
        ("\"innovation_cluster\",\"aifc_participant\"", 0),
    ] {
        let document = b3(&format!("visit/category=B2; visit/visa_collection_place/country=KZ; inviting_party/regimes=[{regimes}]"));
        let judgement = checks::judge(&parse(&document), &rulebook, day(FRIDAY), None).unwrap();
        let codes: Vec<_> = judgement.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes, vec!["CHK-PLACE-INSIDE"; found], "[{regimes}]");
    }
}

/// What stands after `member=` in each line of a table, and after another one.
fn members(table: &str, one: &str, other: &str) -> Vec<(&'static str, Vec<&'static str>)> {
    let of = |line: &'static str, member: &str| line.split(" | ").find_map(|cell| cell.strip_prefix(member)?.strip_prefix('=')).unwrap();
    let lines = MISSIONS.lines().filter(|line| line.split(" | ").next() == Some(table));
    lines.map(|line| (of(line, one), of(line, other).split(',').collect())).collect()
}

/// One who lives at home in each of these states.
fn all_of(states: &BTreeSet<&str>, mission: &str) -> serde_json::Value {
    let mut document = b3(&format!("visit/category=B2; visit/visa_collection_place/country={mission}"));
    let one = document["invitees"][0].clone();
    let invited = states.iter().enumerate().map(|(number, state)| {
        let mut invitee = one.clone();
        invitee["citizenship"] = json!(state);
        invitee["residence_country"] = json!(state);
        invitee["passport"]["number"] = json!(format!("U{number:08}"));
        invitee
    });
    document["invitees"] = invited.collect();
    document
}

/// Of whom this is said.
fn told<'a>(code: &str, states: &BTreeSet<&'a str>, mission: &str) -> BTreeSet<&'a str> {
    let judgement = checks::judge(&parse(&all_of(states, mission)), &RULEBOOK, day(FIRST_DAY), None).unwrap();
    let fields: BTreeSet<_> =
        judgement.findings.iter().filter(|finding| finding.code.as_str() == code).map(|finding| &finding.field).collect();
    let is_told = |number: usize| fields.contains(&format!("invitees[{number}].residence_country"));
    states.iter().enumerate().filter(|(number, _)| is_told(*number)).map(|(_, state)| *state).collect()
}

/// Covers: R26 para 15(1)
#[test]
pub fn a_mission_serves_exactly_the_states_of_its_own_district() {
    let mut districts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (mission, states) in members("consular_district", "mission", "serves") {
        districts.entry(mission).or_default().extend(states);
    }
    let served: BTreeSet<_> = districts.values().flatten().copied().collect();
    for (mission, own) in &districts {
        assert_eq!(told("CHK-PLACE-DISTRICT", &served, mission), &served - own, "{mission}");
    }
    // Nobody lives in no state.
    let states: BTreeSet<_> = foreigners().into_iter().filter(|code| code.len() == 2).collect();
    let unknown = &states - &served;
    assert_eq!(told("CHK-PLACE-UNKNOWN", &unknown, "JP"), unknown, "a state of which no mission is known");
}

/// Covers: R26 para 31
#[test]
pub fn an_airport_is_known_by_each_of_its_names() {
    let tourist_in =
        |city: &str| b3(&format!("visit/category=B12; visit/visa_collection_place={}", json!({ "country": "KZ", "city": city })));
    let rows = members("airport", "code", "names").into_iter().flat_map(|(code, names)| {
        names.into_iter().chain([code]).map(move |city| row(format!("{code}: {city}"), tourist_in(city), FIRST_DAY)).collect::<Vec<_>>()
    });
    check(&rows.collect::<Vec<_>>());
}
