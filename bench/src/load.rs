//! Many at once: how fast, and at what price.

use std::{future::Future, time::Instant};

use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use shaqyru_domain::case::number::CaseNumber;
use temporalio_client::Client;

use crate::{
    case,
    history::{self, Cost},
    process,
};

/// How many, and how many of them at once.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Load {
    pub(crate) count: u32,
    pub(crate) concurrency: u32,
}

/// What was seen of cases under load.
pub(crate) struct Played {
    costs: Vec<Cost>,
    per_second: f64,
    cpu_ms: f64,
}

/// The figures of one configuration.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    pub(crate) events_average: f64,
    pub(crate) events_most: i64,
    pub(crate) transitions_average: f64,
    pub(crate) transitions_most: i64,
    pub(crate) cases_per_second: f64,
    pub(crate) empty_per_second: [f64; 2],
    pub(crate) ratio_to_empty: f64,
    pub(crate) cpu_ms: f64,
}

impl Load {
    /// Does the same `count` times; how many a second were done.
    pub(crate) async fn rate<T, F>(self, job: impl Fn(u32) -> F) -> Result<(Vec<T>, f64)>
    where
        F: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let began = Instant::now();
        let done = stream::iter(0..self.count)
            .map(|number| {
                let running = tokio::spawn(job(number));
                async move { running.await? }
            })
            .buffer_unordered(usize::try_from(self.concurrency)?)
            .try_collect()
            .await?;
        Ok((done, f64::from(self.count) / began.elapsed().as_secs_f64()))
    }

    /// Enough to warm up: one for each that later runs at once.
    pub(crate) fn warm_up(self) -> Self {
        Self { count: self.concurrency, ..self }
    }
}

/// Plays cases and reads what each cost.
pub(crate) async fn cases(client: &Client, load: Load, name: &str) -> Result<Played> {
    play(client, load.warm_up(), &format!("warm-up {name}")).await?;
    let cpu_before = process::cpu_time()?;
    let (cases, per_second) = play(client, load, name).await?;
    let cpu = process::cpu_time()?.saturating_sub(cpu_before);
    let mut costs = Vec::with_capacity(cases.len());
    for case in &cases {
        costs.push(history::cost(client, case).await?);
    }
    Ok(Played { costs, per_second, cpu_ms: cpu.as_secs_f64() * 1000.0 / f64::from(load.count) })
}

async fn play(client: &Client, load: Load, name: &str) -> Result<(Vec<CaseNumber>, f64)> {
    let job = |number| {
        let (client, request_id) = (client.clone(), format!("{name} {number}"));
        async move { case::play(&client, &request_id).await }
    };
    load.rate(job).await
}

impl Measured {
    /// Cases, and the empty workflows before and after them.
    pub(crate) fn of(played: &Played, empty_per_second: [f64; 2]) -> Self {
        let [before, after] = empty_per_second;
        let (events_average, events_most) = average_and_most(played.costs.iter().map(|cost| cost.events));
        let (transitions_average, transitions_most) = average_and_most(played.costs.iter().map(|cost| cost.transitions));
        Self {
            events_average,
            events_most,
            transitions_average,
            transitions_most,
            cases_per_second: played.per_second,
            empty_per_second,
            ratio_to_empty: played.per_second / f64::midpoint(before, after),
            cpu_ms: played.cpu_ms,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no history comes near 2^52 events")]
fn average_and_most(figures: impl ExactSizeIterator<Item = i64> + Clone) -> (f64, i64) {
    let count = figures.len().max(1);
    let sum: i64 = figures.clone().sum();
    (sum as f64 / count as f64, figures.max().unwrap_or_default())
}
