//! What the engine still holds of each case, for whoever fills gaps of the register.

use std::collections::BTreeSet;

use futures::{StreamExt, TryStreamExt, stream};
use shaqyru_domain::{case::number::CaseNumber, problem::Problem, service::CaseService};
use shaqyru_workflows::{
    complaint::ComplaintWorkflow,
    invitation::{CaseRecord, InvitationWorkflow},
    visa::VisaWorkflow,
};
use temporalio_client::{
    WorkflowDescribeOptions, WorkflowExecution, WorkflowExecutionStatus, WorkflowListOptions, errors::WorkflowInteractionError,
};

use crate::{Cases, failure};

/// So many cases are asked about at once.
const AT_ONCE: usize = 8;

/// What the engine holds of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its workflow goes on, or ended as the procedure ends.
    Sound,
    /// The engine closed its workflow, or it failed: terminated, timed out, cancelled, too large. It is gone from the procedure.
    Lost,
    /// There is none.
    Unknown,
}

/// How the engine calls a workflow that it closed without the procedure having ended.
const LOST: [WorkflowExecutionStatus; 4] = [
    WorkflowExecutionStatus::Terminated,
    WorkflowExecutionStatus::TimedOut,
    WorkflowExecutionStatus::Canceled,
    WorkflowExecutionStatus::Failed,
];

impl Cases {
    /// The cases whose workflows the engine closed without the procedure having ended, as far as it still holds them. A case that failed
    /// while it was opened is among them, and was never on record.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn lost(&self) -> Result<Vec<CaseNumber>, Problem> {
        let ended = self.listed("ExecutionStatus IN ('Terminated', 'TimedOut', 'Canceled', 'Failed')").await?;
        // A case that was repaired goes on in another run: its last one says how it stands.
        let asked = stream::iter(ended).map(async |case| Ok::<_, Problem>((self.standing(&case).await? == Standing::Lost).then_some(case)));
        asked.buffered(AT_ONCE).try_filter_map(async |lost| Ok(lost)).try_collect().await
    }

    /// How the last workflow of a case stands. A list lags; this does not.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn standing(&self, case: &CaseNumber) -> Result<Standing, Problem> {
        match self.handle(case).describe(WorkflowDescribeOptions::default()).await {
            Ok(description) if LOST.contains(&description.status()) => Ok(Standing::Lost),
            Ok(_) => Ok(Standing::Sound),
            Err(WorkflowInteractionError::NotFound(_)) => Ok(Standing::Unknown),
            Err(error) => Err(failure::of_interaction(&error)),
        }
    }

    /// All cases that the engine holds, open and ended; not those that failed while they were opened.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn held(&self) -> Result<BTreeSet<CaseNumber>, Problem> {
        self.listed("ExecutionStatus != 'Failed'").await
    }

    /// The cases that the engine lists under a condition; the list lags a little.
    pub(crate) async fn listed(&self, condition: &str) -> Result<BTreeSet<CaseNumber>, Problem> {
        let query = format!("WorkflowType IN ('Invitation', 'Visa', 'Complaint') AND {condition}");
        let found: Vec<WorkflowExecution> = self
            .engine()
            .list_workflows(query, WorkflowListOptions::default())
            .try_collect()
            .await
            .map_err(|error| failure::of_list(&error))?;
        Ok(found.iter().filter_map(|execution| execution.id().parse().ok()).collect())
    }

    /// A case as the register records it.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`](shaqyru_domain::problem::Code::CaseUnknown),
    /// [`Code::WorkerSilent`](shaqyru_domain::problem::Code::WorkerSilent).
    pub async fn record(&self, case: &CaseNumber) -> Result<CaseRecord, Problem> {
        match CaseService::of(case) {
            CaseService::Invitation => self.ask(case, || InvitationWorkflow::to_record, ()).await,
            CaseService::Visa => self.ask(case, || VisaWorkflow::to_record, ()).await,
            CaseService::Complaint => self.ask(case, || ComplaintWorkflow::to_record, ()).await,
        }
    }
}
