//! Terms of a case as its documents lay them out, day by day.

use chrono::NaiveDate;

use super::{
    Case,
    clock::{Clock, ClockOutcome},
    procedure::Procedure,
};
use crate::{
    law::clock_kind::{ClockKind, Window},
    time::proof::Proof,
};

impl<P: Procedure> Case<P> {
    /// The extended term of the coordination, if it ends on the day of which the applicant was told.
    pub(crate) fn extended_until(&self, day: Option<NaiveDate>) -> Option<Proof> {
        let extended = |clock: &&Clock| clock.kind == ClockKind::Coordination && clock.window == Some(Window::Extended);
        let proof = self.laid_out(self.docket().clocks.iter().rfind(extended)?)?;
        (Some(proof.due_day()) == day).then_some(proof)
    }

    /// The term within which it was to be decided: that of the service, which a hearing ends; then that of the decision after it.
    pub(crate) fn decided_within(&self) -> Option<Proof> {
        let clocks = &self.docket().clocks;
        let service = clocks.iter().rfind(|clock| clock.kind == ClockKind::Service && clock.outcome != ClockOutcome::Superseded);
        self.laid_out(service.or_else(|| clocks.iter().rfind(|clock| clock.kind == ClockKind::Decision))?)
    }

    fn laid_out(&self, clock: &Clock) -> Option<Proof> {
        // A case counts by its own calendar, and by no other.
        Proof::of(&clock.deadline, &self.rules().calendar).ok()
    }
}
