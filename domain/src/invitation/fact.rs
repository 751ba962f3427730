//! The facts of an invitation.

use serde::{Deserialize, Serialize};

use crate::{
    case::{
        fact::{Answer, Decision, ExtensionRequest, Verification, Withdrawal},
        order::Order,
        procedure,
    },
    coordination::message::NscMessage,
};

/// Any fact of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The police verified.
    Verification(Verification),
    /// The NSC answered.
    Answer(Answer),
    /// The NSC asked for more time.
    ExtensionRequest(ExtensionRequest),
    /// The officer decided.
    Decision(Decision),
    /// The inviting party withdrew.
    Withdrawal(Withdrawal),
    /// The applicant was told of the extension: our own act.
    ExtensionNoticeGiven,
}

impl procedure::Fact for Fact {
    fn order(&self) -> Option<Order> {
        match self.clone() {
            Self::Verification(verification) => Some(Order::Verify(verification)),
            Self::Answer(answer) => Some(Order::Answer(answer)),
            Self::ExtensionRequest(request) => Some(Order::Extend(request)),
            Self::Decision(decision) => Some(Order::Decide(decision)),
            Self::Withdrawal(withdrawal) => Some(Order::Withdraw(withdrawal)),
            Self::ExtensionNoticeGiven => None,
        }
    }

    fn of_order(order: Order) -> Option<Self> {
        match order {
            Order::Verify(verification) => Some(Self::Verification(verification)),
            Order::Answer(answer) => Some(Self::Answer(answer)),
            Order::Extend(request) => Some(Self::ExtensionRequest(request)),
            Order::Decide(decision) => Some(Self::Decision(decision)),
            Order::Withdraw(withdrawal) => Some(Self::Withdrawal(withdrawal)),
            _ => None,
        }
    }
}

impl From<NscMessage> for Fact {
    fn from(message: NscMessage) -> Self {
        match message {
            NscMessage::Answer(answer) => Self::Answer(answer),
            NscMessage::ExtensionRequest(request) => Self::ExtensionRequest(request),
        }
    }
}
