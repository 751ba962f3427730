//! The leg of a procedure that a case goes with the NSC: its windows, its guards, and what the applicant is told of it.

use super::message::NscMessage;
use crate::{
    actor::Actor,
    case::{
        clock::{Cause, Clock, ClockOutcome},
        docket::{Docket, Expired},
        event::Event,
        fact::{Answer, Entry, ExtensionRequest},
        outbox::NoticeKind,
        procedure::{OwedNotice, Procedure},
        stage::Stage,
    },
    law::{
        clock_kind::{ClockKind, Window},
        rules::CaseRules,
    },
    problem::{Code, Problem},
    time::instant::Instant,
};

/// A procedure that coordinates its cases with the NSC.
pub trait Coordinated: Procedure<Fact: From<NscMessage>> {
    /// How coordination stands.
    fn coordination(&self) -> &Coordination;
}

/// How the coordination of a case stands.
#[derive(Debug, Clone, Default)]
pub struct Coordination {
    /// When the case was submitted to Berkut.
    pub submitted_at: Option<Instant>,
    /// The NSC's request for more time: when it came, and why.
    pub extension: Option<(Instant, ExtensionRequest)>,
    /// The NSC's answer.
    pub answer: Option<Answer>,
}

impl Coordination {
    /// R26 para 15: the case goes to the NSC, and the standard window opens.
    ///
    /// # Errors
    /// [`Code::NoCalendar`].
    pub fn submit(&mut self, docket: &mut Docket, at: Instant, rules: &CaseRules) -> Result<(), Problem> {
        self.submitted_at = Some(at);
        docket.start(ClockKind::Coordination, Some(Window::Standard), at, rules)?;
        docket.enter(Stage::Coordination, at, Event::SubmittedToNsc);
        Ok(())
    }

    /// The NSC answers, however late. What follows is the procedure's to say.
    ///
    /// # Errors
    /// [`Code::NotSubmitted`], [`Code::Answered`].
    pub fn answered<T>(&mut self, docket: &mut Docket, answer: Answer, entry: &Entry<T>) -> Result<(), Problem> {
        self.require_waiting()?;
        docket.end(ClockKind::Coordination, entry.received_at, ClockOutcome::Met);
        docket.take_in_note(entry, &Actor::Nsc, Event::Answered { answer });
        self.answer = Some(answer);
        Ok(())
    }

    /// R26 annex 5 row 3: the window is extended to 30 calendar days from the same start, and the applicant is told the reason and the
    /// length.
    ///
    /// # Errors
    /// What [`Coordination::require_time_to_extend`] says; [`Code::NoCalendar`].
    pub fn more_time_requested<T>(
        &mut self,
        docket: &mut Docket,
        request: &ExtensionRequest,
        entry: &Entry<T>,
        rules: &CaseRules,
    ) -> Result<(), Problem> {
        self.require_time_to_extend(docket)?;
        let at = entry.received_at;
        let requested = |late| Event::MoreTimeRequested { reason: request.reason.clone(), late };
        match (docket.stage, self.submitted_at) {
            (Stage::Coordination, Some(started_at)) => {
                docket.end(ClockKind::Coordination, at, ClockOutcome::Superseded);
                open_extended_window(docket, started_at, Cause::Requested, rules)?;
                docket.take_in(Stage::CoordinationExtended, entry, &Actor::Nsc, requested(false));
            }
            _ => docket.take_in_note(entry, &Actor::Nsc, requested(true)),
        }
        self.extension = Some((at, request.clone()));
        docket.start(ClockKind::ExtensionNotice, None, at, rules)
    }

    /// The applicant has been told of the extension.
    ///
    /// # Errors
    /// [`Code::NoticeUnknown`] if there is none.
    pub fn extension_notice_given(&self, docket: &mut Docket, at: Instant) -> Result<(), Problem> {
        if self.extension.is_none() {
            return Err(Problem::new(Code::NoticeUnknown, "no extension was requested"));
        }
        docket.end(ClockKind::ExtensionNotice, at, ClockOutcome::Met);
        docket.note(at, Event::ExtensionNoticeGiven);
        Ok(())
    }

    /// A window ran out in silence: after the standard one the extended one runs, and after that the case goes on waiting. No silence means
    /// consent.
    ///
    /// # Errors
    /// [`Code::NoCalendar`].
    pub fn window_ran_out(&self, docket: &mut Docket, expired: Expired, rules: &CaseRules) -> Result<(), Problem> {
        let is_standard = expired.window == Some(Window::Standard);
        docket.end_window(expired, is_standard);
        if is_standard {
            open_extended_window(docket, expired.started_at, Cause::Overdue, rules)?;
        }
        let overdue = if is_standard { Stage::CoordinationExtended } else { Stage::CoordinationOverdue };
        docket.enter(overdue, expired.due, expired.event());
        Ok(())
    }

    /// The NSC's answer is awaited.
    ///
    /// # Errors
    /// [`Code::NotSubmitted`], [`Code::Answered`].
    pub fn require_waiting(&self) -> Result<(), Problem> {
        if self.submitted_at.is_none() {
            return Err(Problem::new(Code::NotSubmitted, "the case has not been submitted to the NSC"));
        }
        if self.answer.is_some() {
            return Err(Problem::new(Code::Answered, "the NSC has answered; correct the answer if it is wrong"));
        }
        Ok(())
    }

    /// More time is requested once, and before the extended window has run out.
    ///
    /// # Errors
    /// What [`Coordination::require_waiting`] says; [`Code::ExtensionRepeated`], [`Code::ExtensionLate`].
    pub fn require_time_to_extend(&self, docket: &Docket) -> Result<(), Problem> {
        self.require_waiting()?;
        if self.extension.is_some() {
            return Err(Problem::new(Code::ExtensionRepeated, "more time has been requested before; it can be requested once"));
        }
        if matches!(docket.stage, Stage::Coordination | Stage::CoordinationExtended) {
            return Ok(());
        }
        Err(Problem::new(Code::ExtensionLate, "the extended window has run out; there is no more time to request"))
    }

    /// What the NSC answered, on which the decision rests.
    ///
    /// # Errors
    /// [`Code::NoAnswer`].
    pub fn require_answer(&self) -> Result<Answer, Problem> {
        self.answer.ok_or_else(|| Problem::new(Code::NoAnswer, "the NSC has not answered; nobody is approved or refused by silence"))
    }

    /// R26 annex 5 row 3: the applicant is told the reason and the length of the extension.
    pub fn owed_notice<F>(&self, docket: &Docket, given: F) -> Option<OwedNotice<F>> {
        let (at, request) = self.extension.as_ref()?;
        let extended = docket.clocks.iter().rfind(|clock| clock.kind == ClockKind::Coordination);
        Some(OwedNotice {
            reason: Some(request.reason.to_string()),
            until: extended.map(|clock| clock.deadline.due_day()),
            given: Some(given),
            ..OwedNotice::of(NoticeKind::Extension, *at)
        })
    }
}

fn open_extended_window(docket: &mut Docket, started_at: Instant, cause: Cause, rules: &CaseRules) -> Result<(), Problem> {
    let clock = Clock::start(ClockKind::Coordination, Some(Window::Extended), started_at, started_at, rules)?;
    docket.clocks.push(clock.because(cause));
    Ok(())
}
