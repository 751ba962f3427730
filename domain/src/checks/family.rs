//! Families and dependants: in which categories, of whom, for how long, and without work (R26 para 34).

use chrono::NaiveDate;

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
};
use crate::{
    application::Application,
    law::rulebook::{RulesInForce, category::CategoryRule},
    recipient::Family,
};

const BASIS: &str = "R26 para 34";

/// Somebody who comes as family or as a dependant, and with what.
pub(crate) struct Relative<'a> {
    /// What they are.
    pub family: &'a Family,
    /// The last day that is asked for.
    pub until: NaiveDate,
    /// Whether the main recipient is asked for together with them.
    pub main_comes_too: bool,
    /// Whether they come as one of a group of workers.
    pub works: bool,
}

pub(super) fn check(application: &Application, rules: &RulesInForce) -> Vec<Finding> {
    let form = application.form();
    let visit = &form.visit;
    let Some(category) = rules.category(visit.category.as_str()) else { return Vec::new() };
    let main_comes_too = form.invitees.iter().any(|invitee| invitee.family.is_none());
    let mut findings = Vec::new();
    for (index, invitee) in form.invitees.iter().enumerate() {
        let Some(family) = &invitee.family else { continue };
        let relative = Relative { family, until: visit.until, main_comes_too, works: invitee.work_group.is_some() };
        findings.extend(relative.in_category(category, |field| invitee_field(index, field)));
    }
    findings
}

impl Relative<'_> {
    /// What stands against a visa of a category; `place` says where a field stands.
    pub(crate) fn in_category(&self, category: &CategoryRule, place: impl Fn(&str) -> String) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut found = |code, field: &str, message: String| findings.push(Finding::new(code, place(field), message, BASIS));
        if !category.dependants {
            let message = format!("{} is not given to a main recipient's family: another category is", category.code);
            found(FindingCode::FamilyCategory, "family", message);
            return findings;
        }
        match &self.family.main_visa {
            None if !self.main_comes_too => {
                let message = "name the main recipient's visa: this application invites no main recipient";
                found(FindingCode::FamilyMain, "family.main_visa", message.to_owned());
            }
            Some(visa) if self.until > visa.valid_until => {
                let message = format!("the visit ends after the main recipient's visa, on {}", visa.valid_until);
                found(FindingCode::FamilyTerm, "family.main_visa.valid_until", message);
            }
            _ => {}
        }
        if self.works {
            found(FindingCode::FamilyWork, "work_group", "a family member or dependant gets no right to work".to_owned());
        }
        findings
    }
}
