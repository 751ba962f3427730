//! Office and officer by name: a case knows codes and ids only, so whoever shows a document names them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Document, Heading, Invitation, RefusalNotice};
use crate::{
    law::rulebook::{Rulebook, jurisdiction::Body},
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId, Text},
};

/// An office's name in the languages of documents, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OfficeName {
    /// In Kazakh.
    pub kk: String,
    /// In Russian.
    pub ru: String,
    /// Whose office it is; the police's in a document of before that was told.
    #[serde(default, skip_serializing_if = "Body::is_police")]
    pub body: Body,
}

/// Who the officers are, by the id that the office's directory gives them. Names are personal data: they stand in no case and in no
/// log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    officers: BTreeMap<OfficerId, Text>,
    /// Where they work, as far as the list says it.
    offices: BTreeSet<OfficeCode>,
}

/// A line of the list: an officer, or an office with its officers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Officer(Text),
    Office(BTreeMap<OfficerId, Text>),
}

impl Names {
    /// A list as TOML: `P-1042 = "…"`, a line each, under `[ALA-ALMALY]` for those who work at an office.
    ///
    /// # Errors
    /// [`Code::Configuration`] for what is no such list, or names an officer twice.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |what: &dyn Display| Problem::new(Code::Configuration, format!("the officers' names: {what}"));
        let lines: BTreeMap<String, Line> = toml::from_str(text).map_err(|error| wrong(&error.message()))?;
        let mut list = Self::default();
        for (key, line) in lines {
            let named = match line {
                Line::Officer(name) => BTreeMap::from([(key.parse().map_err(|problem: Problem| wrong(&problem.message))?, name)]),
                Line::Office(officers) => {
                    list.offices.insert(key.parse().map_err(|problem: Problem| wrong(&problem.message))?);
                    officers
                }
            };
            for (id, name) in named {
                if list.officers.insert(id.clone(), name).is_some() {
                    return Err(wrong(&format!("{id} is named twice")));
                }
            }
        }
        Ok(list)
    }

    /// The name of an officer, where the list has one.
    pub fn of_officer(&self, id: &OfficerId) -> Option<&Text> {
        self.officers.get(id)
    }

    /// How many officers are named.
    pub fn count(&self) -> usize {
        self.officers.len()
    }

    /// The offices at which the list says that they work.
    pub fn offices(&self) -> impl Iterator<Item = &OfficeCode> {
        self.offices.iter()
    }
}

impl OfficeName {
    /// What an office is called on a day; none, if the rulebook does not know it.
    pub fn of(office: &OfficeCode, on: NaiveDate, rulebook: &Rulebook) -> Option<Self> {
        let rules = rulebook.for_filing(on).ok()?;
        rules.office(office).map(|office| Self { kk: office.name_kk.clone(), ru: office.name_ru.clone(), body: office.body })
    }
}

impl Document {
    /// The same document with the names of office and officer, as they are called on its day; what nobody knows stays a code.
    #[must_use]
    pub fn named(mut self, rulebook: &Rulebook, names: &Names) -> Self {
        let Heading { office, date, .. } = self.heading();
        let office_name = OfficeName::of(office, *date, rulebook);
        self.heading_mut().office_name = office_name;
        if let Self::Invitation(Invitation { officer, officer_name, .. }) | Self::Refusal(RefusalNotice { officer, officer_name, .. }) =
            &mut self
        {
            *officer_name = officer.as_ref().and_then(|id| names.of_officer(id)).cloned();
        }
        self
    }

    const fn heading_mut(&mut self) -> &mut Heading {
        match self {
            Self::AcceptanceReceipt(document) => &mut document.heading,
            Self::AcceptanceRefusal(document) => &mut document.heading,
            Self::ExtensionNotice(document) => &mut document.heading,
            Self::Invitation(document) => &mut document.heading,
            Self::Refusal(document) => &mut document.heading,
        }
    }
}
