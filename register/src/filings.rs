//! Who filed a case, what was asked for, and the case on which it rests.

use shaqyru_domain::{
    case::number::CaseNumber,
    text::{OfficerId, Text},
    time::instant::Instant,
    visa::request::VisaAction,
};

use crate::{
    column::{self, get},
    error::RegisterError,
    family::as_written,
    schema::Register,
};

/// What is on record of a filing, before the case itself is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingNote {
    /// The case.
    pub case: CaseNumber,
    /// Who filed it.
    pub filed_by: OfficerId,
    /// When that came to us.
    pub at: Instant,
    /// What was asked for, where it is a visa.
    pub action: Option<VisaAction>,
    /// The case on whose invitation or visa it rests.
    pub parent: Option<CaseNumber>,
    /// The number of the visa that ends with the decision.
    pub ends: Option<Text>,
}

impl Register {
    /// Notes who filed a case. Who filed first has filed it; a repetition by somebody else changes nothing.
    pub async fn note_filing(&self, note: &FilingNote) -> Result<(), RegisterError> {
        let FilingNote { case, filed_by, at, action, parent, ends } = note;
        let sql = "INSERT INTO filings (number, filed_by, at, action, parent, ends) VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (number) DO NOTHING";
        sqlx::query(sql)
            .bind(case.to_string())
            .bind(filed_by.to_string())
            .bind(column::instant(*at))
            .bind(action.map(VisaAction::as_str))
            .bind(parent.as_ref().map(ToString::to_string))
            .bind(ends.as_ref().map(as_written))
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
