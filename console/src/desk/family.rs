//! The family of a case: the invitation, the visas that rest on it, and what became of each.

use serde_json::Value;
use shaqyru_client::WhatWasFiled;
use shaqyru_domain::{
    case::number::CaseNumber,
    problem::{Code, Problem},
    text::Text,
    visa::{follow_up, request::VisaAction},
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

    /// The request that follows from a case that somebody may see, with all filled in that is known.
    ///
    /// # Errors
    /// As [`Desk::case`]; [`Code::Field`] for an action that does not follow from it; [`Code::NoVisa`] if there is nothing from which it could.
    pub async fn follow_up(&self, who: &Principal, case: &CaseNumber, action: VisaAction) -> Result<Value, Problem> {
        let view = self.see(who, case, self.now()).await?;
        self.note(who, case, "follow_up").await?;
        let nothing = || Problem::new(Code::NoVisa, "the case has not led to an invitation or a visa from which a request could follow");
        match self.cases.filing(case).await? {
            WhatWasFiled::Application(filing) => {
                if action.is_about_a_visa() {
                    return Err(Problem::new(
                        Code::Field,
                        "a visa is issued on an invitation; what becomes of it begins with its own case",
                    )
                    .at("action"));
                }
                let decision = self.register.case(case).await?.and_then(|record| record.decision).ok_or_else(nothing)?;
                let number = Text::try_from(decision.invitation_number.ok_or_else(nothing)?)?;
                follow_up::of_invitation(&filing.application, filing.invitee, &number, decision.at.date_in(view.zone))
            }
            WhatWasFiled::Request(filing) => {
                let visa = view.visa_standing.and_then(|standing| standing.visa).ok_or_else(nothing)?;
                follow_up::of_visa(&filing.request, &visa, action)
            }
            WhatWasFiled::Complaint(_) => Err(nothing()),
        }
    }
}
