//! How much one sender may ask for.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};
use shaqyru_domain::problem::{Code, Problem};

use crate::problem::Refusal;

/// Senders that have been quiet for long are forgotten when so many are known.
const MOST_SENDERS: usize = 10_000;

/// A limit for each sender, by address. Behind a proxy all share the proxy's: there the proxy limits.
#[derive(Clone)]
pub(crate) struct Limit {
    limiter: Arc<DefaultKeyedRateLimiter<IpAddr>>,
}

impl Limit {
    /// So many a second, and at once so many.
    pub(crate) fn per_second(rate: NonZeroU32, burst: NonZeroU32) -> Self {
        Self { limiter: Arc::new(RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))) }
    }

    /// So many a minute.
    pub(crate) fn per_minute(rate: NonZeroU32) -> Self {
        Self { limiter: Arc::new(RateLimiter::keyed(Quota::per_minute(rate))) }
    }

    /// After how many seconds this sender may come again, if not now.
    fn wait(&self, sender: IpAddr) -> Option<u64> {
        if self.limiter.len() > MOST_SENDERS {
            self.limiter.retain_recent();
        }
        let not_until = self.limiter.check_key(&sender).err()?;
        Some(not_until.wait_time_from(self.limiter.clock().now()).as_secs().saturating_add(1))
    }
}

/// Refuses what is too much.
pub(crate) async fn keep(State(limit): State<Limit>, request: Request, next: Next) -> Response {
    let sender = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(addr)| addr.ip());
    let Some(seconds) = sender.and_then(|sender| limit.wait(sender)) else { return next.run(request).await };
    let mut refused = Refusal::from(Problem::new(Code::RateLimit, "too many requests; wait a moment")).into_response();
    refused.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    refused
}
