//! Extensions: which visas, with which entries, by how much, how often and for whose guests (R26 paras 49-52, 54).

use chrono::NaiveDate;

use super::asked::Asked;
use crate::{
    checks::finding::{Finding, FindingCode},
    law::rulebook::{
        category::{CategoryRule, Extension},
        jurisdiction::{Action, Body},
    },
    visa::request::{CurrentVisa, Provider, VisaAction},
};

pub(super) fn check(asked: Asked) -> Vec<Finding> {
    let (VisaAction::Extend, Some(current), Some(category)) = (asked.form.action, asked.current(), asked.category()) else {
        return Vec::new();
    };
    let Some(extension) = &category.extension else {
        let message = format!("a visa of category {} is not extended", category.code);
        return vec![Finding::new(FindingCode::VisaNotExtended, "category", message, "R26 para 54")];
    };
    let findings = [guests(asked, category), entries(asked, extension), times(extension, current), term(asked, extension, current)];
    findings.into_iter().flatten().collect()
}

/// Where one body extends the category for the guests of some inviting parties, another one for those of others. Which body extends which
/// category at all, competence says.
fn guests(asked: Asked, category: &CategoryRule) -> Option<Finding> {
    let body = match asked.form.provider {
        Provider::Police => Body::Police,
        Provider::Mfa => Body::Mfa,
        Provider::Mission => return None,
    };
    let jurisdiction = asked.rules.jurisdiction(body, Action::Extension, category.code.as_str())?;
    let party = asked.form.inviting_party.as_ref()?;
    let is_another = !jurisdiction.party.is_empty() && !jurisdiction.party.contains(&party.kind);
    is_another.then(|| {
        let message = format!("this provider extends a visa of category {} for the guests of other inviting parties", category.code);
        Finding::new(FindingCode::VisaExtensionParty, "inviting_party.kind", message, jurisdiction.source.clone())
    })
}

fn entries(asked: Asked, extension: &Extension) -> Option<Finding> {
    let is_another = extension.entries.is_some_and(|only| only != asked.form.entries);
    is_another.then(|| {
        let message = "with these entries a visa of the category is not extended";
        Finding::new(FindingCode::VisaNotExtended, "entries", message, extension.source.clone())
    })
}

fn times(extension: &Extension, current: &CurrentVisa) -> Option<Finding> {
    let times = extension.times.filter(|times| current.extended_before >= *times)?;
    let message = format!("extended {} times before: {times} is the most", current.extended_before);
    Some(Finding::new(FindingCode::VisaExtendedBefore, "current_visa.extended_before", message, extension.source.clone()))
}

/// The new visa follows on the current one without a gap, and ends after it, by so much at most.
fn term(asked: Asked, extension: &Extension, current: &CurrentVisa) -> Option<Finding> {
    let form = asked.form;
    let too_long = |code, message: String| Finding::new(code, "valid_until", message, extension.source.clone());
    let follows_on = |field: &str, message: &str| Some(Finding::new(FindingCode::VisaExtensionTerm, field, message, "R26 para 49"));
    if form.valid_until <= current.valid_until {
        return follows_on("valid_until", "an extension ends after the current visa");
    }
    let first = current.valid_until.succ_opt()?;
    if form.valid_from > first {
        return follows_on("valid_from", "an extension leaves no day between the current visa and the new one");
    }
    if extension.other_law {
        let message = "for how long, the Law on population migration says: compare it".to_owned();
        return Some(too_long(FindingCode::VisaExtensionLaw, message));
    }
    let longest = extension.longest_for(asked.regimes())?;
    let last = longest.last_day(first)?;
    let last_of_holidays = extension.holidays.and_then(|holidays| holidays.after(last)).unwrap_or(last);
    let on_holidays = |until: NaiveDate| until <= last_of_holidays;
    match form.valid_until {
        until if until <= last => None,
        until if on_holidays(until) => {
            let message = format!("longer than {longest}: for the summer holidays only");
            Some(too_long(FindingCode::VisaExtensionHolidays, message))
        }
        _ => Some(too_long(FindingCode::VisaExtensionTerm, format!("extended by {longest} at most, to {last}"))),
    }
}
