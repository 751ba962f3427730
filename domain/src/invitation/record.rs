//! What is recorded of an invitation's case.

use super::Case;
use crate::{
    application::Application,
    case::record::{CaseRecord, InvitedTo, Parties},
};

/// The snapshot of a case as it stands. None if the application has no such invitee.
pub fn record(application: &Application, invitee: usize, case: &Case) -> Option<CaseRecord> {
    let invitee = application.invitee(invitee)?;
    let visit = &application.form().visit;
    let parties = Parties {
        citizenship: invitee.citizenship.clone(),
        passport_number: invitee.passport.number.clone(),
        inviting_party: Some(application.form().inviting_party.bin_iin.clone()),
    };
    let invited_to = Some(InvitedTo { entries: visit.entries, from: visit.from, until: visit.until });
    Some(CaseRecord { invited_to, ..CaseRecord::of(parties, case) })
}
