//! A visa sticker is completed strictly by annex 2; one with a correction is invalid (R26 para 6).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, FindingCode};
use crate::{
    application::Entries,
    law::{
        length::Length,
        rulebook::{RulesInForce, category::CategoryRule, visa::StickerRule},
    },
    problem::Problem,
    text::Text,
};

/// How a date stands on a sticker.
const DATE: &str = "%d.%m.%Y";

/// A sticker as it was completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sticker {
    /// Code of the place of issue.
    #[schema(value_type = String)]
    pub place_of_issue: Text,
    /// `1` or `multiple`.
    #[schema(value_type = String)]
    pub entries: Text,
    /// Visa category.
    #[schema(value_type = String)]
    pub category: Text,
    /// Name as in the passport's machine-readable zone.
    #[schema(value_type = String)]
    pub name: Text,
    /// Series and number of the passport; `топтық` on the visa of a group.
    #[schema(value_type = String)]
    pub passport_number: Text,
    /// First day, `DD.MM.YYYY`.
    #[schema(value_type = String)]
    pub valid_from: Text,
    /// Last day, `DD.MM.YYYY`.
    #[schema(value_type = String)]
    pub valid_until: Text,
    /// Day of issue, `DD.MM.YYYY`.
    #[schema(value_type = String)]
    pub issued_on: Text,
    /// Who invites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub inviting_organisation: Option<Text>,
    /// Such as "work is not permitted".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub additional_information: Option<Text>,
    /// The fee with its currency, such as `30 USD`, or `0`.
    #[schema(value_type = String)]
    pub fee: Text,
    /// `–`, or `+n` for n children.
    #[schema(value_type = String)]
    pub accompanied: Text,
    /// Fields in which something was corrected by hand.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub corrected: Vec<Text>,
}

/// What makes a sticker invalid; nothing, if it is completed by the rules.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub fn check(sticker: &Sticker, rules: &RulesInForce) -> Result<Vec<Finding>, Problem> {
    let rule = rules.the(&rules.rulebook.stickers)?;
    let corrected = sticker.corrected.iter().map(|field| {
        let message = "something was corrected: the visa is invalid, a new sticker is needed";
        Finding::new(FindingCode::StickerCorrected, field.as_str(), message, rule.source.clone())
    });
    let wrong = fields(sticker, rule).into_iter().chain(visa(sticker, rule, rules));
    let wrong = wrong.map(|(field, message)| Finding::new(FindingCode::StickerField, field, message, rule.source.clone()));
    Ok(corrected.chain(wrong).collect())
}

