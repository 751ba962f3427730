//! What a case costs, in figures: events, state transitions, rate, processor time and memory, on a
//! Temporal server of the bench's own; and how long lists and figures of a large register take.
//!
//! A budget that is missed is printed as such and fails nothing; a case that does not end as it should
//! fails the run.

// Figures are what the bench is for.
#![allow(clippy::print_stdout)]

mod agencies;
mod application;
mod bare;
mod case;
mod crowd;
mod deadline;
mod empty;
mod history;
mod idle;
mod lists;
mod load;
mod process;
mod report;
mod stack;
mod worker;

use std::{fmt::Display, time::Duration};

use anyhow::Result;
use clap::{Parser, Subcommand};
use serde::Serialize;

use crate::{
    load::{Load, Measured, Price},
    report::{Bare, Report},
    stack::Stack,
};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often production asks the agencies for answers whose callback may be lost.
const POLL_EVERY: Duration = Duration::from_mins(30);

/// Measures straightforward cases on a Temporal server of its own.
#[derive(Debug, Parser)]
#[command(name = "shaqyru-bench", version)]
struct Arguments {
    /// How many cases are played in each configuration
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    cases: u32,
    /// How many of them at once
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    concurrency: u32,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Print the history of one case instead
    #[arg(long)]
    explain: bool,
    #[command(subcommand)]
    part: Option<Part>,
}

/// Parts that stand for themselves.
#[derive(Debug, Subcommand)]
enum Part {
    /// Measure lists and figures of a large register instead
    Lists {
        /// How many cases it holds
        #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..))]
        cases: u32,
    },
    /// Measure the largest application instead
    Application,
    /// The agencies
    #[command(hide = true)]
    Agencies,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match arguments.part {
        Some(Part::Agencies) => return agencies::serve().await,
        Some(Part::Lists { cases }) => return print(&lists::measure(cases).await?, arguments.json),
        Some(Part::Application) | None => {}
    }
    let mut stack = Stack::start().await?;
    let outcome = if let Some(Part::Application) = arguments.part {
        match application::measure(&mut stack).await {
            Ok(opened) => print(&opened, arguments.json),
            Err(error) => Err(error),
        }
    } else if arguments.explain {
        explain(&mut stack).await
    } else {
        measure(&mut stack, &arguments).await
    };
    stack.stop().await?;
    outcome
}

/// One case in the configuration that production runs, event by event.
async fn explain(stack: &mut Stack) -> Result<()> {
    stack.work(Some(POLL_EVERY));
    let case = case::play(stack.client(), stack.questions(), "explained").await?;
    history::print(stack.client(), &case).await
}

async fn measure(stack: &mut Stack, arguments: &Arguments) -> Result<()> {
    let load = Load { count: arguments.cases, concurrency: arguments.concurrency };
    let deadlines = deadline::measure()?;
    let before = empty::measure(stack, load).await?;
    let production = cases(stack, load, Some(POLL_EVERY), before).await?;
    let [_, between] = production.empty;
    let without_polling = cases(stack, load, None, between).await?;
    let [_, between] = without_polling.empty;
    let [unlisted, listed] = [bare::measure(stack, load, false).await?, bare::measure(stack, load, true).await?];
    let bare = Bare { unlisted, listed, empty: [between, empty::measure(stack, load).await?] };
    let idle = idle::measure(stack, POLL_EVERY).await?;
    let report = Report::of(load, production, without_polling, bare, deadlines, idle, process::peak_memory()?);
    print(&report, arguments.json)
}

fn print<T: Serialize + Display>(report: &T, json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(report)?);
    } else {
        print!("{report}");
    }
    Ok(())
}

/// Cases between two measurements of empty workflows, so that a drift of the machine shows.
async fn cases(stack: &mut Stack, load: Load, poll_every: Option<Duration>, empty_before: Price) -> Result<Measured> {
    stack.work(poll_every);
    let name = if poll_every.is_some() { "polling" } else { "silent" };
    let played = load::cases(stack, load, name).await;
    stack.rest().await?;
    let (price, costs) = played?;
    let empty_after = empty::measure(stack, load).await?;
    Ok(Measured::of(price, &costs, [empty_before, empty_after]))
}
