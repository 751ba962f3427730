//! Calling an agency over HTTP, and telling apart what passes by itself from what does not.
//!
//! - What passes (no connection, time-out, 429, 5xx) is retried by the engine, for as long as it takes.
//! - What does not pass (4xx, an answer that cannot be decoded or is for another case) becomes an
//!   *incident*: the case says so, is escalated, and waits for an operator's `resume`.

use std::time::{Duration, Instant};

use prometheus::HistogramVec;
use reqwest::{Method, Response, StatusCode, Url, header};
use serde::{Serialize, de::DeserializeOwned};
use shaqyru_domain::problem::{Code, Problem};
use temporalio_sdk::{ApplicationFailure, activities::ActivityError};

use crate::measures::Measures;

/// The largest body that is read of an answer, in bytes.
const LARGEST_ANSWER: usize = 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// From connecting to the end of the body.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
const FIRST_RETRY: Duration = Duration::from_millis(500);
/// No wait between two attempts is longer, whatever the agency asks for in `Retry-After`.
const LONGEST_RETRY: Duration = Duration::from_mins(10);

/// How a call ended, as it is measured.
pub(crate) const ANSWERED: &str = "answered";
pub(crate) const UNAVAILABLE: &str = "unavailable";
pub(crate) const INCIDENT: &str = "incident";

/// How soon is asked again for what this worker's rulebook does not know.
pub(crate) const ANOTHER_RULEBOOK: Duration = Duration::from_mins(1);

/// An agency's HTTP endpoint.
#[derive(Debug, Clone)]
pub struct Agency {
    http: reqwest::Client,
    name: &'static str,
    base: Url,
    calls: Option<HistogramVec>,
}

/// An address that is no usable base URL, or a client that could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the {agency} address cannot be used: {reason}")]
pub struct AddressError {
    agency: &'static str,
    reason: String,
}

/// Why a call did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It passes: try again, at the earliest after `after` if the agency said so.
    #[error("{agency} is unavailable: {reason}")]
    Unavailable {
        /// Which agency.
        agency: &'static str,
        /// Why; holds no body, so no personal data.
        reason: String,
        /// What the agency asked for in `Retry-After`.
        after: Option<Duration>,
    },
    /// It does not pass: an operator must look.
    #[error("{0}")]
    Incident(Problem),
}

impl Agency {
    /// An agency at a base URL such as `https://berkut.example/api`.
    ///
    /// # Errors
    /// [`AddressError`] if the URL cannot be a base or TLS cannot be set up.
    pub fn new(name: &'static str, base: &str) -> Result<Self, AddressError> {
        let failed = |reason: String| AddressError { agency: name, reason };
        let mut base = Url::parse(base).map_err(|error| failed(error.to_string()))?;
        if !matches!(base.scheme(), "http" | "https") || base.cannot_be_a_base() {
            return Err(failed("it must begin with http:// or https://".to_owned()));
        }
        // `join` replaces what follows the last slash.
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let http = http_client().map_err(|error| failed(error.to_string()))?;
        Ok(Self { http, name, base, calls: None })
    }

    /// The same, with its calls measured.
    #[must_use]
    pub fn measured_by(self, measures: &Measures) -> Self {
        // A rate is counted from the first failure only if there was a zero before it.
        for outcome in [ANSWERED, UNAVAILABLE, INCIDENT] {
            measures.calls.with_label_values(&[self.name, outcome]);
        }
        Self { calls: Some(measures.calls.clone()), ..self }
    }

    /// Whether anything answers there, whatever it says.
    pub async fn is_reachable(&self) -> bool {
        self.http.get(self.base.clone()).send().await.is_ok()
    }

    /// Asks; `None` if the agency does not know what is asked for (404).
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<Option<T>, CallError> {
        let request = self.http.request(Method::GET, self.url(path)?);
        let call = async {
            let response = self.send(request).await?;
            if response.status() == StatusCode::NOT_FOUND {
                return Ok(None);
            }
            self.decode(response).await.map(Some)
        };
        self.measured(call).await
    }

