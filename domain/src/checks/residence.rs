//! Visas for those who seek permanent residence, B8 and B9: who may ask (R26 para 26). How often, the records say.

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
};
use crate::{
    application::{Application, Invitee},
    law::rulebook::{RulesInForce, limit::ResidenceRule},
};

/// The rule for an application's category, if it is one of those.
pub(super) fn rule<'a>(application: &Application, rules: &RulesInForce<'a>) -> Option<&'a ResidenceRule> {
    rules.of(&rules.rulebook.residence).find(|rule| rule.category == application.form().visit.category.as_str())
}

pub(super) fn check(application: &Application, rules: &RulesInForce) -> Vec<Finding> {
    let form = application.form();
    let Some(rule) = rule(application, rules) else { return Vec::new() };
    let has_paper = |index: usize| rule.or_paper.iter().any(|kind| form.has_paper_of(index, kind, rules.day));
    let visa_free = |invitee: &Invitee| rule.states.iter().any(|list| rules.lists_state(*list, &invitee.citizenship));
    let not_free = form.invitees.iter().enumerate().filter(|(index, invitee)| !has_paper(*index) && !visa_free(invitee));
    not_free
        .map(|(index, invitee)| {
            let message = format!(
                "{} is given to nationals of visa-free states, not of 14-day regimes; {} is none",
                rule.category, invitee.citizenship
            );
            Finding::new(FindingCode::ResidenceState, invitee_field(index, "citizenship"), message, rule.source.clone())
        })
        .collect()
}
