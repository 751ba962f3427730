//! Visas to leave with: whom the law bars from leaving, and what an authority has decided before (R26 paras 29, 30, annex 1; LF art 23).

use super::{
    asked::Asked,
    records::{Answer, ExitBar},
};
use crate::{
    checks::finding::{Finding, FindingCode},
    law::{
        ground::Ground,
        rulebook::{RulesInForce, visa_limit::ExitFileRule},
    },
    problem::Problem,
    visa::request::{BasisKind, Form, VisaAction},
};

pub(super) fn check(asked: Asked) -> Result<Vec<Finding>, Problem> {
    let mut findings = Vec::new();
    if is_to_leave(asked.form, asked.rules) {
        findings.extend(bars(asked)?);
    }
    if asked.form.action == VisaAction::Issue {
        let rule = asked.rules.exit_file(asked.form.category.as_str());
        findings.extend(rule.and_then(|rule| on_file(asked, rule)));
        findings.extend(rule.and_then(|rule| within_passport(asked, rule)));
    }
    Ok(findings)
}

/// Whether the visa that is asked for is to leave with. A shortened one gives way to such a visa (para 55), and one that is restored is issued anew
/// (paras 30, 48).
pub(super) fn is_to_leave(form: &Form, rules: &RulesInForce) -> bool {
    let is_exit = rules.category(form.category.as_str()).is_some_and(|category| category.exit);
    form.action == VisaAction::Shorten || (is_exit && matches!(form.action, VisaAction::Issue | VisaAction::Restore))
}

fn bars(asked: Asked) -> Result<Vec<Finding>, Problem> {
    let basis = "R26 para 29; LF art 23";
    match &asked.records.exit_bars {
        Answer::Nothing => Ok(Vec::new()),
        Answer::NotAsked => {
            let message =
                "ask whether the recipient is barred from leaving: proceedings, a sentence or probation, duties that a court has set";
            Ok(vec![Finding::new(FindingCode::VisaExitUnknown, "recipient", message, basis)])
        }
        Answer::Known(bars) => {
            let ground = Ground::try_from(2)?;
            let barred = |bar: &ExitBar| {
                let message = format!("the recipient is barred from leaving: {}", bar.basis);
                Finding::new(FindingCode::VisaExitBarred, "recipient", message, basis).on_ground(ground)
            };
            Ok(bars.iter().filter(|bar| bar.until.is_none_or(|until| asked.filed_on <= until)).map(barred).collect())
        }
    }
}

fn on_file(asked: Asked, rule: &ExitFileRule) -> Option<Finding> {
    let is_instructed = rule.or_instruction && asked.form.basis.kind == BasisKind::MiaInstruction;
    let (code, what) = match asked.records.exit_file {
        _ if is_instructed => return None,
        Some(true) => return None,
        Some(false) => (FindingCode::VisaExitFile, "is not there"),
        None => (FindingCode::VisaExitFileUnknown, "belongs on file"),
    };
    Some(Finding::new(code, "basis", format!("{} {what}", rule.message), rule.source.clone()))
}

fn within_passport(asked: Asked, rule: &ExitFileRule) -> Option<Finding> {
    let form = asked.form;
    let outlives = rule.within_passport && form.valid_until > form.recipient.passport.valid_until;
    outlives.then(|| {
        let message = "the visa lasts no longer than the passport, or than what stands in for it";
        Finding::new(FindingCode::VisaExitPassport, "valid_until", message, rule.source.clone())
    })
}
