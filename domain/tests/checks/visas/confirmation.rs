//! The holder of an electronic visa compares the invitation with the passport before it is issued (R26 para 25).

use super::row::{Row, check, electronic, row, unconfirmed};
use shaqyru_domain::visa::request::VisaRequest;

const OTHERWISE: &str = "CHK-VISA-CONFIRMATION at confirmation.passport_number: R26 para 25";
const LATER: &str = "CHK-VISA-CONFIRMATION at confirmation.confirmed_at: R26 para 25";
const NOBODY: &str = "CHK-VISA-UNCONFIRMED at confirmation: R26 para 25";

pub fn rows() -> Vec<Row> {
    vec![
        row("confirmed", electronic("")),
        row("the same passport, written otherwise", electronic("confirmation/passport_number=p0000006")),
        row("another passport", electronic("confirmation/passport_number=P0000007")).finds(&[OTHERWISE]).grounds(&[2]),
        row("another passport, whatever is on record", electronic("confirmation/passport_number=P0000007"))
            .unasked()
            .finds(&[OTHERWISE, "CHK-VISA-INVITATION-UNKNOWN at basis.number: R26 para 38"]),
        row("confirmed on the day of filing", electronic("confirmation/confirmed_at=2026-04-24T23:59:59+05:00")),
        row("confirmed on the day after", electronic("confirmation/confirmed_at=2026-04-25T00:00:00+05:00")).finds(&[LATER]),
        row("nobody has confirmed", unconfirmed("")).finds(&[NOBODY]).grounds(&[2]),
        row("nobody has, and the invitation is not on record", unconfirmed(""))
            .unasked()
            .finds(&["CHK-VISA-INVITATION-UNKNOWN at basis.number: R26 para 38"]),
    ]
}

/// Covers: R26 para 25; SEED e-visas
#[test]
pub fn another_passport_or_no_confirmation_stands_against_an_electronic_visa() {
    check(&rows());
}

/// Covers: R26 para 25
#[test]
pub fn only_an_electronic_visa_is_confirmed_by_its_holder() {
    let sticker = electronic("visa_kind=sticker");
    let refused = VisaRequest::parse(sticker.to_string().as_bytes()).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("confirmation"));
}
