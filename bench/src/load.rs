//! Many at once: how fast, and at what price.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use shaqyru_domain::case::number::CaseNumber;

use crate::{
    case,
    history::{self, Cost},
    process::{self, Group},
    stack::Stack,
};

/// How many, and how many of them at once.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Load {
    pub(crate) count: u32,
    pub(crate) concurrency: u32,
}

/// What one of many took, on average.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Price {
    /// How many a second were done.
    pub(crate) per_second: f64,
    /// Processor time of worker and client.
    pub(crate) cpu_ms: f64,
    /// Processor time of the server.
    pub(crate) server_cpu_ms: f64,
}

/// The figures of one configuration.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    pub(crate) events_average: f64,
    pub(crate) events_most: i64,
    pub(crate) transitions_average: f64,
    pub(crate) transitions_most: i64,
    pub(crate) case: Price,
    /// Empty workflows before and after the cases.
    pub(crate) empty: [Price; 2],
    pub(crate) ratio_to_empty: f64,
}

impl Load {
    /// Does the same `count` times, after some that do not count.
    pub(crate) async fn run<T, F>(self, server: Group, job: impl Fn(String) -> F) -> Result<(Vec<T>, Price)>
    where
        F: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        self.repeat(self.concurrency, |number| job(format!("warm-up-{number}"))).await?;
        let (own, servers, began) = (process::cpu_time()?, server.cpu_time()?, Instant::now());
        let done = self.repeat(self.count, |number| job(number.to_string())).await?;
        let price = Price {
            per_second: f64::from(self.count) / began.elapsed().as_secs_f64(),
            cpu_ms: self.share(process::cpu_time()?.saturating_sub(own)),
            server_cpu_ms: self.share(server.cpu_time()?.saturating_sub(servers)),
        };
        Ok((done, price))
    }

    async fn repeat<T, F>(self, count: u32, job: impl Fn(u32) -> F) -> Result<Vec<T>>
    where
        F: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        stream::iter(0..count)
            .map(|number| {
                let running = tokio::spawn(job(number));
                async move { running.await? }
            })
            .buffer_unordered(usize::try_from(self.concurrency)?)
            .try_collect()
            .await
    }

    /// One's share of what all have taken, in milliseconds.
    fn share(self, time: Duration) -> f64 {
        time.as_secs_f64() * 1000.0 / f64::from(self.count)
    }
}

/// Plays cases; what they took, and what each cost the server.
pub(crate) async fn cases(stack: &Stack, load: Load, name: &str) -> Result<(Price, Vec<Cost>)> {
    let job = |number| {
        let (client, questions, request_id) = (stack.client().clone(), stack.questions(), format!("{name} {number}"));
        async move { case::play(&client, questions, &request_id).await }
    };
    let (cases, price): (Vec<CaseNumber>, _) = load.run(stack.server_processes(), job).await?;
    let mut costs = Vec::with_capacity(cases.len());
    for case in &cases {
        costs.push(history::cost(stack.client(), case).await?);
    }
    Ok((price, costs))
}

impl Measured {
    /// Cases, and the empty workflows before and after them.
    pub(crate) fn of(case: Price, costs: &[Cost], empty: [Price; 2]) -> Self {
        let [before, after] = empty;
        let (events_average, events_most) = average_and_most(costs.iter().map(|cost| cost.events));
        let (transitions_average, transitions_most) = average_and_most(costs.iter().map(|cost| cost.transitions));
        Self {
            events_average,
            events_most,
            transitions_average,
            transitions_most,
            case,
            empty,
            ratio_to_empty: case.per_second / f64::midpoint(before.per_second, after.per_second),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no history comes near 2^52 events")]
fn average_and_most(figures: impl ExactSizeIterator<Item = i64> + Clone) -> (f64, i64) {
    let count = figures.len().max(1);
    let sum: i64 = figures.clone().sum();
    (sum as f64 / count as f64, figures.max().unwrap_or_default())
}
