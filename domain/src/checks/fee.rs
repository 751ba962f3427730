//! The state duty: half an MCI for each invitee who is not free of it, at the day of payment (R26 annex 5, Tax Code art 666).

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
    papers::{MissingPaper, STATE_DUTY},
};
use crate::{
    application::{Application, Tenge},
    law::rulebook::{
        Dated, RulesInForce,
        duty::Duty,
        fee::{DutyKind, Exemption},
        jurisdiction::Body,
    },
};

/// What is due and what was paid.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FeeCheck {
    /// Unless an officer frees children on reciprocity; none where the rulebook has no MCI for the day of payment.
    #[schema(value_type = Option<f64>)]
    pub due_kzt: Option<Tenge>,
    /// What was paid.
    #[schema(value_type = f64)]
    pub paid_kzt: Tenge,
}

pub(super) struct Checked {
    pub(super) amounts: FeeCheck,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn check(application: &Application, rules: &RulesInForce, filed_on: NaiveDate) -> Checked {
    let fee = application.form().fee.as_ref();
    let paid = fee.map_or(Tenge::ZERO, |fee| fee.amount_kzt);
    if rules.taken_by(application) != Body::Police {
        let message = "missions and the ministry take a consular fee, whose rates the rulebook does not hold: an officer sees to it";
        let finding = Finding::new(FindingCode::VisaConsularFee, "fee", message, "R26 para 22");
        return Checked { amounts: FeeCheck { due_kzt: None, paid_kzt: paid }, findings: vec![finding] };
    }
    let paid_on = fee.and_then(|fee| fee.paid_on).unwrap_or(filed_on);
    let rate = Rate::on(DutyKind::Invitation, paid_on.min(filed_on), rules);
    let owed = Owed::of(application, rules);
    let amounts = FeeCheck { due_kzt: rate.of(owed.at_most()), paid_kzt: paid };
    let mut findings = Vec::new();
    if owed.at_most() == 0 {
        return Checked { amounts, findings };
    }
    if paid_on > filed_on {
        let message = format!("the duty is said to be paid on {paid_on}, after the day of filing: nothing is paid yet");
        findings.push(rate.finding(FindingCode::FeeShort, "fee.paid_on".to_owned(), message));
        return Checked { amounts, findings };
    }
    findings.extend(short(&rate, owed.surely, paid));
    if amounts.due_kzt.is_none() {
        let message =
            format!("what is due cannot be reckoned: the rulebook has no MCI for {}, and nobody is free for that", paid_on.year());
        findings.push(rate.finding(FindingCode::FeeUnknown, "fee.paid_on".to_owned(), message));
    }
    if findings.is_empty() && amounts.due_kzt.is_some_and(|due| paid < due) {
        findings.extend(owed.children(rules));
    }
    Checked { amounts, findings }
}

/// Less was paid than is due whatever an officer decides; nothing is less than any MCI, also than one that we do not know.
fn short(rate: &Rate, surely: usize, paid: Tenge) -> Option<Finding> {
    let message = match rate.of(surely) {
        Some(due) if paid < due => format!("{paid} tenge were paid, {due} are due: half an MCI for each invitee who is not free"),
        None if surely > 0 && paid == Tenge::ZERO => "nothing was paid; half an MCI is due for each invitee who is not free".to_owned(),
        _ => return None,
    };
    Some(rate.finding(FindingCode::FeeShort, "fee.amount_kzt".to_owned(), message))
}

/// A duty that was not paid in full is no proof of payment: something is missing (R26 paras 12, 14).
pub(super) fn missing(finding: &Finding) -> Option<MissingPaper> {
    (finding.code == FindingCode::FeeShort).then(|| MissingPaper {
        code: STATE_DUTY.to_owned(),
        message: format!("the state duty in full: {}", finding.message),
        basis: "R26 para 12; annex 5".to_owned(),
    })
}

/// What an act costs on a day.
pub(crate) struct Rate {
    mci: Option<Tenge>,
    mci_hundredths: Option<u32>,
    source: String,
}

impl Rate {
    /// The rate of an act by the MCI of a day.
    pub(crate) fn on(act: DutyKind, day: NaiveDate, rules: &RulesInForce) -> Self {
        let rate = rules.of(&rules.rulebook.rates).find(|rate| rate.act == act);
        Self {
            mci: rules.rulebook.mci.iter().find(|mci: &&Dated<_>| mci.holds_on(day)).map(|mci| mci.rule.tenge),
            mci_hundredths: rate.map(|rate| rate.mci_hundredths),
            source: rate.map_or_else(|| "R26 annex 5".to_owned(), |rate| rate.source.clone()),
        }
    }

    /// What it costs for so many; none where it cannot be reckoned.
    pub(crate) fn of(&self, invitees: usize) -> Option<Tenge> {
        if invitees == 0 {
            return Some(Tenge::ZERO);
        }
        self.mci?.hundredths(self.mci_hundredths?, invitees)
    }

    pub(crate) fn finding(&self, code: FindingCode, field: String, message: String) -> Finding {
        Finding::new(code, field, message, self.source.clone())
    }
}

/// For whom a duty is due.
struct Owed<'a> {
    /// For so many, whatever an officer decides.
    surely: usize,
    /// For these, unless there is reciprocity.
    unless_reciprocal: Vec<(usize, &'a Exemption)>,
}

impl<'a> Owed<'a> {
    fn of(application: &Application, rules: &RulesInForce<'a>) -> Self {
        let mut owed = Self { surely: 0, unless_reciprocal: Vec::new() };
        for invitee in 0..application.form().invitees.len() {
            match rules.duty_for(application, invitee) {
                Duty::Due => owed.surely += 1,
                Duty::OnReciprocity(exemption) => owed.unless_reciprocal.push((invitee, exemption)),
                Duty::None => {}
            }
        }
        owed
    }

    fn at_most(&self) -> usize {
        self.surely.saturating_add(self.unless_reciprocal.len())
    }

    fn children(&self, rules: &RulesInForce) -> impl Iterator<Item = Finding> {
        let day = rules.day;
        self.unless_reciprocal.iter().map(move |(invitee, exemption)| {
            let message = format!(
                "not everything was paid, and this child is free if the state of citizenship asks no duty for children of Kazakhstan either; \
                 the rulebook names no such state for {day}: an officer decides"
            );
            let field = invitee_field(*invitee, "date_of_birth");
            Finding::new(FindingCode::FeeReciprocity, field, message, exemption.source.clone())
        })
    }
}
