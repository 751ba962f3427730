//! Risk: an application in time is turned away, or one that is too early or too late is taken.

use super::row::{FRIDAY, Row, b3, b10, check, row};

const EARLY: [&str; 1] = ["CHK-WINDOW-EARLY: R26 para 10"];
const LATE: [&str; 1] = ["CHK-WINDOW-LATE: R26 para 10"];
const UNKNOWN: [&str; 1] = ["CHK-WINDOW-UNKNOWN: R26 para 10"];

pub fn rows() -> Vec<Row> {
    let petition = |from: &str, until: &str| b3(&format!("visit/from={from}; visit/until={until}; fee/paid_on=2026-02-23"));
    let july = || petition("2026-07-15", "2026-07-20");
    let private =
        |from: &str, until: &str| b10(&format!("visit/from={from}; visit/until={until}; invitees/1/passport/valid_until=2033-01-01"));
    let next_march = || private("2027-03-20", "2027-04-01");
    let leap = || private("2028-02-29", "2028-03-10");
    let to = |window: (&str, &str), rows: Vec<Row>| rows.into_iter().map(|row| row.window(window.0, window.1)).collect::<Vec<_>>();
    let mut rows = to(
        ("2026-04-16", "2026-07-08"),
        vec![
            row("petition, 91 days before", july(), "2026-04-15").ineligible(&EARLY).fields(&["visit.from"]),
            row("petition, 90 days before", july(), "2026-04-16"),
            row("petition, five working days before", july(), "2026-07-08"),
            row("petition, four working days before", july(), "2026-07-09").ineligible(&LATE).fields(&["visit.from"]),
            row("petition, on the day of entry", july(), "2026-07-15").ineligible(&LATE),
        ],
    );
    for kind in ["individual_entrepreneur", "state_body", "foreign_mission"] {
        let document = |day: &str| {
            row(format!("{kind}: petition or note verbale"), super::row::edit(july(), &format!("inviting_party/kind={kind}")), day)
        };
        rows.extend(to(("2026-04-16", "2026-07-08"), vec![document("2026-04-15").ineligible(&EARLY), document("2026-04-16")]));
    }
    rows.extend(to(
        ("2026-03-20", "2027-03-12"),
        vec![
            row("private, a year and a day before", next_march(), "2026-03-19").ineligible(&EARLY),
            row("private, a year before", next_march(), "2026-03-20"),
            row("private, five working days before, with Constitution Day", next_march(), "2027-03-12"),
            row("private, the Saturday after that", next_march(), "2027-03-13").ineligible(&LATE),
        ],
    ));
    rows.extend(to(
        ("2027-02-28", "-"),
        vec![
            row("private, entry on 29 February: the year begins on the 28th", leap(), "2027-02-28").warned(&UNKNOWN),
            row("private, entry on 29 February: not on the 27th", leap(), "2027-02-27").ineligible(&EARLY),
        ],
    ));
    for (what, (from, until), last, after) in [
        ("across 8 and 9 March", ("2026-03-12", "2026-03-20"), "2026-03-04", "2026-03-05"),
        ("across Nauryz", ("2026-03-27", "2026-04-02"), "2026-03-17", "2026-03-18"),
        ("across New Year", ("2027-01-08", "2027-01-10"), "2026-12-29", "2026-12-30"),
        ("entry on a Sunday", ("2026-04-19", "2026-04-25"), "2026-04-13", "2026-04-14"),
        ("entry on a Monday", ("2026-04-20", "2026-04-25"), "2026-04-13", "2026-04-14"),
    ] {
        let earliest = (super::row::day(from) - chrono::Days::new(90)).to_string();
        rows.extend(to(
            (&earliest, last),
            vec![row(what, petition(from, until), last), row(what, petition(from, until), after).ineligible(&LATE)],
        ));
    }
    rows.extend(to(
        ("2027-10-22", "-"),
        vec![
            row("beyond the calendar: no last day, a warning, no error", petition("2028-01-20", "2028-01-25"), "2027-12-31")
                .warned(&UNKNOWN),
            row("the same on the eve of the entry", petition("2028-01-20", "2028-01-25"), "2028-01-19").warned(&UNKNOWN),
            row("beyond the calendar, but not before the entry", petition("2028-01-20", "2028-01-25"), "2028-01-20").ineligible(&LATE),
            row("beyond the calendar, and too early", petition("2028-01-20", "2028-01-25"), "2027-10-21").ineligible(&EARLY),
            row("beyond the calendar, on the first day", petition("2028-01-20", "2028-01-25"), "2027-10-22").warned(&UNKNOWN),
        ],
    ));
    rows.push(row("the example", b3(""), FRIDAY).window("2026-01-20", "2026-04-13"));
    rows
}

/// Covers: R26 para 10; CC art 174
#[test]
pub fn an_application_filed_too_early_or_too_late_is_ineligible() {
    check(&rows());
}
