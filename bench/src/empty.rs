//! A workflow that does nothing: what the same server and client can do at best.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use anyhow::{Result, anyhow};
use temporalio_client::{Client, WorkflowGetResultOptions, WorkflowStartOptions};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{Runtime, Worker, WorkerOptions, WorkflowContext, WorkflowResult, runtime::RuntimeOptions};
use tokio::{runtime, sync::oneshot, task::LocalSet};

use crate::{
    load::{Load, Price},
    stack::Stack,
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
    let (stop, stopped) = oneshot::channel();
    let of_worker = stack.client().clone();
    let worker = thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(LocalSet::new().run_until(work(of_worker, stopped)))
    });
    let job = |_| {
        let client = stack.client().clone();
        async move { run(&client).await }
    };
    let (_, price) = load.run(stack.server_processes(), job).await?;
    // It has ended by itself only if it failed, which is told below.
    let _ = stop.send(());
    tokio::task::spawn_blocking(move || worker.join()).await?.map_err(|_| anyhow!("the worker of the empty workflows broke"))??;
    Ok(price)
}

async fn run(client: &Client) -> Result<()> {
    let options = WorkflowStartOptions::new(TASK_QUEUE, format!("empty-{}", NUMBER.fetch_add(1, Ordering::Relaxed))).build();
    let handle = client.start_workflow(EmptyWorkflow::run, (), options).await?;
    Ok(handle.get_result(WorkflowGetResultOptions::default()).await?)
}

async fn work(client: Client, stopped: oneshot::Receiver<()>) -> Result<()> {
    let runtime = Runtime::from_current_tokio(RuntimeOptions::builder().build().map_err(|error| anyhow!(error))?)?;
    let options = WorkerOptions::new(TASK_QUEUE).register_workflow::<EmptyWorkflow>()?.build();
    let mut worker = Worker::new(&runtime, client, options)?;
    let shut_down = worker.shutdown_handle();
    let stopping = async {
        let _ = stopped.await;
        shut_down();
    };
    let (ended, ()) = tokio::join!(worker.run(), stopping);
    Ok(ended?)
}
