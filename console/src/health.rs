//! Whether the console can do its work: it is there, and what it writes into the register is read back.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Serialize;
use shaqyru_domain::problem::{Code, Problem};
use shaqyru_register::Register;
use tokio::sync::Mutex;

use crate::{clock::Clock, problem::Refusal};

/// Anybody may ask: the register is not asked more often.
const FRESH: Duration = Duration::from_secs(5);
/// How long the register may take.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

/// What was found out when the register was last asked.
#[derive(Clone)]
pub(crate) struct Pulse {
    register: Register,
    clock: Clock,
    last: Arc<Mutex<Option<(Instant, bool)>>>,
}

impl Pulse {
    pub(crate) fn of(register: Register, clock: Clock) -> Self {
        Self { register, clock, last: Arc::default() }
    }

    async fn is_well(&self) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, well)) = *last
            && at.elapsed() < FRESH
        {
            return well;
        }
        let well = tokio::time::timeout(PATIENCE, self.register.prove()).await.is_ok_and(|proved| proved.is_ok());
        *last = Some((Instant::now(), well));
        well
    }
}

/// The route for whoever decides where requests go. Whether the engine answers shows in the answers themselves.
pub(crate) fn router(pulse: Pulse) -> Router {
    let clock = pulse.clock.clone();
    Router::new().route("/health", get(async move || health(&pulse).await)).route("/metrics", get(async move || metrics(&clock)))
}

async fn health(pulse: &Pulse) -> Response {
    if let Err(problem) = pulse.clock.stamp() {
        return Refusal::from(problem).into_response();
    }
    let well = pulse.is_well().await;
    let (code, status) = if well { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "the register keeps nothing") };
    (code, Json(Health { status })).into_response()
}

/// What only a console knows, in the text form of Prometheus.
fn metrics(clock: &Clock) -> Response {
    let ahead = clock.ahead().as_seconds_f64();
    let text = format!(
        "# HELP shaqyru_console_clock_ahead_seconds By how much the machine's clock is ahead of the register's\n\
         # TYPE shaqyru_console_clock_ahead_seconds gauge\n\
         shaqyru_console_clock_ahead_seconds {ahead}\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// What is answered while engine or register are waited for.
pub(crate) fn not_ready() -> Router {
    Router::new()
        .route("/health", get(async || closing((StatusCode::SERVICE_UNAVAILABLE, Json(Health { status: "not ready" })).into_response())))
        .fallback(async || {
            closing(
                Refusal::from(Problem::new(Code::EngineUnreachable, "the console waits for the engine and the register; try again"))
                    .into_response(),
            )
        })
}

/// Whoever asks again asks the console, once it is there.
fn closing(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
