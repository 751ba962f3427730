//! Starts the server on free ports and ties its life to its owner's.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read, Seek},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use temporalio_client::{
    Client, ClientOptions, Connection, ConnectionOptions, GrpcCompression, Url,
    tonic::{IntoRequest, Status},
};
use temporalio_common::protos::temporal::api::workflowservice::v1::CountWorkflowExecutionsRequest;
use tokio::{
    io::AsyncWriteExt,
    process::{Child, ChildStdin, Command},
    time::{sleep, timeout},
};

use crate::{binary, error::ServerError};

const WATCHDOG: &str = include_str!("watchdog.sh");
/// A port found free can be taken before the server binds it, and so can those that it picks for itself.
const PORT_ATTEMPTS: usize = 5;
const POLL: Duration = Duration::from_millis(20);

/// How to start a server.
#[derive(Debug, Clone)]
pub struct DevServerOptions {
    /// The namespace to work in.
    pub namespace: String,
    /// Search attributes to register: name and type (`Keyword`, `KeywordList`, `Datetime`, `Bool`, `Int`, …).
    pub search_attributes: Vec<(String, String)>,
    /// The port to serve on; a free one if `None`.
    pub port: Option<u16>,
    /// The port of the web pages; no web pages if `None`.
    pub ui_port: Option<u16>,
    /// Where to keep the state. In memory if `None`.
    pub db_file: Option<PathBuf>,
    /// The server program. Found or installed if `None`, see [`find_or_install`](crate::find_or_install).
    pub binary: Option<PathBuf>,
    /// How long the server may take to become usable.
    pub start_timeout: Duration,
}

impl Default for DevServerOptions {
    fn default() -> Self {
        Self {
            namespace: "default".to_owned(),
            search_attributes: Vec::new(),
            port: None,
            ui_port: None,
            db_file: None,
            binary: None,
            start_timeout: Duration::from_secs(30),
        }
    }
}

/// A running server. It ends when this value is dropped, and whenever and however this process ends.
///
/// [`stop`](Self::stop) also waits until it is gone.
#[derive(Debug)]
pub struct DevServer {
    namespace: String,
    port: u16,
    client: Client,
    watchdog: Child,
    process_group: u32,
    /// Closing it tells the watchdog to stop the server. The system does that if we no longer can.
    lifeline: ChildStdin,
}

impl DevServer {
    /// Starts a server and waits until its namespace and its search attributes can be used.
    pub async fn start(options: DevServerOptions) -> Result<Self, ServerError> {
        let binary = match &options.binary {
            Some(binary) => binary.clone(),
            None => binary::find_or_install().await?,
        };
        let mut attempt = 1;
        loop {
            let port = match options.port {
                Some(port) => port,
                None => free_port()?,
            };
            match Self::start_on(port, &binary, &options).await {
                Err(ServerError::PortInUse { log }) if attempt < PORT_ATTEMPTS && !is_fixed(&options, &log) => {
                    tracing::debug!(%log, "a free port was taken meanwhile, trying others");
                    attempt += 1;
                }
                result => return result,
            }
        }
    }

    async fn start_on(port: u16, binary: &Path, options: &DevServerOptions) -> Result<Self, ServerError> {
        let (mut log, writer) = Log::create()?;
        // A server takes about a second to end in good order. One that keeps nothing gains nothing by it.
        let stop_signal = match options.db_file {
            Some(_) => "TERM",
            None => "KILL",
        };
        let mut watchdog = Command::new("sh")
            .args(["-c", WATCHDOG, "shaqyru-devserver", stop_signal])
            .arg(binary)
            .args(arguments(port, options))
            .stdin(Stdio::piped())
            .stdout(writer.try_clone()?)
            .stderr(writer)
            // Out of the terminal's reach: Ctrl-C is for the owner, who may still want to talk to the server.
            .process_group(0)
            .spawn()?;
        let (Some(lifeline), Some(process_group)) = (watchdog.stdin.take(), watchdog.id()) else {
            return Err(io::Error::other("the server ended at once").into());
        };

        let mut waiting_for = String::new();
        let ready = timeout(options.start_timeout, ready(port, options, &mut log, &mut waiting_for));
        let connection = tokio::select! {
            ended = watchdog.wait() => {
                ended?;
                return Err(ended_early(&log.text()?));
            }
            ready = ready => ready,
        };
        let Ok(connection) = connection else {
            drop(lifeline);
            watchdog.wait().await?;
            return Err(ServerError::NotReady { timeout: options.start_timeout, waiting_for, log: excerpt(&log.text()?) });
        };
        let namespace = options.namespace.clone();
        let client = client_of(connection?, &namespace)?;
        tracing::debug!(port, namespace, "the Temporal server is up");
        Ok(Self { namespace, port, client, watchdog, process_group, lifeline })
    }

    /// The port it serves on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port, as `TEMPORAL_ADDRESS` wants them.
    pub fn address(&self) -> String {
        format!("{}:{}", Ipv4Addr::LOCALHOST, self.port)
    }

    /// The namespace of the options.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The process group of server and watchdog, and of nothing else.
    pub fn process_group(&self) -> u32 {
        self.process_group
    }

    /// A connection to the server, for a client with a data converter or interceptors of its own.
    pub fn connection(&self) -> Connection {
        self.client.connection().clone()
    }

    /// A client of the server's namespace with default settings.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A client with a connection of its own, which is served by the runtime on which this is awaited.
    pub fn connecting(&self) -> impl Future<Output = Result<Client, ServerError>> + Send + use<> {
        let (port, namespace) = (self.port, self.namespace.clone());
        async move { client_of(connect(port).await.map_err(io::Error::other)?, &namespace) }
    }

