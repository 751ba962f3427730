//! What every case has, whichever procedure it follows: status, stage, clocks, and what happened. A procedure writes it by what the
//! Rules say; nobody else does.

use chrono::NaiveDate;

use super::{
    antedated::UndoneTerm,
    clock::{Cause, Clock, ClockOutcome},
    event::Event,
    fact::{Entry, Refusal, Withdrawal},
    filing::Filing,
    line::Line,
    stage::{Stage, Status},
};
use crate::{
    actor::Actor,
    law::{
        clock_kind::{ClockKind, Window},
        rules::CaseRules,
    },
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
};

/// Where a case stands at an instant.
#[derive(Debug, Clone)]
pub struct Docket {
    /// Whether it is open, and if not, how it ended.
    pub status: Status,
    /// The stage.
    pub stage: Stage,
    /// The day that counts as the day of registration (APPC art 64(3)).
    pub registered_on: Option<NaiveDate>,
    /// When the work on it begins: the filing if within hours, else the opening on `registered_on`.
    pub begins: Option<Instant>,
    /// All clocks, in the order in which they were started.
    pub clocks: Vec<Clock>,
    pub(super) journal: Vec<Line>,
    /// On what ground it was refused, if it was.
    pub refusal: Option<Refusal>,
    /// What the applicant is told of how a complaint was answered, in words.
    pub answer: Option<Text>,
    /// When the case ended.
    pub ended_at: Option<Instant>,
}

/// A term that has run out.
#[derive(Debug, Clone, Copy)]
pub struct Expired {
    /// Which clock.
    pub kind: ClockKind,
    /// Which of its windows.
    pub window: Option<Window>,
    /// Where it began to count.
    pub started_at: Instant,
    /// When it ran out.
    pub due: Instant,
}

impl Expired {
    /// What happened.
    pub const fn event(&self) -> Event {
        Event::TermRanOut { clock: self.kind, window: self.window }
    }
}

/// How far time is advanced.
#[derive(Clone, Copy)]
pub(super) enum Reach {
    /// Up to a fact: what is due at its very instant is still in time.
    UpToFact,
    /// Up to now: what is due now has run out.
    UpToNow,
}

impl Docket {
    /// The docket of what has just been filed, which this event says.
    pub(super) fn of(filing: &Filing, filed: Event) -> Self {
        let filed = Line { enters: true, ..Line::new(filing.filed_at, Stage::Filed, Actor::Applicant, filed) };
        let mut docket = Self {
            status: Status::Open,
            stage: Stage::Filed,
            registered_on: None,
            begins: None,
            clocks: Vec::new(),
            journal: vec![filed],
            refusal: None,
            answer: None,
            ended_at: None,
        };
        if let Some(forwarding) = &filing.forwarded {
            docket.note(filing.filed_at, Event::Forwarded { forwarding: forwarding.clone() });
        }
        docket
    }

    /// R26 para 14: a complete application is accepted; an incomplete one is refused acceptance at any hour.
    pub(super) fn accept(&mut self, filing: &Filing, rules: &CaseRules) -> Result<(), Problem> {
        let at = filing.taken_at();
        let missing: Vec<_> = filing.missing.iter().map(|missing| missing.code.clone()).collect();
        if !missing.is_empty() && !filing.is_unproven() {
            self.enter(Stage::AcceptanceRefused, at, Event::AcceptanceRefused { missing });
            self.close(Status::AcceptanceRefused, at);
            return Ok(());
        }
        let hours = rules.filing_hours();
        let registered_on = hours.registered_on(filing.filed_at, &rules.calendar)?;
        self.registered_on = Some(registered_on);
        self.begins = Some(hours.starts_working(filing.filed_at, &rules.calendar)?.max(at));
        self.enter(Stage::Registered, at, Event::Registered { on: registered_on, unproven: missing });
        Ok(())
    }

