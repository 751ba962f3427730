//! What officers have begun to file. A draft belongs to an office; who may go on with it is the caller's question.

use serde_json::Value;
use shaqyru_domain::{
    text::{OfficeCode, OfficerId},
    time::instant::Instant,
};
use sqlx::any::AnyRow;

use crate::{
    column::{self, get, get_json, number},
    error::RegisterError,
    schema::Register,
};

/// Something that is not filed yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its id; tells nothing of anybody.
    pub id: String,
    /// The office whose officers may go on with it.
    pub office: OfficeCode,
    /// Who began it.
    pub owner: OfficerId,
    /// What it is to be filed for.
    pub service: String,
    /// What was typed.
    pub content: Value,
    /// How often it was saved.
    pub version: u32,
    /// When it was saved last.
    pub changed_at: Instant,
}

/// A draft without what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Its id.
    pub id: String,
    /// Who began it.
    pub owner: OfficerId,
    /// What it is to be filed for.
    pub service: String,
    /// When it was saved last.
    pub changed_at: Instant,
}

const COLUMNS: &str = "id, office, owner, service, content, version, changed_at";

impl Register {
    /// Keeps a new draft.
    pub async fn begin_draft(&self, draft: &Draft) -> Result<(), RegisterError> {
        let sql = format!("INSERT INTO drafts ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)");
        let query = sqlx::query(&sql)
            .bind(draft.id.clone())
            .bind(draft.office.to_string())
            .bind(draft.owner.to_string())
            .bind(draft.service.clone())
            .bind(column::json(&draft.content))
            .bind(i64::from(draft.version))
            .bind(column::instant(draft.changed_at));
        self.change(query).await.map(drop)
    }

    /// A draft, if it is there.
    pub async fn draft(&self, id: &str) -> Result<Option<Draft>, RegisterError> {
        let sql = format!("SELECT {COLUMNS} FROM drafts WHERE id = $1");
        sqlx::query(&sql).bind(id.to_owned()).fetch_optional(&self.pool).await?.as_ref().map(draft).transpose()
    }

    /// The drafts of an office, what was saved last first.
    pub async fn drafts_of(&self, office: &OfficeCode) -> Result<Vec<Begun>, RegisterError> {
        let sql = "SELECT id, owner, service, changed_at FROM drafts WHERE office = $1 ORDER BY changed_at DESC, id";
        let begun = |row: &AnyRow| {
            Ok(Begun { id: get(row, "id")?, owner: get(row, "owner")?, service: get(row, "service")?, changed_at: get(row, "changed_at")? })
        };
        sqlx::query(sql).bind(office.to_string()).fetch_all(&self.pool).await?.iter().map(begun).collect()
    }

    /// Saves what was typed into a draft as it was seen; whether nobody else has saved it since.
    pub async fn save_draft(&self, seen: &Draft, content: &Value, now: Instant) -> Result<bool, RegisterError> {
        let sql = "UPDATE drafts SET content = $1, version = version + 1, changed_at = $2 WHERE id = $3 AND version = $4";
        let query =
            sqlx::query(sql).bind(column::json(content)).bind(column::instant(now)).bind(seen.id.clone()).bind(i64::from(seen.version));
        Ok(self.change(query).await? == 1)
    }

    /// Throws a draft away.
    pub async fn forget_draft(&self, id: &str) -> Result<(), RegisterError> {
        self.change(sqlx::query("DELETE FROM drafts WHERE id = $1").bind(id.to_owned())).await.map(drop)
    }

    /// Throws away the drafts with which nobody has gone on since an instant; how many.
    pub async fn forget_drafts_before(&self, instant: Instant) -> Result<u64, RegisterError> {
        self.change(sqlx::query("DELETE FROM drafts WHERE changed_at < $1").bind(column::instant(instant))).await
    }
}

fn draft(row: &AnyRow) -> Result<Draft, RegisterError> {
    Ok(Draft {
        id: get(row, "id")?,
        office: get(row, "office")?,
        owner: get(row, "owner")?,
        service: get(row, "service")?,
        content: get_json(row, "content")?.unwrap_or_default(),
        version: number(row, "version")?,
        changed_at: get(row, "changed_at")?,
    })
}
