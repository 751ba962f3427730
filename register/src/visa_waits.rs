//! What visas wait for that no clock tells: their entry in Berkut, without which they are not valid (R26 para 43), and the fingerprints without
//! which none is issued (para 24-1).

use serde::{Deserialize, Serialize};
use shaqyru_domain::{text::OfficeCode, time::instant::Instant};
use sqlx::any::AnyRow;

use crate::{
    column::{get, get_optional, number},
    error::RegisterError,
    schema::Register,
};

/// What is missing of a visa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisaWait {
    /// It is issued, and not in Berkut.
    Berkut,
    /// The case is open, and fingerprints are due and not on record.
    Fingerprints,
}

/// The visas of an office that wait for the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingVisas {
    /// Which office has the cases.
    pub office: OfficeCode,
    /// How many.
    pub visas: u64,
    /// When the first of them was issued; none while none is.
    pub issued_at: Option<Instant>,
}

impl VisaWait {
    /// Which cases wait for it. In the JSON of the column a quotation mark within a text is escaped, so no text is taken for a member.
    pub(crate) const fn condition(self) -> &'static str {
        match self {
            // As the index on the visas that are not in Berkut says it.
            Self::Berkut => r#"visa LIKE '%"invalid_because":"not_in_berkut"%'"#,
            Self::Fingerprints => r#"status = 'open' AND visa LIKE '%"fingerprints":"due"%'"#,
        }
    }
}

impl Register {
    /// The visas that wait for this, by office.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn waiting_visas(&self, wait: VisaWait) -> Result<Vec<WaitingVisas>, RegisterError> {
        let sql = format!(
            "SELECT office, COUNT(*) AS visas, MIN(ended_at) AS issued_at FROM cases WHERE {} GROUP BY office ORDER BY office",
            wait.condition()
        );
        let waiting = |row: &AnyRow| {
            Ok(WaitingVisas { office: get(row, "office")?, visas: number(row, "visas")?, issued_at: get_optional(row, "issued_at")? })
        };
        sqlx::query(&sql).fetch_all(&self.pool).await?.iter().map(waiting).collect()
    }
}
