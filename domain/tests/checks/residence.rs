//! Risk: B8 or B9 is given to those to whom it is not open, or again within twelve months.

use serde_json::{Value, json};

use super::row::{FRIDAY, Row, b3, check, edit, paper, row, with_second_invitee};

pub fn rows() -> Vec<Row> {
    let state = ["CHK-RESIDENCE-STATE: R26 para 26"];
    let repeated = ["CHK-RESIDENCE-REPEATED: R26 para 26"];
    let seeker = |category: &str, country: &str| {
        b3(&format!("visit/category={category}; invitees/0/citizenship={country}; visit/visa_collection_place/country=KZ"))
    };
    let diploma = |document: Value| edit(document, &paper("demanded_profession_diploma"));
    let earlier = |category: &str, days: &[&str]| {
        let earlier: Vec<_> = days.iter().map(|day| json!({ "category": category, "filed_on": day })).collect();
        json!({ "earlier_applications": earlier })
    };
    let b8 = || seeker("B8", "TR");
    let in_year = |year: u16| edit(b8(), &format!("visit/from={year}-04-20; visit/until={year}-05-15; fee/paid_on=2026-03-06"));
    let unknown = "CHK-WINDOW-UNKNOWN: R26 para 10";
    let mut rows = Vec::new();
    // Without the diploma that B9 takes of everybody (annex 1), only the state speaks for its recipient.
    for (category, no_diploma) in [("B8", None), ("B9", Some("CHK-RECIPIENT: R26 annex 1"))] {
        let with = |found: Option<&'static str>| found.into_iter().chain(no_diploma).collect::<Vec<_>>();
        let of = |mut row: Row, found: Option<&'static str>, mut fields: Vec<&'static str>| {
            let found = with(found);
            if !found.is_empty() {
                fields.extend(no_diploma.map(|_| "documents"));
                row = row.ineligible(&found).fields(&fields);
            }
            row
        };
        let rows_of = |what: &str, country: &str| row(format!("{category}: {what}"), seeker(category, country), FRIDAY);
        rows.extend([
            of(rows_of("agreement on visa-free travel", "TR"), None, vec![]),
            of(rows_of("30 days without a visa", "DE"), None, vec![]),
            of(rows_of("14 days only", "IN"), Some(state[0]), vec!["invitees[0].citizenship"]),
            of(rows_of("14 days only, Iran", "IR"), Some(state[0]), vec!["invitees[0].citizenship"]),
            of(rows_of("no visa-free regime", "PK"), Some(state[0]), vec!["invitees[0].citizenship"]),
            row(format!("{category}: asked for within twelve months"), diploma(seeker(category, "TR")), FRIDAY)
                .records(earlier(category, &["2025-09-01"]))
                .ineligible(&repeated)
                .fields(&["visit.category"]),
            of(
                row(format!("{category}: one of two"), with_second_invitee(seeker(category, "TR"), "invitees/1/citizenship=IN"), FRIDAY),
                Some(state[0]),
                vec!["invitees[1].citizenship"],
            ),
        ]);
    }
    // Para 36 opens B8 to the holders of four categories, and B9 to none.
    for held in ["visa_c2", "visa_c3", "visa_c7", "visa_c11"] {
        rows.push(row(format!("B8 for the holder of {held}"), edit(seeker("B8", "PK"), &paper(held)), FRIDAY));
        let b9 = row(format!("B9 for the holder of {held}"), edit(seeker("B9", "PK"), &paper(held)), FRIDAY);
        rows.push(b9.ineligible(&[state[0], "CHK-RECIPIENT: R26 annex 1"]));
    }
    let b9 = |what: &str| row(what, diploma(seeker("B9", "TR")), FRIDAY);
    rows.extend([
        b9("B9, 365 days before").records(earlier("B9", &["2025-03-06"])).ineligible(&repeated),
        b9("B9, 366 days before").records(earlier("B9", &["2025-03-05"])),
    ]);
    rows.extend([
        row("B9 with a diploma", diploma(seeker("B9", "PK")), FRIDAY),
        row("B8 with a diploma", diploma(seeker("B8", "PK")), FRIDAY).ineligible(&state),
        row("B8 for the holder of another visa", edit(seeker("B8", "PK"), &paper("visa_b3")), FRIDAY).ineligible(&state),
        row("another category asks for no state", b3("visit/category=B10"), FRIDAY),
        row("365 days before: the last day of the twelve months", b8(), FRIDAY)
            .records(earlier("B8", &["2025-03-06"]))
            .ineligible(&repeated),
        row("366 days before", b8(), FRIDAY).records(earlier("B8", &["2025-03-05"])),
        row("on the same day", b8(), FRIDAY).records(earlier("B8", &["2026-03-06"])).ineligible(&repeated),
        row("the day after", b8(), FRIDAY).records(earlier("B8", &["2026-03-07"])),
        row("the last one counts", b8(), FRIDAY).records(earlier("B8", &["2025-09-01", "2020-01-01"])).ineligible(&repeated),
        row("one to come does not hide the last one", b8(), FRIDAY)
            .records(earlier("B8", &["2025-09-01", "2026-09-01"]))
            .ineligible(&repeated),
        row("B9 counts with B8", b8(), FRIDAY).records(earlier("B9", &["2025-09-01"])).ineligible(&repeated),
        row("and the other way round", diploma(seeker("B9", "TR")), FRIDAY).records(earlier("B8", &["2025-09-01"])).ineligible(&repeated),
        row("another category is not counted", b8(), FRIDAY).records(earlier("B3", &["2025-09-01"])),
        row("another category may be asked for again", b3(""), FRIDAY).records(earlier("B3", &["2026-03-01"])),
        row("over 29 February, 366 days", in_year(2028), "2028-03-01")
            .records(earlier("B8", &["2027-03-01"]))
            .ineligible(&[repeated[0], unknown]),
        row("over 29 February, 367 days", in_year(2028), "2028-03-02").records(earlier("B8", &["2027-03-01"])).warned(&[unknown]),
        row("from 29 February: the last day is 28 February", in_year(2029), "2029-02-28")
            .records(earlier("B8", &["2028-02-29"]))
            .ineligible(&[repeated[0], unknown]),
        row("from 29 February: free on 1 March", in_year(2029), "2029-03-01").records(earlier("B8", &["2028-02-29"])).warned(&[unknown]),
        row("90 days", edit(b8(), "visit/until=2026-07-18"), FRIDAY),
        row("91 days", edit(b8(), "visit/until=2026-07-19"), FRIDAY).ineligible(&["CHK-VALIDITY: R26 annex 1"]),
    ]);
    rows
}

/// Covers: R26 para 26; CC art 174; SEED residency seekers
#[test]
pub fn b8_and_b9_go_only_to_those_entitled_and_once_in_twelve_months() {
    check(&rows());
}
