//! Families and dependants: in which categories, of whom, for how long, and without work (R26 para 34).

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
};
use crate::{application::Application, law::rulebook::RulesInForce};

const BASIS: &str = "R26 para 34";

pub(super) fn check(application: &Application, rules: &RulesInForce) -> Vec<Finding> {
    let form = application.form();
    let visit = &form.visit;
    let Some(category) = rules.category(visit.category.as_str()) else { return Vec::new() };
    let main_recipient_is_invited = form.invitees.iter().any(|invitee| invitee.family.is_none());
    let mut findings = Vec::new();
    for (index, invitee) in form.invitees.iter().enumerate() {
        let Some(family) = &invitee.family else { continue };
        let mut found = |code, field: &str, message: String| {
            findings.push(Finding::new(code, invitee_field(index, field), message, BASIS));
        };
        if !category.dependants {
            let message = format!("{} is not given to a main recipient's family: another category is", category.code);
            found(FindingCode::FamilyCategory, "family", message);
            continue;
        }
        match &family.main_visa {
            None if !main_recipient_is_invited => {
                let message = "name the main recipient's visa: this application invites no main recipient";
                found(FindingCode::FamilyMain, "family.main_visa", message.to_owned());
            }
            Some(visa) if visit.until > visa.valid_until => {
                let message = format!("the visit ends after the main recipient's visa, on {}", visa.valid_until);
                found(FindingCode::FamilyTerm, "family.main_visa.valid_until", message);
            }
            _ => {}
        }
        if invitee.work_group.is_some() {
            let message = "a family member or dependant gets no right to work";
            found(FindingCode::FamilyWork, "work_group", message.to_owned());
        }
    }
    findings
}
