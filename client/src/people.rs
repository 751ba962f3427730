//! When people are told: of escalations and incidents each minute, of the day each morning.

use std::time::Duration;

use chrono::NaiveTime;
use shaqyru_workflows::people::{DigestWorkflow, TellPeopleWorkflow};

use crate::schedules::{Schedule, When};

/// The schedule of words about cases.
pub const TELL_PEOPLE: &str = "tell-people";
/// The schedule of digests.
pub const DIGEST: &str = "digest";

const EACH_MINUTE: Duration = Duration::from_mins(1);
/// What was missed is told by the next round anyway.
const NO_CATCHING_UP: Duration = Duration::from_secs(10);
/// An engine that comes back in the morning still sends the digest.
const THIS_MORNING: Duration = Duration::from_hours(3);

/// All of them.
pub fn schedules() -> [Schedule; 2] {
    let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
    [
        Schedule::new(TELL_PEOPLE, TellPeopleWorkflow::run, (), When::Every(EACH_MINUTE), NO_CATCHING_UP),
        Schedule::new(DIGEST, DigestWorkflow::run, (), When::Daily(nine), THIS_MORNING),
    ]
}
