//! What facts say: of agencies, officers and the inviting party, and how it was taken in.

use serde::{Deserialize, Serialize};

use crate::{actor::Actor, law::ground::Ground, text::Text, time::instant::Instant};

/// Something that was taken in: what, when, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<T> {
    /// What happened.
    pub content: T,
    /// When it was received, as whoever took it in says.
    pub received_at: Instant,
    /// Who entered it: the agency's system itself, or an officer on its behalf.
    pub entered_by: Actor,
    /// When it was entered, by the clock of the door that took it in; none in a simulation, and in a record of before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_at: Option<Instant>,
    /// Why it is entered so long after it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub antedated_because: Option<Text>,
}

impl<T> Entry<T> {
    /// An entry of which nothing says when it was entered.
    pub const fn new(content: T, received_at: Instant, entered_by: Actor) -> Self {
        Self { content, received_at, entered_by, entered_at: None, antedated_because: None }
    }

    /// An entry that a door has taken in: it was received then, if its sender says no other instant.
    pub fn taken_in(content: T, received_at: Option<Instant>, entered_by: Actor, now: Instant) -> Self {
        Self { entered_at: Some(now), ..Self::new(content, received_at.unwrap_or(now), entered_by) }
    }

    /// The same entry with another content.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Entry<U> {
        let Self { content, received_at, entered_by, entered_at, antedated_because } = self;
        Entry { content: change(content), received_at, entered_by, entered_at, antedated_because }
    }

    /// Its content, and the entry without it.
    pub fn take_content(self) -> (T, Entry<()>) {
        let Self { content, received_at, entered_by, entered_at, antedated_because } = self;
        (content, Entry { content: (), received_at, entered_by, entered_at, antedated_because })
    }

    /// Whether its instant is that at which a door took it in, and nobody's word.
    pub fn is_stamped(&self) -> bool {
        self.entered_at == Some(self.received_at)
    }

    /// When it was entered, where that is not when it was received.
    pub fn entered_at_another_instant(&self) -> Option<Instant> {
        self.entered_at.filter(|entered_at| *entered_at != self.received_at)
    }
}

impl Entry<()> {
    /// The same entry with this content.
    pub fn with<T>(self, content: T) -> Entry<T> {
        self.map(|()| content)
    }
}

/// A refusal: on which ground, and why in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The ground.
    pub ground: Ground,
    /// In words; an empty text is none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "none_if_empty")]
    pub note: Option<Text>,
}

fn none_if_empty<'de, D: serde::Deserializer<'de>>(decoder: D) -> Result<Option<Text>, D::Error> {
    let text = Option::<String>::deserialize(decoder)?.filter(|text| !text.is_empty());
    text.map(Text::try_from).transpose().map_err(serde::de::Error::custom)
}

/// The police check of purpose, duration and grounds for entry (R26 para 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Verification {
    /// Nothing stands against the visit.
    Clear,
    /// A ground for refusal stands against it.
    Refuse(Refusal),
}

/// The NSC's answer to the coordination request (R26 para 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It agrees.
    Agree,
    /// It objects.
    Object,
}

/// The NSC's written request for more time (R26 annex 5 row 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRequest {
    /// Why more time is needed.
    pub reason: Text,
}

/// The officer's decision (R26 paras 15, 18).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What is decided.
    pub verdict: Verdict,
    /// Why the decision comes after its deadline; needed where a person enters a late one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<Text>,
}

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// What was asked for is issued.
    Issue,
    /// It is refused.
    Refuse(Refusal),
    /// The visa is annulled (R26 para 46).
    Annul,
    /// The stay is shortened (R26 para 55).
    Shorten,
}

/// The inviting party takes the application back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why.
    pub reason: Text,
}

/// Puts another verification or answer in the place of a wrongly entered one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What it should have been.
    pub replacement: Replacement,
    /// When it was really received; the entered instant stays if none is given.
    #[serde(default)]
    pub received_at: Option<Instant>,
    /// Why the entry was wrong.
    pub reason: Text,
    /// The number of the agency's letter: needed where its own message was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Text>,
}

/// What a correction may replace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replacement {
    /// A verification.
    Verification(Verification),
    /// An answer.
    Answer(Answer),
}

impl Replacement {
    /// Which fact it takes the place of.
    pub const fn kind(&self) -> AgencyFact {
        match self {
            Self::Verification(_) => AgencyFact::Verification,
            Self::Answer(_) => AgencyFact::Answer,
        }
    }
}

/// What an agency says in a case, itself or through an officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyFact {
    /// The verification of the police.
    Verification,
    /// The answer of the NSC.
    Answer,
    /// Its request for more time.
    ExtensionRequest,
}

impl AgencyFact {
    /// Whose word it is.
    pub const fn agency(self) -> Actor {
        match self {
            Self::Verification => Actor::Police,
            Self::Answer | Self::ExtensionRequest => Actor::Nsc,
        }
    }
}
