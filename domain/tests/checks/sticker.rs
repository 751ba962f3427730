//! Risk: a visa with a correction passes, a sticker completed by annex 2 is thrown away, or a visa is promised in another term.

use serde_json::{Value, json};
use shaqyru_domain::{
    checks::{
        finding::Finding,
        sticker::{Sticker, check},
    },
    time::term::Term,
};

use super::{
    mutants::NONSENSE,
    row::{FRIDAY, RULEBOOK, day, in_force},
};

fn sticker() -> Value {
    json!({
        "place_of_issue": "KZ-TR-01", "entries": "1", "category": "B3", "name": "SPECIMEN EMRE", "passport_number": "U00000001",
        "valid_from": "20.04.2026", "valid_until": "15.05.2026", "issued_on": "13.04.2026", "fee": "0", "accompanied": "–",
    })
}

/// What is found on a sticker on which everything is wrong.
pub fn of_a_spoilt_one() -> Vec<Finding> {
    let mut document = sticker();
    document["entries"] = json!("2");
    document["corrected"] = json!(["name"]);
    check(&serde_json::from_value::<Sticker>(document).unwrap(), &RULEBOOK.on(day(FRIDAY)).unwrap()).unwrap()
}

/// Covers: R26 para 6; R26 annex 2; SEED stickers
#[test]
pub fn a_sticker_passes_only_with_sound_fields_and_no_correction() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    let rows = [
        ("as it should be", json!({}), &[][..]),
        ("multiple", json!({"entries": "multiple"}), &[]),
        ("three children", json!({"accompanied": "+3"}), &[]),
        ("one day", json!({"valid_until": "20.04.2026"}), &[]),
        ("an exit visa", json!({"category": "B16"}), &[]),
        ("one correction", json!({"corrected": ["valid_until"]}), &["CHK-STICKER-CORRECTED valid_until"]),
        ("two corrections", json!({"corrected": ["name", "fee"]}), &["CHK-STICKER-CORRECTED name", "CHK-STICKER-CORRECTED fee"]),
        ("two entries", json!({"entries": "2"}), &["CHK-STICKER-FIELD entries"]),
        ("single in words", json!({"entries": "single"}), &["CHK-STICKER-FIELD entries"]),
        ("no such category", json!({"category": "D1"}), &["CHK-STICKER-FIELD category"]),
        ("a date of another form", json!({"valid_from": "2026-04-20"}), &["CHK-STICKER-FIELD valid_from"]),
        ("a date without its zero", json!({"issued_on": "1.04.2026"}), &["CHK-STICKER-FIELD issued_on"]),
        ("no such day", json!({"valid_from": "31.04.2026"}), &["CHK-STICKER-FIELD valid_from"]),
        ("ends before it begins", json!({"valid_until": "19.04.2026"}), &["CHK-STICKER-FIELD valid_until"]),
        ("four children", json!({"accompanied": "+4"}), &["CHK-STICKER-FIELD accompanied"]),
        ("no children, with a plus", json!({"accompanied": "+0"}), &["CHK-STICKER-FIELD accompanied"]),
        ("words", json!({"accompanied": "none"}), &["CHK-STICKER-FIELD accompanied"]),
        ("two plus signs", json!({"accompanied": "++1"}), &["CHK-STICKER-FIELD accompanied"]),
        ("a zero before the number", json!({"accompanied": "+01"}), &["CHK-STICKER-FIELD accompanied"]),
        ("90 days", json!({"valid_until": "18.07.2026"}), &[]),
        ("91 days", json!({"valid_until": "19.07.2026"}), &["CHK-STICKER-FIELD valid_until"]),
        ("B3 for 200 days", json!({"valid_until": "05.11.2026"}), &["CHK-STICKER-FIELD valid_until"]),
        ("a year of many entries", json!({"entries": "multiple", "valid_until": "19.04.2027"}), &[]),
        ("and a day", json!({"entries": "multiple", "valid_until": "20.04.2027"}), &["CHK-STICKER-FIELD valid_until"]),
        ("C3 for five years, as in the AIFC", json!({"category": "C3", "entries": "multiple", "valid_until": "19.04.2031"}), &[]),
        (
            "C3 for longer than anybody",
            json!({"category": "C3", "entries": "multiple", "valid_until": "20.04.2031"}),
            &["CHK-STICKER-FIELD valid_until"],
        ),
        ("an exit visa for 31 days", json!({"category": "B16", "valid_until": "20.05.2026"}), &["CHK-STICKER-FIELD valid_until"]),
        (
            "an extended C12 of a year",
            json!({"category": "C12", "valid_until": "19.04.2027", "additional_information": "№14061072 ұзарту"}),
            &[],
        ),
        (
            "a C12 of a year with a word that extends none",
            json!({"category": "C12", "valid_until": "19.04.2027", "additional_information": NONSENSE}),
            &["CHK-STICKER-FIELD valid_until"],
        ),
        ("a C12 of a year that extends none", json!({"category": "C12", "valid_until": "19.04.2027"}), &["CHK-STICKER-FIELD valid_until"]),
        ("A6 with one entry", json!({"category": "A6"}), &["CHK-STICKER-FIELD entries"]),
        ("B6 with many entries", json!({"category": "B6", "entries": "multiple"}), &["CHK-STICKER-FIELD entries"]),
        ("an exit visa with many entries", json!({"category": "B16", "entries": "multiple"}), &["CHK-STICKER-FIELD entries"]),
        ("an electronic one only", json!({"category": "B9-1"}), &["CHK-STICKER-FIELD entries"]),
        ("issued after its end", json!({"issued_on": "16.05.2026"}), &["CHK-STICKER-FIELD issued_on"]),
        ("a sum", json!({"fee": "30 USD"}), &[]),
        ("a sum in tenge", json!({"fee": "500.50 KZT"}), &[]),
        ("a fee in words", json!({"fee": "free"}), &["CHK-STICKER-FIELD fee"]),
        ("a sum of nothing in particular", json!({"fee": "30"}), &["CHK-STICKER-FIELD fee"]),
        ("nought of something", json!({"fee": "0 USD"}), &["CHK-STICKER-FIELD fee"]),
        ("less than nothing", json!({"fee": "-30 USD"}), &["CHK-STICKER-FIELD fee"]),
        ("as in the machine-readable zone", json!({"name": "O<BRIEN<<ANNA<MARIA"}), &[]),
        ("as in the readable part", json!({"name": "O'Brien Anna-Maria"}), &[]),
        ("a Cyrillic name", json!({"name": "ИВАНОВ ИВАН"}), &["CHK-STICKER-FIELD name"]),
        ("one Cyrillic letter that looks Latin", json!({"name": "SPECIMEN \u{415}MRE"}), &["CHK-STICKER-FIELD name"]),
        ("no letter at all", json!({"name": "<<"}), &["CHK-STICKER-FIELD name"]),
        ("a passport number in Cyrillic", json!({"passport_number": "\u{410}0000001"}), &["CHK-STICKER-FIELD passport_number"]),
        ("a group's visa", json!({"passport_number": "топтық"}), &[]),
        ("a place in words", json!({"place_of_issue": "Ankara embassy"}), &["CHK-STICKER-FIELD place_of_issue"]),
    ];
    for (what, changes, expected) in rows {
        let mut document = sticker();
        for (field, value) in changes.as_object().unwrap() {
            document[field] = value.clone();
        }
        let findings = check(&serde_json::from_value::<Sticker>(document).unwrap(), &rules).unwrap();
        let found: Vec<_> = findings.iter().map(|finding| format!("{} {}", finding.code, finding.field)).collect();
        assert_eq!(found, expected, "{what}");
        assert!(findings.iter().all(|finding| finding.basis.contains("annex 2")), "{what}");
    }
}

