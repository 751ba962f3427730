//! Risk: a request that its authors meant to be sound is turned away, or asked for a duty or fingerprints that are not due.

use super::row::{EXAMPLES, VisaRow, annulment, c1, c3, check, electronic, exit, extension, restoration, row, shortening};

pub fn rows() -> Vec<VisaRow> {
    vec![
        row("issue C3", c3("")).fee(Some(129_750.0), 129_750.0).fingerprints(true),
        row("issue C1", c1("")).fee(Some(0.0), 0.0).fingerprints(true),
        row("issue B3 electronically", electronic("")).fee(Some(30_275.0), 30_275.0).fingerprints(false),
        row("issue B16", exit("")).fee(Some(2_162.5), 2_162.5).fingerprints(true),
        row("extend C3", extension("")).fee(Some(129_750.0), 129_750.0).fingerprints(true),
        row("restore C3", restoration("")).fee(Some(129_750.0), 129_750.0).fingerprints(true),
        row("annul C3", annulment("")).fee(Some(0.0), 0.0).fingerprints(false),
        row("shorten B3", shortening("")).fee(Some(0.0), 0.0).fingerprints(false),
    ]
}

/// Covers: R26 para 19; R26 annex 8
#[test]
pub fn every_example_of_a_request_is_acceptable() {
    assert_eq!(EXAMPLES.len(), rows().len(), "an example without a row");
    check(&rows());
}
