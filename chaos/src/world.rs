//! All that takes part: engine, agencies and register on this machine, worker and console in processes of their own.

use std::{
    collections::BTreeMap,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use shaqyru::stack::{LOCAL_SECRET, agency_urls};
use shaqyru_client::{Cases, schedules::Schedules};
use shaqyru_devserver::{DevServer, DevServerOptions};
use shaqyru_domain::time::instant::Instant;
use shaqyru_register::Register;
use shaqyru_sandbox::{AUDIENCE, Agency, Sandbox, SandboxHandle, SandboxOptions};
use shaqyru_workflows::runtime::search_attributes;
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    Options, RegisterKind,
    part::{End, Part, signal},
    script::VISA_OFFICE,
    wire::{Target, Wire},
};

/// What the console's clock shows when the run begins: a Tuesday, 90 s before the verifications of Monday's cases are due.
const BEGINS: &str = "2026-04-07T18:28:30";
/// How long the console may take to come up.
const COMES_UP: Duration = Duration::from_mins(1);
/// How often police and Berkut are asked for answers: what came by callback is found once more, and the other way round.
const POLL_SECONDS: u32 = 4;

/// The agencies that cases speak to.
pub(crate) const AGENCIES: [Agency; 7] =
    [Agency::Police, Agency::Berkut, Agency::Biometrics, Agency::Monitoring, Agency::Portal, Agency::Office, Agency::Registers];
/// So many stickers the office of the visas has.
const STICKERS: u32 = 99_999;

/// The engine, which is started again after a crash.
pub(crate) struct Engine {
    options: DevServerOptions,
    server: Mutex<Option<DevServer>>,
    address: String,
}

/// All of it.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) sandbox: SandboxHandle,
    /// The ways to the agencies.
    pub(crate) ways: BTreeMap<Agency, Wire>,
    /// The way to PostgreSQL, if the register lies there.
    pub(crate) register_way: Option<Wire>,
    /// The register's file, if it lies in one.
    pub(crate) register_file: Option<PathBuf>,
    /// The register, as this program reads it: not by the way that can be cut.
    pub(crate) register: Register,
    pub(crate) workers: Vec<Part>,
    pub(crate) console: Part,
    pub(crate) console_url: String,
    folder: PathBuf,
    /// Goes with the world, if nobody wants to keep it.
    _temporary: Option<TempDir>,
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

