//! Lists of cases in the order in which they fall due, page by page.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::{
        number::CaseNumber,
        stage::{Stage, Status},
    },
    law::clock_kind::ClockKind,
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId, Text},
    time::instant::Instant,
    writing::passport_key,
};
use sqlx::any::AnyRow;

use crate::{
    column::{NONE, get, get_optional, instant, number, text},
    error::RegisterError,
    schema::Register,
    visa_waits::VisaWait,
};

/// Which cases are listed: those that fit all that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// The office that has them.
    pub office: Option<OfficeCode>,
    /// The officer who has them.
    pub officer: Option<OfficerId>,
    /// Their visa category.
    pub category: Option<String>,
    /// Their stage.
    pub stage: Option<Stage>,
    /// The clock that they await first.
    pub clock: Option<ClockKind>,
    /// Open, or how they ended.
    pub status: Option<Status>,
    /// Whether a statutory term has run out.
    pub breached: Option<bool>,
    /// The awaited clock is due before this instant.
    pub due_before: Option<Instant>,
    /// The awaited clock is due at this instant or later.
    pub due_from: Option<Instant>,
    /// Who filed them.
    pub filed_by: Option<OfficerId>,
    /// What their visas wait for.
    pub waits_for: Option<VisaWait>,
    /// Any of these stages; all, if none is named.
    pub stages: Vec<Stage>,
    /// This officer has them, or nobody has.
    pub free_for: Option<OfficerId>,
    /// The passport of the person.
    pub passport_number: Option<Text>,
    /// BIN or IIN of who invites.
    pub inviting_party: Option<Text>,
    /// Who reads the list: it tells what is news to them.
    pub reader: Option<OfficerId>,
}

/// A case in a list. No personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseLine {
    /// Its number.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The office that has it.
    #[schema(value_type = String)]
    pub office: OfficeCode,
    /// The officer who has it.
    #[schema(value_type = Option<String>)]
    pub officer: Option<OfficerId>,
    /// Visa category.
    pub category: String,
    /// Open, or how it ended.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Instant>,
    /// The first clock that waits for its act.
    pub clock: Option<ClockKind>,
    /// When that is or was due.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due: Option<Instant>,
    /// Whether a statutory term has run out.
    pub breached: bool,
    /// Since when it is at its stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at_stage_since: Option<Instant>,
    /// Whether it has changed since the reader of the list has seen it; not told to nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_news: bool,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its cases: the first due first, those that await nothing last.
    pub cases: Vec<CaseLine>,
    /// After what the next page begins; none on the last one.
    pub next: Option<Cursor>,
}

/// After what a page begins. A case that stays as it is comes on exactly one page, whatever comes, goes or moves meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    due: Option<Instant>,
    case: CaseNumber,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.due_key(), self.case)
    }
}

impl FromStr for Cursor {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        let unknown = || Problem::new(Code::Field, "must be a cursor that a page has named").at("cursor");
        let (due, case) = text.split_once('_').ok_or_else(unknown)?;
        let due = if due == NONE { None } else { Some(due.parse().map_err(|_| unknown())?) };
        Ok(Self { due, case: case.parse().map_err(|_| unknown())? })
    }
}

impl Cursor {
    fn due_key(&self) -> String {
        self.due.map_or_else(|| NONE.to_owned(), instant)
    }
}

impl Register {
    /// The cases that fit, in the order in which they fall due; `limit` of them (at least one) after the cursor.
    pub async fn list(&self, filter: &Filter, after: Option<&Cursor>, limit: u16) -> Result<Page, RegisterError> {
        let limit = usize::from(limit.max(1));
        let mut conditions = Conditions::of(filter, after);
        let news = conditions.news_to(filter.reader.as_ref());
        // One more than asked for tells whether there is another page.
        let sql = format!(
            "SELECT number, office, officer, category, status, stage, filed_at, ended_at, next_due, next_clock, breached, \
             (SELECT MAX(s.at) FROM stages s WHERE s.number = cases.number AND s.stage = cases.stage) AS at_stage_since, \
             {news} AS is_news \
             FROM cases {} ORDER BY next_due, number LIMIT {}",
            conditions.sql(),
            limit.saturating_add(1)
        );
        let query = conditions.values.into_iter().fold(sqlx::query(&sql), sqlx::query::Query::bind);
        let rows = query.fetch_all(&self.pool).await?;
        let cases: Vec<_> = rows.iter().take(limit).map(line).collect::<Result<_, _>>()?;
        let last = cases.last().filter(|_| rows.len() > limit);
        let next = last.map(|last| Cursor { due: last.due, case: last.case.clone() });
        Ok(Page { cases, next })
    }
}

