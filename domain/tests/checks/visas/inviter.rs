//! Whose word extends a visa, or has it annulled (R26 paras 26, 46, 51, 53).

use super::row::{Row, annulment, check, extension, of_category, restoration, row};
use crate::row::edit;

const OTHER: &str = "CHK-VISA-FIRST-INVITER at inviting_party: para 53";
const UNKNOWN: &str = "CHK-VISA-FIRST-INVITER-UNKNOWN at inviting_party: para 53";
/// Another party than that of the examples.
const ANOTHER: &str = r#"invited_first={"known":"161140000007"}"#;

/// Categories that others may extend, and those that only the party which invited first may.
const ANYBODY: [&str; 8] = ["C4", "C5", "C9", "B8", "B9", "B12-1", "B21", "C1"];
const FIRST: [&str; 6] = ["A5", "B2", "B7", "C3", "C7", "C12"];

pub fn rows() -> Vec<Row> {
    let asked = |category: &str| of_category(category, extension("valid_until=2026-06-30; entries=single; current_visa/entries=single"));
    let mut rows = Vec::new();
    for category in ANYBODY {
        rows.push(row(format!("{category} for another party"), asked(category)).known(ANOTHER));
    }
    for category in FIRST {
        rows.push(row(format!("{category} for the party that invited first"), asked(category)));
        rows.push(row(format!("{category} for another party"), asked(category)).known(ANOTHER).finds(&[OTHER]));
        rows.push(row(format!("{category} where nobody knows"), asked(category)).known("invited_first=not_asked").finds(&[UNKNOWN]));
        rows.push(
            row(format!("{category} where the register knows nothing"), asked(category)).known("invited_first=nothing").finds(&[UNKNOWN]),
        );
    }
    let free = ["aifc_participant", "aifc_body", "innovation_cluster", "innovation_cluster_participant", "astana_hub_fund"];
    for regime in free {
        let with = |document| edit(document, &format!(r#"inviting_party/regimes=["{regime}"]"#));
        rows.push(row(format!("C3 for {regime}"), with(asked("C3"))).known(ANOTHER));
        rows.push(row(format!("B2 for {regime}"), with(asked("B2"))).known(ANOTHER).finds(&[OTHER]));
        rows.push(row(format!("B7 for {regime}"), with(asked("B7"))).known(ANOTHER).finds(&[OTHER]));
    }
    for regime in ["aifc_investment_resident", "nonsense"] {
        let with = edit(asked("C3"), &format!(r#"inviting_party/regimes=["{regime}"]"#));
        rows.push(row(format!("C3 for {regime}"), with).known(ANOTHER).finds(&[OTHER]));
    }
    rows.push(row("nobody is named who invited", edit(asked("C3"), "inviting_party=null")).finds(&[OTHER]));
    rows.push(row("on a ministry's instruction", edit(asked("C3"), "basis/kind=mia_instruction")).known(ANOTHER));
    rows.push(row("a restoration is anybody's", restoration("")).known(ANOTHER));
    let asks = || annulment("reason=inviting_party_asks");
    rows.push(row("annulled at the request of the party that invited", asks()));
    rows.push(row("annulled at another party's", asks()).known(ANOTHER).finds(&["CHK-VISA-FIRST-INVITER at inviting_party: para 46"]));
    rows.push(
        row("annulled at somebody's, and nobody knows", asks())
            .known("invited_first=not_asked")
            .finds(&["CHK-VISA-FIRST-INVITER-UNKNOWN at inviting_party: para 46"]),
    );
    rows.push(row("annulled for another reason", annulment("")).known(ANOTHER));
    rows
}

/// Covers: R26 para 26; R26 para 46; R26 para 51; R26 para 53
#[test]
pub fn only_the_party_that_invited_first_extends_a_visa_or_has_it_annulled() {
    check(&rows());
}
