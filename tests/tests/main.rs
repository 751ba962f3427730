//! End to end on a real Temporal server, named after the risks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod cli;
mod program;
mod scenarios;
mod told;
mod agencies;
