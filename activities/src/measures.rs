//! What is measured while activities run, for Prometheus. Labels hold no personal data and no case numbers.

use chrono::Utc;
use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, proto::MetricFamily};
use shaqyru_domain::time::instant::Instant;

/// From a call on the same machine to the end of an agency's patience.
const CALL_SECONDS: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// From a timer that fires as it should to a night without workers.
const LATE_SECONDS: [f64; 8] = [1.0, 5.0, 15.0, 60.0, 300.0, 1_800.0, 7_200.0, 43_200.0];

/// How a word to people ended, as it is measured.
pub(crate) const TOLD: &str = "told";
pub(crate) const REFUSED: &str = "refused";
pub(crate) const UNAVAILABLE: &str = "unavailable";

/// What a worker measures.
#[derive(Debug, Clone)]
pub struct Measures {
    registry: Registry,
    pub(crate) calls: HistogramVec,
    lateness: Histogram,
    pub(crate) messages: IntCounterVec,
}

/// How late the rungs of the ladders are.
#[derive(Debug, Clone)]
pub struct Lateness(Histogram);

impl Measures {
    /// Nothing measured yet.
    ///
    /// # Errors
    /// If two measures had one name.
    pub fn new() -> Result<Self, prometheus::Error> {
        let calls = HistogramOpts::new("shaqyru_agency_call_duration_seconds", "How long calls to the agencies took, by how they ended")
            .buckets(CALL_SECONDS.to_vec());
        let lateness =
            HistogramOpts::new("shaqyru_timer_lateness_seconds", "How long after a rung was due the office was first to be told of it")
                .buckets(LATE_SECONDS.to_vec());
        let messages = Opts::new("shaqyru_messages_total", "Mails and webhook calls to people, by how they ended");
        let measures = Self {
            registry: Registry::new(),
            calls: HistogramVec::new(calls, &["agency", "outcome"])?,
            lateness: Histogram::with_opts(lateness)?,
            messages: IntCounterVec::new(messages, &["channel", "outcome"])?,
        };
        // A rate is counted from the first refusal only if there was a zero before it.
        for channel in ["mail", "webhook"] {
            for outcome in [TOLD, REFUSED, UNAVAILABLE] {
                measures.messages.with_label_values(&[channel, outcome]);
            }
        }
        measures.registry.register(Box::new(measures.calls.clone()))?;
        measures.registry.register(Box::new(measures.lateness.clone()))?;
        measures.registry.register(Box::new(measures.messages.clone()))?;
        Ok(measures)
    }

    /// What was measured so far.
    pub fn gather(&self) -> Vec<MetricFamily> {
        self.registry.gather()
    }

    /// The lateness of rungs.
    pub fn lateness(&self) -> Lateness {
        Lateness(self.lateness.clone())
    }
}

impl Lateness {
    /// A rung that was due at an instant goes out now.
    pub(crate) fn note(&self, due: Instant) {
        let late = Instant::from_utc(Utc::now()).since(due).as_seconds_f64();
        // Clocks of two machines differ a little.
        self.0.observe(late.max(0.0));
    }
}
