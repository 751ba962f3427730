//! What has been said to a case: how much each sender has said, and what of it was found by asking before its sender brought it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    authority::Act,
    case::{fact::Fact, number::digest},
    problem::{Code, Problem},
};

use crate::message::Message;

/// The most that one sender may say to a case, so that nobody uses up what the engine takes for all: messages,
const MOST_MESSAGES_OF_A_SENDER: usize = 200;
/// and bytes of them. All that is known of a case must fit into one message of the engine's, which is 2 MB.
const MOST_BYTES_OF_A_SENDER: usize = 64 * 1024;

/// How much a sender has said.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Amount {
    messages: usize,
    bytes: usize,
}

impl Amount {
    /// The same, and this message.
    pub(super) fn with<T: Serialize>(self, message: &Message<T>) -> Self {
        Self { messages: self.messages.saturating_add(1), bytes: self.bytes.saturating_add(size(message)) }
    }

    /// Whether a sender may have said so much.
    pub(super) fn require_within_limits(self) -> Result<(), Problem> {
        if self.messages <= MOST_MESSAGES_OF_A_SENDER && self.bytes <= MOST_BYTES_OF_A_SENDER {
            return Ok(());
        }
        let message =
            format!("nobody says more than {MOST_MESSAGES_OF_A_SENDER} things, or {} KiB, to one case", MOST_BYTES_OF_A_SENDER / 1024);
        Err(Problem::new(Code::TooManyMessages, message))
    }
}

fn size<T: Serialize>(message: &Message<T>) -> usize {
    serde_json::to_vec(&message.entry).map_or(usize::MAX, |json| json.len())
}

/// What was found by asking: the digests of its contents by sender and id. (In cases of before, the ids of all senders were one row.)
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Found(BTreeMap<String, String>);

impl Found {
    pub(super) fn note(&mut self, known_as: String, fact: &Fact) {
        self.0.insert(known_as, digest_of_fact(fact));
    }

    /// Whether a message is one that was found.
    ///
    /// # Errors
    /// [`Code::MessageConflict`] if something else was found under its id: answered as known, it would be lost.
    pub(super) fn includes<T: Serialize>(&self, known_as: &str, act: Act, content: &T) -> Result<bool, Problem> {
        match self.0.get(known_as) {
            None => Ok(false),
            Some(found) if *found == digest_of(act, content) => Ok(true),
            Some(_) => {
                let message = "this message id was found with another content before; use another id";
                Err(Problem::new(Code::MessageConflict, message).at("message_id"))
            }
        }
    }

    /// Whether anything was found so.
    pub(super) fn knows(&self, known_as: &str) -> bool {
        self.0.contains_key(known_as)
    }
}

fn digest_of_fact(fact: &Fact) -> String {
    match fact {
        Fact::Verification(verification) => digest_of(Act::Verify, verification),
        Fact::Answer(answer) => digest_of(Act::Answer, answer),
        Fact::ExtensionRequest(request) => digest_of(Act::Extend, request),
        Fact::Decision(decision) => digest_of(Act::Decide, decision),
        Fact::Withdrawal(withdrawal) => digest_of(Act::Withdraw, withdrawal),
        Fact::ExtensionNoticeGiven => digest_of(Act::Resend, &()),
    }
}

fn digest_of<T: Serialize>(act: Act, content: &T) -> String {
    digest(&serde_json::to_vec(&(act, content)).unwrap_or_default())
}
