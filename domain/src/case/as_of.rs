//! A case as people see it at an instant.

use super::{
    Case,
    procedure::Procedure,
    stage::Status,
    view::{CaseView, ProvenDeadline},
};
use crate::{checks::papers::MissingPaper, problem::Problem, time::instant::Instant};

impl<P: Procedure> Case<P> {
    /// The case as people see it at an instant: what has run out by then is shown as run out.
    pub fn view(&self, as_of: Instant) -> CaseView {
        let case = self.as_of(as_of);
        let docket = case.docket().clone();
        let is_registered = docket.registered_on.is_some();
        let unproven = if is_registered { case.filing.unproven() } else { Vec::new() };
        CaseView {
            version: self.version,
            closed_acts: case.closed_acts(),
            verified_by: self.verified_by().cloned(),
            four_eyes: self.rules.four_eyes,
            handled_by: self.handled_by(),
            corrects_nothing: case.corrects_nothing(),
            proposals: self.proposals().to_vec(),
            antedated: Vec::new(),
            from_register_as_of: None,
            invitation_number: if docket.status == Status::Issued { case.issued_number() } else { None },
            service: P::KIND.to_owned(),
            visa_standing: case.procedure().visa(&case.filing.case),
            case: case.filing.case,
            status: docket.status,
            stage: docket.stage,
            office: case.office,
            zone: case.rules.hours.zone(),
            officer: case.officer,
            category: case.filing.category,
            filed_at: case.filing.filed_at,
            registered_on: docket.registered_on,
            findings: case.filing.findings.iter().cloned().chain(unproven.iter().map(MissingPaper::finding)).collect(),
            missing: if is_registered { Vec::new() } else { case.filing.missing },
            fetched: case.fetched,
            forwarded: case.filing.forwarded,
            clocks: docket.clocks.iter().map(Into::into).collect(),
            escalations: case.escalations,
            incidents: case.incidents,
            notices: case.notices.all().to_vec(),
            timeline: case.timeline,
            rulebook: case.rules.revision,
            calendar: case.rules.calendar.revision().to_string(),
        }
    }

    /// All clocks as of an instant, with what proves their deadlines.
    ///
    /// # Errors
    /// [`Code::NoCalendar`](crate::problem::Code::NoCalendar) if a deadline was counted by another calendar, which a case does not do.
    pub fn deadlines(&self, as_of: Instant) -> Result<Vec<ProvenDeadline>, Problem> {
        let case = self.as_of(as_of);
        let proofs = case.docket().clocks.iter().map(|clock| ProvenDeadline::of(clock, &case.rules));
        Ok(proofs.collect::<Result<_, _>>()?)
    }

    /// The case after time has passed. A case that cannot be counted on is shown as far as it was counted:
    /// its incident says the rest.
    #[must_use]
    pub fn as_of(&self, as_of: Instant) -> Self {
        let mut case = self.clone();
        let _ = case.wake(as_of);
        case
    }
}
