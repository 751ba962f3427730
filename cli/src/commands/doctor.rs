//! `doctor`: what is installed, reachable and configured, and which year the calendar or the state duty lacks.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use shaqyru_activities::{agency::Agency, people::Contacts};
use shaqyru_client::Cases;
use shaqyru_console::{
    Issuer, IssuerOptions,
    api::{Listed, Wanted},
};
use shaqyru_domain::{invitation::document::Names, law::rulebook::Rulebook, problem::Problem, text::OfficeCode};
use shaqyru_register::{Register, RegisterError};
use shaqyru_worker::AgencyUrls;

use super::{DONE, NO, now};
use crate::{
    arguments::Access,
    output::{self, BAD, GOOD, WARN, painted, println},
    remote::Remote,
};

#[derive(Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    detail: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Good,
    Warning,
    Missing,
}

/// A secret of fewer characters is weaker than what is made with it.
const SHORT_SECRET: usize = 32;

pub(crate) async fn run(rulebook: &Rulebook, access: &Access, json: bool) -> Result<u8, Problem> {
    let mut findings = vec![engine().await, console(access).await, register().await, issuer().await];
    #[cfg(feature = "stand-ins")]
    findings.insert(0, server_binary());
    findings.extend(agencies().await);
    findings.push(contacts(rulebook, now().date()));
    findings.push(officers(rulebook, now().date()));
    findings.push(engine_door());
    findings.push(statement_secret());
    findings.extend(calendar(rulebook, now().date()));
    findings.push(mci(rulebook, now().date()));
    if json {
        output::print_json(&findings);
    } else {
        findings.iter().for_each(print);
    }
    let missing = findings.iter().any(|finding| finding.state == State::Missing);
    Ok(if missing { NO } else { DONE })
}

fn print(finding: &Finding) {
    let state = match finding.state {
        State::Good => painted("ok     ", GOOD),
        State::Warning => painted("look at", WARN),
        State::Missing => painted("missing", BAD),
    };
    println!("{state}  {:<22} {}", finding.what, finding.detail);
}

#[cfg(feature = "stand-ins")]
fn server_binary() -> Finding {
    let what = "local Temporal server";
    match shaqyru_devserver::find() {
        Ok(Some(path)) => Finding { what, state: State::Good, detail: path.display().to_string() },
        Ok(None) => Finding { what, state: State::Warning, detail: "not installed; `demo` and `simulate` install it".to_owned() },
        Err(error) => Finding { what, state: State::Missing, detail: error.to_string() },
    }
}

async fn engine() -> Finding {
    let what = "Temporal cluster";
    let listed = match shaqyru_client::connect().await.map(Cases::new) {
        Ok(cases) => cases.require_search_attributes().await,
        Err(problem) => Err(problem),
    };
    match listed {
        Ok(()) => Finding { what, state: State::Good, detail: "reachable; the search attributes are registered".to_owned() },
        // The address that was tried stands in the words; without an engine nothing goes on.
        Err(problem) => Finding { what, state: State::Missing, detail: problem.message },
    }
}

/// The register that `SHAQYRU_REGISTER` names.
async fn register() -> Finding {
    let what = "SHAQYRU_REGISTER";
    let Ok(setting) = std::env::var(what) else {
        let detail = "not set; `worker` and `console` keep shaqyru-register.db in the folder in which each is started: name one for all";
        return Finding { what, state: State::Warning, detail: detail.to_owned() };
    };
    let proven = async {
        // Who looks whether all is well changes no schema: an older program could not go on with it.
        Register::look(&setting).await?.close().await;
        let register = Register::open_existing(&setting).await?;
        let proven = register.prove().await;
        register.close().await;
        proven
    };
    match proven.await {
        Ok(()) => Finding { what, state: State::Good, detail: "answers, and keeps what is written".to_owned() },
        Err(error @ (RegisterError::Missing(_) | RegisterError::Older)) => {
            Finding { what, state: State::Warning, detail: error.to_string() }
        }
        Err(error @ RegisterError::Newer) => Finding { what, state: State::Missing, detail: error.to_string() },
        Err(error) => Finding { what, state: State::Missing, detail: format!("{error}; look at the database, its disk and its role") },
    }
}

