//! Risk: a visa with a correction passes, a sticker completed by annex 2 is thrown away, or a visa is promised in another term.

use serde_json::{Value, json};
use shaqyru_domain::{
    checks::{
        finding::Finding,
        sticker::{Sticker, check},
    },
    term::Term,
};

use super::row::{FRIDAY, RULEBOOK, day};

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
fn a_sticker_with_a_correction_passes_or_a_sound_one_does_not() {
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
fn a_visa_inside_kazakhstan_is_promised_in_another_term() {
    let rules = RULEBOOK.on(day(FRIDAY)).unwrap();
    for category in &RULEBOOK.categories {
        let code = category.rule.code.as_str();
        let expected = if ["A2", "A4", "C1"].contains(&code) { Term::CalendarDays(30) } else { Term::WorkingDays(5) };
        let term = rules.visa_term(code).unwrap();
        assert_eq!(term.term, expected, "{code}");
        assert!(term.source.contains("para 41"), "{code}");
    }
}
