//! Fingerprints: from age 16, for every visa that is not electronic; of those whom order 16650 frees, of none (R26 para 24-1).

use chrono::NaiveDate;

use crate::{
    application::VisaKind,
    birth::BirthDate,
    checks::finding::{Finding, FindingCode},
    law::{
        length::Length,
        rulebook::{RulesInForce, limit::BiometricsExemption},
    },
    problem::Problem,
    visa::request::VisaRequest,
};

/// Whether they are due, and what an officer should know of it.
pub(super) fn check(request: &VisaRequest, rules: &RulesInForce, on: NaiveDate) -> Result<(bool, Option<Finding>), Problem> {
    let form = request.form();
    let rule = rules.the(&rules.rulebook.biometrics)?;
    let is_of_age = is_of_age(rule.from_age, form.recipient.date_of_birth, on);
    if !form.action.asks_for_a_visa() || form.visa_kind == VisaKind::Electronic || !is_of_age {
        return Ok((false, None));
    }
    let exemptions: Vec<_> =
        rules.of(&rules.rulebook.biometrics_exemptions).filter(|exemption| request.meets(&exemption.when, rules)).collect();
    if exemptions.iter().any(|exemption| !exemption.reciprocal) {
        return Ok((false, None));
    }
    let told = |exemption: &&BiometricsExemption| {
        let message =
            "fingerprints are not taken if the state of citizenship takes none of such nationals of Kazakhstan: an officer decides";
        Finding::new(FindingCode::VisaFingerprints, "recipient", message, exemption.source.clone())
    };
    Ok((true, exemptions.first().map(told)))
}

/// Whether somebody has an age, in years, on a day. Where the passport does not state the day of birth, the first that fits counts. Whoever comes of
/// age beyond the end of reckoning never does.
pub(super) fn is_of_age(age: u16, born: BirthDate, on: NaiveDate) -> bool {
    Length::Years(age).after(born.earliest()).is_some_and(|day| day <= on)
}
