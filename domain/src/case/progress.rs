//! How far a case has come: a filing and its facts, replayed up to an instant, give docket and state of the procedure.

use super::{
    docket::{Docket, Reach},
    fact::Entry,
    filing::Filing,
    procedure::{Fact, Procedure},
    stage::Stage,
};
use crate::{law::rules::CaseRules, problem::Problem, time::instant::Instant};

/// How far a case has come.
#[derive(Debug, Clone)]
pub(super) struct Progress<P> {
    pub(super) docket: Docket,
    pub(super) procedure: P,
}

impl<P: Procedure> Progress<P> {
    /// Replays the facts, which are in order of their instants, and then time up to `now`.
    ///
    /// # Errors
    /// The rule that one of the facts breaks, or the year that the calendar lacks.
    pub(super) fn replay(
        filing: &Filing,
        particulars: &P::Particulars,
        rules: &CaseRules,
        facts: &[Entry<P::Fact>],
        now: Instant,
    ) -> Result<Self, Problem> {
        let mut progress = Self { docket: Docket::of(filing, P::FILED), procedure: P::of(particulars) };
        if filing.taken_at() == filing.filed_at {
            progress.docket.accept(filing, rules)?;
        }
        for fact in facts {
            progress.advance(fact.received_at, Reach::UpToFact, filing, rules)?;
            progress.apply(fact, rules)?;
        }
        progress.advance(now, Reach::UpToNow, filing, rules)?;
        Ok(progress)
    }

    /// Lets time pass: the application is accepted, work begins, terms run out. In order of time, each at its own instant.
    fn advance(&mut self, to: Instant, reach: Reach, filing: &Filing, rules: &CaseRules) -> Result<(), Problem> {
        if self.waits_at(Stage::Filed) && filing.taken_at() <= to {
            self.docket.accept(filing, rules)?;
        }
        if self.waits_at(Stage::Registered)
            && let Some(begins) = self.docket.begins.filter(|begins| *begins <= to)
        {
            self.procedure.begin(&mut self.docket, begins, filing, rules)?;
        }
        while let Some(expired) = self.docket.breach_first(to, reach) {
            self.procedure.ran_out(&mut self.docket, expired, rules)?;
        }
        Ok(())
    }

    fn waits_at(&self, stage: Stage) -> bool {
        self.docket.is_open() && self.docket.stage == stage
    }

    fn apply(&mut self, entry: &Entry<P::Fact>, rules: &CaseRules) -> Result<(), Problem> {
        if entry.content.order().is_some_and(|order| !order.act().is_about_what_was_issued()) {
            self.docket.require_open()?;
        }
        self.procedure.apply(&mut self.docket, entry, rules)
    }
}
