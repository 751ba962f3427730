//! Passport criteria, as far as an application shows them (R26 para 21).

use chrono::NaiveDate;

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
};
use crate::{application::Application, law::rulebook::RulesInForce, problem::Problem};

pub(super) fn check(application: &Application, rules: &RulesInForce, filed_on: NaiveDate) -> Result<Vec<Finding>, Problem> {
    let form = application.form();
    let rule = rules.the(&rules.rulebook.passport)?;
    let needed_until = rule.valid_after_visit.after(form.visit.until).unwrap_or(NaiveDate::MAX);
    let mut findings = Vec::new();
    for (index, invitee) in form.invitees.iter().enumerate() {
        let passport = &invitee.passport;
        if passport.valid_until < needed_until {
            let message = format!("the passport must be valid until {needed_until}: {} after the end of the visit", rule.valid_after_visit);
            let field = invitee_field(index, "passport.valid_until");
            findings.push(Finding::new(FindingCode::PassportValidity, field, message, rule.source.clone()));
        }
        if passport.issued_on > filed_on {
            let field = invitee_field(index, "passport.issued_on");
            let message = "the passport is issued after the day of filing";
            findings.push(Finding::new(FindingCode::PassportUnissued, field, message, rule.source.clone()));
        }
    }
    Ok(findings)
}
