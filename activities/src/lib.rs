//! One module per outside system: its wire types, its client and its activity. [`agency`] is how all of
//! them are called over HTTP and how their failures are told apart.

pub mod agency;
pub mod announcements;
pub mod asking;
mod batch;
pub mod berkut;
pub mod biometrics;
pub mod complaint;
pub mod dossier;
pub mod handover;
pub mod intake;
pub mod measures;
pub mod monitoring;
pub mod office;
pub mod opening;
pub mod people;
pub mod police;
pub mod portal;
pub mod register;
pub mod registers;
pub mod visa;
