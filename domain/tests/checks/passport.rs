//! Risk: a visa outlives the passport it stands in, or a valid passport is found wanting.

use super::row::{FRIDAY, Row, b3, check, row, with_second_invitee};

pub fn rows() -> Vec<Row> {
    let short = ["CHK-PASSPORT-VALIDITY: R26 para 21"];
    let unissued = ["CHK-PASSPORT-UNISSUED: R26 para 21"];
    let valid = |until: &str| b3(&format!("invitees/0/passport/valid_until={until}"));
    let november = |year: u16, until: &str| {
        b3(&format!("visit/from={year}-11-10; visit/until={year}-11-30; fee/paid_on=2026-03-06; invitees/0/passport/valid_until={until}"))
    };
    let issued = |on: &str| b3(&format!("invitees/0/passport/issued_on={on}"));
    vec![
        row("three months after the visit", valid("2026-08-15"), FRIDAY),
        row("a day less", valid("2026-08-14"), FRIDAY).ineligible(&short).fields(&["invitees[0].passport.valid_until"]),
        row("expired before the filing", valid("2026-03-05"), FRIDAY).ineligible(&short),
        row("30 November: to the end of February", november(2026, "2027-02-28"), "2026-09-01"),
        row("30 November: a day less", november(2026, "2027-02-27"), "2026-09-01").ineligible(&short),
        row("30 November before a leap year", november(2027, "2028-02-29"), "2027-09-01"),
        row("30 November before a leap year: a day less", november(2027, "2028-02-28"), "2027-09-01").ineligible(&short),
        row("issued on the day of filing", issued("2026-03-06"), FRIDAY),
        row("issued the day after", issued("2026-03-07"), FRIDAY).ineligible(&unissued).fields(&["invitees[0].passport.issued_on"]),
        row(
            "both, and only the second invitee's",
            with_second_invitee(b3(""), "invitees/1/passport/issued_on=2026-03-07; invitees/1/passport/valid_until=2026-08-14"),
            FRIDAY,
        )
        .ineligible(&[short[0], unissued[0]])
        .fields(&["invitees[1].passport.valid_until", "invitees[1].passport.issued_on"]),
    ]
}

/// Covers: R26 para 21; CC art 174
#[test]
pub fn a_visa_needs_a_passport_that_outlives_it_by_three_months() {
    check(&rows());
}
