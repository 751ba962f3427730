//! The examples are as their authors meant them: nothing that only these checks see stands against them.

use shaqyru_domain::checks::finding::Severity;

use super::row::{Row, annulment, change, electronic, exit, extension, restoration, row, shortening};
use crate::row::edit;

const ETHNIC_KAZAKH: &str = include_str!("../../../../examples/visas/issue-c1-ethnic-kazakh.json");

/// Covers: R26 para 35; R26 para 43
#[test]
pub fn no_example_is_refused_and_what_must_be_looked_up_is_pointed_out() {
    let unasked = |what: &str, document| row(what, document).unasked();
    let rows = [
        (unasked("annulment", annulment("")), &["CHK-VISA-RECORD-UNKNOWN"][..]),
        (unasked("extension", extension("")), &["CHK-VISA-FIRST-INVITER-UNKNOWN", "CHK-VISA-RECORD-UNKNOWN"]),
        (unasked("C1", edit(serde_json::from_str(ETHNIC_KAZAKH).unwrap(), "")), &["CHK-VISA-INTERVIEW", "CHK-VISA-RECORD-UNKNOWN"]),
        (unasked("B3 to C3", change("")), &["CHK-VISA-ANNUL-FIRST", "CHK-VISA-RECORD-UNKNOWN"]),
        (unasked("electronic", electronic("")), &["CHK-VISA-INVITATION-UNKNOWN"]),
        (unasked("B16", exit("")), &["CHK-VISA-EXIT-FILE-UNKNOWN", "CHK-VISA-EXIT-UNKNOWN", "CHK-VISA-RECORD-UNKNOWN"]),
        (unasked("restoration", restoration("")), &["CHK-VISA-RECORD-UNKNOWN"]),
        (unasked("shortening", shortening("")), &["CHK-VISA-EXIT-UNKNOWN", "CHK-VISA-RECORD-UNKNOWN"]),
    ];
    for (row, expected) in rows {
        let mut found = ours(&row);
        found.sort_unstable();
        assert_eq!(found, expected, "{:#?}", row.judgement());
    }
}

/// The codes that these checks find, all of them warnings.
fn ours(row: &Row) -> Vec<&'static str> {
    let findings = row.judgement().findings.into_iter().filter(|finding| super::row::is_of_these(finding.code));
    findings
        .inspect(|finding| assert_eq!(finding.severity, Severity::Warning, "{finding:?}"))
        .map(|finding| finding.code.as_str())
        .collect()
}
