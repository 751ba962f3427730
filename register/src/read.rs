//! Reading a case back as it was recorded.

use serde::Serialize;
use shaqyru_domain::{
    case::{
        antedated::AntedatedEntry,
        number::CaseNumber,
        outbox::StageRecord,
        record::{CaseRecord, DecisionRecord, IncidentRecord},
        view::{ClockView, EscalationView},
    },
    law::ground::Ground,
    time::instant::Instant,
};
use sqlx::{AnyConnection, any::AnyRow};

use crate::{
    column::{NONE, get, get_json, get_optional, number, optional_number},
    error::RegisterError,
    schema::Register,
};

// Columns are named wherever rows are read: a prepared `SELECT *` fails on PostgreSQL once a newer release has added a column.
pub(crate) const CASE: &str = "number, service, visa, invited_to, may_not_decide, revision, citizenship, passport_number, inviting_party, category, \
                    filed_at, office, officer, status, stage, registered_on, ended_at, rulebook, calendar, next_due, next_clock";
pub(crate) const STAGE: &str = "id, number, office, category, stage, at, actor";
pub(crate) const CLOCK: &str = "number, clock, clock_window, cause, nature, started_at, due, ended_at, acted_at, outcome, awaited";
pub(crate) const INCIDENT: &str = "number, code, step, at, resumed_at";
pub(crate) const ANTEDATED: &str = "place, act, received_at, entered_at, entered_by, because, letter, undid";
const ESCALATION: &str = "at, clock, clock_window, rung, audience";
const DECISION: &str = "outcome, at, actor, ground, note, invitation_number";

/// A stage on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// What the monitoring system is told.
    #[serde(flatten)]
    pub record: StageRecord,
    /// Its place in the chain.
    pub hash: String,
    /// When the monitoring system accepted it.
    pub accepted_at: Option<Instant>,
}

impl Register {
    /// A case as it was last recorded.
    pub async fn case(&self, number: &CaseNumber) -> Result<Option<CaseRecord>, RegisterError> {
        let mut reading = self.reading().await?;
        let found = case(&mut reading, number).await?;
        reading.rollback().await?;
        Ok(found)
    }

    /// The stages of a case, in order; empty if the case is unknown.
    pub async fn stages(&self, number: &CaseNumber) -> Result<Vec<Stage>, RegisterError> {
        let sql = format!(
            "SELECT {STAGE}, hash, (SELECT accepted_at FROM deliveries WHERE stage_id = id) AS accepted_at FROM stages \
             WHERE number = $1 ORDER BY place"
        );
        let rows = sqlx::query(&sql).bind(number.to_string()).fetch_all(&self.pool).await?;
        let stage =
            |row: &AnyRow| Ok(Stage { record: stage(row)?, hash: get(row, "hash")?, accepted_at: get_optional(row, "accepted_at")? });
        rows.iter().map(stage).collect()
    }
}

/// Reads a case within a transaction.
pub(crate) async fn case(connection: &mut AnyConnection, case: &CaseNumber) -> Result<Option<CaseRecord>, RegisterError> {
    let sql = format!("SELECT {CASE} FROM cases WHERE number = $1");
    match sqlx::query(&sql).bind(case.to_string()).fetch_optional(&mut *connection).await? {
        Some(row) => case_of(connection, &row).await.map(Some),
        None => Ok(None),
    }
}

