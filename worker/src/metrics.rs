//! `/metrics`: the figures of the register, what this worker has measured, and the SDK's own metrics, at one address.
//!
//! What is about cases is asked of the register at each scrape, so it is right after a restart, and alike at all workers: rules take
//! the `max` over them. The SDK serves its metrics itself and gives its registry to nobody: it does so on the loopback, and what it
//! says is passed on.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{Router, extract::State, http::header, routing::get};
use prometheus::{TextEncoder, proto::MetricFamily};
use shaqyru_activities::measures::Measures;
use shaqyru_client::Cases;
use shaqyru_domain::{law::rulebook::Rulebook, time::instant::Instant};
use shaqyru_register::Register;
use temporalio_common::telemetry::{PrometheusExporterOptions, TelemetryOptions, metrics::CoreMeter, start_prometheus_metric_exporter};
use tokio::{net::TcpListener, task::JoinSet};

use crate::{WorkerError, figures};

/// A scrape that takes longer is given up by Prometheus.
const PATIENCE: Duration = Duration::from_secs(5);

/// The SDK's metrics on the loopback.
pub(crate) struct SdkMetrics {
    addr: SocketAddr,
    meter: Arc<dyn CoreMeter>,
    serving: tokio::task::AbortHandle,
}

impl SdkMetrics {
    pub(crate) fn start() -> Result<Self, WorkerError> {
        let exporter = PrometheusExporterOptions::builder().socket_addr(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).build();
        let served = start_prometheus_metric_exporter(exporter).map_err(|error| WorkerError::Metrics(error.to_string()))?;
        Ok(Self { addr: served.bound_addr, meter: served.meter, serving: served.abort_handle })
    }

    pub(crate) fn telemetry(&self) -> TelemetryOptions {
        TelemetryOptions::builder().metrics(Arc::clone(&self.meter)).build()
    }
}

impl Drop for SdkMetrics {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What a scrape is answered from.
pub(crate) struct Sources {
    pub(crate) register: Register,
    pub(crate) rulebook: Arc<Rulebook>,
    pub(crate) measures: Measures,
    pub(crate) sdk: SdkMetrics,
    pub(crate) cases: Cases,
}

/// Serves the metrics until what it returns is dropped.
pub(crate) async fn serve(addr: SocketAddr, sources: Sources) -> Result<JoinSet<()>, WorkerError> {
    let failed = |error: &dyn std::fmt::Display| WorkerError::Metrics(error.to_string());
    let http = reqwest::Client::builder().timeout(PATIENCE).build().map_err(|error| failed(&error))?;
    let listener = TcpListener::bind(addr).await.map_err(|error| failed(&error))?;
    let app = Router::new().route("/metrics", get(metrics)).with_state(Arc::new((sources, http)));
    let mut serving = JoinSet::new();
    serving.spawn(async move {
        if let Err(error) = axum::serve(listener, app).await {
            tracing::error!(%error, "the metrics are not served any more");
        }
    });
    Ok(serving)
}

async fn metrics(State(state): State<Arc<(Sources, reqwest::Client)>>) -> ([(header::HeaderName, &'static str); 1], String) {
    let (sources, http) = state.as_ref();
    let now = Instant::from_utc(chrono::Utc::now());
    // What can be read is told though nothing can be written.
    let (up, of_cases, lost, of_the_sdk) = tokio::join!(
        in_time(sources.register.prove()),
        in_time(figures::of_cases(&sources.register, &sources.rulebook, now)),
        in_time(figures::lost_cases(&sources.register, &sources.cases)),
        of_the_sdk(sources.sdk.addr, http)
    );
    let mut families = sources.measures.gather();
    families.extend(figures::of_the_worker(&sources.rulebook, now, up.is_some() && of_cases.is_some()));
    families.extend(of_cases.unwrap_or_default());
    families.extend(lost.unwrap_or_default());
    ([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text(&families) + &of_the_sdk)
}

/// What is answered; none, and that is logged, if it does not in time.
async fn in_time<T, E: std::fmt::Display>(asked: impl Future<Output = Result<T, E>>) -> Option<T> {
    let answer = tokio::time::timeout(PATIENCE, asked).await.map_err(|_| "it took too long".to_owned());
    match answer.and_then(|answer| answer.map_err(|error| error.to_string())) {
        Ok(answer) => Some(answer),
        Err(error) => {
            tracing::warn!(error, "a scrape goes without some figures");
            None
        }
    }
}

fn text(families: &[MetricFamily]) -> String {
    TextEncoder::new().encode_to_string(families).unwrap_or_else(|error| {
        tracing::error!(%error, "metrics cannot be written");
        String::new()
    })
}

async fn of_the_sdk(addr: SocketAddr, http: &reqwest::Client) -> String {
    let asked = async { http.get(format!("http://{addr}/metrics")).send().await?.error_for_status()?.text().await };
    asked.await.unwrap_or_else(|error: reqwest::Error| {
        tracing::warn!(%error, "a scrape goes without the SDK's metrics");
        String::new()
    })
}
