//! Cases whose record contradicts what the engine knows, and the way out: a person decides that the engine's truth stands.
//!
//! What stood here before is kept whole, with who decided so, when and why. Each adoption is chained to the one before by a hash over
//! all of it; the case names the last one. So both can be proved: what stands, and what stood.

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};
use shaqyru_domain::{
    actor::Actor,
    case::{number::CaseNumber, record::CaseRecord},
    problem::Code,
    text::Text,
    time::instant::Instant,
};
use sqlx::{AnyConnection, any::AnyRow};

use crate::{
    chain::{Content, chain_of},
    column::{self, get},
    error::{Conflict, RegisterError},
    record::{self, Recorded},
    schema::Register,
};

/// A snapshot of a case that the register refused: the case's workflow knows what is not on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unrecorded {
    /// Which case.
    pub case: CaseNumber,
    /// What kind of no.
    pub code: Code,
    /// What does not fit.
    pub what: String,
    /// When it was refused.
    pub at: Instant,
}

/// Somebody decided that the engine's truth stands in place of what was on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adoption {
    /// Who.
    pub actor: Actor,
    /// Why.
    pub reason: Text,
    /// When.
    pub at: Instant,
    /// The case as it was on record.
    pub superseded: CaseRecord,
    /// The hash of its last stage then.
    pub head: String,
    /// Over all of this and the adoption before.
    pub hash: String,
}

/// What an adoption has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adopted {
    /// How many stages stay as they were.
    pub kept: usize,
    /// How many stages of the superseded record do not stand any more.
    pub superseded: usize,
    /// Ids of superseded stages that the monitoring system has accepted: it is to be told by letter.
    pub told: Vec<String>,
    /// The hash of the adoption.
    pub hash: String,
}

impl Register {
    /// Notes that a snapshot of a case was refused.
    pub async fn note_unrecorded(&self, case: &CaseNumber, why: &RegisterError, at: Instant) -> Result<(), RegisterError> {
        let what = match why {
            RegisterError::Conflict { conflict, .. } => conflict.to_string(),
            RegisterError::Unreadable { column } => format!("`{column}` cannot be read"),
            // What a database says may repeat what was to be written.
            _ => "the database refuses it".to_owned(),
        };
        let sql = "INSERT INTO unrecorded (number, code, what, noted_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (number) DO UPDATE SET code = excluded.code, what = excluded.what, noted_at = excluded.noted_at";
        let query = sqlx::query(sql).bind(case.to_string()).bind(why.code().to_string()).bind(what).bind(column::instant(at));
        self.change(query).await.map(drop)
    }

    /// The cases of which a snapshot was refused, and none was taken since.
    pub async fn unrecorded(&self) -> Result<Vec<Unrecorded>, RegisterError> {
        let unrecorded = |row: &AnyRow| {
            Ok(Unrecorded { case: get(row, "number")?, code: get(row, "code")?, what: get(row, "what")?, at: get(row, "noted_at")? })
        };
        let sql = "SELECT number, code, what, noted_at FROM unrecorded ORDER BY number";
        sqlx::query(sql).fetch_all(&self.pool).await?.iter().map(unrecorded).collect()
    }

