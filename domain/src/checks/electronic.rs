//! Electronic visas: which, for whom, where (R26 paras 24, 25; annex 11).

use chrono::NaiveDate;

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
};
use crate::{
    application::{Application, Category, Entries, VisaKind},
    law::rulebook::{RulesInForce, states::StateList},
    text::Country,
};

const BASIS: &str = "R26 para 25; annex 11";

pub(super) fn check(application: &Application, rules: &RulesInForce) -> Vec<Finding> {
    let form = application.form();
    let visit = &form.visit;
    if visit.visa_kind != VisaKind::Electronic {
        return Vec::new();
    }
    let mut findings = Vec::new();
    if let Some(category) = rules.category(visit.category.as_str()).filter(|category| !category.electronic) {
        let message = format!("category {} is not issued electronically", category.code);
        findings.push(Finding::new(FindingCode::ElectronicCategory, "visit.category", message, "R26 para 24(3); annex 1"));
    }
    if visit.entries == Entries::Multiple {
        findings.push(Finding::new(
            FindingCode::ElectronicEntries,
            "visit.entries",
            "an electronic visa has one entry",
            "R26 paras 24(3), 25",
        ));
    }
    if visit.visa_collection_place.is_some() {
        let message = "an electronic visa is not collected at a mission: it lands in the personal account";
        findings.push(Finding::new(FindingCode::ElectronicPlace, "visit.visa_collection_place", message, "R26 para 25"));
    }
    for (index, invitee) in form.invitees.iter().enumerate() {
        findings.extend(state(&visit.category, visit.from, rules, &invitee.citizenship, invitee_field(index, "citizenship")));
    }
    findings
}

/// Whether nationals of a state get an electronic visa of a category, now and on the day of entry.
pub(crate) fn state(
    category: &Category,
    entry: NaiveDate,
    rules: &RulesInForce,
    country: &Country,
    field: impl Into<String>,
) -> Option<Finding> {
    let Some(states) = rules.state(StateList::Annex11, country) else {
        let message = format!("nationals of {country} get no electronic visa on {}", rules.day);
        return Some(Finding::new(FindingCode::ElectronicState, field, message, BASIS));
    };
    if !states.only_categories.is_empty() && !states.only_categories.iter().any(|named| named == category.as_str()) {
        let message = format!("nationals of {country} get electronic visas of category {} only", states.only_categories.join(", "));
        return Some(Finding::new(FindingCode::ElectronicState, field, message, states.source.clone()));
    }
    let at_entry = RulesInForce { day: entry, ..*rules };
    let ends = !at_entry.lists_state(StateList::Annex11, country);
    ends.then(|| {
        let message = format!("electronic visas for nationals of {country} end before the entry on {entry}: issue it in time");
        Finding::new(FindingCode::ElectronicEnd, field, message, states.source.clone())
    })
}
