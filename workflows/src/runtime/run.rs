//! What a case's workflow knows, and how messages and answers change it.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use chrono::DateTime;
use serde::Serialize;
use shaqyru_activities::{
    berkut::{CoordinationTask, IssuedInvitation},
    dossier::Dossier,
    intake::{IntakeResult, IntakeTask},
    police::VerificationTask,
    register::CaseRecord,
    registers::{Lookup, LookupTask},
};
use shaqyru_domain::{
    authority::Act,
    case::{
        self, Awaited, Case,
        entering::CLOCK_SKEW,
        fact::{Actor, Correction, Entry, Fact},
        stage::{Stage, Status},
    },
    instant::Instant,
    problem::{Code, Problem},
};

use temporalio_sdk::WorkflowContextView;

use super::{Filing, InvitationWorkflow, Outcome, RecordedSteps, said::Found};
use crate::{
    index,
    message::{Message, Receipt},
};

impl InvitationWorkflow {
    /// A run that knows nothing but what was filed.
    pub(super) fn of(filing: Result<Filing, Problem>) -> Self {
        Self {
            filing,
            case: None,
            poll_every: None,
            callback: true,
            steps: RecordedSteps::default(),
            found: Found::default(),
            said: BTreeMap::new(),
            receipts: BTreeMap::new(),
            taken_in_this_run: 0,
            agencies_were_asked: false,
            consulted: true,
            recorded: None,
            out_of_reach: BTreeSet::new(),
            procedure_done: false,
        }
    }

    pub(super) fn open(&mut self, intake: IntakeResult, time: Option<SystemTime>) -> Result<(), Problem> {
        // In a record of before there were rules for entries, nobody asked.
        if intake.rules.entries.is_some() {
            self.require_filed(time)?;
        }
        let filed = self.filed()?;
        let form = filed.application.form();
        let filing = case::Filing {
            case: filed.case.clone(),
            filed_at: filed.filed_at,
            office: intake.office.unwrap_or_else(|| form.inviting_party.office.clone()),
            category: form.visit.category.to_string(),
            missing: intake.missing,
            findings: intake.findings,
            never_asked_for: intake.never_asked_for,
            awaited: intake.awaited_until.map(Awaited::until),
        };
        self.consulted = !intake.ask_registers;
        self.steps = RecordedSteps {
            ask_registers: intake.ask_registers,
            keep_register: intake.keep_register,
            stages_by_register: intake.stages_by_register,
            hands_over: intake.hands_over,
        };
        self.poll_every = intake.poll_every;
        self.callback = intake.callback;
        let now = self.now(time);
        self.case = Some(Case::open(filing, intake.rules, now)?);
        Ok(())
    }

    /// What was filed; an error in a run that can be none of a case.
    pub(super) fn filed(&self) -> Result<&Filing, Problem> {
        self.filing.as_ref().map_err(Clone::clone)
    }

    /// A filing of the future is registered on a day that has not come.
    fn require_filed(&self, time: Option<SystemTime>) -> Result<(), Problem> {
        let filed_at = self.filed()?.filed_at;
        if filed_at > self.now(time).shifted(CLOCK_SKEW) {
            return Err(Problem::new(Code::Future, format!("{filed_at} lies in the future")).at("filed_at"));
        }
        Ok(())
    }

    /// What the intake is asked. A case that the first one of its application opened, as it was done before, stands on that one's statement.
    pub(super) fn intake_task(&self, ctx: &WorkflowContextView) -> Result<IntakeTask, Problem> {
        let filing = self.filed()?;
        let is_opened_by_the_first = ctx.parent().is_some_and(|parent| parent.workflow_id() == filing.case.sibling(0).as_str());
        let signed = if is_opened_by_the_first { None } else { Some(filing.signed(ctx.workflow_id())?) };
        Ok(IntakeTask {
            application: filing.application.clone(),
            filed_at: filing.filed_at,
            shifted_clock: filing.clock_offset_ms != 0,
            judged: filing.judged.clone(),
            signed,
        })
    }

    /// Whether the case tells others by [`crate::handover`]; one that an earlier release opened does not.
    pub(crate) fn hands_over(&self) -> bool {
        self.steps.hands_over
    }

    pub(crate) fn opened(&self) -> Result<&Case, Problem> {
        self.case.as_ref().ok_or_else(|| Problem::new(Code::Opening, "the case is being opened; try again in a moment"))
    }

    /// Whether a message would be taken: whether its sender may do this to the case and knows it as it is, and what the rules say. One
    /// that a run before this one took was judged then.
    pub(super) fn would_change<T: Serialize + Clone>(
        &self,
        act: Act,
        message: &Message<T>,
        check: impl FnOnce(&Case) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let case = self.opened()?;
        message.require_statement(case.number(), act)?;
        if self.receipts.contains_key(&message.update_id(act)) {
            return Ok(());
        }
        require_authority(case, act, message)?;
        if self.was_found(act, message)? {
            return Ok(());
        }
        let said = self.said.get(&message.entry.entered_by.to_string()).copied().unwrap_or_default();
        said.with(message).require_within_limits()?;
        check(case)
    }

