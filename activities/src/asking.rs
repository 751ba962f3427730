//! Asking an agency for its answer until it is there. Each question is an attempt of one activity: the
//! engine waits between attempts, for weeks if need be, and writes no history.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{problem::Code, time::instant::Instant};
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::agency::{CallError, retry_after_failure};

/// An answer that was found by asking, with the instant at which it was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The answer.
    pub content: T,
    /// The agency's id of it: its callback, if it still comes, carries the same.
    pub message_id: String,
    /// When we took it in.
    pub received_at: Instant,
}

/// What an attempt comes to: the answer; nothing, if nobody asks again; or another attempt after `poll_every`.
pub(crate) fn outcome<T>(
    ctx: &ActivityContext,
    asked: Result<Option<(String, T)>, CallError>,
    poll_every: Option<Duration>,
) -> Result<Option<Found<T>>, ActivityError> {
    let answer = asked.map_err(|error| error.into_activity_error(ctx.info().attempt))?;
    match (answer, poll_every) {
        (Some((message_id, content)), _) => Ok(Some(Found { content, message_id, received_at: began_at(ctx) })),
        (None, None) => Ok(None),
        (None, Some(delay)) => Err(retry_after_failure(Code::AgencyPending, "no answer yet".to_owned(), delay)),
    }
}

/// The instant at which an attempt began, by the engine's clock.
pub(crate) fn began_at(ctx: &ActivityContext) -> Instant {
    Instant::from_utc(ctx.info().started_time.unwrap_or_else(SystemTime::now).into())
}
