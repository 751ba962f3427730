//! Until when somebody complains (APPC art 92).

use serde::{Deserialize, Serialize};

use super::entry::entries;
use crate::law::length::Length;

/// Within which time of learning of a decision somebody complains. One who comes later is heard all the same: whether there was a good reason
/// the examining body judges (APPC art 92(3)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintWindow {
    /// How long, from the day after.
    pub within: Length,
    /// Act and paragraph.
    pub source: String,
}

entries! {
    ComplaintWindow: "complaint_window" by |_rule| vec![String::new()];
}
