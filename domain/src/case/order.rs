//! What is said to a case by people and agencies: each order with its content, its name and its place in the API.

#[macro_use]
mod table;

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    complaint::{ComplaintAnswer, PassingOn, Satisfaction},
    fingerprints::{Appointment, Fingerprints},
    hearing::{HearingRecord, PreliminaryRefusal},
    reassignment::Reassignment,
    visa::{BerkutEntry, BorderAnnulment, EndedElsewhere, Spoilage},
};
use crate::{actor::Actor, authority::Act, checks::papers::PapersRequest, law::ground::Ground, text::Text, time::instant::Instant};

orders! {
    says {
        /// The police verified (R26 para 15).
        Verify(Verification) at "verification":
            r#"Enter the police verification: `{"outcome":"clear"}` or `{"outcome":"refuse","ground":4,"note":"…"}`."#;
        /// The NSC answered (R26 para 15).
        Answer(Answer) at "answer": r#"Enter the NSC's answer: `"agree"` or `"object"`."#;
        /// The NSC asked for more time (R26 annex 5 row 3).
        Extend(ExtensionRequest) at "extension": r#"Enter the NSC's written request for more time: `{"reason":"…"}`."#;
        /// The officer decides (R26 paras 15, 18).
        Decide(Decision) at "decision":
            r#"Decide: `{"verdict":"issue"}` or `{"verdict":{"refuse":{"ground":3}},"late_reason":"…"}`. `If-Match` names the version that was looked at."#;
        /// The inviting party withdraws.
        Withdraw(Withdrawal) at "withdrawal": r#"Enter that the inviting party takes the application back: `{"reason":"…"}`."#;
        /// The case is given to another officer or office.
        Reassign(Reassignment) at "reassignment":
            r#"Give the case to another officer or office: `{"officer":"P-1043","office":"AST-ESIL"}`, or one of them, and why: `"reason":"…"`."#;
        /// A wrong entry is corrected.
        Correct(Correction) at "correction":
            r#"Put a wrong entry right: `{"replacement":{"answer":"object"},"received_at":null,"reason":"…"}`. What the agency itself sent needs its `"letter"` too, and takes effect when another person says the same: until then the receipt says `"proposed":true`."#;
        /// The applicant is asked for papers (R26 para 12).
        RequestPapers(PapersRequest) at "papers-request":
            r#"Ask the applicant for papers: `{"papers":[{"kind":"contract","form":"copy"}],"reason":"…"}`."#;
        /// Fingerprints were taken, or none are (R26 para 24-1).
        RecordFingerprints(Fingerprints) at "fingerprints":
            r#"Enter that fingerprints were taken, or why none are: `{"taken":true}`, with `"taken_at"` where the instant is known, or `{"exempt":"…"}`: `children`, `officials`, `delegations`, `state_bodies` or `unable` (order 16650), or in words."#;
        /// It is known when and where fingerprints are taken (R26 para 24-1).
        BookFingerprints(Appointment) at "fingerprint-appointment":
            r#"Enter when and where fingerprints are taken: `{"at":"2026-04-28T11:00:00+05:00","place":"…"}`. The applicant is told."#;
        /// The officer intends to refuse (R26 para 23).
        IntendRefusal(PreliminaryRefusal) at "preliminary-refusal":
            r#"Say that a visa is to be refused, and when the applicant is heard: `{"ground":2,"note":"…","hearing_at":"2026-05-06T11:00:00+05:00"}`, with `"place"` and `"manner"` where they are not the office and in person."#;
        /// The hearing is over (R26 para 23).
        RecordHearing(HearingRecord) at "hearing":
            r#"Enter what came of a hearing: `{"outcome":"held"|"absent"|"waived","objections":"…"}`."#;
        /// A sticker was spoiled (R26 para 47).
        Spoil(Spoilage) at "spoilage":
            r#"Enter that the sticker was spoiled: `{"reason":"…"}`. It is annulled, and another number takes its place."#;
        /// An officer entered in Berkut what was issued (R26 para 43).
        EnterInBerkut(BerkutEntry) at "berkut-entry":
            "Enter that what was issued while Berkut was down is in Berkut now: `{}`.";
        /// The Border Service annulled the visa (R26 paras 25, 46(3)).
        AnnulAtBorder(BorderAnnulment) at "border-annulment":
            r#"Enter that the Border Service has annulled the visa: `{"because":"entry_refused"|"entry_ban"|"exit"|"passport_mismatch"}`, the last of an electronic visa."#;
        /// Another case has ended the visa (R26 paras 46, 48, 49, 55).
        EndElsewhere(EndedElsewhere) at "end-elsewhere":
            r#"Say that another case has ended the visa: `{"by":"VIS-7K3QX5ABCD-1"}`. Cases tell each other; an operator does it where that failed."#;
        /// The provider has satisfied a complaint in full (R26 para 59).
        Satisfy(Satisfaction) at "satisfaction":
            r#"Enter that the office has done all that a complaint asks for: `{"done":"…"}`. It is open within the term for passing it on."#;
        /// A complaint was passed on with the file (R26 para 59).
        PassOn(PassingOn) at "passing-on":
            r#"Enter that the complaint was passed on with the file: `{"letter":"…"}`, the number of the letter, or `{}`."#;
        /// The examining body answered a complaint (R26 para 59).
        AnswerComplaint(ComplaintAnswer) at "complaint-answer":
            r#"Enter the examining body's answer: `{"outcome":"satisfied"|"satisfied_in_part"|"dismissed","reasons":"…"}`."#;
    }
    says nothing {
        /// Stopped steps are resumed.
        Resume(Resume) at "resumption": "Resume stopped steps: the content is `null`.";
    }
}

