//! What people say to a case.

use serde::{Deserialize, Serialize};
use shaqyru_client::{Cases, Message, Receipt};
use shaqyru_domain::{
    authority::Act,
    case::{
        Reassignment,
        fact::{Answer, Correction, Decision, Entry, ExtensionRequest, Verification, Withdrawal},
        number::CaseNumber,
    },
    checks::papers::PapersRequest,
    instant::Instant,
    problem::Problem,
    text::Text,
};
use uuid::Uuid;

use crate::identity::Principal;

/// Something that is said, with what belongs to saying it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Told<T> {
    /// What.
    pub content: T,
    /// When it was received; now, if not given.
    pub received_at: Option<Instant>,
    /// The same id is applied once; a fresh one, if not given.
    pub message_id: Option<String>,
    /// The version of the case that it rests on, where that matters.
    pub rests_on: Option<usize>,
    /// Why it is said so long after it was received.
    pub antedated_because: Option<Text>,
}

impl<T> Told<T> {
    /// Said now, under a fresh id.
    pub const fn now(content: T) -> Self {
        Self { content, received_at: None, message_id: None, rests_on: None, antedated_because: None }
    }
}

/// What can be said.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Order {
    /// The police verified.
    Verify(Verification),
    /// The NSC answered.
    Answer(Answer),
    /// The NSC asked for more time.
    Extend(ExtensionRequest),
    /// The officer decides.
    Decide(Decision),
    /// The inviting party withdraws.
    Withdraw(Withdrawal),
    /// The case is given away.
    Reassign(Reassignment),
    /// A wrong entry is put right.
    Correct(Correction),
    /// The applicant is asked for papers.
    RequestPapers(PapersRequest),
    /// Stopped steps go on.
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
}

pub(super) async fn send(cases: &Cases, who: &Principal, case: &CaseNumber, told: Told<Order>, now: Instant) -> Result<Receipt, Problem> {
    let Told { content, received_at, message_id, rests_on, antedated_because } = told;
    let id = message_id.unwrap_or_else(|| Uuid::new_v4().to_string());
    let stamp = Stamp { who, received_at, entered_at: now, antedated_because, id, rests_on };
    match content {
        Order::Verify(verification) => cases.record_verification(case, stamp.on(verification)?).await,
        Order::Answer(answer) => cases.record_nsc_answer(case, stamp.on(answer)?).await,
        Order::Extend(request) => cases.record_nsc_extension(case, stamp.on(request)?).await,
        Order::Decide(decision) => cases.decide(case, stamp.on(decision)?).await,
        Order::Withdraw(withdrawal) => cases.withdraw(case, stamp.on(withdrawal)?).await,
        Order::Reassign(reassignment) => cases.reassign(case, stamp.on(reassignment)?).await,
        Order::Correct(correction) => cases.correct(case, stamp.on(correction)?).await,
        Order::RequestPapers(request) => cases.request_papers(case, stamp.on(request)?).await,
        Order::Resume => cases.resume(case, stamp.on(())?).await,
    }
}

/// All of a message but its content.
struct Stamp<'a> {
    who: &'a Principal,
    received_at: Option<Instant>,
    entered_at: Instant,
    antedated_because: Option<Text>,
    id: String,
    rests_on: Option<usize>,
}

impl Stamp<'_> {
    fn on<T: Serialize>(self, content: T) -> Result<Message<T>, Problem> {
        let entry = Entry::taken_in(content, self.received_at, self.who.actor(), self.entered_at);
        let entry = Entry { antedated_because: self.antedated_because, ..entry };
        let message = Message::of(self.id, entry)?.under(self.who.authority.clone());
        Ok(match self.rests_on {
            Some(version) => message.resting_on(version),
            None => message,
        })
    }
}
