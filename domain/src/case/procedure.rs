//! What one public service's procedure says of its cases. Legal transitions are code, the figures are the rulebook's.

use std::fmt;

use chrono::NaiveDate;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    docket::{Docket, Expired},
    event::Event,
    fact::{AgencyFact, Entry},
    filing::Filing,
    number::CaseNumber,
    order::Order,
    outbox::NoticeKind,
    visa::VisaStanding,
};
use crate::{
    actor::Actor,
    authority::Act,
    checks::finding::Finding,
    law::{ground::Ground, rules::CaseRules},
    problem::Problem,
    text::{OfficeCode, Text},
    time::instant::Instant,
};

/// A procedure, and what it knows of a case beside its docket.
///
/// It is a fold over facts: never stored, computed anew whenever a fact arrives or time passes. So a fact that was received in time and
/// arrives late, and a fact that was corrected, need no rules of their own.
pub trait Procedure: Clone + fmt::Debug + 'static {
    /// Its name as it stands in data, and in the rulebook beside each of its clocks, grounds and windows.
    const KIND: &'static str;

    /// What its cases begin with.
    const FILED: Event = Event::Filed;

    /// What changes its cases, in the order in which people are offered it.
    const ACTS: &'static [Act] = &Act::CHANGES;

    /// What happens in its cases.
    type Fact: Fact;

    /// What it needs of what was filed, beside what every case has; recorded when the case is opened.
    type Particulars: Clone + fmt::Debug + PartialEq + Serialize + DeserializeOwned + 'static;

    /// What it needs where nothing of it is recorded: nothing, of a procedure that needs nothing.
    fn no_particulars() -> Option<Self::Particulars> {
        None
    }

    /// A case of which nothing has happened yet.
    fn of(particulars: &Self::Particulars) -> Self;

    /// The application has been accepted, and its office begins to work on it at `at`.
    ///
    /// # Errors
    /// [`Code::NoCalendar`](crate::problem::Code::NoCalendar) if the calendar does not reach as far as the first clocks.
    fn begin(&mut self, docket: &mut Docket, at: Instant, filing: &Filing, rules: &CaseRules) -> Result<(), Problem>;

    /// What stands against a fact when it is taken, beside what stands against it in every replay. What it rested on may be corrected
    /// afterwards, and then this is not asked again.
    ///
    /// # Errors
    /// The rule that the fact breaks.
    fn admit(&self, _docket: &Docket, _entry: &Entry<Self::Fact>, _rules: &CaseRules) -> Result<(), Problem> {
        Ok(())
    }

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

    /// Whether an act is open as a case stands, whoever does it and whatever it says. The case has not ended, or the act [is about what
    /// was issued](Act::is_about_what_was_issued).
    ///
    /// # Errors
    /// The rule that stands against it.
    fn guard(&self, docket: &Docket, act: Act) -> Result<(), Problem>;

    /// Whether an act that is open as a case stands is open at the office that has it.
    ///
    /// # Errors
    /// The rule that stands against it.
    fn guard_at(&self, _act: Act, _office: &OfficeCode) -> Result<(), Problem> {
        Ok(())
    }

    /// What stands against an order when it is taken in view of what is no fact: the office that has the case, and what the checks have found.
    ///
    /// # Errors
    /// The rule that the order breaks.
    fn guard_order(&self, _order: &Order, _office: &OfficeCode, _findings: &[Finding]) -> Result<(), Problem> {
        Ok(())
    }

    /// What the applicant is owed notices of, beside acceptance and decision.
    fn owed_notices(&self, _docket: &Docket) -> Vec<OwedNotice<Self::Fact>> {
        Vec::new()
    }

    /// The number under which what a case leads to is registered (R26 para 16): 10 characters, made of the case's number, so that a repeated
    /// attempt to enter it in Berkut enters the same. None of what is known by the number of its sticker.
    fn issued_number(&self, case: &CaseNumber) -> Option<String> {
        Some(case.issued_number(Self::KIND))
    }

    /// How the visa of a case stands; none where no visa is issued.
    fn visa(&self, _case: &CaseNumber) -> Option<VisaStanding> {
        None
    }
}

/// A notice that the applicant is owed.
#[derive(Debug, Clone)]
pub struct OwedNotice<F> {
    /// What it tells.
    pub kind: NoticeKind,
    /// Which of its kind it is in the case, from 1.
    pub which: usize,
    /// The instant of what it tells.
    pub at: Instant,
    /// Why.
    pub reason: Option<String>,
    /// The last day of the term that it tells.
    pub until: Option<NaiveDate>,
    /// The ground of the refusal that it tells.
    pub ground: Option<Ground>,
    /// When the applicant is heard, where, and in which manner.
    pub hearing: Option<(Instant, Option<Text>, Option<Text>)>,
    /// When and where the applicant is to give fingerprints.
    pub appointment: Option<(Instant, Text)>,
    /// The fact that it has arrived; none where nothing follows from that.
    pub given: Option<F>,
}

impl<F> OwedNotice<F> {
    /// The only one of a kind, which says nothing yet.
    pub const fn of(kind: NoticeKind, at: Instant) -> Self {
        Self { kind, which: 1, at, reason: None, until: None, ground: None, hearing: None, appointment: None, given: None }
    }
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

    /// What an agency does by it, where it is the agency's own to say (R26 paras 15, 24-1); none for everybody else.
    fn act_of_agency(&self, from: &Actor) -> Option<Act> {
        let order = self.order()?;
        let is_its_own = order.agency().is_some_and(|agency| agency == *from);
        is_its_own.then(|| order.act())
    }
}
