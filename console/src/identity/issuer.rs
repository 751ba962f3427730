//! The issuer of tokens (OpenID Connect): where it is, its keys, and whether a token is one of its own.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jsonwebtoken::jwk::JwkSet;
use reqwest::{Client, Url};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use shaqyru_domain::problem::{Code, Problem};

use super::{
    keys::Keys,
    token::{Known, Token},
};
use crate::clock::Clock;

/// How the console knows its issuer.
#[derive(Debug, Clone)]
pub struct IssuerOptions {
    /// The issuer's URL, as its tokens name it; its discovery document lies below it.
    pub url: String,
    /// The audience of tokens for us.
    pub audience: String,
    /// As whom the issuer knows us.
    pub client_id: String,
    /// The issuer does not mark access tokens by their type. Then they need an audience that is not the client.
    pub untyped_tokens: bool,
}

/// How long the issuer may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// What the issuer says of itself changes seldom.
const DISCOVERY_HOLDS: Duration = Duration::from_mins(15);

/// The issuer of tokens.
#[derive(Clone)]
pub struct Issuer {
    http: Client,
    options: Arc<IssuerOptions>,
    keys: Arc<Keys>,
    discovery: Arc<RwLock<Option<(Instant, Discovery)>>>,
}

/// What the discovery document says, as far as it matters here.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Discovery {
    issuer: String,
    jwks_uri: String,
    pub(crate) authorization_endpoint: String,
    pub(crate) token_endpoint: String,
    /// Whether it says in its answers who it is (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Keys as the issuer publishes them.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// The keys that are of a kind known here. Of another kind none is used, and none keeps the others from being used (RFC 7517, 5).
fn known_kinds(keys: Vec<Value>) -> JwkSet {
    JwkSet { keys: keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect() }
}

impl Issuer {
    /// Knows an issuer; it is asked when the first token comes.
    ///
    /// # Errors
    /// [`Code::Configuration`] if its URL cannot be used, or ID tokens could not be told from access tokens.
    pub fn new(options: IssuerOptions) -> Result<Self, Problem> {
        let wrong = |what: String| Problem::new(Code::Configuration, format!("the issuer: {what}"));
        let url = Url::parse(&options.url).map_err(|error| wrong(error.to_string()))?;
        if !is_safe(&url) {
            return Err(wrong("its URL must begin with https:// (or http:// on one machine)".to_owned()));
        }
        if options.untyped_tokens && options.audience == options.client_id {
            let why = "access tokens without a type need an audience that is not the client id: an ID token would pass for one";
            return Err(wrong(why.to_owned()));
        }
        // Installed once for the process; a second call finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Self { http, options: Arc::new(options), keys: Arc::default(), discovery: Arc::default() })
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.options.client_id
    }

    pub(crate) const fn http(&self) -> &Client {
        &self.http
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// [`Code::Token`] if it is none of the issuer's, not for us, or has run out; [`Code::Issuer`] if its keys cannot be had.
    pub(crate) async fn verify(&self, token: &str) -> Result<Known, Problem> {
        let token = Token::read(token, &self.options)?;
        let issuer = self.clone();
        let key = self.keys.find(token.wanted_key(), || async move { issuer.look_at_keys().await }).await?;
        token.verify(&key, &self.options, Clock::wall().now())
    }

    /// Whether it answers and has keys: without them nobody is let in.
    ///
    /// # Errors
    /// [`Code::Issuer`] if not.
    pub async fn require(&self) -> Result<(), Problem> {
        self.look_at_keys().await.map(drop)
    }

    async fn look_at_keys(&self) -> Result<JwkSet, Problem> {
        let KeySet { keys } = self.fetch(&self.look_at_discovery().await?.jwks_uri).await?;
        Ok(known_kinds(keys))
    }

    /// What the issuer says of itself; lately, if it was asked lately.
    pub(crate) async fn discover(&self) -> Result<Discovery, Problem> {
        let known = self.discovery.read().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some((at, discovery)) if at.elapsed() < DISCOVERY_HOLDS => Ok(discovery),
            _ => self.look_at_discovery().await,
        }
    }

    async fn look_at_discovery(&self) -> Result<Discovery, Problem> {
        let url = format!("{}/.well-known/openid-configuration", self.options.url.trim_end_matches('/'));
        let discovery: Discovery = self.fetch(&url).await?;
        if discovery.issuer != self.options.url {
            return Err(Problem::new(Code::Issuer, "the issuer of tokens calls itself otherwise than it is configured here"));
        }
        let addresses = [&discovery.jwks_uri, &discovery.authorization_endpoint, &discovery.token_endpoint];
        if !addresses.into_iter().all(|address| Url::parse(address).is_ok_and(|url| is_safe(&url))) {
            return Err(Problem::new(Code::Issuer, "the issuer of tokens names an address that is not https://"));
        }
        *self.discovery.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), discovery.clone()));
        Ok(discovery)
    }

    async fn fetch<T: DeserializeOwned>(&self, url: &str) -> Result<T, Problem> {
        let failed = |error: reqwest::Error| {
            tracing::warn!(error = %error.without_url(), "the issuer of tokens does not answer");
            Problem::new(Code::Issuer, "the issuer of tokens does not answer; try again in a moment")
        };
        self.http.get(url).send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?.json().await.map_err(failed)
    }
}

impl Discovery {
    /// Whether an answer comes from this issuer, by what it says (RFC 9207).
    pub(crate) fn gave(&self, answered_by: Option<&str>) -> bool {
        answered_by.map_or(!self.authorization_response_iss_parameter_supported, |issuer| issuer == self.issuer)
    }
}

/// Keys and codes travel there: in the clear only within a machine.
fn is_safe(url: &Url) -> bool {
    let within = |url: &Url| match url.host_str() {
        Some("localhost") => true,
        Some(host) => host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && within(url))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn options(url: &str) -> IssuerOptions {
        IssuerOptions { url: url.to_owned(), audience: "api".to_owned(), client_id: "console".to_owned(), untyped_tokens: false }
    }

    #[test]
    fn keys_travel_in_the_clear_only_within_a_machine() {
        for (url, safe) in [
            ("https://id.example.kz/realm", true),
            ("http://127.0.0.1:8090/issuer", true),
            ("http://[::1]:8090", true),
            ("http://localhost:8090", true),
            ("http://id.example.kz", false),
            ("http://127.0.0.1.example.kz", false),
            ("http://10.0.0.7", false),
            ("file:///etc/keys", false),
        ] {
            assert_eq!(Issuer::new(options(url)).is_ok(), safe, "{url}");
        }
    }

    /// Risk: the issuer adds a key of a new kind, and nobody can sign in any more.
    #[test]
    fn a_key_of_a_kind_that_is_not_known_here_spoils_no_other() {
        let known = serde_json::json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "a"});
        let strange = [
            serde_json::json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "b"}),
            serde_json::json!({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA", "kid": "c"}),
            serde_json::json!({"kty": "RSA", "kid": "d"}),
            serde_json::json!(7),
        ];
        for key in strange {
            let set = known_kinds(vec![key.clone(), known.clone(), key.clone()]);
            assert_eq!(set.keys.len(), 1, "{key}");
        }
    }

    #[test]
    fn without_types_an_audience_of_its_own_tells_access_tokens_from_id_tokens() {
        let untyped = |audience: &str| {
            let options = options("https://id.example.kz");
            Issuer::new(IssuerOptions { untyped_tokens: true, audience: audience.to_owned(), ..options }).is_ok()
        };
        assert!(untyped("api") && !untyped("console"));
    }
}
