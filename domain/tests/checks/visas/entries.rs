//! One entry and many (R26 para 37).

use super::row::{Row, change, check, extension, of_category, restoration, row};

const MORE: &str = "CHK-VISA-MORE-ENTRIES at entries: para 37";
const ANNUL: &str = "CHK-VISA-ANNUL-FIRST at current_visa: para";

/// Categories whose extension may turn one entry into many, with who extends them and for whom; and those whose may not.
const MAY: [(&str, &str, &str); 10] = [
    ("A1", "mfa", "foreign_mission"),
    ("A3", "mfa", "foreign_mission"),
    ("A5", "police", "legal_entity"),
    ("B7", "police", "legal_entity"),
    ("C3", "police", "legal_entity"),
    ("C4", "police", "legal_entity"),
    ("C5", "police", "legal_entity"),
    ("C7", "police", "legal_entity"),
    ("C9", "police", "legal_entity"),
    ("C12", "police", "legal_entity"),
];
const MAY_NOT: [&str; 5] = ["B2", "B8", "B9", "B12-1", "C1"];

pub fn rows() -> Vec<Row> {
    let extended = |category: &str, edits: &str| {
        of_category(category, extension(&format!("valid_until=2026-06-30; current_visa/entries=single; {edits}")))
    };
    let mut rows = Vec::new();
    for (category, provider, party) in MAY {
        let by = format!("provider={provider}; inviting_party/kind={party}");
        rows.push(row(format!("{category} from one entry to many"), extended(category, &by)));
    }
    rows.push(row("C2 from one entry to many", extended("C2", "")).finds(&["CHK-VISA-EXTENSION-LAW at valid_until: para 51(9)"]));
    for category in MAY_NOT {
        rows.push(row(format!("{category} from one entry to many"), extended(category, "")).finds(&[MORE]));
        rows.push(row(format!("{category} with one entry"), extended(category, "entries=single")));
    }
    let a2 = extended("A2", "provider=mfa; inviting_party/kind=foreign_mission");
    rows.push(row("A2 from one entry to many", a2).finds(&[MORE, "CHK-VISA-NOT-EXTENDED at entries: para 50"]));
    let invited = |edits: &str| row(format!("invited with {edits}"), change(&format!("basis/kind=invitation; {edits}")));
    rows.push(invited("entries=multiple").finds(&[ANNUL]));
    rows.push(invited("entries=multiple").known("invitation/known/entries=single").finds(&[ANNUL, MORE]));
    rows.push(invited("entries=single").known("invitation/known/entries=multiple").finds(&[ANNUL]));
    let on_petition = row("on a petition, whatever an invitation said", change("")).known("invitation/known/entries=single");
    rows.push(on_petition.finds(&[ANNUL]));
    let restored = "CHK-VISA-RESTORED-OTHERWISE at entries: para 48";
    rows.push(row("restored with more", restoration("current_visa/entries=single")).finds(&[restored]));
    rows.push(row("many become one when extended", extension("entries=single")));
    rows
}

/// Covers: R26 para 37
#[test]
pub fn one_entry_becomes_many_only_where_certain_visas_are_extended() {
    check(&rows());
}
