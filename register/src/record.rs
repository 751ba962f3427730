//! Taking a snapshot of a case into the register.

use chrono::NaiveDate;
use shaqyru_domain::case::{number::CaseNumber, outbox::StageRecord, stage::Status, view::ClockView, view::EscalationView};
use sqlx::{Any, AnyConnection, Row, any::AnyArguments, query::Query};

use crate::{
    chain::Content,
    column::{self, NONE, instant, optional, place, text},
    error::{Conflict, RegisterError},
    people::{self, Matter},
    read,
    schema::Register,
    snapshot::{CaseRecord, DecisionRecord, IncidentRecord, passport_key},
};

/// What became of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// The case was not on record.
    New,
    /// It was on record with less.
    Newer,
    /// This very snapshot is on record.
    Known,
    /// A later snapshot is on record.
    Older,
    /// The case was on record, and its time on record is over.
    Purged,
}

/// The columns of a case in the order in which they are bound.
const COLUMNS: [&str; 22] = [
    "number",
    "citizenship",
    "passport_number",
    "passport_key",
    "inviting_party",
    "category",
    "filed_at",
    "filed_on",
    "office",
    "officer",
    "status",
    "stage",
    "registered_on",
    "ended_at",
    "rulebook",
    "calendar",
    "next_due",
    "next_clock",
    "breached",
    "revision",
    "stage_count",
    "head",
];

impl Register {
    /// Takes a snapshot into the register: all of it, or, if it says no, nothing.
    ///
    /// The same snapshot twice counts once. Of two snapshots the one with the higher revision stands, in whatever order they
    /// come. What can only grow (stages, escalations, the decision) must agree with what is on record, also in an older snapshot.
    ///
    /// # Errors
    /// [`RegisterError::Conflict`] if the snapshot has a gap, or does not agree with what is on record.
    pub async fn record(&self, record: &CaseRecord) -> Result<Recorded, RegisterError> {
        let refuse = |conflict| RegisterError::conflict(&record.number, conflict);
        check_places(record).map_err(refuse)?;
        let mut transaction = self.pool.begin().await?;
        let is_new = take_seat(&mut transaction, record).await?;
        if was_purged(&mut transaction, &record.number).await? {
            transaction.rollback().await?;
            return Ok(Recorded::Purged);
        }
        let known = read::case(&mut transaction, &record.number).await?.filter(|_| !is_new);
        let recorded = known.as_ref().map_or(Ok(Recorded::New), |known| judge(known, record)).map_err(refuse)?;
        if matches!(recorded, Recorded::New | Recorded::Newer) {
            write(&mut transaction, known.as_ref(), record).await?;
            transaction.commit().await?;
        } else {
            transaction.rollback().await?;
        }
        Ok(recorded)
    }
}

/// The stages are numbered from 1 on without a gap.
fn check_places(record: &CaseRecord) -> Result<(), Conflict> {
    let fits = |(index, stage): (usize, &StageRecord)| stage.case == record.number && stage.id == stage_id(&record.number, index);
    match record.stages.iter().enumerate().position(|stage| !fits(stage)) {
        Some(index) => Err(Conflict::Gap { place: index.saturating_add(1) }),
        None if record.stages.is_empty() => Err(Conflict::Gap { place: 1 }),
        None => Ok(()),
    }
}

fn stage_id(case: &CaseNumber, index: usize) -> String {
    format!("{case}/stage/{}", place(index))
}

/// How a snapshot relates to the one that is on record.
fn judge(known: &CaseRecord, new: &CaseRecord) -> Result<Recorded, Conflict> {
    let filing = |record: &CaseRecord| {
        (
            record.citizenship.clone(),
            record.passport_number.clone(),
            record.inviting_party.clone(),
            record.category.clone(),
            record.filed_at,
        )
    };
    if filing(known) != filing(new) {
        return Err(Conflict::Filing);
    }
    if let Some(place) = first_difference(&known.stages, &new.stages) {
        return Err(Conflict::Stage { place });
    }
    if let Some(place) = first_difference(&known.escalations, &new.escalations) {
        return Err(Conflict::Escalation { place });
    }
    if known.decision.is_some() && new.decision.is_some() && known.decision != new.decision {
        return Err(Conflict::Decision);
    }
    if known.revision == new.revision {
        // An earlier release recorded the same revision without its incidents.
        let known = &CaseRecord { incidents: new.incidents.clone(), ..known.clone() };
        return if known == new { Ok(Recorded::Known) } else { Err(Conflict::Revision { revision: new.revision }) };
    }
    let (recorded, earlier, later) =
        if known.revision < new.revision { (Recorded::Newer, known, new) } else { (Recorded::Older, new, known) };
    let grew = earlier.stages.len() <= later.stages.len()
        && earlier.escalations.len() <= later.escalations.len()
        && (earlier.decision.is_none() || later.decision.is_some())
        && (earlier.status == Status::Open || earlier.status == later.status);
    if grew { Ok(recorded) } else { Err(Conflict::Shrunk) }
}

