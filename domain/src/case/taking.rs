//! How a case takes an order, whichever it is: every case takes some by itself, the others are facts of its procedure.

use super::{
    Case,
    fact::Entry,
    order::Order,
    procedure::{Fact as _, Procedure},
};
use crate::{
    authority::{Act, Authority},
    problem::{Code, Problem},
};

impl<P: Procedure> Case<P> {
    /// Whether an order would be taken from somebody who may do so much.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn check_order(&self, entry: Entry<Order>, authority: Option<&Authority>) -> Result<(), Problem> {
        let brought = self.in_order(entry.clone(), None);
        let (order, entry) = entry.take_content();
        match order {
            Order::Reassign(reassignment) => self.check_reassignment(&entry.with(reassignment)),
            Order::Correct(correction) => {
                let entry = entry.with(correction);
                // What is closed is said before what only a supervisor may do.
                self.check_correction(&self.in_order(entry.clone(), None))?;
                self.check_moved_back(&entry, authority)?;
                self.check_undoing(&brought)
            }
            Order::RequestPapers(request) => {
                self.guard(Act::RequestPapers)?;
                self.check_papers_request(&request)
            }
            Order::Resume => self.check_resume(),
            said => {
                let fact = entry.with(fact_of::<P>(said.clone())?);
                self.check(&self.in_order(fact, None))?;
                self.procedure().guard_order(&said, &self.office, &self.filing.findings)?;
                self.check_undoing(&brought)
            }
        }
    }

    /// Takes an order.
    ///
    /// # Errors
    /// The rule that it breaks; then nothing has changed.
    pub fn take(&mut self, entry: Entry<Order>) -> Result<(), Problem> {
        let (order, entry) = entry.take_content();
        match order {
            Order::Reassign(reassignment) => self.reassign(&entry.with(reassignment)),
            Order::Correct(correction) => self.correct(&entry.with(correction))?,
            Order::RequestPapers(request) => self.request_papers(&entry.with(request))?,
            Order::Resume => self.resume(&entry),
            said => {
                self.procedure().guard_order(&said, &self.office, &self.filing.findings)?;
                self.record(entry.with(fact_of::<P>(said)?))?;
            }
        }
        Ok(())
    }
}

fn fact_of<P: Procedure>(said: Order) -> Result<P::Fact, Problem> {
    P::Fact::of_order(said).ok_or_else(|| Problem::new(Code::Usage, "this procedure takes no such order"))
}