    /// Takes the engine's truth of a case in place of what is on record, because somebody has decided so; none if they agree, or what is
    /// on record is merely behind.
    ///
    /// # Errors
    /// [`Conflict::Unknown`], [`Conflict::Filing`], [`Conflict::Broken`], [`Conflict::Gap`].
    pub async fn adopt(&self, record: &CaseRecord, by: &Actor, reason: &Text, at: Instant) -> Result<Option<Adopted>, RegisterError> {
        let refuse = |conflict| RegisterError::conflict(&record.number, conflict);
        record::check_places(record).map_err(refuse)?;
        let mut transaction = self.writing().await?;
        let Some(known) = record::lock_case_row(&mut transaction, record).await?.known else {
            transaction.rollback().await?;
            return Err(refuse(Conflict::Unknown));
        };
        match record::judge(&known, record) {
            Ok(Recorded::Known | Recorded::Newer) => {
                transaction.rollback().await?;
                return Ok(None);
            }
            Err(Conflict::Filing) => {
                transaction.rollback().await?;
                return Err(refuse(Conflict::Filing));
            }
            _ => {}
        }
        let sql = "SELECT head, adoption FROM cases WHERE number = $1";
        let row = sqlx::query(sql).bind(record.number.to_string()).fetch_one(&mut *transaction).await?;
        let (head, previous): (String, String) = (get(&row, "head")?, get(&row, "adoption")?);
        // What was meddled with is not to be covered up.
        if chain_of(&known) != head {
            transaction.rollback().await?;
            return Err(refuse(Conflict::Broken));
        }
        let superseded = serde_json::to_string(&known).map_err(|_| RegisterError::Unreadable { column: "superseded" })?;
        let entry = Entry {
            number: record.number.to_string(),
            actor: by.to_string(),
            reason: reason.to_string(),
            at: column::instant(at),
            superseded,
            head,
        };
        let hash = entry.hash(&previous);
        entry.note(&mut transaction, &hash).await?;
        let adopted = replace(&mut transaction, &known, record, hash.clone()).await?;
        let sql = "UPDATE cases SET adoption = $2 WHERE number = $1";
        sqlx::query(sql).bind(record.number.to_string()).bind(hash.clone()).execute(&mut *transaction).await?;
        sqlx::query("UPDATE adoptions SET done = 1 WHERE hash = $1").bind(hash).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Some(adopted))
    }

    /// What was decided about a case so, the oldest first.
    pub async fn adoptions_of(&self, case: &CaseNumber) -> Result<Vec<Adoption>, RegisterError> {
        let sql = "SELECT actor, reason, adopted_at, superseded, head, hash FROM adoptions WHERE number = $1 ORDER BY entry";
        sqlx::query(sql).bind(case.to_string()).fetch_all(&self.pool).await?.iter().map(adoption).collect()
    }
}

/// An adoption as it stands in its columns.
pub(crate) struct Entry {
    number: String,
    actor: String,
    reason: String,
    at: String,
    superseded: String,
    head: String,
}

impl Entry {
    pub(crate) fn read(row: &AnyRow) -> Result<Self, RegisterError> {
        Ok(Self {
            number: get(row, "number")?,
            actor: get(row, "actor")?,
            reason: get(row, "reason")?,
            at: get(row, "adopted_at")?,
            superseded: get(row, "superseded")?,
            head: get(row, "head")?,
        })
    }

    /// The hash of this adoption after the one whose hash is given; the first one follows an empty one. Made as that of a stage.
    pub(crate) fn hash(&self, previous: &str) -> String {
        let Self { number, actor, reason, at, superseded, head } = self;
        let mut hash = Sha256::new();
        for part in ["shaqyru-adoption/1", previous, number, actor, reason, at, superseded, head] {
            hash.update(part);
            hash.update([0]);
        }
        HEXLOWER.encode(&hash.finalize())
    }

    /// Whether the superseded record still proves itself.
    pub(crate) fn holds(&self) -> bool {
        serde_json::from_str::<CaseRecord>(&self.superseded).is_ok_and(|record| chain_of(&record) == self.head)
    }

    async fn note(&self, connection: &mut AnyConnection, hash: &str) -> Result<(), RegisterError> {
        let Self { number, actor, reason, at, superseded, head } = self;
        let sql = "INSERT INTO adoptions (number, actor, reason, adopted_at, superseded, head, hash, done) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
        let query = sqlx::query(sql).bind(number.clone()).bind(actor.clone()).bind(reason.clone()).bind(at.clone());
        query.bind(superseded.clone()).bind(head.clone()).bind(hash.to_owned()).execute(&mut *connection).await?;
        let sql = "INSERT INTO views (actor, number, what, at) VALUES ($1, $2, 'adopt', $3)";
        sqlx::query(sql).bind(actor.clone()).bind(number.clone()).bind(at.clone()).execute(connection).await?;
        Ok(())
    }
}

