//! An application that goes on from the office it was brought to (R26 para 12).

use serde::{Deserialize, Serialize};

use crate::text::OfficeCode;

/// From which office an application went to which, and why. Both the office that took it and the applicant are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarding {
    /// The office that it was brought to.
    pub from: OfficeCode,
    /// The office that is competent, and has it.
    pub to: OfficeCode,
    /// What makes that one competent.
    pub why: String,
    /// Act and paragraph.
    pub basis: String,
}
