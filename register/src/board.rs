//! An office's open cases by who has them and when they fall due, and how much each officer has. No personal data of applicants.

use std::collections::BTreeSet;

use shaqyru_domain::{
    case::{number::CaseNumber, stage::Stage},
    text::{OfficeCode, OfficerId},
    time::instant::Instant,
};
use sqlx::any::AnyRow;

use crate::{
    column::{get, get_json, get_optional, instant, number},
    error::RegisterError,
    schema::Register,
};

/// How much somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// Who; none: the cases that nobody has.
    pub officer: Option<OfficerId>,
    /// Open cases.
    pub open: u64,
    /// Those of which the first awaited term has run out.
    pub late: u64,
    /// Those of which it runs out before the horizon.
    pub soon: u64,
}

/// An open case that awaits something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardCase {
    /// Its number.
    pub case: CaseNumber,
    /// Who has it.
    pub officer: Option<OfficerId>,
    /// Its stage.
    pub stage: Stage,
    /// When the first term that it awaits is or was due.
    pub due: Instant,
    /// Who does not decide it (four eyes).
    pub may_not_decide: BTreeSet<OfficerId>,
}

impl Register {
    /// Everybody who has open cases of an office, or had one that has ended since an instant, and how much they have.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn workloads(
        &self,
        office: &OfficeCode,
        since: Instant,
        now: Instant,
        horizon: Instant,
    ) -> Result<Vec<Workload>, RegisterError> {
        // Of all that has ever ended only what is lately is read, by an index of its own.
        let sql = "SELECT officer, COUNT(due) AS open_cases, COUNT(CASE WHEN due < $2 THEN 1 END) AS late, \
                   COUNT(CASE WHEN due >= $2 AND due < $3 THEN 1 END) AS soon FROM ( \
                   SELECT officer, next_due AS due FROM cases WHERE office = $1 AND status = 'open' UNION ALL \
                   SELECT DISTINCT officer, NULL AS due FROM cases WHERE office = $1 AND ended_at >= $4) AS held \
                   GROUP BY officer";
        let workload = |row: &AnyRow| {
            Ok(Workload {
                officer: get_optional(row, "officer")?,
                open: number(row, "open_cases")?,
                late: number(row, "late")?,
                soon: number(row, "soon")?,
            })
        };
        let query = sqlx::query(sql).bind(office.to_string()).bind(instant(now)).bind(instant(horizon)).bind(instant(since));
        let mut workloads = query.fetch_all(&self.pool).await?.iter().map(workload).collect::<Result<Vec<_>, RegisterError>>()?;
        // The databases do not agree on where nobody stands.
        workloads.sort_by(|one, other| one.officer.cmp(&other.officer));
        Ok(workloads)
    }

    /// The open cases of an office that fall due before an instant, the first due first; so many of them.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn board(&self, office: &OfficeCode, before: Instant, limit: u16) -> Result<Vec<BoardCase>, RegisterError> {
        let sql = format!(
            "SELECT number, officer, stage, next_due, may_not_decide FROM cases \
             WHERE office = $1 AND status = 'open' AND next_due < $2 ORDER BY next_due, number LIMIT {limit}"
        );
        let case = |row: &AnyRow| {
            Ok(BoardCase {
                case: get(row, "number")?,
                officer: get_optional(row, "officer")?,
                stage: get(row, "stage")?,
                due: get(row, "next_due")?,
                may_not_decide: get_json(row, "may_not_decide")?.unwrap_or_default(),
            })
        };
        let query = sqlx::query(&sql).bind(office.to_string()).bind(instant(before));
        query.fetch_all(&self.pool).await?.iter().map(case).collect()
    }
}
