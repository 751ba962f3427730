//! Risk: an application is accepted on a paper that did not exist when it was filed, that ended before it was issued, or that lets
//! nobody work as long as the visa would.

use serde_json::{Value, json};

use super::row::{FRIDAY, Row, b3, c3, check, edit, row, with_second_invitee};

const DATES: &str = "CHK-PAPER-DATES: annex 5 row 9(1)";
const ENDS: [&str; 1] = ["CHK-PERMIT-ENDS: R26 para 15(1)"];

/// A paper with these members.
fn with(kind: &str, members: &Value) -> String {
    let mut paper = members.clone();
    paper["kind"] = json!(kind);
    format!("documents/-={paper}")
}

pub fn rows() -> Vec<Row> {
    [dated_ahead(), too_short()].concat()
}

fn dated_ahead() -> Vec<Row> {
    let authority = |members: Value| edit(b3("documents=!representative_authority"), &with("representative_authority", &members));
    let certificate = |date: &str| b3(&format!("inviting_party/registration_certificate/date={date}"));
    let contract = |members: Value| b3(&with("contract", &members));
    vec![
        row("issued on the day of filing", authority(json!({ "issued_on": "2026-03-06" })), FRIDAY),
        row("issued the day after", authority(json!({ "issued_on": "2026-03-07" })), FRIDAY)
            .incomplete(&["CHK-PAPER-MISSING: R26 para 12", DATES])
            .fields(&["documents", "documents[1].issued_on"]),
        row("ends on the day of its issue", authority(json!({ "issued_on": "2026-03-06", "valid_until": "2026-03-06" })), FRIDAY),
        row("ended before it was issued", contract(json!({ "issued_on": "2026-02-02", "valid_until": "2026-02-01" })), FRIDAY)
            .ineligible(&[DATES])
            .fields(&["documents[2].valid_until"]),
        row("needed by nobody, and issued ahead", contract(json!({ "issued_on": "2027-01-01", "valid_until": "2028-01-01" })), FRIDAY)
            .ineligible(&[DATES])
            .fields(&["documents[2].issued_on"]),
        row("one that ended in time is no matter", contract(json!({ "issued_on": "2025-02-02", "valid_until": "2025-12-01" })), FRIDAY),
        row("registered on the day of filing", certificate("2026-03-06"), FRIDAY),
        row("registered the day after", certificate("2026-03-07"), FRIDAY)
            .ineligible(&[DATES])
            .fields(&["inviting_party.registration_certificate.date"]),
        row("registered in 2030", certificate("2030-01-01"), FRIDAY).ineligible(&[DATES]),
        // A proof of tomorrow frees nobody today.
        row(
            "free by a proof of tomorrow",
            b3(&format!("fee/amount_kzt=0; {}", with("ethnic_kazakh_proof", &json!({ "issued_on": "2026-03-07" })))),
            FRIDAY,
        )
        .incomplete(&["CHK-FEE-SHORT: annex 5", DATES]),
    ]
}

fn too_short() -> Vec<Row> {
    let worker = |edits: &str| c3(&format!("inviting_party/regimes=[]; {edits}"));
    let seasonal = |edits: &str| b3(&format!("visit/category=C6; {edits}"));
    let permit = |until: &str| with("foreign_labour_permit", &json!({ "valid_until": until }));
    let of = |invitee: usize, until: &str| with("foreign_labour_permit", &json!({ "valid_until": until, "invitee": invitee }));
    let without_end = with("foreign_labour_permit", &json!({}));
    let held =
        |until: Value| json!({ "held": [{ "kind": "foreign_labour_permit", "system": "register of permits", "valid_until": until }] });
    let ends = |what: &str, document: Value| row(what, document, FRIDAY).ineligible(&ENDS);
    vec![
        row("C3: until the last day", worker(&permit("2027-05-09")), FRIDAY),
        ends("C3: until the day before", worker(&permit("2027-05-08"))).fields(&["documents[4].valid_until"]),
        row("C3: without an end", worker(&without_end), FRIDAY),
        row("C3: one that is too short, one that is not", worker(&[permit("2027-05-08"), permit("2027-05-09")].join("; ")), FRIDAY),
        row("C3: none is needed", worker(&[permit("2026-12-31"), with("no_permit_needed_proof", &json!({}))].join("; ")), FRIDAY),
        row("C3: a certificate instead", worker(&[permit("2026-12-31"), with("qualification_certificate", &json!({}))].join("; ")), FRIDAY),
        row("C6: none is needed", seasonal(&[permit("2026-05-14"), with("no_permit_needed_proof", &json!({}))].join("; ")), FRIDAY),
        row(
            "C6: a certificate instead",
            seasonal(&[permit("2026-05-14"), with("qualification_certificate", &json!({}))].join("; ")),
            FRIDAY,
        ),
        row("C3: within the AIFC", c3(&permit("2026-12-31")), FRIDAY),
        row("C6: until the last day", seasonal(&permit("2026-05-15")), FRIDAY),
        ends("C6: until the day before", seasonal(&permit("2026-05-14"))).fields(&["documents[2].valid_until"]),
        ends("that of the second is too short", with_second_invitee(worker(&of(0, "2027-05-09")), &of(1, "2026-12-31")))
            .fields(&["invitees[1]"]),
        row("no work", b3(&permit("2026-04-01")), FRIDAY),
        row("held by the state, long enough", worker(""), FRIDAY).records(held(json!("2027-05-09"))),
        ends("held by the state, too short", worker("")).records(held(json!("2027-05-08"))).fields(&["documents"]),
        row("held without an end", worker(""), FRIDAY).records(held(Value::Null)),
        row("expired altogether: it is missing", worker(&permit("2026-03-05")), FRIDAY).incomplete(&["CHK-PAPER-MISSING: R26 para 13(6)"]),
    ]
}

/// Covers: R26 para 14; R26 para 15(1); R26 annex 5 row 9(1)
#[test]
pub fn an_application_cannot_rest_on_a_paper_dated_ahead_or_ending_too_soon() {
    check(&rows());
}