/// Covers: R26 para 41; SEED visas service
#[test]
pub fn a_visa_inside_kazakhstan_is_promised_in_the_term_of_para_41() {
    for rules in in_force() {
        for category in &RULEBOOK.categories {
            let code = category.rule.code.as_str();
            let expected = if ["A2", "A4", "C1"].contains(&code) { Term::CalendarDays(30) } else { Term::WorkingDays(5) };
            let term = rules.visa_term(code).unwrap();
            assert_eq!(term.term, expected, "{code}");
            assert!(term.source.contains("para 41"), "{code}");
        }
    }
}

/// The last day of what begins on 20 April 2026, and the day after.
fn edge(length: &str) -> (&'static str, &'static str) {
    match length {
        "15d" => ("04.05.2026", "05.05.2026"),
        "30d" => ("19.05.2026", "20.05.2026"),
        "90d" => ("18.07.2026", "19.07.2026"),
        "180d" => ("16.10.2026", "17.10.2026"),
        "1y" => ("19.04.2027", "20.04.2027"),
        "2y" => ("19.04.2028", "20.04.2028"),
        "3y" => ("19.04.2029", "20.04.2029"),
        _ => panic!("{length}"),
    }
}

fn ends_in_time(category: &str, entries: &str, more: &str, until: &str) -> bool {
    let mut document = sticker();
    document["category"] = json!(category);
    document["entries"] = json!(entries);
    document["valid_until"] = json!(until);
    if !more.is_empty() {
        document["additional_information"] = json!(more);
    }
    let sticker = serde_json::from_value::<Sticker>(document).unwrap();
    in_force().iter().all(|rules| check(&sticker, rules).unwrap().is_empty())
}

