//! What was entered later than it was received, and the breaches that this undid: for those who look at how entries are made.

use serde::{Deserialize, Serialize};

use super::{
    clock::ClockOutcome,
    entering::CLOCK_SKEW,
    event::Event,
    view::{CaseView, TimelineLine},
};
use crate::{
    actor::Actor,
    authority::Act,
    law::clock_kind::{ClockKind, Window},
    text::Text,
    time::instant::Instant,
};

/// Something that was entered later than it was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AntedatedEntry {
    /// What was done by it; none if an earlier release wrote its line in words alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub act: Option<Act>,
    /// When it is said to have been received; of a correction, what it puts right.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Instant,
    /// When it was entered.
    #[schema(value_type = String, format = DateTime)]
    pub entered_at: Instant,
    /// Who entered it.
    #[schema(value_type = String)]
    pub entered_by: Actor,
    /// Why it was entered so late, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub because: Option<Text>,
    /// The number of the letter on which it rests, where one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub letter: Option<Text>,
    /// The terms that had run out and do not count as breached since.
    pub undid: Vec<UndoneTerm>,
}

/// A term that had run out, and does not count as breached any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UndoneTerm {
    /// Which clock.
    pub clock: ClockKind,
    /// Which of its windows.
    pub window: Option<Window>,
    /// When it ran out.
    #[schema(value_type = String, format = DateTime)]
    pub ran_out_at: Instant,
}

/// A breach on the timeline that does not stand any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoneBreach {
    /// The place of the line that says it.
    pub place: usize,
    /// Which term.
    pub term: UndoneTerm,
    /// The place of the line that undid it, where the case tells.
    pub by: Option<usize>,
}

impl TimelineLine {
    /// Whether it was entered later than it was received, by more than the clocks of two machines differ.
    pub fn is_antedated(&self) -> bool {
        self.entered_at.is_some_and(|entered_at| entered_at.since(self.at) > CLOCK_SKEW)
    }

    /// When it was entered.
    pub fn entered_on(&self) -> Instant {
        self.entered_at.unwrap_or(self.at)
    }

    /// Who entered it.
    pub fn entered_by(&self) -> &Actor {
        self.entered_by.as_ref().unwrap_or(&self.actor)
    }

    /// What somebody did by it; none of what follows of itself, and of what was written in words alone.
    pub fn act(&self) -> Option<Act> {
        self.event.as_ref().and_then(Event::act)
    }

    /// A breach is undone by what was received in time and entered later, or by a correction.
    fn could_undo(&self, ran_out_at: Instant) -> bool {
        match &self.event {
            Some(Event::Corrected { .. }) => true,
            Some(event) => event.act().is_some_and(is_a_fact) && self.at <= ran_out_at,
            None => self.entered_at.is_some(),
        }
    }

    /// It as an antedated entry, if it is one: of a correction counts when it says that its fact was received.
    fn as_antedated(&self, undid: Vec<UndoneTerm>) -> Option<AntedatedEntry> {
        let (received_at, own_letter) = match &self.event {
            Some(Event::Corrected { correction, .. }) => (correction.is_received_at, correction.letter.clone()),
            Some(Event::ComplaintPassedOn { letter, .. }) => (self.at, letter.clone()),
            _ => (self.at, None),
        };
        (self.entered_on().since(received_at) > CLOCK_SKEW).then(|| AntedatedEntry {
            act: self.act(),
            received_at,
            entered_at: self.entered_on(),
            entered_by: self.entered_by().clone(),
            because: self.antedated_because.clone(),
            letter: self.letter.clone().or(own_letter),
            undid,
        })
    }
}

/// Giving a case away and asking for papers end no term.
fn is_a_fact(act: Act) -> bool {
    !matches!(act, Act::Reassign | Act::RequestPapers | Act::Resume)
}

impl CaseView {
    /// The breaches on its timeline that do not stand any more, each with what undid it.
    pub fn undone_breaches(&self) -> Vec<UndoneBreach> {
        let ran_out = self.timeline.iter().enumerate().filter_map(|(place, line)| match &line.event {
            Some(Event::TermRanOut { clock, window }) => Some((place, UndoneTerm { clock: *clock, window: *window, ran_out_at: line.at })),
            _ => None,
        });
        let undone = ran_out.filter(|(_, term)| !self.is_breached(term)).map(|(place, term)| {
            let mut later = self.timeline.iter().enumerate().skip(place.saturating_add(1));
            let by = later.find(|(_, line)| line.could_undo(term.ran_out_at) && !self.is_put_there_by_a_correction(line)).map(|(by, _)| by);
            UndoneBreach { place, term, by }
        });
        undone.collect()
    }

    /// What was entered later than it was received, in the order in which it was entered.
    pub fn antedated_entries(&self) -> Vec<AntedatedEntry> {
        let undone = self.undone_breaches();
        let entered = self.timeline.iter().enumerate().filter(|(_, line)| !self.is_put_there_by_a_correction(line));
        let entries = entered.filter_map(|(place, line)| {
            let undid = undone.iter().filter(|breach| breach.by == Some(place)).map(|breach| breach.term);
            line.as_antedated(undid.collect())
        });
        entries.collect()
    }

    /// Whether a fact stands so because a correction has put it there: it is the correction that was entered.
    fn is_put_there_by_a_correction(&self, fact: &TimelineLine) -> bool {
        self.timeline.iter().any(|line| match (&line.event, &fact.event) {
            (Some(Event::Corrected { correction, .. }), Some(said)) => {
                correction.is_received_at == fact.at && line.entered_by() == fact.entered_by() && said.says(&correction.is)
            }
            _ => false,
        })
    }

    fn is_breached(&self, term: &UndoneTerm) -> bool {
        self.clocks.iter().any(|clock| {
            (clock.clock, clock.window, clock.due) == (term.clock, term.window, term.ran_out_at) && clock.outcome == ClockOutcome::Breached
        })
    }
}
