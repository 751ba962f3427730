//! `demo` or `simulate` is stopped in whatever way, and something of it goes on running.

use std::os::unix::process::ExitStatusExt;

use anyhow::{Context, Result};
use futures::future::try_join_all;
use shaqyru_tests::{PATIENCE, examples, run};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
};

use crate::program::{all_gone, application_path, shaqyru, signal, with_engine};

/// When it is stopped.
#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    /// As soon as its engine's process is there.
    Starting,
    /// While the example cases are on their way.
    Playing,
    /// When everything has been played, and it waits for the end.
    Waiting,
}

fn simulation() -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let application = application_path(examples::NEGOTIATIONS);
    // The agencies are silent, and so is everybody else: it goes on for as long as there are days.
    let scenario = serde_json::json!({"application": application, "filed_at": "2026-03-06T10:00:00+05:00", "events": [], "until": "2027-12-01T10:00:00+05:00"});
    std::fs::write(folder.path().join("scenario.json"), scenario.to_string())?;
    Ok(folder)
}

/// Waits until it prints a line that says this.
async fn until_it_prints(child: &mut Child, words: &str) -> Result<()> {
    let mut lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
    let reading = async {
        while let Some(line) = lines.next_line().await? {
            if line.contains(words) {
                // Nobody must stop reading: that would end it in another way.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(());
            }
        }
        anyhow::bail!("it never prints {words:?}")
    };
    tokio::time::timeout(PATIENCE * 4, reading).await?
}

async fn stopped(arguments: &[&str], name: &str, when: When) -> Result<()> {
    let what = format!("{arguments:?} {when:?} {name}");
    let mut child = shaqyru(arguments).spawn()?;
    let process = child.id().context("it ended at once")?;
    match when {
        When::Starting => {}
        When::Playing => until_it_prints(&mut child, "it is ").await.with_context(|| what.clone())?,
        When::Waiting => until_it_prints(&mut child, "Ctrl-C").await.with_context(|| what.clone())?,
    }
    let family = with_engine(process).await.with_context(|| what.clone())?;
    signal(process, name).await?;
    let status = tokio::time::timeout(PATIENCE, child.wait()).await.with_context(|| format!("{what}: it goes on"))??;
    match (name, when) {
        ("KILL", _) => assert_eq!(status.signal(), Some(9), "{what}"),
        // Asked to end when it has done all that it does: that is its end.
        (_, When::Waiting) => assert_eq!(status.code(), Some(0), "{what}"),
        // A demo listens for its end from its first line on, and dies of none.
        _ if arguments == ["demo"] => assert_eq!(status.code(), Some(0), "{what}"),
        _ => {}
    }
    all_gone(&family).await.context(what)
}

#[test]
fn a_demo_that_is_stopped_or_killed_takes_its_engine_with_it() -> Result<()> {
    run(async {
        let ways = [("TERM", When::Playing), ("INT", When::Waiting), ("KILL", When::Playing), ("TERM", When::Starting)];
        try_join_all(ways.map(|(name, when)| stopped(&["demo"], name, when))).await?;
        Ok(())
    })
}

#[test]
fn a_simulation_that_is_stopped_or_killed_takes_its_engine_with_it() -> Result<()> {
    run(async {
        let folder = simulation()?;
        let scenario = folder.path().join("scenario.json");
        let scenario = scenario.to_str().context("a path that is no text")?;
        try_join_all(["TERM", "INT", "KILL"].map(async |name| stopped(&["simulate", scenario], name, When::Starting).await)).await?;
        Ok(())
    })
}
