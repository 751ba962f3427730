//! The search for wrong, double and skipped numbers among the stickers that offices were given and cases have used (R26 paras 6, 47).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Serialize;
use shaqyru_domain::{
    application::VisaKind,
    case::{
        number::CaseNumber,
        visa::{EndOfSticker, Invalidity, VisaStanding},
    },
    text::OfficeCode,
};
use sqlx::{AnyConnection, any::AnyRow};

use crate::{
    column::{get, get_json, number},
    error::RegisterError,
    schema::Register,
    stickers::printed,
};

/// Numbers of stickers that do not fit what offices were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StickerFault {
    /// What is wrong.
    pub what: WrongSticker,
    /// The number; of several in a row the first one.
    pub sticker: String,
    /// Of several in a row the last one.
    pub through: Option<String>,
    /// The office whose they are, or whose case used it.
    pub office: OfficeCode,
    /// The case that used it, if one did.
    pub case: Option<CaseNumber>,
}

/// What is wrong with the number of a sticker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongSticker {
    /// It is none that the office was given, or none whose turn had come.
    Wrong,
    /// Two cases have it, or two ranges hold it.
    Double,
    /// A later number of the range was used, and this one was not.
    Skipped,
}

impl fmt::Display for StickerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sticker {}", self.sticker)?;
        if let Some(through) = &self.through {
            write!(f, " to {through}")?;
        }
        if let Some(case) = &self.case {
            write!(f, " of {case}")?;
        }
        match self.what {
            WrongSticker::Wrong => write!(f, ": {} was not given this number, or its turn had not come", self.office),
            WrongSticker::Double => write!(f, ": the number was given or used twice ({})", self.office),
            WrongSticker::Skipped => write!(f, ": was passed over ({})", self.office),
        }
    }
}

struct Range {
    office: OfficeCode,
    series: String,
    first: u32,
    last: u32,
    /// The first one that is not used.
    next: u32,
}

struct Used {
    sticker: String,
    office: OfficeCode,
    case: CaseNumber,
}

impl Register {
    /// The numbers that are wrong, double or skipped, as the register stands at one instant.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub async fn verify_stickers(&self) -> Result<Vec<StickerFault>, RegisterError> {
        let mut reading = self.reading().await?;
        let (ranges, used) = (ranges(&mut reading).await?, used(&mut reading).await?);
        let named = named_by_cases(&mut reading).await?;
        reading.rollback().await?;
        let mut faults = overlaps(&ranges);
        faults.extend(not_given(&ranges, &used));
        faults.extend(skipped(&ranges, &used));
        faults.extend(not_taken(&used, named));
        Ok(faults)
    }
}

impl Range {
    /// The number of a sticker of this range.
    fn number_of(&self, sticker: &str) -> Option<u32> {
        let number = sticker.strip_prefix(self.series.as_str())?.parse().ok()?;
        let is_ours = (self.first..=self.last).contains(&number) && printed(&self.series, number.into()) == sticker;
        is_ours.then_some(number)
    }

    fn sticker(&self, number: u32) -> String {
        printed(&self.series, number.into())
    }

    fn fault(&self, what: WrongSticker, from: u32, to: u32) -> StickerFault {
        let through = (to > from).then(|| self.sticker(to));
        StickerFault { what, sticker: self.sticker(from), through, office: self.office.clone(), case: None }
    }
}

/// Ranges that share numbers. They come in order.
fn overlaps(ranges: &[Range]) -> Vec<StickerFault> {
    let pairs = ranges.iter().zip(ranges.iter().skip(1));
    let shared = pairs.filter(|(one, next)| one.series == next.series && one.last >= next.first);
    shared.map(|(one, next)| next.fault(WrongSticker::Double, next.first, one.last.min(next.last))).collect()
}

/// Numbers that were used by an office that was not given them, or before their turn.
fn not_given(ranges: &[Range], used: &[Used]) -> Vec<StickerFault> {
    let is_given = |used: &&Used| {
        let number_of = |range: &Range| range.number_of(&used.sticker).filter(|number| *number < range.next);
        ranges.iter().any(|range| range.office == used.office && number_of(range).is_some())
    };
    used.iter().filter(|used| !is_given(used)).map(|used| used.fault(WrongSticker::Wrong)).collect()
}

