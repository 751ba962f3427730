//! The local Temporal server: found or installed, started, stopped with its owner, and its virtual time.
//!
//! Tests, simulations and the demonstration run on the engine that production runs on, not on a stand-in:
//! a window of 30 days is then proved on the real timers, and costs milliseconds.

mod binary;
mod error;
mod server;
pub mod virtual_time;

pub use binary::{find, find_or_install};
pub use error::{BinaryError, DownloadError, PipError, ServerError, VirtualTimeError};
pub use server::{DevServer, DevServerOptions};
pub use virtual_time::{Arrival, VirtualTime};
