//! Fingerprints are due from age 16 on the day of filing the visa, unless it is issued electronically without a visit
//! (R26 para 24-1).

use chrono::NaiveDate;

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
};
use crate::{
    application::{Application, VisaKind},
    law::{length::Length, rulebook::RulesInForce},
    problem::Problem,
};

pub(super) fn check(application: &Application, rules: &RulesInForce, on: NaiveDate) -> Result<(Vec<bool>, Vec<Finding>), Problem> {
    let form = application.form();
    let rule = rules.the(&rules.rulebook.biometrics)?;
    let at_a_visit = form.visit.visa_kind == VisaKind::Sticker;
    let mut required = Vec::new();
    let mut findings = Vec::new();
    for (index, invitee) in form.invitees.iter().enumerate() {
        // Where the passport does not state the day, the first that fits counts. Whoever comes of age beyond the end of reckoning never does.
        let of_age = Length::Years(rule.from_age).after(invitee.date_of_birth.earliest()).unwrap_or(NaiveDate::MAX);
        required.push(at_a_visit && of_age <= on);
        if at_a_visit && on < of_age && of_age <= form.visit.from {
            let message =
                format!("turns {} before the visit: fingerprints are due if the visa is filed for after that birthday", rule.from_age);
            findings.push(Finding::new(FindingCode::BiometricsSoon, invitee_field(index, "date_of_birth"), message, rule.source.clone()));
        }
    }
    Ok((required, findings))
}
