//! Figures for metrics. No personal data.

use std::collections::BTreeMap;

use serde::Serialize;
use shaqyru_domain::{
    case::{clock::ClockOutcome, number::CaseNumber, stage::Stage},
    law::{
        clock_kind::{ClockKind, Nature, Window},
        ladder::Audience,
    },
    problem::Code,
    text::OfficeCode,
    time::instant::Instant,
};
use sqlx::any::AnyRow;

use crate::{
    column::{NONE, get, get_optional, number},
    error::RegisterError,
    schema::Register,
};

/// So many cases are named in one statement.
const MOST_NAMED: usize = 500;

/// How many open cases stand alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Of which public service.
    pub service: String,
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
    /// Of which public service.
    pub service: String,
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
    /// Of which public service.
    pub service: String,
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

/// How many escalations went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Escalated {
    /// Of which public service.
    pub service: String,
    /// Of which clock.
    pub clock: ClockKind,
    /// Of which of its windows.
    pub window: Option<Window>,
    /// To whom.
    pub audience: Audience,
    /// Which office has the cases.
    pub office: OfficeCode,
    /// How many.
    pub escalations: u64,
}

/// How many steps are stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenIncidents {
    /// Of which public service.
    pub service: String,
    /// By what.
    pub code: Code,
    /// Which steps.
    pub step: String,
    /// Which office has the cases.
    pub office: OfficeCode,
    /// How many.
    pub incidents: u64,
}

/// A step of a case that waits for an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoppedStep {
    /// Which case.
    pub case: CaseNumber,
    /// By what.
    pub code: Code,
    /// Which step.
    pub step: String,
    /// Since when.
    pub at: Instant,
}

