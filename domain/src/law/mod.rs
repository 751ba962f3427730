//! The law as data: the rulebook, and what of it one case is judged by.

pub mod clock_kind;
pub mod exemption;
pub mod ground;
pub mod ladder;
pub mod length;
pub mod rulebook;
pub mod rules;
