//! Signing in with a browser: OpenID Connect's authorization code flow with PKCE.
//!
//! The token itself is the session: a cookie that no script can read (several, if it is long), checked anew with each request. There is
//! nothing to store, and several consoles serve the same sessions.

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use shaqyru_domain::problem::{Code, Problem};
use uuid::Uuid;

use super::{Door, bearer};
use crate::problem::Refusal;

/// How long somebody may take to sign in, in seconds.
const ATTEMPT_LASTS: u32 = 600;

pub(crate) fn router(door: Door) -> Router {
    Router::new().route("/sign-in", get(begin)).route("/sign-in/done", get(finish)).route("/sign-out", post(sign_out)).with_state(door)
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

#[derive(Deserialize)]
struct Wanted {
    /// The page to return to.
    #[serde(default)]
    to: Option<String>,
}

async fn begin(State(door): State<Door>, Query(wanted): Query<Wanted>) -> Result<Response, Refusal> {
    let discovery = door.issuer.discover().await?;
    let (state, verifier) = (random(), random());
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(&verifier));
    let mut url = reqwest::Url::parse(&discovery.authorization_endpoint).map_err(|_| unusable())?;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", door.issuer.client_id())
        .append_pair("redirect_uri", &door.return_address())
        .append_pair("scope", "openid profile")
        .append_pair("state", &state)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    let to = wanted.to.filter(|to| is_path_of_ours(to)).unwrap_or_else(|| "/".to_owned());
    let attempt = format!("{state}.{verifier}.{}", BASE64URL_NOPAD.encode(to.as_bytes()));
    let mut response = Redirect::to(url.as_str()).into_response();
    door.cookies.set_attempt(&mut response, &attempt, ATTEMPT_LASTS);
    Ok(response)
}

#[derive(Deserialize)]
struct Returned {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    iss: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    token_type: String,
    #[serde(default)]
    expires_in: Option<u32>,
}

async fn finish(State(door): State<Door>, Query(returned): Query<Returned>, headers: HeaderMap) -> Result<Response, Refusal> {
    let again = || Problem::new(Code::Token, "signing in was not finished; begin again at /sign-in");
    let attempt = door.cookies.attempt(&headers).ok_or_else(again)?;
    let mut parts = attempt.splitn(3, '.');
    let (Some(state), Some(verifier), Some(to)) = (parts.next(), parts.next(), parts.next()) else { return Err(again().into()) };
    let code = returned.code.filter(|_| returned.state.as_deref() == Some(state)).ok_or_else(again)?;
    let discovery = door.issuer.discover().await?;
    // The code of another issuer would be given away to this one, or the other way round.
    if !discovery.gave(returned.iss.as_deref()) {
        return Err(again().into());
    }
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &door.return_address()),
        ("client_id", door.issuer.client_id()),
        ("code_verifier", verifier),
    ];
    let request = door.issuer.http().post(&discovery.token_endpoint).form(&exchange);
    let answer = request.send().await.map_err(|_| unusable())?;
    if !answer.status().is_success() {
        return Err(again().into());
    }
    let tokens: Tokens = answer.json().await.map_err(|_| unusable())?;
    if !tokens.token_type.eq_ignore_ascii_case("bearer") {
        return Err(unusable().into());
    }
    // Who cannot be known is not signed in.
    door.admit(&tokens.access_token).await?;
    let to = BASE64URL_NOPAD.decode(to.as_bytes()).ok().and_then(|to| String::from_utf8(to).ok()).filter(|to| is_path_of_ours(to));
    let mut response = Redirect::to(to.as_deref().unwrap_or("/")).into_response();
    door.cookies.set_session(&mut response, &tokens.access_token, tokens.expires_in)?;
    door.cookies.set_attempt(&mut response, "", 0);
    Ok(response)
}

/// A program signs out its token, a browser the session of a page of ours.
async fn sign_out(State(door): State<Door>, headers: HeaderMap) -> Result<Response, Refusal> {
    let mut response = Redirect::to("/").into_response();
    if let Some(token) = bearer(&headers) {
        door.sign_out(token).await?;
    } else if is_from_here(&headers) {
        if let Some(token) = door.cookies.session(&headers) {
            // The cookie stays until this is on record: who is told that it is not can try again.
            door.sign_out(&token).await?;
        }
        door.cookies.end_session(&mut response);
    }
    Ok(response)
}

impl Door {
    fn return_address(&self) -> String {
        format!("{}/sign-in/done", self.public_url)
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
