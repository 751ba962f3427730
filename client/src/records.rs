//! What the engine still holds of each case, for whoever fills gaps of the register.

use futures::TryStreamExt;
use shaqyru_domain::{case::number::CaseNumber, problem::Problem};
use shaqyru_workflows::invitation::{CaseRecord, InvitationWorkflow};
use temporalio_client::{WorkflowExecution, WorkflowListOptions, WorkflowQueryOptions};

use crate::{Cases, failure, patiently};

impl Cases {
    /// All cases that the engine holds, open and ended; not those that failed while they were opened.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn held(&self) -> Result<Vec<CaseNumber>, Problem> {
        let query = "WorkflowType = 'Invitation' AND ExecutionStatus != 'Failed'";
        let found: Vec<WorkflowExecution> = self
            .engine()
            .list_workflows(query, WorkflowListOptions::default())
            .try_collect()
            .await
            .map_err(|error| failure::of_list(&error))?;
        let mut held: Vec<CaseNumber> = found.iter().filter_map(|execution| execution.id().parse().ok()).collect();
        held.sort();
        held.dedup();
        Ok(held)
    }

    /// A case as the register records it.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`](shaqyru_domain::problem::Code::CaseUnknown),
    /// [`Code::WorkerSilent`](shaqyru_domain::problem::Code::WorkerSilent).
    pub async fn record(&self, case: &CaseNumber) -> Result<CaseRecord, Problem> {
        let handle = self.handle(case);
        let asking = patiently(|| async {
            let answer = handle.query(InvitationWorkflow::to_record, (), WorkflowQueryOptions::default()).await;
            answer.map_err(|error| failure::of_query(&error))
        });
        asking.await
    }
}
