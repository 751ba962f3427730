//! What a token says, and whether that is for us. Nothing of it is believed before its signature has been found right.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::Jwk};
use serde::{Deserialize, Deserializer, de::IgnoredAny};
use sha2::{Digest, Sha256};
use shaqyru_domain::{
    authority::{Authority, Role},
    problem::{Code, Problem},
    text::OfficeCode,
    time::instant::Instant,
};

use super::{Principal, issuer::IssuerOptions, keys::Wanted};

/// Signatures with a public key only: with a shared secret, or none, anybody could be an issuer.
const ALGORITHMS: [Algorithm; 6] =
    [Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA, Algorithm::RS256, Algorithm::RS384, Algorithm::PS256];
/// The type of an access token (RFC 9068).
const ACCESS_TOKEN: &str = "at+jwt";
/// Clocks of two machines differ by so many seconds.
const LEEWAY: u32 = 30;

/// A token as it was sent, with its header read.
pub(super) struct Token<'a> {
    text: &'a str,
    header: Header,
}

/// What the header says. It chooses the key and so is read before anything is believed; the signature covers it.
#[derive(Deserialize)]
struct Header {
    alg: Algorithm,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    typ: Option<String>,
    /// What one must understand to take the token (RFC 7515, 4.1.11). Nothing of that kind is understood here.
    #[serde(default, deserialize_with = "present")]
    crit: bool,
}

/// What a token says. A claim of another type is not passed over: the token is refused.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    iss: String,
    aud: Audience,
    exp: f64,
    #[serde(default, deserialize_with = "number")]
    nbf: Option<f64>,
    #[serde(default, deserialize_with = "number")]
    iat: Option<f64>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    roles: Roles,
    #[serde(default)]
    office: Option<OfficeCode>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Roles in a list; some issuers write one, or several with blanks between them as scopes are (RFC 8693, 4.2), as a string.
#[derive(Deserialize)]
#[serde(untagged)]
enum Roles {
    Listed(Vec<String>),
    Written(String),
}

impl Default for Roles {
    fn default() -> Self {
        Self::Listed(Vec::new())
    }
}

impl Roles {
    /// Roles that are not ours are somebody else's business.
    fn ours(&self) -> Vec<Role> {
        match self {
            Self::Listed(names) => names.iter().filter_map(|name| name.parse().ok()).collect(),
            Self::Written(names) => names.split_whitespace().filter_map(|name| name.parse().ok()).collect(),
        }
    }
}

impl Audience {
    fn names(&self, wanted: &str) -> bool {
        match self {
            Self::One(name) => name == wanted,
            Self::Several(names) => names.iter().any(|name| name == wanted),
        }
    }
}

/// Somebody whose token has been found right, and the token itself.
pub(crate) struct Known {
    pub(crate) principal: Principal,
    /// A hash of what the issuer signed. Another signature, or another spelling of the same one, does not make another token of it.
    pub(crate) token: String,
    /// When it runs out.
    pub(crate) until: Instant,
}

impl<'a> Token<'a> {
    /// Reads the header.
    pub(super) fn read(text: &'a str, options: &IssuerOptions) -> Result<Self, Problem> {
        let (encoded, _) = text.split_once('.').ok_or_else(refused)?;
        let header = BASE64URL_NOPAD.decode(encoded.as_bytes()).map_err(|_| refused())?;
        let header: Header = serde_json::from_slice(&header).map_err(|_| refused())?;
        if !ALGORITHMS.contains(&header.alg) || header.crit {
            return Err(Problem::new(Code::Token, "the token is not signed as tokens for us are"));
        }
        if !options.untyped_tokens && !header.typ.as_deref().is_some_and(is_access_token) {
            return Err(Problem::new(Code::Token, "the token is no access token (its type is not at+jwt)"));
        }
        Ok(Self { text, header })
    }

    /// The key with which it says to be signed.
    pub(super) fn wanted_key(&self) -> Wanted<'_> {
        Wanted { id: self.header.kid.as_deref(), algorithm: self.header.alg }
    }

    /// Whose it is, if it is signed with this key and for us.
    pub(super) fn verify(&self, key: &Jwk, options: &IssuerOptions, now: Instant) -> Result<Known, Problem> {
        let key = DecodingKey::from_jwk(key).map_err(|_| refused())?;
        let (signed, _) = self.text.rsplit_once('.').ok_or_else(refused)?;
        // Only for the signature: the library passes over claims that it cannot read.
        let mut validation = Validation::new(self.header.alg);
        validation.required_spec_claims.clear();
        (validation.validate_exp, validation.validate_aud) = (false, false);
        let claims = jsonwebtoken::decode::<Claims>(self.text, &key, &validation).map_err(|_| refused())?.claims;
        let until = claims.judge(options, now)?;
        Ok(Known { principal: claims.into_principal()?, token: HEXLOWER.encode(&Sha256::digest(signed)), until })
    }
}

impl Claims {
    /// Whether it is of our issuer, for us, and valid now; when it runs out.
    fn judge(&self, options: &IssuerOptions, now: Instant) -> Result<Instant, Problem> {
        let for_us = self.iss == options.url && self.aud.names(&options.audience);
        // An ID token always names the client, and its type does not tell it from an access token here.
        let may_be_id_token = options.untyped_tokens && self.aud.names(&options.client_id);
        let (earliest, latest) = (now.shifted(-leeway()), now.shifted(leeway()));
        let until = instant(self.exp)?;
        let begins = [self.nbf, self.iat].into_iter().flatten().map(instant).collect::<Result<Vec<_>, _>>()?;
        if for_us && !may_be_id_token && until >= earliest && begins.iter().all(|begin| *begin <= latest) {
            return Ok(until);
        }
        Err(refused())
    }

    fn into_principal(self) -> Result<Principal, Problem> {
        let id = self.sub.parse().map_err(|_| Problem::new(Code::Token, "the token's subject is not an officer's id"))?;
        let authority = Authority::new(self.roles.ours(), self.office);
        Ok(Principal { name: self.name.unwrap_or_else(|| self.sub.clone()), id, authority })
    }
}

/// `at+jwt`, or in full `application/at+jwt` (RFC 9068, 2.1).
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == ACCESS_TOKEN
}

fn leeway() -> chrono::TimeDelta {
    chrono::TimeDelta::seconds(LEEWAY.into())
}

/// Seconds since 1970, which may have a fraction. What lies beyond the years that can be written is no date of a token.
fn instant(seconds: f64) -> Result<Instant, Problem> {
    #[expect(clippy::cast_possible_truncation, reason = "what does not fit becomes the largest number, which is refused")]
    let whole = seconds as i64;
    let within_years = |instant: &chrono::DateTime<chrono::Utc>| (0..253_402_300_800).contains(&instant.timestamp());
    let instant = chrono::DateTime::from_timestamp(whole, 0).filter(within_years).filter(|_| seconds >= 0.0);
    instant.map(Instant::from_utc).ok_or_else(refused)
}

fn refused() -> Problem {
    Problem::new(Code::Token, "the token is not valid, or no longer; sign in again")
}

/// A number, if there is anything: `null` is none.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    f64::deserialize(deserializer).map(Some)
}

/// Whether there is anything at all.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}
