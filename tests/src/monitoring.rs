//! Stages reach the monitoring system by a schedule: tests do not wait for its minute.

use std::time::Duration;

use anyhow::{Result, bail};
use shaqyru_client::schedules::Schedules;
use shaqyru_sandbox::{Log, Received, SandboxHandle};
use shaqyru_workflows::monitoring::SCHEDULE;
use temporalio_client::Client;
use tokio::time::Instant;

/// A run that was started begins after the one that is under way, and may be over before a stage is on record.
const START_AGAIN: Duration = Duration::from_secs(1);

/// Has the outbox delivered until the monitoring system has so many stages of a case.
///
/// # Errors
/// If it has not got them after `patience`.
pub async fn stages_arrive(engine: &Client, sandbox: &SandboxHandle, case: &str, stages: usize, patience: Duration) -> Result<Received> {
    let schedules = Schedules::new(engine.clone());
    let deadline = Instant::now() + patience;
    let arrived = |received: &Received| received.accepted(Log::Stages, case).len() >= stages;
    while Instant::now() < deadline {
        schedules.start_now(SCHEDULE).await?;
        if let Ok(received) = sandbox.wait_for(arrived, START_AGAIN).await {
            return Ok(received);
        }
    }
    bail!("{case}: no {stages} stages reached the monitoring system within {patience:?}")
}
