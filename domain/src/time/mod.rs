//! Time as the law counts it: working days, office hours, terms, and deadlines with their proof.

pub mod calendar;
pub mod counting;
pub mod day_reason;
pub mod days_off;
pub mod deadline;
pub mod hours;
pub mod instant;
pub mod proof;
pub mod term;
