//! The program as users and scripts run it: a process with arguments, standard streams and an exit status.

use std::{
    ffi::OsStr,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use shaqyru::stack::{LOCAL_SECRET, Stack, agency_urls};
use shaqyru_tests::{PATIENCE, eventually};
use shaqyru_worker::AgencyUrls;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStderr, Command},
    task::JoinHandle,
};

/// How long a command may take on a loaded machine; the longest by design wait 20 s for a silent worker.
const LONGEST: Duration = Duration::from_secs(90);
/// How long the operating system may take to clear a process away.
const GONE_WITHIN: Duration = Duration::from_secs(10);

/// What a command printed and how it ended.
#[derive(Debug)]
pub struct Said {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Standard output as the one JSON document that it is.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.out).with_context(|| format!("standard output is not one JSON document: {self:?}"))
    }

    /// The document of a command that ended as it should.
    pub fn ended(&self, status: i32) -> Result<Value> {
        ensure!(self.status == Some(status), "expected exit status {status}: {self:?}");
        self.json()
    }

    /// The code of the error that a command ended with.
    pub fn error(&self, status: i32) -> Result<String> {
        let document = self.ended(status)?;
        let error = &document["error"];
        ensure!(!error["message"].as_str().unwrap_or_default().is_empty(), "an error without a message: {self:?}");
        ensure!(error.get("field").is_some(), "an error without a field: {self:?}");
        error["code"].as_str().map(str::to_owned).with_context(|| format!("an error without a code: {self:?}"))
    }
}

/// A file of the examples.
pub fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(path)
}

/// The file of an example application.
pub fn application_path(name: &str) -> PathBuf {
    data(&format!("applications/{name}.json"))
}

/// The program with arguments, free of what the caller's environment says about Temporal and Shaqyru.
pub fn shaqyru<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shaqyru-under-test"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        let ours = name.starts_with("TEMPORAL_") || name.starts_with("SHAQYRU_");
        let tools = ["TEMPORAL_CLI", "SHAQYRU_TOOLS"].contains(&name.as_str());
        if (ours && !tools) || name == "RUST_LOG" || name.starts_with("CLICOLOR") {
            command.env_remove(name);
        }
    }
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// The program against the engine of a stack.
pub fn shaqyru_at<S: AsRef<OsStr>>(engine: &str, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = shaqyru(arguments);
    command.env("TEMPORAL_ADDRESS", engine);
    command
}

/// Runs a command to its end.
pub async fn said(mut command: Command) -> Result<Said> {
    let output = tokio::time::timeout(LONGEST, command.output()).await.with_context(|| format!("{command:?} does not end"))??;
    Ok(Said {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).context("standard output is not UTF-8")?,
        err: String::from_utf8(output.stderr).context("standard error is not UTF-8")?,
    })
}

/// Runs a command to its end with this on its standard input.
pub async fn said_to(mut command: Command, input: &[u8]) -> Result<Said> {
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().context("no standard input")?;
    let feeding = async {
        // A command that has heard enough closes its standard input.
        let _ = stdin.write_all(input).await;
        drop(stdin);
    };
    let ((), output) = tokio::time::timeout(LONGEST, async { tokio::join!(feeding, child.wait_with_output()) }).await?;
    let output = output?;
    Ok(Said { status: output.status.code(), out: String::from_utf8(output.stdout)?, err: String::from_utf8(output.stderr)? })
}

/// Sends a signal to a process that we started.
pub async fn signal(process: u32, name: &str) -> Result<()> {
    let sent = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &process.to_string()]).status().await?;
    ensure!(sent.success(), "{name} cannot be sent to {process}");
    Ok(())
}

/// A worker against an engine, agencies and a register, as it is started.
pub fn worker_command(engine: &str, urls: AgencyUrls, register: &str, poll_seconds: u32) -> Command {
    let mut command = shaqyru_at(engine, ["worker", "--simulation", "--no-callbacks", "--poll-seconds", &poll_seconds.to_string()]);
    command.env("SHAQYRU_REGISTER", register).env("SHAQYRU_STATEMENT_SECRET", LOCAL_SECRET).envs(urls.into_settings());
    command
}

/// A repair of the histories of a stack's cases, as operators run it.
pub fn repair_command(stack: &Stack, arguments: &[&str]) -> Command {
    let mut command = shaqyru_at(&stack.server.address(), ["repair-history"].iter().chain(arguments).chain(&["--json"]));
    command.env("SHAQYRU_REGISTER", stack.register_setting()).env("SHAQYRU_STATEMENT_SECRET", LOCAL_SECRET);
    command
}

/// A console of a stack's cases, as it is started.
pub fn console_command(stack: &Stack, listen: SocketAddr) -> Command {
    let mut command = shaqyru_at(
        &stack.server.address(),
        ["console", "--listen", &listen.to_string(), "--issuer", stack.sandbox.issuer_url(), "--register", &stack.register_setting()],
    );
    for secret in ["SHAQYRU_POLICE_SECRET", "SHAQYRU_BERKUT_SECRET", "SHAQYRU_BIOMETRICS_SECRET", "SHAQYRU_STATEMENT_SECRET"] {
        command.env(secret, LOCAL_SECRET);
    }
    command
}

