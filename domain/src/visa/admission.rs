//! What may be filed for a visa from now on; decoding a [`VisaRequest`] reads what was filed at any time. As the
//! [door](crate::admission) of applications.

use std::collections::BTreeSet;

use super::{handed_in::GroupMember, request::VisaRequest};
use crate::{
    admission::{hidden_characters, no_citizenship, not_a_latin_name, not_a_passport_number, not_as_in_the_passport, unknown_states_of},
    law::rulebook::RulesInForce,
    problem::{Code, Problem},
};

/// A request that a door has let in.
#[derive(Debug, Clone, Copy)]
pub struct Admitted<'a>(&'a VisaRequest);

impl<'a> Admitted<'a> {
    /// Lets a request in by the rules in force, or says why not.
    ///
    /// # Errors
    /// [`Code::HiddenCharacters`], [`Code::Script`], [`Code::Category`], [`Code::Country`], naming the field.
    pub fn at_the_door(request: &'a VisaRequest, rules: &RulesInForce) -> Result<Self, Problem> {
        faults(request, rules).into_iter().next().map_or(Ok(Self(request)), Err)
    }

    /// The request.
    pub const fn request(self) -> &'a VisaRequest {
        self.0
    }
}

/// All for which the door does not let a request in, one for each field.
pub fn faults(request: &VisaRequest, rules: &RulesInForce) -> Vec<Problem> {
    let recipient = request.invitee();
    let mut faults = hidden_characters(request.form());
    faults.extend(not_as_in_the_passport(&recipient, "recipient"));
    faults.extend(unknown_category(request.form().category.as_str(), rules));
    faults.extend(unknown_states_of(&recipient, "recipient", rules));
    faults.extend(request.form().group.iter().enumerate().flat_map(|(index, member)| of_a_member(member, index, rules)));
    let mut fields = BTreeSet::new();
    faults.retain(|fault| fields.insert(fault.field.clone()));
    faults
}

/// Whoever is on the list of a group is named as in the passport (R26 annex 12).
fn of_a_member(member: &GroupMember, index: usize, rules: &RulesInForce) -> Vec<Problem> {
    let GroupMember { surname, given_names, patronymic, passport_number, citizenship, .. } = member;
    let names = [("surname", Some(surname)), ("given_names", given_names.as_ref()), ("patronymic", patronymic.as_ref())];
    let mut faults: Vec<_> = names.into_iter().filter_map(|(field, name)| not_a_latin_name(field, name?)).collect();
    faults.extend(not_a_passport_number("passport_number", passport_number));
    faults.extend(no_citizenship("citizenship", citizenship, rules));
    faults
        .into_iter()
        .map(|fault| {
            let field = fault.field.clone().unwrap_or_default();
            fault.at(format!("group[{index}].{field}"))
        })
        .collect()
}

/// A letter and a number are no category yet: there is a list (R26 annex 1). The visa that somebody has may be of a category of its day.
pub(super) fn unknown_category(asked: &str, rules: &RulesInForce) -> Option<Problem> {
    rules.category(asked).is_none().then(|| {
        let known: Vec<_> = rules.of(&rules.rulebook.categories).map(|category| category.code.as_str()).collect();
        let message = format!("there is no such visa category; there are {} (annex 1)", known.join(", "));
        Problem::new(Code::Category, message).at("category")
    })
}
