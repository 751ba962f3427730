//! B8 and B9 inside Kazakhstan: for whom, for how long, and once in twelve months (R26 paras 26, 36; annex 1).

use super::asked::Asked;
use crate::{
    checks::{
        finding::{Finding, FindingCode},
        records::asked_again,
        residence,
    },
    law::rulebook::limit::ResidenceRule,
    visa::request::{Provider, VisaAction},
};

pub(super) fn check(asked: Asked) -> Vec<Finding> {
    let form = asked.form;
    let is_police = form.action == VisaAction::Issue && form.provider == Provider::Police;
    let Some(rule) = residence::rule_of(form.category.as_str(), asked.rules).filter(|_| is_police) else { return Vec::new() };
    [who(asked, rule), how_long(asked, rule), how_often(asked, rule)].into_iter().flatten().collect()
}

fn who(asked: Asked, rule: &ResidenceRule) -> Option<Finding> {
    // The visa from which a change is possible need not be handed in: the request names it.
    let current = asked.current().map(|current| format!("visa_{}", current.category.as_str().to_lowercase()));
    let has_one = rule.or_paper.iter().any(|kind| asked.has_paper(kind.as_str()) || current.as_deref() == Some(kind.as_str()));
    let citizenship = &asked.form.recipient.citizenship;
    if has_one { None } else { residence::state(rule, citizenship, asked.rules, "recipient.citizenship".to_owned()) }
}

fn how_long(asked: Asked, rule: &ResidenceRule) -> Option<Finding> {
    let form = asked.form;
    let last = rule.longest.last_day(form.valid_from)?;
    (form.valid_until > last).then(|| {
        let message = format!("{} is issued inside Kazakhstan for {} at most, to {last}", rule.category, rule.longest);
        Finding::new(FindingCode::VisaResidenceTerm, "valid_until", message, rule.source.clone())
    })
}

fn how_often(asked: Asked, rule: &ResidenceRule) -> Option<Finding> {
    let Some(registers) = &asked.records.registers else {
        let message = format!("see whether {} was asked for within the last {}", rule.counts.join(" or "), rule.once_in);
        return Some(Finding::new(FindingCode::VisaResidenceUnknown, "category", message, rule.source.clone()));
    };
    asked_again(rule, &registers.earlier_applications, asked.filed_on, "category")
}
