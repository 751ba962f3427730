//! Electronic visas, and which visa is asked for where (R26 paras 19, 24(3), 25; annex 8 row 2; annex 11).

use crate::{
    application::{Entries, VisaKind},
    checks::{
        electronic,
        finding::{Finding, FindingCode},
    },
    law::rulebook::RulesInForce,
    visa::request::{Provider, VisaAction, VisaChannel, VisaRequest},
};

pub(super) fn check(request: &VisaRequest, rules: &RulesInForce) -> Vec<Finding> {
    let form = request.form();
    if !form.action.asks_for_a_visa() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut found = |code, field: &str, message: String, basis: &str| findings.push(Finding::new(code, field, message, basis));
    match (form.visa_kind, form.channel) {
        (VisaKind::Electronic, VisaChannel::Counter) => {
            let message = "an electronic visa is asked for through the portal".to_owned();
            found(FindingCode::VisaChannel, "channel", message, "R26 paras 19, 25");
        }
        (VisaKind::Sticker, VisaChannel::Electronic) => {
            let message = "through the portal only electronic visas are issued: a sticker is asked for at the counter".to_owned();
            found(FindingCode::VisaChannel, "channel", message, "R26 para 19; annex 8 row 2");
        }
        _ => {}
    }
    if form.visa_kind == VisaKind::Sticker {
        return findings;
    }
    if form.action != VisaAction::Issue {
        let message = format!("there is nothing to {} in an electronic visa: a new one is asked for", form.action.as_str());
        found(FindingCode::VisaElectronic, "action", message, "R26 paras 24(3), 25");
    }
    if form.provider != Provider::Police {
        let message = "electronic visas are issued through the portal of the police".to_owned();
        found(FindingCode::VisaElectronic, "provider", message, "R26 paras 24(3), 25");
    }
    if form.entries == Entries::Multiple {
        found(FindingCode::ElectronicEntries, "entries", "an electronic visa has one entry".to_owned(), "R26 paras 24(3), 25");
    }
    if let Some(category) = rules.category(form.category.as_str()).filter(|category| !category.electronic) {
        let message = format!("category {} is not issued electronically", category.code);
        found(FindingCode::ElectronicCategory, "category", message, "R26 para 24(3); annex 1");
    }
    if form.on_sticker.as_ref().is_some_and(|details| details.accompanied_by > 0 || !details.children_passports.is_empty()) {
        let message = "an electronic visa is for its holder only: whoever comes along has a visa of their own".to_owned();
        found(FindingCode::VisaElectronic, "on_sticker", message, "R26 para 25");
    }
    let points = form.on_sticker.iter().flat_map(|details| &details.points);
    if points.into_iter().any(|point| rules.airport(point.as_str()).is_none()) {
        let message = "with an electronic visa one enters and leaves through international airports only".to_owned();
        found(FindingCode::VisaElectronic, "on_sticker.points", message, "R26 para 25");
    }
    let citizenship = &form.recipient.citizenship;
    if form.action == VisaAction::Issue {
        findings.extend(electronic::state(&form.category, form.valid_from, rules, citizenship, "recipient.citizenship"));
    }
    findings
}
