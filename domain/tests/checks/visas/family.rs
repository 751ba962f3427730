//! Families and dependants of a main recipient (R26 para 34).

use super::row::{Row, change, check, extension, restoration, row};
use crate::row::edit;

const ANNUL: &str = "CHK-VISA-ANNUL-FIRST at current_visa: para 35";
const NO_FAMILY: &str = "CHK-FAMILY-CATEGORY at recipient.family: para 34";
const MAIN: &str = "CHK-FAMILY-MAIN at recipient.family.main_visa: para 34";
const TERM: &str = "CHK-FAMILY-TERM at recipient.family.main_visa.valid_until: para 34";
const WORK: &str = "CHK-FAMILY-WORK at recipient.work_group: para 34";
const UNKNOWN: &str = "CHK-VISA-MAIN-UNKNOWN at recipient.family.main_visa: para 34";

fn family(document: serde_json::Value, edits: &str) -> serde_json::Value {
    let spouse = r#"recipient/family={"relation":"spouse","main_visa":{"number":"KZ0000009","valid_until":"2027-05-31"}}"#;
    edit(edit(document, spouse), edits)
}

pub fn rows() -> Vec<Row> {
    let to_c3 = || change("");
    vec![
        row("to the main recipient's last day", family(to_c3(), "")).finds(&[ANNUL]),
        row("a day longer", family(to_c3(), "valid_until=2027-06-01")).finds(&[ANNUL, TERM]),
        row("a day longer than the register has it", family(to_c3(), ""))
            .known("main_visa/known/valid_until=2027-05-30")
            .finds(&[ANNUL, TERM]),
        row("extended to the main recipient's last day", family(extension(""), "")),
        row("extended a day longer", family(extension(""), "valid_until=2027-06-01")).finds(&[TERM]),
        row("a restored visa is as long as it was", family(restoration(""), "recipient/family/main_visa/valid_until=2026-05-01")),
        row("no main visa is named", family(to_c3(), "recipient/family/main_visa=null")).finds(&[ANNUL, MAIN]),
        row("the register has no such visa", family(to_c3(), "")).known("main_visa=nothing").finds(&[ANNUL, MAIN]),
        row("nobody asked", family(to_c3(), "")).known("main_visa=not_asked").finds(&[ANNUL, UNKNOWN]),
        row("who works", family(to_c3(), "recipient/work_group=company_head")).finds(&[ANNUL, WORK]),
        row("in a category for no family", family(change("category=C4; current_visa/category=C10"), "")).finds(&[ANNUL, NO_FAMILY]),
        row("in one for no family, nobody asked", family(change("category=C4; current_visa/category=C10"), ""))
            .known("main_visa=not_asked")
            .finds(&[ANNUL, NO_FAMILY]),
        row("a main recipient", change("recipient/work_group=company_head")).known("main_visa=not_asked").finds(&[ANNUL]),
    ]
}

/// Covers: R26 para 34
#[test]
pub fn a_family_stays_no_longer_than_the_main_recipient_and_does_not_work() {
    check(&rows());
}
