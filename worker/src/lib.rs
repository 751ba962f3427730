//! The process part that runs workflows and activities: configuration, wiring, graceful stop.
//!
//! Three task queues are polled: one for workflows and what they tell, and one each for police and
//! Berkut, so that their rate limits and outages touch nothing else.

mod eviction;
mod figures;
mod metrics;

use std::{future::Future, net::SocketAddr, pin::pin, sync::Arc, thread, time::Duration};

use shaqyru_activities::{
    agency::{AddressError, Agency},
    announcements::Announcements,
    berkut::Berkut,
    biometrics::Biometrics,
    complaint::ComplaintIntake,
    handover::Handover,
    intake::Intake,
    measures::Measures,
    monitoring::Monitoring,
    office::Office,
    opening::Opening,
    people::{People, PeopleSettings},
    police::Police,
    portal::Portal,
    register::Registrar,
    registers::Registers,
    visa::{Relations, Stickers, VisaIntake},
};
use shaqyru_client::Cases;
use shaqyru_domain::{law::rulebook::Rulebook, problem::Problem, secret::Secret};
use shaqyru_register::{Register, RegisterError};
use shaqyru_workflows::{
    BERKUT_QUEUE, POLICE_QUEUE, TASK_QUEUE, TASK_TIMEOUT,
    announcement::AnnouncementWorkflow,
    complaint::ComplaintWorkflow,
    invitation::{InvitationWorkflow, application::ApplicationWorkflow},
    monitoring::DeliverStagesWorkflow,
    people::{DigestWorkflow, TellPeopleWorkflow},
    resend::ResendNoticeWorkflow,
    runtime::trust,
    visa::VisaWorkflow,
};
use temporalio_client::{Client, NamespacedClient};
use temporalio_common::telemetry::TelemetryOptions;
use temporalio_sdk::{Worker, WorkerCreateError, WorkerOptions, WorkerRunError, WorkflowRegistrationError};
use temporalio_sdk_core::{CoreRuntime, RuntimeOptions, init_worker};
use tokio::sync::{oneshot, watch};

use crate::{
    eviction::EvictionAfterQueries,
    metrics::{SdkMetrics, Sources},
};

/// How long work in flight may go on after a stop was asked for.
const GRACE: Duration = Duration::from_secs(10);

/// How often the register is looked for while it does not answer.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// How often a worker's thread is looked at.
const WATCH: Duration = Duration::from_millis(200);

