//! What is recorded of an invitation's case.

use super::Case;
use crate::{
    application::Application,
    case::record::{CaseRecord, Parties},
};

/// The snapshot of a case as it stands. None if the application has no such invitee.
pub fn record(application: &Application, invitee: usize, case: &Case) -> Option<CaseRecord> {
    let invitee = application.invitee(invitee)?;
    let parties = Parties {
        citizenship: invitee.citizenship.clone(),
        passport_number: invitee.passport.number.clone(),
        inviting_party: Some(application.form().inviting_party.bin_iin.clone()),
    };
    Some(CaseRecord::of(parties, case))
}
