//! What would follow if something were filed, whichever service it is of.

use crate::{
    coordination::what_if::{Draft, Supposed, WhatIf},
    invitation,
    law::rulebook::Rulebook,
    problem::Problem,
    visa::{self, what_if::DraftedVisa},
};

/// What would follow if this were filed: for the visa, or for an invitation where no visa is named.
///
/// # Errors
/// As [`invitation::what_if::of_draft`] and [`visa::what_if::of_draft`].
pub fn of_draft(draft: &Draft, visa: Option<&DraftedVisa>, rulebook: &Rulebook, supposed: Supposed) -> Result<WhatIf, Problem> {
    match visa {
        Some(visa) => visa::what_if::of_draft(draft, visa, rulebook, supposed),
        None => invitation::what_if::of_draft(draft, rulebook, supposed),
    }
}
