//! Steps that a technical fault has stopped. It ends no case: an operator looks at it and resumes them.

use super::{Case, event::Event, fact::Entry, outbox::OfficeNotice, procedure::Procedure, view::Incident};
use crate::{
    law::ladder::Audience,
    problem::{Code, Problem},
    time::instant::Instant,
};

impl<P: Procedure> Case<P> {
    /// Records that a step cannot go on by itself, and tells the supervisor.
    pub fn raise_incident(&mut self, step: &str, problem: &Problem, at: Instant) {
        let at = at.max(self.filing.filed_at);
        self.write_of_itself(at, Event::StepStopped { step: step.to_owned(), problem: problem.clone() });
        self.office_notices.push(OfficeNotice {
            id: format!("{}/escalation/incident/{}", self.number(), self.incidents.len().saturating_add(1)),
            case: self.number().clone(),
            office: self.office.clone(),
            officer: self.officer.clone(),
            audience: Audience::Supervisor,
            clock: None,
            window: None,
            rung: None,
            incident: Some(problem.code),
            at,
            due: None,
        });
        self.incidents.push(Incident { code: problem.code, step: step.to_owned(), message: problem.message.clone(), at, resumed_at: None });
    }

    /// Whether a step waits for an operator.
    pub fn is_stopped(&self, step: &str) -> bool {
        self.incidents.iter().any(|incident| incident.step == step && incident.resumed_at.is_none())
    }

    /// What a stopped step waited for has come another way: nothing stands in its way any more.
    pub fn settle_incidents(&mut self, step: &str, at: Instant) {
        for incident in self.incidents.iter_mut().filter(|incident| incident.step == step && incident.resumed_at.is_none()) {
            incident.resumed_at = Some(at);
        }
    }

    /// Whether there is anything to resume.
    ///
    /// # Errors
    /// [`Code::NoIncident`] if not.
    pub(super) fn check_resume(&self) -> Result<(), Problem> {
        if self.incidents.iter().any(|incident| incident.resumed_at.is_none()) {
            Ok(())
        } else {
            Err(Problem::new(Code::NoIncident, "no incident is open"))
        }
    }

    /// Resumes all stopped steps.
    pub(super) fn resume(&mut self, entry: &Entry<()>) {
        for incident in self.incidents.iter_mut().filter(|incident| incident.resumed_at.is_none()) {
            incident.resumed_at = Some(entry.received_at);
        }
        self.write_entry(entry, Event::StepsResumed);
    }
}
