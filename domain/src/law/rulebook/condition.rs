//! For whom a rule holds.

use serde::{Deserialize, Serialize};

use super::{RulesInForce, basis::BasisKind, jurisdiction::Body, states::StateList};
use crate::{
    application::{Application, Entries, PaidVia, PartyKind, Purpose, VisaKind},
    birth::BirthDate,
    law::length::Length,
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
    /// The invitee is of this age at least, in years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_age: Option<u16>,
    /// One of these papers was handed in for the invitee.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paper: Vec<DocumentKind>,
    /// None of these papers was handed in for the invitee.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_paper: Vec<DocumentKind>,
    /// One of these papers was handed in for the invitee, too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paper_too: Vec<DocumentKind>,
    /// The duty was not paid in one of these ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_paid_via: Vec<PaidVia>,
    /// One of these bodies is asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Body>,
    /// A visa is asked for, and rests on one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<BasisKind>,
    /// The work is in another region than the inviting party.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub works_elsewhere: bool,
    /// A visa is asked for, and the passport is of a state that Kazakhstan does not recognise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unrecognised_passport: bool,
}

/// What a condition is held against: one person, and what is asked for them. An application asks it for each of its invitees, a request for a
/// visa for its recipient.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Who invites, if anybody.
    pub party: Option<PartyKind>,
    /// The regimes of the inviting party.
    pub regimes: &'a [DocumentKind],
    /// The visa category.
    pub category: &'a str,
    /// The entries asked for.
    pub entries: Entries,
    /// Sticker or electronic.
    pub visa_kind: VisaKind,
    /// A special purpose, if there is one.
    pub purpose: Option<Purpose>,
    /// Citizenship.
    pub citizenship: &'a Country,
    /// Date of birth.
    pub date_of_birth: BirthDate,
    /// Whether the person comes as a family member or dependant.
    pub is_family: bool,
    /// The group of workers.
    pub work_group: Option<WorkGroup>,
    /// How the duty was paid, if it was.
    pub paid_via: Option<PaidVia>,
    /// Who is asked.
    pub by: Body,
    /// What the visa rests on; none where none is asked for yet.
    pub basis: Option<BasisKind>,
    /// Whether the work is in another region than the inviting party.
    pub works_elsewhere: bool,
    /// Whether the passport was seen to be of a state that Kazakhstan does not recognise; nobody sees the passport of an invitee.
    pub unrecognised_passport: bool,
    /// Whether a paper of a kind was handed in for the person, and counts.
    pub has_paper: &'a dyn Fn(&DocumentKind) -> bool,
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
        let has_paper = |kind: &DocumentKind| form.has_paper_of(invitee, kind, rules.day);
        let Some(person) = form.invitees.get(invitee) else { return false };
        let facts = Facts {
            party: Some(form.inviting_party.kind),
            regimes: &form.inviting_party.regimes,
            category: form.visit.category.as_str(),
            entries: form.visit.entries,
            visa_kind: form.visit.visa_kind,
            purpose: form.visit.special_purpose,
            citizenship: &person.citizenship,
            date_of_birth: person.date_of_birth,
            is_family: person.family.is_some(),
            work_group: person.work_group,
            paid_via: form.fee.as_ref().map(|fee| fee.paid_via),
            by: rules.taken_by(application),
            basis: None,
            works_elsewhere: false,
            unrecognised_passport: false,
            has_paper: &has_paper,
        };
        self.holds_of(&facts, rules)
    }

    /// Whether it holds for one person by the rules in force.
    pub fn holds_of(&self, facts: &Facts, rules: &RulesInForce) -> bool {
        // Nobody is family in a category that para 34 does not open to families, and nobody who comes as family comes to work.
        let open_to_families = rules.category(facts.category).is_some_and(|category| category.dependants);
        let is_family = open_to_families && facts.is_family;
        let group = facts.work_group.filter(|_| !is_family);
        // Whoever comes of age beyond the end of reckoning never does.
        let is_younger = |age: u16| Length::Years(age).after(facts.date_of_birth.earliest()).is_none_or(|of_age| rules.day < of_age);
        is_one_of(&self.party, |kind| facts.party == Some(*kind))
            && is_one_of(&self.category, |category| category == facts.category)
            && is_one_of(&self.entries, |entries| *entries == facts.entries)
            && is_one_of(&self.visa_kind, |kind| *kind == facts.visa_kind)
            && is_one_of(&self.purpose, |purpose| facts.purpose == Some(*purpose))
            && self.family.is_none_or(|family| family == is_family)
            && is_one_of(&self.work_group, |wanted| group == Some(*wanted))
            && !(self.no_work_group && group.is_some())
            && is_one_of(&self.citizenship, |country| facts.citizenship == country)
            && !self.not_states.iter().any(|list| rules.lists_state(*list, facts.citizenship))
            && is_one_of(&self.regime, |regime| facts.regimes.contains(regime))
            && !self.not_regime.iter().any(|regime| facts.regimes.contains(regime))
            && self.under_age.is_none_or(is_younger)
            && self.from_age.is_none_or(|age| !is_younger(age))
            && is_one_of(&self.paper, facts.has_paper)
            && is_one_of(&self.paper_too, facts.has_paper)
            && !self.not_paper.iter().any(facts.has_paper)
            && !self.not_paid_via.iter().any(|way| Some(*way) == facts.paid_via)
            && is_one_of(&self.by, |body| *body == facts.by)
            && is_one_of(&self.basis, |basis| facts.basis == Some(*basis))
            && (!self.works_elsewhere || facts.works_elsewhere)
            && (!self.unrecognised_passport || facts.unrecognised_passport)
    }
}

fn is_one_of<T>(wanted: &[T], fits: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fits)
}
