//! Risks: nobody is woken before the law is broken, or somebody is for nothing; an alert asks for what no worker tells, or sends
//! people to a page that is not there.

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result, ensure};
use axum::{Json, Router, extract::State, routing::post};
use chrono::{NaiveDate, NaiveTime, Utc};
use serde_json::Value;
use shaqyru::stack::Stack;
use shaqyru_client::Message;
use shaqyru_domain::{
    actor::Actor,
    case::{
        fact::{Answer, Entry, Verdict, Verification},
        fingerprints::Fingerprints,
        number::CaseNumber,
    },
    time::instant::Instant,
};
use shaqyru_sandbox::{Agency, Fault, Knob, Operation};
use shaqyru_tests::{Filed, SILENT, alone, eventually, examples, officer};
use shaqyru_worker::{RunningWorker, Settings};
use temporalio_client::{UntypedWorkflow, WorkflowStartOptions};
use temporalio_common::data_converters::RawValue;
use tokio::{
    process::{Child, Command},
    sync::watch,
};
use uuid::Uuid;

fn deploy(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(path)
}

/// A program of the distribution; none if it is missing and that is allowed.
#[expect(clippy::print_stderr, reason = "a skipped test is to be heard of")]
fn program(name: &str, package: &str) -> Result<Option<PathBuf>> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.exists());
    if found.is_none() {
        ensure!(std::env::var_os("SHAQYRU_SKIP_IS_FAILURE").is_none(), "{name} is missing: install {package}");
        eprintln!("SKIPPED: {name} is missing; install {package} to have the alerts tried");
    }
    Ok(found)
}

#[test]
fn alerts_fire_when_they_should_and_stay_silent_otherwise() -> Result<()> {
    let (Some(promtool), Some(amtool)) = (program("promtool", "prometheus")?, program("amtool", "prometheus-alertmanager")?) else {
        return Ok(());
    };
    let calls: [(&Path, &[&str], &str); 5] = [
        (&promtool, &["check", "rules"], "prometheus/shaqyru.rules.yml"),
        (&promtool, &["test", "rules"], "prometheus/tests/shaqyru.test.yml"),
        (&promtool, &["test", "rules"], "prometheus/tests/stickers.test.yml"),
        (&promtool, &["check", "config"], "prometheus/prometheus.yml"),
        (&amtool, &["check-config"], "prometheus/alertmanager.yml"),
    ];
    for (program, arguments, file) in calls {
        let said = std::process::Command::new(program).args(arguments).arg(deploy(file)).output()?;
        let text = String::from_utf8_lossy(&said.stdout) + String::from_utf8_lossy(&said.stderr);
        ensure!(said.status.success() && !text.contains("FAILED"), "{arguments:?} {file}: {text}");
    }
    Ok(())
}

/// A worker that serves its metrics; it takes the place of the stack's own.
async fn measured_worker(stack: &mut Stack) -> Result<(RunningWorker, SocketAddr)> {
    stack.stop_worker().await?;
    let addr = free()?;
    Ok((RunningWorker::start(stack.connecting(), Settings { metrics: Some(addr), ..stack.settings() }), addr))
}

fn free() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

async fn ask(url: &str) -> Result<String> {
    Ok(reqwest::get(url).await?.error_for_status()?.text().await?)
}

/// Metrics that rules and panels ask for, by the names under which they are exposed.
fn metrics_in(text: &str) -> BTreeSet<String> {
    let words = text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    let ours = words.filter(|word| word.starts_with("shaqyru_") || word.starts_with("temporal_"));
    let family = |word: &str| ["_bucket", "_count", "_sum"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word).to_owned();
    ours.map(family).collect()
}

