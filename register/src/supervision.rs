//! Figures for those who supervise: how the law's terms were kept, and how long cases are held. No personal data of applicants.
//! What is awaited stands in [`figures`](crate::figures).

use std::collections::BTreeMap;

use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::stage::Stage,
    law::clock_kind::{ClockKind, Window},
    text::{OfficeCode, OfficerId},
    time::instant::Instant,
};
use sqlx::any::AnyRow;

use crate::{
    column::{get, get_optional, instant, number},
    error::RegisterError,
    schema::Register,
};

/// How terms that the law sets were kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    /// Which office has the cases.
    pub office: OfficeCode,
    /// Which clock.
    pub clock: ClockKind,
    /// Which of its windows.
    pub window: Option<Window>,
    /// How many acts came in time.
    pub met: u64,
    /// How many terms ran out first.
    pub breached: u64,
}

/// For how long cases were held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimesHeld {
    /// At each stage, in the order in which a case comes to them.
    pub by_stage: Vec<(Stage, Quantiles)>,
    /// By the officer who has the case, at the stages at which the office acts.
    pub by_officer: Vec<(OfficerId, Quantiles)>,
}

/// Many lengths of time in three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantiles {
    /// How many.
    pub count: usize,
    /// Half are not longer.
    pub median_seconds: i64,
    /// Nine of ten are not longer.
    pub ninetieth_seconds: i64,
}

/// The stages at which a case can stay, in the order in which it comes to them.
const STAGES: [Stage; 6] =
    [Stage::Registered, Stage::Verification, Stage::Coordination, Stage::CoordinationExtended, Stage::CoordinationOverdue, Stage::Decision];
/// The stages at which the office acts.
const OF_THE_OFFICE: [Stage; 2] = [Stage::Verification, Stage::Decision];

impl Register {
    /// How the statutory terms were kept that ended from an instant on and before another; of one office, or of all. A term that was
    /// breached ended when it was due, however late the act came.
    pub async fn kept(&self, office: Option<&OfficeCode>, from: Instant, until: Instant) -> Result<Vec<Compliance>, RegisterError> {
        let of_office = if office.is_some() { "AND c.office = $3 " } else { "" };
        let sql = format!(
            "SELECT c.office, k.clock, k.clock_window, COUNT(CASE WHEN k.outcome = 'met' THEN 1 END) AS met, \
             COUNT(CASE WHEN k.outcome = 'breached' THEN 1 END) AS breached \
             FROM clocks k JOIN cases c ON c.number = k.number \
             WHERE k.nature = 'statutory' AND k.outcome IN ('met', 'breached') \
             AND (CASE k.outcome WHEN 'met' THEN k.ended_at ELSE k.due END) >= $1 \
             AND (CASE k.outcome WHEN 'met' THEN k.ended_at ELSE k.due END) < $2 {of_office}\
             GROUP BY c.office, k.clock, k.clock_window ORDER BY c.office, k.clock, COALESCE(k.clock_window, '')"
        );
        let query = sqlx::query(&sql).bind(instant(from)).bind(instant(until));
        let query = office.into_iter().fold(query, |query, office| query.bind(office.to_string()));
        let kept = |row: &AnyRow| {
            Ok(Compliance {
                office: get(row, "office")?,
                clock: get(row, "clock")?,
                window: get_optional(row, "clock_window")?,
                met: number(row, "met")?,
                breached: number(row, "breached")?,
            })
        };
        query.fetch_all(&self.pool).await?.iter().map(kept).collect()
    }

    /// How long cases were held that were moved on from an instant on and before another; by the office that had them then, or by
    /// all.
    pub async fn holding(&self, office: Option<&OfficeCode>, from: Instant, until: Instant) -> Result<TimesHeld, RegisterError> {
        let of_office = if office.is_some() { "AND n.office = $3 " } else { "" };
        let sql = format!(
            "SELECT s.stage, s.at, n.at AS left_at, c.officer FROM stages n \
             JOIN stages s ON s.number = n.number AND s.place = n.place - 1 JOIN cases c ON c.number = n.number \
             WHERE n.at >= $1 AND n.at < $2 {of_office}"
        );
        let query = sqlx::query(&sql).bind(instant(from)).bind(instant(until));
        let query = office.into_iter().fold(query, |query, office| query.bind(office.to_string()));
        let mut rows = query.fetch(&self.pool);
        let mut stays = Stays::default();
        while let Some(row) = rows.try_next().await? {
            stays.take(&row)?;
        }
        Ok(stays.into_times_held())
    }
}

/// Lengths of stays, in seconds.
#[derive(Default)]
struct Stays {
    at_stages: Vec<(Stage, i64)>,
    of_officers: BTreeMap<OfficerId, Vec<i64>>,
}

impl Stays {
    fn take(&mut self, row: &AnyRow) -> Result<(), RegisterError> {
        let stage: Stage = get(row, "stage")?;
        if !STAGES.contains(&stage) {
            return Ok(());
        }
        let (came, left): (Instant, Instant) = (get(row, "at")?, get(row, "left_at")?);
        // A fact that was received in time and came late makes a stage end before it began.
        let seconds = left.since(came).num_seconds().max(0);
        self.at_stages.push((stage, seconds));
        if let Some(officer) = get_optional(row, "officer")?.filter(|_| OF_THE_OFFICE.contains(&stage)) {
            self.of_officers.entry(officer).or_default().push(seconds);
        }
        Ok(())
    }

    fn into_times_held(self) -> TimesHeld {
        let of_stage = |stage: Stage| self.at_stages.iter().filter(|(at, _)| *at == stage).map(|(_, seconds)| *seconds).collect();
        TimesHeld {
            by_stage: STAGES.into_iter().filter_map(|stage| Some((stage, Quantiles::of(of_stage(stage))?))).collect(),
            by_officer: self.of_officers.into_iter().filter_map(|(officer, stays)| Some((officer, Quantiles::of(stays)?))).collect(),
        }
    }
}

impl Quantiles {
    /// None of nothing.
    fn of(mut seconds: Vec<i64>) -> Option<Self> {
        seconds.sort_unstable();
        let count = seconds.len();
        // The smallest that is not exceeded by so many in a hundred.
        let rank = |percent: usize| seconds.get(count.saturating_mul(percent).div_ceil(100).checked_sub(1)?).copied();
        Some(Self { count, median_seconds: rank(50)?, ninetieth_seconds: rank(90)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_covers_half_of_the_times_and_the_ninetieth_nine_tenths() {
        let spread = |seconds: &[i64]| Quantiles::of(seconds.to_vec()).map(|spread| (spread.median_seconds, spread.ninetieth_seconds));
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[7]), Some((7, 7)));
        assert_eq!(spread(&[9, 1]), Some((1, 9)));
        assert_eq!(spread(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), Some((5, 9)));
        assert_eq!(spread(&[3, 1, 2]), Some((2, 3)));
    }
}
