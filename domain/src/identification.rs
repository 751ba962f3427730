//! What a BIN or IIN says of its holder. Its check digit is asked for wherever one is read; what else must be right is judged, so that
//! what was filed under a wrong number stays readable.
//!
//! An IIN begins with the day of birth, `YYMMDD`, and its seventh digit names sex and century. A BIN begins with year and month of
//! registration, `YYMM`; the fifth digit is the kind of organisation, the sixth the part of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::text::BinIin;

/// Which of the two a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberKind {
    /// Of a person (ЖСН, ИИН).
    Iin,
    /// Of an organisation (БСН, БИН).
    Bin,
}

impl NumberKind {
    /// How people call it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Iin => "IIN",
            Self::Bin => "BIN",
        }
    }
}

/// Which kind a number is on a day; none, if nobody can have it by then.
pub fn kind_of(number: &BinIin, on: NaiveDate) -> Option<NumberKind> {
    let digits: Vec<u32> = number.as_str().chars().filter_map(|digit| digit.to_digit(10)).collect();
    let &[y1, y0, m1, m0, fifth, sixth, seventh, ..] = digits.as_slice() else { return None };
    let (year, month) = (y1 * 10 + y0, m1 * 10 + m0);
    match (fifth, sixth) {
        (0..=3, day) => is_born_by(on, year, month, fifth * 10 + day, seventh).then_some(NumberKind::Iin),
        // Residents, non-residents, joint entrepreneurship; as a whole, a branch, a representation, another part, a farm.
        (4..=6, 0..=4) => (1..=12).contains(&month).then_some(NumberKind::Bin),
        _ => None,
    }
}

/// The seventh digit: two for each century, and 0 for foreigners, whose century it does not tell.
fn is_born_by(on: NaiveDate, year: u32, month: u32, day: u32, seventh: u32) -> bool {
    let centuries: &[u32] = match seventh {
        0 => &[1900, 2000],
        1 | 2 => &[1800],
        3 | 4 => &[1900],
        5 | 6 => &[2000],
        _ => &[],
    };
    let born = |century: &u32| NaiveDate::from_ymd_opt(i32::try_from(century + year).ok()?, month, day);
    centuries.iter().filter_map(born).any(|born| born <= on)
}
