//! The stickers of offices: each number is used once, whatever becomes of the sticker (R26 paras 6, 47).

use serde::Serialize;
use shaqyru_domain::{
    case::number::CaseNumber,
    text::{OfficeCode, Text},
    time::instant::Instant,
};
use sqlx::Row;

use crate::{
    column::{get, instant, number},
    error::RegisterError,
    schema::{Database, Register},
};

/// Stickers that an office was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StickerRange {
    /// The office.
    pub office: OfficeCode,
    /// The letters before the number.
    pub series: Text,
    /// The first number.
    pub first: u32,
    /// The last one.
    pub last: u32,
    /// How many are left.
    pub left: u32,
}

impl StickerRange {
    /// How many are used.
    pub fn used(&self) -> u32 {
        self.last.saturating_add(1).saturating_sub(self.first).saturating_sub(self.left)
    }
}

/// A sticker's number as it is printed: the series and seven digits.
pub(crate) fn printed(series: &str, number: i64) -> String {
    format!("{series}{number:07}")
}

impl Register {
    /// Gives an office a range of stickers; `false` if some of them were given before.
    ///
    /// # Errors
    /// If the register cannot be written.
    pub async fn add_stickers(&self, office: &OfficeCode, series: &Text, first: u32, last: u32) -> Result<bool, RegisterError> {
        let mut writing = self.writing().await?;
        if self.database == Database::Postgres {
            // Two who give overlapping ranges at the same moment see nothing of each other; SQLite has one writer at a time.
            sqlx::query("LOCK TABLE sticker_ranges IN SHARE ROW EXCLUSIVE MODE").execute(&mut *writing).await?;
        }
        let sql = "INSERT INTO sticker_ranges (series, first, last, office, next) \
                   SELECT $1, $2, $3, $4, $2 WHERE NOT EXISTS \
                   (SELECT 1 FROM sticker_ranges WHERE series = $1 AND first <= $3 AND last >= $2)";
        let added = sqlx::query(sql)
            .bind(series.to_string())
            .bind(i64::from(first))
            .bind(i64::from(last))
            .bind(office.to_string())
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        Ok(added.rows_affected() > 0)
    }

    /// The ranges of stickers, by office.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn sticker_ranges(&self) -> Result<Vec<StickerRange>, RegisterError> {
        let sql = "SELECT office, series, first, last, next FROM sticker_ranges ORDER BY office, series, first";
        let rows = sqlx::query(sql).fetch_all(&self.pool).await?;
        let range = |row: &sqlx::any::AnyRow| {
            let (last, next) = (number::<u32>(row, "last")?, number::<u32>(row, "next")?);
            let left = last.saturating_add(1).saturating_sub(next);
            Ok(StickerRange { office: get(row, "office")?, series: get(row, "series")?, first: number(row, "first")?, last, left })
        };
        rows.iter().map(range).collect()
    }

    /// The number of a case's sticker in this place, from 1 on: the next one of the office's range, or the one that it was given before. None
    /// if the office has no sticker left.
    ///
    /// # Errors
    /// If the register cannot be written.
    pub async fn take_sticker(
        &self,
        office: &OfficeCode,
        case: &CaseNumber,
        place: usize,
        made_at: Instant,
    ) -> Result<Option<Text>, RegisterError> {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        let mut writing = self.writing().await?;
        // Who takes the next number has the range's row until the end: two never get the same one. PostgreSQL reads the row again that somebody
        // else has changed meanwhile, and not what chose it: so the range is looked at once more there, and chosen anew where it has run out.
        let sql = "UPDATE sticker_ranges SET next = next + 1 WHERE next <= last AND (series, first) = \
                   (SELECT series, first FROM sticker_ranges WHERE office = $1 AND next <= last ORDER BY series, first LIMIT 1) \
                   RETURNING series, next - 1 AS taken";
        let left = "SELECT 1 FROM sticker_ranges WHERE office = $1 AND next <= last LIMIT 1";
        let taken = loop {
            let taken = sqlx::query(sql).bind(office.to_string()).fetch_optional(&mut *writing).await?;
            if taken.is_some() || sqlx::query(left).bind(office.to_string()).fetch_optional(&mut *writing).await?.is_none() {
                break taken;
            }
        };
        let known = sqlx::query("SELECT sticker FROM stickers WHERE number = $1 AND place = $2").bind(case.to_string()).bind(place);
        if let Some(row) = known.fetch_optional(&mut *writing).await? {
            let sticker = get(&row, "sticker")?;
            writing.rollback().await?;
            return Ok(Some(sticker));
        }
        let Some(row) = taken else {
            writing.rollback().await?;
            return Ok(None);
        };
        let sticker = printed(&get::<String>(&row, "series")?, row.try_get("taken")?);
        sqlx::query("INSERT INTO stickers (sticker, office, number, place, made_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(sticker.clone())
            .bind(office.to_string())
            .bind(case.to_string())
            .bind(place)
            .bind(instant(made_at))
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        Text::try_from(sticker).map(Some).map_err(|_| RegisterError::Unreadable { column: "sticker" })
    }
}
