//! The state duty for a visa of the police, by the MCI of the day of payment (R26 para 22; annex 8 row 6; Tax Code art 666). Missions and the
//! ministry take a consular fee, of which the Rules name no rates.

use chrono::{Datelike, NaiveDate};

use crate::{
    application::{Entries, Tenge},
    checks::{
        FeeCheck,
        fee::Rate,
        finding::{Finding, FindingCode},
        papers::{MissingPaper, STATE_DUTY},
    },
    law::rulebook::{RulesInForce, duty::Duty, fee::DutyKind},
    visa::request::{Provider, VisaRequest},
};

const BASIS: &str = "R26 annex 8 row 6; Tax Code art 666";

/// What is due and was paid, and what is wrong with it.
pub(super) struct Checked {
    pub(super) amounts: FeeCheck,
    pub(super) findings: Vec<Finding>,
}

/// Whether the state duty is due for what is asked.
pub(super) fn duty<'a>(request: &VisaRequest, rules: &RulesInForce<'a>) -> Duty<'a> {
    let form = request.form();
    if !form.action.asks_for_a_visa() || form.provider != Provider::Police {
        return Duty::None;
    }
    rules.duty_of(act(request, rules), Some(&form.recipient.citizenship), |when| request.meets(when, rules))
}

/// What is paid for: a visa to leave, to enter and leave, or to do so many times.
fn act(request: &VisaRequest, rules: &RulesInForce) -> DutyKind {
    let form = request.form();
    let is_exit = rules.category(form.category.as_str()).is_some_and(|category| category.exit);
    match form.entries {
        _ if is_exit => DutyKind::ExitVisa,
        Entries::Single => DutyKind::EntryVisa,
        Entries::Multiple => DutyKind::MultipleEntryVisa,
    }
}

pub(super) fn check(request: &VisaRequest, rules: &RulesInForce, filed_on: NaiveDate) -> Checked {
    let form = request.form();
    let fee = form.fee.as_ref();
    let paid = fee.map_or(Tenge::ZERO, |fee| fee.amount_kzt);
    if form.action.asks_for_a_visa() && form.provider != Provider::Police {
        let message = "missions and the ministry take a consular fee, whose rates the rulebook does not hold: an officer sees to it";
        let finding = Finding::new(FindingCode::VisaConsularFee, "fee", message, "R26 paras 19, 22");
        return Checked { amounts: FeeCheck { due_kzt: None, paid_kzt: paid }, findings: vec![finding] };
    }
    let duty = duty(request, rules);
    if duty == Duty::None {
        return Checked { amounts: FeeCheck { due_kzt: Some(Tenge::ZERO), paid_kzt: paid }, findings: Vec::new() };
    }
    let paid_on = fee.and_then(|fee| fee.paid_on).unwrap_or(filed_on);
    let due = Rate::on(act(request, rules), paid_on.min(filed_on), rules).of(1);
    let amounts = FeeCheck { due_kzt: due, paid_kzt: paid };
    let finding = |code, field: &str, message: String| Finding::new(code, field, message, BASIS);
    let found = if paid_on > filed_on {
        let message = format!("the duty is said to be paid on {paid_on}, after the day of filing: nothing is paid yet");
        Some(finding(FindingCode::FeeShort, "fee.paid_on", message))
    } else {
        match (due, duty) {
            (None, _) => {
                let message = format!("what is due cannot be reckoned: the rulebook has no MCI for {}", paid_on.year());
                Some(finding(FindingCode::FeeUnknown, "fee.paid_on", message))
            }
            (Some(due), _) if due <= paid => None,
            (Some(_), Duty::OnReciprocity(_)) => {
                let message = "not everything was paid, and a child is free if the state of citizenship asks no duty for children of \
                               Kazakhstan either: an officer decides";
                Some(finding(FindingCode::FeeReciprocity, "recipient.date_of_birth", message.to_owned()))
            }
            (Some(due), _) => {
                Some(finding(FindingCode::FeeShort, "fee.amount_kzt", format!("{paid} tenge were paid, {due} are due for this visa")))
            }
        }
    };
    let is_in_tenge = fee.and_then(|fee| fee.currency.as_ref()).is_none_or(crate::payment::Currency::is_tenge);
    let currency = (!is_in_tenge).then(|| finding(FindingCode::FeeCurrency, "fee.currency", "the state duty is paid in tenge".to_owned()));
    Checked { amounts, findings: found.into_iter().chain(currency).collect() }
}

/// A duty that was not paid in full is no proof of payment: something is missing (R26 paras 19(4), 23).
pub(super) fn missing(finding: &Finding) -> Option<MissingPaper> {
    (finding.code == FindingCode::FeeShort).then(|| MissingPaper {
        code: STATE_DUTY.to_owned(),
        message: format!("the state duty in full: {}", finding.message),
        basis: "R26 para 19; annex 8 row 8(4)".to_owned(),
    })
}