    /// Stops the server and waits until it is gone.
    pub async fn stop(self) -> Result<(), ServerError> {
        let Self { mut watchdog, lifeline, .. } = self;
        drop(lifeline);
        watchdog.wait().await?;
        Ok(())
    }

    /// Ends the server as a crash would, by SIGKILL, and waits until it is gone.
    ///
    /// To start it again on the same state, give [`start`](Self::start) the same `db_file` and this
    /// [`port`](Self::port): clients that are connected then find it again.
    pub async fn kill(mut self) -> Result<(), ServerError> {
        // The pipe is broken only if the server is gone already.
        if let Err(error) = self.lifeline.write_all(b"crash\n").await {
            tracing::debug!(%error, "the server had ended before it was killed");
        }
        self.watchdog.wait().await?;
        Ok(())
    }
}

fn arguments(port: u16, options: &DevServerOptions) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = Vec::new();
    let mut add = |values: &[&str]| arguments.extend(values.iter().map(Into::into));
    add(&["server", "start-dev", "--ip", "127.0.0.1", "--port", &port.to_string()]);
    add(&["--namespace", &options.namespace, "--log-level", "error"]);
    match options.ui_port {
        Some(port) => add(&["--ui-port", &port.to_string()]),
        None => add(&["--headless"]),
    }
    for (name, kind) in &options.search_attributes {
        add(&["--search-attribute", &format!("{name}={kind}")]);
    }
    for value in [
        "frontend.WorkflowTimeSkippingEnabled=true",
        // Otherwise each skip costs about a second of real time.
        "history.timerProcessorMaxTimeShift=\"1ms\"",
    ] {
        add(&["--dynamic-config-value", value]);
    }
    if let Some(file) = &options.db_file {
        // SQLite's default journal syncs the disk at each of many small transactions.
        add(&["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1"]);
        add(&["--db-filename"]);
        arguments.push(file.into());
    }
    arguments
}

fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// Returns once everything asked for can be used; `waiting_for` tells what could not, so far.
async fn ready(port: u16, options: &DevServerOptions, log: &mut Log, waiting_for: &mut String) -> Result<Connection, ServerError> {
    // The banner comes once the ports are bound. Without it, a stranger who was quicker to take the port
    // might answer, and we would take that server for ours.
    "its banner".clone_into(waiting_for);
    while !log.text()?.contains("Server:") {
        sleep(POLL).await;
    }
    let connection = loop {
        match connect(port).await {
            Ok(connection) => break connection,
            Err(error) => *waiting_for = format!("a connection ({error})"),
        }
        sleep(POLL).await;
    };
    while let Err(status) = count(&connection, options).await {
        *waiting_for = format!("namespace and search attributes ({})", status.message());
        sleep(POLL).await;
    }
    Ok(connection)
}

fn client_of(connection: Connection, namespace: &str) -> Result<Client, ServerError> {
    let options = ClientOptions::new(namespace.to_owned()).build();
    Ok(Client::new(connection, options).map_err(io::Error::other)?)
}

async fn connect(port: u16) -> Result<Connection, Box<dyn std::error::Error + Send + Sync>> {
    let url = Url::parse(&format!("http://{}:{port}", Ipv4Addr::LOCALHOST))?;
    // Compressing what never leaves the machine only costs time.
    let options = ConnectionOptions::new(url).grpc_compression(GrpcCompression::None).build();
    Ok(Connection::connect(options).await?)
}

/// Asks for what the options name: a registered name that the server does not know *yet* fails here.
async fn count(connection: &Connection, options: &DevServerOptions) -> Result<(), Status> {
    let conditions: Vec<String> = options.search_attributes.iter().map(|(name, _)| format!("`{name}` IS NOT NULL")).collect();
    let request = CountWorkflowExecutionsRequest { namespace: options.namespace.clone(), query: conditions.join(" AND ") };
    connection.workflow_service().count_workflow_executions(request.into_request()).await.map(drop)
}

fn ended_early(log: &str) -> ServerError {
    match log.lines().find(|line| line.contains("address already in use")) {
        Some(line) => ServerError::PortInUse { log: line.to_owned() },
        None => ServerError::Ended { log: excerpt(log) },
    }
}

/// Whether the line is about a port that the options fix, where trying again is of no use.
fn is_fixed(options: &DevServerOptions, line: &str) -> bool {
    [options.port, options.ui_port].into_iter().flatten().any(|port| line.contains(&format!(":{port}: ")))
}

/// The server's output, in a file without a name: nothing is left behind, whoever ends first.
#[derive(Debug)]
struct Log(File);

impl Log {
    fn create() -> io::Result<(Self, File)> {
        let file = tempfile::Builder::new()
            .prefix("shaqyru-devserver-")
            // Two processes write.
            .append(true)
            .tempfile()?;
        Ok((Self(file.reopen()?), file.into_file()))
    }

    fn text(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.0.rewind()?;
        self.0.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Both ends of the log: the server crashes with the reason first and then pages of stack.
fn excerpt(log: &str) -> String {
    const LINES: usize = 15;
    let lines: Vec<&str> = log.trim().lines().collect();
    match (lines.get(..LINES), lines.get(lines.len().saturating_sub(LINES)..)) {
        (Some(head), Some(tail)) if lines.len() > 2 * LINES => {
            format!("{}\n[…]\n{}", head.join("\n"), tail.join("\n"))
        }
        _ => lines.join("\n"),
    }
}
