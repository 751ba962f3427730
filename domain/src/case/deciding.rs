//! What every decision has in common, whatever is decided: whether it is late, and how it ends a case.

use super::{
    clock::ClockOutcome,
    docket::Docket,
    event::{Event, Lateness},
    fact::{Decision, Entry, Verdict},
    stage::{Stage, Status},
};
use crate::{
    actor::Actor,
    law::clock_kind::ClockKind,
    problem::{Code, Problem},
};

impl Docket {
    /// A lawful decision ends the case. After its deadline it is taken all the same (R26 annex 5 row 3), and who enters it says why it is late.
    ///
    /// # Errors
    /// [`Code::LateReason`].
    pub fn decide<T>(&mut self, decision: &Decision, entry: &Entry<T>) -> Result<(), Problem> {
        let end = match &decision.verdict {
            Verdict::Issue => (Stage::Issued, Status::Issued),
            Verdict::Refuse(_) => (Stage::Refused, Status::Refused),
            Verdict::Annul => (Stage::Annulled, Status::Annulled),
            Verdict::Shorten => (Stage::Shortened, Status::Shortened),
        };
        self.decide_with(end, decision, entry)
    }

    /// The same of a refusal on a ground on which an application is not considered (R26 paras 17, 56).
    ///
    /// # Errors
    /// [`Code::LateReason`].
    pub fn leave_unconsidered<T>(&mut self, decision: &Decision, entry: &Entry<T>) -> Result<(), Problem> {
        self.decide_with((Stage::NotConsidered, Status::NotConsidered), decision, entry)
    }

    fn decide_with<T>(&mut self, (stage, status): (Stage, Status), decision: &Decision, entry: &Entry<T>) -> Result<(), Problem> {
        let at = entry.received_at;
        let late = self.is_past(ClockKind::Decision, at);
        if late && decision.late_reason.is_none() && matches!(entry.entered_by, Actor::Officer(_)) {
            return Err(
                Problem::new(Code::LateReason, "the decision comes after its deadline: give the reason for the delay").at("late_reason")
            );
        }
        // Nobody is told why a decision is late that is not.
        let late = late.then(|| Lateness { reason: decision.late_reason.clone() });
        self.end(ClockKind::Decision, at, ClockOutcome::Met);
        self.end(ClockKind::Service, at, ClockOutcome::Met);
        self.take_in(stage, entry, &entry.entered_by, Event::Decided { verdict: decision.verdict.clone(), late });
        if let Verdict::Refuse(refusal) = &decision.verdict {
            self.refusal = Some(refusal.clone());
        }
        self.close(status, at);
        Ok(())
    }
}
