//! What is said to a case by people and agencies.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    fact::{AgencyFact, Answer, Correction, Decision, ExtensionRequest, Replacement, Verification, Withdrawal},
    fingerprints::Fingerprints,
    hearing::{HearingRecord, PreliminaryRefusal},
    reassignment::Reassignment,
    visa::{BerkutEntry, Spoilage},
};
use crate::{
    authority::Act,
    checks::papers::PapersRequest,
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
};

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
    /// Fingerprints were taken, or none are (R26 para 24-1).
    RecordFingerprints(Fingerprints),
    /// The officer intends to refuse (R26 para 23).
    IntendRefusal(PreliminaryRefusal),
    /// The hearing is over (R26 para 23).
    RecordHearing(HearingRecord),
    /// A sticker was spoiled (R26 para 47).
    Spoil(Spoilage),
    /// An officer entered in Berkut what was issued (R26 para 43).
    EnterInBerkut(BerkutEntry),
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
            Self::RecordFingerprints(_) => Act::RecordFingerprints,
            Self::IntendRefusal(_) => Act::IntendRefusal,
            Self::RecordHearing(_) => Act::RecordHearing,
            Self::Spoil(_) => Act::Spoil,
            Self::EnterInBerkut(_) => Act::EnterInBerkut,
            Self::Resume => Act::Resume,
        }
    }

    /// What an agency says by it; none if it is nobody's but ours or the applicant's.
    pub const fn of_agency(&self) -> Option<AgencyFact> {
        match self {
            Self::Verify(_) => Some(AgencyFact::Verification),
            Self::Answer(_) => Some(AgencyFact::Answer),
            Self::Extend(_) => Some(AgencyFact::ExtensionRequest),
            _ => None,
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

/// An order with the name of its act beside it: as it is told to a case by an update that takes any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedOrder {
    /// Which act it is.
    act: Act,
    /// What is said.
    #[serde(default)]
    said: serde_json::Value,
}

impl TryFrom<&Order> for NamedOrder {
    type Error = Problem;

    fn try_from(order: &Order) -> Result<Self, Problem> {
        let said = serde_json::to_value(order).map_err(|error| Problem::new(Code::Field, error.to_string()))?;
        Ok(Self { act: order.act(), said })
    }
}

impl TryFrom<NamedOrder> for Order {
    type Error = Problem;

    fn try_from(NamedOrder { act, said }: NamedOrder) -> Result<Self, Problem> {
        fn order<T: DeserializeOwned + Into<Order>>(said: serde_json::Value) -> Result<Order, Problem> {
            serde_json::from_value::<T>(said).map(Into::into).map_err(|error| Problem::new(Code::Field, error.to_string()))
        }
        match act {
            Act::Verify => order::<Verification>(said),
            Act::Answer => order::<Answer>(said),
            Act::Extend => order::<ExtensionRequest>(said),
            Act::Decide => order::<Decision>(said),
            Act::Withdraw => order::<Withdrawal>(said),
            Act::Reassign => order::<Reassignment>(said),
            Act::Correct => order::<Correction>(said),
            Act::RequestPapers => order::<PapersRequest>(said),
            Act::RecordFingerprints => order::<Fingerprints>(said),
            Act::IntendRefusal => order::<PreliminaryRefusal>(said),
            Act::RecordHearing => order::<HearingRecord>(said),
            Act::Spoil => order::<Spoilage>(said),
            Act::EnterInBerkut => order::<BerkutEntry>(said),
            Act::Resume => Ok(Self::Resume),
            Act::Submit | Act::View | Act::Resend | Act::Announce | Act::Antedate | Act::Supervise | Act::Audit => {
                Err(Problem::new(Code::Usage, format!("{act} is no order to a case")))
            }
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
    Fingerprints => RecordFingerprints,
    PreliminaryRefusal => IntendRefusal,
    HearingRecord => RecordHearing,
    Spoilage => Spoil,
    BerkutEntry => EnterInBerkut,
}

impl From<Replacement> for Order {
    fn from(replacement: Replacement) -> Self {
        match replacement {
            Replacement::Verification(verification) => Self::Verify(verification),
            Replacement::Answer(answer) => Self::Answer(answer),
        }
    }
}
