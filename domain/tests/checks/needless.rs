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

/// Covers: R26 para 28; R26 annex 6
#[test]
pub fn a_needless_invitation_is_pointed_out_and_a_needed_one_is_not() {
    check(&rows());
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    assert_eq!(rules.of(&RULEBOOK.needless).count(), 3, "a rule without a row");
}
