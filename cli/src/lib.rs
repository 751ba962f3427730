//! The program `shaqyru`: thin commands over the crates.

pub mod simulation;
pub mod stack;
