//! The register, our own lasting record of cases: written from the workflow, in order.

use std::sync::Arc;

use shaqyru_domain::problem::{Code, Problem};
pub use shaqyru_register::CaseRecord;
use shaqyru_register::{Register, RegisterError};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::agency::{backoff, incident_failure, retry_after_failure};

/// Who writes the register.
#[derive(Debug, Clone)]
pub struct Registrar {
    /// The register.
    pub register: Register,
}

#[activities]
impl Registrar {
    /// Records a case as its workflow knows it; the same snapshot counts once, an older one changes nothing.
    #[activity]
    pub async fn record_case(self: Arc<Self>, ctx: ActivityContext, record: CaseRecord) -> Result<(), ActivityError> {
        let attempt = ctx.info().attempt;
        self.record(&record).await.map_err(|error| into_activity_error(error, attempt))
    }
}

impl Registrar {
    pub(crate) async fn record(&self, record: &CaseRecord) -> Result<(), RegisterError> {
        self.register.record(record).await.map(drop)
    }
}

/// What passes by itself is tried again; what does not is an incident.
pub(crate) fn into_activity_error(error: RegisterError, attempt: u32) -> ActivityError {
    let problem = Problem::from(error);
    match problem.code {
        Code::RegisterUnreachable => retry_after_failure(problem.code, problem.message, backoff(attempt, None)),
        _ => incident_failure(&problem),
    }
}
