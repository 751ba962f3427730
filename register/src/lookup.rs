//! What is on record of a person: the same passport in other cases. It is known by its number alone: the state that an application names
//! beside it is the applicant's word, too, and another one would make another person of the same passport. That two states have given two
//! people one number is told by the officer who looks at the other case.

use chrono::NaiveDate;
use shaqyru_domain::{
    case::number::CaseNumber,
    checks::records::EarlierApplication,
    text::{OfficeCode, Text},
    writing::passport_key,
};

use crate::{column::get, error::RegisterError, schema::Register};

impl Register {
    /// The open cases of a person for the same category at the same office, the oldest first: another application may be a
    /// duplicate.
    pub async fn open_cases_of(
        &self,
        passport_number: &Text,
        category: &str,
        office: &OfficeCode,
    ) -> Result<Vec<CaseNumber>, RegisterError> {
        let sql = "SELECT number FROM cases WHERE passport_key = $1 AND category = $2 AND office = $3 \
                   AND status = 'open' ORDER BY filed_at, number";
        let query = sqlx::query(sql).bind(passport_key(passport_number.as_str())).bind(category.to_owned()).bind(office.to_string());
        query.fetch_all(&self.pool).await?.iter().map(|row| get(row, "number")).collect()
    }

    /// The applications for a person from a day on, but for one case, the oldest first. One whose acceptance was refused does not
    /// count: it may be filed anew at once.
    pub async fn earlier_applications(
        &self,
        passport_number: &Text,
        since: NaiveDate,
        but_for: &CaseNumber,
    ) -> Result<Vec<EarlierApplication>, RegisterError> {
        let sql = "SELECT category, filed_on FROM cases WHERE passport_key = $1 AND filed_on >= $2 \
                   AND number <> $3 AND status <> 'acceptance_refused' ORDER BY filed_at, number";
        let query = sqlx::query(sql).bind(passport_key(passport_number.as_str())).bind(since.to_string()).bind(but_for.to_string());
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(EarlierApplication { category: get(row, "category")?, filed_on: get(row, "filed_on")? })).collect()
    }
}
