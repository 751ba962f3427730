//! A worker for the yardsticks, on a thread of its own.

use std::{future::Future, thread};

use anyhow::{Result, anyhow};
use temporalio_client::Client;
use temporalio_sdk::{Runtime, Worker, WorkerOptions, runtime::RuntimeOptions};
use tokio::{runtime, sync::oneshot, task::LocalSet};

/// Does a job while a worker with these options runs.
pub(crate) async fn beside<T>(
    client: &Client,
    options: impl FnOnce() -> Result<WorkerOptions> + Send + 'static,
    job: impl Future<Output = Result<T>>,
) -> Result<T> {
    let (stop, stopped) = oneshot::channel();
    let of_worker = client.clone();
    let worker = thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(LocalSet::new().run_until(work(of_worker, options()?, stopped)))
    });
    let done = job.await;
    // It has ended by itself only if it failed, which is told below.
    let _ = stop.send(());
    tokio::task::spawn_blocking(move || worker.join()).await?.map_err(|_| anyhow!("the worker of a yardstick broke"))??;
    done
}

async fn work(client: Client, options: WorkerOptions, stopped: oneshot::Receiver<()>) -> Result<()> {
    let runtime = Runtime::from_current_tokio(RuntimeOptions::builder().build().map_err(|error| anyhow!(error))?)?;
    let mut worker = Worker::new(&runtime, client, options)?;
    let shut_down = worker.shutdown_handle();
    let stopping = async {
        let _ = stopped.await;
        shut_down();
    };
    let (ended, ()) = tokio::join!(worker.run(), stopping);
    Ok(ended?)
}
