//! A procedure in which nothing happens, for the tests of what every case's workflow does.

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    authority::Act,
    case::{
        docket::Docket,
        fact::Entry,
        filing::Filing,
        order::Order,
        procedure::{Fact, Procedure},
    },
    law::rules::CaseRules,
    problem::Problem,
    time::instant::Instant,
};

/// Nothing happens.
#[derive(Debug, Clone, Default)]
pub(super) struct MadeUp;

/// So there is no fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum NoFact {}

impl Fact for NoFact {
    fn order(&self) -> Option<Order> {
        match *self {}
    }

    fn of_order(_: Order) -> Option<Self> {
        None
    }
}

impl Procedure for MadeUp {
    const KIND: &'static str = "made_up";

    type Fact = NoFact;
    type Particulars = ();

    fn of((): &()) -> Self {
        Self
    }

    fn begin(&mut self, _: &mut Docket, _: Instant, _: &Filing, _: &CaseRules) -> Result<(), Problem> {
        Ok(())
    }

    fn apply(&mut self, _: &mut Docket, entry: &Entry<NoFact>, _: &CaseRules) -> Result<(), Problem> {
        match entry.content {}
    }

    fn guard(&self, _: &Docket, _: Act) -> Result<(), Problem> {
        Ok(())
    }
}
