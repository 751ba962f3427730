//! Whether the engine knows the search attributes: without them it refuses submissions.

use futures::TryStreamExt;
use shaqyru_domain::problem::{Code, Problem};
use shaqyru_workflows::runtime::search_attributes;
use temporalio_client::{WorkflowListOptions, errors::ClientError, tonic};

use crate::{Cases, failure};

impl Cases {
    /// Whether every search attribute is registered.
    ///
    /// # Errors
    /// [`Code::Configuration`] if one is not: with what registers them; [`Code::EngineUnreachable`].
    pub async fn require_search_attributes(&self) -> Result<(), Problem> {
        let all = search_attributes::REGISTERED.iter().map(|(name, _)| format!("{name} IS NULL"));
        let query = all.collect::<Vec<_>>().join(" AND ");
        let options = WorkflowListOptions::builder().limit(1).build();
        self.engine().list_workflows(query, options).try_collect::<Vec<_>>().await.map(drop).map_err(|error| match &error {
            ClientError::Rpc(status) if status.code() == tonic::Code::InvalidArgument => unregistered(status.message()),
            other => failure::of_list(other),
        })
    }
}

fn unregistered(said: &str) -> Problem {
    let all = search_attributes::REGISTERED.iter().map(|(name, kind)| format!(" --name {name} --type {kind}"));
    let register = format!("temporal operator search-attribute create{}", all.collect::<String>());
    Problem::new(Code::Configuration, format!("the namespace lacks search attributes, and takes no case without them ({said}); {register}"))
}
