//! Stages go to the monitoring system (R26 para 9) out of the register's outbox: a schedule starts this workflow again and again.
//! An outage there stops no case, and a refused stage holds up those of its own case only.

use std::time::Duration;

use shaqyru_activities::monitoring::{Delivered, Monitoring};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{WorkflowContext, WorkflowContextView, WorkflowResult};

use crate::runtime::waiting::{self, ActivityFailure};

/// The schedule's id; those of its workflows begin with it.
pub const SCHEDULE: &str = "monitoring/stages";
/// How often the outbox is looked into.
pub const EVERY: Duration = Duration::from_mins(1);
/// The most batches of one run, which bounds its history; the next run goes on.
const MOST_BATCHES: usize = 100;

/// Delivers what is in the outbox.
#[workflow]
#[derive(Default)]
pub struct DeliverStagesWorkflow;

#[workflow_methods]
impl DeliverStagesWorkflow {
    /// Begins.
    #[init]
    pub fn new(_ctx: &WorkflowContextView) -> Self {
        Self
    }

    /// Batch after batch, until the outbox is empty or the monitoring system cannot be reached. Tells what was delivered.
    #[run(name = "DeliverStages")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Delivered> {
        let mut delivered = Delivered { more: true, ..Delivered::default() };
        for _ in 0..MOST_BATCHES {
            match ctx.execute_activity(Monitoring::deliver_stages, (), waiting::single_attempt(None)).await.map_err(ActivityFailure::from) {
                Ok(batch) => {
                    delivered.accepted = delivered.accepted.saturating_add(batch.accepted);
                    delivered.refused.extend(batch.refused);
                    delivered.more = batch.more;
                }
                // The next run tries again.
                Err(ActivityFailure::Transient) => break,
                Err(ActivityFailure::Permanent(problem)) => return Err(waiting::workflow_failure(problem).into()),
            }
            if !delivered.more {
                break;
            }
        }
        Ok(delivered)
    }
}
