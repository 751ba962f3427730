//! Says which cases have changed, as server-sent events: one look at the register a second for all who watch.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::stream;
use shaqyru_register::{Register, RegisterError};
use tokio::sync::{broadcast, watch};

use crate::{identity::Principal, problem::Refusal, server::Site};

const EVERY: Duration = Duration::from_secs(1);
/// Who lags so many changes behind misses some, and catches up with the next.
const KEPT: usize = 64;

/// The changes of cases, for all who watch.
#[derive(Clone)]
pub(crate) struct Live {
    /// Numbers of cases, with spaces between them. No personal data.
    changes: broadcast::Sender<Arc<str>>,
    stopped: watch::Receiver<()>,
}

impl Live {
    /// Watches the register until the console is asked to stop.
    pub(crate) fn watching(register: Register, stopped: watch::Receiver<()>) -> Self {
        let (changes, _) = broadcast::channel(KEPT);
        let (telling, mut until) = (changes.clone(), stopped.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = watch_over(&register, &telling) => {}
                _ = until.changed() => {}
            }
        });
        Self { changes, stopped }
    }
}

/// Looks on, whatever the register says meanwhile.
async fn watch_over(register: &Register, telling: &broadcast::Sender<Arc<str>>) {
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
    telling: &broadcast::Sender<Arc<str>>,
) -> Result<(), RegisterError> {
    let Some(seen) = seen else {
        *seen = Some(register.changes_until_now().await?);
        return Ok(());
    };
    let changed = register.changes_since(seen).await?;
    if !changed.is_empty() {
        let numbers: Vec<_> = changed.iter().map(ToString::to_string).collect();
        // Who has gone meanwhile needs no news.
        let _ = telling.send(numbers.join(" ").into());
    }
    Ok(())
}

/// The stream; it ends when the console stops.
pub(super) async fn events(State(site): State<Site>, _who: Principal) -> Result<impl IntoResponse, Refusal> {
    let Live { changes, stopped } = site.live;
    let news = stream::unfold((changes.subscribe(), stopped), async |(mut changes, mut stopped)| {
        let numbers = tokio::select! {
            news = next(&mut changes) => news?,
            _ = stopped.changed() => return None,
        };
        Some((Ok::<_, Infallible>(Event::default().data(numbers.as_ref())), (changes, stopped)))
    });
    Ok(Sse::new(news).keep_alive(KeepAlive::default()))
}

async fn next(changes: &mut broadcast::Receiver<Arc<str>>) -> Option<Arc<str>> {
    loop {
        match changes.recv().await {
            Ok(numbers) => return Some(numbers),
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return None,
        }
    }
}
