//! For whom a rule holds.

use serde::{Deserialize, Serialize};

use super::{RulesInForce, length::Length, states::StateList};
use crate::{
    application::{Application, Entries, PaidVia, PartyKind, Purpose, VisaKind},
    recipient::WorkGroup,
    text::{Country, DocumentKind},
};

/// All given members must hold, and hold for the same invitee; an empty one says nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// The inviting party is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub party: Vec<PartyKind>,
    /// The visa category is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<String>,
    /// The visa allows one of these entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entries>,
    /// The visa is of one of these kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub visa_kind: Vec<VisaKind>,
    /// The visit has one of these special purposes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purpose: Vec<Purpose>,
    /// The invitee is, or is not, a family member or dependant of a main recipient (R26 para 34).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<bool>,
    /// The invitee is in one of these groups of workers (R26 para 13(6)).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub work_group: Vec<WorkGroup>,
    /// The invitee is in no group of workers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_work_group: bool,
    /// The invitee has one of these citizenships.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citizenship: Vec<Country>,
    /// The invitee's state is on none of these lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_states: Vec<StateList>,
    /// The inviting party has one of these regimes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regime: Vec<DocumentKind>,
    /// The inviting party has none of these regimes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_regime: Vec<DocumentKind>,
    /// The invitee is younger than this, in years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub under_age: Option<u16>,
    /// One of these papers was handed in for the invitee.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paper: Vec<DocumentKind>,
    /// None of these papers was handed in for the invitee.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_paper: Vec<DocumentKind>,
    /// The duty was not paid in one of these ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_paid_via: Vec<PaidVia>,
}

impl Condition {
    /// Whether it holds for one of the invitees at least.
    pub fn holds(&self, application: &Application, rules: &RulesInForce) -> bool {
        self.invitees(application, rules).next().is_some()
    }

    /// The invitees for whom it holds, by their places.
    pub fn invitees<'a>(&'a self, application: &'a Application, rules: &'a RulesInForce) -> impl Iterator<Item = usize> + 'a {
        (0..application.form().invitees.len()).filter(|invitee| self.holds_for(application, *invitee, rules))
    }

    /// Whether it holds for every invitee.
    pub fn holds_for_all(&self, application: &Application, rules: &RulesInForce) -> bool {
        (0..application.form().invitees.len()).all(|invitee| self.holds_for(application, invitee, rules))
    }

    /// Whether it holds for an invitee by the rules in force.
    pub fn holds_for(&self, application: &Application, invitee: usize, rules: &RulesInForce) -> bool {
        let form = application.form();
        let regimes = &form.inviting_party.regimes;
        let paid_via = form.fee.as_ref().map(|fee| fee.paid_via);
        let has_paper = |kind: &DocumentKind| form.has_paper_of(invitee, kind, rules.day);
        let Some(person) = form.invitees.get(invitee) else { return false };
        // Nobody is family in a category that para 34 does not open to families, and nobody who comes as family comes to work.
        let open_to_families = rules.category(form.visit.category.as_str()).is_some_and(|category| category.dependants);
        let is_family = open_to_families && person.family.is_some();
        let group = person.work_group.filter(|_| !is_family);
        // Whoever comes of age beyond the end of reckoning never does.
        let is_younger = |age: u16| Length::Years(age).after(person.date_of_birth.earliest()).is_none_or(|of_age| rules.day < of_age);
        is_one_of(&self.party, |kind| *kind == form.inviting_party.kind)
            && is_one_of(&self.category, |category| category == form.visit.category.as_str())
            && is_one_of(&self.entries, |entries| *entries == form.visit.entries)
            && is_one_of(&self.visa_kind, |kind| *kind == form.visit.visa_kind)
            && is_one_of(&self.purpose, |purpose| form.visit.special_purpose == Some(*purpose))
            && self.family.is_none_or(|family| family == is_family)
            && is_one_of(&self.work_group, |wanted| group == Some(*wanted))
            && !(self.no_work_group && group.is_some())
            && is_one_of(&self.citizenship, |country| person.citizenship == *country)
            && !self.not_states.iter().any(|list| rules.lists_state(*list, &person.citizenship))
            && is_one_of(&self.regime, |regime| regimes.contains(regime))
            && !self.not_regime.iter().any(|regime| regimes.contains(regime))
            && self.under_age.is_none_or(is_younger)
            && is_one_of(&self.paper, has_paper)
            && !self.not_paper.iter().any(has_paper)
            && !self.not_paid_via.iter().any(|way| Some(*way) == paid_via)
    }
}

fn is_one_of<T>(wanted: &[T], fits: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fits)
}
