//! Entries and duration by category (R26 annex 1), and what a category wants of its recipient.

use crate::{
    application::VisaKind,
    checks::{
        finding::{Finding, FindingCode},
        limits::name,
    },
    law::{
        length::Length,
        rulebook::{
            RulesInForce,
            category::{CategoryRule, IssuedAt, Stay},
            requirement::{Need, RequirementRule},
        },
    },
    visa::request::{Form, Provider, VisaAction, VisaRequest},
};

pub(super) fn check(request: &VisaRequest, rules: &RulesInForce) -> Vec<Finding> {
    let form = request.form();
    if !form.action.asks_for_a_visa() {
        return Vec::new();
    }
    // A category that there is not the door or the finding of an earlier one tells.
    let Some(category) = rules.category(form.category.as_str()) else { return Vec::new() };
    let longest = category.longest_validity(form.entries, |when| request.meets(when, rules));
    let Some((limits, (longest, basis))) = category.limits(form.entries).zip(longest) else {
        let message = format!("there is no {} visa of category {}", name(form.entries), category.code);
        return vec![Finding::new(FindingCode::Entries, "entries", message, category.source.clone())];
    };
    // How long an extended or restored visa lasts, paras 48 to 51 say.
    if form.action != VisaAction::Issue {
        return Vec::new();
    }
    let within = |length: Length| length.last_day(form.valid_from).is_none_or(|last| form.valid_until <= last);
    let mut findings = Vec::new();
    if !within(longest) {
        let message = format!("a {} visa of category {} lasts {longest} at most", name(form.entries), category.code);
        findings.push(Finding::new(FindingCode::Validity, "valid_until", message, basis));
    }
    if let Stay::Of(stay) = limits.stay
        && !within(stay)
    {
        let message = format!("a stay with a {} visa of category {} lasts {stay} at most at one entry", name(form.entries), category.code);
        findings.push(Finding::new(FindingCode::Stay, "valid_until", message, category.source.clone()));
    }
    findings.extend(not_issued_there(form, category));
    findings.extend(rules.of(&rules.rulebook.requirements).filter_map(|rule| unmet(rule, request, rules)));
    findings
}

/// With some entries a category is issued at some places only.
fn not_issued_there(form: &Form, category: &CategoryRule) -> Option<Finding> {
    let at = match (form.visa_kind, form.provider) {
        (VisaKind::Electronic, _) => IssuedAt::Portal,
        (VisaKind::Sticker, Provider::Mission) => IssuedAt::Mission,
        (VisaKind::Sticker, Provider::Police | Provider::Mfa) => IssuedAt::Inside,
    };
    let only = category.only_at.iter().find(|only| only.entries == form.entries && !only.at.contains(&at))?;
    let message = format!("a {} visa of category {} is issued {}", name(form.entries), category.code, only.says());
    Some(Finding::new(FindingCode::PlaceIssuer, "entries", message, only.source.clone()))
}

/// What the category wants of the recipient or of the purpose, where it does not hold.
fn unmet(rule: &RequirementRule, request: &VisaRequest, rules: &RulesInForce) -> Option<Finding> {
    let form = request.form();
    if !request.meets(&rule.when, rules) {
        return None;
    }
    let (holds, code, field) = match &rule.needs {
        Need::Purpose(purposes) => {
            let fits = form.special_purpose.is_some_and(|purpose| purposes.contains(&purpose));
            (fits, FindingCode::Entries, "special_purpose")
        }
        Need::Age(age) => (form.has_reached(*age), FindingCode::Recipient, "recipient.date_of_birth"),
        Need::UnderAge(age) => (!form.has_reached(*age), FindingCode::Recipient, "recipient.date_of_birth"),
        Need::Paper(kinds) => (form.has_paper(kinds, rules), FindingCode::Recipient, "documents"),
        // Of a visa the permit is asked for among its papers.
        Need::Permit(_) => return None,
    };
    (!holds).then(|| Finding::new(code, field, rule.message.clone(), rule.source.clone()))
}
