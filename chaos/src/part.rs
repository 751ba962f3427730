//! A process of the program that is started again whenever it ends, as an operating system's supervisor does.

use std::{
    fs::File,
    path::Path,
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use tokio::{
    process::{Child, Command},
    sync::mpsc,
    task::JoinHandle,
};

/// How soon it is started again.
const PAUSE: Duration = Duration::from_millis(300);

/// How a process can be asked to end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    /// As the system kills it.
    Kill,
    /// In good order.
    Term,
    /// In good order, and for good.
    Quit,
}

/// The process.
pub(crate) struct Part {
    orders: mpsc::UnboundedSender<End>,
    process: Arc<Mutex<Option<u32>>>,
    starts: Arc<AtomicU32>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// The program with arguments, free of what the caller's environment says about Temporal and Shaqyru.
fn program(arguments: &[String], settings: &[(&'static str, String)], log: &Path) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("TEMPORAL_") || name.starts_with("SHAQYRU_") {
            command.env_remove(name);
        }
    }
    let log = File::options().create(true).append(true).open(log)?;
    command
        .env(crate::PART, "1")
        .env("RUST_LOG", std::env::var("CHAOS_LOG").unwrap_or_else(|_| "warn".to_owned()))
        .envs(settings.iter().map(|(name, value)| (*name, value)))
        .args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).kill_on_drop(true);
    // Out of the terminal's reach: Ctrl-C is for this program, which ends its processes by ending.
    command.process_group(0);
    Ok(command)
}

impl Part {
    /// Starts it, and again whenever it ends.
    pub(crate) fn start(arguments: Vec<String>, settings: Vec<(&'static str, String)>, log: &Path) -> Self {
        let (orders, mut taken) = mpsc::unbounded_channel();
        let process = Arc::new(Mutex::new(None));
        let starts = Arc::new(AtomicU32::new(0));
        let (seen, counted, log) = (Arc::clone(&process), Arc::clone(&starts), log.to_owned());
        let task = tokio::spawn(async move {
            loop {
                let started = program(&arguments, &settings, &log).and_then(|mut command| Ok(command.spawn()?));
                let Ok(mut child) = started else {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                };
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = child.id();
                counted.fetch_add(1, Ordering::Relaxed);
                let goes_on = live(&mut child, &mut taken).await;
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = None;
                if !goes_on {
                    return;
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        Self { orders, process, starts, task: Mutex::new(Some(task)) }
    }

    /// Asks it to end; it is started again.
    pub(crate) fn end(&self, how: End) {
        let _ = self.orders.send(how);
    }

    /// Stops its clock, so to speak; nothing, if it is not there at the moment.
    pub(crate) async fn pause(&self) -> Option<Paused> {
        let process = (*self.process.lock().unwrap_or_else(PoisonError::into_inner))?;
        signal("STOP", &process.to_string()).await.ok().map(|()| Paused(process))
    }

    /// How often it was started.
    pub(crate) fn starts(&self) -> u32 {
        self.starts.load(Ordering::Relaxed)
    }

    /// Ends it for good.
    pub(crate) async fn quit(&self) {
        self.end(End::Quit);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

/// A process that was paused.
pub(crate) struct Paused(u32);

impl Paused {
    /// Lets it go on. It may be gone.
    pub(crate) async fn go_on(self) {
        let _ = signal("CONT", &self.0.to_string()).await;
    }
}

/// Waits for its end; whether it is to be started again.
async fn live(child: &mut Child, orders: &mut mpsc::UnboundedReceiver<End>) -> bool {
    let mut goes_on = true;
    loop {
        tokio::select! {
            biased;
            order = orders.recv() => match (order, child.id()) {
                (Some(End::Kill), _) => drop(child.start_kill()),
                (Some(End::Term), Some(process)) => drop(signal("TERM", &process.to_string()).await),
                (Some(End::Quit) | None, Some(process)) => {
                    goes_on = false;
                    drop(signal("TERM", &process.to_string()).await);
                }
                _ => goes_on = false,
            },
            _ = child.wait() => return goes_on,
        }
    }
}

/// Sends a signal to a process, or with a minus to a group.
pub(crate) async fn signal(name: &str, to: &str) -> Result<()> {
    let sent = Command::new("sh").args(["-c", "kill -s \"$0\" -- \"$1\"", name, to]).stderr(Stdio::null()).status().await;
    ensure!(sent.context("no sh")?.success(), "{name} cannot be sent to {to}");
    Ok(())
}
