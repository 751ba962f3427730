//! Evicts a case from the cache after a query that may have carried it further than its workflow tasks have told.
//!
//! A query reaches a worker by itself, without history. If the worker has evicted the case meanwhile, the SDK's core (0.10, 0.11) fetches
//! the history as it is by then: it may hold an event that no workflow task has told yet, such as the result of an activity, and the
//! workflow goes on with it while it answers. If it then stayed in the cache, a message that comes with the next task would be taken
//! after that event, while a replay takes it before: a history that does not replay. So the case is evicted as soon as the query is
//! answered, and the next task finds it as its history tells it. (`sdk-go` issue 755 is the same fault.)

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use temporalio_common::protos::coresdk::workflow_activation::{WorkflowActivation, workflow_activation_job::Variant};
use temporalio_sdk::interceptors::WorkerInterceptor;
use temporalio_sdk_core::Worker;

/// How core names a query that came by itself (`LEGACY_QUERY_ID`, which it does not make public).
const BY_ITSELF: &str = "legacy_query";

/// Watches what the workflows of a worker are given.
pub(crate) struct EvictionAfterQueries {
    worker: Arc<Worker>,
    /// The runs that have taken something new since they were last asked: by a workflow task, or by a query that fetched it.
    gone_on: Mutex<HashSet<String>>,
}

impl EvictionAfterQueries {
    pub(crate) fn new(worker: Arc<Worker>) -> Self {
        Self { worker, gone_on: Mutex::default() }
    }

    /// Whether the run has to be evicted after what it is given now.
    fn may_be_ahead(&self, activation: &WorkflowActivation) -> bool {
        let mut gone_on = self.gone_on.lock().unwrap_or_else(PoisonError::into_inner);
        let has = |wanted: fn(&Variant) -> bool| activation.jobs.iter().filter_map(|job| job.variant.as_ref()).any(wanted);
        if has(|job| matches!(job, Variant::RemoveFromCache(_))) {
            gone_on.remove(&activation.run_id);
            return false;
        }
        // A query that came with a workflow task sees what the task has told, and no more.
        if has(|job| matches!(job, Variant::QueryWorkflow(query) if query.query_id == BY_ITSELF)) {
            return gone_on.remove(&activation.run_id);
        }
        if !activation.is_replaying {
            gone_on.insert(activation.run_id.clone());
        }
        false
    }
}

#[async_trait::async_trait(?Send)]
impl WorkerInterceptor for EvictionAfterQueries {
    async fn on_workflow_activation(&self, activation: &WorkflowActivation) -> Result<(), anyhow::Error> {
        if self.may_be_ahead(activation) {
            tracing::debug!(run = activation.run_id, "a case is evicted once the query is answered");
            // It is answered first: core evicts no run that has something to do.
            self.worker.request_workflow_eviction(&activation.run_id);
        }
        Ok(())
    }
}
