//! The monitoring system that receives each stage of a case. Contract: `docs/reference/contracts/monitoring.yaml`.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::{number::CaseNumber, outbox::StageRecord},
    time::instant::Instant,
};
use shaqyru_register::Register;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{Agency, CallError},
    asking::began_at,
    batch,
    register::into_activity_error,
};

/// The most stages that go out in one call.
const LARGEST_BATCH: u16 = 200;
/// A stage that was refused is sent once more after so long; until then its case waits.
const REFUSED_WAITS: Duration = Duration::from_hours(1);

/// The monitoring system.
#[derive(Debug)]
pub struct Monitoring {
    /// Where it answers.
    pub agency: Agency,
    /// Whose stages it is told.
    pub register: Register,
}

#[derive(Serialize)]
struct Batch<'a> {
    stages: &'a [StageRecord],
}

/// What became of a batch out of the register.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// How many stages were accepted.
    pub accepted: usize,
    /// The ids of those that were refused.
    pub refused: Vec<String>,
    /// Whether there may be more.
    pub more: bool,
}

#[activities]
impl Monitoring {
    /// Appends stages, in order; each counts once, however often it is sent. Only cases of before there was a register deliver so.
    #[activity]
    pub async fn append_stages(self: Arc<Self>, ctx: ActivityContext, stages: Vec<StageRecord>) -> Result<(), ActivityError> {
        self.send(&stages).await.map_err(|error| error.into_activity_error(ctx.info().attempt))
    }

    /// Delivers the first batch of the register's outbox: at least once, in order per case.
    #[activity]
    pub async fn deliver_stages(self: Arc<Self>, ctx: ActivityContext) -> Result<Delivered, ActivityError> {
        self.deliver(began_at(&ctx)).await.map_err(|failure| match failure {
            Failure::Call(error) => error.into_activity_error(ctx.info().attempt),
            Failure::Register(error) => into_activity_error(error, ctx.info().attempt),
        })
    }
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Register(#[from] shaqyru_register::RegisterError),
}

impl Monitoring {
    async fn send(&self, stages: &[StageRecord]) -> Result<(), CallError> {
        let ids: Vec<_> = stages.iter().map(|stage| stage.id.as_str()).collect();
        batch::tell(&self.agency, "stages", &ids, &Batch { stages }).await
    }

    async fn deliver(&self, now: Instant) -> Result<Delivered, Failure> {
        let wait = chrono::TimeDelta::from_std(REFUSED_WAITS).unwrap_or_default();
        let stages = self.register.undelivered_stages(LARGEST_BATCH, now.shifted(-wait)).await?;
        if stages.is_empty() {
            return Ok(Delivered::default());
        }
        let more = stages.len() >= usize::from(LARGEST_BATCH);
        match self.send_and_mark(&stages, now).await {
            Ok(()) => Ok(Delivered { accepted: stages.len(), refused: Vec::new(), more }),
            // It takes a batch whole or not at all: which stage is it?
            Err(Failure::Call(CallError::Incident(_))) => Ok(Delivered { more, ..self.deliver_one_by_one(stages, now).await? }),
            Err(failure) => Err(failure),
        }
    }

    async fn send_and_mark(&self, stages: &[StageRecord], now: Instant) -> Result<(), Failure> {
        self.send(stages).await?;
        let ids: Vec<_> = stages.iter().map(|stage| stage.id.clone()).collect();
        self.register.mark_delivered(&ids, now).await?;
        Ok(())
    }

    /// A refused stage holds up those of its own case only.
    async fn deliver_one_by_one(&self, stages: Vec<StageRecord>, now: Instant) -> Result<Delivered, Failure> {
        let mut delivered = Delivered::default();
        let mut waiting: BTreeSet<CaseNumber> = BTreeSet::new();
        for stage in stages {
            if waiting.contains(&stage.case) {
                continue;
            }
            match self.send_and_mark(std::slice::from_ref(&stage), now).await {
                Ok(()) => delivered.accepted = delivered.accepted.saturating_add(1),
                Err(Failure::Call(CallError::Incident(problem))) => {
                    tracing::error!(stage = stage.id, %problem, "the monitoring system refuses a stage; its case waits");
                    self.register.mark_refused(&stage.id, now).await?;
                    delivered.refused.push(stage.id);
                    waiting.insert(stage.case);
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(delivered)
    }
}
