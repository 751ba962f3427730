//! What may be filed from now on. Decoding an [`Application`] reads what was filed at any time, or a case of before could not go on; what
//! is filed today passes the door here first, whether it is filed, checked or played through.

use std::{collections::BTreeSet, fmt::Write};

use serde::Serialize;
use serde_json::Value;

use crate::{
    application::{Application, Invitee},
    law::rulebook::{RulesInForce, states::StateList},
    problem::{Code, Problem},
    text::{Country, Text},
    writing::{is_hidden, is_latin_name, is_passport_number, passport_key},
};

/// An application that a door has let in.
#[derive(Debug, Clone, Copy)]
pub struct Admitted<'a>(&'a Application);

impl<'a> Admitted<'a> {
    /// Lets an application in by the rules in force, or says why not.
    ///
    /// # Errors
    /// [`Code::HiddenCharacters`], [`Code::Script`], [`Code::Category`], [`Code::Country`], [`Code::SamePassport`], naming the field.
    pub fn at_the_door(application: &'a Application, rules: &RulesInForce) -> Result<Self, Problem> {
        faults(application, rules).into_iter().next().map_or(Ok(Self(application)), Err)
    }

    /// One that was let in by the door of its day.
    pub const fn before(application: &'a Application) -> Self {
        Self(application)
    }

    /// The application.
    pub const fn application(self) -> &'a Application {
        self.0
    }
}

/// All for which the door does not let an application in, one for each field.
pub fn faults(application: &Application, rules: &RulesInForce) -> Vec<Problem> {
    let mut faults = hidden_characters(application.form());
    faults.extend(invitees(application).flat_map(|(invitee, path)| not_as_in_the_passport(invitee, &path)));
    faults.extend(require_category(application, rules).err());
    faults.extend(unknown_states(application, rules));
    faults.extend(same_passports(application));
    let mut fields = BTreeSet::new();
    faults.retain(|fault| fields.insert(fault.field.clone()));
    faults
}

fn invitees(application: &Application) -> impl Iterator<Item = (&Invitee, String)> {
    application.form().invitees.iter().enumerate().map(|(index, invitee)| (invitee, format!("invitees[{index}]")))
}

/// Whether all that is said can be seen, of what people write when they act on a case: notes and reasons stand on documents.
///
/// # Errors
/// [`Code::HiddenCharacters`], naming the field.
pub fn require_visible(said: &impl Serialize) -> Result<(), Problem> {
    hidden_characters(said).into_iter().next().map_or(Ok(()), Err)
}

/// In every text of a value, whichever fields it has.
pub(crate) fn hidden_characters(said: &impl Serialize) -> Vec<Problem> {
    // What was decoded can be written; if it could not, there would be no text to look at.
    let said = serde_json::to_value(said).unwrap_or_default();
    let mut found = Vec::new();
    walk(&said, "", &mut |path, text| {
        if let Some(hidden) = text.chars().find(|character| is_hidden(*character)) {
            let message = format!("must not hold characters that are not seen, such as U+{:04X}; write it anew", u32::from(hidden));
            found.push(Problem::new(Code::HiddenCharacters, message).at(path));
        }
    });
    found
}

