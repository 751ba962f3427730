//! B8 and B9 inside Kazakhstan (R26 paras 26, 36; annex 1).

use super::row::{Row, change, check, extension, of_category, row};
use crate::row::{edit, paper};

const STATE: &str = "CHK-RESIDENCE-STATE at recipient.citizenship: para 26";
const TERM: &str = "CHK-VISA-RESIDENCE-TERM at valid_until: para 26";
const AGAIN: &str = "CHK-RESIDENCE-REPEATED at category: para 26";
const UNKNOWN: &str = "CHK-VISA-RESIDENCE-UNKNOWN at category: para 26";
const ANNUL: &str = "CHK-VISA-ANNUL-FIRST at current_visa: para 35";

/// A visa-free national asks on 24 April 2026 for 90 days from 1 June on.
fn asked(category: &str, edits: &str) -> serde_json::Value {
    let ninety = "valid_until=2026-08-29; entries=single; recipient/citizenship=TR; current_visa=null";
    edit(change(&format!("category={category}; {ninety}")), edits)
}

pub fn rows() -> Vec<Row> {
    let after = |category: &str| {
        asked(
            "B8",
            &format!(
                r#"recipient/citizenship=IN; current_visa={{"number":"KZ1","category":"{category}","entries":"multiple","valid_from":"2025-06-01","valid_until":"2026-05-31","issued_by":"police","passport_number":"Z0000005","used":true,"extended_before":0}}"#
            ),
        )
    };
    let before = |category: &str, day: &str| format!(r#"registers/earlier_applications=[{{"category":"{category}","filed_on":"{day}"}}]"#);
    let mut rows = Vec::new();
    for category in ["B8", "B9"] {
        rows.extend([
            row(format!("{category} for 90 days"), asked(category, "")),
            row(format!("{category} for 91 days"), asked(category, "valid_until=2026-08-30")).finds(&[TERM]),
            row(format!("{category} for a national who needs a visa"), asked(category, "recipient/citizenship=NG")).finds(&[STATE]),
            row(format!("{category} at a mission"), asked(category, "recipient/citizenship=NG; provider=mission; valid_until=2026-08-30")),
            row(format!("{category}, nobody asked"), asked(category, "")).known("registers=null").finds(&[UNKNOWN]),
            row(format!("{category} a year after B8"), asked(category, "")).known(&before("B8", "2025-04-24")).finds(&[AGAIN]),
            row(format!("{category} a year and a day after B8"), asked(category, "")).known(&before("B8", "2025-04-23")),
            row(format!("{category} soon after B9"), asked(category, "")).known(&before("B9", "2026-04-01")).finds(&[AGAIN]),
            row(format!("{category} soon after a C3"), asked(category, "")).known(&before("C3", "2026-04-01")),
        ]);
    }
    rows.push(row("B9 on a diploma", asked("B9", &format!("recipient/citizenship=NG; {}", paper("demanded_profession_diploma")))));
    rows.push(
        row("B8 on a diploma", asked("B8", &format!("recipient/citizenship=NG; {}", paper("demanded_profession_diploma")))).finds(&[STATE]),
    );
    for category in ["C2", "C3", "C7", "C11"] {
        rows.push(row(format!("B8 in place of {category}"), after(category)).finds(&[ANNUL]));
    }
    rows.push(row("B8 in place of C9", after("C9")).finds(&[ANNUL, STATE, "CHK-VISA-CHANGE at category: para 36"]));
    rows.push(row("B8 extended", of_category("B8", extension("valid_until=2026-06-30"))).known("registers=null"));
    rows.push(row("C3 is for anybody", change("recipient/citizenship=NG")).known("registers=null").finds(&[ANNUL]));
    rows
}

/// Covers: R26 para 26; R26 para 36
#[test]
pub fn b8_and_b9_are_issued_inside_once_in_twelve_months_for_90_days_to_those_who_may_have_them() {
    check(&rows());
}
