//! What is on record of a person: the same passport in other cases.

use chrono::NaiveDate;
use shaqyru_domain::{
    case::number::CaseNumber,
    checks::records::EarlierApplication,
    text::{Country, OfficeCode, Text},
};

use crate::{column::get, error::RegisterError, schema::Register, snapshot::passport_key};

impl Register {
    /// The open cases of a person for the same category at the same office, the oldest first: another application may be a
    /// duplicate. Passport numbers are compared without regard to case, spaces, signs and width.
    pub async fn open_cases_of(
        &self,
        citizenship: &Country,
        passport_number: &Text,
        category: &str,
        office: &OfficeCode,
    ) -> Result<Vec<CaseNumber>, RegisterError> {
        let sql = "SELECT number FROM cases WHERE citizenship = $1 AND passport_key = $2 AND category = $3 AND office = $4 \
                   AND status = 'open' ORDER BY filed_at, number";
        let query = sqlx::query(sql)
            .bind(citizenship.to_string())
            .bind(passport_key(passport_number))
            .bind(category.to_owned())
            .bind(office.to_string());
        query.fetch_all(&self.pool).await?.iter().map(|row| get(row, "number")).collect()
    }

    /// The applications for a person from a day on, but for one case, the oldest first. One whose acceptance was refused does not
    /// count: it may be filed anew at once.
    pub async fn earlier_applications(
        &self,
        citizenship: &Country,
        passport_number: &Text,
        since: NaiveDate,
        but_for: &CaseNumber,
    ) -> Result<Vec<EarlierApplication>, RegisterError> {
        let sql = "SELECT category, filed_on FROM cases WHERE citizenship = $1 AND passport_key = $2 AND filed_on >= $3 \
                   AND number <> $4 AND status <> 'acceptance_refused' ORDER BY filed_at, number";
        let query = sqlx::query(sql)
            .bind(citizenship.to_string())
            .bind(passport_key(passport_number))
            .bind(since.to_string())
            .bind(but_for.to_string());
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(EarlierApplication { category: get(row, "category")?, filed_on: get(row, "filed_on")? })).collect()
    }
}
