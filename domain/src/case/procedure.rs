//! The procedure as a fold: a filing and its facts, replayed up to an instant, give stage, clocks and
//! journal.
//!
//! Everything that a rule says about an invitation is here. Because the state is always computed from
//! the facts anew, a fact that was received in time but arrives late, and a corrected fact, need no
//! rules of their own: the deadlines simply follow.

use chrono::NaiveDate;

use super::{
    Filing,
    clock::{Cause, Clock, ClockKind, ClockOutcome, Window},
    event::{self, Event, Lateness},
    fact::{Actor, Answer, Decision, Entry, ExtensionRequest, Fact, Refusal, Verdict, Verification},
    stage::{Stage, Status},
    view::TimelineLine,
};
use crate::{
    authority::Act,
    instant::Instant,
    problem::{Code, Problem},
    rules::{CaseRules, Step},
    text::Text,
};

/// A line of the journal: what happened, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub at: Instant,
    pub stage: Stage,
    pub actor: Actor,
    pub entered_by: Option<Actor>,
    /// When it was entered, where that was at another instant.
    pub entered_at: Option<Instant>,
    /// Why it was entered so long after it was received.
    pub antedated_because: Option<Text>,
    pub event: Event,
    /// Whether the case moved to the stage with this line.
    pub enters: bool,
}

impl Line {
    pub(super) const fn new(at: Instant, stage: Stage, actor: Actor, event: Event) -> Self {
        Self { at, stage, actor, entered_by: None, entered_at: None, antedated_because: None, event, enters: false }
    }

    /// A line of what somebody has entered.
    pub(super) fn of_entry<T>(entry: &Entry<T>, stage: Stage, actor: &Actor, event: Event) -> Self {
        Self {
            entered_by: (entry.entered_by != *actor).then(|| entry.entered_by.clone()),
            entered_at: entry.entered_at_another_instant(),
            antedated_because: entry.antedated_because.clone(),
            ..Self::new(entry.received_at, stage, actor.clone(), event)
        }
    }
}

impl From<Line> for TimelineLine {
    fn from(line: Line) -> Self {
        let Line { at, stage, actor, entered_by, entered_at, antedated_because, event, enters: _ } = line;
        let detail = event::detail(&event, antedated_because.as_ref());
        Self { at, stage, actor, entered_by, entered_at, detail, event: Some(event), antedated_because }
    }
}

/// Where a case stands at an instant.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// Whether it is open, and if not, how it ended.
    pub status: Status,
    /// The stage.
    pub stage: Stage,
    /// The day that counts as the day of registration (APPC art 64(3)).
    pub registered_on: Option<NaiveDate>,
    /// When the verification begins: the filing if within hours, else the opening on `registered_on`.
    pub(super) begins: Option<Instant>,
    /// All clocks, in the order in which they were started.
    pub clocks: Vec<Clock>,
    pub(super) journal: Vec<Line>,
    /// When the case was submitted to Berkut.
    pub submitted_at: Option<Instant>,
    /// The NSC's request for more time: when it came, and why.
    pub extension: Option<(Instant, ExtensionRequest)>,
    /// The NSC's answer.
    pub answer: Option<Answer>,
    /// When and on what ground it was refused, if it was.
    pub refusal: Option<Refusal>,
    /// When the case ended.
    pub ended_at: Option<Instant>,
}

/// How far time is advanced.
#[derive(Clone, Copy)]
enum Reach {
    /// Up to a fact: what is due at its very instant is still in time.
    UpToFact,
    /// Up to now: what is due now has run out.
    UpToNow,
}

impl Procedure {
    /// Replays the facts, which are in order of their instants, and then time up to `now`.
    ///
    /// # Errors
    /// The rule that one of the facts breaks, or the year that the calendar lacks.
    pub(super) fn replay(filing: &Filing, rules: &CaseRules, facts: &[Entry<Fact>], now: Instant) -> Result<Self, Problem> {
        let mut procedure = Self::file(filing, rules)?;
        for fact in facts {
            procedure.advance(fact.received_at, Reach::UpToFact, filing, rules)?;
            procedure.apply(fact, rules)?;
        }
        procedure.advance(now, Reach::UpToNow, filing, rules)?;
        Ok(procedure)
    }

