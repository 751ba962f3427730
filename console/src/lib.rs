//! The HTTP face of the procedure. For now: the endpoint that takes the agencies' messages, as laid down in
//! `docs/contracts/callbacks.yaml`.

mod body;
mod callbacks;
mod clock;
mod message;
mod problem;
mod server;
mod signature;

pub use clock::Clock;
pub use server::{Console, ConsoleError, ConsoleHandle, ConsoleOptions};
pub use signature::{Secret, SecretError};
