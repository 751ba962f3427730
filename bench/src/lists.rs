//! How long lists and figures of a large register take, on SQLite.

use std::{fmt, time::Instant as Stopwatch};

use anyhow::{Context, Result, ensure};
use chrono::{Months, NaiveTime, TimeDelta};
use serde::Serialize;
use shaqyru_domain::{
    case::stage::{Stage, Status},
    time::instant::Instant,
};
use shaqyru_register::{Cursor, Filter, Register, RegisterError};

use crate::{
    crowd,
    report::{Bound, Budget},
};

/// What a list may take.
const LIST_MS: f64 = 50.0;
/// Figures that take longer are kept for some minutes by who shows them.
const FIGURE_MS: f64 = 200.0;
const PAGE: u16 = 100;
const LONGEST_PAGE: u16 = 500;
const TIMES: usize = 9;

/// What was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Lists {
    cases: u32,
    fill_seconds: f64,
    budgets: Vec<Budget>,
}

/// Fills a register and measures it.
pub(crate) async fn measure(cases: u32) -> Result<Lists> {
    let folder = tempfile::tempdir()?;
    let register = Register::open(&folder.path().join("register.db").display().to_string()).await?;
    let began = Stopwatch::now();
    crowd::fill(&register, cases).await?;
    let fill_seconds = began.elapsed().as_secs_f64();
    let mut budgets = lists(&register).await?;
    budgets.extend(figures(&register).await?);
    register.close().await;
    Ok(Lists { cases, fill_seconds, budgets })
}

async fn lists(register: &Register) -> Result<Vec<Budget>> {
    let now = crowd::now();
    let all = Filter::default();
    let open = Filter { status: Some(Status::Open), ..Filter::default() };
    let own = Filter { office: Some(crowd::office(5)?), ..open.clone() };
    let middle = middle(register, &all).await?;
    let officer = Some("P-5".parse()?);
    let wanted = [
        ("all, first page", all.clone(), None),
        ("all, a page in the middle", all.clone(), Some(middle)),
        ("open, first page", open.clone(), None),
        ("open, of an office", own.clone(), None),
        ("of an office", Filter { status: None, ..own.clone() }, None),
        ("open, of an officer", Filter { officer, ..open.clone() }, None),
        ("open, at a stage", Filter { stage: Some(Stage::Decision), ..open.clone() }, None),
        ("open, at a stage, of an office", Filter { stage: Some(Stage::CoordinationExtended), ..own.clone() }, None),
        ("open, of a category, of an office", Filter { category: Some("C5".to_owned()), ..own.clone() }, None),
        ("open, breached", Filter { breached: Some(true), ..open.clone() }, None),
        ("open, breached, of an office", Filter { breached: Some(true), ..own.clone() }, None),
        ("open, at risk", Filter { due_before: Some(now.shifted(TimeDelta::days(1))), ..open }, None),
        ("open, at risk, of an office", Filter { due_before: Some(now.shifted(TimeDelta::days(1))), ..own }, None),
        ("nothing fits", Filter { status: Some(Status::Withdrawn), office: Some(crowd::office(5)?), ..all }, None),
    ];
    let mut budgets = Vec::new();
    for (name, filter, after) in wanted {
        let list = async || register.list(&filter, after.as_ref(), PAGE).await.map(drop);
        budgets.push(Budget::of(name, typical_ms(list).await?, Bound::AtMost, LIST_MS));
    }
    Ok(budgets)
}

/// After what the page in the middle of a list begins.
async fn middle(register: &Register, filter: &Filter) -> Result<Cursor> {
    let mut cursors: Vec<Cursor> = Vec::new();
    while let Some(next) = register.list(filter, cursors.last(), LONGEST_PAGE).await?.next {
        cursors.push(next);
    }
    ensure!(!cursors.is_empty(), "the register has one page only");
    let middle = cursors.len() / 2;
    cursors.into_iter().nth(middle).context("no middle")
}

async fn figures(register: &Register) -> Result<Vec<Budget>> {
    let now = crowd::now();
    let year = back(now, 12);
    let thirty_days = now.shifted(-TimeDelta::days(30));
    let office = crowd::office(5)?;
    let figure = |name, ms| Budget::of(name, ms, Bound::AtMost, FIGURE_MS);
    Ok(vec![
        figure("awaited terms", typical_ms(async || register.awaited_terms().await.map(drop)).await?),
        figure("a year of terms", typical_ms(async || register.kept(None, year, now).await.map(drop)).await?),
        figure("a month of terms", typical_ms(async || register.kept(None, back(now, 1), now).await.map(drop)).await?),
        figure("a year of terms, of an office", typical_ms(async || register.kept(Some(&office), year, now).await.map(drop)).await?),
        figure("thirty days of stays", typical_ms(async || register.holding(None, thirty_days, now).await.map(drop)).await?),
        figure(
            "thirty days of stays, of an office",
            typical_ms(async || register.holding(Some(&office), thirty_days, now).await.map(drop)).await?,
        ),
    ])
}

fn back(now: Instant, months: u32) -> Instant {
    Instant::at(now.date() - Months::new(months), NaiveTime::MIN)
}

/// The median of some tries, in milliseconds.
async fn typical_ms(job: impl AsyncFn() -> Result<(), RegisterError>) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Stopwatch::now();
        job().await?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let typical = times.get(TIMES / 2).context("nothing was tried")?;
    Ok(typical.as_secs_f64() * 1e3)
}

impl fmt::Display for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} cases on SQLite, recorded in {:.0} s; milliseconds, the median of {TIMES}\n", self.cases, self.fill_seconds)?;
        self.budgets.iter().try_for_each(|budget| writeln!(f, "{budget}"))
    }
}
