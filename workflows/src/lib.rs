//! One module per procedure, and what procedures share: [`deadlines`] (waiting and escalating),
//! `handover` (telling others), [`index`] (search attributes) and [`message`] (what comes in from outside). No I/O; what can change between releases reaches a workflow as a recorded result.

pub mod announcement;
#[path = "invitation/application.rs"]
pub mod application;
#[path = "runtime/deadlines.rs"]
pub mod deadlines;
#[path = "invitation/earlier/mod.rs"]
mod earlier;
#[path = "runtime/handover.rs"]
mod handover;
#[path = "runtime/search_attributes.rs"]
pub mod index;
#[path = "runtime/input.rs"]
pub mod input;
pub mod invitation;
#[path = "runtime/messages.rs"]
pub mod message;
pub mod monitoring;
pub mod people;
pub mod resend;
#[path = "runtime/trust.rs"]
pub mod trust;
#[path = "runtime/waiting.rs"]
mod wait;

/// The task queue of workflows and of everything that has no rate limit of its own.
pub const TASK_QUEUE: &str = "shaqyru";
/// The task queue of calls to the police.
pub const POLICE_QUEUE: &str = "shaqyru-police";
/// The task queue of calls to Berkut.
pub const BERKUT_QUEUE: &str = "shaqyru-berkut";
/// A step of a case takes milliseconds, and two seconds while something that it tells does not answer. The engine gives up a step
/// whose worker is lost after this, and not after its usual ten seconds, and lets another worker have it. (The SDK's core 0.10.1
/// also loses a step when a question comes while it runs local activities.)
pub const TASK_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);
