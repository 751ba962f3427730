//! Who sent a message: HMAC-SHA256 with the agency's secret over `<timestamp>.<raw body>`.

use axum::http::{HeaderMap, HeaderName};
use data_encoding::HEXLOWER;
use shaqyru_domain::{
    problem::{Code, Problem},
    secret::Secret,
};

use crate::clock;

const TIMESTAMP: HeaderName = HeaderName::from_static("shaqyru-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("shaqyru-signature");
const ALGORITHM: &str = "sha256=";
/// How old, or how far ahead, a timestamp may be.
const FRESH_SECONDS: u64 = 5 * 60;

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignatureError {
    /// A header is not there.
    #[error("Shaqyru-Timestamp and Shaqyru-Signature are needed")]
    Missing,
    /// A header is there more than once, or not as the contract writes it.
    #[error("Shaqyru-Timestamp must be Unix seconds, and Shaqyru-Signature sha256= with 64 lower-case hexadecimal digits, each once")]
    Malformed,
    /// Another secret, another timestamp or another body.
    #[error("the signature does not fit the timestamp and the body")]
    Wrong,
    /// Recorded and sent again, or a clock is wrong. Said only to those who know the secret.
    #[error("the timestamp is more than 5 minutes away from this endpoint's clock; sign again with the present time")]
    Stale,
}

impl From<SignatureError> for Problem {
    fn from(error: SignatureError) -> Self {
        Self::new(Code::Signature, error.to_string())
    }
}

/// What the headers say: by whom and when a message was signed, if that is right.
pub(crate) struct Signature<'a> {
    timestamp: &'a str,
    sent_at: i64,
    tag: Vec<u8>,
}

impl<'a> Signature<'a> {
    /// Reads the headers; the body is not needed to see that there is no signature.
    pub(crate) fn read(headers: &'a HeaderMap) -> Result<Self, SignatureError> {
        let timestamp = only(headers, &TIMESTAMP)?;
        let signature = only(headers, &SIGNATURE)?;
        let sent_at = unix_seconds(timestamp).ok_or(SignatureError::Malformed)?;
        let hexadecimal = signature.strip_prefix(ALGORITHM).ok_or(SignatureError::Malformed)?;
        let tag = HEXLOWER.decode(hexadecimal.as_bytes()).map_err(|_| SignatureError::Malformed)?;
        if tag.len() != 32 {
            return Err(SignatureError::Malformed);
        }
        Ok(Self { timestamp, sent_at, tag })
    }

    /// Whether this body comes from who knows the secret, and was signed just now.
    pub(crate) fn verify(&self, secret: &Secret, body: &[u8]) -> Result<(), SignatureError> {
        self.verify_at(clock::wall_seconds(), secret, body)
    }

    fn verify_at(&self, now: i64, secret: &Secret, body: &[u8]) -> Result<(), SignatureError> {
        if !secret.has_signed(&[self.timestamp.as_bytes(), b".", body], &self.tag) {
            return Err(SignatureError::Wrong);
        }
        if now.abs_diff(self.sent_at) > FRESH_SECONDS {
            return Err(SignatureError::Stale);
        }
        Ok(())
    }
}

/// Of two values of one header, nobody can say which one was meant.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a str, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(SignatureError::Missing)?;
    if values.next().is_some() {
        return Err(SignatureError::Malformed);
    }
    value.to_str().map_err(|_| SignatureError::Malformed)
}

/// Digits only; a sign would be taken by `parse`.
fn unix_seconds(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use axum::http::HeaderValue;

    use super::*;

    const BODY: &[u8] = br#"{"message_id":"m-1"}"#;
    const SENT_AT: i64 = 1_772_770_000;

    fn verify_at(now: i64, secret: &Secret, headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
        Signature::read(headers)?.verify_at(now, secret, body)
    }

    fn signed(secret: &Secret, timestamp: &str, body: &[u8]) -> HeaderMap {
        let signature = format!("sha256={}", secret.sign(&[timestamp.as_bytes(), b".", body]));
        HeaderMap::from_iter([(TIMESTAMP, timestamp.parse().unwrap()), (SIGNATURE, signature.parse().unwrap())])
    }

    #[test]
    fn the_tag_is_that_of_the_published_algorithm() {
        // Made with: printf '1772770000.{"message_id":"m-1"}' | openssl dgst -sha256 -hmac 'a secret'
        let tag = "b235feec4ff9a8495ee51ff191b9c84596e41d52f849c9b01be9bad9a3fc49b8";
        let headers =
            HeaderMap::from_iter([(TIMESTAMP, HeaderValue::from(SENT_AT)), (SIGNATURE, format!("sha256={tag}").parse().unwrap())]);
        assert_eq!(verify_at(SENT_AT, &Secret::new("a secret").unwrap(), &headers, BODY), Ok(()));
    }

    #[test]
    fn five_minutes_sharp_are_fresh_and_one_second_more_is_stale() {
        let secret = Secret::new("a secret").unwrap();
        let headers = signed(&secret, &SENT_AT.to_string(), BODY);
        for (later, expected) in
            [(0, Ok(())), (300, Ok(())), (-300, Ok(())), (301, Err(SignatureError::Stale)), (-301, Err(SignatureError::Stale))]
        {
            assert_eq!(verify_at(SENT_AT + later, &secret, &headers, BODY), expected, "{later} s");
        }
    }

    #[test]
    fn a_timestamp_of_any_size_is_taken_without_overflow() {
        let secret = Secret::new("a secret").unwrap();
        for (timestamp, expected) in [
            ("0", SignatureError::Stale),
            ("9223372036854775807", SignatureError::Stale),
            ("9223372036854775808", SignatureError::Malformed),
            ("", SignatureError::Malformed),
            ("+1772770000", SignatureError::Malformed),
            ("-1772770000", SignatureError::Malformed),
            ("1772770000.5", SignatureError::Malformed),
        ] {
            let headers = signed(&secret, timestamp, BODY);
            for now in [SENT_AT, i64::MIN] {
                assert_eq!(verify_at(now, &secret, &headers, BODY), Err(expected), "{timestamp:?}");
            }
        }
    }

    #[test]
    fn a_stale_forgery_is_told_that_it_is_forged() {
        let headers = signed(&Secret::new("another").unwrap(), "1", BODY);
        assert_eq!(verify_at(SENT_AT, &Secret::new("a secret").unwrap(), &headers, BODY), Err(SignatureError::Wrong));
    }

    #[test]
    fn a_secret_is_neither_empty_nor_shown() {
        assert_eq!(Secret::new("").unwrap_err(), shaqyru_domain::secret::SecretError::Empty);
        assert_eq!(format!("{:?}", Secret::new("hunter2").unwrap()), "Secret(..)");
    }
}