/// What an order says. Each order has a type of its own for it, which tells the order.
pub trait OrderContent: Into<Order> + Serialize + DeserializeOwned + utoipa::ToSchema + Send + 'static {
    /// Which act it is.
    const ACT: Act;
    /// Its name in paths.
    const RESOURCE: &'static str;
    /// What it is for, and how the content is written.
    const USAGE: &'static str;
}

/// What is made once for each kind of order, such as a route.
pub trait EachOrder {
    /// Takes the order that says this.
    fn order<C: OrderContent>(&mut self);
}

/// Nothing is said by resuming: `null`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Resume;

impl Order {
    /// What an agency says by it; none if it is nobody's but ours or the applicant's.
    pub const fn of_agency(&self) -> Option<AgencyFact> {
        match self {
            Self::Verify(_) => Some(AgencyFact::Verification),
            Self::Answer(_) => Some(AgencyFact::Answer),
            Self::Extend(_) => Some(AgencyFact::ExtensionRequest),
            _ => None,
        }
    }

    /// The agency whose own it is to say; none if it is nobody's but ours or the applicant's. Officers may say it, too.
    pub fn agency(&self) -> Option<Actor> {
        match self {
            Self::RecordFingerprints(_) | Self::BookFingerprints(_) => Some(Actor::BiometricCentre),
            _ => self.of_agency().map(AgencyFact::agency),
        }
    }

    /// The number of the letter that it names itself.
    pub const fn letter(&self) -> Option<&Text> {
        match self {
            Self::Correct(correction) => correction.letter.as_ref(),
            Self::PassOn(passing_on) => passing_on.letter.as_ref(),
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

impl From<Replacement> for Order {
    fn from(replacement: Replacement) -> Self {
        match replacement {
            Replacement::Verification(verification) => Self::Verify(verification),
            Replacement::Answer(answer) => Self::Answer(answer),
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
    /// The number of the letter on which it rests, where one is named; what undoes a breach names one.
    pub letter: Option<Text>,
}

impl OrderRequest {
    /// Given now, under a fresh id.
    pub fn now(order: impl Into<Order>) -> Self {
        Self { order: order.into(), received_at: None, message_id: None, rests_on: None, antedated_because: None, letter: None }
    }
}

/// A refusal: on which ground, and why in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The ground.
    #[schema(value_type = u8)]
    pub ground: Ground,
    /// In words; an empty text is none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "none_if_empty")]
    #[schema(value_type = Option<String>)]
    pub note: Option<Text>,
}

fn none_if_empty<'de, D: serde::Deserializer<'de>>(decoder: D) -> Result<Option<Text>, D::Error> {
    let text = Option::<String>::deserialize(decoder)?.filter(|text| !text.is_empty());
    text.map(Text::try_from).transpose().map_err(serde::de::Error::custom)
}

/// The police check of purpose, duration and grounds for entry (R26 para 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Verification {
    /// Nothing stands against the visit.
    Clear,
    /// A ground for refusal stands against it.
    Refuse(Refusal),
}

/// The NSC's answer to the coordination request (R26 para 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It agrees.
    Agree,
    /// It objects.
    Object,
}

/// The NSC's written request for more time (R26 annex 5 row 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRequest {
    /// Why more time is needed.
    #[schema(value_type = String)]
    pub reason: Text,
}

/// The officer's decision (R26 paras 15, 18).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Decision {
    /// What is decided.
    pub verdict: Verdict,
    /// Why the decision comes after its deadline; needed where a person enters a late one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub late_reason: Option<Text>,
}

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = DecisionVerdict)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// What was asked for is issued.
    Issue,
    /// It is refused.
    Refuse(Refusal),
    /// The visa is annulled (R26 para 46).
    Annul,
    /// The stay is shortened (R26 para 55).
    Shorten,
}

