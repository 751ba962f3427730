//! What annex 1 and para 34 want of the recipient or of the purpose: of age, an ethnic Kazakh, with a diploma, family, on a permit.

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
    records::{HeldPaper, holds_one},
};
use crate::{
    application::{Application, Document, Invitee},
    law::{
        length::Length,
        rulebook::{
            RulesInForce,
            requirement::{Need, RequirementRule},
        },
    },
    whose::is_about,
};

pub(super) fn check(application: &Application, rules: &RulesInForce, held: &[HeldPaper]) -> Vec<Finding> {
    let concerned = rules.of(&rules.rulebook.requirements).filter(|rule| rule.when.holds(application, rules));
    concerned.flat_map(|rule| unmet(rule, application, rules, held)).collect()
}

fn unmet(rule: &RequirementRule, application: &Application, rules: &RulesInForce, held: &[HeldPaper]) -> Vec<Finding> {
    let form = application.form();
    let finding = |code, field: String| Finding::new(code, field, rule.message.clone(), rule.source.clone());
    match &rule.needs {
        Need::Purpose(purposes) => {
            let fits = form.visit.special_purpose.is_some_and(|purpose| purposes.contains(&purpose));
            (!fits).then(|| finding(FindingCode::Entries, "visit.special_purpose".to_owned())).into_iter().collect()
        }
        Need::Age(age) | Need::UnderAge(age) => {
            let wants_of_age = matches!(rule.needs, Need::Age(_));
            // Whoever comes of age beyond the end of reckoning never does.
            let is_of_age =
                |invitee: &Invitee| Length::Years(*age).after(invitee.date_of_birth.earliest()).is_some_and(|day| day <= form.visit.from);
            let concerned = rule.when.invitees(application, rules).filter_map(|index| Some((index, form.invitees.get(index)?)));
            let otherwise = concerned.filter(|(_, invitee)| is_of_age(invitee) != wants_of_age);
            otherwise.map(|(index, _)| finding(FindingCode::Recipient, invitee_field(index, "date_of_birth"))).collect()
        }
        Need::Paper(kinds) => {
            let has_all = form.have_papers(rule.when.invitees(application, rules), kinds, rules.day);
            (!has_all).then(|| finding(FindingCode::Recipient, "documents".to_owned())).into_iter().collect()
        }
        Need::Permit(kinds) => {
            let is_permit = |document: &&Document| kinds.contains(&document.kind) && document.counts_on(rules.day);
            let permits: Vec<_> = form.documents.iter().filter(is_permit).collect();
            let is_held = holds_one(held, kinds, rules.day);
            let has_permit = |invitee: usize| is_held || permits.iter().any(|permit| is_about(permit, invitee));
            let without = rule.when.invitees(application, rules).filter(|invitee| !has_permit(*invitee));
            without.map(|invitee| finding(FindingCode::PermitSeasonal, format!("invitees[{invitee}]"))).collect()
        }
    }
}
