//! Figures for metrics. No personal data.

use serde::Serialize;
use shaqyru_domain::{
    case::{
        clock::{ClockKind, ClockOutcome, Nature, Window},
        stage::Stage,
    },
    instant::Instant,
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

/// Terms of open cases whose act has not come, alike and due at the same instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AwaitedTerm {
    /// Of which clock.
    pub clock: ClockKind,
    /// Of which of its windows.
    pub window: Option<Window>,
    /// Set by the law or by the office.
    pub nature: Nature,
    /// Which office has the cases.
    pub office: OfficeCode,
    /// When they are, or were, due.
    pub due: Instant,
    /// Whether they have run out.
    pub breached: bool,
    /// How many.
    pub cases: u64,
}

impl Register {
    /// Terms of open cases whose act has not come: those that run, and those that ran out. The standard window of coordination is
    /// not among them once it ran out, for the extended one has taken its place; the extended one, which ends when it runs out, is until
    /// the answer starts the decision's clock.
    pub async fn awaited_terms(&self) -> Result<Vec<AwaitedTerm>, RegisterError> {
        let sql = "SELECT k.clock, k.clock_window, k.nature, k.outcome, c.office, k.due, COUNT(*) AS cases \
                   FROM cases c JOIN clocks k ON k.number = c.number \
                   WHERE c.status = 'open' AND (k.outcome = 'running' OR (k.outcome = 'breached' AND (k.ended_at IS NULL \
                   OR (k.clock = 'coordination' AND k.clock_window = 'extended' AND NOT EXISTS ( \
                   SELECT 1 FROM clocks d WHERE d.number = k.number AND d.clock = 'decision'))))) \
                   GROUP BY k.clock, k.clock_window, k.nature, k.outcome, c.office, k.due \
                   ORDER BY k.due, k.clock, k.outcome, c.office";
        let term = |row: &AnyRow| {
            Ok(AwaitedTerm {
                clock: get(row, "clock")?,
                window: get_optional(row, "clock_window")?,
                nature: get(row, "nature")?,
                office: get(row, "office")?,
                due: get(row, "due")?,
                breached: get::<ClockOutcome>(row, "outcome")? == ClockOutcome::Breached,
                cases: number(row, "cases")?,
            })
        };
        sqlx::query(sql).fetch_all(&self.pool).await?.iter().map(term).collect()
    }

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
