//! Running terms of a case.

use serde::{Deserialize, Serialize};

use crate::{
    law::{
        clock_kind::{ClockKind, Nature, Window},
        ladder::{self, Rung},
        rules::CaseRules,
    },
    problem::Problem,
    time::{deadline::Deadline, instant::Instant},
};

/// Why the extended window was opened, or why a clock was superseded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The NSC asked in writing.
    Requested,
    /// The standard window ran out in silence.
    Overdue,
    /// The applicant is heard before a refusal (R26 para 23).
    Hearing,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockOutcome {
    /// It runs.
    Running,
    /// The act came in time.
    Met,
    /// The term ran out first.
    Breached,
    /// Another clock took its place, or the case was withdrawn.
    Superseded,
}

/// A term of a case, running or ended.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Which term.
    pub kind: ClockKind,
    /// Which of its windows, where it has two.
    pub window: Option<Window>,
    /// Why the extended window was opened.
    pub cause: Option<Cause>,
    /// Set by the law or by the office.
    pub nature: Nature,
    /// Where counting began.
    pub started_at: Instant,
    /// When it is due, with what proves it.
    pub deadline: Deadline,
    /// When it ended: by its act, with its term where its act is awaited further, or with the case.
    pub ended_at: Option<Instant>,
    /// When its act came, in time or not.
    pub acted_at: Option<Instant>,
    /// How it stands.
    pub outcome: ClockOutcome,
    /// Whether another window of its kind has taken its place.
    pub(super) is_replaced: bool,
    /// From this instant on no rung goes out: what it waited for has come.
    pub(super) quiet_from: Option<Instant>,
    /// The ladder's steps, in order of time.
    pub(super) rungs: Vec<Rung>,
}

impl Clock {
    /// Starts a clock: counts its deadline and places its rungs.
    ///
    /// # Errors
    /// [`Code::Rulebook`](crate::problem::Code::Rulebook) if the rules have no such term, [`Code::NoCalendar`](crate::problem::Code::NoCalendar)
    /// if the calendar does not reach its end.
    pub fn start(
        kind: ClockKind,
        window: Option<Window>,
        counted_from: Instant,
        started_at: Instant,
        rules: &CaseRules,
    ) -> Result<Self, Problem> {
        let rule = rules.clock(kind, window)?;
        let deadline = Deadline::count(counted_from, rule.term, rule.count_from, &rules.calendar, &rules.hours)?;
        let rungs = ladder::rungs(&rule.rungs, started_at, deadline.due, &rules.calendar, &rules.hours)?;
        Ok(Self {
            kind,
            window,
            cause: None,
            nature: rule.nature,
            started_at,
            deadline,
            ended_at: None,
            acted_at: None,
            outcome: ClockOutcome::Running,
            is_replaced: false,
            quiet_from: None,
            rungs,
        })
    }

    /// Starts a clock that runs until an instant that somebody has set, on a day of the calendar.
    ///
    /// # Errors
    /// As [`Clock::start`].
    pub fn until(kind: ClockKind, from: Instant, due: Instant, rules: &CaseRules) -> Result<Self, Problem> {
        let rule = rules.clock(kind, None)?;
        let deadline = Deadline::set(from, due, &rules.calendar, &rules.hours)?;
        let rungs = ladder::rungs(&rule.rungs, from, due, &rules.calendar, &rules.hours)?;
        Ok(Self {
            kind,
            window: None,
            cause: None,
            nature: rule.nature,
            started_at: from,
            deadline,
            ended_at: None,
            acted_at: None,
            outcome: ClockOutcome::Running,
            is_replaced: false,
            quiet_from: None,
            rungs,
        })
    }

    /// The same clock, with why its window was opened.
    #[must_use]
    pub fn because(self, cause: Cause) -> Self {
        Self { cause: Some(cause), ..self }
    }

    /// When it is due.
    pub const fn due(&self) -> Instant {
        self.deadline.due
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        self.outcome == ClockOutcome::Running
    }

    /// Whether its act is still to come: it runs, or has run out and nothing has taken its place. Nobody else decides that: pages, lists,
    /// figures and programs read it off the case's view and record.
    pub fn is_awaited(&self) -> bool {
        self.runs() || (self.outcome == ClockOutcome::Breached && self.quiet_from.is_none() && !self.is_replaced)
    }

    /// Ends it at `at`: if it is met by that, its act came. A breach, once recorded, stays; it only takes the instant.
    pub fn end(&mut self, at: Instant, outcome: ClockOutcome) {
        if self.quiet_from.is_none() && outcome == ClockOutcome::Met {
            self.acted_at = Some(at);
        }
        if self.runs() {
            self.outcome = outcome;
        }
        self.ended_at.get_or_insert(at);
        self.quiet_from.get_or_insert(at);
    }

    /// Records that the term ran out. Of itself, it goes on waiting for its act.
    pub(super) const fn breach(&mut self) {
        self.outcome = ClockOutcome::Breached;
    }

    /// Ends it with the term that ran out; another window may take its place.
    pub(super) const fn end_with_term(&mut self, is_replaced: bool) {
        self.ended_at = Some(self.due());
        self.is_replaced = is_replaced;
    }

    /// The steps that go out, in order: those that lie before what the clock waited for.
    pub(super) fn rungs_to_climb(&self) -> impl Iterator<Item = &Rung> {
        self.rungs.iter().filter(|rung| self.quiet_from.is_none_or(|quiet| rung.at < quiet))
    }
}
