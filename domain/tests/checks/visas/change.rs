//! From one visa to another inside Kazakhstan (R26 paras 35, 36).

use super::row::{Row, change, check, exit, row};
use crate::row::{FIRST_DAY, edit, paper};

const NOT: &str = "CHK-VISA-CHANGE at category: para 36";
const HOLDER: &str = "CHK-VISA-CHANGE-HOLDER at current_visa: para 36";
const ANNUL: &str = "CHK-VISA-ANNUL-FIRST at current_visa: para 35";

/// From, to, the regime of the inviting party; and whether the change is open. Which changes are, `succession` tries one by one.
const CHANGES: [(&str, &str, &str, bool); 12] = [
    ("B3", "C3", "", true),
    ("B12", "C3", "", false),
    ("B3", "A5", "", true),
    ("B12", "A5", "", false),
    ("C9", "B7", "", true),
    ("C3", "B7", "", false),
    ("B3", "B2", "aifc_participant", true),
    ("B3", "B2", "", false),
    ("C11", "C9", "", true),
    ("B12", "C12", "", true),
    ("C3", "B8", "", true),
    ("B10", "C1", "", false),
];

fn from_to(from: &str, to: &str, edits: &str) -> serde_json::Value {
    let longest = "valid_until=2026-07-01; entries=single; recipient/citizenship=TR";
    edit(change(&format!("current_visa/category={from}; category={to}; {longest}")), edits)
}

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (from, to, regime, is_open) in CHANGES {
        let regimes = if regime.is_empty() { String::new() } else { format!(r#"inviting_party/regimes=["{regime}"]"#) };
        let found: &[&str] = if is_open { &[ANNUL] } else { &[ANNUL, NOT] };
        rows.push(row(format!("{from} to {to} for {regime}"), from_to(from, to, &regimes)).finds(found));
    }
    rows.extend(by_the_holder());
    rows.extend(by_the_ministry());
    rows.extend(annulled_first());
    rows
}

fn by_the_holder() -> Vec<Row> {
    let unknown = "holder=not_asked";
    let known = |holder: &str| format!(r#"holder={{"known":["{holder}"]}}"#);
    let cluster = r#"inviting_party/regimes=["innovation_cluster"]"#;
    let family = r#"recipient/family={"relation":"spouse","main_visa":{"number":"KZ1","valid_until":"2027-01-01"}}"#;
    vec![
        row("C1 for an ethnic Kazakh", from_to("B10", "C1", &paper("ethnic_kazakh_proof"))).finds(&[ANNUL]),
        row("C1 on an expired proof", from_to("B10", "C1", r#"documents/-={"kind":"ethnic_kazakh_proof","valid_until":"2026-04-23"}"#))
            .finds(&[ANNUL, NOT]),
        row("C1 for an ethnic Kazakh by the register", from_to("B10", "C1", "")).known(&known("ethnic_kazakh")).finds(&[ANNUL]),
        row("C1, and whether for an ethnic Kazakh the paper must show", from_to("B10", "C1", "")).known(unknown).finds(&[ANNUL, NOT]),
        row("C9 for an ethnic Kazakh", from_to("B10", "C9", &paper("ethnic_kazakh_proof"))).finds(&[ANNUL]),
        row("from C3 to C3, nobody asked", from_to("C3", "C3", "")).known(unknown).finds(&[ANNUL, HOLDER]),
        row("from C3 to C3 for a new employer", from_to("C3", "C3", "")).known(&known("new_employer")).finds(&[ANNUL]),
        row("from C3 to C3, and the employer is the same", from_to("C3", "C3", "")).finds(&[ANNUL, NOT]),
        row("from C3 to C3, known of nobody", from_to("C3", "C3", "")).known("holder=nothing").finds(&[ANNUL, NOT]),
        row("from C3 to C3 as family", from_to("C3", "C3", family)).known(unknown).finds(&[ANNUL, NOT]),
        row("from family to work at the Cluster", from_to("C3", "C3", cluster)).known(&known("family_member")).finds(&[ANNUL]),
        row("from family to work elsewhere", from_to("C3", "C3", "")).known(&known("family_member")).finds(&[ANNUL, NOT]),
        row("from B7 to C3, nobody asked", from_to("B7", "C3", "")).known(unknown).finds(&[ANNUL, HOLDER]),
        row("from B7 to C3 for a trainee of the Cluster", from_to("B7", "C3", "")).known(&known("cluster_trainee")).finds(&[ANNUL]),
        row("from B7 to C3 for another", from_to("B7", "C3", "")).finds(&[ANNUL, NOT]),
        row("another B3 after a B3 is no change", from_to("B3", "B3", "")).finds(&[ANNUL]),
    ]
}

fn by_the_ministry() -> Vec<Row> {
    let not_on = "CHK-VISA-CHANGE at basis.kind: para 36(1)";
    let mut rows = Vec::new();
    for (to, basis, found) in [
        ("A1", "note_verbale", &[ANNUL][..]),
        ("A1", "mfa_instruction", &[ANNUL]),
        ("A1", "invitation", &[ANNUL, not_on]),
        ("A2", "note_verbale", &[ANNUL]),
        ("A2", "mfa_instruction", &[ANNUL, not_on]),
        ("A3", "note_verbale", &[ANNUL]),
        ("A3", "mfa_instruction", &[ANNUL]),
        ("A3", "petition", &[ANNUL, not_on]),
        ("A3", "mia_instruction", &[ANNUL, not_on]),
        ("A4", "note_verbale", &[ANNUL]),
        ("A4", "mfa_instruction", &[ANNUL, not_on]),
        ("B10", "note_verbale", &[ANNUL, NOT]),
    ] {
        let asked = from_to("B3", to, &format!("provider=mfa; basis/kind={basis}"));
        rows.push(row(format!("the ministry changes B3 to {to} on {basis}"), asked.clone()).finds(found));
        rows.push(
            row(format!("the ministry changes B3 to {to} on {basis} on the very first day"), edit(asked, "basis/date=2026-02-20"))
                .on(FIRST_DAY)
                .finds(found),
        );
    }
    rows
}

fn annulled_first() -> Vec<Row> {
    let exit_with_one = r#"current_visa={"number":"KZ1","category":"B3","entries":"single","valid_from":"2026-03-01","valid_until":"2026-05-29","issued_by":"mission","passport_number":"Z0000005","used":true,"extended_before":0}"#;
    vec![
        row("on the last day of the visa", change("")).on("2026-05-29").finds(&[ANNUL]),
        row("after it", change("")).on("2026-05-30"),
        row("after it, never used", change("current_visa/used=false")).on("2026-05-30").finds(&[ANNUL]),
        row("after it there is nothing to change", from_to("B12", "C3", "")).on("2026-05-30"),
        row("without a visa there is nothing to change", change("current_visa=null")),
        row("by somebody who is abroad", from_to("B12", "C3", "recipient/present_address=null")).finds(&[ANNUL]),
        row("at a mission", from_to("B12", "C3", "provider=mission")).finds(&[ANNUL]),
        row("an exit visa is no change", exit(exit_with_one)).finds(&[ANNUL]),
    ]
}

/// Covers: R26 para 26; R26 para 35; R26 para 36
#[test]
pub fn a_visa_is_changed_only_as_para_36_allows_and_the_earlier_one_is_annulled_first() {
    check(&rows());
}
