//! Risk: a visa is coordinated for somebody to whom its category is not given, for many entries where only one is allowed, or
//! at a place where nobody issues it.

use serde_json::Value;

use super::row::{FRIDAY, RULEBOOK, Row, b3, check, edit, pakistan, paper, row, with_second_invitee};

const RECIPIENT: &str = "CHK-RECIPIENT: R26 annex 1";
const ENTRIES: &str = "CHK-ENTRIES: R26 annex 1";
const ISSUER: &str = "CHK-PLACE-ISSUER: R26";
const UNLISTED: &str = "CHK-CATEGORY-UNLISTED: R26 annex 1";

fn adults() -> Vec<Row> {
    let born = |date: &str| b3(&format!("visit/category=C5; invitees/0/date_of_birth={date}; invitees/0/passport/issued_on=2025-01-01"));
    vec![
        row("C5: eighteen on the first day of the visit", born("2008-04-20"), FRIDAY),
        row("C5: eighteen a day later", born("2008-04-21"), FRIDAY).ineligible(&[RECIPIENT]).fields(&["invitees[0].date_of_birth"]),
        row(
            "C5: the second of two is a child",
            with_second_invitee(born("1990-01-01"), "invitees/1/date_of_birth=2012-04-21; invitees/1/passport/number=U00000002"),
            FRIDAY,
        )
        .ineligible(&[RECIPIENT])
        .fields(&["invitees[1].date_of_birth"])
        .biometrics(&[true, false]),
        row("a child on another visa", b3("visit/category=B10; invitees/0/date_of_birth=2020-01-01"), FRIDAY),
    ]
}

