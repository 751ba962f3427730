//! A workflow that does nothing: what the same server and client can do at best.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use temporalio_client::{Client, WorkflowGetResultOptions, WorkflowStartOptions};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{WorkerOptions, WorkflowContext, WorkflowResult};

use crate::{
    load::{Load, Price},
    stack::Stack,
    worker,
};

const TASK_QUEUE: &str = "bench-empty";
/// Each gets an id of its own.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Does nothing.
#[workflow]
#[derive(Default)]
pub struct EmptyWorkflow;

#[workflow_methods]
impl EmptyWorkflow {
    /// Ends at once.
    #[expect(clippy::unused_async, reason = "the engine wants it so")]
    #[run]
    pub async fn run(_ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        Ok(())
    }
}

/// What they take, with a worker of their own.
pub(crate) async fn measure(stack: &Stack, load: Load) -> Result<Price> {
    let options = || Ok(WorkerOptions::new(TASK_QUEUE).register_workflow::<EmptyWorkflow>()?.build());
    let job = |_| run(stack.client().clone());
    let (_, price) = worker::beside(stack.client(), options, load.run(stack.server_processes(), job)).await?;
    Ok(price)
}

async fn run(client: Client) -> Result<()> {
    let options = WorkflowStartOptions::new(TASK_QUEUE, format!("empty-{}", NUMBER.fetch_add(1, Ordering::Relaxed))).build();
    let handle = client.start_workflow(EmptyWorkflow::run, (), options).await?;
    Ok(handle.get_result(WorkflowGetResultOptions::default()).await?)
}
