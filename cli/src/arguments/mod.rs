//! The command line.

pub(crate) mod rules;

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use shaqyru_console::Secret;
use shaqyru_documents::Language;
use shaqyru_domain::{
    application::PaperForm,
    case::{number::CaseNumber, outbox::NoticeKind},
    checks::papers::RequestedPaper,
    instant::Instant,
    problem::Code,
    term::CountFrom,
    text::{OfficeCode, OfficerId},
};

/// The engine takes update ids of this length.
const LONGEST_ID: usize = 200;

/// Invitations and visas of the Republic of Kazakhstan as durable workflows.
///
/// What officers do goes to the console (SHAQYRU_URL) with their token (SHAQYRU_TOKEN). Worker and console connect to Temporal
/// by the SDK's own settings: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS and API key variables, or a profile in
/// temporal.toml. Exit status: 0 done, 1 the procedure or a check says no,
/// 2 the input or the call is wrong, 3 an outside system could not be reached.
#[derive(Debug, Parser)]
#[command(name = "shaqyru", version, about)]
#[cfg_attr(feature = "stand-ins", command(after_help = "Start with: shaqyru demo"))]
pub(crate) struct Arguments {
    /// Print one JSON document on standard output and nothing else.
    #[arg(long, global = true)]
    pub json: bool,
    /// Judge by the rulebook in this folder instead of the built-in one.
    #[arg(long, global = true, env = "SHAQYRU_RULEBOOK", value_name = "DIR")]
    pub rulebook: Option<PathBuf>,
    #[command(flatten)]
    pub access: Access,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Engine, agencies, worker and example cases on this machine, through to their outcomes.
    #[cfg(feature = "stand-ins")]
    Demo(Demo),
    /// Run workflows and activities against a Temporal cluster and the agencies.
    Worker(Box<Worker>),
    /// Serve people and agencies over HTTP: pages, API, callbacks.
    Console(Box<Console>),
    /// Play the agencies over HTTP, for trying things out; never in production.
    #[cfg(feature = "stand-ins")]
    Sandbox(SandboxCommand),
    /// File applications: one case per invitee, all or none.
    #[command(
        after_help = "Examples:\n  shaqyru submit application.json\n  shaqyru submit --request-id R-2026-0001 application.json\n  shaqyru submit inbox/*.json --json"
    )]
    Submit(Submit),
    /// List cases, those due first at the top.
    #[command(
        after_help = "Examples:\n  shaqyru list --open\n  shaqyru list --office ALA-ALMALY --stage coordination_extended\n  shaqyru list --breached --json"
    )]
    List(List),
    /// Show a case as a whole.
    Show(OneCase),
    /// Show what happened in a case.
    Timeline(OneCase),
    /// Show a case's deadlines with their proof, drawn as a strip of days.
    Deadlines(OneCase),
    /// List the documents that a case has produced, or save them as PDF.
    #[command(
        after_help = "Examples:\n  shaqyru documents INV-7K3QX5ABCD-1\n  shaqyru documents INV-7K3QX5ABCD-1 --save . --language kk\n  shaqyru documents INV-7K3QX5ABCD-1 --json"
    )]
    Documents(Documents),
    /// Enter the police verification on behalf of the police.
    #[command(
        after_help = "Examples:\n  shaqyru verify INV-7K3QX5ABCD-1 clear\n  shaqyru verify INV-7K3QX5ABCD-1 refuse --ground 4 --note \"unpaid fine of 2024\""
    )]
    Verify(Verify),
    /// Enter the NSC's answer on behalf of the NSC.
    #[command(after_help = "Example:\n  shaqyru answer INV-7K3QX5ABCD-1 agree")]
    Answer(AnswerCommand),
    /// Enter the NSC's written request for more time.
    #[command(after_help = "Example:\n  shaqyru extend INV-7K3QX5ABCD-1 --reason \"further study\"")]
    Extend(Extend),
    /// Decide: issue or refuse.
    #[command(
        after_help = "Examples:\n  shaqyru decide INV-7K3QX5ABCD-1 issue\n  shaqyru decide INV-7K3QX5ABCD-1 refuse --ground 3 --note \"negative answer\""
    )]
    Decide(Decide),
    /// The inviting party takes the application back.
    Withdraw(Withdraw),
    /// Give a case to another officer or office.
    Reassign(Reassign),
    /// Put a wrongly entered verification or answer right; by another person than the one who entered it.
    #[command(
        after_help = "Examples:\n  shaqyru correct INV-7K3QX5ABCD-1 answer object --reason \"misread\"\n  shaqyru correct INV-7K3QX5ABCD-1 verification clear --fact-received-at 2026-03-06T10:15 --reason \"wrong hour\""
    )]
    Correct(Correct),
    /// Let the steps go on that an incident stopped: of a case, or of all cases.
    #[command(
        after_help = "Examples:\n  shaqyru resume INV-7K3QX5ABCD-1\n  shaqyru resume --all\n  shaqyru resume --all --step police --code SHQ-AGENCY-REFUSED"
    )]
    Resume(Resume),
    /// Send a notice to the applicant once more.
    Resend(Resend),
    /// Ask where a case stands, as its applicant: no token, but the number of the passport.
    #[command(after_help = "Example:\n  shaqyru status INV-7K3QX5ABCD-1 --passport U00000001")]
    Status(StatusOptions),
    /// Show who has looked at a case, and what was refused; for auditors.
    Views(Views),
    /// Ask the applicant for papers; nothing pauses. What state systems hold is not asked for.
    #[command(
        after_help = "Examples:\n  shaqyru request-papers INV-7K3QX5ABCD-1 --paper contract --reason \"the copy is not legible\"\n  shaqyru request-papers INV-7K3QX5ABCD-1 --paper labour_contract:original --reason \"comparison\""
    )]
    RequestPapers(RequestPapers),
    /// Judge an application by the rules in force on a day.
    #[command(
        after_help = "Examples:\n  shaqyru check application.json\n  shaqyru check application.json --on 2026-03-06 --json\n  shaqyru check application.json --records records.json\n\nExit status: 0 acceptable, 1 incomplete or ineligible, 2 the input is wrong."
    )]
    Check(Check),
    /// Look into the rulebook: what it says, what changed, who is competent, who was told.
    #[command(
        after_help = "Examples:\n  shaqyru rules list\n  shaqyru rules show B3 --on 2026-03-06\n  shaqyru rules show \"R26 para 26\"\n  shaqyru rules diff 2026-02-22 2026-03-10\n  shaqyru rules cite CHK-WINDOW-LATE\n  shaqyru rules competence --category C3 --action extension --registered-in KZ-71 --works-in KZ-75 --lives-in KZ-75\n  shaqyru rules follow C3 --regime aifc_participant --holder family_member"
    )]
    Rules(rules::Rules),
    /// Our own lasting record of cases: verify, export, repair, back up, purge it, adopt the engine's truth, deliver its stages.
    #[command(
        after_help = "Examples:\n  shaqyru register verify\n  shaqyru register repair --dry-run\n  shaqyru register adopt INV-7K3QX5ABCD-1 --officer P-3003 --reason \"the engine lost a step in the outage of 6 March\"\n  shaqyru register backup /backup/register-2026-03-06.db\n  shaqyru register purge --keep-years 5\n  shaqyru register export stages --format jsonl --output stages.jsonl\n  SHAQYRU_REGISTER=postgres://… shaqyru register export cases > cases.csv"
    )]
    Register(Register),
    /// Let cases go on whose steps fail for ever, because their history does not replay; no message is lost. A worker must run.
    #[command(
        name = "repair-history",
        after_help = "Examples:\n  shaqyru repair-history --all --dry-run\n  shaqyru repair-history INV-7K3QX5ABCD-1 --by O-1001\n\nExit status: 0 nothing is left to do; 1 a case does not replay, or could not be repaired."
    )]
    RepairHistory(RepairHistory),
    /// Play a scenario in virtual time, on a real server of its own.
    #[command(after_help = "Example:\n  shaqyru simulate scenario.json --json")]
    #[cfg(feature = "stand-ins")]
    Simulate(Simulate),
    /// Count a deadline and show why it is what it is.
    #[command(
        after_help = "Examples:\n  shaqyru deadline 2026-03-20T15:00 3wd\n  shaqyru deadline 2026-03-06T18:31 30cd --count-from registration --json\n  shaqyru deadline - < instants.csv"
    )]
    Deadline(Deadline),
    /// Show on which dates the clocks would end if the NSC answers, asks for more time, or is silent: of a case, or of a draft.
    #[command(
        name = "what-if",
        after_help = "Examples:\n  shaqyru what-if INV-7K3QX5ABCD-1\n  shaqyru what-if --filed-at 2026-03-06T10:00 --office ALA-ALMALY\n  shaqyru what-if --filed-at 2026-03-06T10:00 --office ALA-ALMALY --verified-at 2026-03-06T11:30 --nsc-at 2026-03-11T16:00 --json"
    )]
    WhatIf(WhatIf),
    /// Check what is installed, reachable and configured, and which calendar year is missing.
    Doctor,
    /// Print completions for a shell.
    Completions(Completions),
}

