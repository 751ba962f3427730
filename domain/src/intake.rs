//! Completeness: are all papers there? (R26 paras 12-14)

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    application::{Application, Document, PaidVia, PartyKind},
    text::{Country, DocumentKind, Text},
};

/// A paper that an application needs, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperRule {
    /// What is said to be missing, such as `petition`.
    pub code: String,
    /// One of these kinds must be there.
    pub any_of: Vec<DocumentKind>,
    /// Who must have issued it.
    #[serde(default)]
    pub issuers: Vec<Text>,
    /// For whom it is needed.
    #[serde(default)]
    pub when: PaperCondition,
    /// What to hand in, for people.
    pub message: String,
    /// Act and paragraph.
    pub source: String,
}

/// All given members must hold; an empty one says nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaperCondition {
    /// The inviting party is one of these.
    pub party: Vec<PartyKind>,
    /// The visa category is one of these.
    pub category: Vec<String>,
    /// An invitee has one of these citizenships.
    pub citizenship: Vec<Country>,
    /// The inviting party has one of these regimes.
    pub regime: Vec<DocumentKind>,
    /// The inviting party has none of these regimes.
    pub not_regime: Vec<DocumentKind>,
    /// The duty was not paid in one of these ways.
    pub not_paid_via: Vec<PaidVia>,
}

/// A paper that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPaper {
    /// Which paper.
    pub code: String,
    /// What to hand in, for people.
    pub message: String,
    /// Act and paragraph.
    pub basis: String,
}

/// The papers that are missing on a day; none means that the application is complete. One gap refuses
/// acceptance of the whole application (annex 7). An expired paper counts as missing (para 14).
pub fn missing_papers(application: &Application, rules: &[PaperRule], on: NaiveDate) -> Vec<MissingPaper> {
    rules
        .iter()
        .filter(|rule| rule.when.holds(application))
        .filter(|rule| !application.form().documents.iter().any(|document| rule.satisfied_by(document, on)))
        .map(|rule| MissingPaper { code: rule.code.clone(), message: rule.message.clone(), basis: rule.source.clone() })
        .collect()
}

impl PaperRule {
    fn satisfied_by(&self, document: &Document, on: NaiveDate) -> bool {
        let right_kind = self.any_of.contains(&document.kind);
        let right_issuer = self.issuers.is_empty() || document.issuer.as_ref().is_some_and(|issuer| self.issuers.contains(issuer));
        let valid = document.valid_until.is_none_or(|until| on <= until);
        right_kind && right_issuer && valid
    }
}

impl PaperCondition {
    fn holds(&self, application: &Application) -> bool {
        let form = application.form();
        let regimes = &form.inviting_party.regimes;
        let paid_via = form.fee.as_ref().map(|fee| fee.paid_via);
        is_one_of(&self.party, |kind| *kind == form.inviting_party.kind)
            && is_one_of(&self.category, |category| category == form.visit.category.as_str())
            && is_one_of(&self.citizenship, |country| form.invitees.iter().any(|invitee| invitee.citizenship == *country))
            && is_one_of(&self.regime, |regime| regimes.contains(regime))
            && !self.not_regime.iter().any(|regime| regimes.contains(regime))
            && !self.not_paid_via.iter().any(|way| Some(*way) == paid_via)
    }
}

fn is_one_of<T>(wanted: &[T], fits: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fits)
}
