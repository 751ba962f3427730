//! Taking a snapshot of a case into the register.

use std::sync::LazyLock;

use chrono::NaiveDate;
use shaqyru_domain::{
    case::{
        antedated::AntedatedEntry,
        number::CaseNumber,
        outbox::StageRecord,
        record::{CaseRecord, DecisionRecord, IncidentRecord},
        stage::Status,
        view::{ClockView, EscalationView},
    },
    writing::passport_key,
};
use sqlx::{Any, AnyConnection, Row, any::AnyArguments, query::Query};

use crate::{
    chain::Content,
    column::{self, NONE, instant, optional, place, text},
    error::{Conflict, RegisterError},
    people, read,
    schema::Register,
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

/// What a case is filed with; it never changes. In the order in which it is bound.
const FILING: [&str; 10] = [
    "number",
    "service",
    "citizenship",
    "passport_number",
    "passport_key",
    "inviting_party",
    "category",
    "filed_at",
    "filed_on",
    "invited_to",
];

/// How a case stands, in the order in which it is bound.
const STANDING: [&str; 16] = [
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
    "visa",
    "may_not_decide",
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
        let mut transaction = self.writing().await?;
        let CaseRow { known, was_refused } = lock_case_row(&mut transaction, record).await?;
        let recorded = match &known {
            None if was_purged(&mut transaction, &record.number).await? => Recorded::Purged,
            None => Recorded::New,
            Some(known) => match judge(known, record) {
                Ok(recorded) => recorded,
                Err(conflict) => {
                    transaction.rollback().await?;
                    return Err(refuse(conflict));
                }
            },
        };
        if matches!(recorded, Recorded::New | Recorded::Newer) {
            write(&mut transaction, known.as_ref(), record).await?;
        }
        // A worker of an earlier release has not said what is awaited, when it was acted on, and what was antedated.
        let is_untold = |known: &&CaseRecord| known.clocks != record.clocks || known.antedated != record.antedated;
        let untold = known.as_ref().filter(|known| recorded == Recorded::Known && is_untold(known));
        if let Some(known) = untold {
            write_clocks(&mut transaction, &known.clocks, record).await?;
            write_antedated(&mut transaction, &known.antedated, record).await?;
        }
        // What was refused before is settled.
        if was_refused && matches!(recorded, Recorded::New | Recorded::Newer | Recorded::Known) {
            let settled = sqlx::query("DELETE FROM unrecorded WHERE number = $1").bind(record.number.to_string());
            settled.execute(&mut *transaction).await?;
        } else if untold.is_none() && !matches!(recorded, Recorded::New | Recorded::Newer) {
            transaction.rollback().await?;
            return Ok(recorded);
        }
        transaction.commit().await?;
        Ok(recorded)
    }

    /// What [`Register::record`] would say; nothing is changed.
    ///
    /// # Errors
    /// As [`Register::record`].
    pub async fn compare(&self, record: &CaseRecord) -> Result<Recorded, RegisterError> {
        let refuse = |conflict| RegisterError::conflict(&record.number, conflict);
        check_places(record).map_err(refuse)?;
        let mut reading = self.reading().await?;
        let known = read::case(&mut reading, &record.number).await?;
        let purged = known.is_none() && was_purged(&mut reading, &record.number).await?;
        reading.rollback().await?;
        match known {
            Some(known) => judge(&known, record).map_err(refuse),
            None if purged => Ok(Recorded::Purged),
            None => Ok(Recorded::New),
        }
    }
}

