//! The database's clock, which is one for all who write into the register. An embedded file has none but the machine's.

use shaqyru_domain::time::instant::Instant;

use crate::{
    column::get,
    error::RegisterError,
    schema::{Database, Register},
};

impl Register {
    /// What the database's clock shows.
    pub async fn now(&self) -> Result<Instant, RegisterError> {
        let question = match self.database {
            Database::Sqlite => "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS now",
            Database::Postgres => r#"SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS now"#,
        };
        get(&sqlx::query(question).fetch_one(&self.pool).await?, "now")
    }
}
