//! What a case's workflow knows, and how messages and answers change it.

use std::time::SystemTime;

use shaqyru_activities::{
    berkut::{CoordinationTask, IssuedInvitation},
    dossier::Dossier,
    intake::IntakeResult,
    police::VerificationTask,
    register::CaseRecord,
    registers::{Lookup, LookupTask},
};
use shaqyru_domain::{
    authority::Act,
    case::{
        self, Case,
        entering::CLOCK_SKEW,
        fact::{Correction, Entry, Fact},
        stage::{Stage, Status},
    },
    instant::Instant,
    problem::{Code, Problem},
};

use super::{InvitationWorkflow, Outcome, RecordedSteps};
use crate::{
    index,
    message::{Message, Receipt},
};

impl InvitationWorkflow {
    pub(super) fn open(&mut self, intake: IntakeResult, time: Option<SystemTime>) -> Result<(), Problem> {
        // In a record of before there were rules for entries, nobody asked.
        if intake.rules.entries.is_some() {
            self.require_filed(time)?;
        }
        let form = self.filing.application.form();
        let filing = case::Filing {
            case: self.filing.case.clone(),
            filed_at: self.filing.filed_at,
            office: intake.office.unwrap_or_else(|| form.inviting_party.office.clone()),
            category: form.visit.category.to_string(),
            missing: intake.missing,
            findings: intake.findings,
            never_asked_for: intake.never_asked_for,
        };
        self.office = filing.office.clone();
        self.consulted = !intake.ask_registers;
        self.steps = RecordedSteps {
            ask_registers: intake.ask_registers,
            keep_register: intake.keep_register,
            stages_by_register: intake.stages_by_register,
        };
        self.poll_every = intake.poll_every;
        self.callback = intake.callback;
        self.case = Some(Case::open(filing, intake.rules, self.now(time))?);
        Ok(())
    }

    /// A filing of the future is registered on a day that has not come.
    fn require_filed(&self, time: Option<SystemTime>) -> Result<(), Problem> {
        let filed_at = self.filing.filed_at;
        if filed_at > self.now(time).shifted(CLOCK_SKEW) {
            return Err(Problem::new(Code::Future, format!("{filed_at} lies in the future")).at("filed_at"));
        }
        Ok(())
    }

    pub(super) fn opened(&self) -> Result<&Case, Problem> {
        self.case.as_ref().ok_or_else(|| Problem::new(Code::Opening, "the case is being opened; try again in a moment"))
    }

    /// The case, if the sender may do this to it and knows it as it is.
    pub(super) fn authorised<T>(&self, act: Act, message: &Message<T>) -> Result<&Case, Problem> {
        let case = self.opened()?;
        case.authorise(act, &message.entry.entered_by, message.authority.as_ref())?;
        case.check_antedating(act, &message.entry, message.authority.as_ref())?;
        match message.rests_on {
            Some(version) if version != case.version() => {
                Err(Problem::new(Code::Stale, "the case has changed since it was looked at; look again"))
            }
            _ => Ok(case),
        }
    }

    pub(super) fn would_take<T: Clone>(&self, act: Act, message: &Message<T>, fact: impl Fn(T) -> Fact) -> Result<(), Problem> {
        let case = self.authorised(act, message)?;
        if self.found.contains(&message.id) {
            return Ok(());
        }
        case.check(&case.in_order(message.entry.clone().map(fact), None))
    }

    pub(super) fn would_correct(&self, message: &Message<Correction>) -> Result<(), Problem> {
        let case = self.authorised(Act::Correct, message)?;
        case.check_moved_back(&message.entry, message.authority.as_ref())?;
        case.check_correction(&case.in_order(message.entry.clone(), None))
    }

    pub(super) fn take<T>(&mut self, message: Message<T>, fact: impl Fn(T) -> Fact, time: Option<SystemTime>) -> Result<Receipt, Problem> {
        self.change(message, time, |case, entry| case.record(entry.map(fact)))
    }

