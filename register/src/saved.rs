//! Filters of lists that people keep under a name.

use shaqyru_domain::text::OfficerId;
use sqlx::any::AnyRow;

use crate::{column::get, error::RegisterError, schema::Register};

/// A filter under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFilter {
    /// How its owner calls it.
    pub name: String,
    /// As it stands in the address of the list.
    pub query: String,
}

impl Register {
    /// The filters of somebody, by name.
    pub async fn saved_filters(&self, owner: &OfficerId) -> Result<Vec<SavedFilter>, RegisterError> {
        let sql = "SELECT name, query FROM saved_filters WHERE owner = $1 ORDER BY name";
        let filter = |row: &AnyRow| Ok(SavedFilter { name: get(row, "name")?, query: get(row, "query")? });
        sqlx::query(sql).bind(owner.to_string()).fetch_all(&self.pool).await?.iter().map(filter).collect()
    }

    /// Keeps a filter; one of the same name is replaced.
    pub async fn save_filter(&self, owner: &OfficerId, filter: &SavedFilter) -> Result<(), RegisterError> {
        let sql = "INSERT INTO saved_filters (owner, name, query) VALUES ($1, $2, $3) \
                   ON CONFLICT (owner, name) DO UPDATE SET query = excluded.query";
        let query = sqlx::query(sql).bind(owner.to_string()).bind(filter.name.clone()).bind(filter.query.clone());
        self.change(query).await.map(drop)
    }

    /// Forgets a filter.
    pub async fn forget_filter(&self, owner: &OfficerId, name: &str) -> Result<(), RegisterError> {
        let sql = "DELETE FROM saved_filters WHERE owner = $1 AND name = $2";
        self.change(sqlx::query(sql).bind(owner.to_string()).bind(name.to_owned())).await.map(drop)
    }
}
