//! An idle stretch: nothing happens between submission to the NSC and its first reminder, and the history
//! does not grow, though the agency is asked for its answer again and again.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Result, ensure};
use serde::Serialize;
use shaqyru_devserver::{Arrival, VirtualTime};

use crate::{case::FiledCase, history, stack::Stack};

/// From Wednesday morning to Friday morning; the reminder comes on Monday.
const DAYS: u32 = 2;
const DAY: Duration = Duration::from_hours(24);
/// What only virtual time writes: a fast-forward asked for, and each jump of the clock.
const OF_TIME_SKIPPING: &[&str] = &["workflow_execution_options_updated", "workflow_execution_time_skipping_transitioned"];

/// What a waiting case wrote.
#[derive(Debug, Serialize)]
pub(crate) struct Idle {
    /// For so many days.
    pub(crate) days: u32,
    /// How often the agency was asked meanwhile.
    pub(crate) asked_every_minutes: u64,
    /// Events that production would have, too.
    pub(crate) events: usize,
    /// Events of virtual time itself.
    pub(crate) events_of_time_skipping: usize,
}

/// Lets a case wait in the production configuration.
pub(crate) async fn measure(stack: &mut Stack, poll_every: Duration) -> Result<Idle> {
    stack.work(Some(poll_every));
    let idle = wait(stack, poll_every).await;
    stack.rest().await?;
    idle
}

async fn wait(stack: &Stack, poll_every: Duration) -> Result<Idle> {
    let mut case = FiledCase::file(stack.client(), stack.questions(), "idle").await?;
    case.verify().await?;
    case.until_it_waits().await?;
    let before = history::count_by_type(stack.client(), &case.number).await?;
    let arrival = VirtualTime::new(stack.client().clone(), case.number.as_str()).fast_forward(DAY * DAYS).await?;
    ensure!(matches!(arrival, Arrival::Reached { .. }), "the case closed while it should wait");
    let after = history::count_by_type(stack.client(), &case.number).await?;
    let (of_time_skipping, events) = grown(&before, &after);
    Ok(Idle { days: DAYS, asked_every_minutes: poll_every.as_secs() / 60, events, events_of_time_skipping: of_time_skipping })
}

/// By how much a history has grown: by events of time skipping, and by others.
fn grown(before: &BTreeMap<String, usize>, after: &BTreeMap<String, usize>) -> (usize, usize) {
    let new = |(kind, count): (&String, &usize)| count.saturating_sub(before.get(kind).copied().unwrap_or_default());
    let (of_time_skipping, others): (Vec<_>, Vec<_>) = after.iter().partition(|(kind, _)| OF_TIME_SKIPPING.contains(&kind.as_str()));
    (of_time_skipping.into_iter().map(new).sum(), others.into_iter().map(new).sum())
}
