//! What the state registers and our own record know of an invitee and of the inviting party, and what follows from it
//! (R26 paras 15(2), 17, 26; annex 5 row 9).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    finding::{Finding, FindingCode},
    residence,
};
use crate::{
    application::Application,
    law::{
        ground::Ground,
        rulebook::{RulesInForce, limit::ResidenceRule},
    },
    problem::Problem,
    text::{DocumentKind, Text},
};

/// What is known of one invitee and of the inviting party.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Records {
    /// Papers that state systems hold: fetched, so never asked for.
    pub held: Vec<HeldPaper>,
    /// Sanctions against the inviting party for its foreigners.
    pub sanctions: Vec<Sanction>,
    /// Entry bans against the invitee.
    pub entry_bans: Vec<EntryBan>,
    /// Penalties that the invitee has not executed.
    pub unexecuted_penalties: Vec<Penalty>,
    /// Expulsions of the invitee that were carried out.
    pub expulsions: Vec<Expulsion>,
    /// Earlier applications for the same person.
    pub earlier_applications: Vec<EarlierApplication>,
}

/// A paper that a state system holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldPaper {
    /// What it is.
    #[schema(value_type = String)]
    pub kind: DocumentKind,
    /// The system that holds it.
    #[schema(value_type = String)]
    pub system: Text,
    /// Its last day of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

/// A sanction against the inviting party (LM art 48).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sanction {
    /// The day on which it was held liable.
    pub on: NaiveDate,
    /// For what.
    #[schema(value_type = String)]
    pub article: Text,
}

/// An entry ban (LF art 22; LM art 48).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryBan {
    /// Act and item that it rests on.
    #[schema(value_type = String)]
    pub basis: Text,
    /// Its last day; none, if it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// A penalty from an earlier stay that was not executed (LF art 22(7)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    /// The day on which it was imposed.
    pub on: NaiveDate,
}

/// An expulsion that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Expulsion {
    /// The day on which it was carried out.
    pub on: NaiveDate,
}

/// An earlier application for the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlierApplication {
    /// The category asked for.
    #[schema(value_type = String)]
    pub category: Text,
    /// The day of filing.
    pub filed_on: NaiveDate,
}

/// Whether the state holds a paper of one of these kinds that is valid on a day.
pub(super) fn holds_one(held: &[HeldPaper], kinds: &[DocumentKind], on: NaiveDate) -> bool {
    held.iter().any(|paper| kinds.contains(&paper.kind) && paper.valid_until.is_none_or(|until| on <= until))
}

/// How a service says what stands against somebody: in which field, on which ground, by which paragraph.
pub(crate) struct Terms {
    /// Where the person stands.
    pub person: &'static str,
    /// By which paragraph an entry ban counts.
    pub ban: &'static str,
    /// By which paragraph a penalty counts.
    pub penalty: &'static str,
    /// On which ground, by which paragraph and with what outcome sanctions count; by that of the rulebook, if none is given.
    pub sanctions: (u8, Option<&'static str>, &'static str),
    /// On which ground and by which paragraph an expulsion counts; by that of the rulebook, if none is given.
    pub expulsion: (u8, Option<&'static str>),
}

const OF_INVITATIONS: Terms = Terms {
    person: "invitees",
    ban: "R26 para 15(2); LF art 22",
    penalty: "R26 annex 5 row 9(4); LF art 22(7)",
    sanctions: (7, None, "not considered"),
    expulsion: (5, None),
};

/// What stands against an application by what is on record before the day of filing.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub(super) fn check(
    application: &Application,
    rules: &RulesInForce,
    filed_on: NaiveDate,
    records: &Records,
) -> Result<Vec<Finding>, Problem> {
    let mut findings = standing(rules, filed_on, records, &OF_INVITATIONS)?;
    findings.extend(repeated(application, rules, filed_on, records));
    Ok(findings)
}

