//! The cookies of a sign-in.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use shaqyru_domain::problem::{Code, Problem};

/// Names with this prefix are taken by browsers only over TLS, for the whole of this host and no other: no neighbouring host can set one.
const OF_THIS_HOST: &str = "__Host-";
const SESSION: &str = "shaqyru_session";
const ATTEMPT: &str = "shaqyru_sign_in";
/// Browsers keep no cookie of more than 4,096 bytes with its name and attributes (RFC 6265, 6.1). A token that names the groups of a
/// directory is longer: it goes into several, of so many bytes each.
const LONGEST_PART: usize = 3_800;
/// The most parts of a session.
const MOST_PARTS: usize = 5;

/// How cookies are named and sent: over TLS none goes in the clear, and on one machine without TLS browsers would not keep such.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    pub(crate) over_tls: bool,
}

impl Cookies {
    /// The token of a session.
    pub(crate) fn session(self, headers: &HeaderMap) -> Option<String> {
        let parts: String = (0..MOST_PARTS).map_while(|part| cookie(headers, &self.named(&part_of_session(part)))).collect();
        (!parts.is_empty()).then_some(parts)
    }

    /// What was kept of an attempt to sign in.
    pub(super) fn attempt(self, headers: &HeaderMap) -> Option<&str> {
        cookie(headers, &self.named(ATTEMPT))
    }

    /// A session, for so many seconds. What is left of a longer token of before goes.
    ///
    /// # Errors
    /// [`Code::Issuer`] for a token that is too long to be kept.
    pub(super) fn set_session(self, response: &mut Response, token: &str, lasts: Option<u32>) -> Result<(), Problem> {
        let mut parts = token.as_bytes().chunks(LONGEST_PART).map(String::from_utf8_lossy);
        for part in 0..MOST_PARTS {
            let (value, lasts) = parts.next().map_or(("".into(), Some(0)), |value| (value, lasts));
            self.set(response, &part_of_session(part), &value, lasts);
        }
        if parts.next().is_none() {
            return Ok(());
        }
        let most = MOST_PARTS.saturating_mul(LONGEST_PART);
        Err(Problem::new(Code::Issuer, format!("the issuer's token is longer than {most} bytes: no browser would keep it")))
    }

    /// No session any more.
    pub(super) fn end_session(self, response: &mut Response) {
        for part in 0..MOST_PARTS {
            self.set(response, &part_of_session(part), "", Some(0));
        }
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

/// `shaqyru_session`, `shaqyru_session_1`, …
fn part_of_session(part: usize) -> String {
    if part == 0 { SESSION.to_owned() } else { format!("{SESSION}_{part}") }
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
