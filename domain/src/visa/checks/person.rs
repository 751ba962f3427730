//! Who may ask for a visa, with which passport, and who invites (R26 paras 1, 3, 21).

use chrono::NaiveDate;

use crate::{
    checks::{
        finding::{Finding, FindingCode},
        identification, paper_dates, person,
    },
    law::{
        ground::Ground,
        rulebook::{RulesInForce, jurisdiction::Action},
    },
    problem::Problem,
    visa::{admission, request::VisaRequest},
};

pub(super) fn check(request: &VisaRequest, rules: &RulesInForce, filed_on: NaiveDate) -> Result<Vec<Finding>, Problem> {
    let form = request.form();
    let mut findings: Vec<_> = admission::faults(request, rules).into_iter().map(filed_before).collect();
    if let Some(field) = person::shows_a_citizen(&form.recipient.citizenship, &form.recipient.passport, rules) {
        let message = "a citizen of Kazakhstan enters and leaves without a visa: visas are for foreigners and stateless persons";
        let finding = Finding::new(FindingCode::Citizen, format!("recipient.{field}"), message, "R26 paras 1, 3; annex 8 row 9(2)");
        findings.push(finding.on_ground(Ground::try_from(2)?));
    }
    findings.extend(passport(request, rules, filed_on)?);
    let party = form.inviting_party.as_ref();
    findings.extend(party.and_then(|party| identification::of_party(party, rules, filed_on)));
    findings.extend(paper_dates::of_papers(&form.documents, party, filed_on, "R26 para 23; annex 8 row 9(1)"));
    if matches!(form.action.jurisdiction(), Action::Primary | Action::Extension) {
        let lasting = rules.of(&rules.rulebook.lasting).filter(|rule| request.meets(&rule.when, rules));
        findings.extend(lasting.filter_map(|rule| paper_dates::ends_too_soon(&form.documents, rule, filed_on, &[], 0, form.valid_until)));
    }
    Ok(findings)
}

/// A case goes on though the door would refuse today what it was opened with.
fn filed_before(fault: Problem) -> Finding {
    Finding::new(FindingCode::Admission, fault.field.unwrap_or_default(), format!("{} {}", fault.code, fault.message), "R26 annex 9")
}

/// Three months longer than the visa that is asked for, but for one to leave with (R26 para 21(3)).
fn passport(request: &VisaRequest, rules: &RulesInForce, filed_on: NaiveDate) -> Result<Vec<Finding>, Problem> {
    let form = request.form();
    let passport = &form.recipient.passport;
    let rule = rules.the(&rules.rulebook.passport)?;
    let mut findings = Vec::new();
    let is_exit = rules.category(form.category.as_str()).is_some_and(|category| category.exit);
    let needed_until = rule.valid_after_visit.after(form.valid_until).unwrap_or(NaiveDate::MAX);
    if form.action.asks_for_a_visa() && !is_exit && passport.valid_until < needed_until {
        let message = format!("the passport must be valid until {needed_until}: {} after the end of the visa", rule.valid_after_visit);
        findings.push(Finding::new(FindingCode::PassportValidity, "recipient.passport.valid_until", message, rule.source.clone()));
    }
    if passport.issued_on > filed_on {
        let message = "the passport is issued after the day of filing";
        findings.push(Finding::new(FindingCode::PassportUnissued, "recipient.passport.issued_on", message, rule.source.clone()));
    }
    Ok(findings)
}
