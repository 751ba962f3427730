//! A request as the rulebook's conditions see it.

use super::request::{Form, VisaRequest};
use crate::{
    law::{
        length::Length,
        rulebook::{
            RulesInForce,
            condition::{Condition, Facts},
        },
    },
    text::DocumentKind,
};

impl VisaRequest {
    /// Whether a condition holds of the recipient and of what is asked, by the rules in force.
    pub fn meets(&self, condition: &Condition, rules: &RulesInForce) -> bool {
        let form = self.form();
        let recipient = &form.recipient;
        let has_paper = |kind: &DocumentKind| form.has_paper(std::slice::from_ref(kind), rules);
        let facts = Facts {
            party: form.inviting_party.as_ref().map(|party| party.kind),
            regimes: form.inviting_party.as_ref().map_or(&[], |party| &party.regimes),
            category: form.category.as_str(),
            entries: form.entries,
            visa_kind: form.visa_kind,
            purpose: form.special_purpose,
            citizenship: &recipient.citizenship,
            date_of_birth: recipient.date_of_birth,
            is_family: recipient.family.is_some(),
            work_group: recipient.work_group,
            paid_via: form.fee.as_ref().map(|fee| fee.paid_via),
            by: form.provider.body(),
            basis: Some(form.basis.kind),
            works_elsewhere: form.works_elsewhere(),
            unrecognised_passport: form.is_in_an_unrecognised_passport(),
            has_paper: &has_paper,
        };
        condition.holds_of(&facts, rules)
    }
}

impl Form {
    /// Whether one of these papers was handed in and counts.
    pub fn has_paper(&self, kinds: &[DocumentKind], rules: &RulesInForce) -> bool {
        self.documents.iter().any(|document| kinds.contains(&document.kind) && document.counts_on(rules.day))
    }

    /// Whether the recipient works in another region than the inviting party (R26 paras 26, 51(10)).
    pub fn works_elsewhere(&self) -> bool {
        let registered_in = self.inviting_party.as_ref().map(|party| &party.region);
        self.works_in.as_ref().zip(registered_in).is_some_and(|(works_in, registered_in)| works_in != registered_in)
    }

    /// Whether whoever took the request in saw a passport of a state that Kazakhstan does not recognise (R26 para 33).
    pub fn is_in_an_unrecognised_passport(&self) -> bool {
        self.seen_passport.as_ref().is_some_and(|seen| seen.unrecognised)
    }

    /// Whether the recipient has reached an age, in years, on the first day of the visa. Whoever comes of age beyond the end of reckoning never
    /// does.
    pub fn has_reached(&self, age: u16) -> bool {
        Length::Years(age).after(self.recipient.date_of_birth.earliest()).is_some_and(|day| day <= self.valid_from)
    }
}
