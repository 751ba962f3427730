//! For whom an open case waits: whose act it is, since when, what the law gives, and when that ends.

use shaqyru_domain::{
    authority::Act,
    case::{
        stage::{Stage, Status},
        view::{CaseView, ClockView, ProvenDeadline},
    },
    law::{
        clock_kind::{ClockKind, Window},
        rulebook::Rulebook,
    },
    text::{OfficeCode, OfficerId},
    time::{calendar::Calendar, hours::OfficeHours, instant::Instant, term::Term},
};

/// What an open case waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wait {
    /// What is awaited.
    pub(crate) clock: ClockKind,
    /// In which window.
    pub(crate) window: Option<Window>,
    /// Who has the case.
    pub(crate) officer: Option<OfficerId>,
    /// Since when; of the NSC since it was first asked.
    pub(crate) since: Instant,
    /// How many working days have passed since, today among them.
    pub(crate) worked: Option<u64>,
    /// What the law gives: of the NSC before it was given more time.
    pub(crate) term: Option<Term>,
    /// When the window ends.
    pub(crate) due: Instant,
    /// Whether it has ended.
    pub(crate) is_over: bool,
}

impl Wait {
    /// None for a case that has ended, or for which nobody has begun to work.
    pub(crate) fn of(view: &CaseView, deadlines: &[ProvenDeadline], now: Instant, rulebook: &Rulebook) -> Option<Self> {
        let clock = awaited(view.stage).filter(|_| view.status == Status::Open)?;
        let last = view.clocks.iter().rfind(|running| running.clock == clock)?;
        let first = if clock == ClockKind::Coordination { first_window(view, clock)? } else { last };
        let term = deadlines.iter().find(|deadline| deadline.clock == *first).map(|deadline| deadline.proof.term);
        Some(Self {
            clock,
            window: last.window,
            officer: view.officer.clone(),
            since: first.started_at,
            worked: hours_of(&view.office, now, rulebook)
                .and_then(|hours| working_days(first.started_at, now, &hours, rulebook.calendars.newest())),
            term,
            due: last.due,
            is_over: last.due <= now,
        })
    }
}

/// The clock of what is to be done at a stage.
const fn awaited(stage: Stage) -> Option<ClockKind> {
    match stage {
        Stage::Verification => Some(ClockKind::Verification),
        Stage::Coordination | Stage::CoordinationExtended | Stage::CoordinationOverdue => Some(ClockKind::Coordination),
        Stage::Decision => Some(ClockKind::Decision),
        Stage::Hearing => Some(ClockKind::Hearing),
        Stage::Forwarding => Some(ClockKind::ComplaintForwarding),
        Stage::Examination => Some(ClockKind::ComplaintExamination),
        _ => None,
    }
}

/// The first window of the clock's last course: a correction can have started it anew.
fn first_window(view: &CaseView, clock: ClockKind) -> Option<&ClockView> {
    view.clocks.iter().rfind(|running| running.clock == clock && running.window != Some(Window::Extended))
}

/// The hours of an office as they are in force at an instant.
pub(crate) fn hours_of(office: &OfficeCode, at: Instant, rulebook: &Rulebook) -> Option<OfficeHours> {
    rulebook.for_filing(at.date()).ok()?.schedule_of(office).ok()?.hours().ok()
}

/// How many days an office works after the day of one instant, up to that of another. None where the calendar does not say.
pub(crate) fn working_days(from: Instant, until: Instant, hours: &OfficeHours, calendar: &Calendar) -> Option<u64> {
    let [first, last] = [from, until].map(|instant| hours.civil(instant).date());
    let mut days = 0_u64;
    for date in first.iter_days().skip(1).take_while(|date| *date <= last) {
        days = days.saturating_add(u64::from(hours.works_on(date, calendar).ok()?));
    }
    Some(days)
}

/// What is to be done at a stage by those who work here.
pub(crate) const fn next_act(stage: Stage) -> Option<Act> {
    match stage {
        Stage::Verification => Some(Act::Verify),
        Stage::Coordination | Stage::CoordinationExtended | Stage::CoordinationOverdue => Some(Act::Answer),
        Stage::Decision => Some(Act::Decide),
        Stage::Hearing => Some(Act::RecordHearing),
        Stage::Forwarding => Some(Act::PassOn),
        Stage::Examination => Some(Act::AnswerComplaint),
        _ => None,
    }
}