    pub(super) fn would_take<T: Serialize + Clone>(&self, act: Act, message: &Message<T>, fact: impl Fn(T) -> Fact) -> Result<(), Problem> {
        self.would_change(act, message, |case| case.check(&case.in_order(message.entry.clone().map(fact), None)))
    }

    pub(super) fn would_correct(&self, message: &Message<Correction>) -> Result<(), Problem> {
        self.would_change(Act::Correct, message, |case| {
            case.check_moved_back(&message.entry, message.authority.as_ref())?;
            case.check_correction(&case.in_order(message.entry.clone(), None))
        })
    }

    pub(super) fn take<T: Serialize>(
        &mut self,
        act: Act,
        message: Message<T>,
        fact: impl Fn(T) -> Fact,
        time: Option<SystemTime>,
    ) -> Result<Receipt, Problem> {
        self.change(act, message, time, |case, entry| case.record(entry.map(fact)))
    }

    /// Whether it was found by asking before its sender brought it.
    fn was_found<T: Serialize>(&self, act: Act, message: &Message<T>) -> Result<bool, Problem> {
        self.found.includes(&self.found_as(&message.entry.entered_by, &message.id), act, &message.entry.content)
    }

    /// How what is found by asking is known: an id counts within its sender. (In cases of before, all ids were one row.)
    fn found_as(&self, from: &Actor, id: &str) -> String {
        if self.hands_over() { format!("{from}/{id}") } else { id.to_owned() }
    }

    /// Applies a message. Only here is the engine's time known: a validator has none.
    pub(super) fn change<T: Serialize>(
        &mut self,
        act: Act,
        message: Message<T>,
        time: Option<SystemTime>,
        apply: impl FnOnce(&mut Case, Entry<T>) -> Result<(), Problem>,
    ) -> Result<Receipt, Problem> {
        let id = message.update_id(act);
        if let Some(receipt) = self.receipts.get(&id) {
            return Ok(receipt.clone());
        }
        // The engine counts what it has accepted, whatever becomes of it here.
        let said = self.said.entry(message.entry.entered_by.to_string()).or_default();
        *said = said.with(&message);
        self.taken_in_this_run = self.taken_in_this_run.saturating_add(1);
        let was_found = match self.was_found(act, &message) {
            // A case of before took it for known, and so it is replayed.
            Err(_) if !self.hands_over() => true,
            found => found?,
        };
        let now = self.now(time);
        let received_at = message.entry.received_at;
        // What a door has stamped is put in order: a clock of ours that is wrong is no fault of the sender.
        if received_at > now.shifted(CLOCK_SKEW) && !message.entry.is_stamped() {
            return Err(Problem::new(Code::Future, format!("{received_at} lies in the future")).at("received_at"));
        }
        let case = self.case.as_mut().ok_or_else(|| Problem::new(Code::Opening, "the case is being opened; try again in a moment"))?;
        let entry = case.in_order(message.entry, Some(now));
        if entry.received_at < case.filing().filed_at {
            return Err(before_the_filing(received_at));
        }
        let (sent_by, sent_at) = (entry.entered_by.clone(), entry.received_at);
        if !was_found {
            apply(case, entry)?;
        }
        let is_this = |proposal: &Entry<Correction>| proposal.entered_by == sent_by && proposal.received_at == sent_at;
        let proposed = act == Act::Correct && case.proposals().iter().any(is_this);
        let procedure = case.procedure();
        let receipt =
            Receipt { case: case.number().clone(), stage: procedure.stage, status: procedure.status, digest: message.digest, proposed };
        self.receipts.insert(id, receipt.clone());
        Ok(receipt)
    }

    /// Takes what was found by asking; what a callback or an officer brought meanwhile is no news.
    pub(super) fn take_found(&mut self, message_id: &str, mut entry: Entry<Fact>) -> Result<(), Problem> {
        let known_as = self.found_as(&entry.entered_by, message_id);
        let found = entry.content.clone();
        if !self.hands_over() {
            self.found.note(known_as.clone(), &found);
        }
        entry.received_at = self.shifted(entry.received_at);
        let Some(case) = self.case.as_mut() else { return Ok(()) };
        // The clocks of two machines may differ a little: what was found now is not older than what is known.
        entry.received_at = entry.received_at.max(case.last_fact_at());
        let outcome = match case.record(entry) {
            Err(problem)
                if matches!(problem.code, Code::VerificationRecorded | Code::Answered | Code::ExtensionRepeated | Code::CaseClosed) =>
            {
                Ok(())
            }
            Err(problem) => Err(Problem::new(Code::AgencyRejected, problem.to_string())),
            Ok(()) => Ok(()),
        };
        // What a rule has refused is still to come.
        if outcome.is_ok() {
            self.found.note(known_as, &found);
        }
        outcome
    }

