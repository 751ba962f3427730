//! Who may be invited, and what was filed before the door refused it.

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
};
use crate::{
    admission,
    application::{Application, Passport},
    law::{
        ground::Ground,
        rulebook::{RulesInForce, states::StateList},
    },
    problem::Problem,
    text::Country,
};

/// The state whose citizens need no visa.
pub(crate) const KAZAKHSTAN: &str = "KZ";

/// The Rules are about foreigners and stateless persons; both are defined by not being citizens of Kazakhstan (R26 paras 1, 3(1), 3(28)).
/// That is no gap in the papers, for which alone acceptance is refused (para 14): it is for an officer, on ground 2. A passport of
/// Kazakhstan says the same of whoever is filed as the citizen of another state; a stateless person may hold its travel document.
pub(super) fn citizens(application: &Application, rules: &RulesInForce) -> Result<Vec<Finding>, Problem> {
    let ground = Ground::try_from(2)?;
    let mut findings = Vec::new();
    for (index, invitee) in application.form().invitees.iter().enumerate() {
        let Some(field) = shows_a_citizen(&invitee.citizenship, &invitee.passport, rules) else { continue };
        let message = "a citizen of Kazakhstan enters without a visa: foreigners and stateless persons are invited";
        let finding = Finding::new(FindingCode::Citizen, invitee_field(index, field), message, "R26 paras 1, 3; annex 5 row 9(2)");
        findings.push(finding.on_ground(ground));
    }
    Ok(findings)
}

/// The field that shows somebody to be a citizen of Kazakhstan, if one does.
pub(crate) fn shows_a_citizen(citizenship: &Country, passport: &Passport, rules: &RulesInForce) -> Option<&'static str> {
    let is_kazakhstan = |country: &Country| country.as_str() == KAZAKHSTAN;
    let is_stateless = rules.lists_state(StateList::Stateless, citizenship);
    if is_kazakhstan(citizenship) {
        Some("citizenship")
    } else if is_kazakhstan(&passport.issued_by) && !is_stateless {
        Some("passport.issued_by")
    } else {
        None
    }
}

/// A case goes on though the door would refuse today what it was opened with; its officer is told.
pub(super) fn admission(application: &Application, rules: &RulesInForce) -> Vec<Finding> {
    let faults = admission::faults(application, rules);
    let finding = |fault: Problem| {
        Finding::new(FindingCode::Admission, fault.field.unwrap_or_default(), format!("{} {}", fault.code, fault.message), "R26 annex 4")
    };
    faults.into_iter().map(finding).collect()
}
