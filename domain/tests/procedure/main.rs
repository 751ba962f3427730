//! Risk: a case is ended, delayed or charged with a breach otherwise than the Rules say. No engine here:
//! the procedure is a pure fold, so each sentence about it can be tried at the very millisecond.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// Tables of cases are long and simple.
#![allow(clippy::too_many_lines)]

mod acceptance;
mod applied;
mod complaints;
mod corrections;
mod duties;
mod entering;
mod facts;
#[path = "../law/files.rs"]
mod files;
mod grounds_and_rejections;
mod invitation_clocks;
mod ladders;
mod ministry;
#[path = "../mutation/mutants.rs"]
mod mutants;
mod open_acts;
mod oracle;
#[path = "../mutation/reasons.rs"]
mod reasons;
#[path = "../mutation/applied.rs"]
mod runs;
mod scenarios;
mod script;
mod time_passes;
#[path = "../mutation/under_test.rs"]
mod under_test;
#[path = "../visa/mod.rs"]
mod visa;
mod what_if;