fn line(row: &AnyRow) -> Result<CaseLine, RegisterError> {
    let due: String = get(row, "next_due")?;
    let (clock, due) = if due == NONE { (None, None) } else { (Some(get(row, "next_clock")?), Some(get(row, "next_due")?)) };
    Ok(CaseLine {
        case: get(row, "number")?,
        office: get(row, "office")?,
        officer: get_optional(row, "officer")?,
        category: get(row, "category")?,
        status: get(row, "status")?,
        stage: get(row, "stage")?,
        filed_at: get(row, "filed_at")?,
        ended_at: get_optional(row, "ended_at")?,
        clock,
        due,
        breached: number::<i64>(row, "breached")? != 0,
        at_stage_since: get_optional(row, "at_stage_since")?,
        is_news: number::<i64>(row, "is_news")? != 0,
    })
}

/// Conditions on the columns of a case, with the values that are bound to them. Each equality has an index of its own that is
/// sorted by due instant, so that a page is read and not sorted.
#[derive(Default)]
struct Conditions {
    parts: Vec<String>,
    values: Vec<String>,
}

impl Conditions {
    fn of(filter: &Filter, after: Option<&Cursor>) -> Self {
        let Filter { office, officer, category, stage, clock, status, breached, due_before, due_from, filed_by, waits_for, .. } = filter;
        let mut conditions = Self::default();
        conditions.compare("office =", office.as_ref().map(ToString::to_string));
        conditions.compare("officer =", officer.as_ref().map(ToString::to_string));
        conditions.compare("category =", category.clone());
        conditions.compare("stage =", stage.as_ref().map(text));
        conditions.compare("next_clock =", clock.as_ref().map(text));
        conditions.compare("status =", status.as_ref().map(text));
        conditions.parts.extend(breached.map(|breached| format!("breached = {}", i64::from(breached))));
        conditions.parts.extend(waits_for.map(|wait| wait.condition().to_owned()));
        conditions.compare("passport_key =", filter.passport_number.as_ref().map(|number| passport_key(number.as_str())));
        conditions.compare("inviting_party =", filter.inviting_party.as_ref().map(ToString::to_string));
        conditions.any_of("stage", filter.stages.iter().map(text));
        if let Some(officer) = &filter.free_for {
            conditions.values.push(officer.to_string());
            conditions.parts.push(format!("(officer IS NULL OR officer = ${})", conditions.values.len()));
        }
        // What awaits nothing stands after every instant, so it is never due before one.
        conditions.compare("next_due <", due_before.map(instant));
        conditions.compare("next_due >=", due_from.map(instant));
        if let Some(filer) = filed_by {
            conditions.values.push(filer.to_string());
            conditions.parts.push(format!("number IN (SELECT number FROM filings WHERE filed_by = ${})", conditions.values.len()));
        }
        if let Some(cursor) = after {
            let place = conditions.values.len();
            conditions.parts.push(format!("(next_due, number) > (${}, ${})", place.saturating_add(1), place.saturating_add(2)));
            conditions.values.extend([cursor.due_key(), cursor.case.to_string()]);
        }
        conditions
    }

    fn compare(&mut self, comparison: &str, value: Option<String>) {
        if let Some(value) = value {
            self.values.push(value);
            self.parts.push(format!("{comparison} ${}", self.values.len()));
        }
    }

    /// Whether a case has changed since somebody has seen it, as an expression.
    fn news_to(&mut self, reader: Option<&OfficerId>) -> String {
        let Some(reader) = reader else { return "0".to_owned() };
        self.values.push(reader.to_string());
        format!(
            "CASE WHEN (SELECT c.entry FROM changes c WHERE c.number = cases.number) > \
             COALESCE((SELECT s.change FROM seen s WHERE s.actor = ${} AND s.number = cases.number), 0) THEN 1 ELSE 0 END",
            self.values.len()
        )
    }

    fn any_of(&mut self, column: &str, values: impl Iterator<Item = String>) {
        let first = self.values.len();
        self.values.extend(values);
        let places: Vec<_> = (first..self.values.len()).map(|place| format!("${}", place.saturating_add(1))).collect();
        if !places.is_empty() {
            self.parts.push(format!("{column} IN ({})", places.join(", ")));
        }
    }

    fn sql(&self) -> String {
        if self.parts.is_empty() { String::new() } else { format!("WHERE {}", self.parts.join(" AND ")) }
    }
}
