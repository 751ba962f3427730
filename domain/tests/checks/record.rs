//! Risk: an invitation goes to somebody who may not enter, or a party that may not invite; or an old matter is held against them for
//! longer than the law does.

use serde_json::{Value, json};

use super::row::{FRIDAY, Row, b3, check, edit, row};

pub fn rows() -> Vec<Row> {
    let sanctions = |days: &[&str]| {
        let of: Vec<_> = days.iter().map(|day| json!({ "on": day, "article": "CoAO 518" })).collect();
        json!({ "sanctions": of })
    };
    let bans = |until: &[Option<&str>]| {
        let of: Vec<_> = until.iter().map(|until| json!({ "basis": "LF art 22(10)", "until": until })).collect();
        json!({ "entry_bans": of })
    };
    let penalties = |days: &[&str]| json!({ "unexecuted_penalties": days.iter().map(|day| json!({ "on": day })).collect::<Vec<_>>() });
    let expulsions = |days: &[&str]| json!({ "expulsions": days.iter().map(|day| json!({ "on": day })).collect::<Vec<_>>() });
    let known = |what: &str, records: Value| row(what, b3(""), FRIDAY).records(records);
    let later = |what: &str, on: &str, records: Value| {
        let year = &on[..4];
        let document = edit(b3(""), &format!("visit/from={year}-04-20; visit/until={year}-05-15; fee/paid_on=2026-03-06"));
        row(what, document, on).records(records)
    };
    let unconsidered = ["CHK-SANCTIONS: R26 annex 5 row 9(7), paras 17, 56; LM art 48"];
    let banned = ["CHK-ENTRY-BAN: R26 para 15(2); LF art 22"];
    let penalty = ["CHK-PENALTY: R26 annex 5 row 9(4); LF art 22(7)"];
    let expelled = ["CHK-EXPULSION: R26 annex 5 row 9(5)"];
    let unknown = "CHK-WINDOW-UNKNOWN: R26 para 10";
    vec![
        known("nothing", json!({})).grounds(&[]),
        known("one sanction", sanctions(&["2026-01-01"])),
        known("two sanctions", sanctions(&["2025-06-01", "2026-01-01"]))
            .ineligible(&unconsidered)
            .grounds(&[7])
            .fields(&["inviting_party"]),
        known("three sanctions", sanctions(&["2025-06-01", "2026-01-01", "2026-02-01"])).ineligible(&unconsidered).grounds(&[7]),
        known("two on one day", sanctions(&["2026-01-01", "2026-01-01"])).ineligible(&unconsidered),
        known("the first 365 days before: within twelve months", sanctions(&["2025-03-06", "2026-01-01"])).ineligible(&unconsidered),
        known("the first 366 days before", sanctions(&["2025-03-05", "2026-01-01"])),
        known("on the day of filing", sanctions(&["2025-06-01", "2026-03-06"])).ineligible(&unconsidered),
        known("after the filing", sanctions(&["2025-06-01", "2026-03-07"])),
        later("over 29 February: 366 days", "2028-03-01", sanctions(&["2027-03-01", "2027-08-01"])).ineligible(&[unconsidered[0], unknown]),
        later("over 29 February: 367 days", "2028-03-02", sanctions(&["2027-03-01", "2027-08-01"])).warned(&[unknown]),
        later("from 29 February to the 28th", "2029-02-28", sanctions(&["2028-02-29", "2028-08-01"]))
            .ineligible(&[unconsidered[0], unknown]),
        later("from 29 February to 1 March", "2029-03-01", sanctions(&["2028-02-29", "2028-08-01"])).warned(&[unknown]),
        known("banned until yesterday", bans(&[Some("2026-03-05")])),
        known("banned until today", bans(&[Some("2026-03-06")])).ineligible(&banned).grounds(&[2]).fields(&["invitees"]),
        known("banned until tomorrow", bans(&[Some("2026-03-07")])).ineligible(&banned),
        known("banned without end", bans(&[None])).ineligible(&banned),
        known("banned twice, once no longer", bans(&[None, Some("2026-03-05"), Some("2027-01-01")])).ineligible(&[banned[0], banned[0]]),
        known("a penalty from long ago", penalties(&["2001-01-01"])).ineligible(&penalty).grounds(&[4]).fields(&["invitees"]),
        known("a penalty on the day of filing", penalties(&["2026-03-06"])).ineligible(&penalty),
        known("a penalty after the filing", penalties(&["2026-03-07"])),
        known("two penalties are told once", penalties(&["2020-01-01", "2021-01-01"])).ineligible(&penalty),
        known("expelled five years ago to the day", expulsions(&["2021-03-06"])).ineligible(&expelled).grounds(&[5]).fields(&["invitees"]),
        known("expelled a day before that", expulsions(&["2021-03-05"])),
        known("expelled on the day of filing", expulsions(&["2026-03-06"])).ineligible(&expelled),
        known("expelled after the filing", expulsions(&["2026-03-07"])),
        known("expelled twice, once long ago", expulsions(&["2025-01-01", "2010-01-01"])).ineligible(&expelled),
        later("expelled on 29 February: five years end on the 28th", "2029-02-28", expulsions(&["2024-02-29"]))
            .ineligible(&[expelled[0], unknown]),
        later("expelled on 29 February: no more on 1 March", "2029-03-01", expulsions(&["2024-02-29"])).warned(&[unknown]),
        known(
            "all at once",
            json!({
                "sanctions": [{ "on": "2026-01-01", "article": "x" }, { "on": "2026-01-02", "article": "x" }],
                "entry_bans": [{ "basis": "LF art 22(7)" }],
                "unexecuted_penalties": [{ "on": "2020-01-01" }],
                "expulsions": [{ "on": "2024-01-01" }],
                "earlier_applications": [{ "category": "B3", "filed_on": "2026-01-01" }],
                "held": [{ "kind": "address_certificate", "system": "АР" }],
            }),
        )
        .ineligible(&[unconsidered[0], banned[0], penalty[0], expelled[0]])
        .grounds(&[7, 5, 2, 4]),
    ]
}

/// Covers: R26 para 15(2); R26 para 15(3); R26 para 17; R26 annex 5 row 9(4); R26 annex 5 row 9(5); R26 annex 5 row 9(7); LF art 22; LM art 48; CC art 174; SEED verification
#[test]
pub fn a_record_counts_against_somebody_exactly_as_long_as_the_law_says() {
    check(&rows());
    let tells = rows().iter().flat_map(|row| row.judgement().findings).any(|finding| finding.message.contains("2025-01-01"));
    assert!(tells, "the last expulsion is the one that is told");
}

/// Covers: R26 para 15(2)
#[test]
pub fn nothing_is_held_against_anybody_if_no_registers_were_asked() {
    let judgement = row("no registers asked", b3(""), FRIDAY).judgement();
    assert_eq!(judgement.findings, []);
}