/// What stands against a person, and against the party that invites, whatever is asked for.
///
/// # Errors
/// [`crate::problem::Code::Rulebook`] if the rulebook has no rule for that day.
pub(crate) fn standing(rules: &RulesInForce, filed_on: NaiveDate, records: &Records, terms: &Terms) -> Result<Vec<Finding>, Problem> {
    let mut findings = Vec::new();
    findings.extend(sanctions(rules, filed_on, records, terms)?);
    findings.extend(expulsions(rules, filed_on, records, terms)?);
    for ban in records.entry_bans.iter().filter(|ban| ban.until.is_none_or(|until| filed_on <= until)) {
        let until = ban.until.map_or_else(|| "without end".to_owned(), |until| format!("until {until}"));
        let message = format!("an entry ban stands {until}: {}", ban.basis);
        findings.push(on_ground(2, Finding::new(FindingCode::EntryBan, terms.person, message, terms.ban))?);
    }
    if records.unexecuted_penalties.iter().any(|penalty| penalty.on <= filed_on) {
        let message = "a penalty from an earlier stay has not been executed";
        findings.push(on_ground(4, Finding::new(FindingCode::Penalty, terms.person, message, terms.penalty))?);
    }
    Ok(findings)
}

fn sanctions(rules: &RulesInForce, filed_on: NaiveDate, records: &Records, terms: &Terms) -> Result<Option<Finding>, Problem> {
    let rule = rules.the(&rules.rulebook.sanctions)?;
    let within = |sanction: &&Sanction| sanction.on <= filed_on && rule.within.after(sanction.on).is_none_or(|last| filed_on <= last);
    let count = records.sanctions.iter().filter(within).count();
    if count < rule.count {
        return Ok(None);
    }
    let (ground, basis, outcome) = terms.sanctions;
    let message = format!("the inviting party was held liable {count} times within {} before the filing: {outcome}", rule.within);
    on_ground(ground, Finding::new(FindingCode::Sanctions, "inviting_party", message, basis.unwrap_or(&rule.source))).map(Some)
}

fn expulsions(rules: &RulesInForce, filed_on: NaiveDate, records: &Records, terms: &Terms) -> Result<Option<Finding>, Problem> {
    let rule = rules.the(&rules.rulebook.expulsion)?;
    let stands = |expulsion: &&Expulsion| expulsion.on <= filed_on && rule.within.after(expulsion.on).is_none_or(|last| filed_on <= last);
    let Some(expulsion) = records.expulsions.iter().filter(stands).max_by_key(|expulsion| expulsion.on) else { return Ok(None) };
    let message = format!("expelled on {}, within {} before the filing", expulsion.on, rule.within);
    let (ground, basis) = terms.expulsion;
    on_ground(ground, Finding::new(FindingCode::Expulsion, terms.person, message, basis.unwrap_or(&rule.source))).map(Some)
}

fn repeated(application: &Application, rules: &RulesInForce, filed_on: NaiveDate, records: &Records) -> Option<Finding> {
    asked_again(residence::rule(application, rules)?, &records.earlier_applications, filed_on, "visit.category")
}

/// Once in twelve consecutive months, counted from the day of the last application.
pub(crate) fn asked_again(rule: &ResidenceRule, earlier: &[EarlierApplication], filed_on: NaiveDate, field: &str) -> Option<Finding> {
    let same = |earlier: &&EarlierApplication| {
        rule.counts.iter().any(|counted| counted == earlier.category.as_str()) && earlier.filed_on <= filed_on
    };
    let last = earlier.iter().filter(same).map(|earlier| earlier.filed_on).max()?;
    let free_after = rule.once_in.after(last)?;
    (filed_on <= free_after).then(|| {
        let message =
            format!("{} was asked for on {last}; once in {}, so again after {free_after}", rule.counts.join(" or "), rule.once_in);
        Finding::new(FindingCode::ResidenceRepeated, field, message, rule.source.clone())
    })
}

fn on_ground(number: u8, finding: Finding) -> Result<Finding, Problem> {
    Ok(finding.on_ground(Ground::try_from(number)?))
}