/// A field of the sticker, and what is wrong with it.
type Wrong = (&'static str, String);

/// Each field by itself.
fn fields(sticker: &Sticker, rule: &StickerRule) -> Vec<Wrong> {
    let passport = sticker.passport_number.as_str();
    let mut fields = vec![
        ("place_of_issue", is_code(sticker.place_of_issue.as_str()), "must be the code of the body that issues it".to_owned()),
        ("entries", rule.entries(sticker.entries.as_str()).is_some(), format!("must be {} or {}", rule.single, rule.multiple)),
        ("name", is_name(sticker.name.as_str()), "must stand in the Latin letters of the passport's machine-readable zone".to_owned()),
        (
            "passport_number",
            passport == rule.group_passport || is_passport_number(passport),
            format!("must stand in the Latin letters and digits of the passport, or be {} for a group", rule.group_passport),
        ),
        ("fee", is_fee(sticker.fee.as_str()), "must be a sum with its currency, such as 30 USD, or 0".to_owned()),
        (
            "accompanied",
            accompanied_fits(sticker.accompanied.as_str(), rule.most_accompanying),
            format!("must be – or +1 to +{}; more children get visas of their own", rule.most_accompanying),
        ),
    ];
    let dates = [("valid_from", &sticker.valid_from), ("valid_until", &sticker.valid_until), ("issued_on", &sticker.issued_on)];
    fields.extend(dates.map(|(field, text)| (field, date(text).is_some(), "must be a date such as 20.04.2026".to_owned())));
    fields.into_iter().filter(|(_, fits, _)| !fits).map(|(field, _, message)| (field, message)).collect()
}

/// The fields together: a visa that annex 1 knows, and that lasts no longer than it may.
fn visa(sticker: &Sticker, rule: &StickerRule, rules: &RulesInForce) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let (from, until) = (date(&sticker.valid_from), date(&sticker.valid_until));
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        wrong.push(("valid_until", "lies before the first day".to_owned()));
    }
    if date(&sticker.issued_on).zip(until).is_some_and(|(issued, until)| until < issued) {
        wrong.push(("issued_on", "lies after the last day".to_owned()));
    }
    let Some(category) = rules.category(sticker.category.as_str()) else {
        wrong.push(("category", "there is no such category".to_owned()));
        return wrong;
    };
    let Some(entries) = rule.entries(sticker.entries.as_str()) else { return wrong };
    if !category.is_on_stickers(entries) {
        wrong.push(("entries", format!("there is no sticker of category {} with these entries", category.code)));
        return wrong;
    }
    let extends = sticker.additional_information.as_ref().is_some_and(|more| rule.extended.iter().any(|word| more.as_str().contains(word)));
    let lasts = lengths(category, entries, extends);
    let fits = |from: NaiveDate, until: NaiveDate| lasts.iter().any(|length| length.last_day(from).is_none_or(|last| until <= last));
    if let Some((from, until)) = from.zip(until)
        && !fits(from, until)
    {
        let longest = lasts.into_iter().max_by_key(|length| length.last_day(from));
        let longest = longest.map(|longest| longest.to_string()).unwrap_or_default();
        wrong.push(("valid_until", format!("a visa of category {} with these entries lasts {longest} at most", category.code)));
    }
    wrong
}

/// So long may a visa last. Nobody can tell from a sticker for whom it is, so what some get counts for all.
fn lengths(category: &CategoryRule, entries: Entries, extends: bool) -> Vec<Length> {
    let usual = category.limits(entries).map(|limits| limits.validity);
    let longer = category.longer.iter().filter(|longer| longer.entries == entries).map(|longer| longer.validity);
    let extension = category.extension.iter().filter(|_| extends).filter_map(|extension| extension.longest);
    usual.into_iter().chain(longer).chain(extension).collect()
}

/// A date as annex 2 writes it, with all its zeros.
fn date(text: &Text) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.as_str(), DATE).ok().filter(|date| date.format(DATE).to_string() == text.as_str())
}

/// The code of a body, such as `001`.
fn is_code(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A name in letters that the machine-readable zone has, whether written as there or as people read it.
fn is_name(text: &str) -> bool {
    let between = |byte: u8| matches!(byte, b' ' | b'<' | b'-' | b'\'');
    text.bytes().any(|byte| byte.is_ascii_alphabetic()) && text.bytes().all(|byte| byte.is_ascii_alphabetic() || between(byte))
}

fn is_passport_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b' ' | b'-'))
}

/// `0`, or a sum and the three letters of its currency.
fn is_fee(text: &str) -> bool {
    let is_sum = |sum: &str| {
        let (whole, hundredths) = sum.split_once('.').unwrap_or((sum, "00"));
        is_count(whole) && hundredths.len() == 2 && hundredths.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_currency = |currency: &str| currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    text == "0" || text.split_once(' ').is_some_and(|(sum, currency)| is_sum(sum) && is_currency(currency))
}

fn accompanied_fits(text: &str, most: u8) -> bool {
    let count = text.strip_prefix('+').filter(|count| is_count(count)).and_then(|count| count.parse::<u8>().ok());
    text == "–" || count.is_some_and(|count| count <= most)
}

/// A number from one on, in digits alone and without a zero in front. Rust's own reading of numbers takes a sign.
fn is_count(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}
