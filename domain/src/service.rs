//! Which service a case is of, as its number tells: what asks a case chooses by it.

use crate::case::number::{CMP, CaseNumber, VIS};

/// What a case is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseService {
    /// An invitation.
    Invitation,
    /// A visa.
    Visa,
    /// A complaint about a case of the others (R26 para 59).
    Complaint,
}

impl CaseService {
    /// That of a case.
    pub fn of(case: &CaseNumber) -> Self {
        match case.prefix() {
            VIS => Self::Visa,
            CMP => Self::Complaint,
            _ => Self::Invitation,
        }
    }
}
