//! Who is let in: by a token of the issuer that nobody has signed out.

use std::sync::Arc;

use shaqyru_domain::problem::{Code, Problem};
use shaqyru_register::Register;

use super::{Cookies, issuer::Issuer, token::Known};
use crate::clock::Clock;

/// What it takes to know who speaks, and to sign them in and out.
#[derive(Clone)]
pub(crate) struct Door {
    pub(super) issuer: Issuer,
    pub(super) register: Register,
    /// Where browsers reach us, without a slash at the end.
    pub(super) public_url: Arc<str>,
    pub(super) cookies: Cookies,
}

impl Door {
    pub(crate) fn new(issuer: Issuer, register: Register, public_url: &str, cookies: Cookies) -> Self {
        Self { issuer, register, public_url: Arc::from(public_url), cookies }
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// [`Code::Token`] if it is none that is good here; if issuer or register cannot be asked.
    pub(super) async fn admit(&self, token: &str) -> Result<Known, Problem> {
        let known = self.issuer.verify(token).await?;
        if self.register.is_signed_out(&known.token).await? {
            return Err(Problem::new(Code::Token, "the token has been signed out; sign in again"));
        }
        Ok(known)
    }

    /// Takes a token for the last time, for all consoles of the register. One that is none, or has run out, needs no more.
    ///
    /// # Errors
    /// If issuer or register cannot be asked: then it goes on working.
    pub(super) async fn sign_out(&self, token: &str) -> Result<(), Problem> {
        match self.issuer.verify(token).await {
            Ok(Known { token, until, .. }) => Ok(self.register.sign_out(&token, until, Clock::wall().now()).await?),
            Err(Problem { code: Code::Token, .. }) => Ok(()),
            Err(problem) => Err(problem),
        }
    }
}
