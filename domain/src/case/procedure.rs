//! What one public service's procedure says of its cases. Legal transitions are code, the figures are the rulebook's.

use std::fmt;

use chrono::NaiveDate;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    docket::{Docket, Expired},
    fact::{AgencyFact, Entry},
    filing::Filing,
    order::Order,
    outbox::NoticeKind,
};
use crate::{actor::Actor, authority::Act, law::rules::CaseRules, problem::Problem, time::instant::Instant};

/// A procedure, and what it knows of a case beside its docket.
///
/// It is a fold over facts: never stored, computed anew whenever a fact arrives or time passes. So a fact that was received in time and
/// arrives late, and a fact that was corrected, need no rules of their own.
pub trait Procedure: Clone + fmt::Debug + Default + 'static {
    /// Its name as it stands in data, and in the rulebook beside each of its clocks, grounds and windows.
    const KIND: &'static str;

    /// What happens in its cases.
    type Fact: Fact;

    /// The application has been accepted, and its office begins to work on it at `at`.
    ///
    /// # Errors
    /// [`Code::NoCalendar`](crate::problem::Code::NoCalendar) if the calendar does not reach as far as the first clocks.
    fn begin(&mut self, docket: &mut Docket, at: Instant, filing: &Filing, rules: &CaseRules) -> Result<(), Problem>;

    /// A fact came; what had run out before it is on the docket as run out. A case that has ended takes none but our own.
    ///
    /// # Errors
    /// The rule that the fact breaks.
    fn apply(&mut self, docket: &mut Docket, entry: &Entry<Self::Fact>, rules: &CaseRules) -> Result<(), Problem>;

    /// A term ran out. No silence means consent: whatever follows, it approves and refuses nobody.
    ///
    /// # Errors
    /// [`Code::NoCalendar`](crate::problem::Code::NoCalendar) if the calendar does not reach as far as the clocks that follow.
    fn ran_out(&mut self, docket: &mut Docket, expired: Expired, _rules: &CaseRules) -> Result<(), Problem> {
        docket.note(expired.due, expired.event());
        Ok(())
    }

    /// Whether an act is open as an open case stands, whoever does it and whatever it says.
    ///
    /// # Errors
    /// The rule that stands against it.
    fn guard(&self, docket: &Docket, act: Act) -> Result<(), Problem>;

    /// What the applicant is owed a notice of, once, beside acceptance and decision.
    fn owed_notice(&self, _docket: &Docket) -> Option<OwedNotice<Self::Fact>> {
        None
    }
}

/// A notice that the applicant is owed.
#[derive(Debug, Clone)]
pub struct OwedNotice<F> {
    /// What it tells.
    pub kind: NoticeKind,
    /// The instant of what it tells.
    pub at: Instant,
    /// Why.
    pub reason: Option<String>,
    /// The last day of the term that it tells.
    pub until: Option<NaiveDate>,
    /// The fact that it has arrived.
    pub given: F,
}

/// What happens in the cases of one procedure and is taken in: what somebody says by an order, or an act of our own.
pub trait Fact: Clone + fmt::Debug + PartialEq + Serialize + DeserializeOwned + 'static {
    /// The order that says it; none if it is our own act.
    fn order(&self) -> Option<Order>;

    /// The fact that an order says; none if no fact of this procedure is said so.
    fn of_order(order: Order) -> Option<Self>;

    /// Whether somebody outside said it. Our own acts say nothing about the order of the others: an outage can place one after a fact that is
    /// still on its way, or let a fact overtake it.
    fn is_from_outside(&self) -> bool {
        self.order().is_some()
    }

    /// What of an agency it is; none if it is nobody's but ours or the applicant's.
    fn of_agency(&self) -> Option<AgencyFact> {
        self.order()?.of_agency()
    }

    /// What an agency does by it, where it is the agency's own to say (R26 para 15); none for everybody else.
    fn act_of_agency(&self, from: &Actor) -> Option<Act> {
        let order = self.order()?;
        let is_its_own = order.of_agency().is_some_and(|fact| fact.agency() == *from);
        is_its_own.then(|| order.act())
    }
}