    /// The stage at an instant that has passed.
    pub(super) fn stage_at(&self, at: Instant) -> Stage {
        let mut entered = self.journal.iter().filter(|line| line.enters && line.at <= at);
        entered.next_back().map_or(Stage::Filed, |line| line.stage)
    }

    /// R26 para 14: a complete application is accepted; an incomplete one is refused acceptance at any hour.
    fn file(filing: &Filing, rules: &CaseRules) -> Result<Self, Problem> {
        let mut case = Self {
            status: Status::Open,
            stage: Stage::Filed,
            registered_on: None,
            begins: None,
            clocks: Vec::new(),
            journal: Vec::new(),
            submitted_at: None,
            extension: None,
            answer: None,
            refusal: None,
            ended_at: None,
        };
        let filed_at = filing.filed_at;
        case.enter(Stage::Filed, filed_at, Actor::Applicant, Event::Filed);
        if let Some(forwarding) = &filing.forwarded {
            case.note(filed_at, Actor::System, Event::Forwarded { forwarding: forwarding.clone() });
        }
        if filing.taken_at() == filed_at {
            case.take_in_filing(filed_at, filing, rules)?;
        }
        Ok(case)
    }

    fn take_in_filing(&mut self, at: Instant, filing: &Filing, rules: &CaseRules) -> Result<(), Problem> {
        let missing: Vec<_> = filing.missing.iter().map(|missing| missing.code.clone()).collect();
        if !missing.is_empty() && !filing.is_unproven() {
            self.enter(Stage::AcceptanceRefused, at, Actor::System, Event::AcceptanceRefused { missing });
            self.close(Status::AcceptanceRefused, at);
            return Ok(());
        }
        let hours = rules.filing_hours();
        let registered_on = hours.registered_on(filing.filed_at, &rules.calendar)?;
        self.registered_on = Some(registered_on);
        self.begins = Some(hours.starts_working(filing.filed_at, &rules.calendar)?.max(at));
        self.enter(Stage::Registered, at, Actor::System, Event::Registered { on: registered_on, unproven: missing });
        Ok(())
    }

    /// Lets time pass: the verification begins, terms run out. In order of time, each at its own instant.
    fn advance(&mut self, to: Instant, reach: Reach, filing: &Filing, rules: &CaseRules) -> Result<(), Problem> {
        if self.status == Status::Open && self.stage == Stage::Filed && filing.taken_at() <= to {
            self.take_in_filing(filing.taken_at(), filing, rules)?;
        }
        if self.status == Status::Open
            && let Some(begins) = self.begins
            && self.stage == Stage::Registered
            && begins <= to
        {
            self.begin_verification(begins, filing, rules)?;
        }
        while let Some(expired) = self.first_to_run_out(to, reach) {
            self.run_out(expired, rules)?;
        }
        Ok(())
    }

    fn begin_verification(&mut self, begins: Instant, filing: &Filing, rules: &CaseRules) -> Result<(), Problem> {
        let counted_from = rules.counted_as_filed(filing.filed_at)?;
        let start = |kind, window| Clock::start(kind, window, counted_from, begins, rules);
        self.clocks.push(start(ClockKind::Verification, None)?);
        self.clocks.push(start(ClockKind::Service, Some(Window::Standard))?);
        self.enter(Stage::Verification, begins, Actor::System, Event::VerificationBegun);
        Ok(())
    }

    /// The index of the running clock that runs out first, not later than `to`.
    fn first_to_run_out(&self, to: Instant, reach: Reach) -> Option<usize> {
        let has_run_out = |due: Instant| match reach {
            Reach::UpToFact => due < to,
            Reach::UpToNow => due <= to,
        };
        self.clocks
            .iter()
            .enumerate()
            .filter(|(_, clock)| clock.runs() && has_run_out(clock.due()))
            .min_by_key(|(index, clock)| (clock.due(), *index))
            .map(|(index, _)| index)
    }

