//! What comes in from outside: facts and orders, each with an id (the update's id) and a digest.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shaqyru_domain::{
    actor::Actor,
    authority::{Act, Authority},
    case::{
        fact::Entry,
        number::{CaseNumber, digest},
        stage::{Stage, Status},
    },
    problem::{Code, Problem},
    secret::Secret,
    statement::{Purpose, Statement, digest_of},
};
use temporalio_sdk::ApplicationFailure;

use super::trust;

/// An entry as it is sent. The digest of its body goes back with the receipt: the engine answers a
/// repeated id with the first outcome, and only the digest shows whether it was the same message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Message<T> {
    /// The sender's id of it, which is the update's id too.
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

impl<T> Message<T> {
    /// The same message with another content.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Message<U> {
        let Self { id, entry, digest, authority, rests_on, statement } = self;
        Message { id, entry: entry.map(change), digest, authority, rests_on, statement }
    }

    /// Its content, and the message without it.
    pub fn take_content(self) -> (T, Message<()>) {
        let Entry { content, received_at, entered_by, entered_at, antedated_because } = self.entry;
        let entry = Entry { content: (), received_at, entered_by, entered_at, antedated_because };
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

    /// The id under which the engine keeps it: an id counts within its sender, and, of what people send, within what they do. An agency
    /// has one row of ids for all that it sends.
    pub fn update_id(&self, act: Act) -> String {
        match &self.entry.entered_by {
            agency @ (Actor::Police | Actor::Nsc) => format!("{agency}/{}", self.id),
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The case.
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

/// A message that a rule rejects. The engine keeps type and details of an application failure only when
/// it is the `source` of the error that a validator returns.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
pub struct Rejection {
    problem: Problem,
    #[source]
    failure: ApplicationFailure,
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        let failure = ApplicationFailure::builder(problem.clone())
            .type_name(problem.code.to_string())
            .non_retryable(true)
            .details(problem.clone())
            .build();
        Self { problem, failure }
    }
}

/// The error of a handler or validator, as the engine wants it. (Its macros look for `Result` by name.)
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// Turns a coded no into the engine's error.
pub fn or_reject<T>(outcome: Result<T, Problem>) -> Result<T, HandlerError> {
    outcome.map_err(|problem| Rejection::from(problem).into())
}