/// The first place, from 1, at which two lists differ as far as both go.
fn first_difference<T: PartialEq>(one: &[T], other: &[T]) -> Option<usize> {
    one.iter().zip(other).position(|(one, other)| one != other).map(|index| index.saturating_add(1))
}

/// Locks the case's row, and makes it if there is none: from here to the end of the transaction nobody else records this case. It
/// writes first and reads afterwards, because SQLite lets nobody write who has read what another has changed since.
async fn take_seat(connection: &mut AnyConnection, record: &CaseRecord) -> Result<bool, RegisterError> {
    let places: Vec<_> = (1..=COLUMNS.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "INSERT INTO cases ({}) VALUES ({}) ON CONFLICT (number) DO UPDATE SET number = excluded.number RETURNING stage_count",
        COLUMNS.join(", "),
        places.join(", ")
    );
    let empty = Head { count: 0, hash: String::new() };
    let row = bind_case(sqlx::query(&sql), record, empty).fetch_one(connection).await?;
    // No case on record is without a stage.
    Ok(row.try_get::<i64, _>("stage_count")? == 0)
}

async fn was_purged(connection: &mut AnyConnection, number: &CaseNumber) -> Result<bool, RegisterError> {
    let row = sqlx::query("SELECT number FROM purges WHERE number = $1").bind(number.to_string()).fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// The end of a case's chain.
struct Head {
    count: i64,
    hash: String,
}

async fn write(connection: &mut AnyConnection, known: Option<&CaseRecord>, record: &CaseRecord) -> Result<(), RegisterError> {
    let head = write_stages(connection, known.map_or(&[], |known| &known.stages), &record.stages).await?;
    write_escalations(connection, known.map_or(0, |known| known.escalations.len()), record).await?;
    write_incidents(connection, record).await?;
    write_clocks(connection, record).await?;
    if let (Some(decision), true) = (&record.decision, known.is_none_or(|known| known.decision.is_none())) {
        write_decision(connection, &record.number, decision).await?;
    }
    let assignments: Vec<_> = (1..).zip(COLUMNS).skip(1).map(|(place, column)| format!("{column} = ${place}")).collect();
    let sql = format!("UPDATE cases SET {} WHERE number = $1", assignments.join(", "));
    bind_case(sqlx::query(&sql), record, head).execute(connection).await?;
    Ok(())
}

fn bind_case<'q>(query: Query<'q, Any, AnyArguments<'q>>, record: &CaseRecord, head: Head) -> Query<'q, Any, AnyArguments<'q>> {
    let (next_clock, next_due) =
        record.next_due.map_or_else(|| (NONE.to_owned(), NONE.to_owned()), |(clock, due)| (text(&clock), instant(due)));
    query
        .bind(record.number.to_string())
        .bind(record.citizenship.to_string())
        .bind(record.passport_number.to_string())
        .bind(passport_key(&record.passport_number))
        .bind(record.inviting_party.to_string())
        .bind(record.category.clone())
        .bind(instant(record.filed_at))
        .bind(record.filed_at.date().to_string())
        .bind(record.office.to_string())
        .bind(optional(record.officer.as_ref()))
        .bind(text(&record.status))
        .bind(text(&record.stage))
        .bind(record.registered_on.as_ref().map(NaiveDate::to_string))
        .bind(record.ended_at.map(instant))
        .bind(record.rulebook.clone())
        .bind(record.calendar.clone())
        .bind(next_due)
        .bind(next_clock)
        .bind(i64::from(record.is_breached()))
        .bind(i64::from(record.revision))
        .bind(head.count)
        .bind(head.hash)
}

