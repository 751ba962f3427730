//! Which cases have changed lately, for pages that show them.

use std::collections::BTreeSet;

use shaqyru_domain::{case::number::CaseNumber, text::OfficeCode};
use sqlx::{Row, any::AnyRow};

use crate::{
    column::{get, number},
    error::RegisterError,
    schema::Register,
};

/// Two writers of PostgreSQL may finish in another order than they began: so many entries are looked at again.
const OVERLAP: i64 = 64;

/// Up to where changes are known.
#[derive(Debug, Clone, Default)]
pub struct SeenChanges {
    last: i64,
    lately: BTreeSet<i64>,
}

impl Register {
    /// From here on.
    pub async fn changes_until_now(&self) -> Result<SeenChanges, RegisterError> {
        let row = sqlx::query("SELECT COALESCE(MAX(entry), 0) AS entry FROM changes").fetch_one(&self.pool).await?;
        let last = row.try_get("entry").map_err(|_| RegisterError::Unreadable { column: "entry" })?;
        let mut seen = SeenChanges { last, lately: BTreeSet::new() };
        self.changes_since(&mut seen).await?;
        Ok(seen)
    }

    /// The cases that have changed since the last look, and the offices that have them.
    pub async fn changes_since(&self, seen: &mut SeenChanges) -> Result<Vec<(CaseNumber, OfficeCode)>, RegisterError> {
        let from = seen.last.saturating_sub(OVERLAP);
        let rows = sqlx::query(
            "SELECT h.entry, h.number, c.office FROM changes h JOIN cases c ON c.number = h.number WHERE h.entry > $1 ORDER BY h.entry",
        )
        .bind(from)
        .fetch_all(&self.pool)
        .await?;
        let change = |row: &AnyRow| Ok((number::<i64>(row, "entry")?, (get(row, "number")?, get(row, "office")?)));
        let changes: Vec<(i64, (CaseNumber, OfficeCode))> = rows.iter().map(change).collect::<Result<_, RegisterError>>()?;
        seen.last = changes.last().map_or(seen.last, |(entry, _)| *entry);
        let floor = seen.last.saturating_sub(OVERLAP);
        let new = changes.into_iter().filter(|(entry, _)| seen.lately.insert(*entry)).map(|(_, case)| case).collect();
        seen.lately.retain(|entry| *entry > floor);
        Ok(new)
    }
}
