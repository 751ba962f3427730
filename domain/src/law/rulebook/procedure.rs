//! Terms, ladders and grounds as entries of the rulebook; what they are, [`crate::law::rules`] says.

use super::entry::entries;
use crate::law::rules::{ClockRule, GroundRule};

entries! {
    ClockRule: "clock" by |rule| vec![rule.window.map_or_else(|| rule.clock.as_str().to_owned(), |window| format!("{}/{}", rule.clock.as_str(), window.as_str()))];
    GroundRule: "ground" by |rule| vec![rule.ground.to_string()];
}