/// Reads what belongs to the row of a case.
pub(crate) async fn case_of(connection: &mut AnyConnection, row: &AnyRow) -> Result<CaseRecord, RegisterError> {
    let case: &CaseNumber = &get(row, "number")?;
    let due: String = get(row, "next_due")?;
    // What most cases have none of is counted along with the stages, of which each case has some, and read only if it is there.
    let sql = format!(
        "SELECT {STAGE}, (SELECT COUNT(*) FROM decisions WHERE number = $1) AS decision_count, \
         (SELECT COUNT(*) FROM escalations WHERE number = $1) AS escalation_count, \
         (SELECT COUNT(*) FROM incidents WHERE number = $1) AS incident_count, \
         (SELECT COUNT(*) FROM antedated WHERE number = $1) AS antedated_count FROM stages WHERE number = $1 ORDER BY place"
    );
    let stages = sqlx::query(&sql).bind(case.to_string()).fetch_all(&mut *connection).await?;
    let sql_if_some = |count, sql| (stages.first().is_none_or(|row| !matches!(number(row, count), Ok(0_u64)))).then_some(sql);
    let decisions = sql_if_some("decision_count", format!("SELECT {DECISION} FROM decisions WHERE number = $1"));
    let escalations = sql_if_some("escalation_count", format!("SELECT {ESCALATION} FROM escalations WHERE number = $1 ORDER BY place"));
    let incidents = sql_if_some("incident_count", format!("SELECT {INCIDENT} FROM incidents WHERE number = $1 ORDER BY place"));
    let antedated = sql_if_some("antedated_count", format!("SELECT {ANTEDATED} FROM antedated WHERE number = $1 ORDER BY place"));
    let clocks = Some(format!("SELECT {CLOCK} FROM clocks WHERE number = $1 ORDER BY place"));
    let inviting_party: String = get(row, "inviting_party")?;
    Ok(CaseRecord {
        number: case.clone(),
        service: get(row, "service")?,
        visa_standing: get_json(row, "visa")?,
        invited_to: get_json(row, "invited_to")?,
        may_not_decide: get_json(row, "may_not_decide")?.unwrap_or_default(),
        revision: number(row, "revision")?,
        citizenship: get(row, "citizenship")?,
        passport_number: get(row, "passport_number")?,
        inviting_party: if inviting_party == NONE { None } else { Some(get(row, "inviting_party")?) },
        category: get(row, "category")?,
        filed_at: get(row, "filed_at")?,
        office: get(row, "office")?,
        officer: get_optional(row, "officer")?,
        status: get(row, "status")?,
        stage: get(row, "stage")?,
        registered_on: get_optional(row, "registered_on")?,
        ended_at: get_optional(row, "ended_at")?,
        rulebook: get(row, "rulebook")?,
        calendar: get(row, "calendar")?,
        next_due: if due == NONE { None } else { Some((get(row, "next_clock")?, get(row, "next_due")?)) },
        clocks: all(connection, clocks, case, clock).await?,
        decision: all(connection, decisions, case, decision).await?.pop(),
        escalations: all(connection, escalations, case, escalation).await?,
        incidents: all(connection, incidents, case, incident).await?,
        antedated: all(connection, antedated, case, antedated_entry).await?,
        stages: stages.iter().map(stage).collect::<Result<_, _>>()?,
    })
}

async fn all<T>(
    connection: &mut AnyConnection,
    sql: Option<String>,
    case: &CaseNumber,
    read: fn(&AnyRow) -> Result<T, RegisterError>,
) -> Result<Vec<T>, RegisterError> {
    let Some(sql) = sql else { return Ok(Vec::new()) };
    let rows = sqlx::query(&sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

pub(crate) fn stage(row: &AnyRow) -> Result<StageRecord, RegisterError> {
    Ok(StageRecord {
        id: get(row, "id")?,
        case: get(row, "number")?,
        office: get(row, "office")?,
        category: get(row, "category")?,
        stage: get(row, "stage")?,
        at: get(row, "at")?,
        actor: get(row, "actor")?,
    })
}

pub(crate) fn clock(row: &AnyRow) -> Result<ClockView, RegisterError> {
    Ok(ClockView {
        clock: get(row, "clock")?,
        window: get_optional(row, "clock_window")?,
        cause: get_optional(row, "cause")?,
        nature: get(row, "nature")?,
        started_at: get(row, "started_at")?,
        due: get(row, "due")?,
        ended_at: get_optional(row, "ended_at")?,
        acted_at: get_optional(row, "acted_at")?,
        outcome: get(row, "outcome")?,
        awaited: number::<i64>(row, "awaited")? != 0,
    })
}

fn escalation(row: &AnyRow) -> Result<EscalationView, RegisterError> {
    Ok(EscalationView {
        at: get(row, "at")?,
        clock: get(row, "clock")?,
        window: get_optional(row, "clock_window")?,
        rung: get(row, "rung")?,
        audience: get(row, "audience")?,
    })
}

pub(crate) fn incident(row: &AnyRow) -> Result<IncidentRecord, RegisterError> {
    Ok(IncidentRecord {
        code: get(row, "code")?,
        step: get(row, "step")?,
        at: get(row, "at")?,
        resumed_at: get_optional(row, "resumed_at")?,
    })
}

pub(crate) fn antedated_entry(row: &AnyRow) -> Result<AntedatedEntry, RegisterError> {
    Ok(AntedatedEntry {
        place: number(row, "place")?,
        act: get_optional(row, "act")?,
        received_at: get(row, "received_at")?,
        entered_at: get(row, "entered_at")?,
        entered_by: get(row, "entered_by")?,
        because: get_optional(row, "because")?,
        letter: get_optional(row, "letter")?,
        undid: get_json(row, "undid")?.unwrap_or_default(),
    })
}

fn decision(row: &AnyRow) -> Result<DecisionRecord, RegisterError> {
    let ground: Option<u8> = optional_number(row, "ground")?;
    Ok(DecisionRecord {
        outcome: get(row, "outcome")?,
        at: get(row, "at")?,
        actor: get_optional(row, "actor")?,
        ground: ground.map(Ground::try_from).transpose().map_err(|_| RegisterError::Unreadable { column: "ground" })?,
        note: get_optional(row, "note")?,
        invitation_number: get_optional(row, "invitation_number")?,
    })
}
