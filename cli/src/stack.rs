//! Everything on one machine: a Temporal server, the agencies' stand-ins and a worker. The simulation,
//! the demo, the bench and the tests stand on it; production runs the same worker against real ones.

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf, sync::Arc, time::Duration};

use chrono::TimeDelta;
use shaqyru_client::{Cases, schedules::Schedules};
use shaqyru_console::{Clock, Console, ConsoleHandle, ConsoleOptions, IssuerOptions, Limits, Secret, desk::Desk};
use shaqyru_devserver::{DevServer, DevServerOptions};
use shaqyru_domain::{
    law::rulebook::Rulebook,
    problem::{Code, Problem},
};
use shaqyru_register::Register;
use shaqyru_sandbox::{Sandbox, SandboxHandle, SandboxOptions};
use shaqyru_worker::{AgencyUrls, RunningWorker, Settings};
use shaqyru_workflows::{monitoring, runtime::search_attributes};
use tempfile::TempDir;
use temporalio_client::Client;

/// What differs between one stack and another.
#[derive(Debug, Clone, Default)]
pub struct StackOptions {
    /// The rulebook; none: the built-in one.
    pub rulebook: Option<Arc<Rulebook>>,
    /// How often the agencies are asked for their answers; never, if none.
    pub poll_every: Option<Duration>,
    /// Whether the agencies are told that we take callbacks.
    pub callback: bool,
    /// Whether cases on a shifted clock are let in.
    pub simulation: bool,
    /// The port of the engine's own web pages; none: no pages.
    pub ui_port: Option<u16>,
    /// A file that keeps the engine's state over a restart; none: in memory.
    pub db_file: Option<PathBuf>,
    /// The engine's port; none: any free one.
    pub port: Option<u16>,
    /// Where the worker serves its metrics, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// How far the console's clock is ahead of the machine's.
    pub shift: TimeDelta,
    /// How wrong the clock of the console's machine is, to try what becomes of it.
    pub clock_fault: TimeDelta,
    /// Where the register lies; none: in a file that goes with the stack.
    pub register: Option<String>,
}

/// A server, the agencies and a worker, stopped together.
pub struct Stack {
    /// The engine.
    pub server: DevServer,
    /// The agencies.
    pub sandbox: SandboxHandle,
    /// What people and agencies reach over HTTP.
    pub console: ConsoleHandle,
    /// The register.
    pub register: Register,
    worker: Option<RunningWorker>,
    rulebook: Arc<Rulebook>,
    /// What programs on this machine sign with.
    secret: Secret,
    /// Where it lies.
    setting: String,
    /// Goes with the stack.
    _folder: TempDir,
    options: StackOptions,
}

/// The secret with which programs on one machine sign: the stand-ins their callbacks, the console what it says to cases.
pub const LOCAL_SECRET: &str = "local-secret-of-the-stand-ins";
/// Far above what one machine does: a stack's agencies are its own.
const UNHURRIED: f64 = 10_000.0;

impl Stack {
    /// Starts everything.
    ///
    /// # Errors
    /// [`Code::Devserver`] if the engine cannot be installed or started.
    pub async fn start(options: StackOptions) -> Result<Self, Problem> {
        let mut stack = Self::start_without_worker(options).await?;
        stack.start_worker();
        Ok(stack)
    }

    /// Starts the engine and the agencies only.
    ///
    /// # Errors
    /// [`Code::Devserver`] if the engine cannot be installed or started.
    pub async fn start_without_worker(options: StackOptions) -> Result<Self, Problem> {
        let rulebook = match &options.rulebook {
            Some(rulebook) => Arc::clone(rulebook),
            None => Arc::new(Rulebook::built_in()?),
        };
        let secret: Secret = LOCAL_SECRET.parse().map_err(|_| Problem::new(Code::Configuration, "the local secret cannot be used"))?;
        let server = DevServer::start(server_options(&options));
        let sandbox = Sandbox::start(SandboxOptions {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            callback_base: None,
            police_secret: LOCAL_SECRET.to_owned(),
            berkut_secret: LOCAL_SECRET.to_owned(),
            biometrics_secret: LOCAL_SECRET.to_owned(),
        });
        let (server, sandbox) = tokio::join!(server, sandbox);
        let failed = |error: String| Problem::new(Code::Devserver, error);
        let server = server.map_err(|error| failed(error.to_string()))?;
        Schedules::new(server.client()).ensure_all().await?;
        let sandbox = sandbox.map_err(|error| failed(error.to_string()))?;
        let folder = tempfile::tempdir().map_err(|error| failed(format!("no folder for the register: {error}")))?;
        let setting = options.register.clone().unwrap_or_else(|| folder.path().join("register.db").display().to_string());
        let register = Register::open(&setting).await?;
        let cases = Cases::new(server.client()).signing_with(secret.clone());
        let desk = desk(cases, register.clone(), Arc::clone(&rulebook), &options);
        let console = Console::start(desk, console_options(&sandbox, secret.clone())).await.map_err(|error| failed(error.to_string()))?;
        Ok(Self { server, sandbox, console, register, setting, worker: None, _folder: folder, rulebook, secret, options })
    }

