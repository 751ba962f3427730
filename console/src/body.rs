//! Reading a body that may be too large, too slow or cut off, or one of too many at once.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    ops::Deref,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, BodyDataStream, HttpBody},
    http::{HeaderMap, header, request::Parts},
};
use futures::StreamExt;
use shaqyru_domain::problem::{Code, Problem};

use crate::sender::Sender;

/// The largest body that is read.
pub(crate) const LIMIT: usize = 1024 * 1024;
/// A sender who is still sending when the connection closes may never see the answer, so what is too much is read
/// and forgotten, up to here.
const DISCARDED: usize = 16 * LIMIT;
/// How long a body may take: a sender who stops half-way must not hold up a graceful stop.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// So much of all bodies is in memory at once, and so much of those of one address. What comes on top of it is to come again.
const HELD: usize = 32 * LIMIT;
const HELD_OF_ONE: usize = HELD / 2;

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyError {
    /// More than [`LIMIT`].
    #[error("the body is larger than 1 MiB")]
    TooLarge,
    /// It ended early, or did not end in time.
    #[error("the body did not arrive whole; send it again")]
    Cut,
    /// Too many bodies are being read.
    #[error("too much is being sent at once; send it again")]
    Crowded,
}

/// A whole body, counted among those in memory until it is let go.
#[derive(Debug)]
pub(crate) struct Held {
    bytes: Vec<u8>,
    address: IpAddr,
}

impl Deref for Held {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HOLDING.lock().unwrap_or_else(PoisonError::into_inner).release(self.address, self.bytes.len());
    }
}

/// What is in memory. One for the process, as its memory is.
static HOLDING: Mutex<Holding> = Mutex::new(Holding { all: 0, of: BTreeMap::new() });

struct Holding {
    all: usize,
    of: BTreeMap<IpAddr, usize>,
}

impl Holding {
    fn take(&mut self, address: IpAddr, bytes: usize) -> bool {
        let of_one = self.of.get(&address).copied().unwrap_or_default().saturating_add(bytes);
        let all = self.all.saturating_add(bytes);
        if all > HELD || of_one > HELD_OF_ONE {
            return false;
        }
        self.all = all;
        self.of.insert(address, of_one);
        true
    }

    fn release(&mut self, address: IpAddr, bytes: usize) {
        self.all = self.all.saturating_sub(bytes);
        let left = self.of.get(&address).copied().unwrap_or_default().saturating_sub(bytes);
        if left == 0 {
            self.of.remove(&address)
        } else {
            self.of.insert(address, left)
        };
    }
}

impl Held {
    fn nothing(address: IpAddr) -> Self {
        Self { bytes: Vec::new(), address }
    }

    /// Each piece is counted when it has come: who sends slowly holds no more than what was sent.
    fn add(&mut self, piece: &[u8]) -> Result<(), BodyError> {
        if self.bytes.len().saturating_add(piece.len()) > LIMIT {
            return Err(BodyError::TooLarge);
        }
        if !HOLDING.lock().unwrap_or_else(PoisonError::into_inner).take(self.address, piece.len()) {
            return Err(BodyError::Crowded);
        }
        self.bytes.extend_from_slice(piece);
        Ok(())
    }
}

/// Whether a body says of itself that it is too large, with what is said then.
pub(crate) async fn refuse_if_too_large(headers: &HeaderMap, body: Body) -> Result<Body, BodyError> {
    if body.size_hint().lower() <= LIMIT as u64 {
        return Ok(body);
    }
    // Who asked before sending is answered before sending.
    if !headers.contains_key(header::EXPECT) {
        discard(body, DISCARDED).await;
    }
    Err(BodyError::TooLarge)
}

/// Reads a whole body within the limits.
pub(crate) async fn read(parts: &Parts, body: Body) -> Result<Held, BodyError> {
    let mut chunks = refuse_if_too_large(&parts.headers, body).await?.into_data_stream();
    let Sender(address) = Sender::of(&parts.extensions);
    let read = tokio::time::timeout(PATIENCE, collect(Held::nothing(address), &mut chunks)).await.unwrap_or(Err(BodyError::Cut));
    if matches!(read, Err(BodyError::TooLarge | BodyError::Crowded)) {
        discard_rest(chunks, DISCARDED).await;
    }
    read
}

/// Reads and forgets a body that nobody looks at, so that its sender sees the answer.
pub(crate) async fn pass_over(body: Body) {
    discard(body, LIMIT).await;
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

async fn collect(mut held: Held, chunks: &mut BodyDataStream) -> Result<Held, BodyError> {
    while let Some(chunk) = chunks.next().await {
        held.add(&chunk.map_err(|_| BodyError::Cut)?)?;
    }
    Ok(held)
}

async fn discard(body: Body, most: usize) {
    discard_rest(body.into_data_stream(), most).await;
}

/// Whether all of it comes or not makes no difference to the answer.
async fn discard_rest(mut chunks: BodyDataStream, most: usize) {
    let discarding = async {
        let mut discarded = 0_usize;
        while let Some(Ok(chunk)) = chunks.next().await {
            discarded = discarded.saturating_add(chunk.len());
            if discarded > most {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(PATIENCE, discarding).await;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn one_address_takes_half_the_memory_at_most_and_what_is_let_go_is_uncounted() {
        let (one, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let mut holding = Holding { all: 0, of: BTreeMap::new() };
        assert!(holding.take(one, HELD_OF_ONE) && !holding.take(one, 1));
        assert!(holding.take(other, HELD - HELD_OF_ONE) && !holding.take(other, 1));
        holding.release(one, HELD_OF_ONE);
        holding.release(other, HELD - HELD_OF_ONE);
        assert!(holding.all == 0 && holding.of.is_empty());
    }
}
