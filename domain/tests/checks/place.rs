//! Risk: a visa is sent to a mission that may not issue it, or those who may choose freely are held to the consular district.

use shaqyru_domain::{checks, rulebook::Rulebook, text::DocumentKind};

use super::row::{FRIDAY, Row, b3, check, day, edit, files, parse, row, with_second_invitee};

const FREE: [&str; 6] = [
    "aifc_participant",
    "aifc_body",
    "aifc_investment_resident",
    "innovation_cluster",
    "innovation_cluster_participant",
    "astana_hub_fund",
];

pub fn rows() -> Vec<Row> {
    let district = ["CHK-PLACE-DISTRICT: R26 para 15(1)"];
    let missing = ["CHK-PLACE-MISSING: R26 para 15(1)"];
    let inside = ["CHK-PLACE-INSIDE: R26 para 24"];
    let at = |country: &str| b3(&format!("visit/visa_collection_place/country={country}"));
    let lives_in_georgia = |country: &str| edit(at(country), "invitees/0/residence_country=GE");
    let in_kazakhstan = |category: &str| edit(at("KZ"), &format!("visit/category={category}"));
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

/// Covers: R26 para 15(1); R26 para 24; SEED AIFC and Innovation Clusters
#[test]
fn a_visa_is_collected_where_nobody_may_issue_it() {
    check(&rows());
    let listed: Vec<_> = super::row::RULEBOOK.place.iter().flat_map(|place| &place.rule.free_regimes).map(DocumentKind::as_str).collect();
    assert_eq!(listed, FREE, "a regime without a row");
}

/// Covers: R26 para 24; SEED AIFC and Innovation Clusters
#[test]
fn the_police_issue_b2_inside_kazakhstan_to_anybody() {
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
