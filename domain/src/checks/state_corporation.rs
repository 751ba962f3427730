//! An application that the State Corporation has taken in (R26 para 12).

use super::finding::{Finding, FindingCode};
use crate::application::Application;

pub(super) fn check(application: &Application) -> Option<Finding> {
    let through = application.form().state_corporation.as_ref()?;
    (!through.consented).then(|| {
        let message =
            "the clerk of the State Corporation takes the applicant's written consent to the use of protected data: there is none";
        Finding::new(FindingCode::Consent, "state_corporation.consented", message, "R26 para 12")
    })
}
