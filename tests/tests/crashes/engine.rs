//! The engine is stopped, crashes, or cannot be reached; or nobody works for it.

use std::{net::TcpListener, time::Duration};

use anyhow::{Context, Result};
use shaqyru::stack::{LOCAL_SECRET, Stack, StackOptions, agency_urls};
use shaqyru_client::Cases;
use shaqyru_devserver::DevServer;
use shaqyru_domain::case::stage::Status;
use shaqyru_sandbox::Log;
use shaqyru_tests::{Filed, PATIENCE, SILENT, at, eventually, examples, offset_that_shows, run, stages_arrive};

use super::{outcome, stack_without_worker, until_received};
use crate::{
    program::{Running, application_path, said, shaqyru, shaqyru_at, worker_command},
    terminal::{OFFICER, at_console},
};

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Ends the engine while a case waits for its deadline, and starts it again on the same file and port; worker and
/// client find it again by themselves.
async fn the_engine_ends(end: impl AsyncFnOnce(DevServer) -> Result<()>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let options = StackOptions { db_file: Some(folder.path().join("engine.db")), port: Some(free_port()?), ..SILENT };
    let register = folder.path().join("register.db").display().to_string();
    let Stack { server, sandbox, .. } = Stack::start_without_worker(options.clone()).await?;
    let worker = Running::worker_at(&server.address(), agency_urls(&sandbox), &register, 0).await?;

    // The verification is due at 18:30 on the next day; the case's clock stands a little before.
    let application = examples::application(examples::NEGOTIATIONS)?;
    let cases = Cases::new(server.client()).signing_with(LOCAL_SECRET.parse()?);
    let (filed_at, offset) = (at("2026-04-06T10:00:00"), offset_that_shows(at("2026-04-07T18:29:52")));
    let submitted = cases.submit_shifted("restart", &application, filed_at, offset.num_milliseconds()).await?;
    let number = submitted.cases.into_iter().next().context("no case")?;
    let case = Filed::known(cases, number, filed_at, offset);
    until_received(&sandbox, Log::Police, case.id(), 1).await?;
    case.until("the clocks", |view| view.clocks.len() == 2).await?;
    assert_eq!(sandbox.received().accepted(Log::Escalations, case.id()).len(), 0, "the term runs out later");

    end(server).await?;
    let Stack { server, .. } = Stack::start_without_worker(options).await?;

    until_received(&sandbox, Log::Escalations, case.id(), 1).await.context("the timer does not fire")?;
    let told = sandbox.received().accepted(Log::Escalations, case.id()).iter().map(|entry| entry.body["at"].clone()).collect::<Vec<_>>();
    assert_eq!(told, ["2026-04-07T18:30:00+05:00"], "at the instant at which it was due");
    // It takes a moment until worker and client are connected again.
    eventually("an update to work", async || Ok(case.withdraw("changed plans", "2026-04-07T18:30:05").await.ok())).await?;
    assert_eq!(outcome(&case).await?, Status::Withdrawn);
    let received = stages_arrive(&server.client(), &sandbox, case.id(), 4, PATIENCE).await?;
    let stages: Vec<_> =
        received.accepted(Log::Stages, case.id()).iter().map(|entry| entry.body["stage"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(stages, ["filed", "registered", "verification", "withdrawn"]);
    assert_eq!(worker.stop("TERM").await?.0.code(), Some(0));
    server.stop().await?;
    sandbox.shutdown().await;
    Ok(())
}

#[test]
fn armed_timers_still_fire_after_the_engine_stops_or_crashes() -> Result<()> {
    run(async {
        let stopped = async { the_engine_ends(async |server| Ok(server.stop().await?)).await.context("stopped") };
        let crashed = async { the_engine_ends(async |server| Ok(server.kill().await?)).await.context("crashed") };
        tokio::try_join!(stopped, crashed).map(drop)
    })
}

#[test]
fn when_nobody_answers_the_command_line_gives_up_and_says_who_is_silent() -> Result<()> {
    run(async {
        let stack = stack_without_worker().await?;
        // Nobody listens; somebody listens and says nothing.
        let closed = format!("127.0.0.1:{}", free_port()?);
        let silent_listener = TcpListener::bind(("127.0.0.1", 0))?;
        let silent = silent_listener.local_addr()?.to_string();
        let application_file = application_path(examples::NEGOTIATIONS);
        let application_file = application_file.to_str().context("a path that is no text")?;
        let case = "INV-7K3QX5ABCD-1";
        let unreachable = async |console: &str, arguments: &[&str]| {
            let mut command = shaqyru(arguments.iter().chain(&["--json"]));
            command.env("SHAQYRU_URL", format!("http://{console}"));
            assert_eq!(said(command).await?.error(3)?, "SHQ-CONSOLE-UNREACHABLE", "{arguments:?} at {console}");
            Ok::<_, anyhow::Error>(())
        };
        let commands: [&[&str]; 5] =
            [&["list"], &["show", case], &["submit", application_file], &["verify", case, "clear"], &["resend", case, "decision"]];
        for command in commands {
            unreachable(&closed, command).await?;
        }

        // A case is filed though nobody works; its questions are not answered, and say so.
        let no_worker = async {
            let application = examples::application(examples::NEGOTIATIONS)?;
            let submitted = stack.cases().submit("silent", &application, at("2026-04-06T10:00:00")).await?;
            let case = submitted.cases.first().context("no case")?.to_string();
            let command = |arguments: &[&str]| at_console(&stack, OFFICER, arguments.iter().chain(&["--json"]));
            let silent = async |arguments: &[&str]| said(command(arguments)?).await?.error(3);
            let show = ["show", &case];
            let verify = ["verify", &case, "clear", "--message-id", "once"];
            let submit = async { said(command(&["submit", application_file])?).await?.ended(0) };
            let (shown, told, filed) = tokio::try_join!(silent(&show), silent(&verify), submit)?;
            assert!(filed[0]["cases"][0]["case"].is_string() && filed[0]["cases"][0]["status"].is_null(), "{filed}");
            assert_eq!((shown.as_str(), told.as_str()), ("SHQ-WORKER-SILENT", "SHQ-WORKER-SILENT"));
            Ok(case)
        };
        let started = std::time::Instant::now();
        let list = ["list"];
        let ((), (), case) = tokio::try_join!(unreachable(&silent, &list), unreachable(&silent, commands[3]), no_worker)?;
        assert!(started.elapsed() < Duration::from_secs(40), "{:?}", started.elapsed());
        // Nothing was lost meanwhile.
        let worker = Running::worker(&stack, 0).await?;
        stages_arrive(&stack.engine(), &stack.sandbox, &case, 2, PATIENCE).await?;
        worker.stop("TERM").await?;
        drop(silent_listener);
        Ok(stack.stop().await?)
    })
}

#[test]
fn a_worker_does_not_start_on_an_agency_address_it_cannot_call() -> Result<()> {
    run(async {
        let agencies = ["police", "berkut", "biometrics", "monitoring", "portal", "office", "registers", "announcements"];
        let urls = agencies.map(|agency| format!("--{agency}-url"));
        let folder = tempfile::tempdir()?;
        let worker = |engine: &str, url: &str| {
            let mut command = shaqyru_at(engine, ["worker", "--json"]);
            command.env("SHAQYRU_REGISTER", folder.path().join("register.db")).env("SHAQYRU_STATEMENT_SECRET", LOCAL_SECRET);
            command.args(urls.iter().flat_map(|option| [option.as_str(), url]));
            command
        };
        let stack = stack_without_worker().await?;
        let wrong = said(worker(&stack.server.address(), "ftp://agency")).await?;
        assert_eq!(wrong.error(2)?, "SHQ-CONFIGURATION");
        Ok(stack.stop().await?)
    })
}

/// Worker and console came up before the engine, and were gone when it was there.
#[test]
fn worker_and_console_wait_for_an_engine_that_comes_up_last_and_hear_a_stop() -> Result<()> {
    run(async {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let engine = format!("127.0.0.1:{port}");
        let register = folder.path().join("register.db").display().to_string();
        let console_at = format!("127.0.0.1:{}", free_port()?);
        let sandbox = shaqyru_sandbox::Sandbox::start(shaqyru_sandbox::SandboxOptions {
            addr: std::net::SocketAddr::from(([127, 0, 0, 1], 0)),
            callback_base: None,
            police_secret: shaqyru::stack::LOCAL_SECRET.to_owned(),
            berkut_secret: shaqyru::stack::LOCAL_SECRET.to_owned(),
            biometrics_secret: shaqyru::stack::LOCAL_SECRET.to_owned(),
        })
        .await?;
        let console = || {
            let mut command = shaqyru_at(&engine, ["console", "--listen", &console_at, "--issuer", sandbox.issuer_url()]);
            command.env("SHAQYRU_REGISTER", &register);
            command
                .env("SHAQYRU_POLICE_SECRET", LOCAL_SECRET)
                .env("SHAQYRU_BERKUT_SECRET", LOCAL_SECRET)
                .env("SHAQYRU_BIOMETRICS_SECRET", LOCAL_SECRET)
                .env("SHAQYRU_STATEMENT_SECRET", LOCAL_SECRET);
            command
        };
        let worker = || worker_command(&engine, agency_urls(&sandbox), &register, 0);
        let health = async || reqwest::get(format!("http://{console_at}/health")).await.map(|answer| answer.status().as_u16()).ok();
        let waits = "tried until it answers";
        // Told to stop while they wait, they do.
        for command in [worker(), console()] {
            let running = Running::start(command, waits).await?;
            assert_eq!(running.stop("TERM").await?.0.code(), Some(0));
        }
        let (worker, console) = (Running::start(worker(), waits).await?, Running::start(console(), waits).await?);
        eventually("the console to say that it is not ready", async || Ok((health().await == Some(503)).then_some(()))).await?;

        let options = StackOptions { port: Some(port), ..SILENT };
        let stack = Stack::start_without_worker(options).await?;
        eventually("the console to be ready", async || Ok((health().await == Some(200)).then_some(()))).await?;
        let application = examples::application(examples::NEGOTIATIONS)?;
        let submitted = stack.cases().submit("late", &application, at("2026-04-06T10:00:00")).await?;
        let case = submitted.cases.first().context("no case")?.to_string();
        until_received(&sandbox, Log::Police, &case, 1).await.context("the worker does not work")?;
        for running in [worker, console] {
            assert_eq!(running.stop("TERM").await?.0.code(), Some(0));
        }
        sandbox.shutdown().await;
        Ok(stack.stop().await?)
    })
}
