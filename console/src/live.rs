//! Knows which cases have changed: one look at the register a second for all who watch.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::{Stream, StreamExt, stream};
use shaqyru_domain::{
    case::number::CaseNumber,
    text::{OfficeCode, OfficerId},
};
use shaqyru_register::{Register, RegisterError};
use tokio::sync::{broadcast, watch};

use crate::{limits::Limits, problem::Refusal};

const EVERY: Duration = Duration::from_secs(1);
/// How long a stream lasts.
const ASKED_AGAIN: Duration = Duration::from_mins(15);
/// Who lags so many changes behind misses some, and catches up with the next.
const KEPT: usize = 64;

/// Numbers of cases and the offices that have them. No personal data.
type Changed = Arc<[(CaseNumber, OfficeCode)]>;

/// The changes of cases, for all who watch.
#[derive(Clone)]
pub(crate) struct Live {
    changes: broadcast::Sender<Changed>,
    stopped: watch::Receiver<()>,
    watchers: Arc<Watchers>,
}

/// Who watches, on how many streams. Each holds a connection.
struct Watchers {
    most: usize,
    most_of_one: usize,
    streams: Mutex<BTreeMap<OfficerId, usize>>,
}

/// A stream, as long as it lasts.
struct Watching {
    watchers: Arc<Watchers>,
    who: OfficerId,
}

impl Watchers {
    fn join(self: &Arc<Self>, who: &OfficerId) -> Result<Watching, Refusal> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = streams.get(who).copied().unwrap_or_default();
        if of_one >= self.most_of_one || streams.values().sum::<usize>() >= self.most {
            return Err(Refusal::too_many(ASKED_AGAIN.as_secs()));
        }
        streams.insert(who.clone(), of_one.saturating_add(1));
        Ok(Watching { watchers: Arc::clone(self), who: who.clone() })
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut streams = self.watchers.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let left = streams.get(&self.who).copied().unwrap_or_default().saturating_sub(1);
        if left == 0 {
            streams.remove(&self.who)
        } else {
            streams.insert(self.who.clone(), left)
        };
    }
}

impl Live {
    /// Watches the register until the console is asked to stop.
    pub(crate) fn watching(register: Register, limits: &Limits, stopped: watch::Receiver<()>) -> Self {
        let (changes, _) = broadcast::channel(KEPT);
        let (telling, mut until) = (changes.clone(), stopped.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = watch_over(&register, &telling) => {}
                _ = until.changed() => {}
            }
        });
        let watchers = Watchers { most: limits.connections / 2, most_of_one: limits.streams_of_user, streams: Mutex::default() };
        Self { changes, stopped, watchers: Arc::new(watchers) }
    }

    /// The numbers of cases as they change, with spaces between them; of one office only, if it is named. It ends when the console stops,
    /// and from time to time: whoever watches on shows their token again.
    ///
    /// # Errors
    /// [`Code::RateLimit`](shaqyru_domain::problem::Code::RateLimit) if too many watch.
    pub(crate) fn watch(&self, who: &OfficerId, only: Option<OfficeCode>) -> Result<impl Stream<Item = String> + use<>, Refusal> {
        let watching = self.watchers.join(who)?;
        let state = (self.changes.subscribe(), self.stopped.clone(), only, watching);
        let news = stream::unfold(state, async |(mut changes, mut stopped, only, watching)| {
            let numbers = tokio::select! {
                news = next(&mut changes, only.as_ref()) => news?,
                _ = stopped.changed() => return None,
            };
            Some((numbers, (changes, stopped, only, watching)))
        });
        Ok(news.take_until(tokio::time::sleep(ASKED_AGAIN)))
    }
}

/// Looks on, whatever the register says meanwhile.
async fn watch_over(register: &Register, telling: &broadcast::Sender<Changed>) {
    let mut seen = None;
    loop {
        if let Err(error) = look(register, &mut seen, telling).await {
            tracing::debug!(%error, "changes of cases are not known at the moment");
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn look(
    register: &Register,
    seen: &mut Option<shaqyru_register::SeenChanges>,
    telling: &broadcast::Sender<Changed>,
) -> Result<(), RegisterError> {
    let Some(seen) = seen else {
        *seen = Some(register.changes_until_now().await?);
        return Ok(());
    };
    let changed = register.changes_since(seen).await?;
    if !changed.is_empty() {
        // Who has gone meanwhile needs no news.
        let _ = telling.send(changed.into());
    }
    Ok(())
}

/// The next numbers, with spaces between them.
async fn next(changes: &mut broadcast::Receiver<Changed>, only: Option<&OfficeCode>) -> Option<String> {
    loop {
        match changes.recv().await {
            Ok(news) => {
                let seen = news.iter().filter(|(_, office)| only.is_none_or(|own| own == office));
                let numbers: Vec<_> = seen.map(|(case, _)| case.to_string()).collect();
                if !numbers.is_empty() {
                    return Some(numbers.join(" "));
                }
            }
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return None,
        }
    }
}
