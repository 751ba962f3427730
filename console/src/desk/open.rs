//! Which acts are open to somebody, and why another is not: told before it is tried. The case itself has the last word.

use shaqyru_domain::{
    authority::Act,
    case::{
        clock::{Cause, ClockKind},
        stage::{Stage, Status},
        view::CaseView,
    },
    problem::{Code, Problem},
};

use crate::identity::Principal;

/// Whether somebody could do this to a case as it stands.
///
/// # Errors
/// [`Code::Forbidden`], [`Code::FourEyes`]; the rule by which it would be rejected.
pub fn open_to(who: &Principal, view: &CaseView, act: Act) -> Result<(), Problem> {
    view.authorise(act, &who.actor(), &who.authority)?;
    let rule = match act {
        Act::Resend if view.notices.is_empty() => Some((Code::NoticeUnknown, "no notice has gone out")),
        Act::Resume if view.incidents.iter().all(|incident| incident.resumed_at.is_some()) => {
            Some((Code::NoIncident, "no incident is open"))
        }
        Act::Resend | Act::Resume => None,
        _ if view.status != Status::Open => Some((Code::CaseClosed, "the case has ended")),
        Act::Verify => verification(view),
        Act::Answer => coordination(view),
        Act::Extend => coordination(view).or_else(|| extension(view)),
        Act::Decide if view.stage != Stage::Decision => Some((Code::NoAnswer, "the NSC has not answered")),
        Act::Correct if !is_verified(view) => Some((Code::NothingToCorrect, "neither a verification nor an answer has been recorded")),
        _ => None,
    };
    rule.map_or(Ok(()), |(code, message)| Err(Problem::new(code, message)))
}

type Rule = (Code, &'static str);

fn verification(view: &CaseView) -> Option<Rule> {
    match view.stage {
        Stage::Verification => None,
        Stage::Filed | Stage::Registered => Some((Code::VerificationEarly, "the verification has not begun")),
        _ => Some((Code::VerificationRecorded, "a verification has been recorded")),
    }
}

fn coordination(view: &CaseView) -> Option<Rule> {
    match view.stage {
        Stage::Coordination | Stage::CoordinationExtended | Stage::CoordinationOverdue => None,
        Stage::Filed | Stage::Registered | Stage::Verification => Some((Code::NotSubmitted, "the case has not been submitted to the NSC")),
        _ => Some((Code::Answered, "the NSC has answered")),
    }
}

fn extension(view: &CaseView) -> Option<Rule> {
    let asked = view.clocks.iter().any(|clock| clock.clock == ClockKind::ExtensionNotice || clock.cause == Some(Cause::Requested));
    if asked {
        return Some((Code::ExtensionRepeated, "more time has been requested before"));
    }
    (view.stage == Stage::CoordinationOverdue).then_some((Code::ExtensionLate, "the extended window has run out"))
}

fn is_verified(view: &CaseView) -> bool {
    view.clocks.iter().any(|clock| clock.clock == ClockKind::Coordination)
}
