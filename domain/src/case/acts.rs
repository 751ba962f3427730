//! What is open in a case as it stands, to whom, and else why not: one answer for validators, pages and API.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Case,
    fact::AgencyFact,
    procedure::{Fact, Procedure},
};
use crate::{
    actor::Actor,
    authority::{Act, Authority, Standing},
    problem::{Code, Problem},
    text::OfficerId,
};

impl<P: Procedure> Case<P> {
    /// Whether somebody may do this to the case as it stands: role, office and, for a decision, four eyes.
    ///
    /// # Errors
    /// [`Code::Forbidden`], [`Code::FourEyes`].
    pub fn authorise(&self, act: Act, by: &Actor, authority: Option<&Authority>) -> Result<(), Problem> {
        let standing = Standing { office: &self.office, four_eyes: self.rules.four_eyes, handled_by: &self.handled_by() };
        standing.authorise(act, by, authority)
    }

    /// Who entered the verification that stands.
    pub fn verified_by(&self) -> Option<&Actor> {
        let verification = self.facts.iter().find(|fact| fact.content.of_agency() == Some(AgencyFact::Verification));
        verification.map(|fact| &fact.entered_by)
    }

    /// Who has entered or corrected something on behalf of an agency, also if it does not stand any more.
    pub fn handled_by(&self) -> BTreeSet<OfficerId> {
        let officer = |(_, actor): &(AgencyFact, Actor)| match actor {
            Actor::Officer(id) => Some(id.clone()),
            _ => None,
        };
        self.hands.iter().filter_map(officer).collect()
    }

    /// Whether an act is open as the case stands, whoever does it and whatever it says.
    ///
    /// # Errors
    /// The rule that stands against it.
    pub fn guard(&self, act: Act) -> Result<(), Problem> {
        match act {
            Act::Resume => self.check_resume(),
            Act::Resend if self.notices.all().is_empty() => Err(Problem::new(Code::NoticeUnknown, "no notice has gone out")),
            Act::Resend => Ok(()),
            Act::Correct => self.docket().require_open().and_then(|()| self.require_something_to_correct()),
            issued if issued.is_about_what_was_issued() => self.procedure().guard(self.docket(), act),
            _ => {
                self.docket().require_open()?;
                self.procedure().guard(self.docket(), act)?;
                self.procedure().guard_at(act, &self.office)?;
                if act == Act::RequestPapers { self.require_few_papers_requests() } else { Ok(()) }
            }
        }
    }

    fn require_something_to_correct(&self) -> Result<(), Problem> {
        let nothing = || Problem::new(Code::NothingToCorrect, "neither a verification nor an answer has been recorded");
        self.correctable().next().map(drop).ok_or_else(nothing)
    }

    /// The acts that are not open as the case stands, and why.
    pub(super) fn closed_acts(&self) -> BTreeMap<Act, Problem> {
        P::ACTS.iter().filter_map(|act| Some((*act, self.guard(*act).err()?))).collect()
    }
}