impl Engine {
    async fn start(folder: &Path) -> Result<Self> {
        let options = DevServerOptions {
            search_attributes: search_attributes::REGISTERED.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned())).collect(),
            db_file: Some(folder.join("engine.db")),
            port: Some(free_port()?),
            start_timeout: COMES_UP,
            ..DevServerOptions::default()
        };
        let server = DevServer::start(options.clone()).await?;
        let address = server.address();
        Ok(Self { options, server: Mutex::new(Some(server)), address })
    }

    /// A client of the engine that runs now.
    pub(crate) async fn client(&self) -> Result<temporalio_client::Client> {
        Ok(self.server.lock().await.as_ref().context("the engine is down")?.client())
    }

    /// Ends it as a crash would, leaves it down, and starts it again on the same state.
    pub(crate) async fn crash(&self, down: Duration) -> Result<()> {
        let mut server = self.server.lock().await;
        if let Some(running) = server.take() {
            running.kill().await?;
        }
        tokio::time::sleep(down).await;
        self.bring_up(&mut server).await
    }

    async fn bring_up(&self, server: &mut MutexGuard<'_, Option<DevServer>>) -> Result<()> {
        let mut failed = None;
        for _ in 0..5 {
            match DevServer::start(self.options.clone()).await {
                Ok(started) => {
                    **server = Some(started);
                    return Ok(());
                }
                Err(error) => failed = Some(error),
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Err(failed.map_or_else(|| anyhow::anyhow!("not started"), Into::into)).context("the engine does not come back")
    }

    /// Sends a signal to all its processes.
    pub(crate) async fn signal(&self, name: &str) -> Result<()> {
        let group = self.server.lock().await.as_ref().context("the engine is down")?.process_group();
        signal(name, &format!("-{group}")).await
    }
}

impl World {
    pub(crate) async fn start(options: &Options) -> Result<Self> {
        let temporary = if options.keep.is_some() { None } else { Some(tempfile::tempdir()?) };
        let folder = match (&options.keep, &temporary) {
            (Some(folder), _) => folder.clone(),
            (None, Some(temporary)) => temporary.path().to_owned(),
            (None, None) => PathBuf::new(),
        };
        std::fs::create_dir_all(&folder)?;
        let engine = Engine::start(&folder).await?;
        let console_port = free_port()?;
        let console_url = format!("http://127.0.0.1:{console_port}");
        let sandbox = Sandbox::start(SandboxOptions {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            callback_base: Some(console_url.parse()?),
            police_secret: LOCAL_SECRET.to_owned(),
            berkut_secret: LOCAL_SECRET.to_owned(),
            biometrics_secret: LOCAL_SECRET.to_owned(),
        })
        .await?;
        let mut ways = BTreeMap::new();
        for agency in AGENCIES {
            ways.insert(agency, Wire::to(Target::Tcp(sandbox.addr())).await?);
        }
        let place = RegisterPlace::make(options.register, &folder).await?;
        let register = Register::open(&place.direct).await?;
        register.add_stickers(&VISA_OFFICE.parse()?, &"KZ".to_owned().try_into()?, 1, STICKERS).await?;
        Schedules::new(engine.client().await?).ensure_all().await?;
        let workers = (1..=options.workers)
            .map(|number| worker(&engine, &ways, &sandbox, &place.setting, options.cached, &folder.join(format!("worker-{number}.log"))))
            .collect();
        let console = console(&engine, &sandbox, &place.setting, console_port, &folder.join("console.log"))?;
        let world = Self {
            engine,
            sandbox,
            ways,
            register_way: place.way,
            register_file: place.file,
            register,
            workers,
            console,
            console_url,
            folder,
            _temporary: temporary,
        };
        world.wait_for_console().await?;
        Ok(world)
    }

    pub(crate) async fn cases(&self) -> Result<Cases> {
        Ok(Cases::new(self.engine.client().await?))
    }

    pub(crate) async fn wait_for_console(&self) -> Result<()> {
        let http = http()?;
        let url = format!("{}/health", self.console_url);
        let up = async {
            while http.get(&url).send().await.is_err() {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        let folder = self.folder.display();
        tokio::time::timeout(COMES_UP, up).await.with_context(|| format!("the console does not come up, see {folder}"))
    }

    /// How often a panic, or a history that does not replay, is in the workers' logs.
    pub(crate) fn in_the_logs(&self, words: &str) -> usize {
        let logs = std::fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let logs = logs.filter(|path| path.extension().is_some_and(|extension| extension == "log"));
        logs.filter_map(|path| std::fs::read(path).ok()).map(|text| String::from_utf8_lossy(&text).matches(words).count()).sum()
    }

    pub(crate) async fn stop(&self) -> Result<()> {
        self.console.end(End::Quit);
        futures::future::join_all(self.workers.iter().map(Part::quit)).await;
        self.console.quit().await;
        if let Some(server) = self.engine.server.lock().await.take() {
            server.stop().await?;
        }
        Ok(())
    }
}

/// Where the register lies, and by which way.
struct RegisterPlace {
    setting: String,
    direct: String,
    file: Option<PathBuf>,
    way: Option<Wire>,
}

impl RegisterPlace {
    async fn make(kind: RegisterKind, folder: &Path) -> Result<Self> {
        match kind {
            RegisterKind::Sqlite => {
                let file = folder.join("register.db");
                let setting = file.display().to_string();
                Ok(Self { direct: setting.clone(), setting, file: Some(file), way: None })
            }
            RegisterKind::Postgres => {
                let server = shaqyru_testdb::server().context("PostgreSQL is missing")?;
                let direct = shaqyru_testdb::empty_database(&server);
                let (place, socket) = direct.split_once("?host=").context("a server of ours is reached by its socket")?;
                let database = place.rsplit('/').next().unwrap_or_default();
                let way = Wire::to(Target::Unix(Path::new(socket).join(".s.PGSQL.5432"))).await?;
                let setting = format!("postgres://register@{}/{database}?sslmode=disable", way.addr);
                Ok(Self { setting, direct, file: None, way: Some(way) })
            }
        }
    }
}

fn worker(engine: &Engine, ways: &BTreeMap<Agency, Wire>, sandbox: &SandboxHandle, register: &str, cached: u32, log: &Path) -> Part {
    let arguments = ["worker", "--simulation", "--cached-workflows", &cached.to_string(), "--poll-seconds", &POLL_SECONDS.to_string()];
    // Where a wire leads to an agency, the worker goes by it.
    let by_wire = |url: String| {
        let wire = ways.iter().find(|(agency, _)| sandbox.url(**agency) == url);
        wire.map_or(url, |(agency, way)| format!("http://{}/{}", way.addr, agency.name()))
    };
    let agencies = agency_urls(sandbox).into_settings().into_iter().map(|(variable, url)| (variable, by_wire(url)));
    let settings = vec![
        ("TEMPORAL_ADDRESS", engine.address.clone()),
        ("SHAQYRU_REGISTER", register.to_owned()),
        ("SHAQYRU_STATEMENT_SECRET", LOCAL_SECRET.to_owned()),
        ("SHAQYRU_AGENCY_CALLS_PER_SECOND", "1000".to_owned()),
    ];
    Part::start(arguments.map(str::to_owned).into(), settings.into_iter().chain(agencies).collect(), log)
}

fn console(engine: &Engine, sandbox: &SandboxHandle, register: &str, port: u16, log: &Path) -> Result<Part> {
    let begins = Instant::parse(BEGINS).map_err(|error| anyhow::anyhow!("{error}"))?;
    let ahead = begins.since(Instant::from_utc(chrono::Utc::now())).num_seconds();
    let arguments = vec!["console".to_owned(), format!("--ahead-seconds={ahead}")];
    let settings = vec![
        ("TEMPORAL_ADDRESS", engine.address.clone()),
        ("SHAQYRU_REGISTER", register.to_owned()),
        ("SHAQYRU_STATEMENT_SECRET", LOCAL_SECRET.to_owned()),
        ("SHAQYRU_LISTEN", format!("127.0.0.1:{port}")),
        ("SHAQYRU_ISSUER", sandbox.issuer_url().to_owned()),
        ("SHAQYRU_AUDIENCE", AUDIENCE.to_owned()),
        ("SHAQYRU_POLICE_SECRET", LOCAL_SECRET.to_owned()),
        ("SHAQYRU_BERKUT_SECRET", LOCAL_SECRET.to_owned()),
        ("SHAQYRU_BIOMETRICS_SECRET", LOCAL_SECRET.to_owned()),
    ];
    Ok(Part::start(arguments, settings, log))
}

/// A client that speaks to this machine only.
pub(crate) fn http() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(15))
        .build()?)
}
