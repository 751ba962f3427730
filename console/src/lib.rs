//! The HTTP face of the procedure: the agencies' callbacks (`docs/contracts/callbacks.yaml`), the API, and pages for people.

pub mod api;
mod body;
mod callbacks;
mod clock;
pub mod desk;
mod health;
pub mod identity;
mod limits;
mod message;
mod pages;
mod problem;
mod server;
mod signature;
mod words;

pub use clock::Clock;
pub use identity::issuer::IssuerOptions;
pub use server::{Console, ConsoleError, ConsoleHandle, ConsoleOptions, Limits};
pub use shaqyru_domain::secret::{Secret, SecretError};
