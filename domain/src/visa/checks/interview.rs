//! Who is interviewed before the decision (R26 para 39). The situation in which state is uncertain no act says that is published: an officer
//! weighs it, and is told of whom.

use super::asked::Asked;
use crate::{
    checks::finding::{Finding, FindingCode},
    law::rulebook::visa_limit::NoInterviewRule,
    visa::request::VisaRequest,
};

pub(super) fn check(request: &VisaRequest, asked: Asked) -> Option<Finding> {
    let Asked { form, rules, .. } = asked;
    if !form.action.asks_for_a_visa() {
        return None;
    }
    let had_one_before = || asked.current().is_some_and(|visa| visa.category == form.category);
    let frees = |rule: &NoInterviewRule| {
        request.meets(&rule.when, rules) && (!rule.in_a_group || !form.group.is_empty()) && (!rule.again || had_one_before())
    };
    (!rules.of(&rules.rulebook.no_interviews).any(frees)).then(|| {
        let message = "weigh the political and migration situation in the recipient's state; where it is uncertain, interview the recipient \
                       before the decision";
        Finding::new(FindingCode::VisaInterview, "recipient.citizenship", message, "R26 para 39")
    })
}
