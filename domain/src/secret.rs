//! A secret that two programs share, and what they sign with it (HMAC-SHA256).

use std::{fmt, str::FromStr};

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// A code has so many letters, of five bits each.
const CODE_LENGTH: usize = 8;

/// A shared secret. It shows itself to nobody.
#[derive(Clone)]
pub struct Secret {
    keyed: Hmac<Sha256>,
}

/// Why a text is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// With an empty secret, everybody could sign.
    #[error("a secret must not be empty")]
    Empty,
    /// The length cannot be used as a key.
    #[error("a secret of this length cannot be used")]
    Length,
}

impl Secret {
    /// A secret from its bytes, exactly as the other side uses them.
    ///
    /// # Errors
    /// [`SecretError`]: an empty one is none.
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<Self, SecretError> {
        let bytes = bytes.as_ref();
        if bytes.is_empty() {
            return Err(SecretError::Empty);
        }
        let keyed = Hmac::new_from_slice(bytes).map_err(|_| SecretError::Length)?;
        Ok(Self { keyed })
    }

    /// The signature of a content that is given in parts: 64 hexadecimal digits.
    pub fn sign(&self, parts: &[&[u8]]) -> String {
        HEXLOWER.encode(&self.over(parts).finalize().into_bytes())
    }

    /// Whether this is the signature. In constant time: how long it takes must not say how much of a forged one is right.
    pub fn has_signed(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        self.over(parts).verify_slice(signature).is_ok()
    }

    /// The beginning of the signature, short enough to be typed: eight letters and digits of base 32.
    pub fn code(&self, parts: &[&[u8]]) -> String {
        BASE32_NOPAD.encode(&self.over(parts).finalize().into_bytes()).chars().take(CODE_LENGTH).collect()
    }

    /// Whether this is the code of a content. In constant time, as [`Secret::has_signed`].
    pub fn has_coded(&self, parts: &[&[u8]], code: &str) -> bool {
        let beginning = BASE32_NOPAD.decode(code.as_bytes()).ok().filter(|_| code.len() == CODE_LENGTH);
        beginning.is_some_and(|beginning| self.over(parts).verify_truncated_left(&beginning).is_ok())
    }

    fn over(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        for part in parts {
            mac.update(part);
        }
        mac
    }
}

impl FromStr for Secret {
    type Err = SecretError;
    fn from_str(text: &str) -> Result<Self, SecretError> {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
