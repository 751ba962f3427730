//! For whom an open case waits: whose act it is, since when, what the law gives, and when that ends.

use shaqyru_domain::{
    authority::Act,
    case::{
        number::CaseNumber,
        stage::{Stage, Status},
        view::{CaseView, ClockView, ProvenDeadline},
    },
    law::{
        clock_kind::{ClockKind, Window},
        rulebook::{COMPLAINT, INVITATION, Rulebook, RulesInForce, VISA},
    },
    service::CaseService,
    text::{OfficeCode, OfficerId},
    time::{calendar::Calendar, hours::OfficeHours, instant::Instant, term::Term},
};
use shaqyru_register::HeldUp;

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
        if view.status != Status::Open {
            return None;
        }
        let of_proof = |first: &ClockView| deadlines.iter().find(|deadline| deadline.clock == *first).map(|deadline| deadline.proof.term);
        let standing = Standing { stage: view.stage, clocks: &view.clocks, office: &view.office, officer: view.officer.as_ref() };
        standing.wait(of_proof, now, rulebook)
    }

    /// The same of an open case as it stands in the register, which keeps no terms: the term is that of the rulebook of the day of filing.
    pub(crate) fn on_record(held_up: &HeldUp, now: Instant, rulebook: &Rulebook) -> Option<Self> {
        let HeldUp { case, stage, clocks, office, officer, filed_at, .. } = held_up;
        let of_rulebook = |first: &ClockView| {
            let rules = RulesInForce { procedure: procedure_of(case), ..rulebook.for_filing(filed_at.date()).ok()? };
            rules.of(&rulebook.clocks).find(|rule| rule.clock == first.clock && rule.window == first.window).map(|rule| rule.term)
        };
        Standing { stage: *stage, clocks, office, officer: officer.as_ref() }.wait(of_rulebook, now, rulebook)
    }
}

/// The procedure that a case follows.
pub(crate) fn procedure_of(case: &CaseNumber) -> &'static str {
    match CaseService::of(case) {
        CaseService::Invitation => INVITATION,
        CaseService::Visa => VISA,
        CaseService::Complaint => COMPLAINT,
    }
}

/// How an open case stands, wherever that was read.
struct Standing<'a> {
    stage: Stage,
    clocks: &'a [ClockView],
    office: &'a OfficeCode,
    officer: Option<&'a OfficerId>,
}

impl Standing<'_> {
    fn wait(&self, term_of: impl Fn(&ClockView) -> Option<Term>, now: Instant, rulebook: &Rulebook) -> Option<Wait> {
        let clock = awaited(self.stage)?;
        let last = self.clocks.iter().rfind(|running| running.clock == clock)?;
        let first = if clock == ClockKind::Coordination { self.first_window(clock)? } else { last };
        Some(Wait {
            clock,
            window: last.window,
            officer: self.officer.cloned(),
            since: first.started_at,
            worked: hours_of(self.office, now, rulebook)
                .and_then(|hours| working_days(first.started_at, now, &hours, rulebook.calendars.newest())),
            term: term_of(first),
            due: last.due,
            is_over: last.due <= now,
        })
    }

    /// The first window of the clock's last course: a correction can have started it anew.
    fn first_window(&self, clock: ClockKind) -> Option<&ClockView> {
        self.clocks.iter().rfind(|running| running.clock == clock && running.window != Some(Window::Extended))
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
