//! What is filed for an invitation.

use shaqyru_activities::{opening::Filing, register::CaseRecord};
use shaqyru_domain::{
    case::number::CaseNumber,
    invitation::{Case, procedure::Invitation, record::record},
    time::instant::Instant,
};

use crate::runtime::Filed;

impl Filed for Filing {
    type Procedure = Invitation;

    fn number(&self) -> &CaseNumber {
        &self.case
    }

    fn office(&self) -> String {
        self.application.form().inviting_party.office.to_string()
    }

    fn category(&self) -> String {
        self.application.form().visit.category.to_string()
    }

    fn filed_at(&self) -> Instant {
        self.filed_at
    }

    fn clock_offset_ms(&self) -> i64 {
        self.clock_offset_ms
    }

    fn to_record(&self, case: &Case) -> Option<CaseRecord> {
        record(&self.application, self.invitee, case)
    }
}
