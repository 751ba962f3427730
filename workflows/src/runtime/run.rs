//! What the workflow of a case knows, whichever service the case is of.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, SystemTime},
};

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use shaqyru_activities::register::CaseRecord;
use shaqyru_domain::{
    case::{
        Case,
        entering::CLOCK_SKEW,
        filing::Filing,
        number::CaseNumber,
        procedure::Procedure,
        stage::{Stage, Status},
    },
    law::rules::CaseRules,
    problem::{Code, Problem},
    time::instant::Instant,
};

use super::{
    filed::{CaseOf, Filed},
    found::FoundByAsking,
    messages::Receipt,
    recipient::Recipient,
    sender_usage::SenderUsage,
};

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The case.
    pub case: CaseNumber,
    /// How it ended.
    pub status: Status,
}

/// Steps that came with a later release: whether a case takes them is recorded when it is opened, so that older ones replay.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each came with a release, and what was recorded stays readable")]
pub struct RecordedSteps {
    /// Whether the register is kept.
    pub keep_register: bool,
    /// Whether stages reach the monitoring system through the register's outbox, and not through the case's own.
    pub stages_by_register: bool,
    /// Whether the case tells others by [`super::handover`].
    pub hands_over: bool,
    /// Whether the biometric centre is asked for the fingerprints that are due.
    pub asks_biometric_centre: bool,
}

impl RecordedSteps {
    /// All of them, as cases are opened now.
    pub const ALL: Self = Self { keep_register: true, stages_by_register: true, hands_over: true, asks_biometric_centre: true };

    /// Those of a case that went over into another run: fixed at the release that brought renewal. A later step is not among them, for the
    /// histories of renewed runs do not know it; whether a case takes it must be carried.
    pub const OF_RENEWED_RUNS: Self =
        Self { keep_register: true, stages_by_register: true, hands_over: true, asks_biometric_centre: false };
}

/// What is recorded when a case is opened: no later release and no other configuration changes it.
#[derive(Debug, Clone, Copy)]
pub struct RecordedAtIntake {
    /// The steps that it takes.
    pub steps: RecordedSteps,
    /// Whether the state registers are asked.
    pub ask_registers: bool,
    /// How often agencies are asked for their answers; never, if there is no number.
    pub poll_every: Option<Duration>,
    /// Whether the agencies are told that we take callbacks.
    pub callback: bool,
}

/// A run of a case's workflow.
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that has been done or not, by itself")]
pub struct CaseRun<F: Filed> {
    /// What was filed; or why this can be no run of a case.
    pub(super) filing: Result<F, Problem>,
    pub(super) case: Option<CaseOf<F>>,
    pub(super) poll_every: Option<Duration>,
    pub(super) callback: bool,
    pub(super) steps: RecordedSteps,
    /// Messages that were found by asking: their callbacks, if they still come, are no news.
    pub(super) found: FoundByAsking,
    /// How much each sender has said.
    pub(super) said: BTreeMap<String, SenderUsage>,
    /// What senders were told, by what their messages are known as.
    pub(super) receipts: BTreeMap<String, Receipt>,
    pub(super) taken_in_this_run: usize,
    /// A run before this one asked the agencies.
    pub(super) agencies_were_asked: bool,
    /// The state registers have been asked, or need not be.
    pub(super) consulted: bool,
    /// The revision of the case that is in the register.
    pub(super) recorded: Option<usize>,
    /// Those who could not be reached when they were last told something.
    pub(super) out_of_reach: BTreeSet<Recipient>,
    pub(super) procedure_done: bool,
}

