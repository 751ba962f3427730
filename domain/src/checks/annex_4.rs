//! What the table of annex 4 must say beside the rest: that the inviting party knows its liability, and a duty in tenge.

use super::finding::{Finding, FindingCode};
use crate::application::Application;

const BASIS: &str = "R26 annex 4";

pub(super) fn check(application: &Application) -> Vec<Finding> {
    let form = application.form();
    let mut findings = Vec::new();
    // Where nothing is said, the table itself, which is handed in, bears the acknowledgement.
    if form.liability_acknowledged == Some(false) {
        let message = "the inviting party does not acknowledge its liability for the stay and the departure of those whom it invites";
        findings.push(Finding::new(FindingCode::Liability, "liability_acknowledged", message, format!("{BASIS}; CoAO art 518")));
    }
    if form.fee.as_ref().and_then(|fee| fee.currency.as_ref()).is_some_and(|currency| !currency.is_tenge()) {
        findings.push(Finding::new(FindingCode::FeeCurrency, "fee.currency", "the state duty is paid in tenge", BASIS));
    }
    findings
}
