//! May this request for a visa be taken, and what stands against it? As the [checks of applications](crate::checks): each finding has a
//! code, a field, a message and a paragraph.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::request::VisaRequest;
use crate::{
    application::Tenge,
    checks::{FeeCheck, FilingDays, Verdict, finding::Finding, in_order_of_weight, papers::MissingPaper, verdict},
    law::rulebook::{Rulebook, RulesInForce},
    problem::Problem,
};

/// What the rules say of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// Judges a request by the rules in force on the day of filing.
///
/// # Errors
/// [`crate::problem::Code::NoEdition`] for a day before the first edition; [`crate::problem::Code::Rulebook`] if the rulebook has no rule for
/// that day.
pub fn judge(request: &VisaRequest, rulebook: &Rulebook, filed_on: NaiveDate) -> Result<Judgement, Problem> {
    judge_by(request, &rulebook.on(filed_on)?, filed_on)
}

/// The same for what has been filed already, by given rules.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub fn judge_by(request: &VisaRequest, _rules: &RulesInForce, _filed_on: NaiveDate) -> Result<Judgement, Problem> {
    let paid_kzt = request.form().fee.as_ref().map_or(Tenge::ZERO, |fee| fee.amount_kzt);
    let missing: Vec<MissingPaper> = Vec::new();
    let findings: Vec<Finding> = missing.iter().map(MissingPaper::finding).collect();
    let findings = in_order_of_weight(findings);
    Ok(Judgement {
        verdict: verdict(&findings),
        missing,
        findings,
        biometrics_required: vec![false],
        fee: FeeCheck { due_kzt: None, paid_kzt },
        filing_window: None,
    })
}
