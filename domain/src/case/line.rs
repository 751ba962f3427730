//! The lines of a case's journal: what happened, in the order in which it happened.

use super::{
    antedated::UndoneTerm,
    event::{self, Event},
    fact::Entry,
    stage::Stage,
    view::TimelineLine,
};
use crate::{actor::Actor, text::Text, time::instant::Instant};

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub at: Instant,
    pub stage: Stage,
    pub actor: Actor,
    pub entered_by: Option<Actor>,
    /// When it was entered, where that was at another instant.
    pub entered_at: Option<Instant>,
    /// Why it was entered so long after it was received.
    pub antedated_because: Option<Text>,
    /// The number of the letter on which it rests, where one was named.
    pub letter: Option<Text>,
    /// The terms whose breach it undid.
    pub undid: Vec<UndoneTerm>,
    pub event: Event,
    /// Whether the case moved to the stage with this line.
    pub enters: bool,
}

impl Line {
    pub(super) const fn new(at: Instant, stage: Stage, actor: Actor, event: Event) -> Self {
        Self {
            at,
            stage,
            actor,
            entered_by: None,
            entered_at: None,
            antedated_because: None,
            letter: None,
            undid: Vec::new(),
            event,
            enters: false,
        }
    }

    /// A line of what somebody has entered.
    pub(super) fn of_entry<T>(entry: &Entry<T>, stage: Stage, actor: &Actor, event: Event) -> Self {
        Self {
            entered_by: (entry.entered_by != *actor).then(|| entry.entered_by.clone()),
            entered_at: entry.entered_at_another_instant(),
            antedated_because: entry.antedated_because.clone(),
            letter: entry.letter.clone(),
            ..Self::new(entry.received_at, stage, actor.clone(), event)
        }
    }
}

impl From<Line> for TimelineLine {
    fn from(line: Line) -> Self {
        let Line { at, stage, actor, entered_by, entered_at, antedated_because, letter, undid, event, enters: _ } = line;
        let detail = event::detail(&event, antedated_because.as_ref(), letter.as_ref());
        Self { at, stage, actor, entered_by, entered_at, detail, event: Some(event), antedated_because, letter, undid }
    }
}
