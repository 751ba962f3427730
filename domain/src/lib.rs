//! The law as values: working days, deadlines with their proof, what is filed, and the procedure of a
//! case. Pure: no I/O, no clock, no engine. Time is an argument.

pub mod actor;
pub mod admission;
pub mod announcement;
pub mod application;
pub mod authority;
pub mod birth;
pub mod case;
pub mod checks;
pub mod competence;
pub mod complaint;
pub mod coordination;
pub mod document;
pub mod document_code;
pub mod exception;
pub mod forwarding;
pub mod identification;
pub mod invitation;
pub mod law;
pub mod payment;
pub mod problem;
pub mod recipient;
pub mod schema;
pub mod secret;
pub mod service;
pub mod statement;
pub mod succession;
pub mod text;
pub mod time;
pub mod visa;
pub mod what_if;
pub mod whose;
pub mod writing;
