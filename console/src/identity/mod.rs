//! Who speaks: people and systems with a token of the issuer.

mod cookies;
mod door;
pub(crate) mod issuer;
mod keys;
pub(crate) mod sign_in;
mod token;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, Method, header, request::Parts},
};
use shaqyru_domain::{
    actor::Actor,
    authority::Authority,
    problem::{Code, Problem},
    text::OfficerId,
};

pub(crate) use self::{
    cookies::{Cookies, cookie, has_session},
    door::Door,
};
use crate::problem::Refusal;

/// Somebody whose token has been found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Their id; it stands in the timeline of what they enter.
    pub id: OfficerId,
    /// How they are called, for their own eyes.
    pub name: String,
    /// What they are, and where.
    pub authority: Authority,
}

impl Principal {
    /// Under which name their request is known: a request id counts within the office, and for who works for none, within the person.
    pub fn request(&self, request_id: &str) -> String {
        let of = self.authority.office.as_ref().map_or_else(|| format!("person {}", self.id), |office| format!("office {office}"));
        format!("{of}/{request_id}")
    }

    /// As cases know them.
    pub fn actor(&self) -> Actor {
        Actor::Officer(self.id.clone())
    }
}

/// A request by somebody: with a bearer token, or in a browser with the cookie of a session.
impl<S> FromRequestParts<S> for Principal
where
    S: Send + Sync,
    Door: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let door = Door::from_ref(state);
        // A browser sends its cookie whatever page asks: what changes something must come from a page of ours.
        let asks = parts.method == Method::GET || parts.method == Method::HEAD;
        let (bearer, session) = (bearer(&parts.headers), door.cookies.session(&parts.headers));
        if bearer.is_none() && session.is_some() && !asks && !sign_in::is_from_here(&parts.headers) {
            return Err(Problem::new(Code::Forbidden, "this was not sent by a page of ours").into());
        }
        let token = bearer.or(session.as_deref());
        let token = token.ok_or_else(|| Problem::new(Code::Token, "sign in, or send a token: Authorization: Bearer …"))?;
        Ok(door.admit(token).await?.principal)
    }
}

/// The token that a program sends.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
