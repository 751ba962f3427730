//! How long it takes to count a deadline.

use std::{hint::black_box, time::Instant as Stopwatch};

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use serde::Serialize;
use shaqyru_domain::{
    law::rulebook::Rulebook,
    time::{
        calendar::{Calendar, CalendarError},
        deadline::Deadline,
        instant::Instant,
        term::{CountFrom, Term},
    },
};

const STARTS: i32 = 1_000;
const BATCHES: u32 = 200;
/// Starts walk through two years, all hours of the day and all days of the week.
const STRIDE: TimeDelta = TimeDelta::minutes(17 * 60 + 13);
const FIRST: &str = "2025-01-03T09:00:00+05:00";
/// The NSC's standard window.
const TERM: Term = Term::WorkingDays(3);

/// Nanoseconds a deadline.
#[derive(Debug, Serialize)]
pub(crate) struct Deadlines {
    pub(crate) count_ns: f64,
    pub(crate) count_and_prove_ns: f64,
}

/// The best of many batches, each over a thousand different starts.
pub(crate) fn measure() -> Result<Deadlines> {
    let rulebook = Rulebook::built_in()?;
    let calendar = rulebook.calendars.newest();
    let first = Instant::parse(FIRST)?;
    let starts: Vec<_> = (0..STARTS).map(|start| first.shifted(STRIDE * start)).collect();
    let hours = rulebook.hours(first.date())?;
    let count = |from| Deadline::count(from, TERM, CountFrom::Receipt, calendar, &hours);
    let prove = |from| prove(count(from)?, calendar);
    Ok(Deadlines { count_ns: best(&starts, count)?, count_and_prove_ns: best(&starts, prove)? })
}

fn prove(deadline: Deadline, calendar: &Calendar) -> Result<(Deadline, usize), CalendarError> {
    let proof = black_box(deadline.proof(calendar)?);
    Ok((deadline, proof.len()))
}

fn best<T>(starts: &[Instant], job: impl Fn(Instant) -> Result<T, CalendarError>) -> Result<f64> {
    let batch = || {
        let began = Stopwatch::now();
        let done = starts.iter().filter(|from| black_box(job(black_box(**from))).is_ok()).count();
        (done, began.elapsed())
    };
    let mut times = Vec::new();
    for _ in 0..BATCHES {
        let (done, time) = batch();
        ensure!(done == starts.len(), "the calendar does not reach all starts");
        times.push(time);
    }
    let best = times.into_iter().min().context("no batch was run")?;
    Ok(best.as_secs_f64() * 1e9 / f64::from(STARTS))
}
