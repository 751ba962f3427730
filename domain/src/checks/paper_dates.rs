//! When a paper was issued, and whether it lasts as long as the visa that is asked for (R26 paras 14, 15(1); annex 5 row 9(1)).

use chrono::NaiveDate;

use super::{
    finding::{Finding, FindingCode},
    records::HeldPaper,
};
use crate::{
    application::{Application, Document, InvitingParty},
    law::rulebook::{RulesInForce, paper::LastingRule},
    whose::is_about,
};

/// No paper is issued after it is handed in, or ends before it was issued: such a date is untrue, whoever needs the paper.
pub(super) fn check(application: &Application, filed_on: NaiveDate) -> Vec<Finding> {
    let form = application.form();
    of_papers(&form.documents, Some(&form.inviting_party), filed_on, "R26 para 14; annex 5 row 9(1)")
}

/// The same for what was handed in with whatever was filed.
pub(crate) fn of_papers(documents: &[Document], party: Option<&InvitingParty>, filed_on: NaiveDate, basis: &str) -> Vec<Finding> {
    let untrue = |field: String, message: &str| Finding::new(FindingCode::PaperDates, field, message, basis);
    let mut findings = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        if document.issued_on.is_some_and(|issued| filed_on < issued) {
            findings.push(untrue(format!("documents[{index}].issued_on"), "the paper is issued after the day of filing"));
        } else if !document.ends_after_its_issue() {
            findings.push(untrue(format!("documents[{index}].valid_until"), "the paper ends before it was issued"));
        }
    }
    let certificate = party.and_then(|party| party.registration_certificate.as_ref());
    if certificate.is_some_and(|certificate| filed_on < certificate.date) {
        let field = "inviting_party.registration_certificate.date".to_owned();
        findings.push(untrue(field, "the certificate of registration is issued after the day of filing"));
    }
    findings
}

/// A permit that holds on the day of filing, and not until the last day of the visit.
pub(super) fn too_short(application: &Application, rules: &RulesInForce, filed_on: NaiveDate, held: &[HeldPaper]) -> Vec<Finding> {
    let invitees = 0..application.form().invitees.len();
    let mut findings: Vec<Finding> = Vec::new();
    for rule in rules.of(&rules.rulebook.lasting) {
        let of_rule = invitees.clone().filter(|invitee| rule.when.holds_for(application, *invitee, rules));
        let until = application.form().visit.until;
        let documents = &application.form().documents;
        for finding in of_rule.filter_map(|invitee| ends_too_soon(documents, rule, filed_on, held, invitee, until)) {
            // A permit for all is told once.
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings
}

/// The paper of a rule that lasts the longest of those about one person, if it ends before the visa does.
pub(crate) fn ends_too_soon(
    documents: &[Document],
    rule: &LastingRule,
    filed_on: NaiveDate,
    held: &[HeldPaper],
    invitee: usize,
    last_day: NaiveDate,
) -> Option<Finding> {
    let is_one = |document: &&Document| rule.any_of.contains(&document.kind) && is_about(document, invitee) && document.counts_on(filed_on);
    let handed_in = documents.iter().enumerate().filter(|(_, document)| is_one(document)).map(|(index, document)| {
        let field = match document.invitee {
            Some(invitee) => format!("invitees[{invitee}]"),
            None => format!("documents[{index}].valid_until"),
        };
        (document.valid_until, field)
    });
    let is_held = |paper: &&HeldPaper| rule.any_of.contains(&paper.kind) && paper.valid_until.is_none_or(|until| filed_on <= until);
    let held = held.iter().filter(is_held).map(|paper| (paper.valid_until, "documents".to_owned()));
    // The one that lasts the longest is the one that counts.
    let (until, field) = handed_in.chain(held).max_by_key(|(until, _)| until.unwrap_or(NaiveDate::MAX))?;
    let until = until.filter(|until| *until < last_day)?;
    let message = format!("{} ends on {until}, before the last day of the visit, {last_day}", rule.message);
    Some(Finding::new(FindingCode::PermitEnds, field, message, rule.source.clone()))
}
