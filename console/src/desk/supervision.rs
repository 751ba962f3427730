//! What those see who supervise: what is late, what is about to be, how terms were kept, how long cases are held, and what
//! falls due in the next days.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    authority::Act,
    law::{
        clock_kind::{ClockKind, Nature, Window},
        rulebook::RulesInForce,
    },
    problem::Problem,
    text::OfficeCode,
    time::{calendar::Calendar, hours::OfficeHours, instant::Instant},
};
use shaqyru_register::{AwaitedTerm, Compliance, HeldUpCases, Horizons, TimesHeld};
use tokio::sync::Mutex;

use super::Desk;
use crate::identity::Principal;

/// A term with no more working hours than this left is at risk: this working day and the next.
pub const AT_RISK_HOURS: u8 = 16;
/// So many cases are explained one by one.
const EXPLAINED: u16 = 100;
/// How far the forecast goes.
const FORECAST_DAYS: usize = 10;
/// How far compliance goes back, this month among them.
const MONTHS: u32 = 12;
/// How far the stays of cases go back.
const STAYS: TimeDelta = TimeDelta::days(30);
/// What looks back takes seconds in a large register, and changes little: everybody who looks meanwhile sees the same.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// The figures of an office, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {
    /// Whose.
    pub office: Option<OfficeCode>,
    /// As of when.
    pub as_of: Instant,
    /// Statutory terms of open cases that have run out and whose act has not come.
    pub late: Vec<TermGroup>,
    /// Statutory terms that run out within [`AT_RISK_HOURS`] working hours.
    pub at_risk: Vec<TermGroup>,
    /// The first of the cases that have one or the other.
    #[serde(skip)]
    pub held_up: HeldUpCases,
    /// What falls due on each of the next ten working days, today among them.
    pub forecast: Vec<Load>,
    /// How it has been.
    pub past: Past,
}

/// Figures that look back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// As of when.
    pub as_of: Instant,
    /// How statutory terms were kept, month by month, this month last.
    pub kept: Vec<Month>,
    /// How long cases were held that were moved on within thirty days.
    pub holding: TimesHeld,
}

/// Terms that are alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermGroup {
    /// The office that has the cases.
    pub office: OfficeCode,
    /// Which clock.
    pub clock: ClockKind,
    /// Which of its windows.
    pub window: Option<Window>,
    /// How many.
    pub terms: u64,
    /// When the first of them is or was due.
    pub first_due: Instant,
}

/// What falls due on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// The day.
    pub day: NaiveDate,
    /// How many terms of each clock.
    pub terms: BTreeMap<ClockKind, u64>,
}

/// How terms were kept in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// Its first day.
    pub first: NaiveDate,
    /// By office and clock.
    pub kept: Vec<Compliance>,
}

/// The figures that look back, for as long as they are fresh.
#[derive(Clone, Default)]
pub(crate) struct Board(Arc<Mutex<HashMap<Option<OfficeCode>, Past>>>);

impl Board {
    /// The figures of the office whose cases somebody supervises; of all, or of one that was asked for, if they are all of them.
    ///
    /// # Errors
    /// [`shaqyru_domain::problem::Code::Forbidden`]; if the register cannot be read.
    pub(crate) async fn of(&self, desk: &Desk, who: &Principal, office: Option<OfficeCode>) -> Result<Supervision, Problem> {
        let allowed = match &office {
            Some(office) => who.authority.may_at(Act::Supervise, office),
            None => Ok(()),
        };
        let only = desk.or_deny(who, None, Act::Supervise, allowed.and_then(|()| who.authority.only_office(Act::Supervise))).await?;
        let office = only.cloned().or(office);
        let past = self.past(desk, office.as_ref()).await?;
        desk.supervision(office, past).await
    }

    async fn past(&self, desk: &Desk, office: Option<&OfficeCode>) -> Result<Past, Problem> {
        // Who comes while the figures are made waits for them and does not make them again.
        let mut shown = self.0.lock().await;
        let now = desk.now();
        shown.retain(|_, past| now.since(past.as_of) < FRESH);
        if let Some(past) = shown.get(&office.cloned()) {
            return Ok(past.clone());
        }
        let past = desk.past(office, now).await?;
        shown.insert(office.cloned(), past.clone());
        Ok(past)
    }
}

