//! A terminal at which somebody uses the program.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use shaqyru_sandbox::{Issuer, TokenRequest};
use tempfile::TempDir;
use tokio::process::Command;

use crate::program::{Said, application_path as application, said, shaqyru};

/// A Monday on which nothing is special, long enough ago for any clock of the machine.
pub(crate) const FILED_AT: &str = "2026-04-06T10:00:00+05:00";

/// Why a test enters what was received on that Monday, which a head may.
pub(crate) const LONG_AGO: &str = "the test plays what is long past";
/// On which it rests, where it undoes a breach.
pub(crate) const LETTER: &str = "7/2026";

/// Who types if nobody is named.
pub(crate) const OFFICER: &str = "P-1042";
/// Who decides: nobody decides what they verified.
const DECIDES: &str = "P-2001";

/// A terminal at which people reach the console of a stack.
pub(crate) struct Terminal {
    console: String,
    engine: String,
    issuer: Arc<Issuer>,
    pub(crate) folder: TempDir,
}

impl Terminal {
    pub(crate) fn at(stack: &Stack) -> Result<Self> {
        Self::at_console(stack, stack.console.url())
    }

    /// A terminal of a stack whose people reach another console.
    pub(crate) fn at_console(stack: &Stack, console: String) -> Result<Self> {
        Ok(Self { console, engine: stack.server.address(), issuer: stack.sandbox.issuer(), folder: tempfile::tempdir()? })
    }

    /// A command line. `as P-3003 …` is typed by that officer; what is not said by anybody in particular, by somebody who may.
    pub(crate) fn command(&self, line: &str) -> Result<Command> {
        let (who, line) = match line.strip_prefix("as ").and_then(|line| line.split_once(' ')) {
            Some((who, line)) => (who, line),
            None if line.starts_with("decide") => (DECIDES, line),
            None => (OFFICER, line),
        };
        let mut command = typed(&self.console, &self.issuer, who, line.split_whitespace())?;
        // Those who keep the register reach the engine, too.
        command.env("TEMPORAL_ADDRESS", &self.engine);
        Ok(command)
    }

    /// A command line; nothing in it holds a blank but what stands in `rest`.
    pub(crate) async fn says(&self, line: &str, rest: &[&str]) -> Result<Said> {
        let mut command = self.command(line)?;
        command.args(rest);
        if line.contains("--received-at") || rest.contains(&"--received-at") {
            command.args(["--antedated-because", LONG_AGO]);
            if !line.contains("--letter") && !rest.contains(&"--letter") && !line.contains("correct") {
                command.args(["--letter", LETTER]);
            }
        }
        said(command).await
    }

    /// The document of a command that succeeds.
    pub(crate) async fn done(&self, line: &str, rest: &[&str]) -> Result<Value> {
        let said = self.says(line, &[rest, &["--json"]].concat()).await?;
        ensure!(said.err.is_empty(), "words beside the document: {said:?}");
        said.ended(0).with_context(|| line.to_owned())
    }

    /// The code of a command that is refused with an exit status.
    pub(crate) async fn refused(&self, status: i32, line: &str, rest: &[&str]) -> Result<String> {
        self.says(line, &[rest, &["--json"]].concat()).await?.error(status).with_context(|| line.to_owned())
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content)?;
        Ok(path)
    }

    /// Files an example; its first case.
    pub(crate) async fn files(&self, example: &str) -> Result<String> {
        let document = self.done(&format!("submit --anyway --filed-at {FILED_AT}"), &[text(&application(example))?]).await?;
        document[0]["cases"][0]["case"].as_str().map(str::to_owned).context("no case")
    }

    /// A case whose verification is clear.
    pub(crate) async fn cleared(&self) -> Result<String> {
        let case = self.files("b3-negotiations-turkiye").await?;
        let receipt = self.done(&format!("verify {case} clear --received-at 2026-04-06T11:00"), &[]).await?;
        assert_eq!(receipt["case"], json!(case));
        Ok(case)
    }

    /// A case that the NSC has agreed to.
    pub(crate) async fn agreed(&self) -> Result<String> {
        let case = self.cleared().await?;
        let receipt = self.done(&format!("answer {case} agree --received-at 2026-04-07T11:00"), &[]).await?;
        assert_eq!(receipt["stage"], "decision");
        Ok(case)
    }
}

/// The program at the console of a stack, typed by an officer who may do everything anywhere.
pub(crate) fn at_console<S: AsRef<OsStr>>(stack: &Stack, officer: &str, arguments: impl IntoIterator<Item = S>) -> Result<Command> {
    typed(&stack.console.url(), &stack.sandbox.issuer(), officer, arguments)
}

fn typed<S: AsRef<OsStr>>(console: &str, issuer: &Issuer, officer: &str, arguments: impl IntoIterator<Item = S>) -> Result<Command> {
    let token = issuer.token(&TokenRequest::of(officer, &["head", "operator", "auditor"], None))?;
    let mut command = shaqyru(arguments);
    command.env("SHAQYRU_URL", console).env("SHAQYRU_TOKEN", token);
    Ok(command)
}

/// A path as text.
pub(crate) fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no text")
}
