//! What is filed with a complaint.

use shaqyru_activities::{complaint::ComplaintFiling, register::CaseRecord};
use shaqyru_domain::{
    case::number::CaseNumber,
    complaint::{Case, filing::CATEGORY, procedure::Complaints, record::record},
    time::instant::Instant,
};

use crate::runtime::Filed;

impl Filed for ComplaintFiling {
    type Procedure = Complaints;

    fn number(&self) -> &CaseNumber {
        &self.case
    }

    fn office(&self) -> String {
        self.subject.office.to_string()
    }

    fn category(&self) -> String {
        CATEGORY.to_owned()
    }

    fn filed_at(&self) -> Instant {
        self.filed_at
    }

    fn clock_offset_ms(&self) -> i64 {
        self.clock_offset_ms
    }

    fn to_record(&self, case: &Case) -> Option<CaseRecord> {
        Some(record(&self.subject, case))
    }
}
