//! The chain of hashes over the stages of a case, and the search for breaks in it.
//!
//! The hash of a stage is the SHA-256 over the hash of the stage before it and over its own content; the case keeps the hash of its
//! last stage. Who changes, removes, adds or swaps a stage breaks the chain. Who may write everything can forge a whole chain anew:
//! that shows only against an export, a backup or the monitoring system's copy that was taken before.

use std::fmt;

use data_encoding::HEXLOWER;
use futures::TryStreamExt;
use serde::Serialize;
use sha2::{Digest, Sha256};
use shaqyru_domain::case::{outbox::StageRecord, record::CaseRecord};
use sqlx::{AnyConnection, any::AnyRow};

use crate::{adoption::Entry, column, error::RegisterError, schema::Register};

/// A place at which a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Break {
    /// Which case.
    pub case: String,
    /// Which stage, from 1.
    pub stage: i64,
    /// What is wrong.
    pub what: Broken,
}

/// What is wrong with a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Broken {
    /// The stage is gone.
    Missing,
    /// There is a stage that the case does not count, or that belongs to no case.
    Added,
    /// The hash does not follow from the stage before and this one's content.
    Altered,
    /// All stages hold, but the last one is not the one that the case names.
    Head,
    /// The case was decided otherwise, or at another time, than its stages say.
    Decision,
    /// What a person has adopted, or what it superseded, is not what was noted then.
    Adoption,
    /// The case's own workflow has handed over what does not fit.
    Contradicted,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            Broken::Missing => "is missing",
            Broken::Added => "was added",
            Broken::Altered => "was altered",
            Broken::Head => "is not the one that the case names as its last",
            Broken::Decision => "does not bear out the decision",
            Broken::Adoption => "stands by an adoption that does not prove itself",
            Broken::Contradicted => "is the last on record; the case's workflow says otherwise: shaqyru register repair",
        };
        write!(f, "{}: stage {} {what}", self.case, self.stage)
    }
}

/// The content of a stage as it stands in its columns, in the order in which it is hashed.
pub(crate) struct Content {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) office: String,
    pub(crate) category: String,
    pub(crate) stage: String,
    pub(crate) at: String,
    pub(crate) actor: String,
}

impl Content {
    pub(crate) fn of(stage: &StageRecord) -> Self {
        Self {
            id: stage.id.clone(),
            number: stage.case.to_string(),
            office: stage.office.to_string(),
            category: stage.category.clone(),
            stage: stage.stage.to_string(),
            at: column::instant(stage.at),
            actor: stage.actor.to_string(),
        }
    }

    fn read(row: &AnyRow) -> Result<Self, RegisterError> {
        Ok(Self {
            id: column::get(row, "id")?,
            number: column::get(row, "number")?,
            office: column::get(row, "office")?,
            category: column::get(row, "category")?,
            stage: column::get(row, "stage")?,
            at: column::get(row, "at")?,
            actor: column::get(row, "actor")?,
        })
    }

    /// The hash of this stage after the one whose hash is given; the first stage follows an empty one. Each part ends with a zero
    /// byte, which no part holds. A change of what goes in needs another version in the first part.
    pub(crate) fn hash(&self, previous: &str) -> String {
        let Self { id, number, office, category, stage, at, actor } = self;
        let mut hash = Sha256::new();
        for part in ["shaqyru-stage/1", previous, id, number, office, category, stage, at, actor] {
            hash.update(part);
            hash.update([0]);
        }
        HEXLOWER.encode(&hash.finalize())
    }
}

/// The hash of the last stage of a record, as it follows from its stages.
pub(crate) fn chain_of(record: &CaseRecord) -> String {
    record.stages.iter().fold(String::new(), |previous, stage| Content::of(stage).hash(&previous))
}

/// Where the walk stands in the chain of one case.
struct Walk {
    case: String,
    count: i64,
    head: String,
    reached: i64,
    hash: String,
    holds: bool,
}

impl Walk {
    fn begin(row: &AnyRow) -> Result<Self, RegisterError> {
        Ok(Self {
            case: column::get(row, "case_number")?,
            count: column::number(row, "stage_count")?,
            head: column::get(row, "head")?,
            reached: 0,
            hash: String::new(),
            holds: true,
        })
    }

    /// Takes the next stage, which has a higher place than the one before.
    fn step(&mut self, place: i64, row: &AnyRow, breaks: &mut Vec<Break>) -> Result<(), RegisterError> {
        let content = Content::read(row)?;
        let hash: String = column::get(row, "hash")?;
        let missing = self.reached.saturating_add(1)..place;
        let follows = missing.is_empty();
        missing.for_each(|gone| self.report(gone, Broken::Missing, breaks));
        let named_right = content.id == format!("{}/stage/{place}", self.case);
        if place < 1 || place > self.count {
            self.report(place, Broken::Added, breaks);
        } else if follows && (!named_right || content.hash(&self.hash) != hash) {
            self.report(place, Broken::Altered, breaks);
        }
        // One break is told once: what follows is judged by the hash that stands here.
        self.reached = place;
        self.hash = hash;
        Ok(())
    }

