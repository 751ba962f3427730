//! The hearing before a refusal (R26 para 23; APPC art 73): a refusal is intended, the applicant is told and heard, and only then it is
//! decided.

use super::fact::Fact;
use crate::{
    case::{
        clock::{Cause, Clock, ClockOutcome},
        docket::Docket,
        event::Event,
        fact::Entry,
        hearing::{HearingOutcome, HearingRecord, PreliminaryRefusal},
        outbox::NoticeKind,
        procedure::OwedNotice,
        stage::Stage,
    },
    law::{
        clock_kind::{ClockKind, Window},
        rules::CaseRules,
    },
    problem::{Code, Problem},
    time::instant::Instant,
};

/// How the hearing of a case stands.
#[derive(Debug, Clone, Default)]
pub enum Hearing {
    /// None has been set.
    #[default]
    None,
    /// The applicant is to be heard.
    Set {
        /// What is intended.
        intended: PreliminaryRefusal,
        /// Since when.
        at: Instant,
    },
    /// The applicant has been heard, or need not be any more.
    Over {
        /// What was intended.
        intended: PreliminaryRefusal,
        /// Since when.
        at: Instant,
        /// What came of the hearing.
        record: HearingRecord,
    },
}

impl Hearing {
    /// A refusal is intended: until the applicant has been heard, neither decision nor service is due.
    ///
    /// # Errors
    /// [`Code::HearingNotDue`], [`Code::HearingTime`]; [`Code::NoCalendar`].
    pub(super) fn refusal_intended(
        &mut self,
        docket: &mut Docket,
        intended: &PreliminaryRefusal,
        entry: &Entry<Fact>,
        after_full_days: Option<u16>,
        rules: &CaseRules,
    ) -> Result<(), Problem> {
        let full_days = self.require_possible(after_full_days)?;
        let at = entry.received_at;
        require_time(at, intended.hearing_at, full_days, rules)?;
        docket.supersede(ClockKind::Decision, at, Cause::Hearing);
        docket.supersede(ClockKind::Service, at, Cause::Hearing);
        docket.start(ClockKind::PreliminaryNotice, None, at, rules)?;
        docket.clocks.push(Clock::until(ClockKind::Hearing, at, intended.hearing_at, rules)?);
        let event = Event::RefusalIntended { refusal: intended.refusal(), hearing_at: intended.hearing_at };
        docket.take_in(Stage::Hearing, entry, &entry.entered_by, event);
        *self = Self::Set { intended: intended.clone(), at };
        Ok(())
    }

    /// The applicant has been told.
    ///
    /// # Errors
    /// [`Code::NoticeUnknown`] if nothing is intended.
    pub(super) fn notice_given(&self, docket: &mut Docket, at: Instant) -> Result<(), Problem> {
        if matches!(self, Self::None) {
            return Err(Problem::new(Code::NoticeUnknown, "no refusal is intended"));
        }
        docket.end(ClockKind::PreliminaryNotice, at, ClockOutcome::Met);
        docket.note(at, Event::PreliminaryNoticeGiven);
        Ok(())
    }

    /// The hearing is over, and the decision is due within one working day.
    ///
    /// # Errors
    /// [`Code::HearingEarly`]; [`Code::NoCalendar`].
    pub(super) fn over(
        &mut self,
        docket: &mut Docket,
        hearing: &HearingRecord,
        entry: &Entry<Fact>,
        rules: &CaseRules,
    ) -> Result<(), Problem> {
        let at = entry.received_at;
        let intended = self.require_set()?.clone();
        if at < intended.hearing_at && hearing.outcome != HearingOutcome::Waived {
            let message = format!("the hearing is at {}; before, the applicant can only waive it", intended.hearing_at);
            return Err(Problem::new(Code::HearingEarly, message).at("outcome"));
        }
        docket.end(ClockKind::Hearing, at, ClockOutcome::Met);
        docket.take_in_note(entry, &entry.entered_by, Event::Heard { hearing: hearing.clone() });
        docket.start(ClockKind::Decision, Some(Window::AfterHearing), at, rules)?;
        docket.enter(Stage::Decision, at, Event::DecisionDue);
        *self = Self::Over { intended, at, record: hearing.clone() };
        Ok(())
    }

