//! A treaty or reciprocity that somebody names: what does not stand against them by it is told to an officer, who compares it (R26 paras 2, 8).

use super::{
    finding::{Finding, FindingCode, invitee_of},
    papers::MissingPaper,
};
use crate::{
    exception::{Exception, ExceptionKind},
    law::rulebook::RulesInForce,
};

/// Takes what the exception lifts off the papers that are missing and off the findings, where a warning takes its place. Where several are invited
/// and it counts for one of them, what is found of all stands, and a warning about that one is added.
pub(crate) fn lift(
    exception: Option<&Exception>,
    invitees: usize,
    rules: &RulesInForce,
    missing: &mut Vec<MissingPaper>,
    findings: &mut Vec<Finding>,
) {
    let Some(exception) = exception else { return };
    let Some(rule) = rules.of(&rules.rulebook.exceptions).find(|rule| rule.kind == exception.kind) else { return };
    let warning = |field: String, message: String| Finding::new(FindingCode::Exception, field, message, rule.source.clone());
    let by = says(exception.kind);
    let lifted =
        |finding: &Finding| warning(finding.field.clone(), format!("{}: by {by} that does not count: compare it", finding.message));
    let Some(one) = exception.invitee.filter(|_| invitees > 1) else {
        let gaps: Vec<_> = missing.extract_if(.., |paper| rule.papers.contains(&paper.code)).map(|paper| paper.finding()).collect();
        for finding in findings.iter_mut().filter(|finding| rule.lifts.contains(&finding.code) || gaps.contains(finding)) {
            *finding = lifted(finding);
        }
        return;
    };
    let mut of_all = Vec::new();
    for finding in findings.iter_mut().filter(|finding| rule.lifts.contains(&finding.code)) {
        match invitee_of(&finding.field) {
            Some(invitee) if invitee == one => *finding = lifted(finding),
            Some(_) => {}
            None => {
                let message = format!("{}: by {by} that does not count for this invitee: compare it", finding.message);
                of_all.push(warning(format!("invitees[{one}]"), message));
            }
        }
    }
    findings.extend(of_all);
}

const fn says(kind: ExceptionKind) -> &'static str {
    match kind {
        ExceptionKind::Treaty => "the treaty that is named",
        ExceptionKind::Reciprocity => "the reciprocity that is named",
    }
}