#[cfg(feature = "stand-ins")]
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// End by itself once every example case has reached its outcome.
    #[arg(long)]
    pub exit: bool,
}

/// Where the register lies.
#[derive(Debug, Args)]
pub(crate) struct RegisterSetting {
    /// The register: a postgres:// URL, or the path of an SQLite file.
    #[arg(long, env = "SHAQYRU_REGISTER", hide_env_values = true, default_value = "shaqyru-register.db", value_name = "URL|FILE")]
    pub register: String,
}

#[derive(Debug, Args)]
pub(crate) struct StatementSecret {
    /// The secret with which the console signs what it says to cases, so that workers believe nobody else who reaches the engine.
    #[arg(long = "statement-secret", env = "SHAQYRU_STATEMENT_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub secret: Secret,
}

#[derive(Debug, Args)]
pub(crate) struct Worker {
    #[command(flatten)]
    pub register: RegisterSetting,
    #[command(flatten)]
    pub statement_secret: StatementSecret,
    /// Where the police system answers.
    #[arg(long, env = "SHAQYRU_POLICE_URL", value_name = "URL")]
    pub police_url: String,
    /// Where Berkut answers.
    #[arg(long, env = "SHAQYRU_BERKUT_URL", value_name = "URL")]
    pub berkut_url: String,
    /// Where the monitoring system answers.
    #[arg(long, env = "SHAQYRU_MONITORING_URL", value_name = "URL")]
    pub monitoring_url: String,
    /// Where the visa-migration portal answers.
    #[arg(long, env = "SHAQYRU_PORTAL_URL", value_name = "URL")]
    pub portal_url: String,
    /// Where the office takes its notices.
    #[arg(long, env = "SHAQYRU_OFFICE_URL", value_name = "URL")]
    pub office_url: String,
    /// Where the gateway to the state registers answers.
    #[arg(long, env = "SHAQYRU_REGISTERS_URL", value_name = "URL")]
    pub registers_url: String,
    /// Where the ministry's notice service answers, which reaches the offices and the Unified Contact Centre.
    #[arg(long, env = "SHAQYRU_ANNOUNCEMENTS_URL", value_name = "URL")]
    pub announcements_url: String,
    /// How often the agencies are asked for answers whose callback may be lost, in seconds; 0: never.
    #[arg(long, env = "SHAQYRU_POLL_SECONDS", default_value_t = 1800)]
    pub poll_seconds: u64,
    /// The most calls a second to each of police and Berkut, over all workers.
    #[arg(long, env = "SHAQYRU_AGENCY_CALLS_PER_SECOND", default_value_t = 20.0)]
    pub agency_calls_per_second: f64,
    /// The agencies are not asked to call back; only polling finds their answers.
    #[arg(long)]
    pub no_callbacks: bool,
    /// Let in cases on a shifted clock; never in production.
    #[cfg(feature = "stand-ins")]
    #[arg(long, hide = true)]
    pub simulation: bool,
    /// Keep at most so many cases in memory between their steps, for tests of replay.
    #[arg(long, hide = true, value_name = "N")]
    pub cached_workflows: Option<usize>,
    /// Serve metrics for Prometheus here: those of cases and agencies, and the SDK's own.
    #[arg(long, env = "SHAQYRU_METRICS", value_name = "ADDR")]
    pub metrics: Option<SocketAddr>,
    #[command(flatten)]
    pub people: People,
}