fn proofs() -> Vec<Row> {
    let mut rows = Vec::new();
    for (category, edits, proof) in [
        ("C1", "visit/entries=multiple", "ethnic_kazakh_proof"),
        ("C10", "", "ethnic_kazakh_proof"),
        ("B9", "visit/entries=multiple", "demanded_profession_diploma"),
    ] {
        let document = || edit(b3(&format!("visit/category={category}")), edits);
        let expired = format!(r#"documents/-={{"kind":"{proof}","valid_until":"2026-03-05"}}"#);
        let two = |papers: &str| with_second_invitee(edit(document(), papers), "invitees/1/passport/number=U00000002");
        let one_paper = paper(proof);
        rows.extend([
            row(format!("{category} without {proof}"), document(), FRIDAY).ineligible(&[RECIPIENT]).fields(&["documents"]),
            row(format!("{category} with another paper"), edit(document(), &paper("a_letter")), FRIDAY).ineligible(&[RECIPIENT]),
            row(format!("{category} with an expired one"), edit(document(), &expired), FRIDAY).ineligible(&[RECIPIENT]),
            row(format!("{category} with {proof}"), edit(document(), &one_paper), FRIDAY),
            row(format!("{category}: one {proof} for two people"), two(&one_paper), FRIDAY).ineligible(&[RECIPIENT]),
            row(format!("{category}: two for two"), two(&format!("{one_paper}; {one_paper}")), FRIDAY),
        ]);
    }
    rows
}

fn many_entries() -> Vec<Row> {
    let mut rows = Vec::new();
    let asked = |category: &str, entries: &str, purpose: &str| {
        let document = b3(&format!("visit/category={category}; visit/entries={entries}; {}", paper("contract")));
        if purpose.is_empty() { document } else { edit(document, &format!("visit/special_purpose={purpose}")) }
    };
    for (category, purposes) in [
        ("B1", &["humanitarian_aid", "lectures", "youth_exchange", "sports_event"][..]),
        ("B3", &["industrial_investment", "founder_or_director"]),
    ] {
        for purpose in ["", "official_delegation", "space_flight"] {
            rows.push(
                row(format!("{category} with many entries for {purpose:?}"), asked(category, "multiple", purpose), FRIDAY)
                    .ineligible(&[ENTRIES])
                    .fields(&["visit.special_purpose"]),
            );
            rows.push(row(format!("{category} with one entry for {purpose:?}"), asked(category, "single", purpose), FRIDAY));
        }
        for purpose in purposes {
            rows.push(row(format!("{category} with many entries for {purpose}"), asked(category, "multiple", purpose), FRIDAY));
        }
    }
    rows.push(row("B1 for what is B3's", asked("B1", "multiple", "founder_or_director"), FRIDAY).ineligible(&[ENTRIES]));
    rows.push(row("B3 for what is B1's", asked("B3", "multiple", "lectures"), FRIDAY).ineligible(&[ENTRIES]));
    rows.push(row("B2 asks for no purpose", asked("B2", "multiple", ""), FRIDAY));
    rows
}

fn issuers() -> Vec<Row> {
    let nomad = |entries: &str, country: &str| {
        b3(&format!("visit/category=B9-1; visit/entries={entries}; visit/visa_collection_place/country={country}"))
    };
    let self_employed =
        |entries: &str, country: &str| edit(nomad(entries, country), &format!("visit/category=C4; {}", paper("qualification_certificate")));
    let place = ["visit.visa_collection_place", "visit.category"];
    let electronic: Value = pakistan("visit/category=B9-1; invitees/0/citizenship=IN");
    vec![
        row("B9-1, one entry, sticker of a mission", nomad("single", "TR"), FRIDAY).ineligible(&[ISSUER, UNLISTED]).fields(&place),
        row("B9-1, many entries, sticker of a mission", nomad("multiple", "TR"), FRIDAY).ineligible(&[ISSUER, UNLISTED]).fields(&place),
        row("B9-1, one entry, sticker of the police", nomad("single", "KZ"), FRIDAY).ineligible(&[ISSUER, UNLISTED]).fields(&place),
        row("B9-1, many entries, the police", nomad("multiple", "KZ"), FRIDAY).warned(&[UNLISTED]),
        row("B9-1, one entry, the portal", electronic, FRIDAY).warned(&[UNLISTED]),
        row("C4, one entry, a mission", self_employed("single", "TR"), FRIDAY),
        row("C4, many entries, a mission", self_employed("multiple", "TR"), FRIDAY)
            .ineligible(&[ISSUER])
            .fields(&["visit.visa_collection_place"]),
        row("C4, many entries, the police", self_employed("multiple", "KZ"), FRIDAY),
        row(
            "whoever chooses the mission freely is bound by it, too",
            edit(nomad("multiple", "AE"), r#"inviting_party/regimes=["innovation_cluster"]"#),
            FRIDAY,
        )
        .ineligible(&[ISSUER, UNLISTED]),
    ]
}

pub fn rows() -> Vec<Row> {
    [adults(), proofs(), many_entries(), issuers()].concat()
}

/// Covers: R26 annex 1
#[test]
pub fn nobody_under_18_is_invited_on_c5_to_do_business() {
    check(&adults());
}

/// Covers: R26 annex 1; SEED residency seekers
#[test]
pub fn a_visa_for_ethnic_kazakhs_or_demanded_professions_needs_its_proof() {
    check(&proofs());
}

/// Covers: R26 annex 1
#[test]
pub fn many_entries_are_given_only_for_purposes_that_annex_1_names() {
    check(&many_entries());
    // The rows on C6 and on families stand with those of work, that on C11 with visas.
    let names: Vec<_> = RULEBOOK.requirements.iter().map(|requirement| requirement.rule.name.as_str()).collect();
    let tried = [
        "B1 with many entries",
        "B3 with many entries",
        "C5 for adults",
        "C6 on the employer's permit",
        "C1 and C10 for ethnic Kazakhs",
        "B9 on a diploma",
        "C11 for minors",
        "families and dependants",
    ];
    assert_eq!(names, tried, "a requirement without a row");
}

/// Covers: R26 annex 1; R26 para 24; R26 para 24(3); R26 para 28
#[test]
pub fn a_category_bound_to_a_place_is_collected_only_there() {
    check(&issuers());
    let narrower = RULEBOOK.categories.iter().flat_map(|category| category.rule.only_at.iter().map(|_| category.rule.code.as_str()));
    assert_eq!(narrower.collect::<Vec<_>>(), ["B9-1", "B9-1", "C4"], "a place without a row");
}
