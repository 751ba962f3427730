//! Announcements of new editions: start them, ask how they stand.

use chrono::NaiveDate;
use shaqyru_domain::{
    announcement::{AnnouncementView, Plan},
    law::rulebook::Rulebook,
    problem::{Code, Problem},
    time::instant::Instant,
};
use shaqyru_workflows::{
    TASK_QUEUE,
    announcement::{AnnouncementWorkflow, Edition, workflow_id},
};
use temporalio_client::{Client, WorkflowIdReusePolicy, WorkflowQueryOptions, WorkflowStartOptions, errors::WorkflowStartError};

use crate::{failure, patiently};

/// Speaks to the announcements of editions.
#[derive(Clone)]
pub struct Announcements {
    engine: Client,
}

impl Announcements {
    /// Speaks to them through this connection.
    pub fn new(engine: Client) -> Self {
        Self { engine }
    }

    /// Announces an edition once it is in force; `false` if it has been announced before.
    ///
    /// # Errors
    /// [`Code::EngineUnreachable`].
    pub async fn announce(&self, edition: &str) -> Result<bool, Problem> {
        let options = WorkflowStartOptions::new(TASK_QUEUE, workflow_id(edition))
            .id_reuse_policy(WorkflowIdReusePolicy::AllowDuplicateFailedOnly)
            .build();
        let started = patiently(|| async {
            match self.engine.start_workflow(AnnouncementWorkflow::run, Edition { edition: edition.to_owned() }, options.clone()).await {
                Ok(_) => Ok(true),
                Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(false),
                Err(error) => Err(failure::of_start(&error)),
            }
        });
        started.await
    }

    /// Announces the editions of a rulebook whose term has not run out on a day; those that were announced now.
    ///
    /// # Errors
    /// [`Code::EngineUnreachable`]; what [`Plan::of`] says of the rulebook.
    pub async fn announce_due(&self, rulebook: &Rulebook, today: NaiveDate) -> Result<Vec<String>, Problem> {
        let mut announced = Vec::new();
        for edition in &rulebook.editions {
            let id = &edition.rule.id;
            let due = Plan::of(id, rulebook)?.due.date();
            if today <= due && self.announce(id).await? {
                announced.push(id.clone());
            }
        }
        Ok(announced)
    }

    /// How an announcement stands.
    ///
    /// # Errors
    /// [`Code::EditionUnknown`] if the edition has not been announced; [`Code::WorkerSilent`].
    pub async fn view(&self, edition: &str, as_of: Instant) -> Result<AnnouncementView, Problem> {
        let handle = self.engine.get_workflow_handle::<AnnouncementWorkflow>(workflow_id(edition));
        let asking = patiently(|| async {
            handle
                .query(AnnouncementWorkflow::view, as_of, WorkflowQueryOptions::default())
                .await
                .map_err(|error| failure::of_query(&error))
        });
        asking.await.map_err(|problem| match problem.code {
            Code::CaseUnknown => Problem::new(Code::EditionUnknown, format!("edition {edition} has not been announced")).at("edition"),
            _ => problem,
        })
    }
}