    /// Applies a message. Only here is the engine's time known: a validator has none.
    pub(super) fn change<T>(
        &mut self,
        message: Message<T>,
        time: Option<SystemTime>,
        apply: impl FnOnce(&mut Case, Entry<T>) -> Result<(), Problem>,
    ) -> Result<Receipt, Problem> {
        let now = self.now(time);
        let received_at = message.entry.received_at;
        if received_at > now.shifted(CLOCK_SKEW) {
            return Err(Problem::new(Code::Future, format!("{received_at} lies in the future")).at("received_at"));
        }
        let case = self.case.as_mut().ok_or_else(|| Problem::new(Code::Opening, "the case is being opened; try again in a moment"))?;
        let entry = case.in_order(message.entry, Some(now));
        if entry.received_at < self.filing.filed_at {
            return Err(Problem::new(Code::OutOfOrder, format!("{received_at} lies before the filing")).at("received_at"));
        }
        if !self.found.contains(&message.id) {
            apply(case, entry)?;
        }
        let procedure = case.procedure();
        Ok(Receipt {
            case: case.number().clone(),
            stage: procedure.stage,
            status: procedure.status,
            digest: message.digest,
            proposed: false,
        })
    }

    /// Takes what was found by asking; what a callback or an officer brought meanwhile is no news.
    pub(super) fn take_found(&mut self, message_id: String, mut entry: Entry<Fact>) -> Result<(), Problem> {
        self.found.insert(message_id);
        entry.received_at = self.shifted(entry.received_at);
        let Some(case) = self.case.as_mut() else { return Ok(()) };
        // The clocks of two machines may differ a little: what was found now is not older than what is known.
        entry.received_at = entry.received_at.max(case.last_fact_at());
        match case.record(entry) {
            Err(problem)
                if matches!(problem.code, Code::VerificationRecorded | Code::Answered | Code::ExtensionRepeated | Code::CaseClosed) =>
            {
                Ok(())
            }
            Err(problem) => Err(Problem::new(Code::AgencyRejected, problem.to_string())),
            Ok(()) => Ok(()),
        }
    }

    pub(super) fn outcome(&self) -> Outcome {
        Outcome { case: self.filing.case.clone(), status: self.status() }
    }

    pub(crate) fn status(&self) -> Status {
        self.case.as_ref().map_or(Status::Open, |case| case.procedure().status)
    }

    pub(super) fn stage(&self) -> Stage {
        self.case.as_ref().map_or(Stage::Filed, |case| case.procedure().stage)
    }

    pub(super) fn awaits_verification(&self) -> bool {
        self.status() == Status::Open && self.stage() == Stage::Verification
    }

    pub(super) fn awaits_answer(&self) -> bool {
        let answered = self.case.as_ref().is_none_or(|case| case.procedure().answer.is_some());
        self.status() == Status::Open && !answered
    }

    pub(super) fn dossier(&self) -> Option<Dossier> {
        // The same key must carry the same body, also after a reassignment.
        Dossier::of(&self.filing.case, &self.office, &self.filing.application, self.filing.invitee, self.callback)
    }

    /// What the state registers are asked about; none if they are not asked, or the application was not accepted.
    pub(super) fn lookup_task(&self) -> Option<LookupTask> {
        (self.steps.ask_registers && self.is_open()).then(|| LookupTask {
            case: self.filing.case.clone(),
            application: self.filing.application.clone(),
            invitee: self.filing.invitee,
            filed_at: self.filing.filed_at,
        })
    }

    pub(super) fn note_consulted(&mut self) {
        self.consulted = true;
    }

    /// What the case was at a revision is on record.
    pub(crate) fn note_recorded(&mut self, revision: Option<usize>) {
        self.recorded = revision;
    }

    /// Whether something is not on record yet.
    pub(crate) fn has_news(&self) -> bool {
        self.revision() != self.recorded
    }

