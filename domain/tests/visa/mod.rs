//! Risk: a visa is issued, refused, timed or ended otherwise than the Rules say (R26 paras 23-25, 41-48, 55; annex 8).

pub mod berkut_and_stickers;
pub mod clocks;
mod exploration;
pub mod fingerprints;
pub mod hearings;
pub mod ladders;
mod model;
mod oracle;
pub mod prohibitions;
mod script;
pub mod unconfirmed;
pub mod what_becomes;
pub mod what_if;
