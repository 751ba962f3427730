//! Instants as people in Kazakhstan write them.
//!
//! Every instant is kept in UTC and shown with the offset of Asia/Almaty. Police offices, the
//! portal and the Rules all speak the civil time of the republic, which has been UTC+5 in the
//! whole country since 1 March 2024 and was UTC+6 in Almaty and Astana before.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{
    DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeDelta, TimeZone, Utc,
};
pub use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// The civil time zone of the procedure.
pub const ZONE: Tz = Tz::Asia__Almaty;

/// First and last year (UTC) in which an instant may lie. Far wider than any calendar, and
/// narrow enough that no arithmetic on two instants overflows.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;
/// 1900-01-01T00:00:00Z.
const EARLIEST: DateTime<Utc> = after_epoch(-2_208_988_800, 0);
/// The last nanosecond of 2200 (UTC).
const LATEST: DateTime<Utc> = after_epoch(7_289_654_399, 999_999_999);

/// 2024-03-01T00:00:00+05:00. From then on the whole country keeps one offset, and the time zone
/// data knows no later change. Looking the offset up there costs a third of counting a deadline,
/// so it is looked up only for what is older; a test holds this against the data up to 2200.
const SETTLED_SINCE: DateTime<Utc> = after_epoch(1_709_233_200, 0);
const SETTLED: FixedOffset = match FixedOffset::east_opt(5 * 3600) {
    Some(offset) => offset,
    None => panic!("five hours are less than a day"),
};

const fn after_epoch(seconds: i64, nanos: u32) -> DateTime<Utc> {
    match DateTime::from_timestamp(seconds, nanos) {
        Some(instant) => instant,
        None => DateTime::UNIX_EPOCH,
    }
}

/// A point in time between 1900 and 2200, shown in the civil time of Asia/Almaty.
///
/// Its text and serde form is RFC 3339 with the offset of Asia/Almaty at that instant, for
/// example `2026-03-06T10:00:00+05:00`. Resolution: nanoseconds; no leap seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(DateTime<Utc>);

/// Why a text is not an [`Instant`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InstantError {
    /// The text is not in a form that [`Instant::parse`] takes, or names a day or an hour that
    /// does not exist.
    #[error("`{text}` is not an instant; write it as 2026-03-06T10:00:00+05:00, or without an offset for the time of Almaty")]
    Malformed {
        /// The text as it was given.
        text: String,
    },
    /// The text, which came in a document, is not RFC 3339 with an offset.
    #[error("`{text}` is not an instant; write it with its offset, as 2026-03-06T10:00:00+05:00")]
    NotRfc3339 {
        /// The text as it was given.
        text: String,
    },
    /// The year (UTC) is not within 1900 to 2200.
    #[error("`{text}` lies outside the years {} to {}", YEARS.start(), YEARS.end())]
    OutsideYears {
        /// The text as it was given.
        text: String,
    },
}

