//! Looks and refusals as auditors search them: by case, by person, by time, the newest first. Each search walks an index from its end.

use serde::{Deserialize, Serialize};
use shaqyru_domain::{actor::Actor, case::number::CaseNumber, time::instant::Instant};
use sqlx::any::AnyRow;

use crate::{
    audit::NO_CASE,
    column::{get, instant, number},
    error::RegisterError,
    schema::Register,
};

/// What was refused, as the index has it that leads to it.
const REFUSED: &str = "(substr(what, 1, 7) = 'denied:' OR what = 'refused')";

/// Which looks are wanted: those that fit all that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookFilter {
    /// At this case.
    pub case: Option<CaseNumber>,
    /// Only what is about no case in particular.
    pub beside: bool,
    /// By this person.
    pub actor: Option<Actor>,
    /// From this instant on.
    pub from: Option<Instant>,
    /// Before this instant.
    pub before: Option<Instant>,
    /// Only what was refused.
    pub refused: bool,
}

/// Somebody looked at something, or was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NotedLook {
    /// Its place in the order in which it was noted.
    pub entry: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Who.
    #[schema(value_type = String)]
    pub actor: Actor,
    /// At which case; none for what is about no case in particular.
    #[schema(value_type = Option<String>)]
    pub case: Option<CaseNumber>,
    /// At what of it, such as `page`; or what was refused, such as `denied: decide`.
    pub what: String,
}

impl Register {
    /// The looks that fit, the newest first, at most so many; before an entry, to go on where another list ended.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn looks(&self, filter: &LookFilter, before_entry: Option<i64>, limit: u32) -> Result<Vec<NotedLook>, RegisterError> {
        let LookFilter { case, beside, actor, from, before, refused } = filter;
        let no_case = beside.then(|| NO_CASE.to_owned());
        let values = [
            ("number =", case.as_ref().map(ToString::to_string).or(no_case)),
            ("actor =", actor.as_ref().map(ToString::to_string)),
            ("at >=", from.map(instant)),
            ("at <", before.map(instant)),
        ];
        let given: Vec<_> = values.into_iter().filter_map(|(comparison, value)| Some((comparison, value?))).collect();
        let mut conditions: Vec<_> =
            given.iter().enumerate().map(|(index, (comparison, _))| format!("{comparison} ${}", index.saturating_add(1))).collect();
        conditions.extend(refused.then(|| REFUSED.to_owned()));
        conditions.extend(before_entry.map(|entry| format!("(at, entry) < (SELECT at, entry FROM views WHERE entry = {entry})")));
        let condition = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        let sql = format!("SELECT entry, actor, number, what, at FROM views {condition} ORDER BY at DESC, entry DESC LIMIT {limit}");
        let query = given.into_iter().fold(sqlx::query(&sql), |query, (_, value)| query.bind(value));
        query.fetch_all(&self.pool).await?.iter().map(noted).collect()
    }
}

fn noted(row: &AnyRow) -> Result<NotedLook, RegisterError> {
    let case: String = get(row, "number")?;
    let case = (case != NO_CASE).then(|| get(row, "number")).transpose()?;
    Ok(NotedLook { entry: number(row, "entry")?, at: get(row, "at")?, actor: get(row, "actor")?, case, what: get(row, "what")? })
}