/// Appends the stages that are not on record yet to the chain and to what the monitoring system is to be told.
async fn write_stages(connection: &mut AnyConnection, known: &[StageRecord], stages: &[StageRecord]) -> Result<Head, RegisterError> {
    let mut hash = String::new();
    for (index, stage) in stages.iter().enumerate() {
        let content = Content::of(stage);
        // What is on record was found equal: its hash is what it was, unless somebody meddled with it, and then it stays broken.
        hash = content.hash(&hash);
        if index < known.len() {
            continue;
        }
        let Content { id, number, office, category, stage, at, actor } = content;
        sqlx::query(
            "INSERT INTO stages (id, number, place, office, category, stage, at, actor, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id.clone())
        .bind(number.clone())
        .bind(place(index))
        .bind(office)
        .bind(category)
        .bind(stage)
        .bind(at)
        .bind(actor)
        .bind(hash.clone())
        .execute(&mut *connection)
        .await?;
        sqlx::query("INSERT INTO deliveries (stage_id, number) VALUES ($1, $2)").bind(id).bind(number).execute(&mut *connection).await?;
    }
    Ok(Head { count: i64::try_from(stages.len()).unwrap_or(i64::MAX), hash })
}

async fn write_escalations(connection: &mut AnyConnection, known: usize, record: &CaseRecord) -> Result<(), RegisterError> {
    for (index, escalation) in record.escalations.iter().enumerate().skip(known) {
        let EscalationView { at, clock, window, rung, audience } = escalation;
        sqlx::query("INSERT INTO escalations (number, place, at, clock, clock_window, rung, audience) VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(record.number.to_string())
            .bind(place(index))
            .bind(instant(*at))
            .bind(text(clock))
            .bind(optional(window.as_ref()))
            .bind(rung.clone())
            .bind(text(audience))
            .execute(&mut *connection)
            .await?;
        people::wait_for(connection, &record.number, Matter::Escalation, place(index)).await?;
    }
    Ok(())
}

/// An incident stays as it came up; only that its step went on is added.
async fn write_incidents(connection: &mut AnyConnection, record: &CaseRecord) -> Result<(), RegisterError> {
    for (index, incident) in record.incidents.iter().enumerate() {
        let IncidentRecord { code, step, at, resumed_at } = incident;
        sqlx::query(
            "INSERT INTO incidents (number, place, code, step, at, resumed_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (number, place) DO UPDATE SET resumed_at = excluded.resumed_at \
             WHERE incidents.resumed_at IS NULL AND excluded.resumed_at IS NOT NULL",
        )
        .bind(record.number.to_string())
        .bind(place(index))
        .bind(text(code))
        .bind(step.clone())
        .bind(instant(*at))
        .bind(resumed_at.map(instant))
        .execute(&mut *connection)
        .await?;
        people::wait_for(connection, &record.number, Matter::Incident, place(index)).await?;
    }
    Ok(())
}

/// Clocks are a picture of now: those of before go.
async fn write_clocks(connection: &mut AnyConnection, record: &CaseRecord) -> Result<(), RegisterError> {
    sqlx::query("DELETE FROM clocks WHERE number = $1").bind(record.number.to_string()).execute(&mut *connection).await?;
    for (index, clock) in record.clocks.iter().enumerate() {
        let ClockView { clock, window, cause, nature, started_at, due, ended_at, outcome } = clock;
        sqlx::query(
            "INSERT INTO clocks (number, place, clock, clock_window, cause, nature, started_at, due, ended_at, outcome) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(record.number.to_string())
        .bind(place(index))
        .bind(text(clock))
        .bind(optional(window.as_ref()))
        .bind(optional(cause.as_ref()))
        .bind(text(nature))
        .bind(instant(*started_at))
        .bind(instant(*due))
        .bind(ended_at.map(instant))
        .bind(text(outcome))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn write_decision(connection: &mut AnyConnection, number: &CaseNumber, decision: &DecisionRecord) -> Result<(), RegisterError> {
    let DecisionRecord { outcome, at, actor, ground, note, invitation_number } = decision;
    sqlx::query("INSERT INTO decisions (number, outcome, at, actor, ground, note, invitation_number) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(number.to_string())
        .bind(text(outcome))
        .bind(column::instant(*at))
        .bind(optional(actor.as_ref()))
        .bind(ground.map(|ground| i64::from(u8::from(ground))))
        .bind(optional(note.as_ref()))
        .bind(invitation_number.clone())
        .execute(connection)
        .await?;
    Ok(())
}
