//! An application that the State Corporation has taken in (R26 para 12; annex 5 row 2).

use super::finding::{Finding, FindingCode};
use crate::application::{Application, Channel};

pub(super) fn check(application: &Application) -> Vec<Finding> {
    let form = application.form();
    let Some(through) = form.state_corporation.as_ref() else { return Vec::new() };
    let mut findings = Vec::new();
    if form.channel == Channel::Electronic {
        let message =
            "what comes through the State Corporation is filed on paper: leave the department out, or say that it was filed on paper";
        findings.push(Finding::new(FindingCode::StateCorporationPaper, "state_corporation", message, "R26 para 12; annex 5 row 2"));
    }
    if !through.consented {
        let message =
            "the clerk of the State Corporation takes the applicant's written consent to the use of protected data: there is none";
        findings.push(Finding::new(FindingCode::Consent, "state_corporation.consented", message, "R26 para 12"));
    }
    findings
}
