//! What is recorded of a visa's case.

use super::{Case, request::VisaRequest};
use crate::case::record::{CaseRecord, Parties};

/// The snapshot of a case as it stands.
pub fn record(request: &VisaRequest, case: &Case) -> CaseRecord {
    let form = request.form();
    let parties = Parties {
        citizenship: form.recipient.citizenship.clone(),
        passport_number: form.recipient.passport.number.clone(),
        inviting_party: form.inviting_party.as_ref().map(|party| party.bin_iin.clone()),
    };
    CaseRecord::of(parties, case)
}
