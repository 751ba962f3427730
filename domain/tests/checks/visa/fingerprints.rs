//! Risk: a visa is issued without fingerprints that are due, or somebody is called in for what the law spares them.

use super::row::{VisaRow, annulment, c3, check, electronic, exit, extension, restoration, row, shortening};
use crate::row::paper;

const MAYBE: &str = "CHK-VISA-FINGERPRINTS recipient: order 16650";
const CONSULAR: &str = "CHK-VISA-CONSULAR-FEE fee: R26 paras 19, 22";

pub fn rows() -> Vec<VisaRow> {
    let born = |day: &str| c3(&format!("recipient/date_of_birth={day}; recipient/passport/issued_on=2020-08-08"));
    let by_age = vec![
        row("16 on the day of filing", born("2010-04-24")).fingerprints(true),
        row("16 the day after", born("2010-04-25")).fingerprints(false),
        row("16 perhaps, by the month of birth", born("2010-04")).fingerprints(true),
    ];
    [by_age, of_no_age()].concat()
}

/// Those in which nobody comes of age.
pub fn of_no_age() -> Vec<VisaRow> {
    let by_the_ministry = |category: &str| {
        c3(&format!(
            "provider=mfa; category={category}; entries=single; valid_until=2026-08-01; basis/kind=note_verbale; basis/sender=diplomatic_mission; current_visa=null; fee=null"
        ))
    };
    vec![
        row("an exit visa", exit("")).fingerprints(true),
        row("an extended visa", extension("")).fingerprints(true),
        row("a restored visa", restoration("")).fingerprints(true),
        row("an electronic visa", electronic("")).fingerprints(false),
        row("an annulment", annulment("")).fingerprints(false),
        row("a shortened stay", shortening("")).fingerprints(false),
        row("whom a state body invites", c3("inviting_party/kind=state_body")).fingerprints(false),
        row("who cannot give any", c3(&paper("fingerprint_inability_proof"))).fingerprints(false),
        row("a diplomat, on reciprocity", by_the_ministry("A1")).fingerprints(true).warned(&[MAYBE, CONSULAR]),
        row("an accredited one", by_the_ministry("A2")).fingerprints(true).warned(&[MAYBE, CONSULAR]),
        row("the staff of a mission", by_the_ministry("A4")).fingerprints(true).warned(&[MAYBE, CONSULAR]),
        row("a journalist", by_the_ministry("A3")).fingerprints(true).warned(&[CONSULAR]),
        row("a member of a delegation", {
            let mut document = by_the_ministry("A3");
            document["special_purpose"] = "official_delegation".into();
            document
        })
        .fingerprints(true)
        .warned(&[MAYBE, CONSULAR]),
    ]
}

/// Covers: R26 para 24-1
#[test]
pub fn fingerprints_are_due_from_16_on_but_of_no_electronic_visa_and_of_nobody_whom_the_order_frees() {
    check(&rows());
}