    /// Tells, once per idempotency key.
    pub(crate) async fn tell<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        idempotency_key: Option<&str>,
        body: &impl Serialize,
    ) -> Result<T, CallError> {
        let mut request = self.http.request(method, self.url(path)?).json(body);
        if let Some(key) = idempotency_key {
            request = request.header("Idempotency-Key", key);
        }
        self.measured(async { self.decode(self.send(request).await?).await }).await
    }

    /// Notes how long a call took and how it ended.
    async fn measured<T>(&self, call: impl Future<Output = Result<T, CallError>>) -> Result<T, CallError> {
        let began = Instant::now();
        let outcome = call.await;
        if let Some(calls) = &self.calls {
            let ended = match &outcome {
                Ok(_) => ANSWERED,
                Err(CallError::Unavailable { .. }) => UNAVAILABLE,
                Err(CallError::Incident(_)) => INCIDENT,
            };
            calls.with_label_values(&[self.name, ended]).observe(began.elapsed().as_secs_f64());
        }
        outcome
    }

    /// An answer for another case is no answer.
    pub(crate) fn require_case(&self, asked: &str, answered: &str) -> Result<(), CallError> {
        if asked == answered {
            return Ok(());
        }
        Err(self.incident(Code::AgencyWrongCase, format!("asked about {asked}, answered about another case")))
    }

    fn url(&self, path: &str) -> Result<Url, CallError> {
        self.base.join(path).map_err(|error| self.incident(Code::AgencyRefused, format!("no address for {path}: {error}")))
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Response, CallError> {
        request.send().await.map_err(|error| self.unavailable(describe(&error), None))
    }

    async fn decode<T: DeserializeOwned>(&self, mut response: Response) -> Result<T, CallError> {
        let status = response.status();
        if !status.is_success() {
            return Err(self.refused(&response));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.unavailable(describe(&error), None))? {
            if body.len().saturating_add(chunk.len()) > LARGEST_ANSWER {
                return Err(self.incident(Code::AgencyUndecodable, format!("the answer is larger than {LARGEST_ANSWER} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        // The text of serde's error could quote the body: only its place is told.
        serde_json::from_slice(&body).map_err(|error| {
            self.incident(
                Code::AgencyUndecodable,
                format!("the answer does not follow the contract (line {}, column {})", error.line(), error.column()),
            )
        })
    }

    fn refused(&self, response: &Response) -> CallError {
        let status = response.status();
        if passes(status) {
            self.unavailable(format!("HTTP {}", status.as_u16()), retry_after(response))
        } else {
            self.incident(Code::AgencyRefused, format!("HTTP {}", status.as_u16()))
        }
    }

    fn unavailable(&self, reason: String, after: Option<Duration>) -> CallError {
        CallError::Unavailable { agency: self.name, reason, after }
    }

    fn incident(&self, code: Code, reason: impl std::fmt::Display) -> CallError {
        CallError::Incident(Problem::new(code, format!("{}: {reason}", self.name)))
    }
}

/// How all others are called over HTTP.
pub(crate) fn http_client() -> reqwest::Result<reqwest::Client> {
    // Installed once for the process; a second call finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TOTAL_TIMEOUT)
        // A redirect could carry personal data elsewhere; the contracts know none.
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// Whether a status tells of something that passes by itself.
pub(crate) fn passes(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
}

/// What went wrong on the way, without the URL: paths carry case numbers, queries might carry more.
fn describe(error: &reqwest::Error) -> String {
    let kind = if error.is_timeout() {
        "timed out"
    } else if error.is_connect() {
        "cannot connect"
    } else {
        "the connection broke"
    };
    kind.to_owned()
}

/// RFC 9110: seconds; the form as a date is not in our contracts.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// How long to wait before the next attempt: doubled each time, with jitter so that cases that failed
/// together do not come back together; never before the agency wants it.
pub(crate) fn backoff(attempt: u32, after: Option<Duration>) -> Duration {
    let doubled = FIRST_RETRY.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1).min(16)).unwrap_or(u32::MAX));
    let least = after.unwrap_or(doubled).min(LONGEST_RETRY);
    least.mul_f64(1.0 + fastrand::f64() / 2.0).min(LONGEST_RETRY)
}

impl CallError {
    /// The error as the engine knows it.
    pub(crate) fn into_activity_error(self, attempt: u32) -> ActivityError {
        match self {
            Self::Unavailable { after, .. } => retry_after_failure(Code::AgencyUnavailable, self.to_string(), backoff(attempt, after)),
            Self::Incident(problem) => incident_failure(&problem),
        }
    }
}

/// A failure that the engine retries after `delay`; writes no history.
pub(crate) fn retry_after_failure(code: Code, message: String, delay: Duration) -> ActivityError {
    ActivityError::application(ApplicationFailure::builder(message).type_name(code.to_string()).next_retry_delay(delay).build())
}

/// A failure that is not retried; its type is the incident's code.
pub(crate) fn incident_failure(problem: &Problem) -> ActivityError {
    ActivityError::application(
        ApplicationFailure::builder(problem.message.clone()).type_name(problem.code.to_string()).non_retryable(true).build(),
    )
}
