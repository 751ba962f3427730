//! The law as values: working days, deadlines with their proof, what is filed, and the procedure of a
//! case. Pure: no I/O, no clock, no engine. Time is an argument.

pub mod admission;
pub mod announcement;
pub mod application;
pub mod authority;
pub mod birth;
pub mod calendar;
pub mod case;
pub mod checks;
pub mod competence;
pub mod coordination;
pub mod deadline;
pub mod document;
pub mod forwarding;
pub mod hours;
pub mod identification;
pub mod instant;
pub mod invitation;
pub mod ladder;
pub mod payment;
pub mod problem;
pub mod recipient;
pub mod rulebook;
pub mod rules;
pub mod secret;
pub mod statement;
pub mod succession;
pub mod term;
pub mod text;
pub mod what_if;
pub mod whose;
pub mod writing;
