//! May this request for a visa be taken, and what stands against it? As the [checks of applications](crate::checks): each finding has a
//! code, a field, a message and a paragraph.

mod asked;
mod basis;
mod biometrics;
mod change;
mod channel;
mod competence;
mod confirmation;
mod current;
mod entries;
mod extension;
mod extension_window;
mod family;
mod fee;
mod group;
mod handed_in;
mod instruction;
mod interview;
mod inviter;
mod leaving;
mod limits;
pub mod papers;
mod person;
mod reason;
pub mod records;
mod residence;
mod restoration;
mod standing;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use self::{asked::Asked, records::VisaRecords};
use super::{admission::Admitted, request::VisaRequest};
use crate::{
    checks::{
        FeeCheck, FilingDays, Learnt, Verdict, exception,
        finding::{Finding, FindingCode},
        in_order_of_weight, needless,
        papers::MissingPaper,
        verdict,
    },
    law::rulebook::{Rulebook, RulesInForce},
    problem::Problem,
};

/// What the rules say of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = VisaJudgement)]
pub struct Judgement {
    /// What becomes of it.
    pub verdict: Verdict,
    /// What is missing, for the receipt of annex 7.
    pub missing: Vec<MissingPaper>,
    /// What was found, errors first.
    pub findings: Vec<Finding>,
    /// Whether fingerprints are due (R26 para 24-1): a list of one, as applications have one for each invitee.
    pub biometrics_required: Vec<bool>,
    /// The state duty.
    pub fee: FeeCheck,
    /// When an extension may be filed (R26 para 53); none of any other request.
    pub filing_window: Option<FilingDays>,
}

/// Judges a request that comes to the door by the rules in force on the day of filing.
///
/// # Errors
/// Those of [the door](Admitted::at_the_door); [`crate::problem::Code::NoEdition`] for a day before the first edition; [`crate::problem::Code::Rulebook`] if the rulebook has no rule for
/// that day.
pub fn judge(request: &VisaRequest, rulebook: &Rulebook, filed_on: NaiveDate) -> Result<Judgement, Problem> {
    let rules = rulebook.on(filed_on)?;
    judge_by(Admitted::at_the_door(request, &rules)?.request(), &rules, filed_on)
}

/// The same for what has been filed already, by given rules: what the door would refuse today is a finding.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub fn judge_by(request: &VisaRequest, rules: &RulesInForce, filed_on: NaiveDate) -> Result<Judgement, Problem> {
    judge_with(request, rules, filed_on, &VisaRecords::default())
}

/// The same, compared with what our register and the state know: where they answer, they decide.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub fn judge_with(request: &VisaRequest, rules: &RulesInForce, filed_on: NaiveDate, records: &VisaRecords) -> Result<Judgement, Problem> {
    let asked = Asked { form: request.form(), rules, filed_on, records };
    let fee = fee::check(request, rules, filed_on);
    let (fingerprints, of_fingerprints) = biometrics::check(request, rules, filed_on)?;
    let held = records.registers.as_ref().map_or(&[][..], |registers| &registers.held);
    let mut missing = papers::missing(request, rules, filed_on, held);
    let mut findings: Vec<Finding> = missing.iter().map(MissingPaper::finding).collect();
    // Where even the proof of payment is missing, that says it.
    let unproved = missing.iter().any(|paper| paper.code == papers::DUTY_PROOF);
    for finding in fee.findings.into_iter().filter(|finding| !(unproved && finding.code == FindingCode::FeeShort)) {
        missing.extend(fee::missing(&finding));
        findings.push(finding);
    }
    let (filing_window, of_window) = extension_window::check(asked)?;
    findings.extend(of_window);
    findings.extend(person::check(request, rules, filed_on)?);
    findings.extend(competence::check(request, rules)?);
    findings.extend(channel::check(request, rules));
    findings.extend(confirmation::check(asked)?);
    // Who has a visa already may let it be annulled or shortened all the same.
    if request.form().action.asks_for_a_visa() {
        findings.extend(needless::substitutes(&request.form().documents, rules, filed_on));
    }
    findings.extend(basis::check(request, rules, filed_on));
    findings.extend(instruction::check(asked)?);
    findings.extend(limits::check(request, rules));
    findings.extend(reason::check(request));
    findings.extend(extension::check(asked));
    findings.extend(inviter::check(asked)?);
    findings.extend(current::check(asked));
    findings.extend(restoration::check(asked));
    findings.extend(change::check(asked));
    findings.extend(entries::check(asked)?);
    findings.extend(residence::check(asked));
    findings.extend(leaving::check(asked)?);
    findings.extend(family::check(asked));
    findings.extend(handed_in::check(asked)?);
    findings.extend(group::check(asked)?);
    findings.extend(interview::check(request, asked));
    findings.extend(standing::check(asked)?);
    findings.extend(records::check(asked)?);
    findings.extend(of_fingerprints);
    exception::lift(request.form().exception.as_ref(), 1, rules, &mut missing, &mut findings);
    let findings = in_order_of_weight(findings);
    Ok(Judgement {
        verdict: verdict(&findings),
        missing,
        findings,
        biometrics_required: vec![fingerprints],
        fee: fee.amounts,
        filing_window,
    })
}

/// Whether a request is for a visa to leave with, so that what bars its recipient from leaving stands against it (R26 paras 29, 30; LF art 23).
pub fn is_to_leave(request: &VisaRequest, rules: &RulesInForce) -> bool {
    leaving::is_to_leave(request.form(), rules)
}

/// What the registers change in the judgement of a request that was judged without them.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub fn learnt(request: &VisaRequest, rules: &RulesInForce, filed_on: NaiveDate, records: &VisaRecords) -> Result<Learnt, Problem> {
    let without = judge_by(request, rules, filed_on)?;
    let with = judge_with(request, rules, filed_on, records)?;
    Ok(Learnt::between((&without.findings, &without.missing), (&with.findings, &with.missing)))
}