    /// A refusal can be intended once, where hearings are held; the full working days before one.
    ///
    /// # Errors
    /// [`Code::HearingNotDue`].
    pub(super) fn require_possible(&self, after_full_days: Option<u16>) -> Result<u16, Problem> {
        let not_due = |message| Problem::new(Code::HearingNotDue, message);
        let full_days =
            after_full_days.ok_or_else(|| not_due("no hearing is held in this service: it is decided at once (APPC art 73)"))?;
        if matches!(self, Self::None) { Ok(full_days) } else { Err(not_due("the applicant is heard once")) }
    }

    /// The applicant is to be heard.
    ///
    /// # Errors
    /// [`Code::HearingEarly`].
    pub(super) fn require_set(&self) -> Result<&PreliminaryRefusal, Problem> {
        match self {
            Self::Set { intended, .. } => Ok(intended),
            Self::None => Err(Problem::new(Code::HearingEarly, "no hearing has been set")),
            Self::Over { .. } => Err(Problem::new(Code::HearingEarly, "it is on record already what came of the hearing")),
        }
    }

    /// Nobody is refused unheard.
    ///
    /// # Errors
    /// [`Code::HearingDue`].
    pub(super) fn require_held(&self, after_full_days: Option<u16>) -> Result<(), Problem> {
        match self {
            Self::None if after_full_days.is_some() => {
                let message = "the applicant is heard before a refusal: say that it is intended, and when the hearing is (R26 para 23)";
                Err(Problem::new(Code::HearingDue, message))
            }
            _ => Ok(()),
        }
    }

    /// The refusal that is or was intended, and the instant at which it was.
    pub(super) fn intended(&self) -> Option<(&PreliminaryRefusal, Instant)> {
        match self {
            Self::None => None,
            Self::Set { intended, at } | Self::Over { intended, at, .. } => Some((intended, *at)),
        }
    }

    /// What came of the hearing, once it is over.
    pub(super) fn record(&self) -> Option<&HearingRecord> {
        match self {
            Self::Over { record, .. } => Some(record),
            Self::None | Self::Set { .. } => None,
        }
    }

    /// R26 para 23: the applicant is told within two working days.
    pub(super) fn owed_notice(&self, given: Fact) -> Option<OwedNotice<Fact>> {
        let (intended, at) = self.intended()?;
        Some(OwedNotice {
            reason: intended.note.as_ref().map(ToString::to_string),
            ground: Some(intended.ground),
            hearing: Some((intended.hearing_at, intended.place.clone(), intended.manner.clone())),
            given: Some(given),
            ..OwedNotice::of(NoticeKind::PreliminaryRefusal, at)
        })
    }
}

/// On a working day, within the office's hours, and not too soon.
fn require_time(told_at: Instant, hearing_at: Instant, full_days: u16, rules: &CaseRules) -> Result<(), Problem> {
    let wrong = |message: String| Err(Problem::new(Code::HearingTime, message).at("hearing_at"));
    let told_on = rules.hours.civil(told_at).date();
    let hearing_at = rules.hours.civil(hearing_at);
    let (day, time) = (hearing_at.date(), hearing_at.time());
    if !rules.hours.works_on(day, &rules.calendar)? {
        return wrong(format!("{day} is not a working day"));
    }
    if !rules.hours.contains(time) {
        return wrong("the office is closed at that hour".to_owned());
    }
    let between = rules.calendar.working_days_after(told_on, day)?.saturating_sub(1);
    if day <= told_on || between < full_days {
        return wrong(format!("at least {full_days} full working days lie between the notice and the hearing (APPC art 73)"));
    }
    Ok(())
}