/// The issuer of tokens that `SHAQYRU_ISSUER` names.
async fn issuer() -> Finding {
    let what = "SHAQYRU_ISSUER";
    let Ok(url) = std::env::var(what) else {
        return Finding { what, state: State::Warning, detail: "not set; `console` needs it".to_owned() };
    };
    let options = IssuerOptions { url: url.clone(), audience: String::new(), client_id: String::new(), untyped_tokens: false };
    let asked = async { Issuer::new(options)?.require().await };
    match asked.await {
        Ok(()) => Finding { what, state: State::Good, detail: format!("{url} answers, and has keys") },
        Err(problem) => {
            let detail = format!("{url}: {}; nobody can sign in: start it, or correct the address", problem.message);
            Finding { what, state: State::Missing, detail }
        }
    }
}

/// Whether the engine knows who calls, or takes what anybody says who reaches its port.
fn engine_door() -> Finding {
    let what = "engine's port";
    match shaqyru_client::shows_the_engine_who_calls() {
        Ok(true) => Finding { what, state: State::Good, detail: "a client certificate or an API key is set".to_owned() },
        Ok(false) => {
            let detail = "open: neither a client certificate nor an API key is set, so whoever reaches it can stop cases, read them and \
                          fill it up; use mTLS, and let only workers and consoles reach it";
            Finding { what, state: State::Warning, detail: detail.to_owned() }
        }
        Err(problem) => Finding { what, state: State::Missing, detail: problem.message },
    }
}

/// What `worker` and `console` need to believe and to be believed.
fn statement_secret() -> Finding {
    let what = "SHAQYRU_STATEMENT_SECRET";
    match std::env::var_os(what) {
        Some(secret) if secret.len() < SHORT_SECRET => {
            Finding { what, state: State::Warning, detail: format!("shorter than {SHORT_SECRET} characters: it can be guessed") }
        }
        Some(_) => Finding { what, state: State::Good, detail: "set; it must be the same for all workers and consoles".to_owned() },
        None => Finding { what, state: State::Warning, detail: "not set; `worker` and `console` need it".to_owned() },
    }
}

/// Whether the console answers, and knows the token.
async fn console(access: &Access) -> Finding {
    let what = "console";
    let asked = match Remote::new(access) {
        Ok(remote) => remote.get::<Listed>("cases", &Wanted { limit: Some(1), ..Wanted::default() }).await,
        Err(problem) => Err(problem),
    };
    match asked {
        Ok(_) => Finding { what, state: State::Good, detail: format!("{} answers and takes the token", access.console) },
        // One that was named is needed; else it may be that none is meant to run here.
        Err(problem) if std::env::var_os("SHAQYRU_URL").is_some() => Finding { what, state: State::Missing, detail: problem.message },
        Err(problem) => Finding { what, state: State::Warning, detail: problem.message },
    }
}

async fn agencies() -> Vec<Finding> {
    let mut findings = Vec::new();
    for variable in AgencyUrls::VARIABLES {
        findings.push(agency(variable).await);
    }
    findings
}

async fn agency(what: &'static str) -> Finding {
    let Ok(url) = std::env::var(what) else {
        return Finding { what, state: State::Warning, detail: "not set; `worker` needs it".to_owned() };
    };
    match Agency::new("agency", &url) {
        Err(error) => Finding { what, state: State::Missing, detail: error.to_string() },
        Ok(agency) if agency.is_reachable().await => Finding { what, state: State::Good, detail: format!("{url} answers") },
        Ok(_) => {
            let detail = format!("{url} does not answer: correct the address, or see docs/how-to/runbooks/agency-down.md");
            Finding { what, state: State::Missing, detail }
        }
    }
}