impl Desk {
    async fn supervision(&self, office: Option<OfficeCode>, past: Past) -> Result<Supervision, Problem> {
        let now = self.now();
        let mut awaited = self.register.awaited_terms().await?;
        awaited.retain(|term| office.as_ref().is_none_or(|office| term.office == *office));
        let calendar = self.rulebook.calendars.newest();
        let near = Near { now, rules: self.rulebook.for_filing(now.date())?, calendar };
        let is_late = |term: &AwaitedTerm| term.nature == Nature::Statutory && (term.breached || term.due < now);
        let mut at_risk: Vec<&AwaitedTerm> = Vec::new();
        for term in awaited.iter().filter(|term| term.nature == Nature::Statutory && !is_late(term)) {
            if near.is_at_risk(term)? {
                at_risk.push(term);
            }
        }
        let mut horizons = Horizons::new();
        for AwaitedTerm { office, due, .. } in &at_risk {
            let until = horizons.entry(office.clone()).or_insert(*due);
            *until = (*until).max(*due);
        }
        Ok(Supervision {
            as_of: now,
            held_up: self.register.held_up(office.as_ref(), now, &horizons, EXPLAINED).await?,
            late: groups(awaited.iter().filter(|term| is_late(term))),
            at_risk: groups(at_risk.into_iter()),
            forecast: forecast(&awaited, now, calendar)?,
            past,
            office,
        })
    }

    async fn past(&self, office: Option<&OfficeCode>, now: Instant) -> Result<Past, Problem> {
        let mut kept = Vec::new();
        for first in months(now.date(), MONTHS) {
            kept.push(Month { first, kept: self.register.kept(office, midnight(first), midnight(first + Months::new(1))).await? });
        }
        Ok(Past { as_of: now, kept, holding: self.register.holding(office, now.shifted(-STAYS), now).await? })
    }
}

/// What is near depends on the hours of the office.
struct Near<'a> {
    now: Instant,
    rules: RulesInForce<'a>,
    calendar: &'a Calendar,
}

impl Near<'_> {
    fn is_at_risk(&self, term: &AwaitedTerm) -> Result<bool, Problem> {
        let schedule = self.rules.schedule_of(&term.office)?;
        let hours = schedule.hours().unwrap_or_else(|_| OfficeHours::default());
        Ok(hours.working_hours_before(term.due, AT_RISK_HOURS, self.calendar)? <= self.now)
    }
}

/// The same clocks of an office together, the longest due first.
fn groups<'a>(terms: impl Iterator<Item = &'a AwaitedTerm>) -> Vec<TermGroup> {
    let mut groups: Vec<TermGroup> = Vec::new();
    for AwaitedTerm { office, clock, window, due, cases, .. } in terms {
        match groups.iter_mut().find(|group| group.office == *office && group.clock == *clock && group.window == *window) {
            Some(group) => {
                group.terms = group.terms.saturating_add(*cases);
                group.first_due = group.first_due.min(*due);
            }
            None => groups.push(TermGroup { office: office.clone(), clock: *clock, window: *window, terms: *cases, first_due: *due }),
        }
    }
    groups.sort_by_key(|group| group.first_due);
    groups
}

/// A term that falls due on a day off does not exist: terms end on working days.
fn forecast(awaited: &[AwaitedTerm], now: Instant, calendar: &Calendar) -> Result<Vec<Load>, Problem> {
    let mut forecast = Vec::new();
    let mut day = now.date();
    while forecast.len() < FORECAST_DAYS {
        if calendar.is_working(day)? {
            let mut terms = BTreeMap::new();
            for term in awaited.iter().filter(|term| !term.breached && term.due >= now && term.due.date() == day) {
                let sum: &mut u64 = terms.entry(term.clock).or_default();
                *sum = sum.saturating_add(term.cases);
            }
            forecast.push(Load { day, terms });
        }
        day = day + Days::new(1);
    }
    Ok(forecast)
}

/// The first days of so many months, the month of a day last.
fn months(today: NaiveDate, count: u32) -> impl Iterator<Item = NaiveDate> {
    let first = today.with_day(1).unwrap_or(today);
    (0..count).rev().map(move |back| first - Months::new(back))
}

fn midnight(day: NaiveDate) -> Instant {
    Instant::at(day, NaiveTime::MIN)
}
