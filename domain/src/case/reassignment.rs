//! Giving a case to another officer or office.

use serde::{Deserialize, Serialize};

use super::{Case, event::Event, fact::Entry, procedure::Procedure};
use crate::{
    authority::Act,
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId, Text},
};

/// Gives a case to another officer or office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reassignment {
    /// The officer who has it from now on.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub officer: Option<OfficerId>,
    /// The office that has it from now on.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub office: Option<OfficeCode>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

impl<P: Procedure> Case<P> {
    /// Gives the case to another officer or office.
    pub(super) fn reassign(&mut self, entry: &Entry<Reassignment>) {
        let Reassignment { officer, office, reason } = entry.content.clone();
        self.office = office.clone().unwrap_or_else(|| self.office.clone());
        if officer.is_some() {
            self.officer.clone_from(&officer);
        }
        self.write_entry(entry, Event::Reassigned { officer, office, reason });
    }

    /// Whether a case can be given away.
    ///
    /// # Errors
    /// [`Code::CaseClosed`] for an ended case, [`Code::Field`] if neither officer nor office is named.
    pub(super) fn check_reassignment(&self, entry: &Entry<Reassignment>) -> Result<(), Problem> {
        if entry.content.officer.is_none() && entry.content.office.is_none() {
            return Err(Problem::new(Code::Field, "name an officer, an office or both").at("officer"));
        }
        self.guard(Act::Reassign)
    }
}
