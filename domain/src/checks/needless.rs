//! Who needs no visa, for another paper stands in its place (R26 para 7); and who needs no invitation: a mission issues the visa on a petition of
//! their own (para 28; annex 6).

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
    place::KAZAKHSTAN,
};
use chrono::NaiveDate;

use crate::{
    application::{Application, Document},
    law::rulebook::{RulesInForce, needless::NeedlessRule},
};

/// What stands in place of a visa; each such paper is told at its place among the documents.
pub(crate) fn substitutes(documents: &[Document], rules: &RulesInForce, day: NaiveDate) -> Vec<Finding> {
    let told = documents.iter().enumerate().filter(|(_, document)| document.counts_on(day)).filter_map(|(index, document)| {
        let rule = rules.of(&rules.rulebook.substitutes).find(|rule| rule.paper == document.kind)?;
        let field = format!("documents[{index}].kind");
        Some(Finding::new(FindingCode::VisaNeedless, field, rule.message.clone(), rule.source.clone()))
    });
    told.collect()
}

pub(super) fn check(application: &Application, rules: &RulesInForce) -> Vec<Finding> {
    let form = application.form();
    // Only missions do: who wants the visa inside Kazakhstan needs what the police ask for.
    if form.visit.visa_collection_place.as_ref().is_some_and(|place| place.country.as_str() == KAZAKHSTAN) {
        return Vec::new();
    }
    let told = form.invitees.iter().enumerate().filter_map(|(index, invitee)| {
        let is_one = |rule: &&NeedlessRule| {
            let listed = rule.states.is_empty() || rule.states.iter().any(|list| rules.lists_state(*list, &invitee.citizenship));
            listed && rule.when.holds_for(application, index, rules)
        };
        let rule = rules.of(&rules.rulebook.needless).find(is_one)?;
        let message = format!("{}: a mission of Kazakhstan issues this visa on the petition of the invitee", rule.message);
        Some(Finding::new(FindingCode::InvitationNeedless, invitee_field(index, "citizenship"), message, rule.source.clone()))
    });
    told.collect()
}
