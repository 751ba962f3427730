//! Reading a body that may be too large, too slow or cut off.

use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream, HttpBody},
    http::{HeaderMap, header},
};
use futures::StreamExt;
use shaqyru_domain::problem::{Code, Problem};

/// The largest body that is read.
pub(crate) const LIMIT: usize = 1024 * 1024;
/// A sender who is still sending when the connection closes may never see the answer, so what is too much is read
/// and forgotten, up to here.
const DISCARDED: usize = 16 * LIMIT;
/// How long a body may take: a sender who stops half-way must not hold up a graceful stop.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyError {
    /// More than [`LIMIT`].
    #[error("the body is larger than 1 MiB")]
    TooLarge,
    /// It ended early, or did not end in time.
    #[error("the body did not arrive whole; send it again")]
    Cut,
}

/// Reads a whole body within the limits.
pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, BodyError> {
    let announced_too_large = body.size_hint().lower() > LIMIT as u64;
    if announced_too_large && headers.contains_key(header::EXPECT) {
        // The sender asked before sending, and is answered before sending.
        return Err(BodyError::TooLarge);
    }
    let mut chunks = body.into_data_stream();
    let read = if announced_too_large {
        Err(BodyError::TooLarge)
    } else {
        tokio::time::timeout(PATIENCE, collect(&mut chunks)).await.unwrap_or(Err(BodyError::Cut))
    };
    if read == Err(BodyError::TooLarge) {
        // Whether all of it came or not makes no difference to the answer.
        let _ = tokio::time::timeout(PATIENCE, discard(&mut chunks)).await;
    }
    read
}

/// A body that is declared as something else is not what the contract says; one that is not declared speaks for itself.
pub(crate) fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(declared) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let media_type = declared.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Problem::new(Code::Json, "the body must be sent as Content-Type: application/json"))
    }
}

async fn collect(chunks: &mut BodyDataStream) -> Result<Vec<u8>, BodyError> {
    let mut read = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| BodyError::Cut)?;
        if read.len().saturating_add(chunk.len()) > LIMIT {
            return Err(BodyError::TooLarge);
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read)
}

async fn discard(chunks: &mut BodyDataStream) {
    let mut discarded = 0_usize;
    while let Some(Ok(chunk)) = chunks.next().await {
        discarded = discarded.saturating_add(chunk.len());
        if discarded > DISCARDED {
            return;
        }
    }
}
