//! A terminal at which somebody uses the program.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shaqyru::stack::Stack;
use tempfile::TempDir;
use tokio::process::Command;

use crate::program::{Said, application_path as application, said, shaqyru_at};

/// A Monday on which nothing is special, long enough ago for any clock of the machine.
pub(crate) const FILED_AT: &str = "2026-04-06T10:00:00+05:00";

/// A terminal that is connected to an engine.
pub(crate) struct Terminal {
    pub(crate) engine: String,
    pub(crate) folder: TempDir,
}

impl Terminal {
    pub(crate) fn at(stack: &Stack) -> Result<Self> {
        Ok(Self { engine: stack.server.address(), folder: tempfile::tempdir()? })
    }

    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = shaqyru_at(&self.engine, line.split_whitespace());
        command.env("SHAQYRU_OFFICER", "P-1042");
        command
    }

    /// A command line; nothing in it holds a blank but what stands in `rest`.
    pub(crate) async fn says(&self, line: &str, rest: &[&str]) -> Result<Said> {
        let mut command = self.command(line);
        command.args(rest);
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
        let document = self.done(&format!("submit --filed-at {FILED_AT}"), &[text(&application(example))?]).await?;
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

/// A path as text.
pub(crate) fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no text")
}
