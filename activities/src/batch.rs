//! Batches of items with ids: what monitoring, portal and office have in common.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use shaqyru_domain::problem::{Code, Problem};
use temporalio_sdk::activities::ActivityError;

use crate::agency::{Agency, CallError};

#[derive(Deserialize)]
struct Accepted {
    accepted: Vec<String>,
}

/// Sends a batch and checks that every item was accepted.
pub(crate) async fn deliver(
    agency: &Agency,
    path: &str,
    ids: Vec<String>,
    body: &impl Serialize,
    attempt: u32,
) -> Result<(), ActivityError> {
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    tell(agency, path, &ids, body).await.map_err(|error| error.into_activity_error(attempt))
}

/// The same, for who judges a failure.
pub(crate) async fn tell(agency: &Agency, path: &str, ids: &[&str], body: &impl Serialize) -> Result<(), CallError> {
    let Accepted { accepted } = agency.tell(Method::POST, path, None, body).await?;
    match ids.iter().find(|id| !accepted.iter().any(|accepted| accepted == *id)) {
        None => Ok(()),
        Some(left_out) => Err(CallError::Incident(Problem::new(Code::AgencyWrongCase, format!("{path}: {left_out} was not accepted")))),
    }
}
