//! What a case has led to where that is a visa: the visa, and the acts by which stickers ended (R26 paras 43, 46, 47).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Case,
    event::Event,
    fingerprints::{Appointment, FingerprintsState},
    number::CaseNumber,
    procedure::Procedure,
};
use crate::{
    application::{Category, Entries, VisaKind},
    text::Text,
    time::instant::Instant,
};

/// A sticker was spoiled while it was made: it is annulled, and another number takes its place (R26 paras 6, 47).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Spoilage {
    /// How.
    #[schema(value_type = String)]
    pub reason: Text,
}

/// An officer has entered in Berkut what was issued while Berkut was down (R26 para 43).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BerkutEntry {}

/// The Border Service has annulled the visa (R26 para 46(3)), or found that an electronic one does not fit its holder's passport (para 25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BorderAnnulment {
    /// Why.
    pub because: BorderReason,
}

/// Another case has ended the visa: it was extended, restored, annulled or shortened there (R26 paras 35, 46, 48, 49, 55).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndedElsewhere {
    /// Which case.
    #[schema(value_type = String)]
    pub by: CaseNumber,
}

/// Why the Border Service annuls a visa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BorderReason {
    /// Its holder was refused entry (R26 para 46(3)).
    EntryRefused,
    /// Its holder is barred from entering (R26 para 46(3)).
    EntryBan,
    /// Its holder leaves, and Berkut says that it is annulled (R26 para 46(3)).
    Exit,
    /// An electronic visa says something else than the passport: it is not valid (R26 para 25).
    PassportMismatch,
}

impl BorderReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::EntryRefused, Self::EntryBan, Self::Exit, Self::PassportMismatch];

    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EntryRefused => "entry_refused",
            Self::EntryBan => "entry_ban",
            Self::Exit => "exit",
            Self::PassportMismatch => "passport_mismatch",
        }
    }
}

impl<P: Procedure> Case<P> {
    /// When what was issued was annulled afterwards, and why, where the Border Service did it; none if it stands.
    pub fn annulled_afterwards(&self) -> Option<(Instant, Option<BorderReason>)> {
        self.docket().journal.iter().rev().find_map(|line| match &line.event {
            Event::AnnulledAtBorder { because } => Some((line.at, Some(*because))),
            Event::EndedElsewhere { .. } => Some((line.at, None)),
            _ => None,
        })
    }
}

/// How the visa of a case stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VisaStanding {
    /// The visa that the case has led to; that which was annulled, where the case is about nothing else.
    pub visa: Option<VisaView>,
    /// The acts of annex 13, in order.
    #[schema(required = false)]
    pub acts: Vec<ActOfAnnulment>,
    /// Fingerprints.
    #[schema(required = false)]
    pub fingerprints: FingerprintsState,
    /// When they were taken, where the biometric centre has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub fingerprints_taken_at: Option<Instant>,
    /// When and where they are to be taken, or were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Appointment>,
    /// What the case has ended and Berkut does not know of yet, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_ended_in_berkut: Vec<EndedNumber>,
}

/// A visa that has ended, by its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EndedNumber {
    /// That of the sticker, or of the electronic visa.
    pub number: Text,
    /// When it ended.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
}

/// Why a visa has ended, as Berkut is told (R26 paras 25, 46-48).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndOfVisa {
    /// Its sticker was spoiled while it was made.
    Spoiled,
    /// It was annulled, or another one took its place.
    Annulled,
    /// It was lost.
    Lost,
    /// It is electronic and says something else than its holder's passport.
    Invalid,
}

impl From<EndOfSticker> for EndOfVisa {
    fn from(why: EndOfSticker) -> Self {
        match why {
            EndOfSticker::Spoiled => Self::Spoiled,
            EndOfSticker::Annulled => Self::Annulled,
            EndOfSticker::Lost => Self::Lost,
        }
    }
}

/// A visa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VisaView {
    /// Its number: that of the sticker, or of the electronic visa.
    #[schema(value_type = String)]
    pub number: Text,
    /// Its category.
    #[schema(value_type = String)]
    pub category: Category,
    /// The entries that it allows.
    #[schema(value_type = String)]
    pub entries: Entries,
    /// Sticker or electronic.
    #[schema(value_type = String)]
    pub kind: VisaKind,
    /// The first day on which it is valid (Asia/Almaty).
    pub valid_from: NaiveDate,
    /// The last day on which it is valid.
    pub valid_until: NaiveDate,
    /// Whether it is valid on the days that it names.
    pub valid: bool,
    /// Why not.
    pub invalid_because: Option<Invalidity>,
    /// Whether it was filled in by hand, for Berkut was down (R26 para 43).
    pub handwritten: bool,
}

/// Why a visa is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Invalidity {
    /// Its data are not in Berkut (R26 para 43).
    NotInBerkut,
    /// Its sticker is spoiled (R26 para 6).
    Spoiled,
    /// It is annulled (R26 para 46).
    Annulled,
}

impl Invalidity {
    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotInBerkut => "not_in_berkut",
            Self::Spoiled => "spoiled",
            Self::Annulled => "annulled",
        }
    }
}

/// The act by which a sticker was annulled (R26 para 47, annex 13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ActOfAnnulment {
    /// Its number.
    pub number: String,
    /// When it was drawn up.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Why.
    pub why: EndOfSticker,
    /// The number of the sticker.
    #[schema(value_type = String)]
    pub sticker: Text,
}

/// Why a sticker is annulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndOfSticker {
    /// It was spoiled while it was made.
    Spoiled,
    /// The visa was annulled, or another one took its place.
    Annulled,
    /// It was lost.
    Lost,
}

impl EndOfSticker {
    /// Its name in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spoiled => "spoiled",
            Self::Annulled => "annulled",
            Self::Lost => "lost",
        }
    }
}
