//! What of the rulebook holds on one day.

use chrono::NaiveDate;

use super::{
    Dated, EVERYWHERE, Entry, Rulebook,
    category::CategoryRule,
    jurisdiction::Body,
    limit::{FilingWindow, InvitationKind},
    office::{Office, Schedule},
    paper::HeldRule,
    states::{StateList, StatesRule},
    sticker::{StickerField, StickerPlace},
    text::{Duty, Edition},
    visa::VisaTerm,
};
use crate::{
    law::rules::GroundRule,
    problem::{Code, Problem},
    text::{Country, DocumentKind, OfficeCode, Text},
};

/// What holds on one day for the cases of one procedure.
#[derive(Debug, Clone, Copy)]
pub struct RulesInForce<'a> {
    /// The rulebook.
    pub rulebook: &'a Rulebook,
    /// The day (Asia/Almaty).
    pub day: NaiveDate,
    /// The procedure, by its name in data.
    pub procedure: &'static str,
}

impl<'a> RulesInForce<'a> {
    /// The entries of a table that hold.
    pub fn of<T>(&self, table: &'a [Dated<T>]) -> impl Iterator<Item = &'a T> + use<'a, T> {
        let Self { day, procedure, .. } = *self;
        table.iter().filter(move |entry| entry.holds_on(day) && entry.is_for(procedure)).map(|entry| &entry.rule)
    }

    /// The one entry of a table that holds.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if none does.
    pub fn the<T: Entry>(&self, table: &'a [Dated<T>]) -> Result<&'a T, Problem> {
        self.of(table).next().ok_or_else(|| self.nothing(T::TABLE))
    }

    fn nothing(&self, what: &str) -> Problem {
        Problem::new(Code::Rulebook, format!("the rulebook has no {what} for {}", self.day))
    }

    /// The newest edition.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if none is in force.
    pub fn edition(&self) -> Result<&'a Dated<Edition>, Problem> {
        let in_force = self.rulebook.editions.iter().filter(|edition| edition.holds_on(self.day));
        in_force.max_by_key(|edition| edition.from).ok_or_else(|| self.nothing("edition"))
    }

    /// A visa category.
    pub fn category(&self, code: &str) -> Option<&'a CategoryRule> {
        self.of(&self.rulebook.categories).find(|category| category.code.as_str() == code)
    }

    /// The categories to which an invitation can be asked: all but those to leave with.
    pub fn categories_to_enter(&self) -> impl Iterator<Item = &'a CategoryRule> + use<'a> {
        self.of(&self.rulebook.categories).filter(|category| !category.exit)
    }

    /// The grounds for refusal.
    pub fn grounds(&self) -> impl Iterator<Item = &'a GroundRule> + use<'a> {
        self.of(&self.rulebook.grounds)
    }

    /// What is said of a state on a list, if it stands there.
    pub fn state(&self, list: StateList, country: &Country) -> Option<&'a StatesRule> {
        self.of(&self.rulebook.states).find(|states| states.list == list && states.codes.contains(country))
    }

    /// Whether a state stands on a list.
    pub fn lists_state(&self, list: StateList, country: &Country) -> bool {
        self.state(list, country).is_some()
    }

    /// The filing window of a kind of invitation.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if none is in force.
    pub fn window(&self, kind: InvitationKind) -> Result<&'a FilingWindow, Problem> {
        self.of(&self.rulebook.windows).find(|window| window.kind == kind).ok_or_else(|| self.nothing("filing window"))
    }

    /// Until the end of which working day after that of filing acceptance waits for the state registers (R26 para 12).
    ///
    /// # Errors
    /// [`Code::Rulebook`] if none is in force.
    pub fn register_wait(&self) -> Result<u16, Problem> {
        Ok(self.the(&self.rulebook.register_wait)?.working_days)
    }

    /// The rule by which nobody may ask for a paper, if there is one.
    pub fn held(&self, kind: &DocumentKind) -> Option<&'a HeldRule> {
        self.of(&self.rulebook.held).find(|held| held.kind == *kind)
    }

    /// An office.
    pub fn office(&self, code: &OfficeCode) -> Option<&'a Office> {
        self.of(&self.rulebook.offices).find(|office| office.code == *code)
    }

    /// Where a field of a sticker stands.
    pub fn sticker_place(&self, field: StickerField) -> Option<&'a StickerPlace> {
        self.of(&self.rulebook.sticker_places).find(|place| place.field == field)
    }

    /// The region of an office. One that the rulebook does not list lies where the department lies whose code begins like its own.
    pub fn region_of(&self, code: &OfficeCode) -> Option<&'a Text> {
        let of_department = || {
            let departments = self.of(&self.rulebook.offices).filter(|office| office.is_department());
            departments.into_iter().find(|department| department.code.area() == code.area())
        };
        self.office(code).or_else(of_department).and_then(|office| office.region.as_ref())
    }

    /// Whose office it is, if that can be told: one that the rulebook does not list is of the police where its code tells the region.
    pub fn body_of(&self, code: &OfficeCode) -> Option<Body> {
        self.office(code).map(|office| office.body).or_else(|| self.region_of(code).map(|_| Body::Police))
    }

    /// The department of a region.
    pub fn department(&self, region: &str) -> Option<&'a Office> {
        self.of(&self.rulebook.offices)
            .find(|office| office.is_department() && office.region.as_ref().is_some_and(|its| its.as_str() == region))
    }

    /// How long the service may take for a visa of a category inside Kazakhstan.
    pub fn visa_term(&self, category: &str) -> Option<&'a VisaTerm> {
        let terms = || self.of(&self.rulebook.visa_terms).filter(|term| !term.electronic);
        let named = terms().find(|term| term.categories.iter().any(|named| named == category));
        named.or_else(|| terms().find(|term| term.categories.is_empty()))
    }

    /// How long the service may take for an electronic visa (R26 para 25).
    pub fn electronic_visa_term(&self) -> Option<&'a VisaTerm> {
        self.of(&self.rulebook.visa_terms).find(|term| term.electronic)
    }

    /// A duty beside the procedure of a case.
    pub fn duty(&self, name: &str) -> Option<&'a Duty> {
        self.of(&self.rulebook.duties).find(|duty| duty.name == name)
    }

    /// The hours of an office: its own, those of its region, or those that hold everywhere else.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if no schedule holds.
    pub fn schedule_of(&self, office: &OfficeCode) -> Result<&'a Schedule, Problem> {
        let own = self.of(&self.rulebook.schedules).find(|schedule| schedule.office.as_ref() == Some(office));
        own.map_or_else(|| self.schedule(self.region_of(office).map_or(EVERYWHERE, Text::as_str)), Ok)
    }

    pub(super) fn schedule(&self, region: &str) -> Result<&'a Schedule, Problem> {
        let of = |region: &str| {
            self.of(&self.rulebook.schedules).find(|schedule| schedule.region.as_ref().is_some_and(|its| its.as_str() == region))
        };
        of(region).or_else(|| of(EVERYWHERE)).ok_or_else(|| self.nothing("schedule"))
    }
}
