//! What the state registers answer after the filing.

use super::{Case, event::Event, procedure::Procedure};
use crate::{
    checks::{finding::Finding, records::HeldPaper},
    problem::Problem,
    time::instant::Instant,
};

impl<P: Procedure> Case<P> {
    /// Takes in what the state registers hold and what the checks found in it. Officers see it; nothing is decided by it.
    ///
    /// `settled` does not stand any more in view of what the state holds; `held_instead` names what is not missing, since the state
    /// holds it; acceptance that waited for that goes on.
    ///
    /// # Errors
    /// [`Code::NoCalendar`](crate::problem::Code::NoCalendar) if the calendar does not reach as far as the first clocks.
    pub fn take_records(
        &mut self,
        fetched: Vec<HeldPaper>,
        findings: Vec<Finding>,
        settled: &[Finding],
        held_instead: &[String],
        at: Instant,
    ) -> Result<(), Problem> {
        if !fetched.is_empty() || !findings.is_empty() {
            let found = findings.iter().map(|finding| finding.code.to_string()).collect();
            self.write_of_itself(at.max(self.filing.filed_at), Event::RegistersAnswered { papers: fetched.len(), found });
        }
        self.filing.never_asked_for.take_fetched(&fetched, at.date());
        self.fetched.extend(fetched);
        self.filing.findings.retain(|finding| !settled.iter().any(|settled| settled.says_the_same(finding)));
        self.filing.findings.extend(findings);
        let Some(awaited) = self.filing.awaited.as_mut() else { return Ok(()) };
        if at >= awaited.until {
            awaited.held_after_all.extend_from_slice(held_instead);
            return Ok(());
        }
        awaited.answered_at = Some(at);
        self.filing.missing.retain(|paper| !held_instead.contains(&paper.code));
        let now = self.now.max(at);
        let progress = self.replay(&self.facts, now)?;
        self.adopt(progress, &[], now);
        self.write_acceptance_notice();
        Ok(())
    }
}
