//! Figures for metrics. No personal data.

use serde::Serialize;
use shaqyru_domain::{
    case::{
        clock::{ClockKind, Window},
        stage::Stage,
    },
    text::OfficeCode,
};
use sqlx::any::AnyRow;

use crate::{
    column::{NONE, get, get_optional, number},
    error::RegisterError,
    schema::Register,
};

/// How many open cases stand alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// At which stage.
    pub stage: Stage,
    /// Which clock they await first.
    pub clock: Option<ClockKind>,
    /// Which office has them.
    pub office: OfficeCode,
    /// How many.
    pub cases: u64,
}

/// How many terms that the law sets have run out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breaches {
    /// Of which clock.
    pub clock: ClockKind,
    /// Of which of its windows.
    pub window: Option<Window>,
    /// Which office has the cases.
    pub office: OfficeCode,
    /// How many.
    pub clocks: u64,
}

impl Register {
    /// Open cases by stage, awaited clock and office.
    pub async fn counts(&self) -> Result<Vec<Count>, RegisterError> {
        let sql = "SELECT stage, next_clock, office, COUNT(*) AS cases FROM cases WHERE status = 'open' \
                   GROUP BY stage, next_clock, office ORDER BY stage, next_clock, office";
        let count = |row: &AnyRow| {
            let clock: String = get(row, "next_clock")?;
            let clock = if clock == NONE { None } else { Some(get(row, "next_clock")?) };
            Ok(Count { stage: get(row, "stage")?, clock, office: get(row, "office")?, cases: number(row, "cases")? })
        };
        sqlx::query(sql).fetch_all(&self.pool).await?.iter().map(count).collect()
    }

    /// Breaches of statutory terms on record, by clock, window and office, of open and closed cases.
    pub async fn breaches(&self) -> Result<Vec<Breaches>, RegisterError> {
        let sql = "SELECT k.clock, k.clock_window, c.office, COUNT(*) AS clocks FROM clocks k JOIN cases c ON c.number = k.number \
                   WHERE k.outcome = 'breached' AND k.nature = 'statutory' \
                   GROUP BY k.clock, k.clock_window, c.office ORDER BY k.clock, COALESCE(k.clock_window, ''), c.office";
        let breaches = |row: &AnyRow| {
            Ok(Breaches {
                clock: get(row, "clock")?,
                window: get_optional(row, "clock_window")?,
                office: get(row, "office")?,
                clocks: number(row, "clocks")?,
            })
        };
        sqlx::query(sql).fetch_all(&self.pool).await?.iter().map(breaches).collect()
    }
}
