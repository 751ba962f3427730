//! What comes in from outside: facts and orders, each with an id (the update's id) and a digest.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shaqyru_domain::{
    actor::Actor,
    authority::{Act, Authority},
    case::{
        fact::Entry,
        number::{CaseNumber, digest},
        order::{NamedOrder, Order},
        stage::{Stage, Status},
    },
    problem::{Code, Problem},
    secret::Secret,
    statement::{Purpose, Statement, digest_of},
};
use temporalio_sdk::ApplicationFailure;

use super::trust;

/// The name of the update that brings any order, in the workflow of every service's cases.
pub const TELL: &str = "tell";

/// So many characters of its digest tell one copy of a message from another.
const DIGEST_IN_ID: usize = 16;

/// An entry as it is sent. The digest of its body goes back with the receipt: a repeated id is answered with the first outcome, and only
/// the digest shows whether it was the same message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Message<T> {
    /// The sender's id of it.
    pub id: String,
    /// What, when and by whom.
    pub entry: Entry<T>,
    /// Digest of the message's content.
    pub digest: String,
    /// What the person who entered it may do; none where no person did, and in messages of before it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// The version of the case that it rests on, where that matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<usize>,
    /// The statement of who sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
}

impl<T: Serialize> Message<T> {
    /// A message whose digest is made of its content, for what people enter.
    ///
    /// # Errors
    /// Only if the content cannot be written as JSON.
    pub fn of(id: String, entry: Entry<T>) -> Result<Self, Problem> {
        let content =
            serde_json::to_vec(&(&entry.content, &entry.entered_by)).map_err(|error| Problem::new(Code::Field, error.to_string()))?;
        Ok(Self { id, entry, digest: digest(&content), authority: None, rests_on: None, statement: None })
    }
}

impl<T: Serialize> Message<T> {
    /// The same message with its content as JSON.
    ///
    /// # Errors
    /// Only if the content cannot be written as JSON.
    pub fn into_json(self) -> Result<Message<Value>, Problem> {
        let (content, message) = self.take_content();
        let content = serde_json::to_value(content).map_err(|error| Problem::new(Code::Field, error.to_string()))?;
        Ok(message.map(|()| content))
    }

    /// The id of the update that brings it, which stands for these very bytes.
    ///
    /// The engine takes one id for one update. Where it has lost an update on its way to the worker and gets a repetition, it writes the
    /// repetition into the history, while the worker has acted on what was lost. Repetitions differ: our door stamps each. So each has an
    /// id of its own, and the case knows by [`Self::known_as`] that it is the same message.
    ///
    /// # Errors
    /// Only if the content cannot be written as JSON.
    pub fn update_id(&self, act: Act) -> Result<String, Problem> {
        let bytes = serde_json::to_vec(self).map_err(|error| Problem::new(Code::Field, error.to_string()))?;
        Ok(update_id(&self.known_as(act), &bytes))
    }
}

/// The id of the update that brings these bytes of a message.
pub fn update_id(known_as: &str, bytes: &[u8]) -> String {
    let digest = digest(bytes);
    format!("{known_as}/{}", digest.get(..DIGEST_IN_ID).unwrap_or(&digest))
}

impl<T: Serialize + Clone> Message<T> {
    /// The same message, signed by the program that says it to a case.
    ///
    /// # Errors
    /// Only if the content cannot be written as JSON.
    pub fn signed(self, secret: &Secret, case: &CaseNumber, act: Act) -> Result<Self, Problem> {
        let statement = Statement::sign(secret, Purpose::Message, &self.content_digest(case, act)?);
        Ok(Self { statement: Some(statement), ..self })
    }

    /// Whether a program that may speak to cases says it, and says it to this one.
    pub(crate) fn require_statement(&self, case: &CaseNumber, act: Act) -> Result<(), Problem> {
        trust::require(self.statement.as_ref(), &self.content_digest(case, act)?)
    }

    fn content_digest(&self, case: &CaseNumber, act: Act) -> Result<String, Problem> {
        digest_of(case.as_str(), &(act, Self { statement: None, ..self.clone() }))
    }
}

/// Signs a message as it stands in a history, so that it can be said to its case again.
///
/// # Errors
/// Only if the content cannot be written as JSON.
pub fn sign_again(secret: &Secret, case: &CaseNumber, act: Act, message: &mut Map<String, Value>) -> Result<(), Problem> {
    message.remove("statement");
    let statement = Statement::sign(secret, Purpose::Message, &digest_of(case.as_str(), &(act, &*message))?);
    let statement = serde_json::to_value(statement).map_err(|error| Problem::new(Code::Engine, error.to_string()))?;
    message.insert("statement".to_owned(), statement);
    Ok(())
}

/// Which act a message orders that came by the update that brings any; none if it is no such message.
pub fn act_of_told(message: &Map<String, Value>) -> Option<Act> {
    let order = NamedOrder::deserialize(message.get("entry")?.get("content")?).ok()?;
    Some(Order::from(order).act())
}

