//! Which procedures a rulebook speaks of; terms, ladders and grounds as entries of it. What those are, [`crate::law::rules`] says.

use super::entry::entries;
use crate::law::rules::{ClockRule, GroundRule};

/// The procedure of an entry that names none.
pub const INVITATION: &str = "invitation";

/// The procedure of a visa.
pub const VISA: &str = "visa";

/// The procedure of a complaint.
pub const COMPLAINT: &str = "complaint";

/// The procedures that there are, by the names that they have in data.
pub(super) const PROCEDURES: &[&str] = &[INVITATION, VISA, COMPLAINT];

entries! {
    ClockRule: "clock", IS_OF_A_PROCEDURE by |rule| vec![rule.window.map_or_else(|| rule.clock.as_str().to_owned(), |window| format!("{}/{}", rule.clock.as_str(), window.as_str()))];
    GroundRule: "ground", IS_OF_A_PROCEDURE by |rule| vec![rule.ground.to_string()];
}

/// The procedure of whatever names none: of all that was filed while it was the only one.
pub const UNNAMED: &str = INVITATION;
