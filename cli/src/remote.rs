//! The console, as the command line reaches it: its API, with the token of whoever types.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url, header};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shaqyru_domain::{
    case::{number::CaseNumber, view::CaseView},
    problem::{Code, Problem},
    time::instant::Instant,
};

use crate::arguments::Access;

/// The console waits up to 20 seconds for a worker.
const PATIENCE: Duration = Duration::from_secs(30);
const CONNECTING: Duration = Duration::from_secs(5);

/// A console.
pub(crate) struct Remote {
    http: Client,
    base: Url,
    token: Option<String>,
}

#[derive(Deserialize)]
struct Refused {
    error: Problem,
}

impl Remote {
    /// Knows where the console is; nothing is sent yet.
    pub(crate) fn new(access: &Access) -> Result<Self, Problem> {
        let wrong =
            |error: &dyn std::fmt::Display| Problem::new(Code::Configuration, format!("the console's address: {error}")).at("console");
        let mut base: Url = access.console.parse().map_err(|error| wrong(&error))?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(wrong(&"it must begin with https:// (or http:// on one machine)"));
        }
        base.set_path(&format!("{}/api/v1/", base.path().trim_end_matches('/')));
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .connect_timeout(CONNECTING)
            .timeout(PATIENCE)
            // The token goes nowhere else.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| wrong(&error))?;
        Ok(Self { http, base, token: access.token.clone() })
    }

    /// Asks.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str, query: &impl Serialize) -> Result<T, Problem> {
        self.send(self.request(Method::GET, path)?.query(query)).await
    }

    /// Says something, under an id if there is one.
    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, id: Option<&str>, body: &impl Serialize) -> Result<T, Problem> {
        self.send(with_id(self.request(Method::POST, path)?, id).json(body)).await
    }

    /// Says something that rests on what a case is like now.
    pub(crate) async fn post_on<T: DeserializeOwned>(
        &self,
        path: &str,
        id: Option<&str>,
        version: usize,
        body: &impl Serialize,
    ) -> Result<T, Problem> {
        let request = self.request(Method::POST, path)?.header(header::IF_MATCH, format!("\"{version}\""));
        self.send(with_id(request, id).json(body)).await
    }

    /// A case as a whole.
    pub(crate) async fn case(&self, case: &CaseNumber, as_of: Option<Instant>) -> Result<CaseView, Problem> {
        self.get(&format!("cases/{case}"), &AsOf { as_of }).await
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, Problem> {
        let url = self.base.join(path).map_err(|error| Problem::new(Code::Usage, error.to_string()))?;
        let request = self.http.request(method, url);
        Ok(match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }

    /// A file as it is.
    pub(crate) async fn file(&self, path: &str) -> Result<Vec<u8>, Problem> {
        let response = self.answer(self.request(Method::GET, path)?).await?;
        Ok(response.bytes().await.map_err(|_| self.unexpected(StatusCode::OK))?.to_vec())
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Problem> {
        self.answer(request).await?.json().await.map_err(|_| self.unexpected(StatusCode::OK))
    }

    async fn answer(&self, request: RequestBuilder) -> Result<Response, Problem> {
        let response = request.send().await.map_err(|_| self.silent())?;
        if response.status().is_success() { Ok(response) } else { Err(self.refusal(response).await) }
    }

    async fn refusal(&self, response: Response) -> Problem {
        let status = response.status();
        match response.json::<Refused>().await {
            Ok(Refused { error }) => error,
            Err(_) => self.unexpected(status),
        }
    }

    fn silent(&self) -> Problem {
        let origin = self.base.origin().ascii_serialization();
        Problem::new(Code::ConsoleUnreachable, format!("no console answers at {origin}; start one, or set SHAQYRU_URL"))
    }

    fn unexpected(&self, status: StatusCode) -> Problem {
        let origin = self.base.origin().ascii_serialization();
        Problem::new(Code::ConsoleUnreachable, format!("what answers at {origin} is no console of this release (status {status})"))
    }
}

fn with_id(request: RequestBuilder, id: Option<&str>) -> RequestBuilder {
    match id {
        Some(id) => request.header("Idempotency-Key", id),
        None => request,
    }
}

/// As of when a case is asked about.
#[derive(Serialize)]
pub(crate) struct AsOf {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) as_of: Option<Instant>,
}

/// No query.
pub(crate) const NOTHING: [(&str, &str); 0] = [];