/// Declares where the agencies answer, each with the setting that says so, so that nobody who starts a worker names them all again.
macro_rules! agencies {
    ($($(#[$doc:meta])* $agency:ident = $variable:literal;)+) => {
        /// Where the agencies answer.
        #[derive(Debug, Clone)]
        pub struct AgencyUrls { $($(#[$doc])* pub $agency: String,)+ }

        impl AgencyUrls {
            /// The settings in which they stand.
            pub const VARIABLES: &[&str] = &[$($variable,)+];

            /// Of each agency, by its name.
            pub fn of(url: impl Fn(&str) -> String) -> Self {
                Self { $($agency: url(stringify!($agency)),)+ }
            }

            /// As settings of a worker that is started.
            pub fn into_settings(self) -> Vec<(&'static str, String)> {
                vec![$(($variable, self.$agency),)+]
            }
        }
    };
}

agencies! {
    /// Verification.
    police = "SHAQYRU_POLICE_URL";
    /// Coordination.
    berkut = "SHAQYRU_BERKUT_URL";
    /// Stages.
    monitoring = "SHAQYRU_MONITORING_URL";
    /// Notices to the applicant.
    portal = "SHAQYRU_PORTAL_URL";
    /// Escalations.
    office = "SHAQYRU_OFFICE_URL";
    /// What the state already knows.
    registers = "SHAQYRU_REGISTERS_URL";
    /// Notices of new editions.
    announcements = "SHAQYRU_ANNOUNCEMENTS_URL";
    /// Fingerprints.
    biometrics = "SHAQYRU_BIOMETRICS_URL";
}

/// How a worker works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The law by which cases are judged.
    pub rulebook: Arc<Rulebook>,
    /// The secret by which the console's statements are believed.
    pub secret: Secret,
    /// Where the register lies: a `postgres://` URL, or the path of an SQLite file.
    pub register: String,
    /// Where the agencies answer.
    pub agencies: AgencyUrls,
    /// How often police, Berkut and the biometric centre are asked for answers whose callback may be lost; never, if none.
    pub poll_every: Option<Duration>,
    /// Whether the agencies are told that we take callbacks.
    pub callback: bool,
    /// The most calls a second to each of police and Berkut, over all workers.
    pub agency_calls_per_second: f64,
    /// Whether cases on a shifted clock are let in.
    pub simulation: bool,
    /// Whether cases are opened in the shape of an earlier release: only to try what becomes of those.
    pub earlier_shape: bool,
    /// How people are reached; without it nobody is told but the office's own system.
    pub people: Option<PeopleSettings>,
    /// Where metrics are served for Prometheus, the SDK's own among them, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// The most cases that are kept in memory between their steps; as many as the SDK likes, if none. With few of them, most steps begin
    /// with a replay: tests want that.
    pub cached_workflows: Option<usize>,
}

/// Why a worker could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The register cannot be opened.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// An agency's address cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// People cannot be reached as the settings say.
    #[error("{0}")]
    People(Problem),
    /// The metrics cannot be served.
    #[error("the metrics cannot be served: {0}")]
    Metrics(String),
    /// The SDK could not be set up.
    #[error("the SDK could not be set up: {0}")]
    Initialization(Box<dyn std::error::Error + Send + Sync>),
    /// The engine cannot be reached.
    #[error("{}", .0.message)]
    Connect(Problem),
    /// A workflow could not be registered.
    #[error(transparent)]
    Registration(#[from] WorkflowRegistrationError),
    /// A worker could not be created.
    #[error(transparent)]
    Create(#[from] WorkerCreateError),
    /// A worker ended by itself.
    #[error(transparent)]
    Run(#[from] WorkerRunError),
    /// The worker's own event loop could not be set up.
    #[error("the worker's event loop could not be set up: {0}")]
    EventLoop(#[from] std::io::Error),
    /// The worker's thread ended without a word.
    #[error("the worker's thread ended unexpectedly")]
    Thread,
}

impl WorkerError {
    fn initialization(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Initialization(error.into())
    }
}

/// Runs until `stop` is ready, then lets work in flight finish. Not `Send`: run it in a `LocalSet`.
///
/// # Errors
/// [`WorkerError`]: what could not be set up, or why a worker ended by itself.
pub async fn run(client: Client, settings: Settings, stop: impl Future<Output = ()>) -> Result<(), WorkerError> {
    let mut stop = pin!(stop);
    let register = tokio::select! {
        register = open_when_it_answers(&settings.register) => register?,
        () = &mut stop => return Ok(()),
    };
    let (stopping, is_stopping) = watch::channel(false);
    let sdk_metrics = settings.metrics.map(|_| SdkMetrics::start()).transpose()?;
    let runtime = CoreRuntime::new_assume_tokio(runtime_options(sdk_metrics.as_ref())?).map_err(WorkerError::initialization)?;
    let rulebook = settings.rulebook;
    tracing::info!(rulebook = rulebook.revision, simulation = settings.simulation, "worker starts");
    let measures = Measures::new().map_err(|error| WorkerError::Metrics(error.to_string()))?;
    let agency = |name, url| Agency::new(name, url).map(|agency| agency.measured_by(&measures));
    let urls = &settings.agencies;
    let intake = Intake {
        rulebook: Arc::clone(&rulebook),
        simulation: settings.simulation,
        poll_every: settings.poll_every,
        callback: settings.callback,
        secret: settings.secret.clone(),
        earlier_shape: settings.earlier_shape,
    };
    trust::believe(settings.secret.clone());
    let opening = Opening { intake: intake.clone(), cases: Arc::new(Cases::new(client.clone()).signing_with(settings.secret.clone())) };
    let people = People::new(register.clone(), Arc::clone(&rulebook), settings.people.as_ref(), measures.clone(), is_stopping)
        .map_err(WorkerError::People)?;
    let registrar = Registrar::new(register.clone(), &measures);
    let portal = Portal { agency: agency("portal", &urls.portal)?, secret: settings.secret.clone() };
    let office = Office { agency: agency("office", &urls.office)?, lateness: (!settings.simulation).then(|| measures.lateness()) };
    let main = WorkerOptions::new(TASK_QUEUE)
        .maybe_max_cached_workflows(settings.cached_workflows)
        .sticky_queue_schedule_to_start_timeout(TASK_TIMEOUT)
        .graceful_shutdown_period(GRACE)
        .register_activities(VisaIntake(intake.clone()))
        .register_activities(ComplaintIntake(intake.clone()))
        .register_activities(Stickers { register: register.clone() })
        .register_activities(Relations {
            register: register.clone(),
            cases: Arc::new(Cases::new(client.clone()).signing_with(settings.secret.clone())),
        })
        .register_activities(intake)
        .register_activities(opening)
        .register_activities(Monitoring { agency: agency("monitoring", &urls.monitoring)?, register: register.clone() })
        .register_activities(portal.clone())
        .register_activities(Registers {
            agency: agency("registers", &urls.registers)?,
            rulebook: Arc::clone(&rulebook),
            register: register.clone(),
        })
        .register_activities(registrar.clone())
        .register_activities(office.clone())
        .register_activities(Handover { registrar, portal, office })
        .register_activities(Announcements { agency: agency("announcements", &urls.announcements)?, rulebook: Arc::clone(&rulebook) })
        .register_activities(Biometrics { agency: agency("biometrics", &urls.biometrics)? })
        .register_activities(people)
        .register_workflow::<AnnouncementWorkflow>()?
        .register_workflow::<ApplicationWorkflow>()?
        .register_workflow::<ComplaintWorkflow>()?
        .register_workflow::<DeliverStagesWorkflow>()?
        .register_workflow::<DigestWorkflow>()?
        .register_workflow::<InvitationWorkflow>()?
        .register_workflow::<ResendNoticeWorkflow>()?
        .register_workflow::<TellPeopleWorkflow>()?
        .register_workflow::<VisaWorkflow>()?
        .build();
    let agency_queue = |queue: &str| {
        WorkerOptions::new(queue).graceful_shutdown_period(GRACE).max_task_queue_activities_per_second(settings.agency_calls_per_second)
    };
    let police = agency_queue(POLICE_QUEUE).register_activities(Police { agency: agency("police", &urls.police)? }).build();
    let berkut = agency_queue(BERKUT_QUEUE).register_activities(Berkut { agency: agency("berkut", &urls.berkut)? }).build();

    let mut workers = Vec::new();
    for options in [main, police, berkut] {
        workers.push(worker(&runtime, &client, options)?);
    }
    let _serving = match (settings.metrics, sdk_metrics) {
        (Some(addr), Some(sdk)) => {
            let cases = Cases::new(client);
            Some(metrics::serve(addr, Sources { register, rulebook, measures, sdk, cases }).await?)
        }
        _ => None,
    };
    run_together(workers, async {
        stop.await;
        stopping.send_replace(true);
    })
    .await
}

/// Opens the register; one that cannot be reached is tried again until it can.
async fn open_when_it_answers(setting: &str) -> Result<Register, RegisterError> {
    loop {
        match Register::open(setting).await {
            Err(error) if error.passes() => tracing::error!(%error, "the worker waits for the register"),
            opened => return opened,
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// All workers stop when one is asked to, and when one ends by itself.
async fn run_together(mut workers: Vec<Worker>, stop: impl Future<Output = ()>) -> Result<(), WorkerError> {
    let shutdowns: Arc<[Box<dyn Fn()>]> = workers.iter().map(|worker| Box::new(worker.shutdown_handle()) as Box<dyn Fn()>).collect();
    let shut_down_all = || shutdowns.iter().for_each(|shut_down| shut_down());
    let [main, police, berkut] = workers.as_mut_slice() else { return Ok(()) };
    let running = async {
        let run = async |worker: &mut Worker| {
            let ended = worker.run().await;
            shut_down_all();
            ended
        };
        tokio::join!(run(main), run(police), run(berkut))
    };
    let stopping = async {
        stop.await;
        tracing::info!("worker stops: no new tasks, work in flight finishes");
        shut_down_all();
        tokio::time::sleep(GRACE).await;
        tracing::warn!("work in flight did not end in time; another worker does it again");
    };
    tokio::select! {
        (main, police, berkut) = running => {
            main?;
            police?;
            berkut?;
            Ok(())
        }
        () = stopping => Ok(()),
    }
}

/// A worker whose cases are evicted after a query that may have carried them further than their workflow tasks have told.
fn worker(runtime: &CoreRuntime, client: &Client, mut options: WorkerOptions) -> Result<Worker, WorkerError> {
    let configuration = options.to_core_options(client.namespace(), client.identity()).map_err(WorkerError::initialization)?;
    let core = init_worker(runtime, configuration, client.connection().clone()).map_err(WorkerError::initialization)?;
    let core = Arc::new(core);
    options.worker_interceptor(EvictionAfterQueries::new(Arc::clone(&core)));
    Ok(Worker::new_from_core_options(core, client.options().clone(), options)?)
}

fn runtime_options(sdk_metrics: Option<&SdkMetrics>) -> Result<RuntimeOptions, WorkerError> {
    let telemetry = sdk_metrics.map_or_else(|| TelemetryOptions::builder().build(), SdkMetrics::telemetry);
    RuntimeOptions::builder().telemetry_options(telemetry).build().map_err(WorkerError::Metrics)
}

/// A worker on a thread of its own, for programs that do other things too.
#[derive(Debug)]
pub struct RunningWorker {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<Result<(), WorkerError>>>,
}

impl RunningWorker {
    /// Starts a worker on a runtime of its own, so that it does not depend on how long the caller's lives. There it connects, too:
    /// what it and the engine say to each other then stays on one thread.
    pub fn start(connecting: impl Future<Output = Result<Client, Problem>> + Send + 'static, settings: Settings) -> Self {
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let local = tokio::task::LocalSet::new();
            let stopped = async {
                // A dropped sender means that the owner is gone: that stops the worker too.
                let _ = stopped.await;
            };
            runtime.block_on(local.run_until(async {
                let mut stopped = pin!(stopped);
                let client = tokio::select! {
                    client = connecting => client.map_err(WorkerError::Connect)?,
                    () = &mut stopped => return Ok(()),
                };
                run(client, settings, stopped).await
            }))
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }

    /// Waits until it ends by itself; [`RunningWorker::stop`] then says why.
    pub async fn ended(&self) {
        while self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            tokio::time::sleep(WATCH).await;
        }
    }

    /// Stops it and waits until work in flight has finished.
    ///
    /// # Errors
    /// Why it had ended by itself, if it had.
    pub async fn stop(mut self) -> Result<(), WorkerError> {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let Some(thread) = self.thread.take() else { return Ok(()) };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        match joined {
            Ok(Ok(ended)) => ended,
            _ => Err(WorkerError::Thread),
        }
    }
}
