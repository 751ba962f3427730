//! Agencies, register, worker, console and engine fail at random, and a case is lost, doubled, blocked or contradicted.
//!
//! A small run; `cargo chaos` makes a large one. What was found is printed, with the seed.

use std::process::Command;

#[test]
#[allow(clippy::expect_used, reason = "a test fails by panicking")]
fn random_outages_neither_lose_double_block_nor_contradict_a_case() {
    let arguments = ["--cases", "24", "--at-once", "24", "--seconds", "40", "--patience", "120"];
    let output = Command::new(env!("CARGO_BIN_EXE_shaqyru-chaos")).args(arguments).output().expect("it starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
}
