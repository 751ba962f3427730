//! How much each sender may say to a case.

use serde::{Deserialize, Serialize};
use shaqyru_domain::problem::{Code, Problem};

use super::messages::Message;

/// The most that one sender may say to a case, so that nobody uses up what the engine takes for all: messages,
const MOST_MESSAGES_OF_A_SENDER: usize = 200;
/// and bytes of them. All that is known of a case must fit into one message of the engine's, which is 2 MB.
const MOST_BYTES_OF_A_SENDER: usize = 64 * 1024;

/// How much a sender has said.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct SenderUsage {
    messages: usize,
    bytes: usize,
}

impl SenderUsage {
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