    fn end(mut self, breaks: &mut Vec<Break>) {
        (self.reached.saturating_add(1)..=self.count).for_each(|gone| self.report(gone, Broken::Missing, breaks));
        if self.holds && self.hash != self.head {
            self.report(self.count, Broken::Head, breaks);
        }
    }

    fn report(&mut self, stage: i64, what: Broken, breaks: &mut Vec<Break>) {
        self.holds = false;
        breaks.push(Break { case: self.case.clone(), stage, what });
    }
}

impl Register {
    /// How many cases are on record.
    pub async fn count_cases(&self) -> Result<u64, RegisterError> {
        column::number(&sqlx::query("SELECT COUNT(*) AS cases FROM cases").fetch_one(&self.pool).await?, "cases")
    }

    /// Walks the chains of all cases and tells every break, by case and stage.
    pub async fn verify(&self) -> Result<Vec<Break>, RegisterError> {
        let mut breaks = Vec::new();
        let mut walk: Option<Walk> = None;
        let mut reading = self.reading().await?;
        let mut rows = sqlx::query(
            "SELECT c.number AS case_number, c.stage_count, c.head, s.place, s.id, s.number, s.office, s.category, s.stage, s.at, \
             s.actor, s.hash FROM cases c LEFT JOIN stages s ON s.number = c.number ORDER BY c.number, s.place",
        )
        .fetch(&mut *reading);
        while let Some(row) = rows.try_next().await? {
            let case: String = column::get(&row, "case_number")?;
            if walk.as_ref().is_none_or(|walk| walk.case != case)
                && let Some(done) = walk.replace(Walk::begin(&row)?)
            {
                done.end(&mut breaks);
            }
            if let (Some(walk), Some(place)) = (&mut walk, column::optional_number(&row, "place")?) {
                walk.step(place, &row, &mut breaks)?;
            }
        }
        drop(rows);
        if let Some(last) = walk {
            last.end(&mut breaks);
        }
        look_for(
            &mut reading,
            "SELECT number, place FROM stages WHERE NOT EXISTS (SELECT 1 FROM cases WHERE cases.number = stages.number)",
            Broken::Added,
            &mut breaks,
        )
        .await?;
        look_for(
            &mut reading,
            "SELECT c.number, c.stage_count AS place FROM cases c LEFT JOIN decisions d ON d.number = c.number \
             WHERE (d.number IS NOT NULL OR c.status IN ('issued', 'refused', 'not_considered')) AND NOT EXISTS ( \
             SELECT 1 FROM stages s WHERE s.number = c.number AND s.stage = d.outcome AND s.at = d.at AND d.outcome = c.status)",
            Broken::Decision,
            &mut breaks,
        )
        .await?;
        look_for(
            &mut reading,
            "SELECT u.number, COALESCE(c.stage_count, 0) AS place FROM unrecorded u LEFT JOIN cases c ON c.number = u.number",
            Broken::Contradicted,
            &mut breaks,
        )
        .await?;
        walk_adoptions(&mut reading, &mut breaks).await?;
        reading.rollback().await?;
        breaks.sort_by(|one, other| (&one.case, one.stage).cmp(&(&other.case, other.stage)));
        Ok(breaks)
    }
}

/// What was superseded proves itself, and each adoption follows from the one before, up to the one that the case names.
async fn walk_adoptions(connection: &mut AnyConnection, breaks: &mut Vec<Break>) -> Result<(), RegisterError> {
    let sql = "SELECT c.number AS case_number, c.adoption, c.stage_count, a.* FROM cases c LEFT JOIN adoptions a ON a.number = c.number \
               WHERE c.adoption <> '' OR a.number IS NOT NULL ORDER BY c.number, a.entry DESC";
    let rows = sqlx::query(sql).fetch_all(connection).await?;
    // From the last one back, since that is the one that the case names.
    let mut rows = rows.iter().peekable();
    let mut named: Option<(String, String)> = None;
    while let Some(row) = rows.next() {
        let case: String = column::get(row, "case_number")?;
        let expected = match named.take() {
            Some((of, hash)) if of == case => hash,
            _ => column::get(row, "adoption")?,
        };
        let is_first = rows.peek().is_none_or(|next| column::get::<String>(next, "case_number").is_ok_and(|next| next != case));
        let previous = match rows.peek() {
            Some(next) if !is_first => column::get_optional(next, "hash")?.unwrap_or_default(),
            _ => String::new(),
        };
        let holds = match column::get_optional::<String>(row, "hash")? {
            Some(hash) => {
                let entry = Entry::read(row)?;
                hash == expected && entry.hash(&previous) == hash && entry.holds()
            }
            None => false,
        };
        if !holds {
            breaks.push(Break { case: case.clone(), stage: column::number(row, "stage_count")?, what: Broken::Adoption });
        }
        named = (!is_first).then_some((case, previous));
    }
    Ok(())
}

async fn look_for(connection: &mut AnyConnection, sql: &'static str, what: Broken, breaks: &mut Vec<Break>) -> Result<(), RegisterError> {
    for row in sqlx::query(sql).fetch_all(connection).await? {
        breaks.push(Break { case: column::get(&row, "number")?, stage: column::number(&row, "place")?, what });
    }
    Ok(())
}
