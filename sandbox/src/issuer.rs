//! The issuer of tokens (OpenID Connect), for demos and tests: whoever asks is signed in as the person they choose.
//!
//! It signs with a key of its own that lives as long as the process. Discovery, keys, the authorization code flow with PKCE,
//! and a password grant without passwords for the command line.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use reqwest::Url;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Where it answers below the sandbox.
pub(crate) const PATH: &str = "/issuer";
/// The audience of its tokens.
pub const AUDIENCE: &str = "shaqyru";
/// The type of an access token (RFC 9068). Who is signed in is told by an ID token beside it, which is none.
const ACCESS_TOKEN: &str = "at+jwt";
const ID_TOKEN: &str = "JWT";
const KEY_ID: &str = "sandbox";
/// A working day: nobody is signed out in the middle of a demonstration.
const TOKEN_LASTS: Duration = Duration::from_hours(12);
const CODE_LASTS: Duration = Duration::from_mins(5);

/// Somebody whom the issuer knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// Their id.
    pub id: &'static str,
    /// Their name; a specimen.
    pub name: &'static str,
    /// What they are.
    pub roles: &'static [&'static str],
    /// Where.
    pub office: Option<&'static str>,
    /// How many groups of a directory their tokens name beside: a person of many has a long one.
    pub groups: u16,
}

/// The example users of demos.
pub const USERS: &[User] = &[
    User { id: "P-1042", name: "Aigul Specimen", roles: &["officer"], office: Some("AST-ESIL"), groups: 0 },
    User { id: "P-1043", name: "Serik Specimen", roles: &["officer"], office: Some("AST-ESIL"), groups: 0 },
    User { id: "P-1044", name: "Asel Specimen", roles: &["officer"], office: Some("AST-ESIL"), groups: 180 },
    User { id: "S-1001", name: "Dana Specimen", roles: &["supervisor"], office: Some("AST-ESIL"), groups: 0 },
    User { id: "H-1001", name: "Marat Specimen", roles: &["head"], office: Some("AST-ESIL"), groups: 0 },
    User { id: "P-2001", name: "Olga Specimen", roles: &["officer"], office: Some("ALA-ALMALY"), groups: 0 },
    User { id: "P-3001", name: "Timur Specimen", roles: &["officer"], office: Some("SHY-ABAY"), groups: 0 },
    User { id: "S-0001", name: "Saule Specimen", roles: &["supervisor"], office: None, groups: 0 },
    User { id: "A-0001", name: "Yerlan Specimen", roles: &["auditor"], office: None, groups: 0 },
    User { id: "O-0001", name: "Nurlan Specimen", roles: &["operator"], office: None, groups: 0 },
];

/// The visa and migration portal, which files what comes in there. It signs in on no page.
pub(crate) const PORTAL: User = User { id: "VMP", name: "Visa and migration portal", roles: &["agency"], office: None, groups: 0 };

/// The issuer.
pub struct Issuer {
    url: String,
    key: EncodingKey,
    /// The public key: x and y, 32 bytes each, after a byte that says so.
    public: Vec<u8>,
    codes: Mutex<BTreeMap<String, Granted>>,
}

/// Without the key.
impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issuer").field("url", &self.url).finish_non_exhaustive()
    }
}

/// What a code stands for.
struct Granted {
    user: String,
    challenge: String,
    redirect_uri: String,
    at: SystemTime,
}

/// What a token is to say, and for how long. Tests ask for wrong ones, too.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// Whose it is.
    pub subject: String,
    /// What they are.
    pub roles: Vec<String>,
    /// Where.
    pub office: Option<String>,
    /// For whom.
    pub audience: String,
    /// Seconds from now until it runs out; negative: it has run out.
    pub lasts: i64,
    /// Its `typ`: `at+jwt` for an access token.
    pub r#type: String,
}

impl TokenRequest {
    /// A token as the issuer gives it.
    pub fn of(subject: &str, roles: &[&str], office: Option<&str>) -> Self {
        Self {
            subject: subject.to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            office: office.map(str::to_owned),
            audience: AUDIENCE.to_owned(),
            lasts: i64::try_from(TOKEN_LASTS.as_secs()).unwrap_or(i64::MAX),
            r#type: ACCESS_TOKEN.to_owned(),
        }
    }
}

/// Why there is no issuer, or no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the issuer's key cannot be made or used")]
pub struct KeyError;