    /// Whether the case has not ended.
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }

    /// Nothing is done in a case that has ended.
    ///
    /// # Errors
    /// [`Code::CaseClosed`].
    pub fn require_open(&self) -> Result<(), Problem> {
        match self.status {
            Status::Open => Ok(()),
            ended => Err(Problem::new(Code::CaseClosed, format!("the case has ended: {ended}"))),
        }
    }

    /// The stage at an instant that has passed.
    pub(super) fn stage_at(&self, at: Instant) -> Stage {
        let mut entered = self.journal.iter().filter(|line| line.enters && line.at <= at);
        entered.next_back().map_or(Stage::Filed, |line| line.stage)
    }

    /// Starts a clock that counts from an instant.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if the rules have no such term, [`Code::NoCalendar`] if the calendar does not reach its end.
    pub fn start(&mut self, kind: ClockKind, window: Option<Window>, at: Instant, rules: &CaseRules) -> Result<(), Problem> {
        self.clocks.push(Clock::start(kind, window, at, at, rules)?);
        Ok(())
    }

    /// Whether a clock's term had run out at an instant; one that something else has superseded has no term any more.
    pub fn is_past(&self, kind: ClockKind, at: Instant) -> bool {
        let counts = |clock: &&Clock| clock.kind == kind && clock.outcome != ClockOutcome::Superseded;
        self.clocks.iter().filter(counts).any(|clock| clock.due() < at)
    }

    /// Whether a clock of a kind runs.
    pub fn runs(&self, kind: ClockKind) -> bool {
        self.clocks.iter().any(|clock| clock.kind == kind && clock.runs())
    }

    /// The terms that have run out here and do not count as breached in another docket of the case.
    pub(super) fn breaches_that_do_not_stand_in(&self, other: &Self) -> Vec<UndoneTerm> {
        let stand = other.breaches();
        self.breaches().into_iter().filter(|term| !stand.contains(term)).collect()
    }

    fn breaches(&self) -> Vec<UndoneTerm> {
        self.clocks.iter().filter(|clock| clock.outcome == ClockOutcome::Breached).map(UndoneTerm::from).collect()
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

    /// Records the breach of the clock that runs out first, not later than `to`.
    pub(super) fn breach_first(&mut self, to: Instant, reach: Reach) -> Option<Expired> {
        let index = self.first_to_run_out(to, reach)?;
        let clock = self.clocks.get_mut(index)?;
        clock.breach();
        Some(Expired { kind: clock.kind, window: clock.window, started_at: clock.started_at, due: clock.due() })
    }

    /// A window ends when it runs out, though its act is awaited further: in another window, if that takes its place.
    pub fn end_window(&mut self, expired: Expired, is_replaced: bool) {
        let is_it = |clock: &&mut Clock| (clock.kind, clock.window, clock.due()) == (expired.kind, expired.window, expired.due);
        if let Some(window) = self.clocks.iter_mut().rfind(is_it) {
            window.end_with_term(is_replaced);
        }
    }

    /// Ends the clocks of a kind by an act.
    pub fn end(&mut self, kind: ClockKind, at: Instant, outcome: ClockOutcome) {
        for clock in self.clocks.iter_mut().filter(|clock| clock.kind == kind) {
            clock.end(at, outcome);
        }
    }

    /// Ends all clocks.
    pub fn end_all(&mut self, at: Instant, outcome: ClockOutcome) {
        for clock in &mut self.clocks {
            clock.end(at, outcome);
        }
    }

    /// R26 annex 5 row 3, annex 8: the five working days of a service become 30 calendar days, from the same start. A term that has run out
    /// is not extended any more.
    ///
    /// # Errors
    /// [`Code::NoCalendar`].
    pub fn extend_service(&mut self, at: Instant, rules: &CaseRules) -> Result<(), Problem> {
        let running = self.clocks.iter_mut().find(|clock| clock.kind == ClockKind::Service && clock.runs());
        if let Some(service) = running {
            service.end(at, ClockOutcome::Superseded);
            let (counted_from, started_at) = (service.deadline.from, service.started_at);
            self.clocks.push(Clock::start(ClockKind::Service, Some(Window::Extended), counted_from, started_at, rules)?);
        }
        Ok(())
    }

    /// Ends the clocks of a kind that run, since something else goes before.
    pub fn supersede(&mut self, kind: ClockKind, at: Instant, cause: Cause) {
        for clock in self.clocks.iter_mut().filter(|clock| clock.kind == kind && clock.runs()) {
            clock.end(at, ClockOutcome::Superseded);
            clock.cause = Some(cause);
        }
    }

    /// Ends the case.
    pub const fn close(&mut self, status: Status, at: Instant) {
        self.status = status;
        self.ended_at = Some(at);
    }

    /// The inviting party takes back what it filed: every clock ends, and the case with them.
    pub fn withdraw<T>(&mut self, withdrawal: &Withdrawal, entry: &Entry<T>) {
        self.end_all(entry.received_at, ClockOutcome::Superseded);
        self.take_in(Stage::Withdrawn, entry, &Actor::Applicant, Event::Withdrawn { reason: withdrawal.reason.clone() });
        self.close(Status::Withdrawn, entry.received_at);
    }

    /// A step that follows of itself.
    pub fn enter(&mut self, stage: Stage, at: Instant, event: Event) {
        self.stage = stage;
        self.journal.push(Line { enters: true, ..Line::new(at, stage, Actor::System, event) });
    }

    /// Something that happens of itself and moves nothing.
    pub fn note(&mut self, at: Instant, event: Event) {
        self.journal.push(Line::new(at, self.stage, Actor::System, event));
    }

    /// A fact that moves the case: who acted, and who entered it where that is someone else.
    pub fn take_in<T>(&mut self, stage: Stage, entry: &Entry<T>, actor: &Actor, event: Event) {
        self.stage = stage;
        self.journal.push(Line { enters: true, ..Line::of_entry(entry, stage, actor, event) });
    }

    /// A fact that moves nothing by itself.
    pub fn take_in_note<T>(&mut self, entry: &Entry<T>, actor: &Actor, event: Event) {
        self.journal.push(Line::of_entry(entry, self.stage, actor, event));
    }
}
