//! The workflows. [`invitation`] and [`visa`] are public services, [`complaint`] is about a case of either, and what every case's workflow does, of
//! whichever service, stands in [`runtime`]; [`coordination`] is what services have in common that coordinate with the NSC, [`registers`] what those
//! that ask the state registers. The others are what the engine runs beside cases. No I/O
//! here; what can change between releases reaches a workflow as a recorded result.

pub mod announcement;
pub mod complaint;
pub mod coordination;
pub mod invitation;
pub mod monitoring;
pub mod people;
mod queues;
pub mod registers;
pub mod resend;
pub mod runtime;
pub mod visa;

pub use self::queues::{BERKUT_QUEUE, POLICE_QUEUE, TASK_QUEUE, TASK_TIMEOUT};
