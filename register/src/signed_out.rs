//! Tokens that have been signed out before they ran out. All consoles of a register know of them.

use shaqyru_domain::time::instant::Instant;

use crate::{column, error::RegisterError, schema::Register};

impl Register {
    /// Notes that a token (a hash of it) is not to be taken any more, and forgets those that have run out by now.
    pub async fn sign_out(&self, token: &str, until: Instant, now: Instant) -> Result<(), RegisterError> {
        sqlx::query("INSERT INTO signed_out (token, until) VALUES ($1, $2) ON CONFLICT (token) DO NOTHING")
            .bind(token.to_owned())
            .bind(column::instant(until))
            .execute(&self.writer)
            .await?;
        sqlx::query("DELETE FROM signed_out WHERE until < $1").bind(column::instant(now)).execute(&self.writer).await?;
        Ok(())
    }

    /// Whether a token (a hash of it) has been signed out.
    pub async fn is_signed_out(&self, token: &str) -> Result<bool, RegisterError> {
        let found = sqlx::query("SELECT 1 FROM signed_out WHERE token = $1").bind(token.to_owned()).fetch_optional(&self.pool).await?;
        Ok(found.is_some())
    }
}
