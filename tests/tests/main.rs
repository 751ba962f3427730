//! End to end on a real Temporal server, named after the risks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod agencies;
mod callbacks;
mod cli;
mod corrections;
mod crashes;
mod program;
mod replay;
mod scenarios;
mod told;
