//! Long-running parts: `worker`, `console`, `sandbox`. Each stops gracefully on SIGINT or SIGTERM.

use std::{fs, pin::pin, sync::Arc, time::Duration};

use chrono::TimeDelta;
use shaqyru_activities::people::{Contacts, PeopleSettings};
use shaqyru_client::{Cases, announcements::Announcements, schedules::Schedules};
use shaqyru_console::{Clock, Console, ConsoleError, ConsoleOptions, Issuer, IssuerOptions, Limits, desk::Desk};
use shaqyru_domain::{
    invitation::document::Names,
    law::rulebook::Rulebook,
    problem::{Code, Problem},
};
use shaqyru_register::{Register, RegisterError};
#[cfg(feature = "stand-ins")]
use shaqyru_sandbox::{Sandbox, SandboxOptions};
use shaqyru_worker::{RunningWorker, Settings, WorkerError};
use tokio::signal::unix::{SignalKind, signal};

use super::{DONE, now};
use crate::{arguments, output};

/// How often is looked for what does not answer yet.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Tries until the engine and the register answer; each time that they do not is said. What is wrong with the settings ends it.
async fn when_it_answers<T>(attempt: impl AsyncFn() -> Result<T, Problem>) -> Result<T, Problem> {
    let mut said = None;
    loop {
        match attempt().await {
            Err(problem) if matches!(problem.code, Code::EngineUnreachable | Code::RegisterUnreachable) => {
                tracing::warn!(code = problem.code.as_str(), "waits for what does not answer");
                // On a terminal once is enough.
                if said.replace(problem.code) != Some(problem.code) {
                    output::say(format!("{problem}; it is tried until it answers"));
                }
            }
            outcome => return outcome,
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

pub(crate) async fn worker(options: &arguments::Worker, rulebook: Rulebook) -> Result<u8, Problem> {
    let mut stop = pin!(stop_signal());
    let rulebook = Arc::new(rulebook);
    let settings = Settings {
        rulebook: Arc::clone(&rulebook),
        secret: options.statement_secret.secret.clone(),
        register: options.register.register.clone(),
        agencies: options.agencies(),
        poll_every: Some(Duration::from_secs(options.poll_seconds)).filter(|every| !every.is_zero()),
        callback: !options.no_callbacks,
        agency_calls_per_second: options.agency_calls_per_second,
        simulation: options.takes_simulations(),
        people: people(&options.people)?,
        metrics: options.metrics,
        cached_workflows: options.cached_workflows,
        earlier_shape: false,
    };
    let client = tokio::select! {
        client = when_it_answers(shaqyru_client::connect) => client?,
        () = &mut stop => return Ok(DONE),
    };
    if let Err(problem) = Cases::new(client.clone()).require_search_attributes().await {
        output::print_problem(&problem);
    }
    let announcements = Announcements::new(client.clone());
    let worker = RunningWorker::start(when_it_answers(shaqyru_client::connect), settings);
    output::say("worker runs; stop it with Ctrl-C or SIGTERM");
    let setting_up = async {
        if let Err(problem) = Schedules::new(client.clone()).ensure_all().await {
            output::print_problem(&problem);
        }
        // A new edition comes with a new release or a new rulebook folder, so with a start of the worker.
        match announcements.announce_due(&rulebook, now().date()).await {
            Ok(announced) => announced.iter().for_each(|edition| output::say(format!("edition {edition} is being announced"))),
            Err(problem) => output::print_problem(&problem),
        }
        worker.ended().await;
    };
    tokio::select! {
        () = &mut stop => {}
        () = setting_up => {}
    }
    worker.stop().await.map_err(|error| Problem::new(blame(&error), error.to_string()))?;
    Ok(DONE)
}

/// How people are reached; none if nobody is named.
fn people(options: &arguments::People) -> Result<Option<PeopleSettings>, Problem> {
    let Some(path) = &options.contacts else { return Ok(None) };
    let text = fs::read_to_string(path).map_err(|error| Problem::new(Code::File, format!("{}: {error}", path.display())))?;
    Ok(Some(PeopleSettings {
        contacts: Contacts::parse(&text)?,
        smtp: options.smtp.clone(),
        from: options.mail_from.clone(),
        public_url: options.public_url.clone().unwrap_or_default(),
    }))
}

/// Whether the settings are to be mended, or what is outside.
fn blame(error: &WorkerError) -> Code {
    match error {
        WorkerError::Register(RegisterError::Unreachable(_)) => Code::RegisterUnreachable,
        WorkerError::Register(RegisterError::Setting(_) | RegisterError::Missing(_))
        | WorkerError::Address(_)
        | WorkerError::Metrics(_)
        | WorkerError::People(_) => Code::Configuration,
        WorkerError::Register(_) => Code::Register,
        WorkerError::Connect(problem) => problem.code,
        _ => Code::Engine,
    }
}

/// What officers are called on documents.
fn officers(options: &arguments::Console) -> Result<Names, Problem> {
    let Some(path) = &options.officers else { return Ok(Names::default()) };
    let text = fs::read_to_string(path).map_err(|error| Problem::new(Code::File, format!("{}: {error}", path.display())))?;
    Names::parse(&text)
}

pub(crate) async fn console(options: &arguments::Console, rulebook: Rulebook) -> Result<u8, Problem> {
    let officers = officers(options)?;
    let mut stop = pin!(stop_signal());
    let rulebook = Arc::new(rulebook);
    let opening = when_it_answers(async || {
        Ok(Desk {
            cases: Cases::new(shaqyru_client::connect().await?).signing_with(options.statement_secret.secret.clone()),
            register: Register::open(&options.register.register).await?,
            rulebook: Arc::clone(&rulebook),
            clock: Clock::shifted(TimeDelta::seconds(options.ahead_seconds)),
        })
    });
    let unusable = |error: ConsoleError| Problem::new(Code::Configuration, error.to_string());
    let desk = tokio::select! {
        desk = opening => desk?,
        error = Console::not_ready(options.listen) => return Err(unusable(error)),
        () = &mut stop => return Ok(DONE),
    };
    let issuer = IssuerOptions {
        url: options.issuer.clone(),
        audience: options.audience.clone(),
        client_id: options.client_id.clone().unwrap_or_else(|| options.audience.clone()),
        untyped_tokens: options.untyped_tokens,
    };
    let cases = desk.cases.clone();
    let console = Console::start_with(
        desk,
        ConsoleOptions {
            addr: options.listen,
            police_secret: options.police_secret.clone(),
            berkut_secret: options.berkut_secret.clone(),
            biometrics_secret: options.biometrics_secret.clone(),
            issuer: issuer.clone(),
            public_url: options.public_url.clone(),
            hosts: options.hosts.clone(),
            proxies: options.proxies.clone(),
            limits: Limits::default(),
        },
        officers,
    )
    .await
    .map_err(unusable)?;
    output::say(format!("console at {0}, API at {0}/api/openapi.json, callbacks at {0}/callbacks", console.url()));
    tokio::select! {
        () = &mut stop => {}
        () = say_what_is_missing(&cases, issuer) => stop.await,
    }
    console.shutdown().await;
    Ok(DONE)
}

/// What a console goes without for now: it is up, and lets nobody in, or no case. When it comes, nothing needs to be started again.
async fn say_what_is_missing(cases: &Cases, issuer: IssuerOptions) {
    let url = issuer.url.clone();
    let issuer = async { Issuer::new(issuer)?.require().await };
    let (engine, issuer) = tokio::join!(cases.require_search_attributes(), issuer);
    if let Err(problem) = engine {
        output::print_problem(&problem);
    }
    if let Err(problem) = issuer {
        output::print_problem(&Problem::new(problem.code, format!("{}; nobody can sign in before it does: {url}", problem.message)));
    }
}

#[cfg(feature = "stand-ins")]
pub(crate) async fn sandbox(options: &arguments::SandboxCommand) -> Result<u8, Problem> {
    let stop = stop_signal();
    let wrong = |error: &dyn std::fmt::Display| Problem::new(Code::Configuration, error.to_string());
    let callback_base = options.callback_base.as_ref().map(|url| url.parse()).transpose().map_err(|error| wrong(&error))?;
    let sandbox = Sandbox::start(SandboxOptions {
        addr: options.listen,
        callback_base,
        police_secret: options.police_secret.clone(),
        berkut_secret: options.berkut_secret.clone(),
        biometrics_secret: options.biometrics_secret.clone(),
    })
    .await
    .map_err(|error| wrong(&error))?;
    output::say(format!("agencies' stand-ins at {}; knobs at {}", sandbox.base_url(), sandbox.control_url()));
    stop.await;
    sandbox.shutdown().await;
    Ok(DONE)
}

/// Waits for SIGINT or SIGTERM; for ever, if signals cannot be had. It listens from the call on, not only once it is awaited: a stop may come
/// as soon as the process has said its first word.
pub(crate) fn stop_signal() -> impl Future<Output = ()> {
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async {
        let (Ok(mut interrupt), Ok(mut terminate)) = signals else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}
