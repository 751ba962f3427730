//! What the end-to-end tests stand on: servers, cases in virtual time, waiting for conditions.
//!
//! Every test runs on a real Temporal server. Tests whose agencies behave share one server ([`shared`]); a
//! test that turns a fault knob, sets a script or stops the worker has a server, agencies and a worker of
//! its own ([`alone`]). Nothing sleeps for luck: a test waits for a condition, with a deadline
//! ([`eventually`]), and days pass in virtual time ([`Filed::forward_to`]).

mod case;
pub mod examples;
mod monitoring;
pub mod shown;
mod wait;

pub use self::monitoring::stages_arrive;
pub use case::{Filed, anything, officer, offset_that_shows};
pub use wait::{PATIENCE, eventually, eventually_within};

use std::{path::PathBuf, sync::LazyLock};

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use shaqyru::stack::{Stack, StackOptions};
use shaqyru_domain::time::instant::Instant;
use tokio::{
    runtime::Runtime,
    sync::{OnceCell, Semaphore},
};

/// The agencies acknowledge and are silent: facts come as updates.
pub const SILENT: StackOptions = StackOptions {
    rulebook: None,
    poll_every: None,
    callback: false,
    simulation: true,
    ui_port: None,
    db_file: None,
    port: None,
    metrics: None,
    shift: TimeDelta::zero(),
    clock_fault: TimeDelta::zero(),
    register: None,
};

/// So many servers run at once, whatever the number of test threads.
const SERVERS_AT_ONCE: usize = 4;

/// One runtime for all tests: the connections of the shared server live on it.
static RUNTIME: LazyLock<Result<Runtime, std::io::Error>> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build());
static SHARED: OnceCell<Stack> = OnceCell::const_new();
static PERMITS: Semaphore = Semaphore::const_new(SERVERS_AT_ONCE);

/// Runs a test on the tests' runtime.
///
/// # Errors
/// What the test failed by.
pub fn run(test: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = RUNTIME.as_ref().ok().context("the tests' event loop could not be set up")?;
    runtime.block_on(test)
}

/// Runs a test on the server that all tests with well-behaved, silent agencies share. It ends with the process.
///
/// # Errors
/// What the test failed by.
pub fn shared(test: impl AsyncFnOnce(&Stack) -> Result<()>) -> Result<()> {
    run(async { test(SHARED.get_or_try_init(|| Stack::start(with_register(SILENT))).await?).await })
}

/// Runs a test on a server, agencies and a worker of its own.
///
/// # Errors
/// What the test failed by.
pub fn alone(options: StackOptions, test: impl AsyncFnOnce(&mut Stack) -> Result<()>) -> Result<()> {
    run(async {
        let _permit = PERMITS.acquire().await?;
        let mut stack = Stack::start(with_register(options)).await?;
        let tested = test(&mut stack).await;
        let stopped = stack.stop().await;
        tested?;
        Ok(stopped?)
    })
}

/// The first of these programs that is on the `PATH`; none, and that is said, if a test must do without and may.
///
/// # Errors
/// If there is none and `SHAQYRU_SKIP_IS_FAILURE` is set.
pub fn outside_program(names: &[&str]) -> Result<Option<PathBuf>> {
    or_skipped(names.iter().find_map(|name| file_on("PATH", name)), &names.join(" or "))
}

/// A file of a package that npm has installed where `NODE_PATH` says; none, as of [`outside_program`].
///
/// # Errors
/// As of [`outside_program`].
pub fn outside_package(file: &str) -> Result<Option<PathBuf>> {
    or_skipped(file_on("NODE_PATH", file), &format!("{file} (npm install, and NODE_PATH says where)"))
}

/// The first file of this name in the folders that a variable lists.
fn file_on(variable: &str, name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os(variable).unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[expect(clippy::print_stderr, reason = "a skipped test is to be heard of")]
fn or_skipped(found: Option<PathBuf>, what: &str) -> Result<Option<PathBuf>> {
    if found.is_none() {
        ensure!(std::env::var_os("SHAQYRU_SKIP_IS_FAILURE").is_none(), "{what} is missing");
        eprintln!("SKIPPED: {what} is missing");
    }
    Ok(found)
}

/// The register of a stack lies in a file that goes with it; in a database on a PostgreSQL server of the tests' own, if
/// `SHAQYRU_TEST_REGISTER` is `postgres`.
pub fn with_register(options: StackOptions) -> StackOptions {
    let on_server = std::env::var("SHAQYRU_TEST_REGISTER").is_ok_and(|wanted| wanted == "postgres");
    let server = if on_server { shaqyru_testdb::server() } else { None };
    StackOptions { register: server.map(|server| shaqyru_testdb::empty_database(&server)), ..options }
}

/// An instant of the republic's civil time, such as `2026-04-06T10:00:00`.
///
/// # Panics
/// If it is none.
#[expect(clippy::panic, reason = "an instant written into a test is a constant")]
pub fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap_or_else(|error| panic!("{error}"))
}
