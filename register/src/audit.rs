//! Who saw what, and what agencies have sent.

use serde::{Deserialize, Serialize};
use shaqyru_domain::{actor::Actor, case::number::CaseNumber, text::OfficerId, time::instant::Instant};
use sqlx::any::AnyRow;

use crate::{
    column::{self, get, number},
    error::{Conflict, RegisterError},
    record::Recorded,
    schema::Register,
};

/// Somebody saw a case with its personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct View {
    /// Who.
    #[schema(value_type = String)]
    pub actor: Actor,
    /// Which case.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// Which view of it, such as `show` or `documents`.
    pub what: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
}

/// What stands in place of a number where there is no case.
pub(crate) const NO_CASE: &str = "-";

/// A message that an agency has sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyMessage {
    /// Which agency.
    pub agency: Actor,
    /// The message's id, unique for the agency.
    pub message_id: String,
    /// Which case.
    pub case: CaseNumber,
    /// What it says, such as `answer`.
    pub what: String,
    /// When it was received.
    pub received_at: Instant,
}

impl Register {
    /// Notes that somebody saw a case with its personal data, or was refused; also what is about no case in particular.
    pub async fn note_view(&self, actor: &Actor, case: Option<&CaseNumber>, what: &str, at: Instant) -> Result<(), RegisterError> {
        let query = sqlx::query("INSERT INTO views (actor, number, what, at) VALUES ($1, $2, $3, $4)")
            .bind(actor.to_string())
            .bind(case.map_or_else(|| NO_CASE.to_owned(), ToString::to_string))
            .bind(what.to_owned())
            .bind(column::instant(at));
        self.change(query).await.map(drop)
    }

    /// Somebody has seen a case as it is on record now: what changes later is news to them.
    ///
    /// # Errors
    /// If the register cannot be written.
    pub async fn note_seen(&self, reader: &OfficerId, case: &CaseNumber) -> Result<(), RegisterError> {
        let sql = "INSERT INTO seen (actor, number, change) SELECT $1, number, entry FROM changes WHERE number = $2 \
                   ON CONFLICT (actor, number) DO UPDATE SET change = excluded.change";
        self.change(sqlx::query(sql).bind(reader.to_string()).bind(case.to_string())).await.map(drop)
    }

    /// Who saw a case, in the order in which it was noted.
    pub async fn views_of(&self, case: &CaseNumber) -> Result<Vec<View>, RegisterError> {
        let sql = "SELECT actor, number, what, at FROM views WHERE number = $1 ORDER BY entry";
        let view =
            |row: &AnyRow| Ok(View { actor: get(row, "actor")?, case: get(row, "number")?, what: get(row, "what")?, at: get(row, "at")? });
        sqlx::query(sql).bind(case.to_string()).fetch_all(&self.pool).await?.iter().map(view).collect()
    }

    /// How often somebody was noted for something of a case, ever or since an instant.
    pub async fn count_views(&self, actor: &Actor, case: &CaseNumber, what: &str, since: Option<Instant>) -> Result<u64, RegisterError> {
        let sql = "SELECT COUNT(*) AS views FROM views WHERE number = $1 AND actor = $2 AND what = $3 AND at >= $4";
        let query = sqlx::query(sql)
            .bind(case.to_string())
            .bind(actor.to_string())
            .bind(what.to_owned())
            .bind(since.map(column::instant).unwrap_or_default());
        number(&query.fetch_one(&self.pool).await?, "views")
    }

    /// Notes a message of an agency. The same message twice counts once, whenever it is received again.
    ///
    /// # Errors
    /// [`Conflict::Message`] if its id is on record with another content.
    pub async fn note_message(&self, message: &AgencyMessage) -> Result<Recorded, RegisterError> {
        let AgencyMessage { agency, message_id, case, what, received_at } = message;
        let sql = "INSERT INTO agency_messages (agency, message_id, number, what, received_at) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (agency, message_id) DO NOTHING";
        let query = sqlx::query(sql)
            .bind(agency.to_string())
            .bind(message_id.clone())
            .bind(case.to_string())
            .bind(what.clone())
            .bind(column::instant(*received_at));
        if self.change(query).await? > 0 {
            return Ok(Recorded::New);
        }
        let same = |known: &AgencyMessage| known.agency == *agency && known.message_id == *message_id && known.what == *what;
        if self.messages_of(case).await?.iter().any(same) {
            Ok(Recorded::Known)
        } else {
            Err(RegisterError::conflict(case, Conflict::Message))
        }
    }

    /// The messages about a case, in the order in which they were received.
    pub async fn messages_of(&self, case: &CaseNumber) -> Result<Vec<AgencyMessage>, RegisterError> {
        let sql = "SELECT agency, message_id, number, what, received_at FROM agency_messages WHERE number = $1 \
                   ORDER BY received_at, agency, message_id";
        let message = |row: &AnyRow| {
            Ok(AgencyMessage {
                agency: get(row, "agency")?,
                message_id: get(row, "message_id")?,
                case: get(row, "number")?,
                what: get(row, "what")?,
                received_at: get(row, "received_at")?,
            })
        };
        sqlx::query(sql).bind(case.to_string()).fetch_all(&self.pool).await?.iter().map(message).collect()
    }
}