/// The inviting party takes the application back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why.
    #[schema(value_type = String)]
    pub reason: Text,
}

/// Puts another verification or answer in the place of a wrongly entered one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Correction {
    /// What it should have been.
    pub replacement: Replacement,
    /// When it was really received; the entered instant stays if none is given.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub received_at: Option<Instant>,
    /// Why the entry was wrong.
    #[schema(value_type = String)]
    pub reason: Text,
    /// The number of the agency's letter: needed where its own message was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub letter: Option<Text>,
}

/// What a correction may replace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Replacement {
    /// A verification.
    Verification(Verification),
    /// An answer.
    Answer(Answer),
}

impl Replacement {
    /// Which fact it takes the place of.
    pub const fn kind(&self) -> AgencyFact {
        match self {
            Self::Verification(_) => AgencyFact::Verification,
            Self::Answer(_) => AgencyFact::Answer,
        }
    }
}

/// What an agency says in a case, itself or through an officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyFact {
    /// The verification of the police.
    Verification,
    /// The answer of the NSC.
    Answer,
    /// Its request for more time.
    ExtensionRequest,
}

impl AgencyFact {
    /// Whose word it is.
    pub const fn agency(self) -> Actor {
        match self {
            Self::Verification => Actor::Police,
            Self::Answer | Self::ExtensionRequest => Actor::Nsc,
        }
    }
}

impl fmt::Display for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verification(verification) => write!(f, "verification {verification}"),
            Self::Answer(answer) => write!(f, "answer {answer}"),
        }
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clear => f.write_str("clear"),
            Self::Refuse(refusal) => write!(f, "refuse, {refusal}"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ground {}", self.ground)?;
        match &self.note {
            Some(note) => write!(f, ": {note}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agree => "agree",
            Self::Object => "object",
        })
    }
}

#[cfg(test)]
mod tests {
    //! Risk: an order is read as another one, or people are not offered it.

    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use super::*;

    /// The act of each order, and where it is told.
    struct Table(Vec<(Act, &'static str)>);

    impl EachOrder for Table {
        fn order<C: OrderContent>(&mut self) {
            self.0.push((C::ACT, C::RESOURCE));
        }
    }

    #[test]
    fn people_are_offered_every_order_and_each_has_a_place_of_its_own() {
        let mut table = Table(Vec::new());
        Order::each(&mut table);
        let offered: Vec<_> = Act::changes().collect();
        assert_eq!(table.0.iter().find(|(act, _)| !offered.contains(act)), None);
        let places: std::collections::BTreeSet<_> = table.0.iter().map(|(_, resource)| resource).collect();
        assert_eq!(places.len(), table.0.len());
    }

    #[test]
    fn an_order_that_is_told_by_its_name_is_read_as_what_it_was() {
        let orders = [
            (json!("agree"), Order::Answer(Answer::Agree)),
            (
                json!({"reason": "further study"}),
                Order::Extend(ExtensionRequest { reason: "further study".to_owned().try_into().unwrap() }),
            ),
            // The same content as that of the order before.
            (json!({"reason": "further study"}), Order::Withdraw(Withdrawal { reason: "further study".to_owned().try_into().unwrap() })),
            (Value::Null, Order::Resume),
        ];
        for (content, order) in orders {
            assert_eq!(serde_json::to_value(&order).unwrap(), content);
            let named = serde_json::to_value(NamedOrder::from(order.clone())).unwrap();
            assert_eq!(named["act"], json!(order.act().as_str()));
            assert_eq!(Order::from(serde_json::from_value::<NamedOrder>(named).unwrap()), order);
        }
    }
}
