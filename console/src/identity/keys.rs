//! The issuer's keys, as they were last fetched. A request waits for a fetch only if nothing that is known helps it, and then it
//! holds up nobody whose key is known.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jsonwebtoken::{
    Algorithm,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};
use shaqyru_domain::problem::{Code, Problem};
use tokio::sync::Mutex;

/// What is known is looked at anew after this, beside the requests that it serves.
const FRESH: Duration = Duration::from_mins(15);
/// Keys that could not be looked at anew for so long are not believed any more.
const HOLD: Duration = Duration::from_mins(30);
/// What the issuer was not found to have, or could not be asked for, it is not asked for again before this.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// The keys of an issuer.
#[derive(Default)]
pub(super) struct Keys {
    state: RwLock<State>,
    /// Held by who fetches. Nobody else waits for it but those whom only a fetch can help.
    fetching: Mutex<()>,
}

#[derive(Default)]
struct State {
    known: Option<Arc<JwkSet>>,
    fetched_at: Option<Instant>,
    /// The last fetch, whatever came of it.
    tried_at: Option<Instant>,
}

/// Which key a token is to be verified with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The id by which the token names it, if it does.
    pub(super) id: Option<&'a str>,
    /// How the token says to be signed.
    pub(super) algorithm: Algorithm,
}

