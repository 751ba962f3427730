//! Who is interviewed where the situation in their state is uncertain (R26 para 39): an officer is told of everybody but those whom it frees.

use serde_json::{Value, json};
use shaqyru_domain::checks::finding::FindingCode;

use super::row::{FRIDAY, Row, annulment, change, electronic, exit, extension, restoration, row};
use crate::row::{FIRST_DAY, edit};

/// What is asked, and whether an interview may be due.
fn asked() -> Vec<(&'static str, Value, bool)> {
    let issued = |category: &str, edits: &str| edit(change(&format!("category={category}")), edits);
    let member = json!({
        "surname": "BEISPIEL", "given_names": "ANNA", "date_of_birth": "1990-02-03", "sex": "F", "passport_number": "X0000001", "citizenship": "DE",
    });
    let mut tourists = issued("B12", "");
    tourists["group"] = json!([member]);
    let mut business = issued("B3", "");
    business["group"] = json!([member]);
    let mut of_categories: Vec<_> =
        ["A1", "A2", "A3", "A4", "A5", "A6", "C3", "C11", "C12"].map(|category| ("an exempt category", issued(category, ""), false)).into();
    of_categories.extend(
        ["B14", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22"]
            .map(|category| ("to leave with", edit(exit(""), &format!("category={category}")), false)),
    );
    of_categories.extend(
        [
            "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B9-1", "B11", "B12-1", "B13", "C1", "C2", "C4", "C5", "C6", "C7", "C8",
            "C9",
        ]
        .map(|category| ("another category", issued(category, ""), true)),
    );
    let others = vec![
        ("electronic", electronic(""), false),
        ("electronic, of another category", electronic("category=B12"), false),
        ("a private visit on an invitation", issued("B10", "basis/kind=invitation"), true),
        ("a private visit on a note verbale", issued("B10", "basis/kind=note_verbale"), false),
        ("negotiations on a note verbale", issued("B3", "basis/kind=note_verbale"), true),
        ("a tourist", issued("B12", ""), true),
        ("tourists in a group", tourists, false),
        ("negotiations in a group", business, true),
        ("C10 for the first time", issued("C10", "current_visa=null"), true),
        ("C10 after another visa", issued("C10", ""), true),
        ("C10 again", issued("C10", "current_visa/category=C10"), false),
        ("B7 extended", extension("category=B7; current_visa/category=B7"), true),
        ("B7 restored", restoration("category=B7; current_visa/category=B7"), true),
        ("B7 annulled", annulment("category=B7; current_visa/category=B7"), false),
    ];
    of_categories.into_iter().chain(others).collect()
}

pub fn rows() -> Vec<Row> {
    asked().into_iter().map(|(what, document, _)| row(what, document)).collect()
}

/// Covers: R26 para 39; R26 para 32
#[test]
pub fn everybody_may_be_interviewed_but_those_whom_para_39_frees() {
    for (what, document, is_due) in asked() {
        let category = document["category"].clone();
        for day in [FIRST_DAY, FRIDAY] {
            let findings = row(what, document.clone()).on(day).judgement().findings;
            let told = findings.iter().filter(|finding| finding.code == FindingCode::VisaInterview).count();
            assert_eq!(told, usize::from(is_due), "{what} on {day}: {category}");
        }
    }
}
