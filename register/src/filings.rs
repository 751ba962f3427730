//! Who filed a case.

use shaqyru_domain::{case::number::CaseNumber, text::OfficerId, time::instant::Instant};

use crate::{
    column::{self, get},
    error::RegisterError,
    schema::Register,
};

impl Register {
    /// Notes who filed a case. Who filed first has filed it; a repetition by somebody else changes nothing.
    pub async fn note_filing(&self, case: &CaseNumber, filed_by: &OfficerId, at: Instant) -> Result<(), RegisterError> {
        sqlx::query("INSERT INTO filings (number, filed_by, at) VALUES ($1, $2, $3) ON CONFLICT (number) DO NOTHING")
            .bind(case.to_string())
            .bind(filed_by.to_string())
            .bind(column::instant(at))
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Who filed a case; none if nobody is on record.
    pub async fn filed_by(&self, case: &CaseNumber) -> Result<Option<OfficerId>, RegisterError> {
        let sql = "SELECT filed_by FROM filings WHERE number = $1";
        let row = sqlx::query(sql).bind(case.to_string()).fetch_optional(&self.pool).await?;
        row.map(|row| get(&row, "filed_by")).transpose()
    }
}
