//! Chaos: many cases go through random outages of agencies, register, worker, console and engine; afterwards everything is
//! compared with what was answered on the way.
//!
//! Worker and console are the real program in processes of their own, the engine is a real Temporal server with its state in a file.
//! Police, NSC and officers speak to the console over HTTP, and repeat what was not clearly answered under the same id, as they must.

// Figures are what the program is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod audit;
mod chance;
mod part;
mod people;
mod report;
mod script;
mod weather;
mod wire;
mod world;

use std::{
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use clap::{Parser, ValueEnum};
use tokio::task::LocalSet;

use crate::{people::People, report::Report, weather::Weather, world::World};

/// Set for the processes that this program starts: they are the program `shaqyru`.
const PART: &str = "CHAOS_PART";

/// Sends cases through random outages, and looks at what is left.
///
/// Exit status: 0 nothing was found; 1 something was.
#[derive(Debug, Parser)]
#[command(name = "shaqyru-chaos", version)]
struct Options {
    /// How many applications are filed; some have two invitees.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    cases: u32,
    /// How many of them are on their way at once.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..))]
    at_once: u32,
    /// All that is left to chance follows from this number (not what two processes do at the same moment); a random one, if not given.
    #[arg(long)]
    seed: Option<u64>,
    /// After so many seconds the faults end, even if cases are still on their way.
    #[arg(long, default_value_t = 3600)]
    seconds: u64,
    /// How many seconds everything may take to come to rest when the faults are over.
    #[arg(long, default_value_t = 300)]
    patience: u64,
    /// What fails.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Subject::ALL)]
    faults: Vec<Subject>,
    /// How many workers run.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..))]
    workers: u32,
    /// How many cases each of them keeps in memory between their steps.
    #[arg(long, default_value_t = 5)]
    cached: u32,
    /// Where the register lies.
    #[arg(long, value_enum, default_value_t = RegisterKind::Sqlite)]
    register: RegisterKind,
    /// Keep logs, databases and the histories of cases with which something is wrong in this folder.
    #[arg(long, value_name = "DIR")]
    keep: Option<std::path::PathBuf>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

/// What can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
enum Subject {
    /// Agencies answer 503, 429, too late, not at all, nonsense, or break the connection.
    Agencies,
    /// The register is locked, slow or cut off.
    Register,
    /// Workers are killed, stopped in good order and paused.
    Worker,
    /// The console is killed and paused.
    Console,
    /// The engine is killed and paused.
    Engine,
    /// Worker and engine end between the register's having a step and the engine's having it.
    TornStep,
}

impl Subject {
    const ALL: [Self; 6] = [Self::Agencies, Self::Register, Self::Worker, Self::Console, Self::Engine, Self::TornStep];
}

/// Where the register can lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RegisterKind {
    /// In a file.
    Sqlite,
    /// In a PostgreSQL server of this program's own, behind a connection that can be slow or cut.
    Postgres,
}

fn main() -> ExitCode {
    if std::env::var_os(PART).is_some() {
        return shaqyru::main();
    }
    let options = Options::parse();
    let run = || -> Result<Report> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(LocalSet::new().run_until(run(&options)))
    };
    match run() {
        Ok(report) => {
            report.print(options.json);
            if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(error) => {
            eprintln!("the run could not be carried through: {error:#}");
            ExitCode::from(3)
        }
    }
}

async fn run(options: &Options) -> Result<Report> {
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..1_000_000));
    eprintln!("seed {seed}: {} applications, {:?}", options.cases, options.faults);
    let started = Instant::now();
    let world = Arc::new(World::start(options).await?);
    let people = Arc::new(People::of(&world, seed, options)?);
    let weather = Weather::begin(&world, seed, options);
    let watching = tokio::spawn(report::tell_progress(Arc::clone(&people), weather.log()));
    let stormy = Duration::from_secs(options.seconds);
    let patience = Duration::from_secs(options.patience);
    // Whoever is not done when the faults end has until patience ends.
    let playing = people.play_all(options.at_once);
    let mut playing = std::pin::pin!(playing);
    let done = tokio::time::timeout(stormy, &mut playing).await.is_ok();
    let faults = weather.end().await;
    let stormy = started.elapsed();
    eprintln!("the faults are over after {} s", stormy.as_secs());
    let calm = async {
        if !done {
            playing.await;
        }
        people.bring_to_rest(&world).await
    };
    let at_rest = tokio::time::timeout(patience, calm).await;
    watching.abort();
    if at_rest.is_err() {
        eprintln!("not everything came to rest within {} s", patience.as_secs());
    }
    let took = started.elapsed();
    let found = audit::look(&world, &people).await?;
    let report = Report::of(seed, faults, [stormy, took], found);
    if let Some(folder) = &options.keep {
        audit::keep_histories(&world, &report, folder).await?;
    }
    world.stop().await?;
    Ok(report)
}
