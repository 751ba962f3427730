//! Category, entries and duration (R26 annex 1; annex 5).

use super::finding::{Finding, FindingCode};
use crate::{
    application::{Application, Entries},
    law::{
        length::Length,
        rulebook::{
            RulesInForce,
            category::{CategoryRule, Stay},
        },
    },
};

pub(super) fn check(application: &Application, rules: &RulesInForce) -> Vec<Finding> {
    let visit = &application.form().visit;
    let Some(category) = rules.category(visit.category.as_str()) else {
        let message = format!("{} does not exist on {}", visit.category, rules.day);
        return vec![Finding::new(FindingCode::CategoryWithoutInvitation, "visit.category", message, "R26 annex 1")];
    };
    let mut findings: Vec<_> = sub_service(category).into_iter().collect();
    // One visa period is asked for all: who may stay longer does not take the others along.
    let longest = category.longest_validity(visit.entries, |when| when.holds_for_all(application, rules));
    let Some((limits, (longest, basis))) = category.limits(visit.entries).zip(longest) else {
        let message = format!("there is no {} visa of category {}", name(visit.entries), category.code);
        findings.push(Finding::new(FindingCode::Entries, "visit.entries", message, category.source.clone()));
        return findings;
    };
    let within = |length: Length| length.last_day(visit.from).is_none_or(|last| visit.until <= last);
    if !within(longest) {
        let message = format!("a {} visa of category {} lasts {longest} at most", name(visit.entries), category.code);
        findings.push(Finding::new(FindingCode::Validity, "visit.until", message, basis));
    }
    if let Stay::Of(stay) = limits.stay
        && !within(stay)
    {
        let message = format!("a stay with a {} visa of category {} lasts {stay} at most at one entry", name(visit.entries), category.code);
        findings.push(Finding::new(FindingCode::Stay, "visit.until", message, category.source.clone()));
    }
    findings
}

fn sub_service(category: &CategoryRule) -> Option<Finding> {
    let field = "visit.category";
    if !category.takes_invitation() {
        let message = format!("no invitation is coordinated for category {}: it is issued on another basis", category.code);
        return Some(Finding::new(FindingCode::CategoryWithoutInvitation, field, message, "R26 annex 5; annex 1"));
    }
    let message = format!("annex 5 lists no sub-service for {}, though annex 1 bases it on an invitation", category.code);
    (!category.is_listed()).then(|| Finding::new(FindingCode::CategoryUnlisted, field, message, "R26 annex 1; annex 5"))
}

/// The entries, for people.
pub(crate) fn name(entries: Entries) -> &'static str {
    match entries {
        Entries::Single => "single-entry",
        Entries::Multiple => "multiple-entry",
    }
}
