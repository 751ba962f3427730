//! What is on record of a person: the same passport in other cases. It is known by its number alone: the state that an application names
//! beside it is the applicant's word, too, and another one would make another person of the same passport. That two states have given two
//! people one number is told by the officer who looks at the other case.

use chrono::NaiveDate;
use shaqyru_domain::{case::number::CaseNumber, checks::records::EarlierApplication, text::Text, writing::passport_key};

use crate::{column::get, error::RegisterError, schema::Register};

impl Register {
    /// The applications for a person from a day on, but for one case, the oldest first. One whose acceptance was refused does not
    /// count: it may be filed anew at once.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn earlier_applications(
        &self,
        passport_number: &Text,
        since: NaiveDate,
        but_for: &CaseNumber,
    ) -> Result<Vec<EarlierApplication>, RegisterError> {
        self.earlier(passport_number, since, but_for, "").await
    }

    /// The same of requests for a visa that is issued: what is asked of one that there is, and the invitation to it, are no further request.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn earlier_requests(
        &self,
        passport_number: &Text,
        since: NaiveDate,
        but_for: &CaseNumber,
    ) -> Result<Vec<EarlierApplication>, RegisterError> {
        let is_issued = "AND service = 'visa' AND number IN (SELECT number FROM filings WHERE action = 'issue')";
        self.earlier(passport_number, since, but_for, is_issued).await
    }

    async fn earlier(
        &self,
        passport_number: &Text,
        since: NaiveDate,
        but_for: &CaseNumber,
        counted: &str,
    ) -> Result<Vec<EarlierApplication>, RegisterError> {
        let sql = format!(
            "SELECT category, filed_on FROM cases WHERE passport_key = $1 AND filed_on >= $2 \
             AND number <> $3 AND status <> 'acceptance_refused' {counted} ORDER BY filed_at, number"
        );
        let query = sqlx::query(&sql).bind(passport_key(passport_number.as_str())).bind(since.to_string()).bind(but_for.to_string());
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(EarlierApplication { category: get(row, "category")?, filed_on: get(row, "filed_on")? })).collect()
    }
}
