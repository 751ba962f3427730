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
    let answer = agency.tell::<Accepted>(Method::POST, path, None, body).await;
    let checked = answer.and_then(|answer| match ids.iter().find(|id| !answer.accepted.contains(id)) {
        None => Ok(()),
        Some(left_out) => Err(CallError::Incident(Problem::new(Code::AgencyWrongCase, format!("{path}: {left_out} was not accepted")))),
    });
    checked.map_err(|error| error.into_activity_error(attempt))
}