    /// Starts the worker, if none runs.
    pub fn start_worker(&mut self) {
        if self.worker.is_none() {
            self.worker = Some(RunningWorker::start(self.connecting(), self.settings()));
        }
    }

    /// Stops the worker, if one runs, and lets its work finish.
    ///
    /// # Errors
    /// Why it had ended by itself, if it had.
    pub async fn stop_worker(&mut self) -> Result<(), Problem> {
        match self.worker.take() {
            Some(worker) => worker.stop().await.map_err(|error| Problem::new(Code::Engine, error.to_string())),
            None => Ok(()),
        }
    }

    /// How a worker of this stack works.
    pub fn settings(&self) -> Settings {
        Settings {
            register: self.register_setting(),
            rulebook: Arc::clone(&self.rulebook),
            secret: self.secret.clone(),
            agencies: agency_urls(&self.sandbox),
            poll_every: self.options.poll_every,
            callback: self.options.callback,
            agency_calls_per_second: UNHURRIED,
            simulation: self.options.simulation,
            people: None,
            metrics: self.options.metrics,
            cached_workflows: None,
            earlier_shape: false,
        }
    }

    /// Where people work on the stack's cases, for one more console.
    pub fn desk(&self) -> Desk {
        desk(self.cases(), self.register.clone(), Arc::clone(&self.rulebook), &self.options)
    }

    /// How the stack's console was started.
    pub fn console_options(&self) -> ConsoleOptions {
        console_options(&self.sandbox, self.secret.clone())
    }

    /// Where the stack's register lies.
    pub fn register_setting(&self) -> String {
        self.setting.clone()
    }

    /// Has the monitoring system told of what is in the register's outbox, without waiting for the schedule.
    ///
    /// # Errors
    /// [`Code::EngineUnreachable`].
    pub async fn deliver_stages(&self) -> Result<(), Problem> {
        Schedules::new(self.engine()).start_now(monitoring::SCHEDULE).await
    }

    /// The rulebook by which the worker judges.
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// The connection to the engine.
    pub fn engine(&self) -> Client {
        self.server.client()
    }

    /// Another connection to it.
    pub fn connecting(&self) -> impl Future<Output = Result<Client, Problem>> + Send + use<> {
        let connecting = self.server.connecting();
        async { connecting.await.map_err(|error| Problem::new(Code::EngineUnreachable, error.to_string())) }
    }

    /// Speaks to the stack's cases.
    pub fn cases(&self) -> Cases {
        Cases::new(self.engine()).signing_with(self.secret.clone())
    }

    /// Stops everything; nothing is left behind.
    ///
    /// # Errors
    /// Why a part had ended by itself, if it had.
    pub async fn stop(mut self) -> Result<(), Problem> {
        let worker = self.stop_worker().await;
        self.console.shutdown().await;
        self.register.close().await;
        self.sandbox.shutdown().await;
        self.server.stop().await.map_err(|error| Problem::new(Code::Devserver, error.to_string()))?;
        worker
    }
}

fn desk(cases: Cases, register: Register, rulebook: Arc<Rulebook>, options: &StackOptions) -> Desk {
    Desk { cases, register, rulebook, clock: Clock::shifted(options.shift).on_a_machine_off_by(options.clock_fault) }
}

/// A console on one machine: any free port, the stand-ins' secret and issuer.
fn console_options(sandbox: &SandboxHandle, secret: Secret) -> ConsoleOptions {
    ConsoleOptions {
        addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        police_secret: secret.clone(),
        berkut_secret: secret.clone(),
        biometrics_secret: secret,
        issuer: issuer_options(sandbox),
        public_url: None,
        hosts: Vec::new(),
        proxies: Vec::new(),
        // All of them are one sender here.
        limits: Limits { requests: NonZeroU32::MAX, questions: NonZeroU32::MAX, streams_of_user: usize::MAX, ..Limits::default() },
    }
}

/// The issuer of a sandbox.
pub fn issuer_options(sandbox: &SandboxHandle) -> IssuerOptions {
    let audience = shaqyru_sandbox::AUDIENCE.to_owned();
    IssuerOptions { url: sandbox.issuer_url().to_owned(), client_id: audience.clone(), audience, untyped_tokens: false }
}

/// Where the agencies of a sandbox answer.
pub fn agency_urls(sandbox: &SandboxHandle) -> AgencyUrls {
    AgencyUrls::of(|agency| format!("{}/{agency}", sandbox.base_url()))
}

fn server_options(options: &StackOptions) -> DevServerOptions {
    DevServerOptions {
        search_attributes: search_attributes::REGISTERED.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned())).collect(),
        ui_port: options.ui_port,
        db_file: options.db_file.clone(),
        port: options.port,
        ..DevServerOptions::default()
    }
}
