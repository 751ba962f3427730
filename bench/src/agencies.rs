//! The agencies' stand-ins in a process of their own, so that their processor time is not counted.

use std::{collections::BTreeSet, io::Read, net::SocketAddr, process::Stdio, time::Duration};

use anyhow::{Context, Result, anyhow};
use shaqyru_sandbox::{Agency, Entry, Received, Sandbox, SandboxHandle, SandboxOptions};
use shaqyru_worker::AgencyUrls;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    sync::watch,
};

/// Nobody checks a signature here: the bench's agencies send no callbacks.
const SECRET: &str = "secret-of-the-bench";
/// Longer than any run.
const FOREVER: Duration = Duration::from_hours(1000);

/// The agencies, which end with this value.
pub(crate) struct Agencies {
    base: String,
    questions: Questions,
    // Its standard input closes with this process, however that ends; then the child ends too.
    _child: Child,
}

/// What the agencies have been asked until now: an agency cannot answer before that.
#[derive(Clone)]
pub(crate) struct Questions(watch::Receiver<BTreeSet<String>>);

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
        let mut lines = BufReader::new(child.stdout.take().context("the agencies have no output")?).lines();
        let base = lines.next_line().await?.context("the agencies ended at once")?;
        let (asked, questions) = watch::channel(BTreeSet::new());
        tokio::spawn(collect(lines, asked));
        Ok(Self { base, questions: Questions(questions), _child: child })
    }

    /// Where they answer.
    pub(crate) fn urls(&self) -> AgencyUrls {
        AgencyUrls::of(|agency| format!("{}/{agency}", self.base))
    }

    /// What they have been asked.
    pub(crate) fn questions(&self) -> Questions {
        self.questions.clone()
    }
}

impl Questions {
    /// Waits until an agency has been asked about a case.
    pub(crate) async fn reached(&mut self, agency: Agency, case: &str) -> Result<()> {
        let question = question(agency, case);
        self.0.wait_for(|asked| asked.contains(&question)).await.map_err(|_| anyhow!("the agencies ended"))?;
        Ok(())
    }
}

fn question(agency: Agency, case: &str) -> String {
    format!("{} {case}", agency.name())
}

/// Takes in what the child says that it has been asked. Ends with the child.
async fn collect(mut lines: Lines<BufReader<ChildStdout>>, asked: watch::Sender<BTreeSet<String>>) {
    while let Ok(Some(question)) = lines.next_line().await {
        asked.send_modify(|asked| {
            asked.insert(question);
        });
    }
}

/// What the child does: says where it answers and what it is asked, until its input is closed.
pub(crate) async fn serve() -> Result<()> {
    let options = SandboxOptions {
        addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        callback_base: None,
        police_secret: SECRET.to_owned(),
        berkut_secret: SECRET.to_owned(),
        biometrics_secret: SECRET.to_owned(),
    };
    let sandbox = Sandbox::start(options).await?;
    println!("{}", sandbox.base_url());
    let closed = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    tokio::select! {
        () = tell_questions(&sandbox) => {}
        closed = closed => drop(closed??),
    }
    sandbox.shutdown().await;
    Ok(())
}

async fn tell_questions(sandbox: &SandboxHandle) {
    let (mut of_police, mut of_berkut) = (0, 0);
    let told = |received: &Received| {
        tell_news(Agency::Police, &received.police, &mut of_police);
        tell_news(Agency::Berkut, &received.berkut, &mut of_berkut);
        false
    };
    // It ends by its time-out, if at all.
    let _ = sandbox.wait_for(told, FOREVER).await;
}

/// Prints the entries behind those told already.
fn tell_news(agency: Agency, log: &[Entry], told: &mut usize) {
    for entry in log.iter().skip(*told) {
        println!("{}", question(agency, &entry.case));
    }
    *told = log.len();
}
