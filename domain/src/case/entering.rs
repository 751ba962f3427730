//! When something was entered, beside when it is said to have been received.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{
    Case,
    clock::{Clock, ClockOutcome},
    fact::{Correction, Entry},
    order::Order,
    procedure::Procedure,
};
use crate::{
    actor::Actor,
    authority::{Act, Authority},
    law::clock_kind::{ClockKind, Nature, Window},
    problem::{Code, Problem},
    time::{deadline::Deadline, instant::Instant, term::CountFrom},
};

/// The clocks of two machines differ by so much at most: what is further ahead lies in the future.
pub const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(1);

impl<P: Procedure> Case<P> {
    /// What a door stamped by its own clock, in order: not after `now`, if that is known, and not before the last fact. An instant
    /// that somebody has named stays as it is.
    #[must_use]
    pub fn in_order<T>(&self, mut entry: Entry<T>, now: Option<Instant>) -> Entry<T> {
        if !entry.is_stamped() {
            return entry;
        }
        let stamped = entry.received_at;
        let near = |instant: &Instant| stamped.since(*instant).abs() <= CLOCK_SKEW;
        if let Some(now) = now {
            // Not to before what had begun by the door's clock.
            let begun = self.docket().begins.filter(|begins| *begins <= stamped);
            entry.received_at = stamped.min(begun.map_or(now, |begins| now.max(begins)));
        }
        let last = self.last_fact_at();
        if near(&last) {
            entry.received_at = entry.received_at.max(last);
        }
        entry
    }

    /// Whether somebody may say that this was received so long before it was entered.
    ///
    /// # Errors
    /// [`Code::Antedated`], if the rules want a supervisor for it.
    pub fn check_antedating<T>(&self, act: Act, entry: &Entry<T>, authority: Option<&Authority>) -> Result<(), Problem> {
        self.require_reach(act, entry.received_at, entry, authority)
    }

    /// The same for the instant that a correction gives its fact, where it moves it back.
    ///
    /// # Errors
    /// [`Code::Antedated`].
    pub(super) fn check_moved_back(&self, entry: &Entry<Correction>, authority: Option<&Authority>) -> Result<(), Problem> {
        let recorded = self.to_correct(&entry.content).map(|fact| fact.received_at);
        match (entry.content.received_at, recorded) {
            (Some(moved), Some(recorded)) if moved < recorded => self.require_reach(Act::Correct, moved, entry, authority),
            // A later answer gives the decision a new term.
            (Some(moved), Some(recorded)) if moved > recorded && self.decision_ran_out_by(entry.entered_at) => {
                self.require_supervisor(entry, authority)
            }
            _ => Ok(()),
        }
    }

    /// What undoes the breach of a term that the law sets says why it is entered late and on which letter it rests, whoever enters it and however
    /// late. Who proposes a correction says it, too: who confirms it says the same.
    ///
    /// # Errors
    /// [`Code::UndoesBreach`]; the rule that the order breaks.
    pub(super) fn check_undoing(&self, entry: &Entry<Order>) -> Result<(), Problem> {
        let wanted = self.rules.entries.is_some_and(|rules| rules.letter_to_undo);
        let (true, Some(entered_at), Actor::Officer(_)) = (wanted, entry.entered_at, &entry.entered_by) else {
            return Ok(());
        };
        let taken = self.with(entry.clone())?;
        let stands = taken.as_of(entered_at).breached_before(entered_at);
        let Some((clock, _)) = self.as_of(entered_at).breached_before(entered_at).difference(&stands).next().copied() else {
            return Ok(());
        };
        let has_letter = entry.letter.is_some() || entry.content.letter().is_some();
        let lacking = match (entry.antedated_because.is_some(), has_letter) {
            (true, true) => return Ok(()),
            (false, _) => "antedated_because",
            (true, false) => "letter",
        };
        let message = format!(
            "the term of the {} clock had run out when this was entered at {entered_at}, and would not have: give the reason for which it is \
             entered so late, and the number of the letter on which it rests",
            clock.as_str()
        );
        Err(Problem::new(Code::UndoesBreach, message).at(lacking))
    }

    /// The case as it would stand with an order.
    fn with(&self, entry: Entry<Order>) -> Result<Self, Problem> {
        let (order, entry) = entry.take_content();
        match order {
            Order::Correct(correction) => self.corrected_by(&entry.with(correction)),
            other => {
                let mut taken = self.clone();
                taken.take(entry.with(other))?;
                Ok(taken)
            }
        }
    }

    /// The terms set by the law that had run out before an instant, without their act. What was entered in time and comes late undoes none.
    fn breached_before(&self, instant: Instant) -> BTreeSet<(ClockKind, Option<Window>)> {
        let is_it = |clock: &&Clock| clock.nature == Nature::Statutory && clock.outcome == ClockOutcome::Breached && clock.due() < instant;
        self.docket().clocks.iter().filter(is_it).map(|clock| (clock.kind, clock.window)).collect()
    }

    fn require_reach<T>(&self, act: Act, received_at: Instant, entry: &Entry<T>, authority: Option<&Authority>) -> Result<(), Problem> {
        let (Some(rules), Some(entered_at), Actor::Officer(_)) = (self.rules.entries, entry.entered_at, &entry.entered_by) else {
            return Ok(());
        };
        // No term rests on the instant at which steps go on. What lies before the filing is refused for that.
        if act == Act::Resume || received_at < self.filing.filed_at {
            return Ok(());
        }
        let reach = Deadline::count(received_at, rules.antedating, CountFrom::Receipt, &self.rules.calendar, &self.rules.hours)?;
        if entered_at <= reach.due && !(act == Act::Decide && self.would_make_timely(received_at, entered_at)) {
            return Ok(());
        }
        self.require_supervisor(entry, authority)
    }

    fn require_supervisor<T>(&self, entry: &Entry<T>, authority: Option<&Authority>) -> Result<(), Problem> {
        let (Some(rules), Some(entered_at), Actor::Officer(_)) = (self.rules.entries, entry.entered_at, &entry.entered_by) else {
            return Ok(());
        };
        if authority.is_none_or(|authority| authority.may_at(Act::Antedate, &self.office).is_err()) {
            let message = format!(
                "entered at {entered_at}, more than {} after it is said to have been received, or so that a late decision would be a timely \
                 one: a head, or an officer who is a supervisor, enters it",
                rules.antedating
            );
            return Err(Problem::new(Code::Antedated, message).at("received_at"));
        }
        if entry.antedated_because.is_none() {
            let message = "give the reason for which it is entered so long after it was received";
            return Err(Problem::new(Code::Antedated, message).at("antedated_because"));
        }
        Ok(())
    }

    fn decision_ran_out_by(&self, entered_at: Option<Instant>) -> bool {
        let decision = self.docket().clocks.iter().rfind(|clock| clock.kind == ClockKind::Decision);
        decision.zip(entered_at).is_some_and(|(clock, entered_at)| clock.due() < entered_at)
    }

    /// Whether the decision's term ran out between the two instants.
    fn would_make_timely(&self, received_at: Instant, entered_at: Instant) -> bool {
        let decision = self.docket().clocks.iter().rfind(|clock| clock.kind == ClockKind::Decision);
        decision.is_some_and(|clock| received_at <= clock.due() && clock.due() < entered_at)
    }
}