impl Worker {
    /// Whether cases on a shifted clock are let in; never by a build for production.
    #[cfg_attr(not(feature = "stand-ins"), expect(clippy::unused_self, reason = "the other build asks it"))]
    pub(crate) const fn takes_simulations(&self) -> bool {
        #[cfg(feature = "stand-ins")]
        return self.simulation;
        #[cfg(not(feature = "stand-ins"))]
        false
    }
}

/// How people are told of escalations and incidents.
#[derive(Debug, Args)]
pub(crate) struct People {
    /// Who is told, by office and audience (TOML); without it nobody is told but the office's own system.
    #[arg(long, env = "SHAQYRU_CONTACTS", value_name = "FILE", requires = "public_url")]
    pub contacts: Option<PathBuf>,
    /// Where mail goes out, such as smtp://mail.example.kz:587/shaqyru.example.kz?tls=required; the path is our own name.
    #[arg(long, env = "SHAQYRU_SMTP", hide_env_values = true, value_name = "URL", requires = "mail_from")]
    pub smtp: Option<String>,
    /// Who sends it.
    #[arg(long, env = "SHAQYRU_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// Where people find the console, for links.
    #[arg(long, env = "SHAQYRU_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
}

/// How people and their tools reach the console.
#[derive(Debug, Args)]
pub(crate) struct Access {
    /// The console that takes what people say.
    #[arg(long, global = true, env = "SHAQYRU_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub console: String,
    /// Your token, from the issuer that the console trusts.
    #[arg(long, global = true, env = "SHAQYRU_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Console {
    #[command(flatten)]
    pub register: RegisterSetting,
    #[command(flatten)]
    pub statement_secret: StatementSecret,
    /// Who issues the tokens of people and systems (OpenID Connect).
    #[arg(long, env = "SHAQYRU_ISSUER", value_name = "URL")]
    pub issuer: String,
    /// The audience of tokens for us.
    #[arg(long, env = "SHAQYRU_AUDIENCE", default_value = "shaqyru", value_name = "NAME")]
    pub audience: String,
    /// As whom the issuer knows us; the audience, if not given.
    #[arg(long, env = "SHAQYRU_CLIENT_ID", value_name = "NAME")]
    pub client_id: Option<String>,
    /// The issuer does not mark its access tokens by their type (at+jwt): then they need an audience that is not our client id.
    #[arg(long, env = "SHAQYRU_UNTYPED_TOKENS", requires = "client_id")]
    pub untyped_tokens: bool,
    /// Where browsers reach the console; where it listens, if not given.
    #[arg(long, env = "SHAQYRU_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Further names of hosts under which people and programs ask for the console.
    #[arg(long = "host", env = "SHAQYRU_HOSTS", value_delimiter = ',', value_name = "NAME")]
    pub hosts: Vec<String>,
    /// Addresses of the proxies in front of the console, which say in X-Forwarded-For for whom they ask.
    #[arg(long = "proxy", env = "SHAQYRU_PROXIES", value_delimiter = ',', value_name = "IP")]
    pub proxies: Vec<IpAddr>,
    /// What officers are called on documents, by their ids (TOML); without it documents show the ids.
    #[arg(long, env = "SHAQYRU_OFFICERS", value_name = "FILE")]
    pub officers: Option<PathBuf>,
    /// Listen here.
    #[arg(long, env = "SHAQYRU_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// The secret that the police sign with.
    #[arg(long, env = "SHAQYRU_POLICE_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub police_secret: Secret,
    /// The secret that Berkut signs with.
    #[arg(long, env = "SHAQYRU_BERKUT_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub berkut_secret: Secret,
    /// Go by a clock so far ahead of the machine's; never in production.
    #[arg(long, hide = true, allow_hyphen_values = true, default_value_t = 0, value_name = "SECONDS")]
    pub ahead_seconds: i64,
}

