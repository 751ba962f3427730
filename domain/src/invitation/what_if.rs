//! What would follow in an invitation, from a draft or from where a case stands: the police verify it first, and then it goes as
//! [every case that is coordinated](crate::coordination::what_if).

use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    application::Channel,
    case::{
        fact::{Entry, Verification},
        filing::Filing,
        number::CaseNumber,
    },
    checks::papers::NeverAskedFor,
    coordination::{
        leg::Coordinated as _,
        what_if::{Supposed, WhatIf, begin, courses, end_of_term, require_open_to_the_nsc},
    },
    invitation::{Case, particulars::Particulars, procedure::Fact},
    law::{
        clock_kind::ClockKind,
        rulebook::{INVITATION, Rulebook},
    },
    problem::Problem,
    text::OfficeCode,
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

/// What would follow if this were filed.
///
/// # Errors
/// [`Code::NoCalendar`](crate::problem::Code::NoCalendar); the rule that rejects what is supposed of the police.
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
/// [`Code::CaseClosed`](crate::problem::Code::CaseClosed), [`Code::Answered`](crate::problem::Code::Answered): nothing is left for the NSC
/// to do. The rule that rejects what is supposed of the police.
pub fn of_case(case: &Case, as_of: Instant, supposed: Supposed) -> Result<WhatIf, Problem> {
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
