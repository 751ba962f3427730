//! The API: somebody does what they may not, nobody knows who looked, or a caller gets an answer that says nothing.

mod agreement;
mod antedated;
mod authority;
mod browser_sign_in;
mod clocks;
mod contract;
mod description;
mod duties;
mod filing;
mod forwarding;
mod fuzz;
pub(crate) mod record;

use anyhow::{Context, Result, ensure};
use reqwest::{Client, Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_sandbox::TokenRequest;
use shaqyru_tests::examples;
use uuid::Uuid;

use crate::terminal::{LETTER, LONG_AGO};

/// A Monday on which nothing is special, long enough ago for any clock of the machine.
const FILED_AT: &str = "2026-04-06T10:00:00+05:00";
/// The office of the example that most tests file.
const OFFICE: &str = "ALA-ALMALY";

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    headers: header::HeaderMap,
    body: Value,
}

impl Answer {
    /// The document of what was done.
    pub(crate) fn done(self) -> Result<Value> {
        ensure!(self.status.is_success(), "{self:?}");
        Ok(self.body)
    }

    /// Status and code of what was refused, in the form that all refusals have.
    fn refused(&self) -> Result<(u16, &str)> {
        let code = self.body["error"]["code"].as_str().with_context(|| format!("no code: {self:?}"))?;
        let media_type = self.headers.get(header::CONTENT_TYPE).map(header::HeaderValue::as_bytes);
        ensure!(media_type == Some(b"application/problem+json"), "{self:?}");
        ensure!(
            self.body["status"] == json!(self.status.as_u16()) && self.body["type"] == json!(format!("urn:shaqyru:{code}")),
            "{self:?}"
        );
        ensure!(self.body["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{self:?}");
        Ok((self.status.as_u16(), code))
    }
}

/// Somebody who calls the API.
#[derive(Clone)]
pub(crate) struct Caller {
    http: Client,
    base: String,
    token: Option<String>,
}

impl Caller {
    pub(crate) fn at(stack: &Stack, id: &str, roles: &[&str], office: Option<&str>) -> Result<Self> {
        Ok(Self::with_token(&stack.console.url(), Some(stack.sandbox.token(&TokenRequest::of(id, roles, office))?)))
    }

    /// An officer of the example's office, who as a supervisor may enter what is long past.
    fn officer(stack: &Stack, id: &str) -> Result<Self> {
        Self::at(stack, id, &["officer", "supervisor"], Some(OFFICE))
    }

    fn with_token(base: &str, token: Option<String>) -> Self {
        Self { http: Client::new(), base: base.to_owned(), token }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Answer> {
        sent(self.request(Method::GET, &format!("/api/v1{path}"))).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        sent(self.request(Method::POST, &format!("/api/v1{path}")).json(body)).await
    }

    /// Says something that was received at an instant.
    pub(crate) async fn tell(&self, case: &str, what: &str, content: Value, received_at: &str) -> Result<Answer> {
        self.post(&format!("/cases/{case}/{what}"), &long_past(&content, received_at)).await
    }

    /// Decides on the case as it is.
    async fn decide(&self, case: &str, decision: Value, received_at: &str) -> Result<Answer> {
        let version = self.get(&format!("/cases/{case}")).await?.headers.get(header::ETAG).context("no ETag")?.clone();
        let body = long_past(&decision, received_at);
        sent(self.request(Method::POST, &format!("/api/v1/cases/{case}/decision")).header(header::IF_MATCH, version).json(&body)).await
    }

    /// Files an example; its first case.
    async fn files(&self, example: &str) -> Result<String> {
        let application = serde_json::to_value(examples::application(example)?)?;
        let filed = self.post("/applications", &json!({"application": application, "filed_at": FILED_AT, "anyway": true})).await?.done()?;
        filed["cases"][0]["case"].as_str().map(str::to_owned).context("no case")
    }

    /// A case that one officer verified and another one entered the answer for.
    async fn agreed(stack: &Stack) -> Result<String> {
        let officer = Self::officer(stack, "P-1")?;
        let case = officer.files(examples::NEGOTIATIONS).await?;
        officer.tell(&case, "verification", json!({"outcome": "clear"}), "2026-04-06T11:00:00+05:00").await?.done()?;
        officer.tell(&case, "answer", json!("agree"), "2026-04-07T11:00:00+05:00").await?.done()?;
        Ok(case)
    }
}

/// Something that was received long ago, with the reason why it is entered now.
fn long_past(content: &Value, received_at: &str) -> Value {
    json!({"content": content, "received_at": received_at, "antedated_because": LONG_AGO, "letter": LETTER})
}

async fn sent(request: RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { status, headers, body })
}

/// A fresh id.
fn id() -> String {
    Uuid::new_v4().to_string()
}
