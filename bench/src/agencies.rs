//! The agencies' stand-ins in a process of their own, so that their processor time is not counted.

use std::{io::Read, net::SocketAddr, process::Stdio};

use anyhow::{Context, Result};
use shaqyru_sandbox::{Agency, Sandbox, SandboxOptions};
use shaqyru_worker::AgencyUrls;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// Nobody checks a signature here: the bench's agencies send no callbacks.
const SECRET: &str = "secret-of-the-bench";

/// The agencies, which end with this value.
pub(crate) struct Agencies {
    base: String,
    // Its standard input closes with this process, however that ends; then the child ends too.
    _child: Child,
}

impl Agencies {
    /// Starts them in a child process.
    pub(crate) async fn start() -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("agencies")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the agencies do not start")?;
        let output = child.stdout.take().context("the agencies have no output")?;
        let base = BufReader::new(output).lines().next_line().await?.context("the agencies ended at once")?;
        Ok(Self { base, _child: child })
    }

    /// Where they answer.
    pub(crate) fn urls(&self) -> AgencyUrls {
        let url = |agency: Agency| format!("{}/{}", self.base, agency.name());
        AgencyUrls {
            police: url(Agency::Police),
            berkut: url(Agency::Berkut),
            monitoring: url(Agency::Monitoring),
            portal: url(Agency::Portal),
            office: url(Agency::Office),
        }
    }
}

/// What the child does: says where it answers, and serves until its input is closed.
pub(crate) async fn serve() -> Result<()> {
    let options = SandboxOptions {
        addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        callback_base: None,
        police_secret: SECRET.to_owned(),
        berkut_secret: SECRET.to_owned(),
    };
    let sandbox = Sandbox::start(options).await?;
    println!("{}", sandbox.base_url());
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    sandbox.shutdown().await;
    Ok(())
}
