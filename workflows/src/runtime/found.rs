//! What was found by asking an agency before the agency brought it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::{number::digest, order::Order, procedure::Fact},
    problem::{Code, Problem},
};

/// What was found by asking: the digests of its contents by sender and id. (In cases of before, the ids of all senders were one row.)
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct FoundByAsking(BTreeMap<String, String>);

impl FoundByAsking {
    pub(super) fn note(&mut self, known_as: String, fact: &impl Fact) {
        self.0.insert(known_as, digest_of_fact(fact));
    }

    /// Whether a message is one that was found.
    ///
    /// # Errors
    /// [`Code::MessageConflict`] if something else was found under its id: answered as known, it would be lost.
    pub(super) fn includes(&self, known_as: &str, order: &Order) -> Result<bool, Problem> {
        match self.0.get(known_as) {
            None => Ok(false),
            Some(found) if *found == digest_of(order) => Ok(true),
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

fn digest_of_fact(fact: &impl Fact) -> String {
    // What nobody says by an order is not found either.
    fact.order().as_ref().map_or_else(String::new, digest_of)
}

fn digest_of(order: &Order) -> String {
    digest(&serde_json::to_vec(&(order.act(), order)).unwrap_or_default())
}
