//! Risk: a case is ended, delayed or charged with a breach otherwise than the Rules say. No engine here:
//! the procedure is a pure fold, so each sentence about it can be tried at the very millisecond.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// Tables of cases are long and simple.
#![allow(clippy::too_many_lines)]

mod acceptance;
mod corrections;
mod duties;
mod entering;
mod facts;
mod grounds_and_rejections;
mod invitation_clocks;
mod ladders;
mod oracle;
mod scenarios;
mod script;
mod time_passes;
mod what_if;
