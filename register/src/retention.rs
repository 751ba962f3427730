//! How long closed cases stay on record.

use chrono::{Months, NaiveTime};
use serde::Serialize;
use shaqyru_domain::{case::number::CaseNumber, time::instant::Instant};
use sqlx::any::AnyRow;

use crate::{
    column::{self, get, number},
    error::RegisterError,
    schema::Register,
};

/// How long a closed case stays on record: never for less time than the law wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention(Months);

impl Retention {
    /// So many months, of which the law wants so many at least.
    ///
    /// # Errors
    /// [`RegisterError::Retention`] if they are fewer.
    pub fn new(kept: u32, legal_minimum: u32) -> Result<Self, RegisterError> {
        if kept < legal_minimum { Err(RegisterError::Retention { kept, legal_minimum }) } else { Ok(Self(Months::new(kept))) }
    }

    /// A case that ended before this instant has been kept long enough: the beginning of the day so many months ago.
    fn over_before(self, now: Instant) -> Instant {
        let day = now.date().checked_sub_months(self.0).unwrap_or(chrono::NaiveDate::MIN);
        Instant::at(day, NaiveTime::MIN)
    }
}

/// What a purge has done, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Purged {
    /// The cases that are gone from the record.
    pub cases: Vec<CaseNumber>,
    /// Cases whose time is over, and which stay because the monitoring system has not accepted all of their stages.
    pub waiting: Vec<CaseNumber>,
}

impl Register {
    /// Takes the closed cases off the record that have been kept long enough. What stays of a case is that it was there, the hash of
    /// its last stage, and who saw it; a late snapshot does not bring it back.
    pub async fn purge(&self, retention: Retention, now: Instant) -> Result<Purged, RegisterError> {
        let purged = self.kept_long_enough(retention, now).await?;
        for case in &purged.cases {
            self.forget(case, now).await?;
        }
        Ok(purged)
    }

    /// What [`Register::purge`] would take off the record; nothing is changed.
    pub async fn kept_long_enough(&self, retention: Retention, now: Instant) -> Result<Purged, RegisterError> {
        let sql = "SELECT number, (SELECT COUNT(*) FROM deliveries d WHERE d.number = c.number AND d.accepted_at IS NULL) AS waiting \
                   FROM cases c WHERE ended_at < $1 AND status <> 'open' ORDER BY ended_at, number";
        let due = sqlx::query(sql).bind(column::instant(retention.over_before(now))).fetch_all(&self.pool).await?;
        let due = due.iter().map(|row: &AnyRow| Ok((get(row, "number")?, number::<u64>(row, "waiting")?)));
        let mut purged = Purged::default();
        for (case, waiting) in due.collect::<Result<Vec<(CaseNumber, u64)>, RegisterError>>()? {
            if waiting > 0 { purged.waiting.push(case) } else { purged.cases.push(case) }
        }
        Ok(purged)
    }

    /// All of a case at once. The note in `purges` is what lets its rows be deleted.
    async fn forget(&self, case: &CaseNumber, now: Instant) -> Result<(), RegisterError> {
        let mut transaction = self.writing().await?;
        let note = "INSERT INTO purges (number, stage_count, head, purged_at) SELECT number, stage_count, head, $2 FROM cases \
                    WHERE number = $1 ON CONFLICT (number) DO NOTHING";
        sqlx::query(note).bind(case.to_string()).bind(column::instant(now)).execute(&mut *transaction).await?;
        for sql in [
            "DELETE FROM deliveries WHERE number = $1",
            "DELETE FROM stages WHERE number = $1",
            "DELETE FROM clocks WHERE number = $1",
            "DELETE FROM decisions WHERE number = $1",
            "DELETE FROM letters_taken WHERE letter LIKE $1 || '/%'",
            "DELETE FROM people WHERE number = $1",
            "DELETE FROM incidents WHERE number = $1",
            "DELETE FROM escalations WHERE number = $1",
            "DELETE FROM antedated WHERE number = $1",
            "DELETE FROM agency_messages WHERE number = $1",
            "DELETE FROM adoptions WHERE number = $1",
            "DELETE FROM unrecorded WHERE number = $1",
            "DELETE FROM reservations WHERE number = $1",
            "DELETE FROM seen WHERE number = $1",
            "DELETE FROM filings WHERE number = $1",
            "DELETE FROM cases WHERE number = $1",
        ] {
            sqlx::query(sql).bind(case.to_string()).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }
}
