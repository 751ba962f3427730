//! What would follow: the dates on which the clocks of an open case would end if the NSC answers, asks for more time, or is silent.
//!
//! Nothing is counted here. A copy of the case is told what is supposed, and the fold over its facts says what follows.

use serde::{Deserialize, Serialize};

use super::{leg::Coordinated, message::NscMessage};
use crate::{
    actor::Actor,
    application::Channel,
    case::{
        Case,
        clock::Clock,
        fact::{Answer, Entry, ExtensionRequest},
        filing::Filing,
        number::CaseNumber,
        stage::{Stage, Status},
        view::ProvenDeadline,
    },
    checks::papers::NeverAskedFor,
    law::clock_kind::ClockKind,
    problem::{Code, Problem},
    text::{OfficeCode, Text},
    time::instant::Instant,
};

/// What could be filed, and is complete: where, how and when, on which every deadline depends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The office that would be asked.
    pub office: OfficeCode,
    /// How it would be filed.
    pub channel: Channel,
    /// When.
    pub filed_at: Instant,
}

impl Draft {
    /// As it would be filed. No clock depends on number and category.
    pub(crate) fn filing(&self, case: CaseNumber, category: String) -> Filing {
        Filing {
            case,
            filed_at: self.filed_at,
            office: self.office.clone(),
            category,
            missing: Vec::new(),
            findings: Vec::new(),
            never_asked_for: NeverAskedFor::default(),
            awaited: None,
            forwarded: None,
        }
    }
}

/// What is supposed of the instants at which others act.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Supposed {
    /// When the police verify an invitation, if they have not: the last instant in time (now, if that is past), if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Instant>,
    /// When the NSC answers or asks: the last instant in time (now, if that is past), if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsc_at: Option<Instant>,
}

/// What is asked of a case: from where it stands at an instant, and what is supposed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Question {
    /// From where the case stands at this instant.
    pub as_of: Instant,
    /// What is supposed of the instants at which others act.
    pub supposed: Supposed,
}

/// What the NSC may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// It answers.
    Answers,
    /// It asks for more time.
    Asks,
    /// It is silent until its last window has run out.
    IsSilent,
}

impl Course {
    /// All courses, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Answers, Self::Asks, Self::IsSilent];

    /// The name as it stands in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Asks => "asks",
            Self::IsSilent => "is_silent",
        }
    }
}

/// What would follow of each course.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WhatIf {
    /// When the police are supposed to verify; none if they have, and where they verify nothing.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub verified_at: Option<Instant>,
    /// The courses.
    pub courses: Vec<Foreseen>,
}

/// What would follow of one course.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Foreseen {
    /// Which.
    pub course: Course,
    /// When the NSC is supposed to act, or until when to be silent: the clocks are shown as of this instant.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// The stage that the case would then be at; none if a rule rejects the course.
    pub stage: Option<Stage>,
    /// All clocks, with what proves when they would end.
    pub clocks: Vec<ProvenDeadline>,
    /// The rule that rejects the course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Problem>,
}

/// What would follow in a case that has been submitted to the NSC, or is submitted when work on it begins.
///
/// # Errors
/// [`Code::CaseClosed`], [`Code::Answered`]: nothing is left for the NSC to do; [`Code::NotCoordinated`]: it is not asked;
/// [`Code::NotSubmitted`]: whether it will be is not known yet.
pub fn of_case<P: Coordinated>(case: &Case<P>, as_of: Instant, supposed: Supposed) -> Result<WhatIf, Problem> {
    let mut case = case.as_of(as_of);
    require_open_to_the_nsc(&case)?;
    begin(&mut case)?;
    if case.procedure().coordination().submitted_at.is_none() {
        return Err(Problem::new(Code::NotCoordinated, "the NSC is not asked about this; no date depends on it"));
    }
    Ok(WhatIf { verified_at: None, courses: courses(&case, as_of, supposed) })
}

/// What would follow of each course in a case that has been submitted.
pub(crate) fn courses<P: Coordinated>(case: &Case<P>, as_of: Instant, supposed: Supposed) -> Vec<Foreseen> {
    Course::ALL.into_iter().map(|course| foresee(case, course, as_of, supposed.nsc_at)).collect()
}

pub(crate) fn require_open_to_the_nsc<P: Coordinated>(case: &Case<P>) -> Result<(), Problem> {
    match (case.docket().status, case.procedure().coordination().answer) {
        (Status::Open, None) if case.docket().stage == Stage::Filed => {
            Err(Problem::new(Code::NotSubmitted, "acceptance waits for the state registers; ask again once the case is registered"))
        }
        (Status::Open, None) => Ok(()),
        (Status::Open, Some(_)) => Err(Problem::new(Code::Answered, "the NSC has answered; what is left is the decision")),
        (ended, _) => Err(Problem::new(Code::CaseClosed, format!("the case has ended: {ended}"))),
    }
}

/// Work on a case that was filed after hours begins on the next working day: before that no clock has a due instant.
pub(crate) fn begin<P: Coordinated>(case: &mut Case<P>) -> Result<(), Problem> {
    if case.docket().stage == Stage::Registered
        && let Some(begins) = case.next_wake()
    {
        case.wake(begins)?;
    }
    Ok(())
}

fn foresee<P: Coordinated>(case: &Case<P>, course: Course, as_of: Instant, nsc_at: Option<Instant>) -> Foreseen {
    let mut case = case.clone();
    let acts_at = nsc_at.or_else(|| end_of_term(&case, ClockKind::Coordination)).unwrap_or(as_of);
    let (at, outcome) = match course {
        Course::Answers => (acts_at, hear(&mut case, NscMessage::Answer(Answer::Agree), acts_at)),
        Course::Asks => (
            acts_at,
            Text::try_from("what if".to_owned())
                .and_then(|reason| hear(&mut case, NscMessage::ExtensionRequest(ExtensionRequest { reason }), acts_at)),
        ),
        Course::IsSilent => stay_silent(&mut case, as_of),
    };
    match outcome.and_then(|()| case.deadlines(at)) {
        Ok(clocks) => Foreseen { course, at, stage: Some(case.as_of(at).docket().stage), clocks, rejected: None },
        Err(problem) => Foreseen { course, at, stage: None, clocks: Vec::new(), rejected: Some(problem) },
    }
}

fn hear<P: Coordinated>(case: &mut Case<P>, message: NscMessage, received_at: Instant) -> Result<(), Problem> {
    case.record(Entry::new(message.into(), received_at, Actor::Nsc))
}

/// Time passes until no window of the NSC runs any more; the instant that has then come.
fn stay_silent<P: Coordinated>(case: &mut Case<P>, as_of: Instant) -> (Instant, Result<(), Problem>) {
    let mut at = as_of;
    while let Some(end) = end_of_term(case, ClockKind::Coordination) {
        at = end;
        if let Err(problem) = case.wake(end) {
            return (at, Err(problem));
        }
    }
    (at, Ok(()))
}

/// When a clock that runs is due.
pub(crate) fn end_of_term<P: Coordinated>(case: &Case<P>, kind: ClockKind) -> Option<Instant> {
    case.docket().clocks.iter().find(|clock| clock.kind == kind && clock.runs()).map(Clock::due)
}
