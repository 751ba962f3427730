//! How much one sender may ask for.

use std::{
    collections::BTreeMap,
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};

use crate::{problem::Refusal, sender::Sender};

/// Those who have been quiet for long are forgotten when so many are known.
const MOST_KNOWN: usize = 10_000;
/// So many messages that are not signed as they should be are looked at from one address within [`WHILE`].
const MOST_UNSIGNED: u32 = 60;
const WHILE: Duration = Duration::from_mins(1);

/// How much one address, one user or one case may be asked for, and all together.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests a second to the API from one address; ten times as many at once.
    pub requests: NonZeroU32,
    /// Questions a minute of applicants from one address, who bring no token: numbers are not to be guessed.
    pub questions: NonZeroU32,
    /// Questions an hour of applicants about one case, from wherever they come.
    pub questions_about_case: NonZeroU32,
    /// Connections at once; an address has three quarters of them at most, streams of events half.
    pub connections: usize,
    /// Streams of events of one user.
    pub streams_of_user: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let some = |number: u32| NonZeroU32::MIN.saturating_add(number.saturating_sub(1));
        Self {
            requests: some(50),
            questions: some(10),
            questions_about_case: some(10),
            connections: connections_that_descriptors_allow(),
            streams_of_user: 10,
        }
    }
}

/// Engine, register, issuer and files need some, too.
const DESCRIPTORS_KEPT_BACK: u64 = 128;
const FEWEST_CONNECTIONS: u64 = 32;
const MOST_CONNECTIONS: u64 = 10_000;

fn connections_that_descriptors_allow() -> usize {
    let descriptors = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    let connections = descriptors.saturating_sub(DESCRIPTORS_KEPT_BACK).clamp(FEWEST_CONNECTIONS, MOST_CONNECTIONS);
    usize::try_from(connections).unwrap_or(usize::MAX)
}

/// A limit for each sender, by address, or for each of other things.
pub(crate) struct Limit<K: Clone + Hash + Eq = IpAddr> {
    limiter: Arc<DefaultKeyedRateLimiter<K>>,
}

impl<K: Clone + Hash + Eq> Clone for Limit<K> {
    fn clone(&self) -> Self {
        Self { limiter: Arc::clone(&self.limiter) }
    }
}

impl<K: Clone + Hash + Eq> Limit<K> {
    /// So many a second, and at once so many.
    pub(crate) fn per_second(rate: NonZeroU32, burst: NonZeroU32) -> Self {
        Self::of(Quota::per_second(rate).allow_burst(burst))
    }

    /// So many a minute.
    pub(crate) fn per_minute(rate: NonZeroU32) -> Self {
        Self::of(Quota::per_minute(rate))
    }

    /// So many an hour.
    pub(crate) fn per_hour(rate: NonZeroU32) -> Self {
        Self::of(Quota::per_hour(rate))
    }

    fn of(quota: Quota) -> Self {
        Self { limiter: Arc::new(RateLimiter::keyed(quota)) }
    }

    /// Counts one more.
    ///
    /// # Errors
    /// If it is one too many, with the time to wait.
    pub(crate) fn take(&self, key: &K) -> Result<(), Refusal> {
        if self.limiter.len() > MOST_KNOWN {
            self.limiter.retain_recent();
        }
        let too_many = |not_until: governor::NotUntil<_>| {
            Refusal::too_many(not_until.wait_time_from(self.limiter.clock().now()).as_secs().saturating_add(1))
        };
        self.limiter.check_key(key).map_err(too_many)
    }
}

/// Refuses what is too much.
pub(crate) async fn keep(State(limit): State<Limit>, request: Request, next: Next) -> Response {
    let Sender(address) = Sender::of(request.extensions());
    match limit.take(&address) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// How many messages of each address were not signed as they should be, of late. What is signed counts for nothing here: an agency may send
/// as many as it has.
#[derive(Clone, Default)]
pub(crate) struct Strangers {
    counts: Arc<Mutex<BTreeMap<IpAddr, (Instant, u32)>>>,
}

impl Strangers {
    /// Whether more from this address are looked at.
    ///
    /// # Errors
    /// If there were too many, with the time to wait.
    pub(crate) fn admit(&self, Sender(address): Sender) -> Result<(), Refusal> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get(&address) {
            Some((since, count)) if *count >= MOST_UNSIGNED && since.elapsed() < WHILE => {
                Err(Refusal::too_many(WHILE.saturating_sub(since.elapsed()).as_secs().saturating_add(1)))
            }
            _ => Ok(()),
        }
    }

    /// One more.
    pub(crate) fn count(&self, Sender(address): Sender) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_KNOWN {
            counts.retain(|_, (since, _)| since.elapsed() < WHILE);
        }
        if counts.len() >= MOST_KNOWN {
            // So many addresses at once: who comes next begins anew, and memory has an end.
            counts.clear();
        }
        let (since, count) = counts.entry(address).or_insert_with(|| (Instant::now(), 0));
        if since.elapsed() >= WHILE {
            (*since, *count) = (Instant::now(), 0);
        }
        *count = count.saturating_add(1);
    }
}
