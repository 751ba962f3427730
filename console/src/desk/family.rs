//! The family of a case: the invitation, the visas that rest on it, and what became of each.

use shaqyru_domain::{
    case::number::CaseNumber,
    problem::{Code, Problem},
};
use shaqyru_register::Family;

use super::Desk;
use crate::identity::Principal;

impl Desk {
    /// The family of a case that somebody may see. It names cases of other offices, too: an officer who extends a visa sees that it rests on
    /// an invitation, and how that stands; no person is named.
    ///
    /// # Errors
    /// As [`Desk::case`]; [`Code::Opening`] for a case that is not on record yet.
    pub async fn family(&self, who: &Principal, case: &CaseNumber) -> Result<Family, Problem> {
        self.see(who, case, self.now()).await?;
        self.note(who, case, "tree").await?;
        let family = self.register.family_of(case).await?;
        family.ok_or_else(|| Problem::new(Code::Opening, "the case is not on record yet; try again in a moment"))
    }
}
