//! What the sandbox knows, behind one lock, and how its parts wait for each other.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use reqwest::Url;
use serde_json::Value;
use tokio::sync::{Notify, watch};

use crate::dossier::{Dossier, Script};
use crate::knobs::{Agency, Knobs};
use crate::received::{Disposition, Log, Received};
use crate::registers::Records;
use crate::wire::Problem;

/// A good answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

/// Everything that changes. Ordered maps only, so that nothing depends on hashing.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) knobs: Knobs,
    pub(crate) received: Received,
    pub(crate) dossiers: BTreeMap<(Agency, String), Dossier>,
    pub(crate) scripts: BTreeMap<String, Script>,
    pub(crate) default_script: Script,
    /// What the registers hold, by passport number or BIN/IIN.
    pub(crate) records: BTreeMap<String, Records>,
    pub(crate) callback_base: Option<Url>,
    pub(crate) references: u64,
    /// What was accepted under which idempotency key, and the answer that it got.
    pub(crate) answers: BTreeMap<(Log, String), (Value, Reply)>,
}

impl State {
    /// Whether the key came before: the answer it got then, or a conflict if the body is another.
    pub(crate) fn known(&self, log: Log, key: &str, body: &Value) -> Result<Option<Reply>, Problem> {
        match self.answers.get(&(log, key.to_owned())) {
            None => Ok(None),
            Some((first, reply)) if content(log, first) == content(log, body) => Ok(Some(reply.clone())),
            Some(_) => {
                let message = format!("{key:?} came before with another body");
                Err(Problem::conflict("key_reused", message))
            }
        }
    }

    /// Logs an item that is taken: as new, with the answer to remember, or as a repetition.
    pub(crate) fn take(&mut self, log: Log, key: &str, body: &Value, reply: &Reply) {
        let disposition = match self.answers.insert((log, key.to_owned()), (body.clone(), reply.clone())) {
            None => Disposition::New,
            Some(_) => Disposition::Repeated,
        };
        self.received.record(log, key, body, disposition);
    }
}

/// What counts when something comes again under the same key: the code of a notice does not.
fn content(log: Log, body: &Value) -> Value {
    let mut content = body.clone();
    if let (Log::Notices, Value::Object(members)) = (log, &mut content) {
        members.remove("code");
    }
    content
}

/// The state, and who waits for it.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) changed: Notify,
    stop: watch::Receiver<bool>,
    pub(crate) http: reqwest::Client,
    pub(crate) secrets: BTreeMap<Agency, String>,
}

impl Shared {
    pub(crate) fn new(state: State, stop: watch::Receiver<bool>, http: reqwest::Client, secrets: BTreeMap<Agency, String>) -> Self {
        Self { state: Mutex::new(state), changed: Notify::new(), stop, http, secrets }
    }

    /// Looks at or changes the state, and wakes whoever waits for a change.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let result = act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_waiters();
        result
    }

    /// Looks at the state without waking anyone.
    pub(crate) fn peek<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends when the sandbox is shut down or its handle dropped.
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stop = self.stop.clone();
        async move {
            // An error means that the handle is gone, which is a stop too.
            stop.wait_for(|stopped| *stopped).await.ok();
        }
    }

    /// Sleeps, but not beyond the sandbox's end.
    pub(crate) async fn sleep(&self, duration: Duration) {
        tokio::select! {
            () = tokio::time::sleep(duration) => {}
            () = self.stopped() => {}
        }
    }
}
