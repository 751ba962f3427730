//! The coordination of a case with the NSC (R26 para 15, annex 5 row 3), which is the same in every procedure that needs it.

pub mod leg;
pub mod message;
pub mod what_if;
