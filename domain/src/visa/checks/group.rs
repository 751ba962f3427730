//! A group that travels together, on one visa with the list of annex 12 (R26 para 32).

use std::collections::BTreeSet;

use crate::{
    application::VisaKind,
    checks::{
        finding::{Finding, FindingCode},
        person::KAZAKHSTAN,
    },
    law::rulebook::RulesInForce,
    visa::request::{Form, VisaAction},
    writing::passport_key,
};

const BASIS: &str = "R26 para 32; annex 12";

pub(super) fn check(form: &Form, rules: &RulesInForce) -> Vec<Finding> {
    if form.group.is_empty() {
        return Vec::new();
    }
    let wrong = |field: String, message: &str, basis: &str| Finding::new(FindingCode::VisaGroup, field, message, basis);
    let mut findings = Vec::new();
    if form.action != VisaAction::Issue {
        findings.push(wrong("group".to_owned(), "a group gets a visa of its own: it is neither extended nor changed", BASIS));
    }
    if form.visa_kind == VisaKind::Electronic {
        findings.push(wrong("group".to_owned(), "an electronic visa is for its holder only", "R26 paras 25, 32"));
    }
    if rules.category(form.category.as_str()).is_some_and(|category| category.exit) {
        findings.push(wrong("category".to_owned(), "a group enters and leaves, or travels through: it gets no visa to leave with", BASIS));
    }
    let mut listed = BTreeSet::from([passport_key(form.recipient.passport.number.as_str())]);
    for (index, member) in form.group.iter().enumerate() {
        if !listed.insert(passport_key(member.passport_number.as_str())) {
            let message = "this passport stands on the list already: the list names each member once, and the leader is on it";
            findings.push(wrong(format!("group[{index}].passport_number"), message, BASIS));
        }
        if member.citizenship.as_str() == KAZAKHSTAN {
            let message = "a citizen of Kazakhstan enters and leaves without a visa";
            findings.push(wrong(format!("group[{index}].citizenship"), message, "R26 paras 1, 3, 32"));
        }
    }
    findings
}
