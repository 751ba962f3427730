//! The rulebook: the law as dated TOML, loaded and checked once.

use sha2::{Digest, Sha256};

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use crate::{
    calendar::Calendars,
    hours::OfficeHours,
    intake::PaperRule,
    problem::{Code, Problem},
    rules::{CaseRules, ClockRule, GroundRule},
};

/// The rulebook's files as they are built into the program.
const BUILT_IN: &[(&str, &str)] = &[
    ("calendar/2024.toml", include_str!("../../rulebook/calendar/2024.toml")),
    ("calendar/2025.toml", include_str!("../../rulebook/calendar/2025.toml")),
    ("calendar/2026.toml", include_str!("../../rulebook/calendar/2026.toml")),
    ("calendar/2027.toml", include_str!("../../rulebook/calendar/2027.toml")),
    ("calendar/revisions.toml", include_str!("../../rulebook/calendar/revisions.toml")),
    ("clocks.toml", include_str!("../../rulebook/clocks.toml")),
    ("grounds.toml", include_str!("../../rulebook/grounds.toml")),
    ("hours.toml", include_str!("../../rulebook/hours.toml")),
    ("papers.toml", include_str!("../../rulebook/papers.toml")),
];

/// The law as data.
#[derive(Debug, Clone)]
pub struct Rulebook {
    /// Content hash of all files: the same text, the same revision.
    pub revision: String,
    /// Working days, with their revisions.
    pub calendars: Calendars,
    /// The offices' working day.
    pub hours: OfficeHours,
    /// Which papers an application needs.
    pub papers: Vec<PaperRule>,
    clocks: Vec<ClockRule>,
    grounds: Vec<GroundRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClocksFile {
    clock: Vec<ClockRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroundsFile {
    ground: Vec<GroundRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursFile {
    hours: OfficeHours,
    #[expect(dead_code, reason = "every entry names its source; people read it in the file")]
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PapersFile {
    paper: Vec<PaperRule>,
}

impl Rulebook {
    /// The rulebook that is built into the program.
    ///
    /// # Errors
    /// [`Code::Rulebook`] if a file does not hold what it should; a test keeps that from happening.
    pub fn built_in() -> Result<Self, Problem> {
        Self::parse(BUILT_IN)
    }

    fn parse(files: &[(&str, &str)]) -> Result<Self, Problem> {
        let text = |name: &str| {
            let found = files.iter().find(|(file, _)| *file == name);
            found.map(|(_, text)| *text).ok_or_else(|| Problem::new(Code::Rulebook, format!("{name} is missing")))
        };
        let calendar_files: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("calendar/")).copied().collect();
        let calendars = Calendars::parse(&calendar_files).map_err(|error| Problem::new(Code::Rulebook, error.to_string()))?;
        Ok(Self {
            revision: revision(files),
            calendars,
            hours: read::<HoursFile>("hours.toml", text("hours.toml")?)?.hours,
            papers: read::<PapersFile>("papers.toml", text("papers.toml")?)?.paper,
            clocks: read::<ClocksFile>("clocks.toml", text("clocks.toml")?)?.clock,
            grounds: read::<GroundsFile>("grounds.toml", text("grounds.toml")?)?.ground,
        })
    }

    /// What a case filed on `filed_on` needs of the rulebook: the newest calendar, from the year of filing on.
    ///
    /// # Errors
    /// [`Code::NoCalendar`] if the calendar does not hold the day of filing.
    pub fn for_case(&self, filed_on: NaiveDate) -> Result<CaseRules, Problem> {
        let calendar = self.calendars.newest();
        Ok(CaseRules {
            revision: self.revision.clone(),
            calendar: calendar.slice(filed_on.year(), *calendar.years().end())?,
            hours: self.hours,
            clocks: self.clocks.clone(),
            grounds: self.grounds.clone(),
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| Problem::new(Code::Rulebook, format!("{file}: {error}")))
}

fn revision(files: &[(&str, &str)]) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name);
        hash.update([0]);
        hash.update(text);
        hash.update([0]);
    }
    let hex = data_encoding::HEXLOWER.encode(&hash.finalize());
    hex.chars().take(12).collect()
}
