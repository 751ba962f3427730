//! Risk: an electronic visa is promised to somebody who gets none, above all to citizens of Pakistan before or after their time.

use super::row::{FRIDAY, Row, b10, categories, check, edit, pakistan, paper, row};

const STATE: &str = "CHK-ELECTRONIC-STATE: R26 para 25";

pub fn rows() -> Vec<Row> {
    let states = [STATE];
    let of = |country: &str| b10(&format!("invitees/0/citizenship={country}; invitees/1/citizenship={country}"));
    let business = |category: &str| pakistan(&format!("visit/category={category}; invitees/0/citizenship=IN"));
    let from = |from: &str, until: &str| pakistan(&format!("visit/from={from}; visit/until={until}; fee/paid_on=2026-12-01"));
    let mut rows = vec![
        row("the example", pakistan(""), "2026-03-10"),
        row(
            "not with many entries",
            pakistan(&format!("visit/entries=multiple; visit/special_purpose=founder_or_director; {}", paper("contract"))),
            "2026-03-10",
        )
        .ineligible(&["CHK-ELECTRONIC-ENTRIES: 25"])
        .fields(&["visit.entries"]),
        row(
            "Pakistan, a sticker of any category",
            pakistan("visit/category=B1; visit/visa_kind=sticker; visit/visa_collection_place={\"country\":\"PK\",\"city\":\"Islamabad\"}"),
            "2026-03-10",
        ),
        row("Pakistan, B1", pakistan("visit/category=B1"), "2026-03-10").ineligible(&states).fields(&["invitees[0].citizenship"]),
        row("Pakistan, B10", of("PK"), FRIDAY).ineligible(&[STATE, STATE]),
        row("Pakistan, not listed: C3", pakistan(&format!("visit/category=C3; {}", paper("foreign_labour_permit"))), "2026-03-10")
            .ineligible(&["CHK-ELECTRONIC-CATEGORY: R26 para 24(3)", STATE])
            .fields(&["visit.category", "invitees[0].citizenship"]),
        row("a place that is not needed", pakistan(r#"visit/visa_collection_place={"country":"PK","city":"Lahore"}"#), "2026-03-10")
            .warned(&["CHK-ELECTRONIC-PLACE: R26 para 25"])
            .fields(&["visit.visa_collection_place"]),
        row("India", of("IN"), FRIDAY),
        row("Türkiye is not in annex 11", of("TR"), FRIDAY)
            .ineligible(&[STATE, STATE])
            .fields(&["invitees[0].citizenship", "invitees[1].citizenship"]),
        row("one of two", b10("invitees/1/citizenship=TR"), FRIDAY).ineligible(&states).fields(&["invitees[1].citizenship"]),
        row("dropped: Bangladesh", of("BD"), FRIDAY).ineligible(&[STATE, STATE]),
        row("dropped: Ghana", of("GH"), FRIDAY).ineligible(&[STATE, STATE]),
        row("dropped: Nigeria", of("NG"), FRIDAY).ineligible(&[STATE, STATE]),
        row("Montenegro stands in annex 11 too", of("ME"), FRIDAY),
        row("Hong Kong with China", of("HK"), FRIDAY),
        row("Pakistan on the first day", pakistan("visit/from=2026-04-20; visit/until=2026-05-01"), "2026-02-22"),
        row("Pakistan, filed and entered in time", from("2026-12-31", "2027-01-10"), "2026-12-24"),
        row("Pakistan, filed in time, entry after the end", from("2027-01-01", "2027-01-10"), "2026-12-24")
            .warned(&["CHK-ELECTRONIC-END: R26 para 25"])
            .fields(&["invitees[0].citizenship"]),
        row("Pakistan, filed on the last day", from("2027-02-01", "2027-02-10"), "2026-12-31").warned(&["CHK-ELECTRONIC-END: R26 para 25"]),
        row("Pakistan, filed the day after", from("2027-02-01", "2027-02-10"), "2027-01-01").ineligible(&states),
        row("India after that day", edit(from("2027-02-01", "2027-02-10"), "invitees/0/citizenship=IN"), "2027-01-01"),
    ];
    for category in ["A3", "B1", "B2", "B3", "B10", "B12", "C12"] {
        rows.push(row(format!("{category} is issued electronically"), business(category), "2026-03-10"));
    }
    rows.push(row("A5", edit(business("A5"), r#"documents/-={"kind":"petition","issuer":"aifc_administration"}"#), "2026-03-10"));
    rows.push(row("B9-1", business("B9-1"), "2026-03-10").warned(&["CHK-CATEGORY-UNLISTED: annex 1"]));
    rows.push(
        row("C5 is not", business("C5"), "2026-03-10").ineligible(&["CHK-ELECTRONIC-CATEGORY: R26 para 24(3)"]).fields(&["visit.category"]),
    );
    rows
}

/// Covers: R26 para 24(3); R26 para 25; R26 annex 11; SEED Pakistan; SEED e-visas
#[test]
pub fn an_electronic_visa_goes_only_to_listed_states_and_categories_in_time() {
    check(&rows());
}

/// Covers: R26 para 24(3)
#[test]
pub fn exactly_the_listed_categories_are_issued_electronically() {
    const ELECTRONIC: [&str; 9] = ["A3", "A5", "B1", "B2", "B3", "B9-1", "B10", "B12", "C12"];
    for category in categories() {
        let document = pakistan(&format!("visit/category={category}; invitees/0/citizenship=CN"));
        let judgement = row(category, document, "2026-03-10").judgement();
        let refused = judgement.findings.iter().any(|finding| finding.code.as_str() == "CHK-ELECTRONIC-CATEGORY");
        assert_eq!(refused, !ELECTRONIC.contains(&category), "{category}");
    }
}
