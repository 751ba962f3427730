//! The issuer of tokens (OpenID Connect): where it is, its keys, and whether a token is one of its own.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{Jwk, JwkSet},
};
use reqwest::Client;
use serde::{Deserialize, de::DeserializeOwned};
use shaqyru_domain::{
    authority::{Authority, Role},
    problem::{Code, Problem},
    text::OfficeCode,
};
use tokio::sync::Mutex;

use super::Principal;

/// How the console knows its issuer.
#[derive(Debug, Clone)]
pub struct IssuerOptions {
    /// The issuer's URL, as its tokens name it; its discovery document lies below it.
    pub url: String,
    /// The audience of tokens for us, which is our client id too.
    pub audience: String,
}

/// Signatures with a public key only: with a shared secret, or none, anybody could be an issuer.
const ALGORITHMS: [Algorithm; 6] =
    [Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA, Algorithm::RS256, Algorithm::RS384, Algorithm::PS256];
/// An unknown key makes us look at the issuer's keys again, but not more often than this.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// A key that the issuer has withdrawn is forgotten after this.
const KEYS_HOLD: Duration = Duration::from_mins(15);
/// How long the issuer may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Clocks of two machines differ by so many seconds.
const LEEWAY: u64 = 30;

/// The issuer of tokens.
#[derive(Clone)]
pub struct Issuer {
    http: Client,
    options: IssuerOptions,
    keys: Arc<Mutex<Keys>>,
}

#[derive(Default)]
struct Keys {
    known: Option<JwkSet>,
    looked_at: Option<Instant>,
}

/// What the discovery document says, as far as it matters here.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Discovery {
    issuer: String,
    jwks_uri: String,
    pub(crate) authorization_endpoint: String,
    pub(crate) token_endpoint: String,
}

/// What a token says.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    office: Option<OfficeCode>,
}

impl Issuer {
    /// Knows an issuer; it is asked when the first token comes.
    ///
    /// # Errors
    /// [`Code::Configuration`] if its URL cannot be used.
    pub fn new(options: IssuerOptions) -> Result<Self, Problem> {
        let wrong = |what: String| Problem::new(Code::Configuration, format!("the issuer: {what}"));
        let url = reqwest::Url::parse(&options.url).map_err(|error| wrong(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("its URL must begin with https:// (or http:// on one machine)".to_owned()));
        }
        // Installed once for the process; a second call finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Self { http, options, keys: Arc::default() })
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.options.audience
    }

    pub(crate) const fn http(&self) -> &Client {
        &self.http
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// [`Code::Token`] if it is none of the issuer's, not for us, or has run out; [`Code::Issuer`] if its keys cannot be had.
    pub async fn verify(&self, token: &str) -> Result<Principal, Problem> {
        let refused = |_| Problem::new(Code::Token, "the token is not valid, or no longer; sign in again");
        let header = jsonwebtoken::decode_header(token).map_err(refused)?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(Problem::new(Code::Token, "the token is not signed as tokens for us are"));
        }
        let key = self.key(header.kid.as_deref()).await?;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.options.url]);
        validation.set_audience(&[&self.options.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY;
        let key = DecodingKey::from_jwk(&key).map_err(refused)?;
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).map_err(refused)?.claims;
        claims.into_principal()
    }

    /// The key with this id. Keys are looked at anew when one is unknown, and from time to time.
    async fn key(&self, id: Option<&str>) -> Result<Jwk, Problem> {
        let mut keys = self.keys.lock().await;
        let age = keys.looked_at.map(|at| at.elapsed());
        let holds = if keys.find(id).is_some() { KEYS_HOLD } else { LOOK_AGAIN };
        if age.is_none_or(|age| age > holds) {
            self.look_at_keys(&mut keys).await?;
        }
        keys.find(id).cloned().ok_or_else(|| Problem::new(Code::Token, "the token is signed with a key that its issuer does not have"))
    }

    async fn look_at_keys(&self, keys: &mut Keys) -> Result<(), Problem> {
        // Also where nothing is found: an issuer that is down is not asked with each request.
        let earlier = keys.looked_at.replace(Instant::now());
        let found = async { self.fetch(&self.discover().await?.jwks_uri).await };
        match found.await {
            Ok(known) => keys.known = Some(known),
            // What is known holds for a while longer.
            Err(_) if keys.known.is_some() && earlier.is_some_and(|at| at.elapsed() < KEYS_HOLD * 2) => {}
            Err(problem) => return Err(problem),
        }
        Ok(())
    }

    /// What the issuer says of itself.
    pub(crate) async fn discover(&self) -> Result<Discovery, Problem> {
        let url = format!("{}/.well-known/openid-configuration", self.options.url.trim_end_matches('/'));
        let discovery: Discovery = self.fetch(&url).await?;
        if discovery.issuer == self.options.url {
            return Ok(discovery);
        }
        Err(Problem::new(Code::Issuer, "the issuer of tokens calls itself otherwise than it is configured here"))
    }

    async fn fetch<T: DeserializeOwned>(&self, url: &str) -> Result<T, Problem> {
        let failed = |error: reqwest::Error| {
            tracing::warn!(error = %error.without_url(), "the issuer of tokens does not answer");
            Problem::new(Code::Issuer, "the issuer of tokens does not answer; try again in a moment")
        };
        self.http.get(url).send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?.json().await.map_err(failed)
    }
}

impl Keys {
    /// Tokens of an issuer with one key may go without its id.
    fn find(&self, id: Option<&str>) -> Option<&Jwk> {
        let known = self.known.as_ref()?;
        match (id, known.keys.as_slice()) {
            (Some(id), _) => known.find(id),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

impl Claims {
    /// Roles that are not ours are somebody else's business.
    fn into_principal(self) -> Result<Principal, Problem> {
        let id = self.sub.parse().map_err(|_| Problem::new(Code::Token, "the token's subject is not an officer's id"))?;
        let roles: BTreeSet<Role> = self.roles.iter().filter_map(|role| role.parse().ok()).collect();
        Ok(Principal { name: self.name.unwrap_or_else(|| self.sub.clone()), id, authority: Authority { roles, office: self.office } })
    }
}