/// An address at which nobody listens.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

/// A part of the program that runs until it is stopped.
pub struct Running {
    child: Child,
    process: u32,
    /// What it says after it is up.
    rest: JoinHandle<String>,
}

impl Running {
    /// Starts it and waits until it says on standard error that it is up.
    pub async fn start(mut command: Command, up: &str) -> Result<Self> {
        let mut child = command.stdout(Stdio::null()).spawn()?;
        let process = child.id().context("it ended at once")?;
        let mut lines = BufReader::new(child.stderr.take().context("no standard error")?);
        tokio::time::timeout(PATIENCE, until_it_says(&mut lines, up)).await.with_context(|| format!("{command:?} does not come up"))??;
        let rest = tokio::spawn(async move {
            let mut rest = String::new();
            let _ = lines.read_to_string(&mut rest).await;
            rest
        });
        Ok(Self { child, process, rest })
    }

    /// A worker against a stack's engine and the agencies of a sandbox.
    pub async fn worker(stack: &Stack, poll_seconds: u32) -> Result<Self> {
        Self::worker_at(&stack.server.address(), agency_urls(&stack.sandbox), &stack.register_setting(), poll_seconds).await
    }

    /// A worker against an engine, agencies and a register.
    pub async fn worker_at(engine: &str, urls: AgencyUrls, register: &str, poll_seconds: u32) -> Result<Self> {
        Self::start(worker_command(engine, urls, register, poll_seconds), "worker runs").await
    }

    /// The number of its process.
    pub fn number(&self) -> u32 {
        self.process
    }

    /// Ends it as a crash would.
    pub async fn kill(mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }

    /// Asks it to end and waits for that; what it had to say meanwhile.
    pub async fn stop(self, name: &str) -> Result<(ExitStatus, String)> {
        signal(self.process, name).await?;
        self.ended().await
    }

    /// Waits for its end.
    pub async fn ended(mut self) -> Result<(ExitStatus, String)> {
        let status = tokio::time::timeout(LONGEST, self.child.wait()).await.context("it does not end")??;
        Ok((status, self.rest.await?))
    }
}

async fn until_it_says(lines: &mut BufReader<ChildStderr>, up: &str) -> Result<()> {
    let mut line = String::new();
    while lines.read_line(&mut line).await? > 0 {
        if line.contains(up) {
            return Ok(());
        }
    }
    bail!("it ended: {line}")
}

/// A process, told apart from a later one with the same number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub number: u32,
    pub command_line: String,
    parent: u32,
    started: String,
}

/// All processes that run: one that has ended but was not fetched by its parent does not.
fn processes() -> Result<Vec<Process>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").context("this test needs /proc")? {
        let entry = entry?;
        let Some(number) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may end while it is looked at.
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        let command_line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        // The name in brackets may hold anything; the rest is plain: state, parent, …, and from 20 on the start.
        let Some((_, rest)) = stat.rsplit_once(')') else { continue };
        let fields: Vec<_> = rest.split_whitespace().collect();
        if ["Z", "X"].contains(fields.first().unwrap_or(&"X")) {
            continue;
        }
        found.push(Process {
            number,
            command_line: String::from_utf8_lossy(&command_line).replace('\0', " "),
            parent: fields.get(1).and_then(|parent| parent.parse().ok()).unwrap_or_default(),
            started: fields.get(19).map(|started| (*started).to_owned()).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// The processes that descend from one.
pub fn descendants(of: u32) -> Result<Vec<Process>> {
    let all = processes()?;
    let mut found: Vec<Process> = Vec::new();
    loop {
        let family = |process: &Process| process.parent == of || found.iter().any(|known| known.number == process.parent);
        let more: Vec<_> = all.iter().filter(|process| family(process) && !found.contains(process)).cloned().collect();
        if more.is_empty() {
            return Ok(found);
        }
        found.extend(more);
    }
}

/// Waits until a process has started its engine; all that descends from it.
pub async fn with_engine(of: u32) -> Result<Vec<Process>> {
    eventually("the engine's process", async || {
        let found = descendants(of)?;
        let serves = |process: &Process| process.command_line.contains("start-dev") && !process.command_line.starts_with("sh ");
        Ok(found.iter().any(serves).then_some(found))
    })
    .await
}

/// Waits until none of these processes runs.
pub async fn all_gone(expected: &[Process]) -> Result<()> {
    let gone = async {
        loop {
            let left: Vec<_> = processes()?.into_iter().filter(|process| is_one_of(process, expected)).collect();
            if left.is_empty() {
                return Ok::<_, anyhow::Error>(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(GONE_WITHIN, gone).await.with_context(|| format!("left behind of {expected:?}"))?
}

/// An orphan has another parent than before.
fn is_one_of(process: &Process, expected: &[Process]) -> bool {
    expected.iter().any(|known| (known.number, &known.started) == (process.number, &process.started))
}
