//! Start and stop.

use std::{io, net::SocketAddr, num::NonZeroU32, sync::Arc, time::Duration};

use axum::{Router, extract::FromRef, http::StatusCode, middleware};
use shaqyru_client::announcements::Announcements;
use shaqyru_domain::{
    problem::{Code, Problem},
    secret::Secret,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    api, body,
    callbacks::{self, Callbacks},
    desk::{Desk, supervision::Board},
    health::{self, Pulse},
    identity::{
        issuer::{Issuer, IssuerOptions},
        sign_in::{self, SignIn},
    },
    limits::{self, Limit},
    pages::{self, Live},
    problem::Refusal,
};

/// How long requests in flight may go on after a stop was asked for: a body may take its time, and then the client
/// waits up to 20 seconds for a worker.
const GRACE: Duration = body::PATIENCE.saturating_add(Duration::from_secs(25));

/// A page of the console asks for several things at once.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// How to start a console.
#[derive(Debug, Clone)]
pub struct ConsoleOptions {
    /// Where to listen; port 0 takes a free one.
    pub addr: SocketAddr,
    /// With it the police sign.
    pub police_secret: Secret,
    /// With it Berkut signs.
    pub berkut_secret: Secret,
    /// Who issues the tokens of people and systems.
    pub issuer: IssuerOptions,
    /// Where browsers reach the console; where it listens, if not given.
    pub public_url: Option<String>,
    /// How much one address may ask for.
    pub limits: Limits,
}

/// How much one address may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests a second to the API; ten times as many at once.
    pub requests: NonZeroU32,
    /// Questions a minute of applicants, who bring no token: numbers are not to be guessed.
    pub questions: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { requests: NonZeroU32::MIN.saturating_add(49), questions: NonZeroU32::MIN.saturating_add(9) }
    }
}

/// Why there is no console.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConsoleError {
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}: {source}")]
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The issuer cannot be used.
    #[error(transparent)]
    Issuer(#[from] Problem),
}

/// What the handlers of API and pages work with.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) desk: Desk,
    pub(crate) issuer: Issuer,
    pub(crate) board: Board,
    pub(crate) live: Live,
}

impl Site {
    pub(crate) fn announcements(&self) -> Announcements {
        Announcements::new(self.desk.cases.engine().clone())
    }
}

impl FromRef<Site> for Issuer {
    fn from_ref(site: &Site) -> Self {
        site.issuer.clone()
    }
}

/// The HTTP server of the procedure.
#[derive(Debug)]
pub struct Console;

impl Console {
    /// Says at its address that it is not ready, until this is dropped; why it cannot.
    pub async fn not_ready(addr: SocketAddr) -> ConsoleError {
        let serving = async {
            let listener = TcpListener::bind(addr).await?;
            axum::serve(listener, health::not_ready()).await
        };
        match serving.await {
            Err(source) => ConsoleError::Listen { addr, source },
            Ok(()) => ConsoleError::Listen { addr, source: io::ErrorKind::Other.into() },
        }
    }

    /// Starts it on a task of the current runtime.
    pub async fn start(desk: Desk, options: ConsoleOptions) -> Result<ConsoleHandle, ConsoleError> {
        let ConsoleOptions { addr, police_secret, berkut_secret, issuer, public_url, limits } = options;
        let unusable = |source| ConsoleError::Listen { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(unusable)?;
        let addr = listener.local_addr().map_err(unusable)?;
        let issuer = Issuer::new(issuer)?;
        let public_url = public_url.unwrap_or_else(|| format!("http://{addr}"));
        let sign_in = SignIn { issuer: issuer.clone(), public_url: Arc::from(public_url.trim_end_matches('/')) };
        let clock = desk.clock.clone();
        let callbacks = Callbacks { cases: desk.cases.clone(), register: desk.register.clone(), police_secret, berkut_secret, clock };
        let (stop, stopped) = watch::channel(());
        desk.clock.measure(&desk.register).await;
        tokio::spawn(desk.clock.clone().keep(desk.register.clone(), stopped.clone()));
        let live = Live::watching(desk.register.clone(), stopped.clone());
        let router = router(Site { desk, issuer, board: Board::default(), live }, sign_in, callbacks, limits);
        let server = tokio::spawn(serve(listener, router, stopped));
        tracing::info!(%addr, "console listens");
        Ok(ConsoleHandle { addr, stop, server })
    }
}

/// A running console. Dropping it stops it; [`shutdown`](Self::shutdown) also waits for the end.
#[derive(Debug)]
pub struct ConsoleHandle {
    addr: SocketAddr,
    /// Dropping it is the signal to stop.
    stop: watch::Sender<()>,
    server: JoinHandle<()>,
}

impl ConsoleHandle {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The root of all its paths, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Takes no new requests and waits until those in flight are answered.
    pub async fn shutdown(self) {
        let Self { stop, server, .. } = self;
        drop(stop);
        if let Err(error) = server.await {
            tracing::error!(%error, "the console ended unexpectedly");
        }
    }
}

fn router(site: Site, sign_in: SignIn, callbacks: Callbacks, limits: Limits) -> Router {
    let pulse = Pulse::of(site.desk.register.clone(), site.desk.clock.clone());
    let requests = Limit::per_second(limits.requests, limits.requests.saturating_mul(BURST));
    let questions = Limit::per_minute(limits.questions);
    let api = api::router().merge(pages::router()).layer(middleware::from_fn_with_state(requests.clone(), limits::keep));
    let applicants = api::for_applicants().merge(pages::for_applicants()).layer(middleware::from_fn_with_state(questions, limits::keep));
    Router::new()
        .merge(api)
        .merge(applicants)
        .with_state(site)
        .merge(health::router(pulse))
        .merge(sign_in::router(sign_in).layer(middleware::from_fn_with_state(requests, limits::keep)))
        .merge(callbacks::router(callbacks))
        .fallback(async || Refusal::new(StatusCode::NOT_FOUND, Code::Usage, "there is no such path"))
        .method_not_allowed_fallback(async || {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, Code::Usage, "the path does not take this method")
        })
        .layer(middleware::from_fn(pages::dress))
}

async fn serve(listener: TcpListener, router: Router, stopped: watch::Receiver<()>) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(asked_to_stop(stopped.clone()));
    let patience = async {
        asked_to_stop(stopped).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = serving.into_future() => {
            if let Err(error) = served {
                tracing::error!(%error, "the console's server ended");
            }
        }
        () = patience => tracing::warn!("some requests were still open when the console's patience ended"),
    }
}

/// Nothing is ever sent: the change that comes is that the sender is gone.
async fn asked_to_stop(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}
