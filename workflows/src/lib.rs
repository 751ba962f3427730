//! One module per procedure, and what procedures share: [`deadlines`] (waiting and escalating),
//! [`delivery`] (telling others, in order), [`index`] (search attributes) and [`message`] (what comes
//! in from outside). No I/O; what can change between releases reaches a workflow as a recorded result.

pub mod announcement;
pub mod deadlines;
pub mod delivery;
pub mod index;
pub mod invitation;
pub mod message;
pub mod recording;
pub mod resend;
mod wait;

/// The task queue of workflows and of everything that has no rate limit of its own.
pub const TASK_QUEUE: &str = "shaqyru";
/// The task queue of calls to the police.
pub const POLICE_QUEUE: &str = "shaqyru-police";
/// The task queue of calls to Berkut.
pub const BERKUT_QUEUE: &str = "shaqyru-berkut";
