//! The facts of a visa.

use serde::{Deserialize, Serialize};

use crate::{
    case::{
        fact::{Answer, Decision, ExtensionRequest, Withdrawal},
        fingerprints::{Appointment, CentreMessage, Fingerprints},
        hearing::{HearingRecord, PreliminaryRefusal},
        order::Order,
        procedure,
        visa::{BerkutEntry, BorderAnnulment, EndedElsewhere, Spoilage},
    },
    coordination::message::NscMessage,
    text::Text,
};

/// Any fact of a visa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The NSC answered.
    Answer(Answer),
    /// The NSC asked for more time.
    ExtensionRequest(ExtensionRequest),
    /// Fingerprints were taken, or none are.
    Fingerprints(Fingerprints),
    /// It is known when and where fingerprints are taken.
    Appointment(Appointment),
    /// A refusal is intended.
    PreliminaryRefusal(PreliminaryRefusal),
    /// The hearing is over.
    Hearing(HearingRecord),
    /// The officer decided.
    Decision(Decision),
    /// The applicant withdrew.
    Withdrawal(Withdrawal),
    /// A sticker was spoiled.
    Spoilage(Spoilage),
    /// An officer entered in Berkut what was issued.
    BerkutEntry(BerkutEntry),
    /// The Border Service annulled the visa.
    BorderAnnulment(BorderAnnulment),
    /// Another case ended the visa.
    EndedElsewhere(EndedElsewhere),
    /// The applicant was told of the extension: our own act.
    ExtensionNoticeGiven,
    /// The applicant was told of the intended refusal and the hearing: our own act.
    PreliminaryNoticeGiven,
    /// A sticker was given this number of its office's range: our own act.
    StickerMade(Text),
    /// Berkut did not take what was issued when it was to be entered: the sticker is filled in by hand (R26 para 43). Our own act.
    BerkutDown,
    /// What was issued is in Berkut: our own act. With the number that is entered there, for each sticker is entered once.
    EnteredInBerkut(Text),
    /// Berkut knows that the visa of this number has ended: our own act.
    EndedInBerkut(Text),
}

impl procedure::Fact for Fact {
    fn order(&self) -> Option<Order> {
        match self.clone() {
            Self::Answer(answer) => Some(Order::Answer(answer)),
            Self::ExtensionRequest(request) => Some(Order::Extend(request)),
            Self::Fingerprints(fingerprints) => Some(Order::RecordFingerprints(fingerprints)),
            Self::Appointment(appointment) => Some(Order::BookFingerprints(appointment)),
            Self::PreliminaryRefusal(refusal) => Some(Order::IntendRefusal(refusal)),
            Self::Hearing(hearing) => Some(Order::RecordHearing(hearing)),
            Self::Decision(decision) => Some(Order::Decide(decision)),
            Self::Withdrawal(withdrawal) => Some(Order::Withdraw(withdrawal)),
            Self::Spoilage(spoilage) => Some(Order::Spoil(spoilage)),
            Self::BerkutEntry(entry) => Some(Order::EnterInBerkut(entry)),
            Self::BorderAnnulment(annulment) => Some(Order::AnnulAtBorder(annulment)),
            Self::EndedElsewhere(ended) => Some(Order::EndElsewhere(ended)),
            Self::ExtensionNoticeGiven
            | Self::PreliminaryNoticeGiven
            | Self::StickerMade(_)
            | Self::BerkutDown
            | Self::EnteredInBerkut(_)
            | Self::EndedInBerkut(_) => None,
        }
    }

    fn of_order(order: Order) -> Option<Self> {
        match order {
            Order::Answer(answer) => Some(Self::Answer(answer)),
            Order::Extend(request) => Some(Self::ExtensionRequest(request)),
            Order::RecordFingerprints(fingerprints) => Some(Self::Fingerprints(fingerprints)),
            Order::BookFingerprints(appointment) => Some(Self::Appointment(appointment)),
            Order::IntendRefusal(refusal) => Some(Self::PreliminaryRefusal(refusal)),
            Order::RecordHearing(hearing) => Some(Self::Hearing(hearing)),
            Order::Decide(decision) => Some(Self::Decision(decision)),
            Order::Withdraw(withdrawal) => Some(Self::Withdrawal(withdrawal)),
            Order::Spoil(spoilage) => Some(Self::Spoilage(spoilage)),
            Order::EnterInBerkut(entry) => Some(Self::BerkutEntry(entry)),
            Order::AnnulAtBorder(annulment) => Some(Self::BorderAnnulment(annulment)),
            Order::EndElsewhere(ended) => Some(Self::EndedElsewhere(ended)),
            _ => None,
        }
    }
}

impl From<CentreMessage> for Fact {
    fn from(message: CentreMessage) -> Self {
        match message {
            CentreMessage::Appointment(appointment) => Self::Appointment(appointment),
            CentreMessage::Fingerprints(fingerprints) => Self::Fingerprints(fingerprints),
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
