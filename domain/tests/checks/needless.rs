//! Risk: somebody pays and waits for an invitation that nobody needs, or is told so though one is needed.

use super::row::{FRIDAY, RULEBOOK, Row, b3, b10, check, day, edit, pakistan, paper, row, with_second_invitee};

const NEEDLESS: [&str; 1] = ["CHK-INVITATION-NEEDLESS: R26 para 28(3)"];

pub fn rows() -> Vec<Row> {
    let german = |edits: &str| edit(b3("invitees/0/citizenship=DE"), edits);
    let told = |what: &str, document| row(what, document, FRIDAY).warned(&NEEDLESS);
    let mut rows: Vec<_> =
        ["A3", "B1", "B3", "B10", "B12"].iter().map(|category| told(category, german(&format!("visit/category={category}")))).collect();
    rows.extend([
        told("the field", german("")).fields(&["invitees[0].citizenship"]),
        told("the second of two", with_second_invitee(b3(""), "invitees/1/citizenship=ME")).fields(&["invitees[1].citizenship"]),
        row("a state that is not on the list", b3("invitees/0/citizenship=RS"), FRIDAY),
        row("another category", german("visit/category=B2"), FRIDAY),
        row(
            "many entries",
            german(&format!("visit/entries=multiple; visit/special_purpose=founder_or_director; {}", paper("contract"))),
            FRIDAY,
        ),
        row("issued in Kazakhstan", german("visit/visa_collection_place/country=KZ"), FRIDAY),
        row("an electronic visa rests on an invitation", pakistan("visit/category=B1; invitees/0/citizenship=ME"), FRIDAY),
        row("an electronic visa of a compatriot", b10(&paper("former_compatriot_proof")), FRIDAY),
        told("many entries, B12-1", german("visit/category=B12-1; visit/entries=multiple"))
            .warned(&["CHK-CATEGORY-UNLISTED: R26 annex 1", NEEDLESS[0]]),
        told(
            "a former compatriot",
            b10(&format!(
                "visit/visa_kind=sticker; visit/visa_collection_place={{\"country\":\"IN\",\"city\":\"Delhi\"}}; {}",
                paper("former_compatriot_proof")
            )),
        )
        .fields(&["invitees[0].citizenship"]),
    ]);
    rows
}

const SUBSTITUTES: [(&str, &str); 5] = [
    ("mfa_accreditation_card", "CHK-VISA-NEEDLESS: R26 para 7(1)"),
    ("kz_residence_permit", "CHK-VISA-NEEDLESS: R26 para 7(2)"),
    ("kz_stateless_certificate", "CHK-VISA-NEEDLESS: R26 para 7(3)"),
    ("expulsion_ruling", "CHK-VISA-NEEDLESS: R26 para 7(4)"),
    ("kz_travel_document", "CHK-VISA-NEEDLESS: R26 para 7(5)"),
];

pub fn rows_of_substitutes() -> Vec<Row> {
    let told = |(kind, finding): (&str, &str)| row(kind, b3(&paper(kind)), FRIDAY).warned(&[finding]);
    let mut rows: Vec<_> = SUBSTITUTES.into_iter().map(told).collect();
    rows.push(row("a permit of another state", b3(&paper("residence_permit")), FRIDAY));
    rows
}

/// Covers: R26 para 7
#[test]
pub fn whoever_hands_in_what_stands_in_place_of_a_visa_is_told_that_they_need_none() {
    check(&rows_of_substitutes());
    assert_eq!(RULEBOOK.on(day(FRIDAY)).unwrap().of(&RULEBOOK.substitutes).count(), SUBSTITUTES.len(), "a rule without a row");
}

/// Covers: R26 para 28; R26 annex 6
#[test]
pub fn a_needless_invitation_is_pointed_out_and_a_needed_one_is_not() {
    check(&rows());
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    assert_eq!(rules.of(&RULEBOOK.needless).count(), 3, "a rule without a row");
}
