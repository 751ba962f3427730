//! How values stand in columns. All are text or whole numbers, alike in both databases.
//!
//! An instant is RFC 3339 in UTC with nine decimals: it sorts as text and comes back to the nanosecond, which PostgreSQL's own
//! type would cut to microseconds, and SQLite has none.

use chrono::SecondsFormat;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use shaqyru_domain::time::instant::Instant;
use sqlx::{Row, any::AnyRow};

use crate::error::RegisterError;

/// What sorts after every instant.
pub(crate) const NONE: &str = "none";

/// An instant as it stands in a column.
pub(crate) fn instant(instant: Instant) -> String {
    instant.utc().to_rfc3339_opts(SecondsFormat::Nanos, true)
}

/// A value that is written as a string, as it stands in a column.
pub(crate) fn text<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        // No type of the domain that is kept in a text column is written otherwise.
        other => format!("{other:?}"),
    }
}

/// A value that is written as JSON, as it stands in a column.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    // No type of the domain that is kept so can fail to be written.
    serde_json::to_string(value).unwrap_or_default()
}

/// What stands in a column as JSON, where there may be none.
pub(crate) fn get_json<T: DeserializeOwned>(row: &AnyRow, column: &'static str) -> Result<Option<T>, RegisterError> {
    let unreadable = RegisterError::Unreadable { column };
    let Ok(text) = row.try_get::<Option<String>, _>(column) else { return Err(unreadable) };
    text.map(|text| serde_json::from_str(&text).map_err(|_| unreadable)).transpose()
}

/// The same where there may be none.
pub(crate) fn optional<T: Serialize>(value: Option<&T>) -> Option<String> {
    value.map(text)
}

/// What stands in a column of text.
pub(crate) fn get<T: DeserializeOwned>(row: &AnyRow, column: &'static str) -> Result<T, RegisterError> {
    get_optional(row, column)?.ok_or(RegisterError::Unreadable { column })
}

/// The same where there may be none.
pub(crate) fn get_optional<T: DeserializeOwned>(row: &AnyRow, column: &'static str) -> Result<Option<T>, RegisterError> {
    let unreadable = RegisterError::Unreadable { column };
    let Ok(text) = row.try_get::<Option<String>, _>(column) else { return Err(unreadable) };
    text.map(|text| serde_json::from_value(Value::String(text)).map_err(|_| unreadable)).transpose()
}

/// What stands in a column of whole numbers.
pub(crate) fn number<T: TryFrom<i64>>(row: &AnyRow, column: &'static str) -> Result<T, RegisterError> {
    optional_number(row, column)?.ok_or(RegisterError::Unreadable { column })
}

/// The same where there may be none.
pub(crate) fn optional_number<T: TryFrom<i64>>(row: &AnyRow, column: &'static str) -> Result<Option<T>, RegisterError> {
    let unreadable = || RegisterError::Unreadable { column };
    let number = row.try_get::<Option<i64>, _>(column).map_err(|_| unreadable())?;
    number.map(|number| T::try_from(number).map_err(|_| unreadable())).transpose()
}

/// A place in a list, from 1, as it stands in a column.
pub(crate) fn place(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX - 1).saturating_add(1)
}
