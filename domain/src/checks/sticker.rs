//! A visa sticker is completed strictly by annex 2; one with a correction is invalid (R26 para 6).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, FindingCode};
use crate::{problem::Problem, rulebook::RulesInForce, text::Text};

/// How a date stands on a sticker.
const DATE: &str = "%d.%m.%Y";

/// A sticker as it was completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sticker {
    /// Code of the place of issue.
    pub place_of_issue: Text,
    /// `1` or `multiple`.
    pub entries: Text,
    /// Visa category.
    pub category: Text,
    /// Name as in the passport's machine-readable zone.
    pub name: Text,
    /// Series and number of the passport.
    pub passport_number: Text,
    /// First day, `DD.MM.YYYY`.
    pub valid_from: Text,
    /// Last day, `DD.MM.YYYY`.
    pub valid_until: Text,
    /// Day of issue, `DD.MM.YYYY`.
    pub issued_on: Text,
    /// Who invites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviting_organisation: Option<Text>,
    /// Such as "work is not permitted".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_information: Option<Text>,
    /// The fee, or `0`.
    pub fee: Text,
    /// `–`, or `+n` for n children.
    pub accompanied: Text,
    /// Fields in which something was corrected by hand.
    #[serde(default)]
    pub corrected: Vec<Text>,
}

/// What makes a sticker invalid; nothing, if it is completed by the rules.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub fn check(sticker: &Sticker, rules: &RulesInForce) -> Result<Vec<Finding>, Problem> {
    let rule = rules.the(&rules.rulebook.stickers)?;
    let wrong = |field: &str, message: String| Finding::new(FindingCode::StickerField, field, message, rule.source.clone());
    let mut findings: Vec<_> = sticker
        .corrected
        .iter()
        .map(|field| {
            let message = "something was corrected: the visa is invalid, a new sticker is needed";
            Finding::new(FindingCode::StickerCorrected, field.as_str(), message, rule.source.clone())
        })
        .collect();
    if !rule.entries.iter().any(|entries| entries == sticker.entries.as_str()) {
        findings.push(wrong("entries", format!("must be {}", rule.entries.join(" or "))));
    }
    if rules.category(sticker.category.as_str()).is_none() {
        findings.push(wrong("category", "there is no such category".to_owned()));
    }
    let dates = [("valid_from", &sticker.valid_from), ("valid_until", &sticker.valid_until), ("issued_on", &sticker.issued_on)];
    for (field, _) in dates.iter().filter(|(_, text)| date(text).is_none()) {
        findings.push(wrong(field, "must be a date such as 20.04.2026".to_owned()));
    }
    if let (Some(from), Some(until)) = (date(&sticker.valid_from), date(&sticker.valid_until))
        && until < from
    {
        findings.push(wrong("valid_until", "lies before the first day".to_owned()));
    }
    if !accompanied_fits(sticker.accompanied.as_str(), rule.most_accompanying) {
        findings
            .push(wrong("accompanied", format!("must be – or +1 to +{}; more children get visas of their own", rule.most_accompanying)));
    }
    Ok(findings)
}

/// A date as annex 2 writes it, with all its zeros.
fn date(text: &Text) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.as_str(), DATE).ok().filter(|date| date.format(DATE).to_string() == text.as_str())
}

fn accompanied_fits(text: &str, most: u8) -> bool {
    text == "–" || text.strip_prefix('+').and_then(|count| count.parse::<u8>().ok()).is_some_and(|count| (1..=most).contains(&count))
}
