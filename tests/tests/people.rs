//! Risks: an escalation reaches nobody, or comes again and again; a mail server that is down holds up cases, or what it should have
//! sent is lost; a letter names a person.

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use chrono::Utc;
use serde::Deserialize;
use serde_json::Value;
use shaqyru::stack::Stack;
use shaqyru_activities::people::{Contacts, PeopleSettings};
use shaqyru_client::{people, schedules::Schedules};
use shaqyru_domain::{
    case::{
        fact::{Answer, Verdict},
        stage::Status,
    },
    problem::Code,
    time::instant::Instant,
};
use shaqyru_register::{Channel, Register};
use shaqyru_sandbox::{Agency, Fault, Knob};
use shaqyru_tests::{Filed, SILENT, alone, eventually, examples};
use shaqyru_worker::{RunningWorker, Settings};
use tokio::sync::watch;

/// A real SMTP server, with its mails in a folder. It ends with what it is held by.
struct MailServer {
    process: std::process::Child,
    folder: tempfile::TempDir,
}

/// A mail as its receiver reads it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Mail {
    to: String,
    id: String,
    subject: String,
    text: String,
}

const READ: &str = r"
import email, email.policy, json, pathlib, sys
mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in pathlib.Path(sys.argv[1], 'new').glob('*')]
print(json.dumps([{'to': mail['to'], 'id': mail['message-id'], 'subject': mail['subject'], 'text': mail.get_content()} for mail in mails]))
";

impl MailServer {
    /// Whether it can be had; says so loudly if not.
    #[expect(clippy::print_stderr, reason = "a skipped test is to be heard of")]
    fn is_installed() -> Result<bool> {
        let found = Command::new("aiosmtpd").arg("--version").stdout(Stdio::null()).status().is_ok();
        if !found {
            ensure!(std::env::var_os("SHAQYRU_SKIP_IS_FAILURE").is_none(), "aiosmtpd is missing: install python3-aiosmtpd");
            eprintln!("SKIPPED: aiosmtpd is missing; install python3-aiosmtpd to have mail tried");
        }
        Ok(found)
    }

    fn start(addr: SocketAddr) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let process = Command::new("aiosmtpd")
            .args(["-n", "-l", &addr.to_string(), "-c", "aiosmtpd.handlers.Mailbox"])
            .arg(folder.path().join("mail"))
            .spawn()?;
        Ok(Self { process, folder })
    }

    fn mails(&self) -> Result<Vec<Mail>> {
        let read = Command::new("python3").args(["-c", READ]).arg(self.folder.path().join("mail")).output()?;
        ensure!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        Ok(serde_json::from_slice(&read.stdout)?)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A webhook that answers as it is told to.
struct Webhook {
    url: String,
    calls: watch::Receiver<Vec<Value>>,
    answer: watch::Sender<StatusCode>,
}

impl Webhook {
    async fn listen() -> Result<Self> {
        type Shared = (watch::Sender<Vec<Value>>, watch::Receiver<StatusCode>);
        let (told, calls) = watch::channel(Vec::new());
        let (answer, answers) = watch::channel(StatusCode::OK);
        let take = async |State((told, answers)): State<Shared>, Json(body): Json<Value>| {
            let answer = *answers.borrow();
            if answer.is_success() {
                told.send_modify(|told| told.push(body));
            }
            answer
        };
        let app = Router::new().route("/", post(take)).with_state((told, answers));
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { url, calls, answer })
    }

    fn of_case(&self, case: &str) -> Vec<Value> {
        self.calls.borrow().iter().filter(|call| call["case"] == case).cloned().collect()
    }
}

const OFFICE: &str = "ALA-ALMALY";

/// A worker that reaches people; it takes the place of the stack's own.
async fn worker_that_tells(stack: &mut Stack, smtp: SocketAddr, office: &Webhook, on_call: &Webhook) -> Result<RunningWorker> {
    let contacts = format!(
        "[on_call]\nemail = ['ops@example.kz']\nwebhook = '{}'\n[offices.{OFFICE}]\nofficer = ['officer@example.kz']\n\
         supervisor = ['supervisor@example.kz', 'deputy@example.kz']\nhead = ['head@example.kz']\nwebhook = '{}'",
        on_call.url, office.url
    );
    worker_with(stack, smtp, &contacts).await
}

async fn worker_with(stack: &mut Stack, smtp: SocketAddr, contacts: &str) -> Result<RunningWorker> {
    stack.stop_worker().await?;
    let people = PeopleSettings {
        contacts: Contacts::parse(contacts)?,
        smtp: Some(format!("smtp://{smtp}")),
        from: Some("Shaqyru <shaqyru@example.kz>".to_owned()),
        public_url: "https://console.example.kz/".to_owned(),
    };
    Ok(RunningWorker::start(stack.connecting(), Settings { people: Some(people), ..stack.settings() }))
}