    /// No silence means consent: a term that runs out approves and refuses nobody.
    fn run_out(&mut self, index: usize, rules: &CaseRules) -> Result<(), Problem> {
        let Some(clock) = self.clocks.get_mut(index) else { return Ok(()) };
        clock.breach();
        let (kind, window, started_at, due) = (clock.kind, clock.window, clock.started_at, clock.due());
        let ran_out = Event::TermRanOut { clock: kind, window };
        match (kind, window) {
            (ClockKind::Coordination, Some(Window::Standard)) => {
                self.open_extended_window(started_at, Cause::Overdue, rules)?;
                self.enter(Stage::CoordinationExtended, due, Actor::System, ran_out);
            }
            (ClockKind::Coordination, _) => self.enter(Stage::CoordinationOverdue, due, Actor::System, ran_out),
            _ => self.note(due, Actor::System, ran_out),
        }
        Ok(())
    }

    fn open_extended_window(&mut self, started_at: Instant, cause: Cause, rules: &CaseRules) -> Result<(), Problem> {
        let mut clock = Clock::start(ClockKind::Coordination, Some(Window::Extended), started_at, started_at, rules)?;
        clock.cause = Some(cause);
        self.clocks.push(clock);
        Ok(())
    }

    fn apply(&mut self, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        if let Fact::ExtensionNoticeGiven = entry.content {
            return self.extension_notice_given(entry.received_at);
        }
        self.require_open()?;
        match &entry.content {
            Fact::Verification(verification) => self.verified(verification, entry, rules),
            Fact::Answer(answer) => self.answered(*answer, entry, rules),
            Fact::ExtensionRequest(request) => self.more_time_requested(request, entry, rules),
            Fact::Decision(decision) => self.decided(decision, entry, rules),
            Fact::Withdrawal(withdrawal) => {
                self.end_all(entry.received_at, ClockOutcome::Superseded);
                self.take_in(Stage::Withdrawn, entry, &Actor::Applicant, Event::Withdrawn { reason: withdrawal.reason.clone() });
                self.close(Status::Withdrawn, entry.received_at);
                Ok(())
            }
            Fact::ExtensionNoticeGiven => Ok(()),
        }
    }

    /// Whether an act is open as the procedure stands, whoever does it and whatever it says.
    ///
    /// # Errors
    /// The rule that stands against it.
    pub(super) fn guard(&self, act: Act) -> Result<(), Problem> {
        self.require_open()?;
        match act {
            Act::Verify => self.require_verification(),
            Act::Answer => self.require_coordination(),
            Act::Extend => self.require_coordination().and_then(|()| self.require_time_to_extend()),
            Act::Decide => self.require_answer().map(drop),
            _ => Ok(()),
        }
    }

    fn require_open(&self) -> Result<(), Problem> {
        match self.status {
            Status::Open => Ok(()),
            ended => Err(Problem::new(Code::CaseClosed, format!("the case has ended: {ended}"))),
        }
    }

    fn require_verification(&self) -> Result<(), Problem> {
        match self.stage {
            Stage::Verification => Ok(()),
            Stage::Filed => Err(Problem::new(Code::VerificationEarly, "the application has not been accepted yet")),
            Stage::Registered => {
                let begins = self.begins.map(|begins| begins.to_string()).unwrap_or_default();
                Err(Problem::new(Code::VerificationEarly, format!("the verification begins at {begins}")))
            }
            _ => Err(Problem::new(Code::VerificationRecorded, "a verification has been recorded; correct it if it is wrong")),
        }
    }

