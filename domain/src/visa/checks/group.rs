//! A group that travels together, on one visa with the list of annex 12 (R26 para 32).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{asked::Asked, biometrics::is_of_age};
use crate::{
    application::VisaKind,
    checks::{
        finding::{Finding, FindingCode},
        person::KAZAKHSTAN,
    },
    law::rulebook::RulesInForce,
    problem::Problem,
    visa::{
        handed_in::GroupMember,
        request::{Form, VisaAction},
    },
    writing::passport_key,
};

const BASIS: &str = "R26 para 32; annex 12";

pub(super) fn check(asked: Asked) -> Result<Vec<Finding>, Problem> {
    let form = asked.form;
    if form.group.is_empty() {
        return Ok(Vec::new());
    }
    let wrong = |field: String, message: &str, basis: &str| Finding::new(FindingCode::VisaGroup, field, message, basis);
    let mut findings = Vec::new();
    if form.action != VisaAction::Issue {
        findings.push(wrong("group".to_owned(), "a group gets a visa of its own: it is neither extended nor changed", BASIS));
    }
    if form.visa_kind == VisaKind::Electronic {
        findings.push(wrong("group".to_owned(), "an electronic visa is for its holder only", "R26 paras 25, 32"));
    }
    if asked.leads_out() {
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
    if form.action == VisaAction::Issue {
        findings.push(unasked(form, asked.rules, asked.filed_on)?);
    }
    Ok(findings)
}

/// What the case asks of the leader only (R26 paras 15, 24-1, 38): an officer is told of whom it is still to be asked, by their places on the list
/// that was handed in.
fn unasked(form: &Form, rules: &RulesInForce, filed_on: NaiveDate) -> Result<Finding, Problem> {
    let rule = rules.the(&rules.rulebook.biometrics)?;
    let gives_prints = |member: &GroupMember| is_of_age(rule.from_age, member.date_of_birth, filed_on);
    let of_age: Vec<_> =
        (1_usize..).zip(&form.group).filter(|(_, member)| gives_prints(member)).map(|(place, _)| place.to_string()).collect();
    let prints = if of_age.is_empty() {
        format!("fingerprints are due of none of them: all are younger than {}", rule.from_age)
    } else {
        format!("fingerprints are due of members {}, who are {} or older", of_age.join(", "), rule.from_age)
    };
    let message = format!("bans, penalties and fingerprints are asked for of the leader only: look up each member; {prints}");
    Ok(Finding::new(FindingCode::VisaGroupUnasked, "group", message, rule.source.clone()))
}
