//! Why a day is worked or not, beside its day of the week.
//!
//! The calendar's data says it in English, and so it stands in what cases have recorded. It is read here, once; whoever shows it takes the
//! value.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Why a day is worked or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayReason {
    /// A holiday (Law on holidays art 3), or a day off by Labour Code art 84(5).
    Occasion(Occasion),
    /// A day off in place of a holiday that fell on a day off (Law on holidays art 5).
    SubstituteFor {
        /// The holiday.
        holiday: Occasion,
        /// Its own day.
        on: NaiveDate,
    },
    /// A day off in exchange for this day, which is worked (Labour Code art 85(3)).
    OffInExchangeFor(NaiveDate),
    /// Worked in exchange for this day, which is off (Labour Code art 85(3)).
    WorkedInExchangeFor(NaiveDate),
    /// As a calendar says it that this release does not understand.
    Other(String),
}

/// What a day off is called, whether it is a holiday or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each says its name")]
pub enum Occasion {
    NewYear,
    OrthodoxChristmas,
    WomensDay,
    Nauryz,
    UnityDay,
    DefenderDay,
    VictoryDay,
    KurbanAit,
    CapitalDay,
    ConstitutionDay,
    RepublicDay,
    IndependenceDay,
}

impl Occasion {
    /// All of them, by their place in the year.
    pub const ALL: [Self; 12] = [
        Self::NewYear,
        Self::OrthodoxChristmas,
        Self::WomensDay,
        Self::Nauryz,
        Self::UnityDay,
        Self::DefenderDay,
        Self::VictoryDay,
        Self::KurbanAit,
        Self::CapitalDay,
        Self::ConstitutionDay,
        Self::RepublicDay,
        Self::IndependenceDay,
    ];

    /// In English, and as the country calls it.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::NewYear => ("New Year", "Новый год"),
            Self::OrthodoxChristmas => ("Orthodox Christmas", "Рождество"),
            Self::WomensDay => ("International Women's Day", "Международный женский день"),
            Self::Nauryz => ("Nauryz", "Наурыз мейрамы"),
            Self::UnityDay => ("Day of Unity of the People of Kazakhstan", "Праздник единства народа Казахстана"),
            Self::DefenderDay => ("Defender of the Fatherland Day", "День защитника Отечества"),
            Self::VictoryDay => ("Victory Day", "День Победы"),
            Self::KurbanAit => ("Kurban Ait", "Құрбан айт"),
            Self::CapitalDay => ("Capital Day", "День столицы"),
            Self::ConstitutionDay => ("Constitution Day", "День Конституции"),
            Self::RepublicDay => ("Republic Day", "День Республики"),
            Self::IndependenceDay => ("Independence Day", "День Независимости"),
        }
    }

    fn named(english: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|occasion| occasion.names().0 == english)
    }
}

/// In English, word for word as the calendar's data says it.
impl fmt::Display for DayReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Occasion(occasion) => {
                let (english, native) = occasion.names();
                write!(f, "{english} ({native})")
            }
            Self::SubstituteFor { holiday, on } => write!(f, "substitute for {} ({})", holiday.names().0, on.format("%-d %B, %A")),
            Self::OffInExchangeFor(day) => write!(f, "day off in exchange for {}", day.format("%A %-d %B")),
            Self::WorkedInExchangeFor(day) => write!(f, "worked in exchange for {}", day.format("%-d %B")),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl DayReason {
    /// What the data says of `date`. Only what would be said again in the same words is understood.
    pub(super) fn read(text: &str, date: NaiveDate) -> Self {
        let understood = understand(text, date).filter(|reason| reason.to_string() == text);
        understood.unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

fn understand(text: &str, date: NaiveDate) -> Option<DayReason> {
    if let Some(replaced) = text.strip_prefix("substitute for ") {
        let (holiday, day) = replaced.split_once(" (")?;
        let (day, _weekday) = day.split_once(", ")?;
        return Some(DayReason::SubstituteFor { holiday: Occasion::named(holiday)?, on: nearest(day, date)? });
    }
    if let Some(day) = text.strip_prefix("day off in exchange for ") {
        let (_weekday, day) = day.split_once(' ')?;
        return nearest(day, date).map(DayReason::OffInExchangeFor);
    }
    if let Some(day) = text.strip_prefix("worked in exchange for ") {
        return nearest(day, date).map(DayReason::WorkedInExchangeFor);
    }
    let (occasion, _native) = text.split_once(" (")?;
    Occasion::named(occasion).map(DayReason::Occasion)
}

/// The day of this name (`8 March`) that is nearest: a day off can be moved from one year to another.
fn nearest(day: &str, date: NaiveDate) -> Option<NaiveDate> {
    let years = date.year().saturating_sub(1)..=date.year().saturating_add(1);
    let days = years.filter_map(|year| NaiveDate::parse_from_str(&format!("{day} {year}"), "%d %B %Y").ok());
    days.min_by_key(|day| day.signed_duration_since(date).abs())
}
