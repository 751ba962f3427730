//! Whether the engine knows the search attributes: without them it refuses submissions.

use futures::TryStreamExt;
use shaqyru_domain::problem::Problem;
use shaqyru_workflows::runtime::search_attributes;
use temporalio_client::WorkflowListOptions;

use crate::{Cases, failure};

impl Cases {
    /// Whether every search attribute is registered.
    ///
    /// # Errors
    /// The engine names the first one that is not, or cannot be reached.
    pub async fn require_search_attributes(&self) -> Result<(), Problem> {
        let all = search_attributes::REGISTERED.iter().map(|(name, _)| format!("{name} IS NULL"));
        let query = all.collect::<Vec<_>>().join(" AND ");
        let options = WorkflowListOptions::builder().limit(1).build();
        self.engine().list_workflows(query, options).try_collect::<Vec<_>>().await.map(drop).map_err(|error| failure::of_list(&error))
    }
}
