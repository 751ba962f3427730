//! Start and stop.

use std::{io, net::SocketAddr, time::Duration};

use axum::{Json, Router, http::StatusCode, routing::get};
use serde::Serialize;
use shaqyru_client::Cases;
use shaqyru_domain::problem::Code;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    body,
    callbacks::{self, Callbacks},
    clock::Clock,
    problem::Refusal,
    signature::Secret,
};

/// How long requests in flight may go on after a stop was asked for: a body may take its time, and then the client
/// waits up to 20 seconds for a worker.
const GRACE: Duration = body::PATIENCE.saturating_add(Duration::from_secs(25));

/// How to start a console.
#[derive(Debug, Clone)]
pub struct ConsoleOptions {
    /// Where to listen; port 0 takes a free one.
    pub addr: SocketAddr,
    /// With it the police sign.
    pub police_secret: Secret,
    /// With it Berkut signs.
    pub berkut_secret: Secret,
    /// Stamps what comes in. Signatures are judged by the machine's own time whatever this clock shows.
    pub clock: Clock,
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
}

/// The HTTP server of the procedure.
#[derive(Debug)]
pub struct Console;

impl Console {
    /// Starts it on a task of the current runtime.
    pub async fn start(cases: Cases, options: ConsoleOptions) -> Result<ConsoleHandle, ConsoleError> {
        let ConsoleOptions { addr, police_secret, berkut_secret, clock } = options;
        let unusable = |source| ConsoleError::Listen { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(unusable)?;
        let addr = listener.local_addr().map_err(unusable)?;
        let router = router(Callbacks { cases, police_secret, berkut_secret, clock });
        let (stop, stopped) = watch::channel(());
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

fn router(callbacks: Callbacks) -> Router {
    Router::new()
        .route("/health", get(health))
        .merge(callbacks::router(callbacks))
        .fallback(async || Refusal::new(StatusCode::NOT_FOUND, Code::Usage, "there is no such path"))
        .method_not_allowed_fallback(async || {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, Code::Usage, "the path does not take this method")
        })
}

async fn serve(listener: TcpListener, router: Router, stopped: watch::Receiver<()>) {
    let serving = axum::serve(listener, router).with_graceful_shutdown(asked_to_stop(stopped.clone()));
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

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

/// Says that the process serves; whether the engine answers shows in the callbacks' own answers.
async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}