impl<F: Filed> CaseRun<F> {
    /// A run that knows nothing but what was filed.
    pub(super) fn of(filing: Result<F, Problem>) -> Self {
        Self {
            filing,
            case: None,
            poll_every: None,
            callback: true,
            steps: RecordedSteps::default(),
            found: FoundByAsking::default(),
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

    /// Opens the case.
    ///
    /// # Errors
    /// [`Code::NoCalendar`] if the calendar does not reach as far as the case's first clocks.
    pub fn open(
        &mut self,
        filing: Filing,
        particulars: <F::Procedure as Procedure>::Particulars,
        rules: CaseRules,
        recorded: RecordedAtIntake,
        time: Option<SystemTime>,
    ) -> Result<(), Problem> {
        let RecordedAtIntake { steps, ask_registers, poll_every, callback } = recorded;
        self.consulted = !ask_registers;
        self.steps = steps;
        self.poll_every = poll_every;
        self.callback = callback;
        let now = self.now(time);
        self.case = Some(Case::open(filing, particulars, rules, now)?);
        Ok(())
    }

    /// What was filed.
    ///
    /// # Errors
    /// In a run that can be none of a case.
    pub fn filed(&self) -> Result<&F, Problem> {
        self.filing.as_ref().map_err(Clone::clone)
    }

    /// A filing of the future would be registered on a day that has not come.
    ///
    /// # Errors
    /// [`Code::Future`].
    pub fn require_filed_by_now(&self, time: Option<SystemTime>) -> Result<(), Problem> {
        let filed_at = self.filed()?.filed_at();
        if filed_at > self.now(time).shifted(CLOCK_SKEW) {
            return Err(Problem::new(Code::Future, format!("{filed_at} lies in the future")).at("filed_at"));
        }
        Ok(())
    }

    /// Whether the case tells others by [`super::handover`]; one that an earlier release opened does not.
    pub fn hands_over(&self) -> bool {
        self.steps.hands_over
    }

    /// Whether the case asks the biometric centre; one that an earlier release opened does not.
    pub fn asks_biometric_centre(&self) -> bool {
        self.steps.asks_biometric_centre
    }

    /// The case, once it is opened.
    ///
    /// # Errors
    /// [`Code::Opening`].
    pub fn opened(&self) -> Result<&CaseOf<F>, Problem> {
        self.case.as_ref().ok_or_else(opening)
    }

    /// The case, to change it.
    pub fn case_mut(&mut self) -> Option<&mut CaseOf<F>> {
        self.case.as_mut()
    }

    /// How the case ended.
    ///
    /// # Errors
    /// In a run that can be none of a case.
    pub fn outcome(&self) -> Result<Outcome, Problem> {
        Ok(Outcome { case: self.filed()?.number().clone(), status: self.status() })
    }

    /// The case's status.
    pub fn status(&self) -> Status {
        self.case.as_ref().map_or(Status::Open, |case| case.docket().status)
    }

    /// The case's stage.
    pub fn stage(&self) -> Stage {
        self.case.as_ref().map_or(Stage::Filed, |case| case.docket().stage)
    }

    /// Whether the case has not ended.
    pub fn is_open(&self) -> bool {
        self.status() == Status::Open
    }

    /// Whether the office has begun to work on it, or will not.
    pub fn is_at_work(&self) -> bool {
        !self.is_open() || !matches!(self.stage(), Stage::Filed | Stage::Registered)
    }

    /// How often agencies are asked for their answers; never, if there is no number.
    pub fn poll_every(&self) -> Option<Duration> {
        self.poll_every
    }

    /// Whether the agencies are told that we take callbacks.
    pub fn callback(&self) -> bool {
        self.callback
    }

    /// Whether a run before this one asked the agencies.
    pub(super) fn agencies_were_asked(&self) -> bool {
        self.agencies_were_asked
    }

    /// Whether the state registers have been asked, or need not be.
    pub fn has_consulted_registers(&self) -> bool {
        self.consulted
    }

    /// The state registers have been asked, or need not be any more.
    pub fn note_registers_consulted(&mut self) {
        self.consulted = true;
    }

    /// The procedure is through; what it led to may still have to be told.
    pub fn note_procedure_done(&mut self) {
        self.procedure_done = true;
    }

    /// Whether the procedure is through.
    pub fn is_procedure_done(&self) -> bool {
        self.procedure_done
    }

    /// The procedure is through, everybody has been told, and the last of it is on record.
    pub fn is_finished(&self) -> bool {
        let stages_told = |case: &CaseOf<F>| !self.delivers_own_stages() || case.stages.is_empty();
        let delivered =
            |case: &CaseOf<F>| stages_told(case) && case.notices.is_empty() && case.office_notices.is_empty() && !F::owes_an_agency(case);
        let told = self.procedure_done && self.case.as_ref().is_none_or(delivered);
        told && self.consulted && !self.has_unrecorded_changes()
    }

    /// Whether the case tells the monitoring system of its stages itself. Those in the register are told from there.
    pub fn delivers_own_stages(&self) -> bool {
        !self.steps.stages_by_register
    }

    /// The first instant after which something happens of itself.
    pub(super) fn next_wake(&self) -> Option<Instant> {
        self.case.as_ref().and_then(Case::next_wake)
    }

    /// Tells the case the time; what cannot be counted is an incident of this step.
    pub(super) fn wake(&mut self, now: Instant, step: &str) {
        let Some(case) = self.case.as_mut() else { return };
        if let Err(problem) = case.wake(now) {
            case.raise_incident(step, &problem, now);
        }
    }

    /// Whether an incident stops a step.
    pub fn is_stopped(&self, step: &str) -> bool {
        self.case.as_ref().is_some_and(|case| case.is_stopped(step))
    }

    /// Raises an incident of a step.
    pub fn raise_incident(&mut self, step: &str, problem: &Problem, now: Instant) {
        if let Some(case) = self.case.as_mut() {
            case.raise_incident(step, problem, now);
        }
    }

    /// Whether something is so with the case.
    pub fn has(&self, is_so: fn(&CaseOf<F>) -> bool) -> bool {
        self.case.as_ref().is_some_and(is_so)
    }

    /// Tells one state of the record from a later one; none if no register is kept.
    pub fn revision(&self) -> Option<usize> {
        self.case.as_ref().filter(|_| self.steps.keep_register).map(Case::revision)
    }

    /// Whether something is not on record yet.
    pub fn has_unrecorded_changes(&self) -> bool {
        self.revision() != self.recorded
    }

    /// What the case was at a revision is on record.
    pub fn note_recorded(&mut self, revision: Option<usize>) {
        self.recorded = revision;
    }

    /// The case as it is to be recorded, if it is not on record so.
    pub fn unrecorded(&self) -> Option<CaseRecord> {
        let case = self.case.as_ref().filter(|_| self.steps.keep_register && self.has_unrecorded_changes())?;
        self.to_record(case)
    }

    /// A case of this run, as the register records it.
    pub fn to_record(&self, case: &CaseOf<F>) -> Option<CaseRecord> {
        self.filed().ok()?.to_record(case)
    }

    /// The engine's time, shifted for a simulation.
    pub fn now(&self, engine: Option<SystemTime>) -> Instant {
        let engine = engine.map_or_else(|| self.last_known(), |time| Instant::from_utc(time.into()));
        self.shifted(engine)
    }

    fn last_known(&self) -> Instant {
        let filed_at = || self.filed().map_or(Instant::from_utc(DateTime::UNIX_EPOCH), Filed::filed_at);
        self.case.as_ref().map_or_else(filed_at, Case::last_fact_at)
    }

    /// An instant of the engine's clock as this case counts it.
    pub(super) fn shifted(&self, engine: Instant) -> Instant {
        let offset_ms = self.filed().map_or(0, Filed::clock_offset_ms);
        engine.shifted(chrono::TimeDelta::milliseconds(offset_ms))
    }
}

/// What is asked of a case that is not there yet.
pub(super) fn opening() -> Problem {
    Problem::new(Code::Opening, "the case is being opened; try again in a moment")
}
