//! Which acts are open to somebody, and why another is not: told before it is tried. The case itself has the last word.

use shaqyru_domain::{authority::Act, case::view::CaseView, problem::Problem};

use crate::identity::Principal;

/// Whether somebody could do this to a case as it stands.
///
/// # Errors
/// As [`CaseView::open_to`].
pub fn open_to(who: &Principal, view: &CaseView, act: Act) -> Result<(), Problem> {
    view.open_to(act, &who.actor(), &who.authority)
}
