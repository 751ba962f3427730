//! Which acts are open to somebody, and why another is not: told before it is tried. The case itself has the last word.

use shaqyru_domain::{authority::Act, case::view::CaseView, problem::Problem};

use crate::identity::Principal;

/// Whether somebody could do this to a case as it stands.
///
/// # Errors
/// [`shaqyru_domain::problem::Code::Forbidden`], [`shaqyru_domain::problem::Code::FourEyes`]; the rule by which it would be rejected.
pub fn open_to(who: &Principal, view: &CaseView, act: Act) -> Result<(), Problem> {
    view.authorise(act, &who.actor(), &who.authority)?;
    view.closed_acts.get(&act).map_or(Ok(()), |rule| Err(rule.clone()))
}
