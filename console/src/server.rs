//! Start and stop, and which path leads where.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
};

use axum::{Router, http::StatusCode, middleware};
use shaqyru_domain::{
    invitation::document::Names,
    problem::{Code, Problem},
    secret::Secret,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    address::{self, Address},
    api,
    callbacks::{self, Callbacks},
    connections,
    desk::Desk,
    health::{self, Pulse},
    identity::{
        Cookies, Door,
        issuer::{Issuer, IssuerOptions},
        sign_in,
    },
    limits::{self, Limit, Limits, Strangers},
    live::Live,
    pages,
    problem::Refusal,
    sender::Proxies,
    site::Site,
};

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
    /// With it the biometric centre signs.
    pub biometrics_secret: Secret,
    /// Who issues the tokens of people and systems.
    pub issuer: IssuerOptions,
    /// Where browsers reach the console; where it listens, if not given.
    pub public_url: Option<String>,
    /// Further names under which it is asked, besides those in the public URL and where it listens.
    pub hosts: Vec<String>,
    /// Proxies in front of it: they say for whom they ask.
    pub proxies: Vec<IpAddr>,
    /// How much one address, user or case may be asked for.
    pub limits: Limits,
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
    /// The issuer, the public URL or the name of a host cannot be used.
    #[error(transparent)]
    Setting(#[from] Problem),
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
        Self::start_with(desk, options, Names::default()).await
    }

    /// The same, with what officers are called on documents.
    pub async fn start_with(desk: Desk, options: ConsoleOptions, officers: Names) -> Result<ConsoleHandle, ConsoleError> {
        let ConsoleOptions { addr, police_secret, berkut_secret, biometrics_secret, issuer, public_url, hosts, proxies, limits } = options;
        let unusable = |source| ConsoleError::Listen { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(unusable)?;
        let addr = listener.local_addr().map_err(unusable)?;
        let address = Address::new(public_url.as_deref(), addr, &hosts)?;
        let cookies = Cookies { over_tls: address.over_tls };
        let door = Door::new(Issuer::new(issuer)?, desk.register.clone(), &address.public_url, cookies);
        let (cases, register, clock) = (desk.cases.clone(), desk.register.clone(), desk.clock.clone());
        let callbacks =
            Callbacks { cases, register, police_secret, berkut_secret, biometrics_secret, clock, strangers: Strangers::default() };
        let (stop, stopped) = watch::channel(());
        desk.clock.measure(&desk.register).await;
        tokio::spawn(desk.clock.clone().keep(desk.register.clone(), stopped.clone()));
        tokio::spawn(desk.clone().forget_old_drafts(stopped.clone()));
        let live = Live::watching(desk.register.clone(), &limits, stopped.clone());
        let site = Site::new(desk, door, live, Limit::per_hour(limits.questions_about_case), officers);
        let router = router(site, address, callbacks, &limits);
        let server = tokio::spawn(connections::serve(listener, router, Proxies::new(proxies), limits.connections, stopped));
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

fn router(site: Site, address: Address, callbacks: Callbacks, limits: &Limits) -> Router {
    let pulse = Pulse::of(site.desk.register.clone(), site.desk.clock.clone());
    let requests = Limit::per_second(limits.requests, limits.requests.saturating_mul(BURST));
    let questions = Limit::per_minute(limits.questions);
    let (door, cookies) = (site.door.clone(), Cookies { over_tls: address.over_tls });
    let api = api::router().merge(pages::router()).layer(middleware::from_fn_with_state(requests.clone(), limits::keep));
    let applicants = api::for_applicants().merge(pages::for_applicants()).layer(middleware::from_fn_with_state(questions, limits::keep));
    // Agencies sign, whatever they call us, and who looks whether we live may know an address only.
    let people = Router::new()
        .merge(api)
        .merge(applicants)
        .with_state(site)
        .merge(sign_in::router(door).layer(middleware::from_fn_with_state(requests, limits::keep)))
        .layer(middleware::from_fn_with_state(address, address::for_us));
    Router::new()
        .merge(people)
        .merge(health::router(pulse))
        .merge(callbacks::router(callbacks))
        .fallback(async || Refusal::new(StatusCode::NOT_FOUND, Code::Usage, "there is no such path"))
        .method_not_allowed_fallback(async || {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, Code::Usage, "the path does not take this method")
        })
        .layer(middleware::from_fn_with_state(cookies, pages::dress))
}