impl Issuer {
    /// Makes a key.
    pub(crate) fn at(addr: SocketAddr) -> Result<Self, KeyError> {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(|_| KeyError)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).map_err(|_| KeyError)?;
        Ok(Self {
            url: format!("http://{addr}{PATH}"),
            key: EncodingKey::from_ec_der(document.as_ref()),
            public: pair.public_key().as_ref().to_vec(),
            codes: Mutex::default(),
        })
    }

    /// As its tokens name it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A token.
    pub fn token(&self, request: &TokenRequest) -> Result<String, KeyError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| KeyError)?;
        let now = i64::try_from(now.as_secs()).map_err(|_| KeyError)?;
        let name = USERS.iter().find(|user| user.id == request.subject).map_or(request.subject.as_str(), |user| user.name);
        let claims = json!({
            "iss": self.url, "aud": request.audience, "sub": request.subject, "name": name, "roles": request.roles,
            "office": request.office, "iat": now, "exp": now.saturating_add(request.lasts), "client_id": AUDIENCE,
            "jti": Uuid::new_v4().simple().to_string(),
        });
        self.sign(&json!({ "typ": request.r#type, "alg": "ES256", "kid": KEY_ID }), &claims)
    }

    /// Signs whatever is to be said, under whatever header.
    pub fn sign(&self, header: &Value, claims: &Value) -> Result<String, KeyError> {
        let encoded = |part: &Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
        let message = format!("{}.{}", encoded(header), encoded(claims));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, Algorithm::ES256).map_err(|_| KeyError)?;
        Ok(format!("{message}.{signature}"))
    }

    fn token_of(&self, user: &str) -> Result<Response, StatusCode> {
        let user = USERS.iter().chain([&PORTAL]).find(|known| known.id == user).ok_or(StatusCode::BAD_REQUEST)?;
        let broken = |_| StatusCode::INTERNAL_SERVER_ERROR;
        let mut request = TokenRequest::of(user.id, user.roles, user.office);
        request.roles.extend((1..=user.groups).map(|group| format!("CN=Group {group:03},OU=Directory,DC=example")));
        let access_token = self.token(&request).map_err(broken)?;
        let id_token = self.token(&TokenRequest { r#type: ID_TOKEN.to_owned(), ..request.clone() }).map_err(broken)?;
        let tokens = json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": request.lasts, "id_token": id_token });
        Ok(Json(tokens).into_response())
    }
}

pub(crate) fn router(issuer: Arc<Issuer>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/jwks", get(keys))
        .route("/authorize", get(choose).post(chosen))
        .route("/token", post(token))
        .with_state(issuer)
}

async fn discovery(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let url = &issuer.url;
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let (x, y) = issuer.public.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
    let (x, y) = (BASE64URL_NOPAD.encode(x), BASE64URL_NOPAD.encode(y));
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KEY_ID, "x": x, "y": y }] }))
}

#[derive(Deserialize)]
struct Asked {
    redirect_uri: String,
    state: String,
    code_challenge: String,
}

/// A page with a button for each person.
async fn choose(Query(asked): Query<Asked>) -> Html<String> {
    let mut buttons = String::new();
    for User { id, name, roles, office, .. } in USERS {
        let what = roles.join(", ");
        let place = office.unwrap_or("everywhere");
        let _ = write!(buttons, "<p><button name=\"user\" value=\"{id}\" id=\"{id}\">{id} &middot; {name}</button> {what}, {place}</p>");
    }
    let hidden = [("redirect_uri", &asked.redirect_uri), ("state", &asked.state), ("code_challenge", &asked.code_challenge)];
    let mut inputs = String::new();
    for (name, value) in hidden {
        let _ = write!(inputs, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value));
    }
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign in</title>\
         <style>body{{font:1rem system-ui;max-width:40rem;margin:3rem auto}}button{{font:inherit;padding:.4rem 1rem;min-width:16rem}}</style>\
         <h1>Who are you?</h1><p>A stand-in for the ministry's sign-in, on this machine only.</p>\
         <form method=\"post\" action=\"{PATH}/authorize\">{inputs}{buttons}</form></html>"
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[derive(Deserialize)]
struct Chosen {
    user: String,
    redirect_uri: String,
    state: String,
    code_challenge: String,
}

async fn chosen(State(issuer): State<Arc<Issuer>>, Form(chosen): Form<Chosen>) -> Result<Redirect, StatusCode> {
    let Chosen { user, redirect_uri, state, code_challenge } = chosen;
    let mut to = Url::parse(&redirect_uri).map_err(|_| StatusCode::BAD_REQUEST)?;
    let code = Uuid::new_v4().simple().to_string();
    to.query_pairs_mut().append_pair("code", &code).append_pair("state", &state).append_pair("iss", &issuer.url);
    let granted = Granted { user, challenge: code_challenge, redirect_uri, at: SystemTime::now() };
    issuer.codes.lock().unwrap_or_else(PoisonError::into_inner).insert(code, granted);
    Ok(Redirect::to(to.as_str()))
}

#[derive(Deserialize)]
struct Exchange {
    grant_type: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    code_verifier: String,
    #[serde(default)]
    username: String,
}

async fn token(State(issuer): State<Arc<Issuer>>, Form(exchange): Form<Exchange>) -> Result<Response, StatusCode> {
    match exchange.grant_type.as_str() {
        "password" => issuer.token_of(&exchange.username),
        "authorization_code" => {
            // A code counts once.
            let granted = issuer.codes.lock().unwrap_or_else(PoisonError::into_inner).remove(&exchange.code);
            let granted = granted.ok_or(StatusCode::BAD_REQUEST)?;
            let proved = BASE64URL_NOPAD.encode(&Sha256::digest(&exchange.code_verifier)) == granted.challenge;
            let fresh = granted.at.elapsed().is_ok_and(|age| age < CODE_LASTS);
            if !proved || !fresh || granted.redirect_uri != exchange.redirect_uri {
                return Err(StatusCode::BAD_REQUEST);
            }
            issuer.token_of(&granted.user)
        }
        _ => Err(StatusCode::BAD_REQUEST),
    }
}
