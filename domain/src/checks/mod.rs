//! May this application be taken, and what stands against it? Pure and explained: each finding has a code, a field,
//! a message and a paragraph. The same checks serve `shaqyru check`, the intake of a case and the console.

mod annex_4;
mod biometrics;
mod district;
pub(crate) mod electronic;
pub(crate) mod exception;
pub(crate) mod family;
pub(crate) mod fee;
pub(crate) mod filing_window;
pub mod finding;
pub(crate) mod identification;
pub(crate) mod instruction;
mod issuer;
pub(crate) mod limits;
pub(crate) mod needless;
pub(crate) mod note_verbale;
pub(crate) mod paper_dates;
pub mod papers;
mod passport;
pub(crate) mod person;
mod place;
pub mod records;
mod requirements;
pub(crate) mod residence;
mod state_corporation;
pub mod sticker;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::{fee::FeeCheck, filing_window::FilingDays};
use self::{
    finding::{Finding, FindingCode, Severity},
    papers::{MissingPaper, missing_papers, not_lacking},
    records::Records,
};
use crate::{
    admission::Admitted,
    application::Application,
    competence,
    law::rulebook::{Rulebook, RulesInForce},
    problem::Problem,
};

/// What the rules say of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Judgement {
    /// What becomes of it.
    pub verdict: Verdict,
    /// What is missing, for the receipt of annex 7.
    pub missing: Vec<MissingPaper>,
    /// What was found, errors first.
    pub findings: Vec<Finding>,
    /// For each invitee: whether fingerprints are due (R26 para 24-1).
    pub biometrics_required: Vec<bool>,
    /// The state duty.
    pub fee: FeeCheck,
    /// When it may be filed (R26 para 10).
    pub filing_window: FilingDays,
}

/// What becomes of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing stands against it.
    Acceptable,
    /// Papers are missing: acceptance is refused (annex 7).
    Incomplete,
    /// It is taken as a case with its findings shown, and an officer refuses it.
    Ineligible,
}

/// Judges an application that comes to the door by the rules in force on the day of filing. `records` is what the state registers and our own
/// record say; without them, what only they know is not judged.
///
/// # Errors
/// Those of [the door](Admitted::at_the_door); [`crate::problem::Code::NoEdition`] for a day before the first edition;
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub fn judge(application: &Application, rulebook: &Rulebook, filed_on: NaiveDate, records: Option<&Records>) -> Result<Judgement, Problem> {
    let rules = rulebook.on(filed_on)?;
    judge_by(Admitted::at_the_door(application, &rules)?.application(), &rules, filed_on, records)
}

/// The same for what has been filed already, by given rules: a case from before the first edition is judged by the first, and what the door
/// would refuse today is a finding.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub fn judge_by(
    application: &Application,
    rules: &RulesInForce,
    filed_on: NaiveDate,
    records: Option<&Records>,
) -> Result<Judgement, Problem> {
    let fee = fee::check(application, rules, filed_on);
    let (filing_window, window_findings) = filing_window::check(application, rules, filed_on)?;
    let (biometrics_required, biometrics_findings) = biometrics::check(application, rules, filed_on)?;
    let mut findings: Vec<Finding> = Vec::new();
    let held = records.map_or(&[][..], |records| &records.held);
    let mut missing = missing_papers(application, rules, filed_on, held);
    findings.extend(missing.iter().map(MissingPaper::finding));
    // Where even the proof of payment is missing, that says it.
    let unproved = missing.iter().any(|paper| paper.code == papers::DUTY_PROOF);
    for finding in fee.findings.into_iter().filter(|finding| !(unproved && finding.code == FindingCode::FeeShort)) {
        missing.extend(fee::missing(&finding));
        findings.push(finding);
    }
    findings.extend(person::admission(application, rules));
    findings.extend(person::citizens(application, rules)?);
    findings.extend(paper_dates::check(application, filed_on));
    findings.extend(paper_dates::too_short(application, rules, filed_on, held));
    findings.extend(identification::check(application, rules, filed_on));
    findings.extend(annex_4::check(application));
    findings.extend(note_verbale::check(application, filed_on));
    findings.extend(state_corporation::check(application));
    findings.extend(needless::substitutes(&application.form().documents, rules, rules.day));
    findings.extend(needless::check(application, rules));
    findings.extend(limits::check(application, rules));
    findings.extend(electronic::check(application, rules));
    findings.extend(passport::check(application, rules, filed_on)?);
    findings.extend(place::check(application, rules)?);
    findings.extend(issuer::check(application, rules));
    findings.extend(window_findings);
    findings.extend(competence::check(application, rules)?);
    findings.extend(biometrics_findings);
    findings.extend(residence::check(application, rules));
    findings.extend(requirements::check(application, rules, held));
    findings.extend(family::check(application, rules));
    if let Some(records) = records {
        findings.extend(records::check(application, rules, filed_on, records)?);
    }
    exception::lift(application.form().exception.as_ref(), application.form().invitees.len(), rules, &mut missing, &mut findings);
    let findings = in_order_of_weight(findings);
    Ok(Judgement { verdict: verdict(&findings), missing, findings, biometrics_required, fee: fee.amounts, filing_window })
}