fn walk(value: &Value, path: &str, visit: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => visit(path, text),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| walk(item, &format!("{path}[{index}]"), visit)),
        Value::Object(members) => {
            for (name, member) in members {
                let mut path = path.to_owned();
                let dot = if path.is_empty() { "" } else { "." };
                // Writing into a text does not fail.
                let _ = write!(path, "{dot}{name}");
                walk(member, &path, visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Names and numbers are Latin, as in the passport (R26 annex 4): other letters that look the same would make another person of the same
/// passport.
pub(crate) fn not_as_in_the_passport(invitee: &Invitee, path: &str) -> Vec<Problem> {
    let at = |field: &str| format!("{path}.{field}");
    let Invitee { surname, given_names, patronymic, passport, .. } = invitee;
    let names = [("surname", Some(surname)), ("given_names", given_names.as_ref()), ("patronymic", patronymic.as_ref())];
    let wrong = names.into_iter().filter_map(|(field, name)| not_a_latin_name(&at(field), name?));
    wrong.chain(not_a_passport_number(&at("passport.number"), &passport.number)).collect()
}

/// A name that is not in Latin letters.
pub(crate) fn not_a_latin_name(field: &str, name: &Text) -> Option<Problem> {
    let message = "must be written in Latin letters, as in the passport";
    (!is_latin_name(name.as_str())).then(|| Problem::new(Code::Script, message).at(field))
}

/// The number of a passport that no passport bears.
pub(crate) fn not_a_passport_number(field: &str, number: &Text) -> Option<Problem> {
    let message = "must be written in the letters A to Z and digits, as in the passport";
    (!is_passport_number(number.as_str())).then(|| Problem::new(Code::Script, message).at(field))
}

/// A citizenship of no state: a person may be stateless.
pub(crate) fn no_citizenship(field: &str, citizenship: &Country, rules: &RulesInForce) -> Option<Problem> {
    let is_one = rules.lists_state(StateList::Iso3166, citizenship) || rules.lists_state(StateList::Stateless, citizenship);
    (!is_one).then(|| no_state(field.to_owned(), ", or XXA, XXB or XXC for a stateless person"))
}

/// A letter and a number are no category yet: there is a list, and nobody is invited to leave (R26 annex 1, para 5).
///
/// # Errors
/// [`Code::Category`], naming the categories that there are.
pub fn require_category(application: &Application, rules: &RulesInForce) -> Result<(), Problem> {
    let asked = application.form().visit.category.as_str();
    let known: Vec<_> = rules.categories_to_enter().map(|category| category.code.as_str()).collect();
    if known.contains(&asked) {
        return Ok(());
    }
    let message = format!("no invitation is issued for this visa category; there are {} (annex 1)", known.join(", "));
    Err(Problem::new(Code::Category, message).at("visit.category"))
}

/// Two capitals are no state yet: there is a list.
fn unknown_states(application: &Application, rules: &RulesInForce) -> Vec<Problem> {
    let of_invitees = invitees(application).flat_map(|(invitee, path)| unknown_states_of(invitee, &path, rules));
    let mut unknown: Vec<_> = of_invitees.collect();
    if let Some(place) = &application.form().visit.visa_collection_place
        && !rules.lists_state(StateList::Iso3166, &place.country)
    {
        unknown.push(no_state("visit.visa_collection_place.country".to_owned(), ""));
    }
    unknown
}

/// A person may be stateless; who issues a passport is a state.
pub(crate) fn unknown_states_of(person: &Invitee, path: &str, rules: &RulesInForce) -> Vec<Problem> {
    let is_state = |country: &Country| rules.lists_state(StateList::Iso3166, country);
    let fields = [("passport.issued_by", &person.passport.issued_by), ("residence_country", &person.residence_country)];
    let unknown = fields.into_iter().filter(|(_, country)| !is_state(country)).map(|(field, _)| no_state(format!("{path}.{field}"), ""));
    no_citizenship(&format!("{path}.citizenship"), &person.citizenship, rules).into_iter().chain(unknown).collect()
}

fn no_state(field: String, hint: &str) -> Problem {
    Problem::new(Code::Country, format!("must be a state's code by ISO 3166-1, such as TR{hint}")).at(field)
}

/// One passport, one invitee. Two states may give the same number to two people; one state, or one person's day of birth, shows that it is
/// one passport.
fn same_passports(application: &Application) -> Vec<Problem> {
    let mut seen: Vec<(String, &Invitee)> = Vec::new();
    let mut twice = Vec::new();
    for (invitee, path) in invitees(application) {
        let key = passport_key(invitee.passport.number.as_str());
        let is_same = |(other_key, other): &(String, &Invitee)| {
            *other_key == key
                && (other.passport.issued_by == invitee.passport.issued_by || other.date_of_birth.may_be(invitee.date_of_birth))
        };
        if seen.iter().any(is_same) {
            let message = "the passport of another invitee of this application: name each person once";
            twice.push(Problem::new(Code::SamePassport, message).at(format!("{path}.passport.number")));
        }
        seen.push((key, invitee));
    }
    twice
}
