//! The register, our own lasting record of cases: written from the workflow, in order.

use std::{sync::Arc, time::Instant};

use chrono::Utc;
pub use shaqyru_domain::case::record::CaseRecord;
use shaqyru_domain::problem::Problem;
use shaqyru_register::{Register, RegisterError};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{ANSWERED, INCIDENT, UNAVAILABLE, backoff, incident_failure, retry_after_failure},
    measures::Measures,
};

/// By this name the register is measured beside the agencies.
const NAME: &str = "register";

/// Who writes the register.
#[derive(Debug, Clone)]
pub struct Registrar {
    register: Register,
    measures: Measures,
}

impl Registrar {
    /// Writes into this register.
    pub fn new(register: Register, measures: &Measures) -> Self {
        // A rate is counted from the first failure only if there was a zero before it.
        for outcome in [ANSWERED, UNAVAILABLE, INCIDENT] {
            measures.calls.with_label_values(&[NAME, outcome]);
        }
        Self { register, measures: measures.clone() }
    }

    fn measured(&self, began: Instant, outcome: &Result<(), RegisterError>) {
        let ended = match outcome {
            Ok(()) => ANSWERED,
            Err(error) if error.passes() => UNAVAILABLE,
            Err(_) => INCIDENT,
        };
        self.measures.calls.with_label_values(&[NAME, ended]).observe(began.elapsed().as_secs_f64());
    }
}

#[activities]
impl Registrar {
    /// Records a case as its workflow knows it; the same snapshot counts once, an older one changes nothing.
    #[activity]
    pub async fn record_case(self: Arc<Self>, ctx: ActivityContext, record: CaseRecord) -> Result<(), ActivityError> {
        self.record(&record).await.map_err(|error| into_activity_error(error, ctx.info().attempt))
    }
}

impl Registrar {
    pub(crate) async fn record(&self, record: &CaseRecord) -> Result<(), RegisterError> {
        let began = Instant::now();
        let outcome = self.register.record(record).await.map(drop);
        self.measured(began, &outcome);
        if let Err(error) = &outcome
            && !error.passes()
        {
            // So that whoever verifies the register learns of it, too; the case's own incident tells the operator.
            let now = shaqyru_domain::time::instant::Instant::from_utc(Utc::now());
            let _ = self.register.note_unrecorded(&record.number, error, now).await;
        }
        outcome
    }
}

/// What passes by itself is tried again; what does not is an incident.
pub(crate) fn into_activity_error(error: RegisterError, attempt: u32) -> ActivityError {
    let passes = error.passes();
    let problem = Problem::from(error);
    if passes { retry_after_failure(problem.code, problem.message, backoff(attempt, None)) } else { incident_failure(&problem) }
}
