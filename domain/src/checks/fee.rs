//! The state duty: half an MCI for each invitee, at the day of payment (R26 annex 5, Tax Code art 666).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    finding::{Finding, FindingCode},
    papers::MissingPaper,
};
use crate::{
    application::{Application, Tenge},
    rulebook::{Dated, RulesInForce, fee::Act},
};

/// What is due and what was paid.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FeeCheck {
    /// None where the rulebook has no MCI for the day of payment.
    pub due_kzt: Option<Tenge>,
    /// What was paid.
    pub paid_kzt: Tenge,
}

pub(super) struct Checked {
    pub(super) amounts: FeeCheck,
    pub(super) finding: Option<Finding>,
}

pub(super) fn check(application: &Application, rules: &RulesInForce, filed_on: NaiveDate) -> Checked {
    let fee = application.form().fee.as_ref();
    let paid = fee.map_or(Tenge::ZERO, |fee| fee.amount_kzt);
    let paid_on = fee.and_then(|fee| fee.paid_on).unwrap_or(filed_on);
    let (due, source) = due(application, rules, paid_on);
    let amounts = FeeCheck { due_kzt: due, paid_kzt: paid };
    let finding = match due {
        Some(due) if paid < due => {
            let message = format!("{paid} tenge were paid, {due} are due: half an MCI for each invitee");
            Some(Finding::new(FindingCode::FeeShort, "fee.amount_kzt", message, source))
        }
        Some(_) => None,
        None => {
            let message = format!("what is due cannot be reckoned: the rulebook has no MCI for {paid_on}");
            Some(Finding::new(FindingCode::FeeUnknown, "fee.paid_on", message, source))
        }
    };
    Checked { amounts, finding }
}

/// A duty that was not paid in full is no proof of payment: something is missing (R26 paras 12, 14).
pub(super) fn missing(finding: &Finding) -> Option<MissingPaper> {
    (finding.code == FindingCode::FeeShort).then(|| MissingPaper {
        code: "state_duty".to_owned(),
        message: format!("the state duty in full: {}", finding.message),
        basis: "R26 para 12; annex 5".to_owned(),
    })
}

fn due(application: &Application, rules: &RulesInForce, paid_on: NaiveDate) -> (Option<Tenge>, String) {
    let rate = rules.of(&rules.rulebook.rates).find(|rate| rate.act == Act::Invitation);
    let source = rate.map_or_else(|| "R26 annex 5".to_owned(), |rate| rate.source.clone());
    if !rules.duty_is_due(application) {
        return (Some(Tenge::ZERO), source);
    }
    let mci = rules.rulebook.mci.iter().find(|mci: &&Dated<_>| mci.holds_on(paid_on)).map(|mci| mci.rule.tenge);
    let due = mci.zip(rate).and_then(|(mci, rate)| mci.hundredths(rate.mci_hundredths, application.form().invitees.len()));
    (due, source)
}
