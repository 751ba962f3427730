//! Regions, the territorial police bodies in them, the foreign ministry and the missions abroad; and their hours.

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{entry::entries, jurisdiction::Body};
use crate::{
    text::{OfficeCode, Text},
    time::{days_off::DaysOff, hours::OfficeHours},
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

/// An office that provides the service (R26 paras 3, 9): a territorial police body, the foreign ministry, or a mission abroad.
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
    /// Whose it is; the territorial police's, if nothing is said.
    #[serde(default, skip_serializing_if = "Body::is_police")]
    pub body: Body,
    /// The region of a police body; of no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text>,
    /// Department or district, of the police.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Act and paragraph.
    pub source: String,
}

impl Office {
    /// Whether it is the department of its region.
    pub fn is_department(&self) -> bool {
        self.level == Some(Level::Department)
    }

    fn slip(&self) -> Option<&'static str> {
        match (self.body, &self.region, self.level) {
            (Body::Police, Some(_), Some(_)) | (Body::Mfa | Body::Mission, None, None) => None,
            (Body::Police, ..) => Some("a police body has a region and a level"),
            (Body::Mfa | Body::Mission, ..) => Some("only a police body has a region and a level"),
        }
    }
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

/// The hours of a region's offices, in civil time of Asia/Almaty; or those of one office, by its own clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The region; `*` for all that have none of their own. None of the hours of one office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text>,
    /// The office whose hours they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
    /// The zone of its clock, where that is not Almaty's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Tz>,
    /// Its days off, where they are not Saturday and Sunday.
    #[serde(default, skip_serializing_if = "DaysOff::is_empty")]
    pub days_off: DaysOff,
    /// Whether terms are counted by its own working week, and not by Kazakhstan's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub counts_own_week: bool,
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
        let hours = OfficeHours::new(self.opens, self.lunch_from, self.lunch_until, self.closes)?;
        Ok(hours.abroad(self.zone, self.days_off))
    }

    /// Whose hours they are: a region, or one office.
    pub(super) fn whose(&self) -> &str {
        let office = self.office.as_ref().map(OfficeCode::as_str);
        office.or(self.region.as_ref().map(Text::as_str)).unwrap_or_default()
    }

    fn slip(&self) -> Option<&'static str> {
        let is_abroad = self.zone.is_some() || !self.days_off.is_empty();
        match (&self.region, &self.office) {
            (Some(_), Some(_)) | (None, None) => Some("hours are those of a region or of one office"),
            (Some(_), None) if is_abroad => Some("a region of Kazakhstan keeps the country's time and week"),
            _ if self.counts_own_week && self.days_off.is_empty() => Some("there is no week of its own to count by"),
            _ => None,
        }
    }

    /// Whether the counter closes after lunch, and not after the working day.
    pub(super) fn counter_fits(&self) -> bool {
        self.lunch_until < self.counter_closes && self.counter_closes <= self.closes
    }
}

entries! {
    Region: "region" by |rule| vec![rule.code.to_string()];
    Office: "office" by |rule| vec![rule.code.to_string()], unless Office::slip;
    Schedule: "schedule" by |rule| vec![rule.whose().to_owned()], unless Schedule::slip;
}
