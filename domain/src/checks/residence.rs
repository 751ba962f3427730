//! Visas for those who seek permanent residence, B8 and B9: who may ask (R26 para 26). How often, the records say.

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
};
use crate::{
    application::Application,
    law::rulebook::{RulesInForce, limit::ResidenceRule},
    text::Country,
};

/// The rule for an application's category, if it is one of those.
pub(super) fn rule<'a>(application: &Application, rules: &RulesInForce<'a>) -> Option<&'a ResidenceRule> {
    rule_of(application.form().visit.category.as_str(), rules)
}

/// The rule for a category, if it is one of those.
pub(crate) fn rule_of<'a>(category: &str, rules: &RulesInForce<'a>) -> Option<&'a ResidenceRule> {
    rules.of(&rules.rulebook.residence).find(|rule| rule.category == category)
}

/// That somebody may not ask, whose state is on none of the rule's lists.
pub(crate) fn state(rule: &ResidenceRule, citizenship: &Country, rules: &RulesInForce, field: String) -> Option<Finding> {
    let is_visa_free = rule.states.iter().any(|list| rules.lists_state(*list, citizenship));
    (!is_visa_free).then(|| {
        let message = format!("{} is given to nationals of visa-free states, not of 14-day regimes; {citizenship} is none", rule.category);
        Finding::new(FindingCode::ResidenceState, field, message, rule.source.clone())
    })
}

pub(super) fn check(application: &Application, rules: &RulesInForce) -> Vec<Finding> {
    let form = application.form();
    let Some(rule) = rule(application, rules) else { return Vec::new() };
    let has_paper = |index: usize| rule.or_paper.iter().any(|kind| form.has_paper_of(index, kind, rules.day));
    let without_paper = form.invitees.iter().enumerate().filter(|(index, _)| !has_paper(*index));
    without_paper.filter_map(|(index, invitee)| state(rule, &invitee.citizenship, rules, invitee_field(index, "citizenship"))).collect()
}
