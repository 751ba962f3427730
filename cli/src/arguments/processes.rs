//! Long-running parts, and where what they need lies.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use clap::Args;
use shaqyru_console::Secret;
use shaqyru_worker::AgencyUrls;

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
    #[arg(
        long,
        global = true,
        env = "SHAQYRU_REGISTER",
        hide_env_values = true,
        default_value = "shaqyru-register.db",
        value_name = "URL|FILE"
    )]
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
    /// Where the biometric centre answers, which takes fingerprints for visas.
    #[arg(long, env = "SHAQYRU_BIOMETRICS_URL", value_name = "URL")]
    pub biometrics_url: String,
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
    /// Where the agencies answer.
    pub(crate) fn agencies(&self) -> AgencyUrls {
        AgencyUrls {
            police: self.police_url.clone(),
            berkut: self.berkut_url.clone(),
            monitoring: self.monitoring_url.clone(),
            portal: self.portal_url.clone(),
            office: self.office_url.clone(),
            registers: self.registers_url.clone(),
            announcements: self.announcements_url.clone(),
            biometrics: self.biometrics_url.clone(),
        }
    }

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
    /// What officers are called on documents, by their ids (TOML); without it documents name the office.
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
    /// The secret that the biometric centre signs with.
    #[arg(long, env = "SHAQYRU_BIOMETRICS_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub biometrics_secret: Secret,
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
    /// The secret that the biometric centre signs with.
    #[arg(long, env = "SHAQYRU_BIOMETRICS_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub biometrics_secret: String,
}
