//! What is recorded of the case of a complaint.

use super::{Case, filing::Subject};
use crate::case::record::{CaseRecord, Parties};

/// The snapshot of a case as it stands. It is known by the passport of the case that it is about.
pub fn record(subject: &Subject, case: &Case) -> CaseRecord {
    let Subject { office: _, citizenship, passport_number, inviting_party } = subject.clone();
    CaseRecord::of(Parties { citizenship, passport_number, inviting_party }, case)
}