/// What the state registers change in the judgement of an application that was judged without them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learnt {
    /// What is found on top.
    pub findings: Vec<Finding>,
    /// What stood against the application, and does not any more.
    pub settled: Vec<Finding>,
    /// The codes of papers that would be missing if the state did not hold them; and of those that this invitee does not lack, whatever another
    /// invitee of the same application lacks ([`papers::not_lacking`]).
    pub held_instead: Vec<String>,
}

/// The difference that the registers' answer makes: the same judgement, with it and without it. So a case that asks after it was filed comes to
/// what `check` says of somebody who knows the answer beforehand.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub fn learnt(application: &Application, rules: &RulesInForce, filed_on: NaiveDate, records: &Records) -> Result<Learnt, Problem> {
    let judged = |records| judge_by(application, rules, filed_on, records);
    let (without, with) = (judged(None)?, judged(Some(records))?);
    let mut learnt = Learnt::between((&without.findings, &without.missing), (&with.findings, &with.missing));
    // A set: a paper of this invitee that the state holds is both.
    let held_instead: BTreeSet<_> = learnt.held_instead.drain(..).chain(not_lacking(application, rules, filed_on, &records.held)).collect();
    Ok(Learnt { held_instead: held_instead.into_iter().collect(), ..learnt })
}

impl Learnt {
    /// The difference between two judgements, each told by its findings and by what is missing.
    pub(crate) fn between(without: (&[Finding], &[MissingPaper]), with: (&[Finding], &[MissingPaper])) -> Self {
        let only_in = |one: &[Finding], another: &[Finding]| -> Vec<Finding> {
            one.iter().filter(|finding| !finding.code.is_gap() && !another.contains(finding)).cloned().collect()
        };
        let held = without.1.iter().filter(|paper| !with.1.contains(paper)).map(|paper| paper.code.clone());
        Self { findings: only_in(with.0, without.0), settled: only_in(without.0, with.0), held_instead: held.collect() }
    }
}

/// Errors before warnings. A stable sort: within a severity the order of the checks stays.
pub(crate) fn in_order_of_weight(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.severity == Severity::Warning);
    findings
}

/// Incomplete goes before ineligible: what is not accepted is not judged further (R26 para 14).
pub(crate) fn verdict(findings: &[Finding]) -> Verdict {
    let errors = || findings.iter().filter(|finding| finding.severity == Severity::Error);
    if errors().any(|finding| finding.code.is_gap()) {
        Verdict::Incomplete
    } else if errors().next().is_some() {
        Verdict::Ineligible
    } else {
        Verdict::Acceptable
    }
}

fn invitee_field(index: usize, field: &str) -> String {
    format!("invitees[{index}].{field}")
}
