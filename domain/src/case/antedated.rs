//! What was entered later than it was received, and the breaches that this undid: for those who look at how entries are made.

use serde::{Deserialize, Serialize};

use super::{
    clock::{Clock, ClockOutcome},
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
    /// The place of its line on the timeline, from 1.
    pub place: usize,
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
    /// The place of the line that undid it; none if an earlier release wrote it.
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
        let act = self.event.as_ref().and_then(Event::act)?;
        // Of itself, a case enters in Berkut, too.
        (act != Act::EnterInBerkut || matches!(self.entered_by(), Actor::Officer(_))).then_some(act)
    }

    /// It as an antedated entry, if it is one: of a correction counts when it says that its fact was received.
    fn as_antedated(&self, place: usize, undid: Vec<UndoneTerm>) -> Option<AntedatedEntry> {
        let (received_at, own_letter) = match &self.event {
            Some(Event::Corrected { correction, .. }) => (correction.is_received_at, correction.letter.clone()),
            Some(Event::ComplaintPassedOn { letter, .. }) => (self.at, letter.clone()),
            _ => (self.at, None),
        };
        (self.entered_on().since(received_at) > CLOCK_SKEW).then(|| AntedatedEntry {
            place: place.saturating_add(1),
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

impl From<&Clock> for UndoneTerm {
    fn from(clock: &Clock) -> Self {
        Self { clock: clock.kind, window: clock.window, ran_out_at: clock.due() }
    }
}

impl CaseView {
    /// Whether there is something to write a dossier of: a term that has run out, also if that was undone.
    pub fn is_about_a_breach(&self) -> bool {
        let ran_out = self.timeline.iter().any(|line| matches!(line.event, Some(Event::TermRanOut { .. })));
        // Of a case that the engine has forgotten, the register tells what undid a breach.
        let undid = self.antedated.iter().any(|entry| !entry.undid.is_empty());
        ran_out || undid || self.clocks.iter().any(|clock| clock.outcome == ClockOutcome::Breached)
    }

    /// The breaches on its timeline that do not stand any more, each with what undid it. One that fell into another stage by what was entered
    /// since has two lines.
    pub fn undone_breaches(&self) -> Vec<UndoneBreach> {
        let ran_out = self.timeline.iter().enumerate().filter_map(|(place, line)| match &line.event {
            Some(Event::TermRanOut { clock, window }) => Some((place, UndoneTerm { clock: *clock, window: *window, ran_out_at: line.at })),
            _ => None,
        });
        let undone = ran_out.filter(|(_, term)| !self.is_breached(term)).map(|(place, term)| {
            let mut later = self.timeline.iter().enumerate().skip(place.saturating_add(1));
            let by = later.find(|(_, line)| line.undid.contains(&term)).map(|(by, _)| by);
            UndoneBreach { place, term, by }
        });
        undone.collect()
    }

    /// The terms that a line undid and that do not stand as breached again.
    pub fn undone_by(&self, line: &TimelineLine) -> Vec<UndoneTerm> {
        line.undid.iter().filter(|term| !self.is_breached(term)).copied().collect()
    }

    /// What was entered later than it was received, in the order in which it was entered. The list only grows, but for what an entry undid.
    pub fn antedated_entries(&self) -> Vec<AntedatedEntry> {
        if self.from_register_as_of.is_some() {
            return self.antedated.clone();
        }
        let entered = self.timeline.iter().enumerate().filter(|(place, line)| !self.is_told_by_another_line(*place, line));
        entered.filter_map(|(place, line)| line.as_antedated(place, self.undone_by(line))).collect()
    }

    /// Whether another line tells of the same entry: the correction that has put a fact there, or the line that the fact had before a
    /// correction let it fall into another stage.
    fn is_told_by_another_line(&self, place: usize, line: &TimelineLine) -> bool {
        self.timeline.iter().enumerate().any(|(other_place, other)| {
            let is_of_the_same_entry = (other.entered_by(), other.entered_on()) == (line.entered_by(), line.entered_on());
            is_of_the_same_entry
                && match (&other.event, &line.event) {
                    (Some(Event::Corrected { correction, .. }), Some(said)) if said.says(&correction.is) => {
                        correction.is_received_at == line.at
                    }
                    _ => other_place < place && other.at == line.at && line.act().is_some() && other.act() == line.act(),
                }
        })
    }

    fn is_breached(&self, term: &UndoneTerm) -> bool {
        self.clocks.iter().any(|clock| {
            (clock.clock, clock.window, clock.due) == (term.clock, term.window, term.ran_out_at) && clock.outcome == ClockOutcome::Breached
        })
    }
}