    /// R26 para 15: no ground against the visit sends the case to the NSC; a ground ends it.
    fn verified(&mut self, verification: &Verification, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        self.require_verification()?;
        let at = entry.received_at;
        let verified = Event::Verified { verification: verification.clone() };
        match verification {
            Verification::Clear => {
                self.end(ClockKind::Verification, at, ClockOutcome::Met);
                self.take_in_note(entry, &Actor::Police, verified);
                self.submitted_at = Some(at);
                self.clocks.push(Clock::start(ClockKind::Coordination, Some(Window::Standard), at, at, rules)?);
                self.enter(Stage::Coordination, at, Actor::System, Event::SubmittedToNsc);
            }
            Verification::Refuse(refusal) => {
                let (stage, status) = if rules.allows(Step::NonConsideration, refusal.ground) {
                    (Stage::NotConsidered, Status::NotConsidered)
                } else {
                    rules.require(&[Step::Verification, Step::NonConsideration], refusal.ground)?;
                    (Stage::Refused, Status::Refused)
                };
                self.end_all(at, ClockOutcome::Met);
                self.take_in(stage, entry, &Actor::Police, verified);
                self.refusal = Some(refusal.clone());
                self.close(status, at);
            }
        }
        Ok(())
    }

    fn require_coordination(&self) -> Result<(), Problem> {
        if self.submitted_at.is_none() {
            return Err(Problem::new(Code::NotSubmitted, "the case has not been submitted to the NSC"));
        }
        if self.answer.is_some() {
            return Err(Problem::new(Code::Answered, "the NSC has answered; correct the answer if it is wrong"));
        }
        Ok(())
    }

    /// R26 para 15: the decision follows within one working day of the answer, however late the answer is.
    fn answered(&mut self, answer: Answer, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        self.require_coordination()?;
        let at = entry.received_at;
        self.end(ClockKind::Coordination, at, ClockOutcome::Met);
        self.take_in_note(entry, &Actor::Nsc, Event::Answered { answer });
        self.answer = Some(answer);
        self.clocks.push(Clock::start(ClockKind::Decision, None, at, at, rules)?);
        self.enter(Stage::Decision, at, Actor::System, Event::DecisionDue);
        Ok(())
    }

    /// More time is requested once, and before the extended window has run out.
    fn require_time_to_extend(&self) -> Result<(), Problem> {
        if self.extension.is_some() {
            return Err(Problem::new(Code::ExtensionRepeated, "more time has been requested before; it can be requested once"));
        }
        if matches!(self.stage, Stage::Coordination | Stage::CoordinationExtended) {
            return Ok(());
        }
        Err(Problem::new(Code::ExtensionLate, "the extended window has run out; there is no more time to request"))
    }

    /// R26 annex 5 row 3: the window is extended to 30 calendar days from the same start, and the
    /// applicant is told the reason and the length.
    fn more_time_requested(&mut self, request: &ExtensionRequest, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        self.require_coordination()?;
        self.require_time_to_extend()?;
        let at = entry.received_at;
        let requested = |late| Event::MoreTimeRequested { reason: request.reason.clone(), late };
        match self.stage {
            Stage::Coordination => {
                let Some(started_at) = self.submitted_at else { return Ok(()) };
                self.end(ClockKind::Coordination, at, ClockOutcome::Superseded);
                self.open_extended_window(started_at, Cause::Requested, rules)?;
                self.take_in(Stage::CoordinationExtended, entry, &Actor::Nsc, requested(false));
            }
            _ => self.take_in_note(entry, &Actor::Nsc, requested(true)),
        }
        self.extension = Some((at, request.clone()));
        self.clocks.push(Clock::start(ClockKind::ExtensionNotice, None, at, at, rules)?);
        self.extend_service(at, rules)
    }

    /// Annex 5 row 3 says of the five working days of the service that they become 30 calendar days. A
    /// term that has run out is not extended any more.
    fn extend_service(&mut self, at: Instant, rules: &CaseRules) -> Result<(), Problem> {
        let running = self.clocks.iter_mut().find(|clock| clock.kind == ClockKind::Service && clock.runs());
        if let Some(service) = running {
            service.end(at, ClockOutcome::Superseded);
            let (counted_from, started_at) = (service.deadline.from, service.started_at);
            self.clocks.push(Clock::start(ClockKind::Service, Some(Window::Extended), counted_from, started_at, rules)?);
        }
        Ok(())
    }

