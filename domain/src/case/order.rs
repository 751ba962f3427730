//! What is said to a case by people and agencies.

use serde::Serialize;

use super::{
    fact::{AgencyFact, Answer, Correction, Decision, ExtensionRequest, Replacement, Verification, Withdrawal},
    reassignment::Reassignment,
};
use crate::{authority::Act, checks::papers::PapersRequest, text::Text, time::instant::Instant};

/// An order to a case. In JSON it is its content alone: what it is stands in the path, the update or the digest beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Order {
    /// The police verified (R26 para 15).
    Verify(Verification),
    /// The NSC answered (R26 para 15).
    Answer(Answer),
    /// The NSC asked for more time (R26 annex 5 row 3).
    Extend(ExtensionRequest),
    /// The officer decides (R26 paras 15, 18).
    Decide(Decision),
    /// The inviting party withdraws.
    Withdraw(Withdrawal),
    /// The case is given to another officer or office.
    Reassign(Reassignment),
    /// A wrong entry is corrected.
    Correct(Correction),
    /// The applicant is asked for papers (R26 para 12).
    RequestPapers(PapersRequest),
    /// Stopped steps are resumed.
    Resume,
}

impl Order {
    /// Which act it is.
    pub const fn act(&self) -> Act {
        match self {
            Self::Verify(_) => Act::Verify,
            Self::Answer(_) => Act::Answer,
            Self::Extend(_) => Act::Extend,
            Self::Decide(_) => Act::Decide,
            Self::Withdraw(_) => Act::Withdraw,
            Self::Reassign(_) => Act::Reassign,
            Self::Correct(_) => Act::Correct,
            Self::RequestPapers(_) => Act::RequestPapers,
            Self::Resume => Act::Resume,
        }
    }

    /// What an agency says by it; none if it is nobody's but ours or the applicant's.
    pub const fn of_agency(&self) -> Option<AgencyFact> {
        match self {
            Self::Verify(_) => Some(AgencyFact::Verification),
            Self::Answer(_) => Some(AgencyFact::Answer),
            Self::Extend(_) => Some(AgencyFact::ExtensionRequest),
            Self::Decide(_) | Self::Withdraw(_) | Self::Reassign(_) | Self::Correct(_) | Self::RequestPapers(_) | Self::Resume => None,
        }
    }

    /// What of it a correction may replace.
    pub(super) fn replaceable(self) -> Option<Replacement> {
        match self {
            Self::Verify(verification) => Some(Replacement::Verification(verification)),
            Self::Answer(answer) => Some(Replacement::Answer(answer)),
            _ => None,
        }
    }
}

/// An order as it is given, before somebody has stamped it.
#[derive(Debug, Clone)]
pub struct OrderRequest {
    /// The order.
    pub order: Order,
    /// When it was received; now, if none is given.
    pub received_at: Option<Instant>,
    /// The sender's id of it, under which it is applied once; a fresh one, if none is given.
    pub message_id: Option<String>,
    /// The version of the case that it rests on, where that matters.
    pub rests_on: Option<usize>,
    /// Why it is entered so long after it was received.
    pub antedated_because: Option<Text>,
}

impl OrderRequest {
    /// Given now, under a fresh id.
    pub fn now(order: impl Into<Order>) -> Self {
        Self { order: order.into(), received_at: None, message_id: None, rests_on: None, antedated_because: None }
    }
}

macro_rules! order_of {
    ($($content:ident => $order:ident),* $(,)?) => {
        $(impl From<$content> for Order {
            fn from(content: $content) -> Self {
                Self::$order(content)
            }
        })*
    };
}

order_of! {
    Verification => Verify,
    Answer => Answer,
    ExtensionRequest => Extend,
    Decision => Decide,
    Withdrawal => Withdraw,
    Reassignment => Reassign,
    Correction => Correct,
    PapersRequest => RequestPapers,
}

impl From<Replacement> for Order {
    fn from(replacement: Replacement) -> Self {
        match replacement {
            Replacement::Verification(verification) => Self::Verify(verification),
            Replacement::Answer(answer) => Self::Answer(answer),
        }
    }
}
