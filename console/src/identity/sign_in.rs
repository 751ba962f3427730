//! Signing in with a browser: OpenID Connect's authorization code flow with PKCE.
//!
//! The token itself is the session: a cookie that no script can read, checked anew with each request. There is nothing to
//! store, and several consoles serve the same sessions.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use shaqyru_domain::problem::{Code, Problem};
use uuid::Uuid;

use super::issuer::Issuer;
use crate::problem::Refusal;

const SESSION: &str = "shaqyru_session";
const ATTEMPT: &str = "shaqyru_sign_in";
/// How long somebody may take to sign in, in seconds.
const ATTEMPT_LASTS: u32 = 600;

/// What it takes to sign somebody in.
#[derive(Clone)]
pub(crate) struct SignIn {
    pub(crate) issuer: Issuer,
    /// Where browsers reach us, without a slash at the end.
    pub(crate) public_url: Arc<str>,
}

pub(crate) fn router(sign_in: SignIn) -> Router {
    Router::new().route("/sign-in", get(begin)).route("/sign-in/done", get(finish)).route("/sign-out", post(sign_out)).with_state(sign_in)
}

/// The token of a session.
pub(crate) fn token_of(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SESSION)
}

/// Whether a form was sent by a page of ours. Browsers say so themselves; one that does not say is not a browser, or too old.
pub(crate) fn is_from_here(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    match (site, headers.get(header::ORIGIN), headers.get(header::HOST)) {
        (Some(site), _, _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => {
            let origin = origin.to_str().unwrap_or_default();
            let host = host.to_str().unwrap_or_default();
            origin.split_once("://").is_some_and(|(_, origin)| origin == host)
        }
        _ => false,
    }
}

/// A cookie of a request.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut pairs = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value)
}

#[derive(Deserialize)]
struct Wanted {
    /// The page to return to.
    #[serde(default)]
    to: Option<String>,
}

async fn begin(State(sign_in): State<SignIn>, Query(wanted): Query<Wanted>) -> Result<Response, Refusal> {
    let discovery = sign_in.issuer.discover().await?;
    let (state, verifier) = (random(), random());
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(&verifier));
    let mut url = reqwest::Url::parse(&discovery.authorization_endpoint).map_err(|_| unusable())?;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", sign_in.issuer.client_id())
        .append_pair("redirect_uri", &sign_in.return_address())
        .append_pair("scope", "openid profile")
        .append_pair("state", &state)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    let to = wanted.to.filter(|to| is_path_of_ours(to)).unwrap_or_else(|| "/".to_owned());
    let attempt = format!("{state}.{verifier}.{}", BASE64URL_NOPAD.encode(to.as_bytes()));
    let mut response = Redirect::to(url.as_str()).into_response();
    sign_in.set_cookie(&mut response, ATTEMPT, &attempt, Some(ATTEMPT_LASTS));
    Ok(response)
}

#[derive(Deserialize)]
struct Returned {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    state: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    #[serde(default)]
    expires_in: Option<u32>,
}

async fn finish(State(sign_in): State<SignIn>, Query(returned): Query<Returned>, headers: HeaderMap) -> Result<Response, Refusal> {
    let again = || Problem::new(Code::Token, "signing in was not finished; begin again at /sign-in");
    let attempt = cookie(&headers, ATTEMPT).ok_or_else(again)?;
    let mut parts = attempt.splitn(3, '.');
    let (Some(state), Some(verifier), Some(to)) = (parts.next(), parts.next(), parts.next()) else { return Err(again().into()) };
    let code = returned.code.filter(|_| returned.state.as_deref() == Some(state)).ok_or_else(again)?;
    let discovery = sign_in.issuer.discover().await?;
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &sign_in.return_address()),
        ("client_id", sign_in.issuer.client_id()),
        ("code_verifier", verifier),
    ];
    let request = sign_in.issuer.http().post(&discovery.token_endpoint).form(&exchange);
    let answer = request.send().await.map_err(|_| unusable())?;
    if !answer.status().is_success() {
        return Err(again().into());
    }
    let tokens: Tokens = answer.json().await.map_err(|_| unusable())?;
    // Who cannot be known is not signed in.
    sign_in.issuer.verify(&tokens.access_token).await?;
    let to = BASE64URL_NOPAD.decode(to.as_bytes()).ok().and_then(|to| String::from_utf8(to).ok()).filter(|to| is_path_of_ours(to));
    let mut response = Redirect::to(to.as_deref().unwrap_or("/")).into_response();
    sign_in.set_cookie(&mut response, SESSION, &tokens.access_token, tokens.expires_in);
    sign_in.set_cookie(&mut response, ATTEMPT, "", Some(0));
    Ok(response)
}

async fn sign_out(State(sign_in): State<SignIn>, headers: HeaderMap) -> Response {
    let mut response = Redirect::to("/").into_response();
    if is_from_here(&headers) {
        sign_in.set_cookie(&mut response, SESSION, "", Some(0));
    }
    response
}

impl SignIn {
    fn return_address(&self) -> String {
        format!("{}/sign-in/done", self.public_url)
    }

    fn set_cookie(&self, response: &mut Response, name: &str, value: &str, lasts: Option<u32>) {
        let secure = if self.public_url.starts_with("https://") { "; Secure" } else { "" };
        let lasts = lasts.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{lasts}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

/// A path below our own root: what begins with two slashes names another host, and browsers leave tabs and line ends out.
fn is_path_of_ours(to: &str) -> bool {
    to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.chars().any(char::is_control)
}

/// 244 random bits.
fn random() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

fn unusable() -> Problem {
    Problem::new(Code::Issuer, "the issuer of tokens says something unexpected")
}
