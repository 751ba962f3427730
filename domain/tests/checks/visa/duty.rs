//! Risk: a recipient pays the rate of another visa, pays though annex 8 frees them, or is served without paying.

use serde_json::Value;

use super::row::{VisaRow, annulment, c1, c3, check, electronic, exit, extension, restoration, row};
use crate::row::paper;

const SHORT: &str = "CHK-FEE-SHORT fee.amount_kzt: R26 annex 8 row 6";
const UNKNOWN: &str = "CHK-FEE-UNKNOWN fee.paid_on: R26 annex 8 row 6";
const CONSULAR: &str = "CHK-VISA-CONSULAR-FEE fee: R26 paras 19, 22";
const UNPAID: &str = "CHK-PAPER-MISSING documents: annex 8 row 8(4)";

/// The rates by the MCI of 2026 (4,325 tenge): what is asked, and what it costs.
fn rates() -> Vec<VisaRow> {
    let of_each = |what: &str, document: &dyn Fn(&str) -> Value, due: f64| {
        let paid = |amount: f64| document(&format!("fee/amount_kzt={amount}"));
        [
            row(format!("{what}, paid to the tiyn"), paid(due)).fee(Some(due), due),
            row(format!("{what}, a tiyn less"), paid(due - 0.01)).fee(Some(due), due - 0.01).incomplete(&[SHORT]),
        ]
    };
    let single = |edits: &str| c3(&format!("entries=single; valid_until=2026-08-01; {edits}"));
    [
        of_each("to leave", &exit, 2_162.5),
        of_each("to enter once", &single, 30_275.0),
        of_each("to enter once, electronically", &electronic, 30_275.0),
        of_each("to enter many times", &c3, 129_750.0),
        of_each("to extend", &extension, 129_750.0),
        of_each("to restore", &restoration, 129_750.0),
    ]
    .concat()
}

/// Who pays nothing, whatever the day.
pub fn exemptions() -> Vec<VisaRow> {
    let nothing = |edits: &str| c3(&format!("fee=null; {edits}"));
    let free = |what: &str, edits: &str| row(what, nothing(edits)).fee(Some(0.0), 0.0);
    let b10 = |edits: &str| {
        c3(&format!(
            "category=B10; entries=single; valid_until=2026-08-01; current_visa=null; fee=null; {}; {edits}",
            paper("funeral_or_illness_proof")
        ))
    };
    let airport = "CHK-PLACE-AIRPORT office: R26 paras 24, 31";
    vec![
        free("invited by a state body", "inviting_party/kind=state_body"),
        free("an ethnic Kazakh", &paper("ethnic_kazakh_proof")),
        free("an officer's error", &paper("officers_error_note")),
        row("an investor", c1(&format!("category=A5; fee=null; documents=!ethnic_kazakh_proof; {INVESTOR}"))).fee(Some(0.0), 0.0),
        row("a former citizen, to a funeral", b10(&paper("former_compatriot_proof"))).fee(Some(0.0), 0.0).warned(&[airport]),
        row("somebody else, to a funeral", b10("")).fee(Some(30_275.0), 0.0).incomplete(&[airport, UNPAID]),
        row("a former citizen, to no funeral", nothing(&paper("former_compatriot_proof"))).fee(Some(129_750.0), 0.0).incomplete(&[UNPAID]),
    ]
}

fn children() -> Vec<VisaRow> {
    let child = |edits: &str| {
        c3(&format!(
            "recipient/date_of_birth=2010-04-25; recipient/passport/issued_on=2020-08-08; entries=single; valid_until=2026-08-01; {edits}"
        ))
    };
    vec![
        row("a child of 15, who may be free on reciprocity", child("fee=null"))
            .fee(Some(30_275.0), 0.0)
            .warned(&["CHK-FEE-RECIPROCITY recipient.date_of_birth: annex 8 row 6"]),
        row("a child of 15 who paid", child("fee/amount_kzt=30275")),
        row("16 on the day of filing", child("recipient/date_of_birth=2010-04-24; fee=null")).incomplete(&[UNPAID]),
    ]
}

const INVESTOR: &str = r#"documents/-={"kind":"petition","issuer":"authorised_investment_body"}"#;

fn payment() -> Vec<VisaRow> {
    vec![
        row("nothing is paid", c3("fee=null")).fee(Some(129_750.0), 0.0).incomplete(&[UNPAID]),
        row("nothing is paid, and a receipt handed in", c3(&format!("fee=null; {}", paper("fee_receipt"))))
            .incomplete(&["CHK-FEE-SHORT fee.amount_kzt: annex 8"]),
        row("paid through the gateway", c3("fee/paid_via=egov_gateway")),
        row("paid the day after", c3("fee/paid_on=2026-04-25")).incomplete(&["CHK-FEE-SHORT fee.paid_on: annex 8 row 6"]),
        row("paid the year before, by its MCI", c3("fee/paid_on=2025-12-31; fee/amount_kzt=117960")).fee(Some(117_960.0), 117_960.0),
        row("paid in a year without an MCI", c3("fee/paid_on=2023-06-01")).fee(None, 129_750.0).ineligible(&[UNKNOWN]),
        row("paid in dollars", c3("fee/currency=USD")).ineligible(&["CHK-FEE-CURRENCY fee.currency: annex 8 row 6"]),
        row("nothing to annul with", annulment("fee=null")).fee(Some(0.0), 0.0),
        row("nothing to annul with, by a mission", annulment("provider=mission; reason=conditions_ceased; fee=null")).fee(Some(0.0), 0.0),
        row("a mission takes a consular fee", restoration("provider=mission; fee=null")).fee(None, 0.0).warned(&[CONSULAR]),
        row("so does the ministry", restoration("provider=mfa; current_visa/issued_by=mission")).fee(None, 129_750.0).warned(&[CONSULAR]),
    ]
}

pub fn rows() -> Vec<VisaRow> {
    [rates(), exemptions(), children(), payment()].concat()
}

/// Covers: R26 para 22; R26 annex 8
#[test]
pub fn the_duty_of_a_visa_is_asked_in_full_of_those_who_owe_it_and_of_nobody_else() {
    check(&rows());
}
