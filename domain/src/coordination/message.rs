//! What the NSC says.

use serde::{Deserialize, Serialize};

use crate::case::fact::{Answer, ExtensionRequest};

/// What the NSC said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NscMessage {
    /// It answered.
    Answer(Answer),
    /// It asked for more time.
    ExtensionRequest(ExtensionRequest),
}