    /// Whether something that was found may be told again.
    pub(super) fn would_take_again(&self, message: &Message<Fact>) -> Result<(), Problem> {
        let case = self.opened()?;
        let act = message.entry.content.act_of_agency(&message.entry.entered_by);
        let act = act.ok_or_else(|| Problem::new(Code::Forbidden, "only what an agency was asked for is found").at("entered_by"))?;
        message.require_statement(case.number(), act)
    }

    /// Takes again what was found in a step that has been undone since.
    pub(super) fn take_again(&mut self, message: Message<Fact>) -> Result<Receipt, Problem> {
        self.taken_in_this_run = self.taken_in_this_run.saturating_add(1);
        if !self.found.knows(&self.found_as(&message.entry.entered_by, &message.id)) {
            self.take_found(&message.id, message.entry)?;
        }
        let case = self.opened()?;
        let procedure = case.procedure();
        let (stage, status) = (procedure.stage, procedure.status);
        Ok(Receipt { case: case.number().clone(), stage, status, digest: message.digest, proposed: false })
    }

    /// What the sender of a message was told, in whichever run of the case.
    pub(super) fn receipt(&self, update_id: &str) -> Option<Receipt> {
        self.receipts.get(update_id).cloned()
    }

    pub(super) fn outcome(&self) -> Result<Outcome, Problem> {
        Ok(Outcome { case: self.filed()?.case.clone(), status: self.status() })
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
        let filing = self.filed().ok()?;
        // The same key must carry the same body, also after a reassignment: the office is the one that was competent on filing.
        let office = &self.opened().ok()?.filing().office;
        Dossier::of(&filing.case, office, &filing.application, filing.invitee, self.callback)
    }

    /// What the state registers are asked about; none if they are not asked, or the application was not accepted.
    pub(super) fn lookup_task(&self) -> Option<LookupTask> {
        let filing = self.filed().ok().filter(|_| self.steps.ask_registers && !self.consulted && self.is_open())?;
        Some(LookupTask {
            case: filing.case.clone(),
            application: filing.application.clone(),
            invitee: filing.invitee,
            filed_at: filing.filed_at,
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
            let Lookup { fetched, findings, held_instead } = lookup;
            if let Err(problem) = case.take_records(fetched, findings, &held_instead, now) {
                case.raise_incident("registers", &problem, now);
            }
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.status() == Status::Open
    }

    pub(super) fn verification_task(&self, asked_before: bool) -> Option<VerificationTask> {
        let filed_at = self.filed().ok()?.filed_at;
        Some(VerificationTask { dossier: self.dossier()?, filed_at, asked_before, poll_every: self.poll_every })
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
        self.recorded_as(case)
    }

    pub(crate) fn last_known(&self) -> Instant {
        let filed_at = || self.filed().map_or(Instant::from_utc(DateTime::UNIX_EPOCH), |filing| filing.filed_at);
        self.case.as_ref().map_or_else(filed_at, Case::last_fact_at)
    }

    pub(super) fn recorded_as(&self, case: &Case) -> Option<CaseRecord> {
        let filing = self.filed().ok()?;
        CaseRecord::of(&filing.application, filing.invitee, case)
    }

    /// An instant of the engine's clock as this case counts it.
    pub(crate) fn shifted(&self, engine: Instant) -> Instant {
        let offset_ms = self.filed().map_or(0, |filing| filing.clock_offset_ms);
        engine.shifted(chrono::TimeDelta::milliseconds(offset_ms))
    }
}

fn before_the_filing(received_at: Instant) -> Problem {
    Problem::new(Code::OutOfOrder, format!("{received_at} lies before the filing")).at("received_at")
}

/// Whether the sender may do this to the case as it stands, and knows it as it is.
fn require_authority<T>(case: &Case, act: Act, message: &Message<T>) -> Result<(), Problem> {
    let (received_at, filed_at) = (message.entry.received_at, case.filing().filed_at);
    if received_at < filed_at && !message.entry.is_stamped() {
        return Err(before_the_filing(received_at));
    }
    case.authorise(act, &message.entry.entered_by, message.authority.as_ref())?;
    case.check_antedating(act, &message.entry, message.authority.as_ref())?;
    match message.rests_on {
        Some(version) if version != case.version() => {
            Err(Problem::new(Code::Stale, "the case has changed since it was looked at; look again"))
        }
        _ => Ok(()),
    }
}