impl Instant {
    /// Reads RFC 3339 with any offset, or `YYYY-MM-DDTHH:MM[:SS[.fraction]]` without an offset,
    /// which is civil time in Asia/Almaty (see [`Instant::at`] for hours that a change of the
    /// clocks repeats or skips).
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
            return Self::within_years(instant.to_utc(), text);
        }
        // The civil form is the same grammar short of its offset (and seconds), so it is read by
        // the same strict parser rather than by a lenient `strptime` pattern.
        let civil = [":00Z", "Z"]
            .into_iter()
            .find_map(|rest| DateTime::parse_from_rfc3339(&format!("{text}{rest}")).ok())
            .ok_or_else(|| InstantError::Malformed { text: text.to_owned() })?;
        Self::within_years(civil_to_utc(civil.naive_utc()), text)
    }

    fn within_years(utc: DateTime<Utc>, text: &str) -> Result<Self, InstantError> {
        if YEARS.contains(&utc.year()) { Ok(Self::from_utc(utc)) } else { Err(InstantError::OutsideYears { text: text.to_owned() }) }
    }

    /// The instant at which clocks in Asia/Almaty show `date` and `time`.
    ///
    /// Total. An hour that occurred twice (23:00 to 24:00 on 29 February 2024) means the first
    /// of the two; an hour that was skipped (summer time, until 2004) is read with the offset
    /// before the change. Dates outside 1900 to 2200 become the nearest end of these years; no
    /// calendar covers them, so nothing is ever counted from such an instant.
    pub fn at(date: NaiveDate, time: NaiveTime) -> Self {
        if date.year() < *YEARS.start() {
            Self(EARLIEST)
        } else if date.year() > *YEARS.end() {
            Self(LATEST)
        } else {
            Self::from_utc(civil_to_utc(date.and_time(time)))
        }
    }

    /// The same by the clocks of a zone; by those of Almaty, if none is named.
    pub fn at_in(zone: Option<Tz>, date: NaiveDate, time: NaiveTime) -> Self {
        match zone {
            Some(zone) if YEARS.contains(&date.year()) => Self::from_utc(civil_in_zone_to_utc(zone, date.and_time(time))),
            _ => Self::at(date, time),
        }
    }

    /// The same instant, for times that come from a clock or from the engine. Total: a time
    /// outside 1900 to 2200 becomes the nearest end of these years, and a leap second becomes
    /// the second after it, because Unix time and the protocols around us know none.
    pub fn from_utc(utc: DateTime<Utc>) -> Self {
        let utc = utc.clamp(EARLIEST, LATEST);
        let nanos = utc.timestamp_subsec_nanos();
        let plain = match nanos.checked_sub(1_000_000_000) {
            Some(nanos) => DateTime::from_timestamp(utc.timestamp() + 1, nanos),
            None => None,
        };
        Self(plain.unwrap_or(utc))
    }

    /// The instant in UTC.
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The civil date in Asia/Almaty.
    pub fn date(self) -> NaiveDate {
        self.civil().date()
    }

    /// The civil time of day in Asia/Almaty.
    pub fn time(self) -> NaiveTime {
        self.civil().time()
    }

    /// The civil date and time in Asia/Almaty.
    pub fn civil(self) -> NaiveDateTime {
        self.0.naive_utc() + self.offset()
    }

    /// The civil date and time in a zone; in that of Almaty, if none is named.
    pub fn civil_in(self, zone: Option<Tz>) -> NaiveDateTime {
        zone.map_or_else(|| self.civil(), |zone| self.0.with_timezone(&zone).naive_local())
    }

    /// The civil date in a zone; in that of Almaty, if none is named.
    pub fn date_in(self, zone: Option<Tz>) -> NaiveDate {
        self.civil_in(zone).date()
    }

    /// The instant `duration` later; `None` past the year 2200.
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let later = self.0.checked_add_signed(TimeDelta::from_std(duration).ok()?)?;
        YEARS.contains(&later.year()).then_some(Self(later))
    }

    /// This instant moved by `offset`; past the ends of 1900 to 2200, the nearest end.
    #[must_use]
    pub fn shifted(self, offset: TimeDelta) -> Self {
        let end = if offset < TimeDelta::zero() { EARLIEST } else { LATEST };
        Self::from_utc(self.0.checked_add_signed(offset).unwrap_or(end))
    }

    /// How much later this instant is than `earlier`; negative if it is the earlier one.
    pub fn since(self, earlier: Self) -> TimeDelta {
        self.0.signed_duration_since(earlier.0)
    }

    fn offset(self) -> FixedOffset {
        if self.0 >= SETTLED_SINCE { SETTLED } else { ZONE.offset_from_utc_datetime(&self.0.naive_utc()).fix() }
    }
}

/// See [`Instant::at`] for what becomes of hours that exist twice or not at all.
fn civil_to_utc(civil: NaiveDateTime) -> DateTime<Utc> {
    let settled = (civil - SETTLED).and_utc();
    if settled >= SETTLED_SINCE {
        return settled;
    }
    civil_in_zone_to_utc(ZONE, civil)
}

fn civil_in_zone_to_utc(zone: Tz, civil: NaiveDateTime) -> DateTime<Utc> {
    let offset = match zone.offset_from_local_datetime(&civil) {
        MappedLocalTime::Single(offset) | MappedLocalTime::Ambiguous(offset, _) => offset.fix(),
        // No clocks changed twice within a day, so a day earlier is before the change.
        MappedLocalTime::None => zone.offset_from_utc_datetime(&(civil - TimeDelta::days(1))).fix(),
    };
    (civil - offset).and_utc()
}

impl FromStr for Instant {
    type Err = InstantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // RFC 3339 knows offsets in whole minutes. Local mean time before 1924 had odd seconds;
        // they must leave the offset and not the instant.
        let minutes = self.offset().local_minus_utc() / 60;
        let offset = FixedOffset::east_opt(minutes * 60).unwrap_or_else(|| Utc.fix());
        let shown = self.0.with_timezone(&offset);
        f.write_str(&shown.to_rfc3339_opts(SecondsFormat::AutoSi, false))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    /// Takes RFC 3339 only: what other programs write always carries its offset.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&text)
            .map_err(|_| InstantError::NotRfc3339 { text: text.clone() })
            .and_then(|instant| Self::within_years(instant.to_utc(), &text))
            .map_err(serde::de::Error::custom)
    }
}
