//! The outbox of stages: which of them the monitoring system has accepted, and which it refuses.

use shaqyru_domain::{case::outbox::StageRecord, time::instant::Instant};

use crate::{column, error::RegisterError, read, schema::Register};

impl Register {
    /// The first stages that the monitoring system has not accepted yet, in the order in which they were recorded; those of one case
    /// are in the case's order. A case waits whose stage was refused at `refused_since` or later: its stages stay in order, and no
    /// other case waits with it.
    pub async fn undelivered_stages(&self, limit: u16, refused_since: Instant) -> Result<Vec<StageRecord>, RegisterError> {
        let sql = format!(
            "SELECT s.id, s.number, s.office, s.category, s.stage, s.at, s.actor FROM deliveries d JOIN stages s ON s.id = d.stage_id \
             WHERE d.accepted_at IS NULL AND NOT EXISTS (SELECT 1 FROM deliveries r WHERE r.number = d.number AND r.accepted_at IS NULL \
             AND r.refused_at IS NOT NULL AND r.refused_at >= $1) ORDER BY d.entry LIMIT {limit}"
        );
        sqlx::query(&sql).bind(column::instant(refused_since)).fetch_all(&self.pool).await?.iter().map(read::stage).collect()
    }

    /// Records that the monitoring system accepted these stages; the first time counts. Tells how many were not marked yet.
    pub async fn mark_delivered(&self, ids: &[String], at: Instant) -> Result<u64, RegisterError> {
        if ids.is_empty() {
            return Ok(0);
        }
        let places: Vec<_> = (2_usize..).zip(ids).map(|(place, _)| format!("${place}")).collect();
        let sql = format!("UPDATE deliveries SET accepted_at = $1 WHERE accepted_at IS NULL AND stage_id IN ({})", places.join(", "));
        let query = ids.iter().fold(sqlx::query(&sql).bind(column::instant(at)), |query, id| query.bind(id.clone()));
        self.change(query).await
    }

    /// Records that the monitoring system refuses a stage, so that its case waits.
    pub async fn mark_refused(&self, id: &str, at: Instant) -> Result<(), RegisterError> {
        let sql = "UPDATE deliveries SET refused_at = $1 WHERE stage_id = $2 AND accepted_at IS NULL";
        self.change(sqlx::query(sql).bind(column::instant(at)).bind(id.to_owned())).await.map(drop)
    }

    /// Lets all cases go on whose stages were refused; how many there are.
    pub async fn forget_refusals(&self) -> Result<u64, RegisterError> {
        let sql = "UPDATE deliveries SET refused_at = NULL WHERE refused_at IS NOT NULL AND accepted_at IS NULL";
        self.change(sqlx::query(sql)).await
    }

    /// How many stages the monitoring system has not accepted yet.
    pub async fn count_undelivered(&self) -> Result<u64, RegisterError> {
        let row = sqlx::query("SELECT COUNT(*) AS stages FROM deliveries WHERE accepted_at IS NULL").fetch_one(&self.pool).await?;
        column::number(&row, "stages")
    }
}