fn adoption(row: &AnyRow) -> Result<Adoption, RegisterError> {
    let superseded: String = get(row, "superseded")?;
    Ok(Adoption {
        actor: get(row, "actor")?,
        reason: get(row, "reason")?,
        at: get(row, "adopted_at")?,
        superseded: serde_json::from_str(&superseded).map_err(|_| RegisterError::Unreadable { column: "superseded" })?,
        head: get(row, "head")?,
        hash: get(row, "hash")?,
    })
}

/// What differs gives way. A stage keeps its id and its place; where it was told already, it is not told again.
async fn replace(connection: &mut AnyConnection, known: &CaseRecord, record: &CaseRecord, hash: String) -> Result<Adopted, RegisterError> {
    let kept = agreeing(&known.stages, &record.stages);
    let both = known.stages.len().min(record.stages.len());
    let number = || record.number.to_string();
    let sql = "SELECT d.stage_id FROM deliveries d JOIN stages s ON s.id = d.stage_id \
               WHERE d.number = $1 AND s.place > $2 AND d.accepted_at IS NOT NULL ORDER BY s.place";
    let told = sqlx::query(sql).bind(number()).bind(count(kept)).fetch_all(&mut *connection).await?;
    let told = told.iter().map(|row| get(row, "stage_id")).collect::<Result<_, _>>()?;
    let mut previous = String::new();
    for (index, stage) in record.stages.iter().enumerate().take(both) {
        let content = Content::of(stage);
        previous = content.hash(&previous);
        if index >= kept {
            let Content { office, category, stage, at, actor, .. } = content;
            let sql =
                "UPDATE stages SET office = $3, category = $4, stage = $5, at = $6, actor = $7, hash = $8 WHERE number = $1 AND place = $2";
            let query = sqlx::query(sql).bind(number()).bind(column::place(index)).bind(office).bind(category).bind(stage);
            query.bind(at).bind(actor).bind(previous.clone()).execute(&mut *connection).await?;
        }
    }
    let (escalations, incidents) = (agreeing(&known.escalations, &record.escalations), agreeing(&known.incidents, &record.incidents));
    for (sql, from) in [
        ("DELETE FROM deliveries WHERE number = $1 AND stage_id IN (SELECT id FROM stages WHERE number = $1 AND place > $2)", both),
        ("DELETE FROM stages WHERE number = $1 AND place > $2", both),
        ("DELETE FROM people WHERE number = $1 AND matter = 'escalation' AND place > $2", escalations),
        ("DELETE FROM escalations WHERE number = $1 AND place > $2", escalations),
        ("DELETE FROM people WHERE number = $1 AND matter = 'incident' AND place > $2", incidents),
        ("DELETE FROM incidents WHERE number = $1 AND place > $2", incidents),
        ("DELETE FROM clocks WHERE number = $1 AND place > $2", 0),
        ("DELETE FROM antedated WHERE number = $1 AND place > $2", 0),
        ("DELETE FROM unrecorded WHERE number = $1 AND $2 >= 0", 0),
    ] {
        sqlx::query(sql).bind(number()).bind(count(from)).execute(&mut *connection).await?;
    }
    let mut stands = CaseRecord { clocks: Vec::new(), antedated: Vec::new(), ..known.clone() };
    stands.stages.truncate(both);
    stands.escalations.truncate(escalations);
    stands.incidents.truncate(incidents);
    if known.decision != record.decision {
        sqlx::query("DELETE FROM decisions WHERE number = $1").bind(number()).execute(&mut *connection).await?;
        stands.decision = None;
    }
    record::write(connection, Some(&stands), record).await?;
    Ok(Adopted { kept, superseded: known.stages.len().saturating_sub(kept), told, hash })
}

/// How many items two lists begin with alike.
fn agreeing<T: PartialEq>(one: &[T], other: &[T]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

fn count(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}
