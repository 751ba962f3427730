//! What is filed for a visa.

use shaqyru_activities::{register::CaseRecord, visa::VisaFiling};
use shaqyru_domain::{
    case::number::CaseNumber,
    time::instant::Instant,
    visa::{Case, procedure::Visa, record::record},
};

use super::tasks;
use crate::runtime::Filed;

impl Filed for VisaFiling {
    type Procedure = Visa;

    fn number(&self) -> &CaseNumber {
        &self.case
    }

    fn office(&self) -> String {
        self.request.form().office.to_string()
    }

    fn category(&self) -> String {
        self.request.form().category.to_string()
    }

    fn filed_at(&self) -> Instant {
        self.filed_at
    }

    fn clock_offset_ms(&self) -> i64 {
        self.clock_offset_ms
    }

    fn to_record(&self, case: &Case) -> Option<CaseRecord> {
        Some(record(&self.request, case))
    }

    fn owes_an_agency(case: &Case) -> bool {
        tasks::visa_end_of(case).is_some()
    }
}