    fn extension_notice_given(&mut self, at: Instant) -> Result<(), Problem> {
        if self.extension.is_none() {
            return Err(Problem::new(Code::NoticeUnknown, "no extension was requested"));
        }
        self.end(ClockKind::ExtensionNotice, at, ClockOutcome::Met);
        self.note(at, Actor::System, Event::ExtensionNoticeGiven);
        Ok(())
    }

    fn require_answer(&self) -> Result<Answer, Problem> {
        self.answer.ok_or_else(|| Problem::new(Code::NoAnswer, "the NSC has not answered; nobody is approved or refused by silence"))
    }

    /// R26 paras 15, 18: after *agree*, issue or refuse; after *object*, nothing but refuse.
    fn decided(&mut self, decision: &Decision, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        let at = entry.received_at;
        let answer = self.require_answer()?;
        match (&decision.verdict, answer) {
            (Verdict::Issue, Answer::Object) => {
                return Err(Problem::new(Code::IssueAgainstObjection, "the NSC objects: the invitation can only be refused, on ground 3"));
            }
            (Verdict::Issue, Answer::Agree) => {}
            (Verdict::Refuse(refusal), Answer::Agree) => rules.require(&[Step::DecisionAfterAgree], refusal.ground)?,
            (Verdict::Refuse(refusal), Answer::Object) => rules.require(&[Step::DecisionAfterObject], refusal.ground)?,
        }
        let late = self.clocks.iter().any(|clock| clock.kind == ClockKind::Decision && clock.due() < at);
        if late && decision.late_reason.is_none() && matches!(entry.entered_by, Actor::Officer(_)) {
            return Err(
                Problem::new(Code::LateReason, "the decision comes after its deadline: give the reason for the delay").at("late_reason")
            );
        }
        let (stage, status) = match &decision.verdict {
            Verdict::Issue => (Stage::Issued, Status::Issued),
            Verdict::Refuse(_) => (Stage::Refused, Status::Refused),
        };
        // Nobody is told why a decision is late that is not.
        let late = late.then(|| Lateness { reason: decision.late_reason.clone() });
        self.end(ClockKind::Decision, at, ClockOutcome::Met);
        self.end(ClockKind::Service, at, ClockOutcome::Met);
        let decided_by = entry.entered_by.clone();
        self.take_in(stage, entry, &decided_by, Event::Decided { verdict: decision.verdict.clone(), late });
        if let Verdict::Refuse(refusal) = &decision.verdict {
            self.refusal = Some(refusal.clone());
        }
        self.close(status, at);
        Ok(())
    }

    fn end(&mut self, kind: ClockKind, at: Instant, outcome: ClockOutcome) {
        for clock in self.clocks.iter_mut().filter(|clock| clock.kind == kind) {
            clock.end(at, outcome);
        }
    }

    fn end_all(&mut self, at: Instant, outcome: ClockOutcome) {
        for clock in &mut self.clocks {
            clock.end(at, outcome);
        }
    }

    fn close(&mut self, status: Status, at: Instant) {
        self.status = status;
        self.ended_at = Some(at);
    }

    /// A step that follows of itself.
    fn enter(&mut self, stage: Stage, at: Instant, actor: Actor, event: Event) {
        self.stage = stage;
        self.journal.push(Line { enters: true, ..Line::new(at, stage, actor, event) });
    }

    fn note(&mut self, at: Instant, actor: Actor, event: Event) {
        self.journal.push(Line::new(at, self.stage, actor, event));
    }

    /// A fact that moves the case: who acted, and who entered it where that is someone else.
    fn take_in(&mut self, stage: Stage, entry: &Entry<Fact>, actor: &Actor, event: Event) {
        self.stage = stage;
        self.journal.push(Line { enters: true, ..Line::of_entry(entry, stage, actor, event) });
    }

    fn take_in_note(&mut self, entry: &Entry<Fact>, actor: &Actor, event: Event) {
        self.journal.push(Line::of_entry(entry, self.stage, actor, event));
    }
}
