//! The facts of a complaint.

use serde::{Deserialize, Serialize};

use crate::case::{
    complaint::{ComplaintAnswer, PassingOn, Satisfaction},
    fact::Withdrawal,
    order::Order,
    procedure,
};

/// Any fact of a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The provider did all that is asked for.
    Satisfaction(Satisfaction),
    /// The provider passed it on with the file.
    PassingOn(PassingOn),
    /// The examining body answered.
    Answer(ComplaintAnswer),
    /// It was taken back.
    Withdrawal(Withdrawal),
}

impl procedure::Fact for Fact {
    fn order(&self) -> Option<Order> {
        Some(match self.clone() {
            Self::Satisfaction(satisfaction) => Order::Satisfy(satisfaction),
            Self::PassingOn(passing_on) => Order::PassOn(passing_on),
            Self::Answer(answer) => Order::AnswerComplaint(answer),
            Self::Withdrawal(withdrawal) => Order::Withdraw(withdrawal),
        })
    }

    fn of_order(order: Order) -> Option<Self> {
        match order {
            Order::Satisfy(satisfaction) => Some(Self::Satisfaction(satisfaction)),
            Order::PassOn(passing_on) => Some(Self::PassingOn(passing_on)),
            Order::AnswerComplaint(answer) => Some(Self::Answer(answer)),
            Order::Withdraw(withdrawal) => Some(Self::Withdrawal(withdrawal)),
            _ => None,
        }
    }
}
