//! The cookies of a sign-in.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

/// Names with this prefix are taken by browsers only over TLS, for the whole of this host and no other: no neighbouring host can set one.
const OF_THIS_HOST: &str = "__Host-";
const SESSION: &str = "shaqyru_session";
const ATTEMPT: &str = "shaqyru_sign_in";

/// How cookies are named and sent: over TLS none goes in the clear, and on one machine without TLS browsers would not keep such.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    pub(crate) over_tls: bool,
}

impl Cookies {
    /// The token of a session.
    pub(crate) fn session(self, headers: &HeaderMap) -> Option<&str> {
        cookie(headers, &self.named(SESSION))
    }

    /// What was kept of an attempt to sign in.
    pub(super) fn attempt(self, headers: &HeaderMap) -> Option<&str> {
        cookie(headers, &self.named(ATTEMPT))
    }

    /// A session, for so many seconds; empty: none any more.
    pub(super) fn set_session(self, response: &mut Response, token: &str, lasts: Option<u32>) {
        self.set(response, SESSION, token, lasts);
    }

    /// What is kept of an attempt to sign in.
    pub(super) fn set_attempt(self, response: &mut Response, attempt: &str, lasts: u32) {
        self.set(response, ATTEMPT, attempt, Some(lasts));
    }

    /// What is said after the attributes that all cookies have.
    pub(crate) const fn secure(self) -> &'static str {
        if self.over_tls { "; Secure" } else { "" }
    }

    fn set(self, response: &mut Response, name: &str, value: &str, lasts: Option<u32>) {
        let lasts = lasts.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{}{lasts}", self.named(name), self.secure());
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }

    fn named(self, name: &str) -> String {
        if self.over_tls { format!("{OF_THIS_HOST}{name}") } else { name.to_owned() }
    }
}

/// Whether there is a session, good or not.
pub(crate) fn has_session(headers: &HeaderMap) -> bool {
    [true, false].into_iter().any(|over_tls| Cookies { over_tls }.session(headers).is_some())
}

/// A cookie of a request.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut pairs = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value)
}