impl Register {
    /// Terms of open cases whose act has not come: those that run, and those that ran out.
    pub async fn awaited_terms(&self) -> Result<Vec<AwaitedTerm>, RegisterError> {
        let sql = "SELECT c.service, k.clock, k.clock_window, k.nature, k.outcome, c.office, k.due, COUNT(*) AS cases \
                   FROM cases c JOIN clocks k ON k.number = c.number \
                   WHERE c.status = 'open' AND k.awaited = 1 \
                   GROUP BY c.service, k.clock, k.clock_window, k.nature, k.outcome, c.office, k.due \
                   ORDER BY k.due, k.clock, k.outcome, c.office, c.service";
        let term = |row: &AnyRow| {
            Ok(AwaitedTerm {
                service: get(row, "service")?,
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

    /// Escalations on record, by service, clock, window, audience and office, of open and closed cases.
    pub async fn escalated(&self) -> Result<Vec<Escalated>, RegisterError> {
        let sql = "SELECT c.service, e.clock, e.clock_window, e.audience, c.office, COUNT(*) AS escalations \
                   FROM escalations e JOIN cases c ON c.number = e.number \
                   GROUP BY c.service, e.clock, e.clock_window, e.audience, c.office \
                   ORDER BY c.service, e.clock, COALESCE(e.clock_window, ''), e.audience, c.office";
        let escalated = |row: &AnyRow| {
            Ok(Escalated {
                service: get(row, "service")?,
                clock: get(row, "clock")?,
                window: get_optional(row, "clock_window")?,
                audience: get(row, "audience")?,
                office: get(row, "office")?,
                escalations: number(row, "escalations")?,
            })
        };
        sqlx::query(sql).fetch_all(&self.pool).await?.iter().map(escalated).collect()
    }

    /// Steps that wait for an operator, by service, code, step and office; what the register itself refused is the step `register`. A calendar that did not reach far enough stands in nobody's way any
    /// more once the case has ended.
    pub async fn open_incidents(&self) -> Result<Vec<OpenIncidents>, RegisterError> {
        let sql = "SELECT service, code, step, office, COUNT(*) AS incidents FROM ( \
                   SELECT c.service, i.code, i.step, c.office FROM incidents i JOIN cases c ON c.number = i.number \
                   WHERE i.resumed_at IS NULL AND (c.status = 'open' OR i.step <> 'calendar') UNION ALL \
                   SELECT c.service, u.code, 'register' AS step, c.office FROM unrecorded u \
                   JOIN cases c ON c.number = u.number) AS stopped \
                   GROUP BY service, code, step, office ORDER BY service, code, step, office";
        let open = |row: &AnyRow| {
            Ok(OpenIncidents {
                service: get(row, "service")?,
                code: get(row, "code")?,
                step: get(row, "step")?,
                office: get(row, "office")?,
                incidents: number(row, "incidents")?,
            })
        };
        sqlx::query(sql).fetch_all(&self.pool).await?.iter().map(open).collect()
    }

    /// Steps that wait for an operator, of one office or of all, the oldest first.
    pub async fn stopped_steps(&self, office: Option<&OfficeCode>) -> Result<Vec<StoppedStep>, RegisterError> {
        let sql = "SELECT i.number, i.code, i.step, i.at, i.place FROM incidents i JOIN cases c ON c.number = i.number \
                   WHERE i.resumed_at IS NULL AND (c.status = 'open' OR i.step <> 'calendar') AND ($1 = '' OR c.office = $1) UNION ALL \
                   SELECT u.number, u.code, 'register' AS step, u.noted_at AS at, 0 AS place FROM unrecorded u \
                   JOIN cases c ON c.number = u.number WHERE $1 = '' OR c.office = $1 ORDER BY 4, 1, 5";
        let office = office.map(ToString::to_string).unwrap_or_default();
        let stopped = |row: &AnyRow| {
            Ok(StoppedStep { case: get(row, "number")?, code: get(row, "code")?, step: get(row, "step")?, at: get(row, "at")? })
        };
        sqlx::query(sql).bind(office).fetch_all(&self.pool).await?.iter().map(stopped).collect()
    }

    /// How many of these cases are open on record, by service and office.
    pub async fn open_among(&self, cases: &[CaseNumber]) -> Result<BTreeMap<(String, OfficeCode), u64>, RegisterError> {
        let mut open = BTreeMap::new();
        for some in cases.chunks(MOST_NAMED) {
            let places: Vec<_> = (1_usize..).zip(some).map(|(place, _)| format!("${place}")).collect();
            let sql = format!(
                "SELECT service, office, COUNT(*) AS cases FROM cases WHERE status = 'open' AND number IN ({}) GROUP BY service, office",
                places.join(", ")
            );
            let query = some.iter().fold(sqlx::query(&sql), |query, case| query.bind(case.to_string()));
            for row in query.fetch_all(&self.pool).await? {
                let count = open.entry((get(&row, "service")?, get(&row, "office")?)).or_insert(0_u64);
                *count = count.saturating_add(number(&row, "cases")?);
            }
        }
        Ok(open)
    }

    /// The instant of the oldest stage that the monitoring system has not accepted.
    pub async fn oldest_undelivered(&self) -> Result<Option<Instant>, RegisterError> {
        let sql = "SELECT MIN(s.at) AS oldest FROM deliveries d JOIN stages s ON s.id = d.stage_id WHERE d.accepted_at IS NULL";
        get_optional(&sqlx::query(sql).fetch_one(&self.pool).await?, "oldest")
    }

    /// Open cases by service, stage, awaited clock and office.
    pub async fn counts(&self) -> Result<Vec<Count>, RegisterError> {
        let sql = "SELECT service, stage, next_clock, office, COUNT(*) AS cases FROM cases WHERE status = 'open' \
                   GROUP BY service, stage, next_clock, office ORDER BY service, stage, next_clock, office";
        let count = |row: &AnyRow| {
            let clock: String = get(row, "next_clock")?;
            let clock = if clock == NONE { None } else { Some(get(row, "next_clock")?) };
            Ok(Count {
                service: get(row, "service")?,
                stage: get(row, "stage")?,
                clock,
                office: get(row, "office")?,
                cases: number(row, "cases")?,
            })
        };
        sqlx::query(sql).fetch_all(&self.pool).await?.iter().map(count).collect()
    }

    /// Breaches of statutory terms on record, by service, clock, window and office, of open and closed cases.
    pub async fn breaches(&self) -> Result<Vec<Breaches>, RegisterError> {
        let sql = "SELECT c.service, k.clock, k.clock_window, c.office, COUNT(*) AS clocks \
                   FROM clocks k JOIN cases c ON c.number = k.number \
                   WHERE k.outcome = 'breached' AND k.nature = 'statutory' \
                   GROUP BY c.service, k.clock, k.clock_window, c.office \
                   ORDER BY c.service, k.clock, COALESCE(k.clock_window, ''), c.office";
        let breaches = |row: &AnyRow| {
            Ok(Breaches {
                service: get(row, "service")?,
                clock: get(row, "clock")?,
                window: get_optional(row, "clock_window")?,
                office: get(row, "office")?,
                clocks: number(row, "clocks")?,
            })
        };
        sqlx::query(sql).fetch_all(&self.pool).await?.iter().map(breaches).collect()
    }
}
