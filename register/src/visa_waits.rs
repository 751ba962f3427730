//! What visas wait for that no clock tells: their entry in Berkut, without which they are not valid (R26 para 43); that Berkut learns of their end,
//! without which they are taken for valid; and the fingerprints without which none is issued (para 24-1).

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::{number::CaseNumber, visa::VisaStanding},
    text::{OfficeCode, Text},
    time::instant::Instant,
};
use sqlx::any::AnyRow;

use crate::{
    column::{get, get_json, get_optional, number},
    error::RegisterError,
    schema::Register,
};

/// What is missing of a visa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisaWait {
    /// It is issued, and not in Berkut.
    Berkut,
    /// It has ended, and Berkut does not know.
    BerkutEnd,
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
    /// When the first of them was issued, or ended where it waits for that to be known; none while none is.
    pub since: Option<Instant>,
}

impl VisaWait {
    /// Which cases wait for it. In the JSON of the column a quotation mark within a text is escaped, so no text is taken for a member.
    pub(crate) const fn condition(self) -> &'static str {
        match self {
            // As the index on the visas that are not in Berkut says it.
            Self::Berkut => r#"visa LIKE '%"invalid_because":"not_in_berkut"%'"#,
            // As the index on those says it.
            Self::BerkutEnd => r#"visa LIKE '%"not_ended_in_berkut":%'"#,
            Self::Fingerprints => r#"status = 'open' AND visa LIKE '%"fingerprints":"due"%'"#,
        }
    }
}

/// A visa or a sticker that has ended, and of which Berkut has not been told (R26 paras 25, 46-48).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownEnd {
    /// The case that has ended it.
    pub case: CaseNumber,
    /// The office that has the case.
    pub office: OfficeCode,
    /// Its number.
    pub number: Text,
    /// When it ended.
    pub at: Instant,
}

impl fmt::Display for UnknownEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, office, number, at } = self;
        write!(f, "{number} of {case} ended {at}, and Berkut does not know ({office})")
    }
}

impl Register {
    /// The visas that wait for this, by office.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn waiting_visas(&self, wait: VisaWait) -> Result<Vec<WaitingVisas>, RegisterError> {
        if wait == VisaWait::BerkutEnd {
            return self.unknown_ends().await;
        }
        let sql = format!(
            "SELECT office, COUNT(*) AS visas, MIN(ended_at) AS issued_at FROM cases WHERE {} GROUP BY office ORDER BY office",
            wait.condition()
        );
        let waiting = |row: &AnyRow| {
            Ok(WaitingVisas { office: get(row, "office")?, visas: number(row, "visas")?, since: get_optional(row, "issued_at")? })
        };
        sqlx::query(&sql).fetch_all(&self.pool).await?.iter().map(waiting).collect()
    }

    /// A visa ends long after its case was decided: when, only its standing says.
    async fn unknown_ends(&self) -> Result<Vec<WaitingVisas>, RegisterError> {
        let mut by_office = BTreeMap::<OfficeCode, Vec<Instant>>::new();
        for end in self.ends_unknown_to_berkut().await? {
            by_office.entry(end.office).or_default().push(end.at);
        }
        let waiting = |(office, ends): (OfficeCode, Vec<Instant>)| WaitingVisas {
            office,
            visas: u64::try_from(ends.len()).unwrap_or(u64::MAX),
            since: ends.into_iter().min(),
        };
        Ok(by_office.into_iter().map(waiting).collect())
    }

    /// Each of them, by case.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn ends_unknown_to_berkut(&self) -> Result<Vec<UnknownEnd>, RegisterError> {
        let sql = format!("SELECT number, office, visa FROM cases WHERE {} ORDER BY number", VisaWait::BerkutEnd.condition());
        let mut unknown = Vec::new();
        for row in &sqlx::query(&sql).fetch_all(&self.pool).await? {
            let (case, office): (CaseNumber, OfficeCode) = (get(row, "number")?, get(row, "office")?);
            let standing: Option<VisaStanding> = get_json(row, "visa")?;
            let ends = standing.into_iter().flat_map(|standing| standing.not_ended_in_berkut);
            unknown.extend(ends.map(|end| UnknownEnd { case: case.clone(), office: office.clone(), number: end.number, at: end.at }));
        }
        Ok(unknown)
    }
}
