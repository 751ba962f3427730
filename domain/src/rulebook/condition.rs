//! For whom a rule holds.

use serde::{Deserialize, Serialize};

use super::{RulesInForce, states::StateList};
use crate::{
    application::{Application, Document, Entries, Invitee, PaidVia, PartyKind, Purpose, VisaKind},
    recipient::WorkGroup,
    text::{Country, DocumentKind},
};

/// All given members must hold; an empty one says nothing.
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
    /// An invitee is, or is not, a family member or dependant of a main recipient (R26 para 34). With the two below it speaks of one
    /// and the same invitee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<bool>,
    /// The invitee is in one of these groups of workers (R26 para 13(6)).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub work_group: Vec<WorkGroup>,
    /// The invitee is in no group of workers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_work_group: bool,
    /// An invitee has one of these citizenships.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citizenship: Vec<Country>,
    /// An invitee's state is on none of these lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_states: Vec<StateList>,
    /// The inviting party has one of these regimes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regime: Vec<DocumentKind>,
    /// The inviting party has none of these regimes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_regime: Vec<DocumentKind>,
    /// One of these papers was handed in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paper: Vec<DocumentKind>,
    /// None of these papers was handed in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_paper: Vec<DocumentKind>,
    /// The duty was not paid in one of these ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_paid_via: Vec<PaidVia>,
}

impl Condition {
    /// Whether it holds for an application by the rules in force.
    pub fn holds(&self, application: &Application, rules: &RulesInForce) -> bool {
        let form = application.form();
        let regimes = &form.inviting_party.regimes;
        let paid_via = form.fee.as_ref().map(|fee| fee.paid_via);
        // An expired paper counts for nothing (R26 para 14).
        let valid = |document: &Document| document.valid_until.is_none_or(|until| rules.day <= until);
        let has_paper = |kind: &DocumentKind| form.documents.iter().any(|document| document.kind == *kind && valid(document));
        let some_invitee = |fits: &dyn Fn(&Invitee) -> bool| form.invitees.iter().any(fits);
        let on_none = |invitee: &Invitee| !self.not_states.iter().any(|list| rules.lists_state(*list, &invitee.citizenship));
        is_one_of(&self.party, |kind| *kind == form.inviting_party.kind)
            && is_one_of(&self.category, |category| category == form.visit.category.as_str())
            && is_one_of(&self.entries, |entries| *entries == form.visit.entries)
            && is_one_of(&self.visa_kind, |kind| *kind == form.visit.visa_kind)
            && is_one_of(&self.purpose, |purpose| form.visit.special_purpose == Some(*purpose))
            && self.invitees(application, rules).next().is_some()
            && is_one_of(&self.citizenship, |country| some_invitee(&|invitee| invitee.citizenship == *country))
            && some_invitee(&on_none)
            && is_one_of(&self.regime, |regime| regimes.contains(regime))
            && !self.not_regime.iter().any(|regime| regimes.contains(regime))
            && is_one_of(&self.paper, has_paper)
            && !self.not_paper.iter().any(has_paper)
            && !self.not_paid_via.iter().any(|way| Some(*way) == paid_via)
    }

    /// The invitees who come as what the condition speaks of: as family or not, in a group of workers or in none. Nobody is family
    /// in a category that para 34 does not open to families, and nobody who comes as family comes to work.
    pub fn invitees<'a>(&'a self, application: &'a Application, rules: &RulesInForce) -> impl Iterator<Item = &'a Invitee> + use<'a> {
        let form = application.form();
        let open_to_families = rules.category(form.visit.category.as_str()).is_some_and(|category| category.dependants);
        form.invitees.iter().filter(move |invitee| {
            let is_family = open_to_families && invitee.family.is_some();
            let group = invitee.work_group.filter(|_| !is_family);
            self.family.is_none_or(|family| family == is_family)
                && is_one_of(&self.work_group, |wanted| group == Some(*wanted))
                && !(self.no_work_group && group.is_some())
        })
    }
}

fn is_one_of<T>(wanted: &[T], fits: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fits)
}