/// Annex 1 on visas to leave, and paras 50 and 51 on what is extended; with one entry, but for C1, which has many.
///
/// Covers: R26 annex 1; R26 para 50; R26 para 51
#[test]
pub fn a_sticker_of_an_exit_or_extended_visa_lasts_no_longer_than_it_may() {
    const LEAVES: [(&str, &str); 9] = [
        ("B14", "90d"),
        ("B15", "30d"),
        ("B16", "30d"),
        ("B17", "15d"),
        ("B18", "30d"),
        ("B19", "15d"),
        ("B20", "15d"),
        ("B21", "30d"),
        ("B22", "15d"),
    ];
    const EXTENDED: [(&str, &str); 13] = [
        ("A1", "1y"),
        ("A2", "90d"),
        ("A3", "1y"),
        ("A4", "90d"),
        ("A5", "3y"),
        ("B7", "90d"),
        ("B21", "180d"),
        ("C3", "3y"),
        ("C4", "3y"),
        ("C5", "2y"),
        ("C7", "180d"),
        ("C9", "1y"),
        ("C12", "1y"),
    ];
    // Their extension is no longer than the visa was, and a sticker does not tell which of the two it holds.
    const AS_LONG: [(&str, &str, &str); 6] = [
        ("B2", "1", "90d"),
        ("B8", "1", "90d"),
        ("B9", "1", "90d"),
        ("B12-1", "multiple", "1y"),
        ("C1", "multiple", "1y"),
        ("C10", "1", "90d"),
    ];
    let leaves = LEAVES.map(|(category, length)| (category, "1", "", length));
    let extended = EXTENDED.map(|(category, length)| (category, "1", "№14061072 ұзарту", length));
    let as_long = AS_LONG.map(|(category, entries, length)| (category, entries, "№14061072 ұзарту", length));
    for (category, entries, more, length) in leaves.into_iter().chain(extended).chain(as_long) {
        let (last, after) = edge(length);
        assert!(ends_in_time(category, entries, more, last), "{category} {more} until {last}");
        assert!(!ends_in_time(category, entries, more, after), "{category} {more} until {after}");
    }
}
