//! Restored is the same visa again: its entries and validity stay, and it is restored by who may (R26 paras 25, 48).

use super::asked::Asked;
use crate::{
    checks::finding::{Finding, FindingCode},
    visa::request::{CurrentVisa, Provider, Reason, VisaAction, VisaIssuer},
    writing::passport_key,
};

const BASIS: &str = "R26 para 48";

pub(super) fn check(asked: Asked) -> Vec<Finding> {
    let (VisaAction::Restore, Some(current)) = (asked.form.action, asked.current()) else { return Vec::new() };
    let mut findings = same_visa(asked, current);
    findings.extend(restorer(asked, current));
    findings.extend(new_passport(asked, current));
    findings
}

fn same_visa(asked: Asked, current: &CurrentVisa) -> Vec<Finding> {
    let form = asked.form;
    let same = [
        ("entries", form.entries == current.entries),
        ("valid_from", form.valid_from == current.valid_from),
        ("valid_until", form.valid_until == current.valid_until),
    ];
    let differs = same.into_iter().filter(|(_, is_same)| !is_same);
    let message = "a restored visa keeps it as it was";
    differs.map(|(field, _)| Finding::new(FindingCode::VisaRestoredOtherwise, field, message, BASIS)).collect()
}

/// The ministry restores what it or a mission has issued. Who restores which category at all, competence says.
fn restorer(asked: Asked, current: &CurrentVisa) -> Option<Finding> {
    let is_of_others = matches!(current.issued_by, VisaIssuer::Police | VisaIssuer::Portal);
    (asked.form.provider == Provider::Mfa && is_of_others).then(|| {
        let message = "the foreign ministry restores what it or a mission has issued";
        Finding::new(FindingCode::VisaRestorer, "current_visa.issued_by", message, BASIS)
    })
}

fn new_passport(asked: Asked, current: &CurrentVisa) -> Option<Finding> {
    let form = asked.form;
    if form.reason != Some(Reason::NewPassport) {
        return None;
    }
    if current.issued_by == VisaIssuer::Portal {
        let message = "an electronic visa is for one passport: with a new one another visa is asked for";
        return Some(Finding::new(FindingCode::VisaElectronicAnew, "current_visa.issued_by", message, "R26 para 25"));
    }
    let is_same = passport_key(form.recipient.passport.number.as_str()) == passport_key(current.passport_number.as_str());
    is_same.then(|| {
        let message = "the visa was issued for this passport, which is not a new one";
        Finding::new(FindingCode::VisaSamePassport, "recipient.passport.number", message, BASIS)
    })
}