impl<T> Message<T> {
    /// The same message with another content.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Message<U> {
        let Self { id, entry, digest, authority, rests_on, statement } = self;
        Message { id, entry: entry.map(change), digest, authority, rests_on, statement }
    }

    /// Its content, and the message without it.
    pub fn take_content(self) -> (T, Message<()>) {
        let (content, entry) = self.entry.take_content();
        let envelope = Message {
            id: self.id,
            entry,
            digest: self.digest,
            authority: self.authority,
            rests_on: self.rests_on,
            statement: self.statement,
        };
        (content, envelope)
    }

    /// What it is known by in its case: an id counts within its sender, and, of what people send, within what they do. An agency has one
    /// row of ids for all that it sends.
    pub fn known_as(&self, act: Act) -> String {
        match &self.entry.entered_by {
            agency @ (Actor::Police | Actor::Nsc | Actor::BiometricCentre) => format!("{agency}/{}", self.id),
            person => format!("{person}/{act}/{}", self.id),
        }
    }

    /// The same message from a person who may do this much.
    #[must_use]
    pub fn under(self, authority: Authority) -> Self {
        Self { authority: Some(authority), ..self }
    }

    /// The same message, to be taken only as long as the case is as its sender saw it.
    #[must_use]
    pub fn resting_on(self, version: usize) -> Self {
        Self { rests_on: Some(version), ..self }
    }
}

/// What the sender of a message learns once it has been applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Receipt {
    /// The case.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// Its stage afterwards.
    pub stage: Stage,
    /// Its status afterwards.
    pub status: Status,
    /// The digest of the message that was applied under this id.
    pub digest: String,
    /// Whether it waits for a second person and has changed nothing yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proposed: bool,
}

/// Why a message is not taken.
#[derive(Debug)]
pub enum NotTaken {
    /// A rule is against it.
    Against(Problem),
    /// It has been taken before: what its sender was told then. Taken for a rejection, a repetition leaves nothing in the history.
    Before(Box<Receipt>),
}

impl From<Problem> for NotTaken {
    fn from(problem: Problem) -> Self {
        Self::Against(problem)
    }
}

/// The type of the failure that says that a message has been taken before; its detail is the [`Receipt`].
pub const TAKEN_BEFORE: &str = "TakenBefore";

/// A message that is not taken. The engine keeps type and details of an application failure only when it is the `source` of the error that
/// a validator returns.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Rejection {
    message: String,
    #[source]
    failure: ApplicationFailure,
}

impl From<NotTaken> for Rejection {
    fn from(why: NotTaken) -> Self {
        match why {
            NotTaken::Against(problem) => Self::from(problem),
            NotTaken::Before(receipt) => {
                let message = "the message has been taken before";
                let failure = ApplicationFailure::builder(message).type_name(TAKEN_BEFORE.to_owned()).non_retryable(true);
                Self { message: message.to_owned(), failure: failure.details(*receipt).build() }
            }
        }
    }
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        let failure = ApplicationFailure::builder(problem.clone())
            .type_name(problem.code.to_string())
            .non_retryable(true)
            .details(problem.clone())
            .build();
        Self { message: problem.to_string(), failure }
    }
}

/// The error of a handler or validator, as the engine wants it. (Its macros look for `Result` by name.)
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// Turns a no into the engine's error.
pub fn or_reject<T, E>(outcome: Result<T, E>) -> Result<T, HandlerError>
where
    Rejection: From<E>,
{
    outcome.map_err(|why| Rejection::from(why).into())
}

#[cfg(test)]
mod tests {
    //! Risk: the engine takes two copies of a message for one update, lets the case take the one and writes the other into its history.

    #![allow(clippy::unwrap_used)]

    use shaqyru_domain::{case::fact::Verification, time::instant::Instant};

    use super::*;

    fn copy(stamped_at: &str) -> Message<Verification> {
        let stamped_at = Instant::parse(stamped_at).unwrap();
        Message::of("1".to_owned(), Entry::taken_in(Verification::Clear, None, Actor::Police, stamped_at)).unwrap()
    }

    #[test]
    fn two_copies_of_a_message_that_differ_in_anything_go_under_two_ids_and_count_once() {
        let (first, repeated) = (copy("2026-04-06T10:00:00"), copy("2026-04-06T10:00:20"));
        assert_eq!(first.known_as(Act::Verify), repeated.known_as(Act::Verify));
        assert_eq!(first.digest, repeated.digest);
        assert_ne!(first.update_id(Act::Verify).unwrap(), repeated.update_id(Act::Verify).unwrap());
        assert_eq!(first.update_id(Act::Verify).unwrap(), copy("2026-04-06T10:00:00").update_id(Act::Verify).unwrap());
    }

    /// Statements and digests are made of the message as it was brought, and judged once it has become an order.
    #[test]
    fn a_message_reads_the_same_once_it_is_an_order() {
        let (brought, resumption) = (copy("2026-04-06T10:00:00"), copy("2026-04-06T10:00:00").map(|_| ()));
        let (order, resumed) = (brought.clone().map(Order::Verify), resumption.clone().map(|()| Order::Resume));
        assert_eq!(serde_json::to_string(&brought).unwrap(), serde_json::to_string(&order).unwrap());
        assert_eq!(serde_json::to_string(&resumption).unwrap(), serde_json::to_string(&resumed).unwrap());
    }
}
