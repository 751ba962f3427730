//! By which secret this process believes what is said to cases. It is asked in validators only, which are not replayed, so nothing of
//! it is in a history.

use std::sync::{PoisonError, RwLock};

use shaqyru_domain::{
    problem::{Code, Problem},
    secret::Secret,
    statement::{Purpose, Statement},
};

static SECRET: RwLock<Option<Secret>> = RwLock::new(None);

/// Believes from now on what was signed with this secret. A process that runs workflows says it once, before it runs any.
pub fn believe(secret: Secret) {
    *SECRET.write().unwrap_or_else(PoisonError::into_inner) = Some(secret);
}

/// Whether a message is signed.
pub(crate) fn require(statement: Option<&Statement>, content_digest: &str) -> Result<(), Problem> {
    let secret = SECRET.read().unwrap_or_else(PoisonError::into_inner);
    let secret =
        secret.as_ref().ok_or_else(|| Problem::new(Code::Unsigned, "this worker has no secret by which it could believe anybody"))?;
    Statement::require(statement, secret, Purpose::Message, content_digest)
}