fn free() -> Result<SocketAddr> {
    Ok(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

#[test]
fn an_escalation_held_up_by_an_outage_reaches_everybody_and_no_mail_comes_twice() -> Result<()> {
    if !MailServer::is_installed()? {
        return Ok(());
    }
    alone(SILENT, async |stack| {
        let smtp = free()?;
        let (office, on_call) = (Webhook::listen().await?, Webhook::listen().await?);
        let worker = worker_that_tells(stack, smtp, &office, &on_call).await?;
        let register = Register::open(&stack.register_setting()).await?;
        let schedules = Schedules::new(stack.engine());
        schedules.ensure_all().await?;

        // Nobody takes mail, and a webhook is down: cases go on to their ends.
        on_call.answer.send_replace(StatusCode::SERVICE_UNAVAILABLE);
        stack.sandbox.set_knob(Agency::Police, Knob::fault(Fault::Reject));
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        case.until("the incident", |view| !view.incidents.is_empty()).await?;
        stack.sandbox.set_knob(Agency::Police, Knob::default());
        case.clear("2026-04-06T10:30:00").await?;
        case.answer(Answer::Agree, "2026-05-12T10:00:00").await?;
        case.decide(Verdict::Issue, Some("illness"), "2026-05-14T10:00:00").await?;
        assert_eq!(case.closed().await?.status, Status::Issued);
        let record = register.case(&case.number).await?.context("not on record")?;
        assert!(record.escalations.len() > 5, "the story tells too little");
        let all = record.escalations.len() + 1;
        // The incident is held for the on-call's webhook; so all that follows it waits, in the case's order.
        let round = async || schedules.start_now(people::TELL_PEOPLE).await;
        let untold = async |channel| Ok::<_, anyhow::Error>(register.untold(channel, 0, 500).await?.len());
        round().await?;
        on_call.answer.send_replace(StatusCode::OK);
        eventually("the webhooks to be told", async || {
            round().await?;
            Ok((untold(Channel::Webhook).await? == 0).then_some(()))
        })
        .await?;
        assert_eq!(untold(Channel::Mail).await?, all, "mail went nowhere, and counts as told");
        assert_eq!(on_call.of_case(case.id()).len(), 1);
        // The office's webhook answered at once, and was not told of the incident again when the on-call's did not.
        assert_eq!(office.of_case(case.id()).len(), all);
        let rungs: Vec<_> = office.of_case(case.id()).into_iter().filter(|call| call["matter"] == "escalation").collect();
        let of_record = record.escalations.iter().map(|gone| (gone.rung.clone(), serde_json::json!(gone.at)));
        assert!(
            rungs.iter().map(|rung| (rung["rung"].as_str().unwrap_or_default().to_owned(), rung["at"].clone())).eq(of_record),
            "{rungs:?}"
        );

        // The mail server comes up: all of it goes out, once, however often it is asked.
        let server = MailServer::start(smtp)?;
        eventually("the mail to go out", async || {
            round().await?;
            Ok((untold(Channel::Mail).await? == 0).then_some(()))
        })
        .await?;
        let mails = server.mails()?;
        round().await?;
        eventually("a round that has nothing to tell", async || Ok((server.mails()? == mails).then_some(()))).await?;
        let once: BTreeSet<_> = mails.iter().map(|mail| (mail.to.clone(), mail.id.clone())).collect();
        assert_eq!(once.len(), mails.len(), "somebody was told twice: {mails:?}");
        let to = |address: &str| mails.iter().filter(|mail| mail.to == address).count();
        let of = |audience: &str| record.escalations.iter().filter(|gone| gone.audience.to_string() == audience).count();
        assert_eq!((to("officer@example.kz"), to("head@example.kz")), (of("officer"), of("head")));
        assert_eq!((to("supervisor@example.kz"), to("deputy@example.kz")), (of("supervisor") + 1, of("supervisor") + 1));
        assert_eq!(to("ops@example.kz"), 1);
        for mail in &mails {
            assert!(mail.text.contains(&format!("https://console.example.kz/cases/{}", case.id())), "{}", mail.text);
            assert!(mail.subject.contains(OFFICE) && mail.text.lines().count() > 6, "{mail:?}");
            let application = std::fs::read_to_string(example(examples::NEGOTIATIONS))?;
            assert_no_person(&serde_json::from_str(&application)?, &format!("{} {}", mail.subject, mail.text));
        }
        worker.stop().await?;
        Ok(())
    })
}

fn example(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../examples/applications/{name}.json"))
}

/// Nothing of what identifies the invitee or the inviting party is in the text.
fn assert_no_person(form: &Value, text: &str) {
    let invitee = &form["invitees"][0];
    for personal in [&invitee["surname"], &invitee["given_names"], &invitee["passport"]["number"], &form["inviting_party"]["bin_iin"]] {
        let personal = personal.as_str().unwrap_or_default();
        assert!(!personal.is_empty() && !text.contains(personal), "a letter names a person: {text}");
    }
}

#[test]
fn a_digest_is_sent_on_working_days_only_and_names_a_stopped_case() -> Result<()> {
    if !MailServer::is_installed()? {
        return Ok(());
    }
    alone(SILENT, async |stack| {
        let smtp = free()?;
        let server = MailServer::start(smtp)?;
        let (office, on_call) = (Webhook::listen().await?, Webhook::listen().await?);
        let worker = worker_that_tells(stack, smtp, &office, &on_call).await?;
        let schedules = Schedules::new(stack.engine());
        schedules.ensure_all().await?;
        stack.sandbox.set_knob(Agency::Police, Knob::fault(Fault::Reject));
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let register = Register::open(&stack.register_setting()).await?;
        eventually("the incident to be on record", async || Ok((!register.stopped_steps(None).await?.is_empty()).then_some(()))).await?;

        let today = Instant::from_utc(Utc::now()).date();
        let works = stack.rulebook().calendars.newest().is_working(today)?;
        schedules.start_now(people::DIGEST).await?;
        let is_over = "WorkflowType = 'Digest' AND ExecutionStatus = 'Completed'";
        eventually("the digest to be over", async || {
            let listed = stack.engine().count_workflows(is_over, temporalio_client::WorkflowCountOptions::builder().build()).await?;
            Ok((listed.count() > 0).then_some(()))
        })
        .await?;
        let digests: Vec<_> = server.mails()?.into_iter().filter(|mail| mail.id.contains("digest/")).collect();
        let to: BTreeSet<_> = digests.iter().map(|mail| mail.to.as_str()).collect();
        let all = BTreeSet::from(["deputy@example.kz", "head@example.kz", "officer@example.kz", "ops@example.kz", "supervisor@example.kz"]);
        assert_eq!(to, if works { all } else { BTreeSet::new() });
        let code = Code::AgencyRefused.to_string();
        assert!(digests.iter().all(|mail| mail.text.contains(case.id()) && mail.text.contains(&code)), "{digests:?}");
        for webhook in [&office, &on_call] {
            let called: Vec<_> = webhook.calls.borrow().iter().filter(|call| call["matter"] == "digest").cloned().collect();
            assert_eq!(called.len(), usize::from(works));
        }
        worker.stop().await?;
        Ok(())
    })
}

/// A handler of the mail server that takes its time, and notes how many letters it takes at once, and which.
const SLOW: &str = r"
import asyncio, json, os
class Slow:
    busy = 0
    async def handle_DATA(self, server, session, envelope):
        Slow.busy += 1
        with open(os.environ['LETTERS'], 'a') as letters:
            id = [line for line in envelope.content.decode().splitlines() if line.lower().startswith('message-id:')][0]
            print(json.dumps([Slow.busy, envelope.rcpt_tos[0], id]), file=letters)
        await asyncio.sleep(0.1)
        Slow.busy -= 1
        return '250 OK'
";

/// Mail went one at a time for the whole country, and a worker that sent it did not end when it was told to.
#[test]
fn mail_goes_several_at_a_time_and_a_worker_that_sends_it_stops_when_told() -> Result<()> {
    if !MailServer::is_installed()? {
        return Ok(());
    }
    alone(SILENT, async |stack| {
        let smtp = free()?;
        let folder = tempfile::tempdir()?;
        let log = folder.path().join("letters");
        std::fs::write(folder.path().join("slow.py"), SLOW)?;
        let process = Command::new("aiosmtpd")
            .args(["-n", "-l", &smtp.to_string(), "-c", "slow.Slow"])
            .env("PYTHONPATH", folder.path())
            .env("LETTERS", &log)
            .spawn()?;
        let server = MailServer { process, folder: tempfile::tempdir()? };
        let sent = || -> Result<Vec<(u32, String, String)>> {
            let text = std::fs::read_to_string(&log).unwrap_or_default();
            Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
        };
        // Thirty cases, each with a ladder of escalations to tell.
        let first = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let _ = first.forward_to("2026-04-14T10:00:00").await?;
        let register = Register::open(&stack.register_setting()).await?;
        let known = eventually("some escalations to be on record", async || {
            Ok(register.case(&first.number).await?.filter(|record| record.escalations.len() > 4))
        })
        .await?;
        stack.stop_worker().await?;
        for number in 1..30 {
            let mut other = known.clone();
            other.number = first.number.sibling(number);
            for (place, stage) in (1..).zip(&mut other.stages) {
                stage.case = other.number.clone();
                stage.id = format!("{}/stage/{place}", other.number);
            }
            register.record(&other).await?;
        }
        let all = register.untold(Channel::Mail, 0, 10_000).await?.len();
        let (office, on_call) = (Webhook::listen().await?, Webhook::listen().await?);
        let worker = worker_that_tells(stack, smtp, &office, &on_call).await?;
        let schedules = Schedules::new(stack.engine());
        schedules.start_now(people::TELL_PEOPLE).await?;
        eventually("some mail to go out", async || Ok((sent()?.len() > 20).then_some(()))).await?;
        worker.stop().await?;
        let left = register.untold(Channel::Mail, 0, 10_000).await?.len();
        assert!(left > 0 && left < all, "it went on until all was told: {left} of {all}");

        // Whoever comes next tells the rest, at once: nobody holds the channel any more.
        let worker = worker_that_tells(stack, smtp, &office, &on_call).await?;
        eventually("the rest to go out", async || {
            schedules.start_now(people::TELL_PEOPLE).await?;
            Ok(register.untold(Channel::Mail, 0, 10_000).await?.is_empty().then_some(()))
        })
        .await?;
        worker.stop().await?;
        let letters = sent()?;
        assert!(letters.iter().any(|(at_once, ..)| *at_once > 4), "one after the other");
        let once: BTreeSet<_> = letters.iter().map(|(_, to, id)| (to, id)).collect();
        assert_eq!(once.len(), letters.len(), "somebody was told twice");
        drop(server);
        Ok(())
    })
}

/// Refuses one receiver as few servers do, takes nothing for another at first, and knows no addresses beyond ASCII.
const CHOOSY: &str = r"
from aiosmtpd.handlers import Mailbox

class Choosy(Mailbox):
    asked = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('refused'):
            return '555 5.5.4 this receiver is not to be had'
        if address.startswith('later') and Choosy.asked < 3:
            Choosy.asked += 1
            return '450 4.2.0 come again later'
        envelope.rcpt_tos.append(address)
        return '250 OK'
";

/// One bad address held up the mail of all others for ever, and who stood beside one that took it later got the letter again each time.
#[test]
fn an_address_that_is_refused_or_late_or_cannot_be_named_holds_up_and_repeats_nobody_elses_mail() -> Result<()> {
    if !MailServer::is_installed()? {
        return Ok(());
    }
    alone(SILENT, async |stack| {
        let smtp = free()?;
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("choosy.py"), CHOOSY)?;
        let process = Command::new("aiosmtpd")
            .args(["-n", "-l", &smtp.to_string(), "-c", "choosy.Choosy"])
            .arg(folder.path().join("mail"))
            .env("PYTHONPATH", folder.path())
            .spawn()?;
        let server = MailServer { process, folder };
        let contacts = format!(
            "[offices.{OFFICE}]\nofficer = ['қызметкер@example.kz']\n\
             supervisor = ['boss@example.kz', 'later@example.kz', 'refused@example.kz', 'supervisor@example.kz', 'бақылаушы@example.kz']\n\
             head = ['head@example.kz']"
        );
        // From the first escalation on: a worker that knows nobody has nobody to tell, and all is settled.
        let worker = worker_with(stack, smtp, &contacts).await?;
        let case = Filed::file(stack, &examples::application(examples::NEGOTIATIONS)?, "2026-04-06T10:00:00").await?;
        let _ = case.forward_to("2026-04-14T10:00:00").await?;
        let register = Register::open(&stack.register_setting()).await?;
        eventually("some escalations to be on record", async || {
            Ok(register.case(&case.number).await?.filter(|record| record.escalations.len() > 4))
        })
        .await?;
        let schedules = Schedules::new(stack.engine());
        eventually("all mail to be settled", async || {
            schedules.start_now(people::TELL_PEOPLE).await?;
            Ok(register.untold(Channel::Mail, 0, 10_000).await?.is_empty().then_some(()))
        })
        .await?;
        worker.stop().await?;
        let mails = server.mails()?;
        let once: BTreeSet<_> = mails.iter().map(|mail| (&mail.to, &mail.id)).collect();
        assert_eq!(once.len(), mails.len(), "somebody was told twice: {mails:?}");
        let letters_to = |to: &str| mails.iter().filter(|mail| mail.to.starts_with(to)).map(|mail| &mail.id).collect::<BTreeSet<_>>();
        assert!(!letters_to("supervisor").is_empty());
        assert_eq!((letters_to("later"), letters_to("boss")), (letters_to("supervisor"), letters_to("supervisor")));
        assert!(letters_to("refused").is_empty());
        Ok(())
    })
}
