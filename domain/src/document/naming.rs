//! Office and officer by name: a case knows codes and ids only, so whoever shows a document names them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Document, Heading, Invitation, RefusalNotice};
use crate::{
    problem::{Code, Problem},
    rulebook::Rulebook,
    text::{OfficerId, Text},
};

/// An office's name in the languages of documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeName {
    /// In Kazakh.
    pub kk: String,
    /// In Russian.
    pub ru: String,
}

/// Who the officers are, by the id that the office's directory gives them. Names are personal data: they stand in no case and in no
/// log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Names(BTreeMap<OfficerId, Text>);

impl Names {
    /// A list as TOML: `P-1042 = "…"`, a line each.
    ///
    /// # Errors
    /// [`Code::Configuration`] for what is no such list.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|error| Problem::new(Code::Configuration, format!("the officers' names: {}", error.message())))
    }
}

impl Document {
    /// The same document with the names of office and officer, as they are called on its day; what nobody knows stays a code.
    #[must_use]
    pub fn named(mut self, rulebook: &Rulebook, names: &Names) -> Self {
        let Heading { office, date, .. } = self.heading();
        let office = rulebook.for_filing(*date).ok().and_then(|rules| rules.office(office));
        let office_name = office.map(|office| OfficeName { kk: office.name_kk.clone(), ru: office.name_ru.clone() });
        self.heading_mut().office_name = office_name;
        if let Self::Invitation(Invitation { officer, officer_name, .. }) | Self::Refusal(RefusalNotice { officer, officer_name, .. }) =
            &mut self
        {
            *officer_name = officer.as_ref().and_then(|id| names.0.get(id)).cloned();
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
