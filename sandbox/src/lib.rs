//! Stand-ins for the agencies, for demos and tests: they speak the HTTP contracts in `docs/reference/contracts/` and misbehave
//! on request.
//!
//! One process plays police, Berkut, monitoring, portal, office, the state registers, the ministry's notice service and the biometric centre. It shares no code with
//! the clients that call it, so that a misreading of a contract on either side shows. By default the agencies acknowledge
//! and are silent; a [`Script`] makes them answer, a [`Knob`] makes them fail, and [`Received`] says what reached them.
//! All of it is also served under `/control`, without any protection: the sandbox listens on the loopback interface only.

mod account;
mod announcements;
mod batch;
mod berkut;
mod biometrics;
mod callbacks;
mod control;
mod dossier;
mod gate;
mod issuer;
mod knobs;
mod monitoring;
mod office;
mod police;
mod portal;
mod received;
mod registers;
mod state;
mod wire;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use account::{AccountOutcome, Holder};
pub use callbacks::{Push, PushOutcome, Signature};
pub use dossier::{
    Answer, BerkutMessage, BerkutStep, BiometricsMessage, BiometricsStep, Message, PoliceStep, Script, Taking, Verification,
};
pub use issuer::{AUDIENCE, Issuer, KeyError, TokenRequest, USERS, User};
pub use knobs::{Agency, Fault, Knob, Operation};
pub use received::{CallbackAttempt, Count, Disposition, Entry, Log, Received, Refusal};
pub use reqwest::Url;

use state::{Shared, State};

const CALLBACK_TIMEOUT: Duration = Duration::from_secs(10);
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(2);

