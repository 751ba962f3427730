//! How an office divides its work.

use serde::{Deserialize, Serialize};

use super::entry::entries;

/// Whether another person decides than the one who verified.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FourEyesRule {
    /// Whether it does.
    pub required: bool,
    /// Who set it.
    pub source: String,
}

entries! {
    FourEyesRule: "four_eyes" by |_rule| vec![String::new()];
}
