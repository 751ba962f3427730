//! The HTTP face of the procedure: the agencies' callbacks (`docs/reference/contracts/callbacks.yaml`), the API, and pages for people.

mod address;
pub mod api;
mod body;
mod breach_dossier;
mod callbacks;
mod cause;
mod clock;
mod connections;
pub mod desk;
mod health;
pub mod identity;
mod limits;
mod live;
mod message;
mod pages;
mod papers;
mod problem;
mod sender;
mod server;
mod signature;
mod site;
mod waiting;
mod words;

pub use clock::Clock;
pub use identity::issuer::{Issuer, IssuerOptions};
pub use limits::Limits;
pub use server::{Console, ConsoleError, ConsoleHandle, ConsoleOptions};
pub use shaqyru_domain::secret::{Secret, SecretError};
