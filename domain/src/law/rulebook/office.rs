//! Regions, the territorial police bodies in them, and their hours.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use super::entry::entries;
use crate::{
    text::{OfficeCode, Text},
    time::hours::OfficeHours,
};

/// A region, by ISO 3166-2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Such as `KZ-75`.
    pub code: Text,
    /// In English.
    pub name: String,
    /// In Russian.
    pub name_ru: String,
    /// In Kazakh.
    pub name_kk: String,
    /// Act and paragraph.
    pub source: String,
}

/// A territorial police body (R26 para 3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Such as `ALA-ALMALY`.
    pub code: OfficeCode,
    /// In English.
    pub name: String,
    /// In Russian.
    pub name_ru: String,
    /// In Kazakh.
    pub name_kk: String,
    /// Its region.
    pub region: Text,
    /// Department or district.
    pub level: Level,
    /// Act and paragraph.
    pub source: String,
}

/// The rank of an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The department of an oblast, a city of republican significance or the capital.
    Department,
    /// A city, district or city-district body.
    District,
}

/// The hours of a region's offices, in civil time of Asia/Almaty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The region; `*` for all that have none of their own.
    pub region: Text,
    /// Beginning of the working day.
    pub opens: NaiveTime,
    /// Beginning of lunch.
    pub lunch_from: NaiveTime,
    /// End of lunch.
    pub lunch_until: NaiveTime,
    /// End of the working day; electronic filing counts until then.
    pub closes: NaiveTime,
    /// End of filing and handing over on paper, at the counter (R26 annex 5 row 7).
    pub counter_closes: NaiveTime,
    /// Act and paragraph.
    pub source: String,
}

impl Schedule {
    /// The working day.
    ///
    /// # Errors
    /// [`crate::time::hours::OfficeHoursError`] if the times do not follow one another; loading makes sure that they do.
    pub fn hours(&self) -> Result<OfficeHours, crate::time::hours::OfficeHoursError> {
        OfficeHours::new(self.opens, self.lunch_from, self.lunch_until, self.closes)
    }

    /// Whether the counter closes after lunch, and not after the working day.
    pub(super) fn counter_fits(&self) -> bool {
        self.lunch_until < self.counter_closes && self.counter_closes <= self.closes
    }
}

entries! {
    Region: "region" by |rule| vec![rule.code.to_string()];
    Office: "office" by |rule| vec![rule.code.to_string()];
    Schedule: "schedule" by |rule| vec![rule.region.to_string()];
}