impl Keys {
    /// The key that a token wants, by what is known or by what `fetch` brings.
    ///
    /// # Errors
    /// [`Code::Token`] if the issuer has no such key; what `fetch` says, if nothing is known that could be believed.
    pub(super) async fn find<F, R>(self: &Arc<Self>, wanted: Wanted<'_>, fetch: F) -> Result<Jwk, Problem>
    where
        F: FnOnce() -> R,
        R: Future<Output = Result<JwkSet, Problem>> + Send + 'static,
    {
        if let Some(key) = self.known(wanted) {
            if self.is_due(FRESH) {
                let keys = Arc::clone(self);
                let found = fetch();
                tokio::spawn(async move {
                    // Who comes second finds somebody at it.
                    if let Ok(_one) = keys.fetching.try_lock() {
                        let _ = keys.take(found).await;
                    }
                });
            }
            return Ok(key);
        }
        let _one = self.fetching.lock().await;
        // Somebody may have fetched while this one waited, and what was not there a moment ago is not asked for again.
        if self.known(wanted).is_none() && self.is_due(LOOK_AGAIN) {
            self.take(fetch()).await?;
        }
        self.known(wanted).ok_or_else(|| self.unknown())
    }

    async fn take(&self, found: impl Future<Output = Result<JwkSet, Problem>>) -> Result<(), Problem> {
        self.change(|state| state.tried_at = Some(Instant::now()));
        let found = found.await?;
        self.change(|state| (state.known, state.fetched_at) = (Some(Arc::new(found)), Some(Instant::now())));
        Ok(())
    }

    fn known(&self, wanted: Wanted<'_>) -> Option<Jwk> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let believed = state.fetched_at.is_some_and(|at| at.elapsed() < HOLD);
        find(state.known.as_ref().filter(|_| believed)?, wanted).cloned()
    }

    /// Whether the last fetch lies so far back.
    fn is_due(&self, after: Duration) -> bool {
        self.state.read().unwrap_or_else(PoisonError::into_inner).tried_at.is_none_or(|at| at.elapsed() > after)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }

    fn unknown(&self) -> Problem {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        if state.fetched_at.is_some_and(|at| at.elapsed() < HOLD) {
            Problem::new(Code::Token, "the token is signed with a key that its issuer does not have")
        } else {
            Problem::new(Code::Issuer, "the issuer of tokens does not answer; try again in a moment")
        }
    }
}

/// The key that a token names; of one that names none, or whose issuer names none of its keys, the only one that could have signed it. A key
/// for encryption signs nothing.
fn find<'a>(keys: &'a JwkSet, wanted: Wanted<'_>) -> Option<&'a Jwk> {
    let signing = || keys.keys.iter().filter(|key| signs(key, wanted.algorithm));
    if let Some(id) = wanted.id
        && let Some(named) = signing().find(|key| key.common.key_id.as_deref() == Some(id))
    {
        return Some(named);
    }
    let mut candidates = signing().filter(|key| wanted.id.is_none() || key.common.key_id.is_none());
    candidates.next().filter(|_| candidates.next().is_none())
}

/// Whether a token that is signed so may be signed with this key.
fn signs(key: &Jwk, algorithm: Algorithm) -> bool {
    let for_signatures = !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    let of_its_kind = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => key.curve == EllipticCurve::P256,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES384) => key.curve == EllipticCurve::P384,
        (AlgorithmParameters::OctetKeyPair(_), Algorithm::EdDSA)
        | (AlgorithmParameters::RSA(_), Algorithm::RS256 | Algorithm::RS384 | Algorithm::PS256) => true,
        _ => false,
    };
    for_signatures && of_its_kind
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use serde_json::json;
    use tokio::sync::Notify;

    use super::*;

    fn keys(ids: &[&str]) -> JwkSet {
        let key = |id: &&str| json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": id});
        serde_json::from_value(json!({ "keys": ids.iter().map(key).collect::<Vec<_>>() })).unwrap()
    }

    fn es256(id: &str) -> Wanted<'_> {
        Wanted { id: Some(id), algorithm: Algorithm::ES256 }
    }

    fn code(found: Result<Jwk, Problem>) -> Option<Code> {
        found.err().map(|problem| problem.code)
    }

    /// One stranger with an unknown key, and an issuer that takes its time, kept everybody out.
    #[tokio::test]
    async fn a_known_key_is_found_at_once_while_a_strangers_is_looked_for() {
        let known = Arc::new(Keys::default());
        known.find(es256("a"), || async { Ok(keys(&["a"])) }).await.unwrap();
        known.change(|state| state.tried_at = state.tried_at.and_then(|at| at.checked_sub(LOOK_AGAIN * 2)));
        let (asked, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let stranger = tokio::spawn({
            let (known, asked, answer) = (Arc::clone(&known), Arc::clone(&asked), Arc::clone(&answer));
            async move {
                let slow = || async move {
                    asked.notify_one();
                    answer.notified().await;
                    Ok(keys(&["a"]))
                };
                known.find(es256("b"), slow).await
            }
        });
        asked.notified().await;
        let known = known.find(es256("a"), || async { unreachable!("the key is known") });
        tokio::time::timeout(Duration::from_secs(10), known).await.unwrap().unwrap();
        assert!(!stranger.is_finished());
        answer.notify_one();
        assert_eq!(code(stranger.await.unwrap()), Some(Code::Token));
    }

    #[tokio::test]
    async fn many_unknown_keys_do_not_make_us_ask_the_issuer_again() {
        let known = Arc::new(Keys::default());
        let asked = Arc::new(AtomicUsize::new(0));
        for id in ["a", "b", "b", "c", "d"] {
            let asked = Arc::clone(&asked);
            let fetch = move || async move {
                asked.fetch_add(1, Ordering::Relaxed);
                Ok(keys(&["a"]))
            };
            let _ = known.find(es256(id), fetch).await;
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_key_is_believed_only_for_a_time_while_its_issuer_cannot_be_asked() {
        let known = Arc::new(Keys::default());
        let down = || async { Err(Problem::new(Code::Issuer, "down")) };
        assert_eq!(code(known.find(es256("a"), down).await), Some(Code::Issuer));
        known.change(|state| state.tried_at = None);
        known.find(es256("a"), || async { Ok(keys(&["a"])) }).await.unwrap();
        let past = |by: Duration| move |state: &mut State| state.fetched_at = Instant::now().checked_sub(by);
        known.change(past(HOLD / 2 + FRESH / 2));
        known.find(es256("a"), down).await.unwrap();
        known.change(past(HOLD * 2));
        assert_eq!(code(known.find(es256("a"), down).await), Some(Code::Issuer));
    }

    /// Risk: an issuer writes its set of keys as the standard lets it, and nobody can sign in; or a key is used for what it is not.
    #[test]
    fn the_key_is_found_in_whatever_set_an_issuer_may_publish() {
        let ec =
            |id: Option<&str>, of_use: Option<&str>| json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": id, "use": of_use});
        let rsa = |id: Option<&str>, of_use: Option<&str>| json!({"kty": "RSA", "n": "AA", "e": "AQAB", "kid": id, "use": of_use});
        let secret = json!({"kty": "oct", "k": "AA", "kid": "s"});
        for (set, id, found) in [
            (vec![ec(Some("a"), Some("sig"))], Some("a"), true),
            (vec![ec(Some("a"), None)], Some("b"), false),
            // One key for encryption beside the one for signatures.
            (vec![rsa(Some("e"), Some("enc")), ec(Some("a"), Some("sig"))], Some("a"), true),
            (vec![ec(Some("e"), Some("enc")), ec(Some("a"), Some("sig"))], None, true),
            (vec![ec(Some("e"), Some("enc"))], Some("e"), false),
            (vec![ec(Some("e"), Some("enc"))], None, false),
            // No ids on either side, or on one.
            (vec![ec(None, None)], None, true),
            (vec![ec(None, None)], Some("a"), true),
            (vec![ec(Some("a"), None)], None, true),
            (vec![rsa(None, None), ec(None, None), secret.clone()], None, true),
            // Which of two it is cannot be known.
            (vec![ec(None, None), ec(None, None)], None, false),
            (vec![ec(Some("a"), None), ec(Some("b"), None)], None, false),
            // Of another kind than the token says.
            (vec![rsa(Some("a"), None)], Some("a"), false),
            (vec![secret], Some("s"), false),
        ] {
            let keys: JwkSet = serde_json::from_value(json!({ "keys": set })).unwrap();
            let key = find(&keys, Wanted { id, algorithm: Algorithm::ES256 });
            assert_eq!(key.is_some(), found, "{id:?} in {set:?}");
            assert!(key.is_none_or(|key| signs(key, Algorithm::ES256)));
        }
    }
}
