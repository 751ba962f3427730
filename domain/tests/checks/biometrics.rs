//! Risk: fingerprints are taken of a child, or not taken of somebody who has turned 16.

use super::row::{FRIDAY, Row, b3, b10, check, row, with_second_invitee};

pub fn rows() -> Vec<Row> {
    let born = |date: &str| b3(&format!("invitees/0/date_of_birth={date}"));
    let soon = ["CHK-BIOMETRICS-SOON: R26 para 24-1"];
    let electronic = |born: &str| b10(&format!("invitees/0/date_of_birth={born}; invitees/0/passport/issued_on=2020-01-01"));
    vec![
        row("the 16th birthday is the day of filing", born("2010-03-06"), FRIDAY).biometrics(&[true]),
        row("it was the day before", born("2010-03-05"), FRIDAY).biometrics(&[true]),
        row("it is the day after", born("2010-03-07"), FRIDAY).biometrics(&[false]).warned(&soon).fields(&["invitees[0].date_of_birth"]),
        row("it is the day of entry", born("2010-04-20"), FRIDAY).biometrics(&[false]).warned(&soon),
        row("it is the day after the entry", born("2010-04-21"), FRIDAY).biometrics(&[false]),
        row("a small child", born("2021-04-21"), FRIDAY).biometrics(&[false]),
        row("born on 29 February, 16 on that of 2024", born("2008-02-29"), FRIDAY).biometrics(&[true]),
        row("electronic: never, at any age", electronic("1991-09-02"), FRIDAY).biometrics(&[false, false]),
        row("electronic: 16 on the day", electronic("2010-03-06"), FRIDAY).biometrics(&[false, false]),
        row("electronic: 16 before the visit, and nobody needs to know", electronic("2010-03-07"), FRIDAY).biometrics(&[false, false]),
        row("each invitee apart", with_second_invitee(b3(""), "invitees/1/date_of_birth=2015-01-01"), FRIDAY).biometrics(&[true, false]),
        row("only the second comes of age", with_second_invitee(b3(""), "invitees/1/date_of_birth=2010-04-01"), FRIDAY)
            .biometrics(&[true, false])
            .warned(&soon)
            .fields(&["invitees[1].date_of_birth"]),
    ]
}

/// Covers: R26 para 24-1; SEED biometrics
#[test]
pub fn fingerprints_are_required_from_16_on_and_never_for_an_electronic_visa() {
    check(&rows());
}
