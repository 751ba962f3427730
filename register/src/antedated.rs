//! What was entered later than it was received, of all cases: as auditors search it, the newest first.

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    actor::Actor,
    case::{antedated::AntedatedEntry, number::CaseNumber},
    text::OfficeCode,
    time::instant::Instant,
};
use sqlx::any::AnyRow;

use crate::{
    column::{get, instant},
    error::RegisterError,
    read::{self, ANTEDATED},
    schema::Register,
};

/// Which antedated entries are wanted: those that fit all that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AntedatedFilter {
    /// Of this case.
    pub case: Option<CaseNumber>,
    /// By this person.
    pub actor: Option<Actor>,
    /// Entered from this instant on.
    pub from: Option<Instant>,
    /// Entered before this instant.
    pub before: Option<Instant>,
    /// Only those that undid a breach.
    pub undid: bool,
}

/// An antedated entry, and of which case it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AntedatedInCase {
    /// Which case.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The office that has the case.
    #[schema(value_type = String)]
    pub office: OfficeCode,
    /// The entry.
    #[serde(flatten)]
    pub entry: AntedatedEntry,
}

impl Register {
    /// The antedated entries that fit, the last entered first: at most so many, after the first so many.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn antedated(&self, filter: &AntedatedFilter, skip: u32, limit: u32) -> Result<Vec<AntedatedInCase>, RegisterError> {
        let AntedatedFilter { case, actor, from, before, undid } = filter;
        let values = [
            ("antedated.number =", case.as_ref().map(ToString::to_string)),
            ("entered_by =", actor.as_ref().map(ToString::to_string)),
            ("entered_at >=", from.map(instant)),
            ("entered_at <", before.map(instant)),
        ];
        let given: Vec<_> = values.into_iter().filter_map(|(comparison, value)| Some((comparison, value?))).collect();
        let mut conditions: Vec<_> =
            given.iter().enumerate().map(|(index, (comparison, _))| format!("{comparison} ${}", index.saturating_add(1))).collect();
        conditions.extend(undid.then(|| "undid IS NOT NULL".to_owned()));
        let condition = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        let sql = format!(
            "SELECT antedated.number AS number, office, {ANTEDATED} FROM antedated JOIN cases ON cases.number = antedated.number {condition} \
             ORDER BY entered_at DESC, antedated.number DESC, place DESC LIMIT {limit} OFFSET {skip}"
        );
        let query = given.into_iter().fold(sqlx::query(&sql), |query, (_, value)| query.bind(value));
        query.fetch_all(&self.pool).await?.iter().map(in_case).collect()
    }
}

fn in_case(row: &AnyRow) -> Result<AntedatedInCase, RegisterError> {
    Ok(AntedatedInCase { case: get(row, "number")?, office: get(row, "office")?, entry: read::antedated_entry(row)? })
}
