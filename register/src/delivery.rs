//! Which stages the monitoring system has accepted.

use shaqyru_domain::{case::outbox::StageRecord, instant::Instant};

use crate::{column, error::RegisterError, read, schema::Register};

impl Register {
    /// The first stages that the monitoring system has not accepted yet, in the order in which they were recorded; those of one case
    /// are in the case's order.
    pub async fn undelivered_stages(&self, limit: u16) -> Result<Vec<StageRecord>, RegisterError> {
        let sql = format!(
            "SELECT s.* FROM deliveries d JOIN stages s ON s.id = d.stage_id WHERE d.accepted_at IS NULL ORDER BY d.entry LIMIT {limit}"
        );
        sqlx::query(&sql).fetch_all(&self.pool).await?.iter().map(read::stage).collect()
    }

    /// Records that the monitoring system accepted these stages; the first time counts. Tells how many were not marked yet.
    pub async fn mark_delivered(&self, ids: &[String], at: Instant) -> Result<u64, RegisterError> {
        // In one order everywhere, so that two who mark the same ids do not wait for each other.
        let mut ids: Vec<_> = ids.iter().collect();
        ids.sort();
        let mut transaction = self.pool.begin().await?;
        let mut marked = 0_u64;
        for id in ids {
            let query = sqlx::query("UPDATE deliveries SET accepted_at = $1 WHERE stage_id = $2 AND accepted_at IS NULL")
                .bind(column::instant(at))
                .bind(id.clone());
            marked = marked.saturating_add(query.execute(&mut *transaction).await?.rows_affected());
        }
        transaction.commit().await?;
        Ok(marked)
    }
}
