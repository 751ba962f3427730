//! What the cases run on: a Temporal server in memory, the agencies in a child process, and a worker in
//! this one.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use shaqyru_client::schedules::Schedules;
use shaqyru_devserver::{DevServer, DevServerOptions};
use shaqyru_domain::secret::Secret;
use shaqyru_domain::{
    law::rulebook::Rulebook,
    problem::{Code, Problem},
};
use shaqyru_worker::{RunningWorker, Settings};
use shaqyru_workflows::runtime::search_attributes;
use tempfile::TempDir;
use temporalio_client::Client;

use crate::{
    agencies::{Agencies, Questions},
    process::Group,
};

/// The agencies are the bench's own: nobody has to be spared.
const UNHURRIED: f64 = 10_000.0;

/// Server, agencies and, from time to time, a worker.
pub(crate) struct Stack {
    server: DevServer,
    agencies: Agencies,
    client: Client,
    rulebook: Arc<Rulebook>,
    folder: TempDir,
    worker: Option<RunningWorker>,
}

/// What the bench's client signs with, and its worker believes.
#[expect(clippy::expect_used, reason = "a constant that is a secret")]
pub(crate) fn secret() -> Secret {
    Secret::new("the bench's own").expect("it is not empty")
}

impl Stack {
    /// Starts server and agencies.
    pub(crate) async fn start() -> Result<Self> {
        let search_attributes = search_attributes::REGISTERED.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned())).collect();
        let server = DevServer::start(DevServerOptions { search_attributes, ..DevServerOptions::default() }).await?;
        let client = server.client();
        Schedules::new(client.clone()).ensure_all().await.map_err(|problem| anyhow::anyhow!(problem.to_string()))?;
        Ok(Self {
            server,
            agencies: Agencies::start().await?,
            client,
            rulebook: Arc::new(Rulebook::built_in()?),
            folder: tempfile::tempdir()?,
            worker: None,
        })
    }

    /// Starts a worker as production has it, but for the shifted clock that it lets in.
    pub(crate) fn work(&mut self, poll_every: Option<Duration>) {
        let settings = Settings {
            register: self.folder.path().join("register.db").display().to_string(),
            rulebook: Arc::clone(&self.rulebook),
            secret: secret(),
            agencies: self.agencies.urls(),
            poll_every,
            callback: true,
            agency_calls_per_second: UNHURRIED,
            simulation: true,
            people: None,
            metrics: None,
            cached_workflows: None,
            earlier_shape: false,
        };
        let connecting = self.server.connecting();
        let connecting = async { connecting.await.map_err(|error| Problem::new(Code::EngineUnreachable, error.to_string())) };
        self.worker = Some(RunningWorker::start(connecting, settings));
    }

    /// Stops the worker.
    pub(crate) async fn rest(&mut self) -> Result<()> {
        if let Some(worker) = self.worker.take() {
            worker.stop().await?;
        }
        Ok(())
    }

    /// The connection to the server.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// What the agencies have been asked.
    pub(crate) fn questions(&self) -> Questions {
        self.agencies.questions()
    }

    /// The processes of the server.
    pub(crate) fn server_processes(&self) -> Group {
        Group::of(self.server.process_group())
    }

    /// Stops everything.
    pub(crate) async fn stop(mut self) -> Result<()> {
        self.rest().await?;
        Ok(self.server.stop().await?)
    }
}
