//! Completeness (R26 paras 19, 23, 48-51; annex 1; annex 8 row 8).

use chrono::NaiveDate;

use crate::{
    checks::{
        papers::{MissingPaper, is_held, satisfies},
        records::HeldPaper,
    },
    law::rulebook::{RulesInForce, duty::Duty, jurisdiction::Action, paper::PaperRule},
    visa::request::VisaRequest,
};

/// Papers that an application for an invitation needs, too, are asked for a visa by this row.
const AS_FOR_AN_INVITATION: &str = "R26 annex 8 row 8(6)";

/// The code of the proof that the duty was paid.
pub(super) const DUTY_PROOF: &str = "visa_fee_receipt";

/// The papers that are missing on a day; none means that the request is complete. An expired paper counts as missing (para 23). What a state
/// system holds, as `held` says, is fetched there and not missing (para 12).
pub fn missing(request: &VisaRequest, rules: &RulesInForce, on: NaiveDate, held: &[HeldPaper]) -> Vec<MissingPaper> {
    let form = request.form();
    let is_asked = |rule: &&PaperRule| {
        rule.action.contains(&form.action.jurisdiction())
            && request.meets(&rule.when, rules)
            && (!rule.where_duty_is_due || super::fee::duty(request, rules) == Duty::Due)
    };
    let is_there = |rule: &PaperRule| is_held(rule, held, on) || form.documents.iter().any(|document| satisfies(document, rule, on));
    let known = rules.of(&rules.rulebook.papers).chain(rules.of(&rules.rulebook.visa_papers));
    known.filter(is_asked).filter(|rule| !is_there(rule)).map(told).collect()
}

fn told(rule: &PaperRule) -> MissingPaper {
    let paper = MissingPaper::of(rule);
    if !rule.action.contains(&Action::Invitation) {
        return paper;
    }
    MissingPaper { basis: format!("{AS_FOR_AN_INVITATION}; {}", paper.basis), ..paper }
}
