//! Cases of which a term that the law sets has run out or is about to: who has them, what they wait for, and what stands in the way.

use std::collections::BTreeMap;

use shaqyru_domain::{
    case::{
        fingerprints::{Appointment, FingerprintsState},
        number::CaseNumber,
        record::IncidentRecord,
        stage::Stage,
        view::ClockView,
        visa::VisaStanding,
    },
    text::{OfficeCode, OfficerId},
    time::instant::Instant,
};
use sqlx::{Any, any::AnyArguments, any::AnyRow, query::Query};

use crate::{
    column::{get, get_json, get_optional, instant, number},
    error::RegisterError,
    read::{CLOCK, INCIDENT, clock, incident},
    schema::Register,
};

/// Until when a term of an office counts as about to run out. Of an office that is not named, none does.
pub type Horizons = BTreeMap<OfficeCode, Instant>;

/// The first of the cases that are late or about to be, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldUpCases {
    /// The first due first.
    pub cases: Vec<HeldUp>,
    /// How many there are, those that are not named among them.
    pub all: u64,
}

/// A case that is late or about to be. No personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldUp {
    /// Its number.
    pub case: CaseNumber,
    /// The office that has it.
    pub office: OfficeCode,
    /// The officer who has it.
    pub officer: Option<OfficerId>,
    /// Its stage.
    pub stage: Stage,
    /// When it was filed.
    pub filed_at: Instant,
    /// Its clocks, in the order in which they were started.
    pub clocks: Vec<ClockView>,
    /// What stops it and waits for an operator.
    pub stopped: Vec<IncidentRecord>,
    /// Whether fingerprints are due and not on record (R26 para 24-1).
    pub fingerprints_due: bool,
    /// When and where they are to be taken.
    pub appointment: Option<Appointment>,
}

impl Register {
    /// The cases of which a statutory term has run out, or runs out by the horizon of their office: of one office or of all, so many of them.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn held_up(
        &self,
        office: Option<&OfficeCode>,
        now: Instant,
        horizons: &Horizons,
        limit: u16,
    ) -> Result<HeldUpCases, RegisterError> {
        let condition = Condition::of(office, now, horizons);
        let mut reading = self.reading().await?;
        let sql = format!("SELECT COUNT(*) AS cases FROM cases c WHERE {}", condition.sql);
        let all = number(&condition.bound(&sql).fetch_one(&mut *reading).await?, "cases")?;
        let first = format!("SELECT c.number FROM cases c WHERE {} ORDER BY c.next_due, c.number LIMIT {limit}", condition.sql);
        let sql =
            format!("SELECT number, office, officer, stage, filed_at, visa FROM cases WHERE number IN ({first}) ORDER BY next_due, number");
        let rows = condition.bound(&sql).fetch_all(&mut *reading).await?;
        let mut cases = rows.iter().map(held_up).collect::<Result<Vec<_>, RegisterError>>()?;
        let sql = format!("SELECT {CLOCK} FROM clocks WHERE number IN ({first}) ORDER BY number, place");
        let clocks = by_case(&condition.bound(&sql).fetch_all(&mut *reading).await?, clock)?;
        let sql = format!("SELECT {INCIDENT} FROM incidents WHERE resumed_at IS NULL AND number IN ({first}) ORDER BY number, place");
        let stopped = by_case(&condition.bound(&sql).fetch_all(&mut *reading).await?, incident)?;
        reading.rollback().await?;
        for held_up in &mut cases {
            held_up.clocks = clocks.get(&held_up.case).cloned().unwrap_or_default();
            held_up.stopped = stopped.get(&held_up.case).cloned().unwrap_or_default();
        }
        Ok(HeldUpCases { cases, all })
    }
}

fn held_up(row: &AnyRow) -> Result<HeldUp, RegisterError> {
    let standing: Option<VisaStanding> = get_json(row, "visa")?;
    Ok(HeldUp {
        case: get(row, "number")?,
        office: get(row, "office")?,
        officer: get_optional(row, "officer")?,
        stage: get(row, "stage")?,
        filed_at: get(row, "filed_at")?,
        clocks: Vec::new(),
        stopped: Vec::new(),
        fingerprints_due: standing.as_ref().is_some_and(|standing| standing.fingerprints == FingerprintsState::Due),
        appointment: standing.and_then(|standing| standing.appointment),
    })
}

fn by_case<T>(rows: &[AnyRow], read: fn(&AnyRow) -> Result<T, RegisterError>) -> Result<BTreeMap<CaseNumber, Vec<T>>, RegisterError> {
    let mut of_cases: BTreeMap<CaseNumber, Vec<T>> = BTreeMap::new();
    for row in rows {
        of_cases.entry(get(row, "number")?).or_default().push(read(row)?);
    }
    Ok(of_cases)
}

/// Which cases are held up. The first awaited term of a case is due no later than any other, so the index on it leads to them, however many
/// cases there are.
struct Condition {
    sql: String,
    values: Vec<String>,
}

impl Condition {
    fn of(office: Option<&OfficeCode>, now: Instant, horizons: &Horizons) -> Self {
        let horizons = || horizons.iter().filter(|(near, _)| office.is_none_or(|office| office == *near));
        let latest = horizons().map(|(_, until)| *until).chain([now]).max().unwrap_or(now);
        let mut values = vec![instant(now), instant(latest)];
        let mut place = |value: String| {
            values.push(value);
            format!("${}", values.len())
        };
        let of_office = office.map(|office| format!(" AND c.office = {}", place(office.to_string()))).unwrap_or_default();
        let near: Vec<_> =
            horizons().map(|(office, until)| format!(" WHEN {} THEN {}", place(office.to_string()), place(instant(*until)))).collect();
        let near = if near.is_empty() { String::new() } else { format!(" OR k.due <= CASE c.office{} ELSE '' END", near.concat()) };
        let sql = format!(
            "c.status = 'open' AND c.next_due <= $2{of_office} AND EXISTS (SELECT 1 FROM clocks k WHERE k.number = c.number \
             AND k.awaited = 1 AND k.nature = 'statutory' AND (k.outcome = 'breached' OR k.due < $1{near}))"
        );
        Self { sql, values }
    }

    fn bound<'q>(&self, sql: &'q str) -> Query<'q, Any, AnyArguments<'q>> {
        self.values.iter().fold(sqlx::query(sql), |query, value| query.bind(value.clone()))
    }
}
