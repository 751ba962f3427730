//! The grounds for refusal.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem};

/// A ground for refusal, 1 to 7 (R26 annex 5 row 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Ground(u8);

impl TryFrom<u8> for Ground {
    type Error = Problem;
    fn try_from(number: u8) -> Result<Self, Problem> {
        if (1..=7).contains(&number) {
            Ok(Self(number))
        } else {
            Err(Problem::new(Code::Ground, "there are the grounds 1 to 7 (annex 5 row 9)"))
        }
    }
}

impl From<Ground> for u8 {
    fn from(ground: Ground) -> Self {
        ground.0
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