/// Values of `key` wherever they stand in a document.
fn texts_under(document: &Value, key: &str) -> Vec<String> {
    match document {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(text) if name == key => vec![text.clone()],
                other => texts_under(other, key),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(|item| texts_under(item, key)).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_metric_that_an_alert_or_a_panel_asks_for_is_exposed() -> Result<()> {
    alone(SILENT, async |stack| {
        let (worker, addr) = measured_worker(stack).await?;
        // A case through both windows, with their ladders; one that the police system refuses; a workflow of another release.
        let silent = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        silent.clear("2026-04-06T10:30:00").await?;
        let _ = silent.forward_to("2026-05-20T10:00:00").await?;
        stack.sandbox.set_knob(Agency::Police, Knob::fault(Fault::Reject));
        let stopped = Filed::file(stack, &examples::application(examples::PRIVATE_VISIT)?, "2026-04-06T10:00:00").await?;
        stopped.until("the incident", |view| !view.incidents.is_empty()).await?;
        // One that somebody has terminated.
        let lost = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        eventually("the case to be on record", async || Ok(stack.register.case(&lost.number).await?)).await?;
        lost.handle().terminate(temporalio_client::WorkflowTerminateOptions::default()).await?;
        // One whose holder has not given fingerprints, and a visa that Berkut does not take.
        stack.sandbox.set_knob(Agency::Berkut, Knob::fault(Fault::ServerError).on(Operation::Register));
        let _ = Filed::file_visa(stack, &examples::visa_request("issue-exit-b16")?, "2026-04-24T10:00:00").await?;
        let visa = Filed::file_visa(stack, &examples::visa_request("issue-exit-b16")?, "2026-04-24T10:00:00").await?;
        visa.say(Fingerprints::Taken, "2026-04-24T14:00:00", officer("a-serik")).await?;
        visa.decide(Verdict::Issue, None, "2026-04-24T15:00:00").await?;
        // And one of whose end it does not learn.
        let ended = Filed::file_visa(stack, &examples::visa_request("annul-c3-employer-change")?, "2026-04-24T10:00:00").await?;
        ended.decide(Verdict::Annul, None, "2026-04-24T15:00:00").await?;
        let unknown = WorkflowStartOptions::new(shaqyru_workflows::TASK_QUEUE, Uuid::new_v4().to_string()).build();
        stack.engine().start_workflow(UntypedWorkflow::new("OfAnotherRelease"), RawValue::empty(), unknown).await?;

        let rules = std::fs::read_to_string(deploy("prometheus/shaqyru.rules.yml"))?;
        let dashboard: Value = serde_json::from_str(&std::fs::read_to_string(deploy("grafana/shaqyru.json"))?)?;
        let expressions = [texts_under(&dashboard, "expr"), texts_under(&dashboard, "query")].concat();
        let wanted: BTreeSet<_> = metrics_in(&rules).into_iter().chain(expressions.iter().flat_map(|text| metrics_in(text))).collect();
        assert!(wanted.len() > 10 && expressions.len() > 15, "{wanted:?}");
        let url = format!("http://{addr}/metrics");
        let told = eventually("every metric that is asked for", async || {
            let exposed = [ask(&url).await?, ask(&format!("{}/metrics", stack.console.url())).await?].concat();
            let told: BTreeSet<_> =
                exposed.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next().map(str::to_owned)).collect();
            let missing: Vec<_> = wanted.difference(&told).collect();
            eprintln!("not told yet: {missing:?}");
            Ok(missing.is_empty().then_some((told, exposed)))
        });
        let (told, exposed) = told.await?;
        let unused: Vec<_> = told.iter().filter(|name| name.starts_with("shaqyru_") && !wanted.contains(*name)).collect();
        assert!(unused.is_empty(), "nobody looks at {unused:?}");
        for (personal, what) in [(silent.id(), "a case"), ("U12345678", "a passport")] {
            assert!(!exposed.contains(personal), "the metrics name {what}");
        }
        let value =
            |line: &str| exposed.lines().find(|told| told.starts_with(line)).and_then(|told| told.rsplit(' ').next()?.parse::<f64>().ok());
        assert_eq!((value("shaqyru_register_up "), value("shaqyru_lost_cases{")), (Some(1.0), Some(1.0)));
        assert_eq!(value("shaqyru_overdue_terms{clock=\"coordination\""), Some(1.0), "{exposed}");
        let of_visas =
            ["shaqyru_visas_not_in_berkut{", "shaqyru_visa_ends_not_in_berkut{", "shaqyru_fingerprints_due{", "shaqyru_stickers_used{"];
        assert_eq!(of_visas.map(value), [Some(1.0); 4], "{exposed}");
        let open = |service: &str| exposed.lines().any(|line| line.starts_with("shaqyru_open_cases{") && line.contains(service));
        assert!(open("service=\"invitation\"") && open("service=\"visa\""), "{exposed}");
        worker.stop().await?;
        Ok(())
    })
}

/// What the on-call's webhook was told: alert, clock, and whether it is over.
type Told = Vec<(String, String, String)>;

async fn on_call() -> Result<(SocketAddr, watch::Receiver<Told>)> {
    let (told, seen) = watch::channel(Told::new());
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let addr = listener.local_addr()?;
    let take = async |State(told): State<watch::Sender<Told>>, Json(body): Json<Value>| {
        let text = |alert: &Value, path: &str| alert.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let alerts = body["alerts"].as_array().cloned().unwrap_or_default();
        let news = alerts.iter().map(|alert| (text(alert, "/labels/alertname"), text(alert, "/labels/clock"), text(alert, "/status")));
        told.send_modify(|told| told.extend(news));
    };
    let app = Router::new().route("/", post(take)).with_state(told);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok((addr, seen))
}

/// Prometheus and Alertmanager as the samples set them up, but quick, and on this machine.
struct Watch {
    prometheus: String,
    _processes: [Child; 2],
    _folder: tempfile::TempDir,
}

impl Watch {
    fn over(worker: SocketAddr, webhook: SocketAddr, programs: &[PathBuf; 2]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = |name: &str| folder.path().join(name);
        let (prometheus, alertmanager) = (free()?, free()?);
        let quick = std::fs::read_to_string(deploy("prometheus/prometheus.yml"))?
            .replace("30s", "1s")
            .replace("shaqyru.rules.yml", &deploy("prometheus/shaqyru.rules.yml").display().to_string())
            .replace("alertmanager.example.kz:9093", &alertmanager.to_string())
            .replace("\"worker-1.example.kz:9464\", \"worker-2.example.kz:9464\"", &format!("\"{worker}\""));
        std::fs::write(file("prometheus.yml"), quick)?;
        let quick = std::fs::read_to_string(deploy("prometheus/alertmanager.yml"))?
            .replace("30s", "1s")
            .replace("5m", "1s")
            .replace("https://chat.example.kz/hooks/operators", &format!("http://{webhook}/"))
            .replace("https://pager.example.kz/hooks/shaqyru", &format!("http://{webhook}/"));
        std::fs::write(file("alertmanager.yml"), quick)?;
        let run = |program: &Path, options: &[String]| {
            Command::new(program).args(options).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn()
        };
        let [prometheus_program, alertmanager_program] = programs;
        let processes = [
            run(
                alertmanager_program,
                &[
                    format!("--config.file={}", file("alertmanager.yml").display()),
                    format!("--storage.path={}", file("alertmanager").display()),
                    format!("--web.listen-address={alertmanager}"),
                    "--cluster.listen-address=".to_owned(),
                ],
            )?,
            run(
                prometheus_program,
                &[
                    format!("--config.file={}", file("prometheus.yml").display()),
                    format!("--storage.tsdb.path={}", file("prometheus").display()),
                    format!("--web.listen-address={prometheus}"),
                ],
            )?,
        ];
        Ok(Self { prometheus: format!("http://{prometheus}"), _processes: processes, _folder: folder })
    }

    /// The rules as Prometheus has loaded them.
    async fn rules(&self) -> Result<Vec<Value>> {
        let url = format!("{}/api/v1/rules", self.prometheus);
        let loaded = eventually("Prometheus to answer", async || Ok(ask(&url).await.ok())).await?;
        let loaded: Value = serde_json::from_str(&loaded)?;
        let groups = loaded["data"]["groups"].as_array().context("no groups of rules")?;
        Ok(groups.iter().flat_map(|group| group["rules"].as_array().cloned().unwrap_or_default()).collect())
    }
}

/// Each alert says how bad it is, what is wrong, and where to read on; the page is there, and the overview names it.
fn have_their_pages(rules: &[Value]) -> Result<()> {
    let runbooks = deploy("../docs/how-to/runbooks");
    let overview = std::fs::read_to_string(runbooks.join("README.md"))?;
    ensure!(rules.len() > 10, "rules are missing");
    for rule in rules {
        let name = rule["name"].as_str().context("a rule without a name")?;
        ensure!(["warning", "critical"].iter().any(|severity| rule["labels"]["severity"] == *severity), "{name}: how bad is it?");
        for text in ["summary", "description"] {
            ensure!(rule["annotations"][text].as_str().is_some_and(|text| !text.is_empty()), "{name}: no {text}");
        }
        let page = rule["annotations"]["runbook_url"].as_str().and_then(|url| url.rsplit('/').next()).context("no page")?;
        let text = std::fs::read_to_string(runbooks.join(page)).with_context(|| format!("{name}: no {page}"))?;
        ensure!(text.starts_with(&format!("# {name}: ")), "{page} is about something else than {name}");
        ensure!(overview.contains(&format!("| `{name}` |")) && overview.contains(&format!("({page})")), "the overview leaves {name} out");
    }
    Ok(())
}

/// A day on which coordination can begin so that its standard window ends with the first office day that is not over: the term has
/// eight working hours left at most, whenever the test runs.
fn three_working_days_before_the_next_closing(stack: &Stack, now: Instant) -> Result<NaiveDate> {
    let calendar = stack.rulebook().calendars.newest();
    let hours = stack.rulebook().hours(now.date())?;
    let closes_today = calendar.is_working(now.date())? && now.time() < hours.closes();
    let due = if closes_today { now.date() } else { calendar.next_working_day_after(now.date())? };
    Ok(calendar.nth_working_day_before(due, 3)?)
}

#[test]
fn somebody_is_woken_before_a_term_runs_out_and_told_when_the_answer_came() -> Result<()> {
    let (Some(prometheus), Some(alertmanager)) =
        (program("prometheus", "prometheus")?, program("prometheus-alertmanager", "prometheus-alertmanager")?)
    else {
        return Ok(());
    };
    alone(SILENT, async |stack| {
        let (worker, addr) = measured_worker(stack).await?;
        let (webhook, mut told) = on_call().await?;
        let watch = Watch::over(addr, webhook, &[prometheus, alertmanager])?;
        have_their_pages(&watch.rules().await?)?;

        let now = || Instant::from_utc(Utc::now());
        let day = three_working_days_before_the_next_closing(stack, now())?;
        let cases = stack.cases();
        let filed_at = Instant::at(day, NaiveTime::from_hms_opt(9, 30, 0).context("no such time")?);
        let application = examples::application(examples::NEGOTIATIONS)?;
        let submitted = cases.submit(&Uuid::new_v4().to_string(), &application, filed_at).await?;
        let number: CaseNumber = submitted.cases.into_iter().next().context("no case")?;
        let cleared = filed_at.checked_add(std::time::Duration::from_mins(30)).context("no such time")?;
        let verified = message(Verification::Clear, cleared, Actor::Police)?;
        eventually("the case to be open", async || Ok(cases.case(&number, now()).await.ok())).await?;
        cases.tell(&number, verified).await?;

        let coordination = |alert: &(String, String, String), status: &str| {
            alert.0 == "ShaqyruWillBreach" && alert.1 == "coordination" && alert.2 == status
        };
        let heard = async |told: &mut watch::Receiver<Told>, status: &str| -> Result<()> {
            let waiting = told.wait_for(|told| told.iter().any(|alert| coordination(alert, status)));
            let outcome = tokio::time::timeout(shaqyru_tests::PATIENCE * 2, waiting).await.map(drop);
            outcome.with_context(|| format!("never told that it is {status}: {:?}", told.borrow()))
        };
        heard(&mut told, "firing").await?;
        assert!(!told.borrow().iter().any(|alert| coordination(alert, "resolved")), "told off before the answer came");
        cases.tell(&number, message(Answer::Agree, now(), Actor::Nsc)?).await?;
        heard(&mut told, "resolved").await?;
        // The MCI of the next year is missing from October on, until its law is signed.
        let expected = ["ShaqyruWillBreach", "ShaqyruMciYearMissing"];
        let others: Vec<_> =
            told.borrow().iter().filter(|(name, clock, _)| !expected.contains(&name.as_str()) && clock != "decision").cloned().collect();
        assert!(others.is_empty(), "woken for nothing: {others:?}");
        worker.stop().await?;
        Ok(())
    })
}

fn message<T: serde::Serialize>(content: T, received_at: Instant, by: Actor) -> Result<Message<T>> {
    Ok(Message::of(Uuid::new_v4().to_string(), Entry::new(content, received_at, by))?)
}