    pub(super) fn take_lookup(&mut self, lookup: Lookup, time: Option<SystemTime>) {
        let now = self.now(time);
        if let Some(case) = self.case.as_mut() {
            case.take_records(lookup.fetched, lookup.findings, now);
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.status() == Status::Open
    }

    pub(super) fn verification_task(&self, asked_before: bool) -> Option<VerificationTask> {
        Some(VerificationTask { dossier: self.dossier()?, filed_at: self.filing.filed_at, asked_before, poll_every: self.poll_every })
    }

    pub(super) fn coordination_task(&self, asked_before: bool) -> Option<CoordinationTask> {
        let procedure = self.case.as_ref()?.procedure();
        Some(CoordinationTask {
            dossier: self.dossier()?,
            submitted_at: procedure.submitted_at?,
            extension_known: procedure.extension.is_some(),
            asked_before,
            poll_every: self.poll_every,
        })
    }

    /// An issued invitation is entered in Berkut first, which is a step of its own.
    pub(super) fn ended_by_a_message(&self) -> bool {
        matches!(self.status(), Status::Refused | Status::NotConsidered | Status::Withdrawn)
    }

    pub(super) fn invitation_to_enter(&self) -> Option<IssuedInvitation> {
        let case = self.case.as_ref().filter(|_| self.status() == Status::Issued)?;
        Some(IssuedInvitation {
            case: case.number().clone(),
            number: case.number().invitation_number(),
            issued_on: case.procedure().ended_at?.date(),
        })
    }

    /// The procedure is through, everybody has been told, and the last of it is on record.
    pub(crate) fn is_finished(&self) -> bool {
        let stages_told = |case: &Case| !self.tells_stages() || case.stages.is_empty();
        let delivered = |case: &Case| stages_told(case) && case.notices.is_empty() && case.office_notices.is_empty();
        let told = self.procedure_done && self.case.as_ref().is_none_or(delivered);
        told && self.consulted && self.revision() == self.recorded
    }

    /// Whether the case tells the monitoring system of its stages itself. Those in the register are told from there.
    pub(crate) fn tells_stages(&self) -> bool {
        !self.steps.stages_by_register
    }

    pub(crate) fn next_wake(&self) -> Option<Instant> {
        self.case.as_ref().and_then(Case::next_wake)
    }

    pub(crate) fn wake(&mut self, now: Instant, step: &str) {
        let Some(case) = self.case.as_mut() else { return };
        if let Err(problem) = case.wake(now) {
            case.raise_incident(step, &problem, now);
        }
    }

    pub(crate) fn is_stopped(&self, step: &str) -> bool {
        self.case.as_ref().is_some_and(|case| case.is_stopped(step))
    }

    pub(crate) fn raise_incident(&mut self, step: &str, problem: &Problem, now: Instant) {
        if let Some(case) = self.case.as_mut() {
            case.raise_incident(step, problem, now);
        }
    }

    pub(crate) fn has(&self, waiting: fn(&Case) -> bool) -> bool {
        self.case.as_ref().is_some_and(waiting)
    }

    pub(crate) fn case_mut(&mut self) -> Option<&mut Case> {
        self.case.as_mut()
    }

    pub(crate) fn index_entry(&self) -> Option<index::Entry> {
        self.case.as_ref().map(index::Entry::of)
    }

    /// Tells one state of the record from a later one; none if no register is kept.
    pub(crate) fn revision(&self) -> Option<usize> {
        self.case.as_ref().filter(|_| self.steps.keep_register).map(Case::revision)
    }

    /// The case as the register records it; none if no register is kept.
    pub(crate) fn record(&self) -> Option<CaseRecord> {
        let case = self.case.as_ref().filter(|_| self.steps.keep_register)?;
        CaseRecord::of(&self.filing.application, self.filing.invitee, case)
    }

    pub(crate) fn last_known(&self) -> Instant {
        self.case.as_ref().map_or(self.filing.filed_at, Case::last_fact_at)
    }

    /// An instant of the engine's clock as this case counts it.
    pub(crate) fn shifted(&self, engine: Instant) -> Instant {
        engine.shifted(chrono::TimeDelta::milliseconds(self.filing.clock_offset_ms))
    }
}
