//! A treaty or reciprocity that somebody names: what does not stand against them by it is told to an officer, who compares it (R26 paras 2, 8).

use super::{
    finding::{Finding, FindingCode},
    papers::MissingPaper,
};
use crate::{
    exception::{Exception, ExceptionKind},
    law::rulebook::RulesInForce,
};

/// Takes what the exception lifts off the papers that are missing and off the findings, where a warning takes its place.
pub(crate) fn lift(exception: Option<&Exception>, rules: &RulesInForce, missing: &mut Vec<MissingPaper>, findings: &mut [Finding]) {
    let Some(exception) = exception else { return };
    let Some(rule) = rules.of(&rules.rulebook.exceptions).find(|rule| rule.kind == exception.kind) else { return };
    let lifted: Vec<_> = missing.extract_if(.., |paper| rule.papers.contains(&paper.code)).map(|paper| paper.finding()).collect();
    for finding in findings.iter_mut().filter(|finding| rule.lifts.contains(&finding.code) || lifted.contains(finding)) {
        let message = format!("{}: by {} that does not count: compare it", finding.message, says(exception.kind));
        *finding = Finding::new(FindingCode::Exception, finding.field.clone(), message, rule.source.clone());
    }
}

const fn says(kind: ExceptionKind) -> &'static str {
    match kind {
        ExceptionKind::Treaty => "the treaty that is named",
        ExceptionKind::Reciprocity => "the reciprocity that is named",
    }
}
