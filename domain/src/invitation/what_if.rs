//! What would follow in an invitation, from a draft or from where a case stands: the police verify it first, and then it goes as
//! [every case that is coordinated](crate::coordination::what_if). What the foreign ministry or a mission takes nobody verifies.

use crate::{
    actor::Actor,
    case::{
        fact::{Entry, Verification},
        number::CaseNumber,
    },
    coordination::{
        leg::Coordinated as _,
        what_if::{self, Draft, Supposed, WhatIf, begin, courses, end_of_term, require_open_to_the_nsc},
    },
    invitation::{Case, particulars::Particulars, procedure::Fact},
    law::{
        clock_kind::ClockKind,
        rulebook::{INVITATION, Rulebook},
    },
    problem::Problem,
    time::instant::Instant,
};

/// What would follow if this were filed.
///
/// # Errors
/// [`Code::NoCalendar`](crate::problem::Code::NoCalendar); the rule that rejects what is supposed of the police.
pub fn of_draft(draft: &Draft, rulebook: &Rulebook, supposed: Supposed) -> Result<WhatIf, Problem> {
    let Draft { office, channel, filed_at } = draft;
    let rules = rulebook.for_case(INVITATION, filed_at.date(), office, *channel).map_err(|problem| problem.at("filed_at"))?;
    let in_force = rulebook.for_filing(filed_at.date()).map_err(|problem| problem.at("filed_at"))?;
    let filing = draft.filing(CaseNumber::of_request("draft", 0), String::new());
    of_case(&Case::open(filing, Particulars::of_draft(office, &in_force), rules, *filed_at)?, *filed_at, supposed)
}

/// What would follow in a case, from where it stands at an instant.
///
/// # Errors
/// [`Code::CaseClosed`](crate::problem::Code::CaseClosed), [`Code::Answered`](crate::problem::Code::Answered): nothing is left for the NSC
/// to do; [`Code::NotSubmitted`](crate::problem::Code::NotSubmitted): acceptance waits for the state registers. The rule that rejects what is supposed of the police.
pub fn of_case(case: &Case, as_of: Instant, supposed: Supposed) -> Result<WhatIf, Problem> {
    if case.particulars().is_of_the_ministry() {
        return what_if::of_case(case, as_of, supposed);
    }
    let mut case = case.as_of(as_of);
    require_open_to_the_nsc(&case)?;
    let verified_at = match case.procedure().coordination().submitted_at {
        Some(_) => None,
        None => Some(verify(&mut case, as_of, supposed.verified_at)?),
    };
    Ok(WhatIf { verified_at, courses: courses(&case, as_of, supposed) })
}

fn verify(case: &mut Case, as_of: Instant, verified_at: Option<Instant>) -> Result<Instant, Problem> {
    if verified_at.is_none() {
        begin(case)?;
    }
    let at = verified_at.or_else(|| end_of_term(case, ClockKind::Verification)).unwrap_or(as_of);
    let verified = Entry::new(Fact::Verification(Verification::Clear), at, Actor::Police);
    case.record(verified).map_err(|problem| problem.at("verified_at"))?;
    Ok(at)
}
