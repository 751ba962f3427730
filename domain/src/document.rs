//! A document of a case, of whichever service.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    case::number::CaseNumber,
    invitation::document::{self as of_invitations, Names},
    law::rulebook::Rulebook,
    visa::document as of_visas,
};

/// A document of a case. The kinds of the services have names of their own, so what is written of one is read as that one again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CaseDocument)]
#[serde(untagged)]
pub enum Document {
    /// Of an invitation.
    Invitation(of_invitations::Document),
    /// Of a visa.
    Visa(of_visas::Document),
}

impl Document {
    /// The kind as it stands in data.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Invitation(document) => document.kind(),
            Self::Visa(document) => document.kind(),
        }
    }

    /// What tells it from the others of its case: its kind, with a number where a case may have several of the kind.
    pub fn name(&self) -> String {
        match self {
            Self::Invitation(document) => document.kind().to_owned(),
            Self::Visa(document) => document.name(),
        }
    }

    /// Whether it is handed to who applied; an act on a sticker stays at the office (R26 para 47).
    pub const fn is_for_applicant(&self) -> bool {
        !matches!(self, Self::Visa(of_visas::Document::StickerAct(_)))
    }

    /// The case that it is of.
    pub const fn case(&self) -> &CaseNumber {
        match self {
            Self::Invitation(document) => &document.heading().case,
            Self::Visa(document) => &document.heading().case,
        }
    }

    /// The day of the document.
    pub const fn date(&self) -> NaiveDate {
        match self {
            Self::Invitation(document) => document.heading().date,
            Self::Visa(document) => document.heading().date,
        }
    }

    /// The same document with the names of office and officer, as they are called on its day; what nobody knows stays a code.
    #[must_use]
    pub fn named(self, rulebook: &Rulebook, names: &Names) -> Self {
        match self {
            Self::Invitation(document) => Self::Invitation(document.named(rulebook, names)),
            Self::Visa(document) => Self::Visa(document.named(rulebook, names)),
        }
    }
}

impl From<of_invitations::Document> for Document {
    fn from(document: of_invitations::Document) -> Self {
        Self::Invitation(document)
    }
}

impl From<of_visas::Document> for Document {
    fn from(document: of_visas::Document) -> Self {
        Self::Visa(document)
    }
}