/// What can go wrong with the sandbox itself.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}: {source}")]
    Bind {
        /// The address asked for.
        addr: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Others than this machine could reach it.
    #[error("{0} is not an address of this machine alone: the stand-ins give tokens and switches to whoever asks")]
    Exposed(SocketAddr),
    /// The client for callbacks cannot be built.
    #[error("cannot build the HTTP client: {0}")]
    Client(#[source] reqwest::Error),
    /// The console's address is not one that the sandbox can call.
    #[error("the callback base {0} is not plain http")]
    CallbackBase(Url),
    /// The issuer of tokens has no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The case number is not one.
    #[error("{0:?} is not a case number")]
    Case(String),
    /// These are no records, by name or form of a list.
    #[error("not what a register holds: {0}")]
    Records(#[source] serde_json::Error),
    /// A message was to be sent while no callback base is set.
    #[error("no callback base is set")]
    NoCallbackBase,
    /// A push has neither or both of message and raw body, or another agency's message.
    #[error("expected either a raw body or a message of {}", .0.name())]
    InvalidPush(Agency),
    /// The console did not answer a pushed message.
    #[error("the callback endpoint does not answer: {0}")]
    Callback(#[source] reqwest::Error),
    /// What was waited for did not come.
    #[error("not received within {0:?}")]
    TimedOut(Duration),
}

/// How to start the sandbox.
#[derive(Clone)]
pub struct SandboxOptions {
    /// Where to listen; port 0 takes a free one.
    pub addr: SocketAddr,
    /// The console's address, if callbacks are wanted; can be set later.
    pub callback_base: Option<Url>,
    /// Signs the police's callbacks.
    pub police_secret: String,
    /// Signs Berkut's callbacks.
    pub berkut_secret: String,
    /// Signs the biometric centre's callbacks.
    pub biometrics_secret: String,
}

/// The agencies' stand-in.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Starts it on a task of the current runtime.
    pub async fn start(options: SandboxOptions) -> Result<SandboxHandle, SandboxError> {
        if !options.addr.ip().is_loopback() {
            return Err(SandboxError::Exposed(options.addr));
        }
        let callback_base = options.callback_base.map(checked_base).transpose()?;
        // Fails where a provider is installed already, which serves as well.
        rustls::crypto::ring::default_provider().install_default().ok();
        // No certificates: callbacks are plain http, and a bare machine may have none to load. No proxy: the console
        // is near, and a proxy set for the machine would be asked for it.
        let http = reqwest::Client::builder()
            .tls_certs_only([])
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(CALLBACK_TIMEOUT)
            .build()
            .map_err(SandboxError::Client)?;
        let bind = |source| SandboxError::Bind { addr: options.addr, source };
        let listener = TcpListener::bind(options.addr).await.map_err(bind)?;
        let addr = listener.local_addr().map_err(bind)?;

        let (stop, stopped) = watch::channel(false);
        let state = State { callback_base, ..State::default() };
        let secrets = BTreeMap::from([
            (Agency::Police, options.police_secret),
            (Agency::Berkut, options.berkut_secret),
            (Agency::Biometrics, options.biometrics_secret),
        ]);
        let shared = Arc::new(Shared::new(state, stopped, http, secrets));
        let issuer = Arc::new(issuer::Issuer::at(addr)?);
        let router = router(Arc::clone(&shared))
            .nest(issuer::PATH, issuer::router(Arc::clone(&issuer)))
            .nest(account::PATH, account::router(Arc::clone(&shared), Arc::clone(&issuer)));
        let ended = shared.stopped();
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(ended).await {
                tracing::error!(%error, "sandbox server");
            }
        });
        Ok(SandboxHandle { addr, shared, issuer, stop, server })
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .nest("/police", police::router())
        .nest("/berkut", berkut::router())
        .nest("/biometrics", biometrics::router())
        .nest("/monitoring", monitoring::router())
        .nest("/portal", portal::router())
        .nest("/office", office::router())
        .nest("/registers", registers::router())
        .nest("/announcements", announcements::router())
        .nest("/control", control::router())
        .route("/elsewhere", any(control::elsewhere))
        .fallback(control::not_found)
        .method_not_allowed_fallback(control::wrong_method)
        .with_state(shared)
}

pub(crate) fn checked_base(base: Url) -> Result<Url, SandboxError> {
    if base.scheme() == "http" { Ok(base) } else { Err(SandboxError::CallbackBase(base)) }
}

/// A running sandbox. Dropping it stops it; [`shutdown`](Self::shutdown) also waits for the end.
#[derive(Debug)]
pub struct SandboxHandle {
    addr: SocketAddr,
    shared: Arc<Shared>,
    issuer: Arc<issuer::Issuer>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl SandboxHandle {
    /// The issuer of tokens.
    pub fn issuer(&self) -> Arc<Issuer> {
        Arc::clone(&self.issuer)
    }

    /// The issuer of tokens, as its tokens name it.
    pub fn issuer_url(&self) -> &str {
        self.issuer.url()
    }

    /// A token of the issuer.
    pub fn token(&self, request: &TokenRequest) -> Result<String, KeyError> {
        self.issuer.token(request)
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The root of all its paths, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// An agency's base URL, without a slash at the end.
    pub fn url(&self, agency: Agency) -> String {
        format!("{}/{}", self.base_url(), agency.name())
    }

    /// Base URL of the switches.
    pub fn control_url(&self) -> String {
        format!("{}/control", self.base_url())
    }

    /// Says where callbacks go from now on.
    pub fn set_callback_base(&self, base: Option<Url>) -> Result<(), SandboxError> {
        let base = base.map(checked_base).transpose()?;
        self.shared.with(|state| state.callback_base = base);
        Ok(())
    }

    /// Makes an agency misbehave, or behave again with `Knob::default()`.
    pub fn set_knob(&self, agency: Agency, knob: Knob) {
        self.shared.with(|state| state.knobs.set(agency, knob));
    }

    /// An agency's knob, with the times that its fault has left.
    pub fn knob(&self, agency: Agency) -> Knob {
        self.shared.peek(|state| state.knobs.get(agency))
    }

    /// Says how cases without a script of their own are answered, from the next submission on.
    pub fn set_default_script(&self, script: Script) {
        self.shared.with(|state| state.default_script = script);
    }

    /// Says how one case is answered. Where it is submitted and unanswered, the script starts now. Needs a runtime.
    pub fn set_script(&self, case: &str, script: Script) -> Result<(), SandboxError> {
        if !wire::is_case(case) {
            return Err(SandboxError::Case(case.to_owned()));
        }
        dossier::set_script(&self.shared, case, script);
        Ok(())
    }

    /// Says what the registers hold of a subject (a passport number or a BIN/IIN) instead of what they held until now.
    /// Lists that are left out are empty; their entries are not checked.
    pub fn set_records(&self, subject: &str, records: serde_json::Value) -> Result<(), SandboxError> {
        let records = serde_json::from_value(records).map_err(SandboxError::Records)?;
        self.shared.with(|state| state.records.insert(subject.to_owned(), records));
        Ok(())
    }

    /// Sends one message now, and says what the console answered. It is not tried again.
    pub async fn push(&self, agency: Agency, case: &str, push: Push) -> Result<PushOutcome, SandboxError> {
        callbacks::push(&self.shared, agency, case, push).await
    }

    /// Somebody who was invited electronically asks for the electronic visa in their account at the portal.
    pub async fn ask_for_electronic_visa(&self, holder: Holder) -> Result<AccountOutcome, SandboxError> {
        account::ask_for_electronic_visa(&self.shared, &self.issuer, holder).await
    }

    /// What was received until now.
    pub fn received(&self) -> Received {
        self.shared.peek(|state| state.received.clone())
    }

    /// Waits until the log is as wanted, and returns it.
    pub async fn wait_for(&self, mut wanted: impl FnMut(&Received) -> bool, timeout: Duration) -> Result<Received, SandboxError> {
        let waiting = async {
            loop {
                // Armed before the look, so that no change between look and wait is missed.
                let mut changed = pin!(self.shared.changed.notified());
                changed.as_mut().enable();
                let found = self.shared.peek(|state| wanted(&state.received).then(|| state.received.clone()));
                if let Some(received) = found {
                    return received;
                }
                changed.await;
            }
        };
        tokio::time::timeout(timeout, waiting).await.map_err(|_| SandboxError::TimedOut(timeout))
    }

    /// Stops it. Calls that are held without an answer are let go.
    pub async fn shutdown(self) {
        self.stop.send(true).ok();
        let mut server = self.server;
        if tokio::time::timeout(SHUTDOWN_PATIENCE, &mut server).await.is_err() {
            server.abort();
        }
    }
}
