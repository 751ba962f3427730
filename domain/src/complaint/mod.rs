//! Complaints about cases of either service (R26 para 59): what is filed, its procedure, and what is recorded of it.

mod fact;
pub mod filing;
pub mod procedure;
pub mod record;

pub use self::fact::Fact;
use self::procedure::Complaints;

/// A case of a complaint.
pub type Case = crate::case::Case<Complaints>;