/// The stages are numbered from 1 on without a gap.
pub(crate) fn check_places(record: &CaseRecord) -> Result<(), Conflict> {
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
pub(crate) fn judge(known: &CaseRecord, new: &CaseRecord) -> Result<Recorded, Conflict> {
    let filing = |record: &CaseRecord| {
        (
            record.service.clone(),
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
        // An earlier release recorded the same revision without its incidents, without what is awaited and when it was acted on, without what the
        // invitation is to, without who may not decide and without what was antedated.
        let mut known = CaseRecord {
            incidents: new.incidents.clone(),
            invited_to: new.invited_to.clone(),
            may_not_decide: new.may_not_decide.clone(),
            antedated: new.antedated.clone(),
            ..known.clone()
        };
        for (known, new) in known.clocks.iter_mut().zip(&new.clocks) {
            known.awaited = new.awaited;
            known.acted_at = new.acted_at;
        }
        return if known == *new { Ok(Recorded::Known) } else { Err(Conflict::Revision { revision: new.revision }) };
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
pub(crate) async fn lock_case_row(connection: &mut AnyConnection, record: &CaseRecord) -> Result<CaseRow, RegisterError> {
    static TAKE: LazyLock<String> = LazyLock::new(|| {
        let columns = [&FILING[..], &STANDING].concat();
        let places: Vec<_> = (1..=columns.len()).map(|place| format!("${place}")).collect();
        // What is set is in no index: to set it costs no more than the lock. An earlier release did not record what an invitation is to.
        format!(
            "INSERT INTO cases ({}) VALUES ({}) ON CONFLICT (number) DO UPDATE \
             SET invited_to = COALESCE(cases.invited_to, excluded.invited_to) RETURNING {}, stage_count, \
             (SELECT COUNT(*) FROM unrecorded WHERE unrecorded.number = cases.number) AS refused",
            columns.join(", "),
            places.join(", "),
            read::CASE,
        )
    });
    let empty = Head { count: 0, hash: String::new() };
    let row = bind_standing(bind_filing(sqlx::query(&TAKE), record), record, empty).fetch_one(&mut *connection).await?;
    // No case on record is without a stage.
    let known = if row.try_get::<i64, _>("stage_count")? == 0 { None } else { Some(read::case_of(connection, &row).await?) };
    Ok(CaseRow { known, was_refused: row.try_get::<i64, _>("refused")? > 0 })
}

/// The row of a case, which is ours until the transaction ends.
pub(crate) struct CaseRow {
    /// What is on record of it.
    pub(crate) known: Option<CaseRecord>,
    /// Whether an earlier snapshot was refused.
    was_refused: bool,
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

/// Writes what is not on record yet, in few statements.
pub(crate) async fn write(connection: &mut AnyConnection, known: Option<&CaseRecord>, record: &CaseRecord) -> Result<(), RegisterError> {
    static UPDATE: LazyLock<String> = LazyLock::new(|| {
        let assignments: Vec<_> = (2..).zip(STANDING).map(|(place, column)| format!("{column} = ${place}")).collect();
        format!("UPDATE cases SET {} WHERE number = $1", assignments.join(", "))
    });
    let head = write_stages(connection, known.map_or(0, |known| known.stages.len()), record).await?;
    write_escalations(connection, known.map_or(0, |known| known.escalations.len()), record).await?;
    write_incidents(connection, known.map_or(&[], |known| &known.incidents), record).await?;
    write_clocks(connection, known.map_or(&[], |known| &known.clocks), record).await?;
    write_antedated(connection, known.map_or(&[], |known| &known.antedated), record).await?;
    if let (Some(decision), true) = (&record.decision, known.is_none_or(|known| known.decision.is_none())) {
        write_decision(connection, &record.number, decision).await?;
    }
    if record.status != Status::Open {
        // Somebody else may file for the same person from now on.
        let ended = sqlx::query("DELETE FROM reservations WHERE number = $1").bind(record.number.to_string());
        ended.execute(&mut *connection).await?;
    }
    if known.is_some() {
        bind_standing(sqlx::query(&UPDATE).bind(record.number.to_string()), record, head).execute(connection).await?;
    } else {
        // All but the end of the chain was written when the seat was taken.
        let query = sqlx::query("UPDATE cases SET stage_count = $2, head = $3 WHERE number = $1").bind(record.number.to_string());
        query.bind(head.count).bind(head.hash).execute(connection).await?;
    }
    Ok(())
}

fn bind_filing<'q>(query: Query<'q, Any, AnyArguments<'q>>, record: &CaseRecord) -> Query<'q, Any, AnyArguments<'q>> {
    query
        .bind(record.number.to_string())
        .bind(record.service.clone())
        .bind(record.citizenship.to_string())
        .bind(record.passport_number.to_string())
        .bind(passport_key(record.passport_number.as_str()))
        .bind(optional(record.inviting_party.as_ref()).unwrap_or_else(|| NONE.to_owned()))
        .bind(record.category.clone())
        .bind(instant(record.filed_at))
        .bind(record.filed_at.date().to_string())
        .bind(record.invited_to.as_ref().map(column::json))
}

fn bind_standing<'q>(query: Query<'q, Any, AnyArguments<'q>>, record: &CaseRecord, head: Head) -> Query<'q, Any, AnyArguments<'q>> {
    let (next_clock, next_due) =
        record.next_due.map_or_else(|| (NONE.to_owned(), NONE.to_owned()), |(clock, due)| (text(&clock), instant(due)));
    query
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
        .bind(record.visa_standing.as_ref().map(column::json))
        .bind(Some(&record.may_not_decide).filter(|officers| !officers.is_empty()).map(column::json))
        .bind(i64::from(record.revision))
        .bind(head.count)
        .bind(head.hash)
}

/// Appends the stages that are not on record yet to the chain and to what the monitoring system is to be told.
async fn write_stages(connection: &mut AnyConnection, known: usize, record: &CaseRecord) -> Result<Head, RegisterError> {
    // What is on record was found equal: its hash is what it was, unless somebody meddled with it, and then it stays broken.
    let mut hash = String::new();
    let mut rows = Vec::new();
    for (index, stage) in record.stages.iter().enumerate() {
        let content = Content::of(stage);
        hash = content.hash(&hash);
        rows.push((index, content, hash.clone()));
    }
    let new = rows.split_off(known.min(rows.len()));
    if !new.is_empty() {
        let sql = insert("stages", &["id", "number", "place", "office", "category", "stage", "at", "actor", "hash"], new.len());
        let query = new.into_iter().fold(sqlx::query(&sql), |query, (index, content, hash)| {
            let Content { id, number, office, category, stage, at, actor } = content;
            query.bind(id).bind(number).bind(place(index)).bind(office).bind(category).bind(stage).bind(at).bind(actor).bind(hash)
        });
        query.execute(&mut *connection).await?;
        let sql = "INSERT INTO deliveries (stage_id, number) SELECT id, number FROM stages WHERE number = $1 AND place > $2 ORDER BY place";
        let known = i64::try_from(known).unwrap_or(i64::MAX);
        sqlx::query(sql).bind(record.number.to_string()).bind(known).execute(connection).await?;
    }
    Ok(Head { count: count(&record.stages), hash })
}

async fn write_escalations(connection: &mut AnyConnection, known: usize, record: &CaseRecord) -> Result<(), RegisterError> {
    let new: Vec<_> = record.escalations.iter().enumerate().skip(known).collect();
    if new.is_empty() {
        return Ok(());
    }
    let sql = insert("escalations", &["number", "place", "at", "clock", "clock_window", "rung", "audience"], new.len());
    let query = new.into_iter().fold(sqlx::query(&sql), |query, (index, escalation)| {
        let EscalationView { at, clock, window, rung, audience } = escalation;
        query
            .bind(record.number.to_string())
            .bind(place(index))
            .bind(instant(*at))
            .bind(text(clock))
            .bind(optional(window.as_ref()))
            .bind(rung.clone())
            .bind(text(audience))
    });
    query.execute(&mut *connection).await?;
    people::wait_for_escalations(connection, &record.number, known).await?;
    Ok(())
}

/// An incident stays as it came up; only that its step went on is added.
async fn write_incidents(connection: &mut AnyConnection, known: &[IncidentRecord], record: &CaseRecord) -> Result<(), RegisterError> {
    let is_news = |known: Option<&IncidentRecord>, incident: &IncidentRecord| {
        known.is_none_or(|known| known.resumed_at.is_none() && incident.resumed_at.is_some())
    };
    let news = record.incidents.iter().enumerate().filter(|(index, incident)| is_news(known.get(*index), incident));
    for (index, incident) in news {
        let IncidentRecord { code, step, at, resumed_at } = incident;
        sqlx::query(
            "INSERT INTO incidents (number, place, code, step, at, resumed_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (number, place) DO UPDATE SET resumed_at = excluded.resumed_at WHERE incidents.resumed_at IS NULL",
        )
        .bind(record.number.to_string())
        .bind(place(index))
        .bind(text(code))
        .bind(step.clone())
        .bind(instant(*at))
        .bind(resumed_at.map(instant))
        .execute(&mut *connection)
        .await?;
        people::wait_for_incident(connection, &record.number, place(index)).await?;
    }
    Ok(())
}

/// What was antedated stays as it was entered, by its place on the timeline; only what it undid is written over.
async fn write_antedated(connection: &mut AnyConnection, known: &[AntedatedEntry], record: &CaseRecord) -> Result<(), RegisterError> {
    for entry in record.antedated.iter().filter(|entry| !known.contains(entry)) {
        let AntedatedEntry { place, act, received_at, entered_at, entered_by, because, letter, undid } = entry;
        sqlx::query(
            "INSERT INTO antedated (number, place, act, received_at, entered_at, entered_by, because, letter, undid) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (number, place) DO UPDATE SET undid = excluded.undid",
        )
        .bind(record.number.to_string())
        .bind(i64::try_from(*place).unwrap_or(i64::MAX))
        .bind(optional(act.as_ref()))
        .bind(instant(*received_at))
        .bind(instant(*entered_at))
        .bind(text(entered_by))
        .bind(optional(because.as_ref()))
        .bind(optional(letter.as_ref()))
        .bind(Some(undid).filter(|undid| !undid.is_empty()).map(column::json))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Clocks are a picture of now: those that are otherwise are written over, and those beyond the last one go.
async fn write_clocks(connection: &mut AnyConnection, known: &[ClockView], record: &CaseRecord) -> Result<(), RegisterError> {
    if record.clocks.len() < known.len() {
        let query = sqlx::query("DELETE FROM clocks WHERE number = $1 AND place > $2");
        query.bind(record.number.to_string()).bind(count(&record.clocks)).execute(&mut *connection).await?;
    }
    let new: Vec<_> = record.clocks.iter().enumerate().filter(|(index, clock)| known.get(*index) != Some(clock)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let columns =
        ["number", "place", "clock", "clock_window", "cause", "nature", "started_at", "due", "ended_at", "acted_at", "outcome", "awaited"];
    let replace: Vec<_> = columns.iter().skip(2).map(|column| format!("{column} = excluded.{column}")).collect();
    let sql = format!("{} ON CONFLICT (number, place) DO UPDATE SET {}", insert("clocks", &columns, new.len()), replace.join(", "));
    let query = new.into_iter().fold(sqlx::query(&sql), |query, (index, clock)| {
        let ClockView { clock, window, cause, nature, started_at, due, ended_at, acted_at, outcome, awaited } = clock;
        query
            .bind(record.number.to_string())
            .bind(place(index))
            .bind(text(clock))
            .bind(optional(window.as_ref()))
            .bind(optional(cause.as_ref()))
            .bind(text(nature))
            .bind(instant(*started_at))
            .bind(instant(*due))
            .bind(ended_at.map(instant))
            .bind(acted_at.map(instant))
            .bind(text(outcome))
            .bind(i64::from(*awaited))
    });
    query.execute(connection).await?;
    Ok(())
}

fn count<T>(items: &[T]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

/// A statement that inserts so many rows at once.
fn insert(table: &str, columns: &[&str], rows: usize) -> String {
    let mut place = 0_usize;
    let mut row = || {
        let places = columns.iter().map(|_| {
            place = place.saturating_add(1);
            format!("${place}")
        });
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<_> = (0..rows).map(|_| row()).collect();
    format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), rows.join(", "))
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
