//! The figures, beside their budgets.

use std::fmt;

use serde::Serialize;

use crate::{
    deadline::Deadlines,
    idle::Idle,
    load::{Load, Measured, Price},
};

const MOST_EVENTS: f64 = 64.0;
const MOST_TRANSITIONS: f64 = 20.0;
const LEAST_RATIO: f64 = 0.35;
const MOST_CPU_MS: f64 = 12.0;
const MOST_IDLE_EVENTS: f64 = 0.0;
const DEADLINE_NS: f64 = 100.0;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    load: Load,
    /// As production runs: the agencies are asked for their answers, and told to call back.
    production: Measured,
    /// As a simulation runs: nobody is asked again.
    without_polling: Measured,
    bare: Bare,
    deadlines: Deadlines,
    idle: Idle,
    peak_memory_bytes: u64,
    budgets: Vec<Budget>,
}

/// Workflows of a case's shape that do nothing.
#[derive(Debug, Serialize)]
pub(crate) struct Bare {
    /// Without search attributes.
    pub(crate) unlisted: Price,
    /// Each step writes one.
    pub(crate) listed: Price,
    /// Empty workflows before and after them.
    pub(crate) empty: [Price; 2],
}

/// A figure with what it may cost.
#[derive(Debug, Serialize)]
pub(crate) struct Budget {
    figure: &'static str,
    measured: f64,
    bound: Bound,
    limit: f64,
    kept: bool,
}

/// On which side of its limit a figure should lie.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Bound {
    AtMost,
    AtLeast,
    Below,
}

impl Budget {
    pub(crate) fn of(figure: &'static str, measured: f64, bound: Bound, limit: f64) -> Self {
        let kept = match bound {
            Bound::AtMost => measured <= limit,
            Bound::AtLeast => measured >= limit,
            Bound::Below => measured < limit,
        };
        Self { figure, measured, bound, limit, kept }
    }
}

impl Report {
    /// Puts the figures beside their budgets.
    #[expect(clippy::cast_precision_loss, reason = "no history comes near 2^52 events")]
    pub(crate) fn of(
        load: Load,
        production: Measured,
        without_polling: Measured,
        bare: Bare,
        deadlines: Deadlines,
        idle: Idle,
        peak_memory_bytes: u64,
    ) -> Self {
        let budgets = vec![
            Budget::of("events a case, most", production.events_most as f64, Bound::AtMost, MOST_EVENTS),
            Budget::of("state transitions a case, most", production.transitions_most as f64, Bound::AtMost, MOST_TRANSITIONS),
            Budget::of("rate, of that of empty workflows", production.ratio_to_empty, Bound::AtLeast, LEAST_RATIO),
            Budget::of("CPU of worker and client a case, ms", production.case.cpu_ms, Bound::AtMost, MOST_CPU_MS),
            Budget::of("events of an idle stretch", idle.events as f64, Bound::AtMost, MOST_IDLE_EVENTS),
            Budget::of("3wd deadline without proof, ns", deadlines.count_ns, Bound::Below, DEADLINE_NS),
        ];
        Self { load, production, without_polling, bare, deadlines, idle, peak_memory_bytes, budgets }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Load { count, concurrency } = self.load;
        writeln!(f, "{count} straightforward cases in each configuration, {concurrency} at once, on a server in memory\n")?;
        writeln!(f, "{:<38} {:>12} {:>16}", "", "production", "without polling")?;
        self.write_configurations(f)?;
        self.write_yardsticks(f)?;
        writeln!(f, "\n{:<38} {:>12.0}", "3wd deadline, ns", self.deadlines.count_ns)?;
        writeln!(f, "{:<38} {:>12.0}", "3wd deadline with its proof, ns", self.deadlines.count_and_prove_ns)?;
        writeln!(f, "{:<38} {:>12}", "peak memory of worker and client, MiB", self.peak_memory_bytes / (1024 * 1024))?;
        self.write_idle(f)?;
        writeln!(f, "\nBudgets, for the production configuration:")?;
        self.budgets.iter().try_for_each(|budget| writeln!(f, "{budget}"))
    }
}

impl Report {
    fn write_configurations(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |name: &str, figure: fn(&Measured) -> String| {
            writeln!(f, "{name:<38} {:>12} {:>16}", figure(&self.production), figure(&self.without_polling))
        };
        line("events a case, average", |measured| format!("{:.1}", measured.events_average))?;
        line("events a case, most", |measured| measured.events_most.to_string())?;
        line("state transitions a case, average", |measured| format!("{:.1}", measured.transitions_average))?;
        line("state transitions a case, most", |measured| measured.transitions_most.to_string())?;
        line("cases a second", |measured| format!("{:.1}", measured.case.per_second))?;
        line("empty workflows a second, before", |measured| format!("{:.1}", before(measured).per_second))?;
        line("empty workflows a second, after", |measured| format!("{:.1}", after(measured).per_second))?;
        line("rate, of that of empty workflows", |measured| format!("{:.2}", measured.ratio_to_empty))?;
        line("CPU of worker and client a case, ms", |measured| format!("{:.1}", measured.case.cpu_ms))?;
        line("CPU of the server a case, ms", |measured| format!("{:.1}", measured.case.server_cpu_ms))?;
        line("CPU of both an empty workflow, ms", |measured| {
            let Price { cpu_ms, server_cpu_ms, .. } = before(measured);
            format!("{cpu_ms:.1} + {server_cpu_ms:.1}")
        })
    }

    fn write_yardsticks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bare { unlisted, listed, empty: [before, after] } = self.bare;
        let empty = f64::midpoint(before.per_second, after.per_second);
        writeln!(f, "\n{:<38} {:>12} {:>16}", "A case's shape without its work", "unlisted", "listed")?;
        let mut line = |name: &str, figure: &dyn Fn(Price) -> f64, digits: usize| {
            writeln!(f, "{name:<38} {:>12.digits$} {:>16.digits$}", figure(unlisted), figure(listed))
        };
        line("such workflows a second", &|price| price.per_second, 1)?;
        line("rate, of that of empty workflows", &|price| price.per_second / empty, 2)?;
        line("CPU of worker and client, ms", &|price| price.cpu_ms, 1)?;
        line("CPU of the server, ms", &|price| price.server_cpu_ms, 1)
    }

    fn write_idle(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Idle { days, asked_every_minutes, events, events_of_time_skipping } = &self.idle;
        writeln!(
            f,
            "{days} idle days, asked every {asked_every_minutes} min: {events} events, besides {events_of_time_skipping} of virtual time itself"
        )
    }
}

fn before(measured: &Measured) -> Price {
    let [before, _] = measured.empty;
    before
}

fn after(measured: &Measured) -> Price {
    let [_, after] = measured.empty;
    after
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = match self.bound {
            Bound::AtMost => "≤",
            Bound::AtLeast => "≥",
            Bound::Below => "<",
        };
        let verdict = if self.kept { "pass" } else { "over" };
        write!(f, "{verdict}  {:<36} {:>8.2}  {bound} {}", self.figure, self.measured, self.limit)
    }
}
