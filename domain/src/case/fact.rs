//! How what happens is taken in. What it says stands with its [order](super::order).

use serde::{Deserialize, Serialize};

pub use super::order::{
    AgencyFact, Answer, Correction, Decision, ExtensionRequest, Refusal, Replacement, Verdict, Verification, Withdrawal,
};
use crate::{actor::Actor, text::Text, time::instant::Instant};

/// Something that was taken in: what, when, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Entry<T> {
    /// What happened.
    pub content: T,
    /// When it was received, as whoever took it in says.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Instant,
    /// Who entered it: the agency's system itself, or an officer on its behalf.
    #[schema(value_type = String)]
    pub entered_by: Actor,
    /// When it was entered, by the clock of the door that took it in; none in a simulation, and in a record of before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub entered_at: Option<Instant>,
    /// Why it is entered so long after it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub antedated_because: Option<Text>,
    /// The number of the letter on which it rests, where one is named; what undoes a breach names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub letter: Option<Text>,
}

impl<T> Entry<T> {
    /// An entry of which nothing says when it was entered.
    pub const fn new(content: T, received_at: Instant, entered_by: Actor) -> Self {
        Self { content, received_at, entered_by, entered_at: None, antedated_because: None, letter: None }
    }

    /// An entry that a door has taken in: it was received then, if its sender says no other instant.
    pub fn taken_in(content: T, received_at: Option<Instant>, entered_by: Actor, now: Instant) -> Self {
        Self { entered_at: Some(now), ..Self::new(content, received_at.unwrap_or(now), entered_by) }
    }

    /// The same entry with another content.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Entry<U> {
        let Self { content, received_at, entered_by, entered_at, antedated_because, letter } = self;
        Entry { content: change(content), received_at, entered_by, entered_at, antedated_because, letter }
    }

    /// Its content, and the entry without it.
    pub fn take_content(self) -> (T, Entry<()>) {
        let Self { content, received_at, entered_by, entered_at, antedated_because, letter } = self;
        (content, Entry { content: (), received_at, entered_by, entered_at, antedated_because, letter })
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
