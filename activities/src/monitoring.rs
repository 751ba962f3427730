//! The monitoring system, which is told of each stage (R26 para 9). Contract: `docs/contracts/monitoring.yaml`.

use std::sync::Arc;

use serde::Serialize;
use shaqyru_domain::case::outbox::StageRecord;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{agency::Agency, batch};

/// The monitoring system.
#[derive(Debug)]
pub struct Monitoring {
    /// Where it answers.
    pub agency: Agency,
}

#[derive(Serialize)]
struct Batch {
    stages: Vec<StageRecord>,
}

#[activities]
impl Monitoring {
    /// Appends stages, in order; each counts once, however often it is sent.
    #[activity]
    pub async fn append_stages(self: Arc<Self>, ctx: ActivityContext, stages: Vec<StageRecord>) -> Result<(), ActivityError> {
        let ids = stages.iter().map(|item| item.id.clone()).collect();
        batch::deliver(&self.agency, "stages", ids, &Batch { stages }, ctx.info().attempt).await
    }
}