/// Whom `worker` is to tell of escalations and incidents.
fn contacts(rulebook: &Rulebook, today: NaiveDate) -> Finding {
    let what = "SHAQYRU_CONTACTS";
    let Ok(path) = std::env::var(what) else {
        return Finding { what, state: State::Warning, detail: "not set; nobody is told by mail or webhook".to_owned() };
    };
    let read = std::fs::read_to_string(&path).map_err(|error| error.to_string());
    let contacts = read.and_then(|text| Contacts::parse(&text).map_err(|problem| problem.message));
    let contacts = match contacts {
        Ok(contacts) => contacts,
        Err(error) => return Finding { what, state: State::Missing, detail: format!("{path}: {error}") },
    };
    let strangers = strangers(contacts.offices(), rulebook, today);
    let named = contacts.offices().count();
    let by_mail = if std::env::var_os("SHAQYRU_SMTP").is_some() { "" } else { "; SHAQYRU_SMTP is not set: nobody is told by mail" };
    let (state, strange) = match (strangers.is_empty(), by_mail.is_empty()) {
        (true, true) => (State::Good, String::new()),
        (true, false) => (State::Warning, String::new()),
        (false, _) => (State::Warning, format!("; the rulebook does not know {}", strangers.join(", "))),
    };
    Finding { what, state, detail: format!("{path} names people of {named} offices{by_mail}{strange}") }
}

/// What `console` is to call officers on documents.
fn officers(rulebook: &Rulebook, today: NaiveDate) -> Finding {
    let what = "SHAQYRU_OFFICERS";
    let Ok(path) = std::env::var(what) else {
        return Finding {
            what,
            state: State::Warning,
            detail: "not set; documents name the office in the place of its officers".to_owned(),
        };
    };
    let read = std::fs::read_to_string(&path).map_err(|error| error.to_string());
    let names = match read.and_then(|text| Names::parse(&text).map_err(|problem| problem.message)) {
        Ok(names) => names,
        Err(error) => return Finding { what, state: State::Missing, detail: format!("{path}: {error}") },
    };
    let strangers = strangers(names.offices(), rulebook, today);
    let (state, rest) = match (names.count(), strangers.is_empty()) {
        (0, _) => (State::Warning, "; documents name the office in the place of its officers".to_owned()),
        (_, true) => (State::Good, String::new()),
        (_, false) => (State::Warning, format!("; the rulebook does not know {}", strangers.join(", "))),
    };
    let told = names.offices().count();
    Finding { what, state, detail: format!("{path} names {} officers, of {told} offices that it tells{rest}", names.count()) }
}

/// The offices that the rulebook does not know.
fn strangers<'a>(offices: impl Iterator<Item = &'a OfficeCode>, rulebook: &Rulebook, today: NaiveDate) -> Vec<String> {
    let is_known = |office: &OfficeCode| rulebook.for_filing(today).is_ok_and(|rules| rules.office(office).is_some());
    offices.filter(|office| !is_known(office)).map(ToString::to_string).collect()
}

/// How far ahead a missing MCI is told.
const DAYS_AHEAD: i64 = 90;

/// Without an MCI of its year no duty can be reckoned, and nobody is free of it for that.
fn mci(rulebook: &Rulebook, today: NaiveDate) -> Finding {
    let (state, detail) = match rulebook.first_day_without_mci(today) {
        None => (State::Good, "known without end".to_owned()),
        Some(day) if day == today => (State::Missing, format!("that of {} is missing: no duty can be reckoned", day.year())),
        Some(day) if day.signed_duration_since(today).num_days() < DAYS_AHEAD => {
            (State::Warning, format!("from {day} on none is known: add that of {} to fees.toml", day.year()))
        }
        Some(day) => (State::Good, format!("known until {}", day.pred_opt().unwrap_or(day))),
    };
    Finding { what: "MCI", state, detail }
}

/// Every year up to the next one must be there: a case filed in December is due in January.
fn calendar(rulebook: &Rulebook, today: NaiveDate) -> Vec<Finding> {
    let calendar = rulebook.calendars.newest();
    let what = "calendar";
    let years = [today.year(), today.year().saturating_add(1)];
    let finding = |year: i32| {
        let covered = calendar.years().contains(&year);
        let provisional = NaiveDate::from_ymd_opt(year, 1, 1).is_some_and(|first| calendar.is_provisional(first));
        let (state, detail) = match (covered, provisional) {
            (true, false) => (State::Good, format!("{year} by revision {}", calendar.revision())),
            (true, true) => (State::Warning, format!("{year} is computed: replace it by the official calendar once it is published")),
            (false, _) => (State::Missing, format!("{year} is missing: nothing can be counted into it")),
        };
        Finding { what, state, detail }
    };
    years.into_iter().map(finding).collect()
}