#[cfg(feature = "stand-ins")]
#[derive(Debug, Args)]
pub(crate) struct SandboxCommand {
    /// Listen here.
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// Where callbacks go, such as http://127.0.0.1:8080.
    #[arg(long, value_name = "URL")]
    pub callback_base: Option<String>,
    /// The secret that the police sign with.
    #[arg(long, env = "SHAQYRU_POLICE_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub police_secret: String,
    /// The secret that Berkut signs with.
    #[arg(long, env = "SHAQYRU_BERKUT_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub berkut_secret: String,
}

#[derive(Debug, Args)]
pub(crate) struct Submit {
    /// File it though a case for the same passport, category and office is open.
    #[arg(long)]
    pub anyway: bool,
    /// Applications in JSON (annex 4); `-` reads one from standard input.
    #[arg(required = true, value_name = "APPLICATION")]
    pub files: Vec<PathBuf>,
    /// The same id files the same cases once, however often it is sent. With several files, each file's
    /// place is added to it.
    #[arg(long, value_name = "ID", value_parser = id)]
    pub request_id: Option<String>,
    /// When it was filed; now, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub filed_at: Option<Instant>,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Cases at this stage.
    #[arg(long)]
    pub stage: Option<String>,
    /// Cases of this office.
    #[arg(long)]
    pub office: Option<String>,
    /// Cases of this officer.
    #[arg(long)]
    pub officer: Option<String>,
    /// Cases of this visa category.
    #[arg(long)]
    pub category: Option<String>,
    /// Cases in which this clock is the one to look at, such as decision.
    #[arg(long)]
    pub clock: Option<String>,
    /// Cases that are open.
    #[arg(long)]
    pub open: bool,
    /// Cases in which a term of the law has been breached.
    #[arg(long)]
    pub breached: bool,
    /// Cases due before this instant, or overdue.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub due_before: Option<Instant>,
    /// At most so many.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub limit: u16,
    /// After this cursor, which the page before has named.
    #[arg(long)]
    pub cursor: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct StatusOptions {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// The number of the invitee's passport.
    #[arg(long, value_name = "NUMBER")]
    pub passport: String,
}

#[derive(Debug, Args)]
pub(crate) struct Views {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
}

#[derive(Debug, Args)]
pub(crate) struct OneCase {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// As of this instant; now, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub as_of: Option<Instant>,
}

/// When it is said, and under which id. Who says it, the token tells.
#[derive(Debug, Args)]
pub(crate) struct Entered {
    /// When it was received; now, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub received_at: Option<Instant>,
    /// Why it is entered so long after it was received: needed of a supervisor or head, where the rules want one for it.
    #[arg(long, value_name = "REASON")]
    pub antedated_because: Option<String>,
    /// The same id is applied once; a fresh one, if not given.
    #[arg(long, value_name = "ID", value_parser = id)]
    pub message_id: Option<String>,
}

/// A refusal's ground, where one is needed.
#[derive(Debug, Args)]
pub(crate) struct GroundOptions {
    /// The ground, 1 to 7 (annex 5 row 9).
    #[arg(long, value_name = "N")]
    pub ground: Option<u8>,
    /// In words.
    #[arg(long)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum VerificationWord {
    /// Nothing stands against the visit.
    Clear,
    /// A ground stands against it.
    Refuse,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AnswerWord {
    /// The NSC agrees.
    Agree,
    /// The NSC objects.
    Object,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DecisionWord {
    /// The invitation is issued.
    Issue,
    /// It is refused.
    Refuse,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// What the police found.
    pub outcome: VerificationWord,
    #[command(flatten)]
    pub refusal: GroundOptions,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct AnswerCommand {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// What the NSC answered.
    pub answer: AnswerWord,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Extend {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Why the NSC needs more time.
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// What was decided.
    pub decision: DecisionWord,
    #[command(flatten)]
    pub refusal: GroundOptions,
    /// Why the decision comes after its deadline.
    #[arg(long, value_name = "REASON")]
    pub late_reason: Option<String>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Withdraw {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Why.
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Reassign {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// The officer who has it from now on.
    #[arg(long, value_parser = officer)]
    pub to_officer: Option<OfficerId>,
    /// The office that has it from now on.
    #[arg(long, value_parser = office)]
    pub to_office: Option<OfficeCode>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    #[command(subcommand)]
    pub what: Corrected,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Corrected {
    /// The verification.
    Verification {
        /// What the police really found.
        outcome: VerificationWord,
        #[command(flatten)]
        refusal: GroundOptions,
        #[command(flatten)]
        correction: CorrectionOptions,
    },
    /// The answer.
    Answer {
        /// What the NSC really answered.
        answer: AnswerWord,
        #[command(flatten)]
        correction: CorrectionOptions,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CorrectionOptions {
    /// Why the entry was wrong.
    #[arg(long)]
    pub reason: String,
    /// When the fact was really received; as entered, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub fact_received_at: Option<Instant>,
    /// The number of the agency's letter, if its own message was wrong: then another person says the same.
    #[arg(long, value_name = "NUMBER")]
    pub letter: Option<String>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// The case's number.
    #[arg(value_parser = case_number, required_unless_present = "all", conflicts_with = "all")]
    pub case: Option<CaseNumber>,
    /// Every case that is stopped.
    #[arg(long)]
    pub all: bool,
    /// Of all, those that are stopped at this step, such as police.
    #[arg(long, requires = "all")]
    pub step: Option<String>,
    /// Of all, those that this code has stopped.
    #[arg(long, value_name = "CODE", value_parser = code, requires = "all")]
    pub code: Option<Code>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Resend {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Which notice.
    pub notice: NoticeWord,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum NoticeWord {
    /// The application was accepted.
    AcceptanceReceipt,
    /// Papers were missing.
    AcceptanceRefusal,
    /// The term was extended.
    Extension,
    /// How the case was decided.
    Decision,
    /// Papers were asked for; the last request.
    PapersRequest,
}

impl From<NoticeWord> for NoticeKind {
    fn from(word: NoticeWord) -> Self {
        match word {
            NoticeWord::AcceptanceReceipt => Self::AcceptanceReceipt,
            NoticeWord::AcceptanceRefusal => Self::AcceptanceRefusal,
            NoticeWord::Extension => Self::Extension,
            NoticeWord::Decision => Self::Decision,
            NoticeWord::PapersRequest => Self::PapersRequest,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Documents {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Save them as PDF into this folder, as `CASE-KIND-LANGUAGE.pdf`.
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
    /// In this language: kk or ru; in both, if not given.
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    pub language: Option<Language>,
    /// Only this kind, such as invitation.
    #[arg(long)]
    pub kind: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Register {
    #[command(flatten)]
    pub setting: RegisterSetting,
    #[command(subcommand)]
    pub command: RegisterCommand,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["case", "all"]))]
pub(crate) struct RepairHistory {
    #[command(flatten)]
    pub register: RegisterSetting,
    #[command(flatten)]
    pub statement_secret: StatementSecret,
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: Option<CaseNumber>,
    /// Every open case whose steps keep failing.
    #[arg(long)]
    pub all: bool,
    /// Only tell what is wrong, and what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// Who does it: that is on record.
    #[arg(long, value_name = "ID", value_parser = officer, default_value = "operator")]
    pub by: OfficerId,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RegisterCommand {
    /// Walk through the chains of all cases; exit status 1 if one is broken.
    Verify,
    /// Write all cases or all stages.
    Export {
        /// What.
        what: Exported,
        /// As what; CSV opens in a spreadsheet.
        #[arg(long, default_value = "csv")]
        format: ExportFormat,
        /// Into this file; to standard output, if not given.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Record what the engine still holds of cases and the register lacks; a worker must run.
    Repair {
        /// Only tell what would be recorded.
        #[arg(long)]
        dry_run: bool,
    },
    /// Take what the engine knows of a case in place of what is on record, where the two contradict each other: a person decides so. What was
    /// on record is kept, with who, when and why. A worker must run.
    Adopt {
        /// The case's number.
        #[arg(value_parser = case_number)]
        case: CaseNumber,
        /// Who has decided so.
        #[arg(long, value_name = "ID", value_parser = officer)]
        officer: OfficerId,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Copy an SQLite register into a new file, while others write. PostgreSQL is backed up by pg_dump.
    Backup {
        /// The new file.
        file: PathBuf,
    },
    /// Take closed cases off the record that were kept long enough. Without --yes it only tells which.
    Purge {
        /// So many years a closed case stays on record; the rulebook has the least.
        #[arg(long, env = "SHAQYRU_RETENTION_YEARS", value_name = "N")]
        keep_years: u32,
        /// Do it: what is gone is gone.
        #[arg(long)]
        yes: bool,
    },
    /// Tell the monitoring system of the stages that wait now, those too that it refused.
    Deliver,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Exported {
    /// A line for each case.
    Cases,
    /// A line for each stage, with its hash.
    Stages,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Comma-separated values.
    Csv,
    /// A JSON document on each line.
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct RequestPapers {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// A paper, such as `contract`; with its form, such as `contract:original`. May be given several times.
    #[arg(long = "paper", required = true, value_name = "KIND[:FORM]", value_parser = requested_paper)]
    pub papers: Vec<RequestedPaper>,
    /// Why it is needed.
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The application in JSON (annex 4); `-` reads it from standard input.
    #[arg(value_name = "APPLICATION")]
    pub application: PathBuf,
    /// The day of filing; today, if not given.
    #[arg(long, value_name = "DATE")]
    pub on: Option<NaiveDate>,
    /// What the state registers answered (docs/contracts/registers.yaml); without it, what only they know is not judged.
    #[arg(long, value_name = "FILE")]
    pub records: Option<PathBuf>,
}

#[cfg(feature = "stand-ins")]
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The scenario.
    pub scenario: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Deadline {
    /// An instant (without an offset: Asia/Almaty), or `-` to read `from,term,count_from` lines.
    pub from: String,
    /// `3wd` (working days) or `30cd` (calendar days).
    pub term: Option<String>,
    /// From which day it is counted.
    #[arg(long, default_value = "receipt", value_parser = count_from)]
    pub count_from: CountFrom,
    /// By the calendar revision in force on this date; the newest, if not given.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("about").required(true).args(["case", "filed_at"]))]
pub(crate) struct WhatIf {
    /// The number of a case.
    #[arg(value_parser = case_number)]
    pub case: Option<CaseNumber>,
    /// A draft instead: when it would be filed.
    #[arg(long, value_name = "INSTANT", value_parser = instant, requires = "office")]
    pub filed_at: Option<Instant>,
    /// At which office.
    #[arg(long, value_name = "CODE", value_parser = office, requires = "filed_at")]
    pub office: Option<OfficeCode>,
    /// At the counter, not through the portal.
    #[arg(long, requires = "filed_at")]
    pub paper: bool,
    /// When the police verify, if they have not; the last instant in time, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub verified_at: Option<Instant>,
    /// When the NSC answers or asks; the last instant in time, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub nsc_at: Option<Instant>,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// For this shell.
    pub shell: clap_complete::Shell,
}

fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|error| error.to_string())
}

/// The id under which something is done once. A script's empty variable is none: all its orders would be the same.
fn id(text: &str) -> Result<String, String> {
    let fits = !text.trim().is_empty() && text.len() <= LONGEST_ID && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(format!("an id has 1 to {LONGEST_ID} bytes and no control characters")) }
}

fn code(text: &str) -> Result<Code, String> {
    text.parse().map_err(|error: shaqyru_domain::problem::UnknownCode| error.to_string())
}

fn case_number(text: &str) -> Result<CaseNumber, String> {
    text.parse().map_err(|problem: shaqyru_domain::problem::Problem| problem.to_string())
}

fn officer(text: &str) -> Result<OfficerId, String> {
    text.parse().map_err(|problem: shaqyru_domain::problem::Problem| problem.to_string())
}

fn office(text: &str) -> Result<OfficeCode, String> {
    text.parse().map_err(|problem: shaqyru_domain::problem::Problem| problem.to_string())
}

fn language(text: &str) -> Result<Language, String> {
    text.parse().map_err(|error: shaqyru_documents::UnknownLanguage| error.to_string())
}

/// `contract`, or with its form `contract:notarised_copy`.
fn requested_paper(text: &str) -> Result<RequestedPaper, String> {
    let (kind, form) = match text.split_once(':') {
        None => (text, None),
        Some((kind, "original")) => (kind, Some(PaperForm::Original)),
        Some((kind, "copy")) => (kind, Some(PaperForm::Copy)),
        Some((kind, "notarised_copy")) => (kind, Some(PaperForm::NotarisedCopy)),
        Some(_) => return Err("a form is original, copy or notarised_copy".to_owned()),
    };
    let kind = kind.parse().map_err(|problem: shaqyru_domain::problem::Problem| problem.to_string())?;
    Ok(RequestedPaper { kind, form })
}

fn count_from(text: &str) -> Result<CountFrom, String> {
    text.parse().map_err(|error: shaqyru_domain::term::CountFromError| error.to_string())
}
