//! What would follow: the dates on which the clocks of a draft or of an open case would end if the NSC answers, asks for more
//! time, or is silent.
//!
//! Nothing is counted here. A copy of the case is told what is supposed, and the fold over its facts says what follows.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    application::Channel,
    case::{
        clock::Clock,
        fact::{Answer, Entry, ExtensionRequest, Verification},
        filing::Filing,
        number::CaseNumber,
        stage::{Stage, Status},
        view::ProvenDeadline,
    },
    checks::papers::NeverAskedFor,
    coordination::leg::Coordinated as _,
    invitation::{Case, particulars::Particulars, procedure::Fact},
    law::{
        clock_kind::ClockKind,
        rulebook::{INVITATION, Rulebook},
    },
    problem::{Code, Problem},
    text::{OfficeCode, Text},
    time::instant::Instant,
};

/// An application that could be filed: all of it that a deadline depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The office that would be asked.
    pub office: OfficeCode,
    /// How it would be filed.
    pub channel: Channel,
    /// When.
    pub filed_at: Instant,
}

/// What is supposed of the instants at which others act.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Supposed {
    /// When the police verify, if they have not: the last instant in time (now, if that is past), if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Instant>,
    /// When the NSC answers or asks: the last instant in time (now, if that is past), if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsc_at: Option<Instant>,
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
    /// When the police are supposed to verify; none if they have.
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

/// What would follow if this were filed.
///
/// # Errors
/// [`Code::NoCalendar`]; the rule that rejects what is supposed of the police.
pub fn of_draft(draft: &Draft, rulebook: &Rulebook, supposed: Supposed) -> Result<WhatIf, Problem> {
    let Draft { office, channel, filed_at } = draft;
    let rules = rulebook.for_case(INVITATION, filed_at.date(), office, *channel).map_err(|problem| problem.at("filed_at"))?;
    let filing = Filing {
        case: CaseNumber::of_request("draft", 0),
        filed_at: *filed_at,
        office: office.clone(),
        // No clock depends on it.
        category: String::new(),
        missing: Vec::new(),
        findings: Vec::new(),
        never_asked_for: NeverAskedFor::default(),
        awaited: None,
        forwarded: None,
    };
    of_case(&Case::open(filing, Particulars::default(), rules, *filed_at)?, *filed_at, supposed)
}

/// What would follow in a case, from where it stands at an instant.
///
/// # Errors
/// [`Code::CaseClosed`], [`Code::Answered`]: nothing is left for the NSC to do. The rule that rejects what is supposed of the police.
pub fn of_case(case: &Case, as_of: Instant, supposed: Supposed) -> Result<WhatIf, Problem> {
    let mut case = case.as_of(as_of);
    require_open_to_the_nsc(&case)?;
    let verified_at = match case.procedure().coordination().submitted_at {
        Some(_) => None,
        None => Some(verify(&mut case, as_of, supposed.verified_at)?),
    };
    let courses = Course::ALL.into_iter().map(|course| foresee(&case, course, as_of, supposed.nsc_at)).collect();
    Ok(WhatIf { verified_at, courses })
}

fn require_open_to_the_nsc(case: &Case) -> Result<(), Problem> {
    match (case.docket().status, case.procedure().coordination().answer) {
        (Status::Open, None) => Ok(()),
        (Status::Open, Some(_)) => Err(Problem::new(Code::Answered, "the NSC has answered; what is left is the decision")),
        (ended, _) => Err(Problem::new(Code::CaseClosed, format!("the case has ended: {ended}"))),
    }
}

fn verify(case: &mut Case, as_of: Instant, verified_at: Option<Instant>) -> Result<Instant, Problem> {
    // Before the verification begins its clock has no due instant.
    if case.docket().stage == Stage::Registered
        && verified_at.is_none()
        && let Some(begins) = case.next_wake()
    {
        case.wake(begins)?;
    }
    let at = verified_at.or_else(|| end_of_term(case, ClockKind::Verification)).unwrap_or(as_of);
    let verified = Entry::new(Fact::Verification(Verification::Clear), at, Actor::Police);
    case.record(verified).map_err(|problem| problem.at("verified_at"))?;
    Ok(at)
}

fn foresee(case: &Case, course: Course, as_of: Instant, nsc_at: Option<Instant>) -> Foreseen {
    let mut case = case.clone();
    let acts_at = nsc_at.or_else(|| end_of_term(&case, ClockKind::Coordination)).unwrap_or(as_of);
    let (at, outcome) = match course {
        Course::Answers => (acts_at, hear(&mut case, Fact::Answer(Answer::Agree), acts_at)),
        Course::Asks => (
            acts_at,
            Text::try_from("what if".to_owned())
                .and_then(|reason| hear(&mut case, Fact::ExtensionRequest(ExtensionRequest { reason }), acts_at)),
        ),
        Course::IsSilent => stay_silent(&mut case, as_of),
    };
    match outcome.and_then(|()| case.deadlines(at)) {
        Ok(clocks) => Foreseen { course, at, stage: Some(case.as_of(at).docket().stage), clocks, rejected: None },
        Err(problem) => Foreseen { course, at, stage: None, clocks: Vec::new(), rejected: Some(problem) },
    }
}

fn hear(case: &mut Case, content: Fact, received_at: Instant) -> Result<(), Problem> {
    case.record(Entry::new(content, received_at, Actor::Nsc))
}

/// Time passes until no window of the NSC runs any more; the instant that has then come.
fn stay_silent(case: &mut Case, as_of: Instant) -> (Instant, Result<(), Problem>) {
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
fn end_of_term(case: &Case, kind: ClockKind) -> Option<Instant> {
    case.docket().clocks.iter().find(|clock| clock.kind == kind && clock.runs()).map(Clock::due)
}
