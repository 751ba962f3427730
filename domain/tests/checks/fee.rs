//! Risk: an application is turned away though the duty was paid or none is due, or is taken with too little.

use super::row::{FRIDAY, Row, b3, b10, check, edit, paper, paper_by, row};

pub fn rows() -> Vec<Row> {
    let short = ["CHK-FEE-SHORT: annex 5"];
    let unknown = ["CHK-FEE-UNKNOWN: annex 5"];
    let paid = |amount: &str| b3(&format!("fee/amount_kzt={amount}"));
    let relatives = |amount: &str| b10(&format!("fee/amount_kzt={amount}"));
    let of_age = |amount: &str| b10(&format!("invitees/1/date_of_birth=2001-01-20; fee/amount_kzt={amount}"));
    let unpaid = |edits: &str| b3(&format!("fee=null; {edits}"));
    let by_bank = |edits: &str| b3(&format!("fee/paid_via=bank; {edits}"));
    let paid_on = |day: &str| b3(&format!("fee/paid_on={day}"));
    let humanitarian = format!("visit/category=C8; {}", paper("humanitarian_accreditation"));
    let investor = format!("visit/category=A5; {}", paper_by("petition", "aifc_administration"));
    let next_year = |edits: &str| b3(&format!("visit/from=2027-02-10; visit/until=2027-02-20; {edits}"));
    let mut rows = vec![
        row("exact", paid("2162.5"), FRIDAY).fee(Some(2162.5), 2162.5),
        row("a tiyn less", paid("2162.49"), FRIDAY).fee(Some(2162.5), 2162.49).incomplete(&short).fields(&["fee.amount_kzt"]),
        row("a tenge less", paid("2161.5"), FRIDAY).fee(Some(2162.5), 2161.5).incomplete(&short),
        row("a tiyn more", paid("2162.51"), FRIDAY).fee(Some(2162.5), 2162.51),
        row("nothing", paid("0"), FRIDAY).fee(Some(2162.5), 0.0).incomplete(&short),
        row("no payment named", unpaid(""), FRIDAY).fee(Some(2162.5), 0.0).incomplete(&["CHK-PAPER-MISSING: R26 para 12; annex 5"]),
        row("two invitees", relatives("4325"), FRIDAY).fee(Some(4325.0), 4325.0),
        row("two invitees, a tiyn less", of_age("4324.99"), FRIDAY).fee(Some(4325.0), 4324.99).incomplete(&short),
        row("two invitees, paid for one", of_age("2162.5"), FRIDAY).fee(Some(4325.0), 2162.5).incomplete(&short),
        row("by a bank, with the receipt", by_bank(&paper("fee_receipt")), FRIDAY).fee(Some(2162.5), 2162.5),
        row("by a bank, without", by_bank(""), FRIDAY).incomplete(&["CHK-PAPER-MISSING: R26 para 12; annex 5"]),
        row("too little comes before what is ineligible", b3("fee/amount_kzt=1; visit/visa_collection_place=null"), FRIDAY)
            .incomplete(&[short[0], "CHK-PLACE-MISSING: R26 para 15(1)"]),
        row("paid in a year of which no MCI is known", paid_on("2023-12-31"), FRIDAY)
            .fee(None, 2162.5)
            .ineligible(&unknown)
            .fields(&["fee.paid_on"]),
        row("paid on the first day of the known year", paid_on("2026-01-01"), FRIDAY).fee(Some(2162.5), 2162.5),
        row("paid on its last day", next_year("fee/paid_on=2026-12-31"), "2027-01-15").fee(Some(2162.5), 2162.5),
        row("paid a day later", next_year("fee/paid_on=2027-01-01"), "2027-01-15").fee(None, 2162.5).ineligible(&unknown),
        row("no day of payment: that of the filing", next_year(""), "2027-01-15").fee(None, 2162.5).ineligible(&unknown),
        row("no MCI, and nobody pays it", next_year("inviting_party/kind=state_body; fee=null"), "2027-01-15").fee(Some(0.0), 0.0),
    ];
    for (what, exempt, not) in [
        ("invitees of state bodies", "inviting_party/kind=state_body", "inviting_party/kind=foreign_mission"),
        ("official delegations", "visit/category=A3; visit/special_purpose=official_delegation", "visit/category=A3"),
        ("not the delegation of another category", "inviting_party/kind=state_body", "visit/special_purpose=official_delegation"),
        ("who escorts agreed humanitarian aid", "visit/category=B1; visit/special_purpose=humanitarian_aid", "visit/category=B1"),
        ("agreed humanitarian aid", &format!("{humanitarian}; visit/special_purpose=humanitarian_aid"), &humanitarian),
        ("not the aid of another category", &investor, "visit/special_purpose=humanitarian_aid"),
        ("foreign investors, A5", &investor, "visit/category=B1"),
        ("foreign investors, A6", "visit/category=A6; visit/entries=multiple", "visit/category=C5"),
        ("ethnic Kazakhs", &paper("ethnic_kazakh_proof"), &paper("former_compatriot_proof")),
        (
            "whose proof has not expired",
            r#"documents/-={"kind":"ethnic_kazakh_proof","valid_until":"2026-03-06"}"#,
            r#"documents/-={"kind":"ethnic_kazakh_proof","valid_until":"2026-03-05"}"#,
        ),
        ("not an officer's error, which frees visas", &investor, &paper("officers_error_note")),
    ] {
        let due = |row: Row| row.fee(Some(2162.5), 0.0);
        rows.extend([
            row(format!("{what}: free"), unpaid(exempt), FRIDAY).fee(Some(0.0), 0.0),
            row(format!("{what}: free, no receipt of a bank"), by_bank(&format!("fee/amount_kzt=0; {exempt}")), FRIDAY).fee(Some(0.0), 0.0),
            row(format!("{what}: paid all the same"), edit(b3(""), exempt), FRIDAY).fee(Some(0.0), 2162.5),
            due(row(format!("not ({what})"), unpaid(not), FRIDAY)).incomplete(&["CHK-PAPER-MISSING: annex 5"]),
        ]);
    }
    rows
}

/// Covers: R26 annex 5 fee; R26 para 12; R26 para 22
#[test]
pub fn the_duty_is_asked_in_full_of_those_who_owe_it_and_of_nobody_else() {
    check(&rows());
    // The last two are of visas: visa/duty.rs.
    let names: Vec<_> = super::row::RULEBOOK.exemptions.iter().map(|exemption| exemption.rule.name.as_str()).collect();
    let tried = [
        "state_bodies",
        "official_delegations",
        "humanitarian_aid",
        "foreign_investors",
        "ethnic_kazakhs",
        "children",
        "funerals",
        "officers_error",
    ];
    assert_eq!(names, tried, "an exemption without a row");
}