/// Numbers whose turn has come and that nobody used.
fn skipped(ranges: &[Range], used: &[Used]) -> Vec<StickerFault> {
    let mut faults = Vec::new();
    for range in ranges {
        let taken: BTreeSet<u32> = used.iter().filter_map(|used| range.number_of(&used.sticker)).collect();
        let mut due = range.first;
        for number in taken.into_iter().filter(|number| *number < range.next).chain([range.next]) {
            if number > due {
                faults.push(range.fault(WrongSticker::Skipped, due, number.saturating_sub(1)));
            }
            due = number.saturating_add(1);
        }
    }
    faults
}

/// Numbers that a case has on its stickers and did not take from a range: another case did, or none.
fn not_taken(used: &[Used], named: Vec<Used>) -> Vec<StickerFault> {
    let takers: BTreeMap<&str, &CaseNumber> = used.iter().map(|used| (used.sticker.as_str(), &used.case)).collect();
    let fault = |named: Used| match takers.get(named.sticker.as_str()) {
        Some(taker) if **taker == named.case => None,
        Some(_) => Some(named.fault(WrongSticker::Double)),
        None => Some(named.fault(WrongSticker::Wrong)),
    };
    named.into_iter().filter_map(fault).collect()
}

impl Used {
    fn fault(&self, what: WrongSticker) -> StickerFault {
        StickerFault { what, sticker: self.sticker.clone(), through: None, office: self.office.clone(), case: Some(self.case.clone()) }
    }
}

async fn ranges(connection: &mut AnyConnection) -> Result<Vec<Range>, RegisterError> {
    let rows =
        sqlx::query("SELECT office, series, first, last, next FROM sticker_ranges ORDER BY series, first").fetch_all(connection).await?;
    let range = |row: &AnyRow| {
        Ok(Range {
            office: get(row, "office")?,
            series: get(row, "series")?,
            first: number(row, "first")?,
            last: number(row, "last")?,
            next: number(row, "next")?,
        })
    };
    rows.iter().map(range).collect()
}

async fn used(connection: &mut AnyConnection) -> Result<Vec<Used>, RegisterError> {
    let rows = sqlx::query("SELECT sticker, office, number FROM stickers ORDER BY sticker").fetch_all(connection).await?;
    let used = |row: &AnyRow| Ok(Used { sticker: get(row, "sticker")?, office: get(row, "office")?, case: get(row, "number")? });
    rows.iter().map(used).collect()
}

/// The stickers that cases say they have made: that of the visa, and those that were spoiled. A sticker that a case merely ended was made by
/// another one, perhaps elsewhere.
async fn named_by_cases(connection: &mut AnyConnection) -> Result<Vec<Used>, RegisterError> {
    let rows = sqlx::query("SELECT number, office, visa FROM cases WHERE visa IS NOT NULL ORDER BY number").fetch_all(connection).await?;
    let mut named = Vec::new();
    for row in rows {
        let (case, office): (CaseNumber, OfficeCode) = (get(&row, "number")?, get(&row, "office")?);
        let Some(VisaStanding { visa, acts, .. }) = get_json(&row, "visa")? else { continue };
        let made = visa.filter(|visa| visa.kind == VisaKind::Sticker && visa.invalid_because != Some(Invalidity::Annulled));
        let spoiled = acts.into_iter().filter(|act| act.why == EndOfSticker::Spoiled).map(|act| act.sticker);
        // Between the spoiling and the next sticker the case names the spoiled one twice.
        let stickers: BTreeSet<_> = made.map(|visa| visa.number).into_iter().chain(spoiled).collect();
        let used = stickers.into_iter().map(|sticker| Used { sticker: sticker.to_string(), office: office.clone(), case: case.clone() });
        named.extend(used);
    }
    Ok(named)
}
