//! Police, NSC and officers. Whatever is not clearly answered is sent again under the same id; what was answered is noted.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use fastrand::Rng;
use futures::{StreamExt, stream};
use reqwest::StatusCode;
use serde_json::{Value, json};
use shaqyru_client::{Cases, schedules::Schedules};
use shaqyru_domain::{
    case::{number::CaseNumber, stage::Status},
    service::CaseService,
    time::instant::Instant,
};
use shaqyru_sandbox::{Log, Push, TokenRequest};
use shaqyru_workflows::{invitation::InvitationWorkflow, monitoring};
use temporalio_client::WorkflowDescribeOptions;

use crate::{
    Options, audit, chance,
    script::{DECIDES, ENTERS, FRONT_DESK, OPERATES, Plan, Said},
    world::{self, World},
};

/// How soon it is looked whether all is at rest.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// So many cases are looked at at once.
const EYES: usize = 8;

/// A message that was answered with 200.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) id: String,
    pub(crate) what: &'static str,
}

/// What is known of a case by those who speak to it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) expected: Status,
    pub(crate) passport: String,
    pub(crate) answered: Vec<Answered>,
    /// What was refused that had to be taken.
    pub(crate) refused: Vec<String>,
    /// Everything has been said.
    pub(crate) played: bool,
}

/// What was answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    pub(crate) cases: BTreeMap<CaseNumber, Known>,
    /// Applications that were not taken, and why.
    pub(crate) not_filed: Vec<String>,
    /// How often something was sent again.
    pub(crate) repetitions: usize,
}

/// All of them.
pub(crate) struct People {
    world: Arc<World>,
    http: reqwest::Client,
    tokens: BTreeMap<&'static str, String>,
    plans: Vec<Plan>,
    seed: u64,
    ledger: Mutex<Ledger>,
    played: AtomicUsize,
}

/// What was answered to an attempt.
enum Answer {
    Taken,
    /// The case is not there yet, or not as far.
    NotYet,
    /// Nobody knows whether it was taken.
    Unclear,
    Refused(String),
}

impl People {
    pub(crate) fn of(world: &Arc<World>, seed: u64, options: &Options) -> Result<Self> {
        let mut tokens = BTreeMap::new();
        for who in [FRONT_DESK, ENTERS, DECIDES, OPERATES] {
            let roles: &[&str] = if who == OPERATES { &["operator"] } else { &["head"] };
            tokens.insert(who, world.sandbox.token(&TokenRequest::of(who, roles, None))?);
        }
        let plans = (0..options.cases).map(|number| Plan::draw(number, &mut chance::of(seed, "plan", number.into())));
        Ok(Self {
            world: Arc::clone(world),
            http: world::http()?,
            tokens,
            plans: plans.collect::<Result<_>>()?,
            seed,
            ledger: Mutex::default(),
            played: AtomicUsize::new(0),
        })
    }

    pub(crate) fn ledger(&self) -> Ledger {
        self.with(|ledger| ledger.clone())
    }

    /// How many applications have been played through, and of how many.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.played.load(Ordering::Relaxed), self.plans.len())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Ledger) -> T) -> T {
        act(&mut self.ledger.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, case: &CaseNumber, act: impl FnOnce(&mut Known)) {
        self.with(|ledger| ledger.cases.get_mut(case).map(act));
    }

    /// Files all applications and says to their cases what is to be said.
    pub(crate) async fn play_all(&self, at_once: u32) {
        let at_once = usize::try_from(at_once).unwrap_or(1);
        stream::iter(self.plans.iter().zip(0..)).for_each_concurrent(at_once, |(plan, number)| self.play(plan, number)).await;
    }

    async fn play(&self, plan: &Plan, number: u64) {
        let mut rng = chance::of(self.seed, "play", number);
        for refused in self.play_cases(plan, &mut rng).await {
            // Who was refused complains; nobody complains of that.
            match plan.complaint(&refused.0, &refused.1) {
                Ok(complaint) => drop(self.play_cases(&complaint, &mut rng).await),
                Err(error) => self.with(|ledger| ledger.not_filed.push(format!("a complaint about {}: {error}", refused.0))),
            }
        }
        self.played.fetch_add(1, Ordering::Relaxed);
    }

    /// The cases that were refused, with their passports.
    async fn play_cases(&self, plan: &Plan, rng: &mut Rng) -> Vec<(CaseNumber, String)> {
        let Some(cases) = self.file(plan, rng).await else { return Vec::new() };
        let sources = cases.iter().map(|case| (case.clone(), rng.fork())).collect::<Vec<_>>();
        futures::future::join_all(sources.into_iter().map(|(case, rng)| self.lead(plan, case, rng))).await;
        if plan.expected() == Status::Refused { cases.into_iter().zip(plan.passports.iter().cloned()).collect() } else { Vec::new() }
    }

    async fn lead(&self, plan: &Plan, case: CaseNumber, mut rng: Rng) {
        for (place, said) in plan.steps(&mut rng).into_iter().enumerate() {
            tokio::time::sleep(chance::between(&mut rng, 0, 1_500)).await;
            if !self.say(&case, &said, &format!("{}-{place}-{:08x}", case.as_str(), rng.u32(..)), &mut rng).await {
                break;
            }
        }
        self.note(&case, |known| known.played = true);
    }

    /// Files until it is clear that it was filed.
    async fn file(&self, plan: &Plan, rng: &mut Rng) -> Option<Vec<CaseNumber>> {
        loop {
            match self.post(plan.path(), FRONT_DESK, Some(&plan.request), None, &plan.handed_in).await {
                Some((StatusCode::OK, body)) => {
                    let filed = body.get("cases").and_then(Value::as_array).into_iter().flatten();
                    let cases: Vec<CaseNumber> = filed.filter_map(|case| case.get("case")?.as_str()?.parse().ok()).collect();
                    self.with(|ledger| {
                        for (case, passport) in cases.iter().zip(&plan.passports) {
                            let known = Known {
                                expected: plan.expected(),
                                passport: passport.clone(),
                                answered: Vec::new(),
                                refused: Vec::new(),
                                played: false,
                            };
                            ledger.cases.insert(case.clone(), known);
                        }
                        if cases.len() != plan.passports.len() {
                            ledger.not_filed.push(format!("{}: {} cases for {}", plan.request, cases.len(), plan.passports.len()));
                        }
                    });
                    return Some(cases);
                }
                Some((status, body)) if is_final(status) => {
                    self.with(|ledger| ledger.not_filed.push(format!("{}: {}", plan.request, in_short(status, &body))));
                    return None;
                }
                _ => self.again(rng).await,
            }
        }
    }

    /// Says something until it is clear that it was taken; whether it was.
    async fn say(&self, case: &CaseNumber, said: &Said, id: &str, rng: &mut Rng) -> bool {
        let mut unclear_before = false;
        loop {
            match self.attempt(case, said, id).await {
                Answer::Taken => {
                    self.note(case, |known| known.answered.push(Answered { id: id.to_owned(), what: said.name() }));
                    return true;
                }
                // Polling has found what ended the case, and then the callback comes: it is in the case, which the audit looks for.
                Answer::Refused(why) if why.starts_with("410") && matches!(said, Said::Callback { published: true, .. }) => {
                    self.note(case, |known| known.answered.push(Answered { id: id.to_owned(), what: said.name() }));
                    return true;
                }
                Answer::Refused(why) => {
                    let after = if unclear_before { " after an unclear answer" } else { "" };
                    self.note(case, |known| known.refused.push(format!("{}{after}: {why}", said.name())));
                    return false;
                }
                Answer::NotYet => {}
                Answer::Unclear => unclear_before = true,
            }
            self.again(rng).await;
        }
    }

    async fn again(&self, rng: &mut Rng) {
        self.with(|ledger| ledger.repetitions = ledger.repetitions.saturating_add(1));
        tokio::time::sleep(chance::between(rng, 200, 1_500)).await;
    }

    async fn attempt(&self, case: &CaseNumber, said: &Said, id: &str) -> Answer {
        match said {
            Said::Callback { message, published } => {
                let push = Push { publish: *published, ..Push::message(message.clone()).id(id) };
                match self.world.sandbox.push(message.agency(), case.as_str(), push).await {
                    Ok(pushed) => judge(StatusCode::from_u16(pushed.status).unwrap_or(StatusCode::BAD_GATEWAY), &pushed.body),
                    Err(_) => Answer::Unclear,
                }
            }
            Said::Entry { path, content, by } => {
                let body = json!({ "content": content });
                let answered = self.post(&format!("cases/{case}/{path}"), by, Some(id), None, &body).await;
                answered.map_or(Answer::Unclear, |(status, body)| judge(status, &body))
            }
            Said::Decision { content } => self.decide(case, content, id).await,
        }
    }

    /// Looks, and decides on what was seen.
    async fn decide(&self, case: &CaseNumber, content: &Value, id: &str) -> Answer {
        let Some((StatusCode::OK, view)) = self.get(&format!("cases/{case}"), DECIDES).await else { return Answer::Unclear };
        let stage = view.get("stage").and_then(Value::as_str).unwrap_or_default();
        let ours = view.get("status").and_then(Value::as_str) != Some("open");
        if stage != "decision" && !ours {
            return Answer::NotYet;
        }
        let version = view.get("version").and_then(Value::as_u64);
        let body = json!({ "content": content });
        let answered = self.post(&format!("cases/{case}/decision"), DECIDES, Some(id), version, &body).await;
        answered.map_or(Answer::Unclear, |(status, body)| judge(status, &body))
    }

    async fn get(&self, path: &str, who: &str) -> Option<(StatusCode, Value)> {
        let request = self.http.get(format!("{}/api/v1/{path}", self.world.console_url));
        answer(request.bearer_auth(self.tokens.get(who)?)).await
    }

    async fn post(&self, path: &str, who: &str, id: Option<&str>, version: Option<u64>, body: &Value) -> Option<(StatusCode, Value)> {
        let mut request = self.http.post(format!("{}/api/v1/{path}", self.world.console_url)).bearer_auth(self.tokens.get(who)?);
        if let Some(id) = id {
            request = request.header("Idempotency-Key", id);
        }
        if let Some(version) = version {
            request = request.header("If-Match", format!("\"{version}\""));
        }
        answer(request.json(body)).await
    }

    /// What the applicant is told.
    pub(crate) async fn progress_of(&self, case: &CaseNumber, passport: &str) -> Option<Value> {
        let request = self.http.post(format!("{}/api/v1/status", self.world.console_url));
        let (status, body) = answer(request.json(&json!({ "case": case, "passport_number": passport }))).await?;
        (status == StatusCode::OK).then_some(body)
    }

    /// Waits until every case has closed and every stage is delivered; steps that an agency's nonsense has stopped are let go on.
    pub(crate) async fn bring_to_rest(&self, world: &World) -> Result<()> {
        let engine = world.engine.client().await?;
        let cases = world.cases().await?;
        let schedules = Schedules::new(engine.clone());
        let mut open: Vec<CaseNumber> = self.with(|ledger| ledger.cases.keys().cloned().collect());
        let mut round = 0_usize;
        loop {
            let still_open = stream::iter(open).map(async |case| {
                let handle = engine.get_workflow_handle::<InvitationWorkflow>(case.as_str());
                let described = handle.describe(WorkflowDescribeOptions::default()).await;
                let ended =
                    described.is_ok_and(|described| described.into_raw().workflow_execution_info.is_some_and(|info| info.status > 1));
                let rests = ended || (CaseService::of(&case) == CaseService::Visa && has_come_to_rest(world, &cases, &case).await);
                (!rests).then_some(case)
            });
            open = still_open.buffer_unordered(EYES).filter_map(std::future::ready).collect().await;
            let _ = schedules.start_now(monitoring::SCHEDULE).await;
            if open.is_empty() && world.register.count_undelivered().await? == 0 {
                return Ok(());
            }
            round = round.saturating_add(1);
            if round.is_multiple_of(3) {
                stream::iter(&open).for_each_concurrent(EYES, |case| self.let_go_on(&cases, case, round)).await;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn let_go_on(&self, cases: &Cases, case: &CaseNumber, round: usize) {
        let Ok(view) = cases.case(case, Instant::from_utc(chrono::Utc::now())).await else { return };
        if view.incidents.iter().any(|incident| incident.resumed_at.is_none()) {
            let id = format!("resume-{case}-{round}");
            self.post(&format!("cases/{case}/resumption"), OPERATES, Some(&id), None, &json!({ "content": null })).await;
        }
    }
}

/// Whether it has a visa that Berkut knows, which is how a request for one ends well, and its applicant was told all that there is to tell:
/// its workflow goes on, so its end does not say so.
async fn has_come_to_rest(world: &World, cases: &Cases, case: &CaseNumber) -> bool {
    let Ok(view) = cases.case(case, Instant::from_utc(chrono::Utc::now())).await else { return false };
    let told = world.sandbox.received().accepted(Log::Notices, case.as_str()).len();
    audit::has_a_visa(&view) && told >= view.notices.len()
}

async fn answer(request: reqwest::RequestBuilder) -> Option<(StatusCode, Value)> {
    let response = request.send().await.ok()?;
    let status = response.status();
    Some((status, response.json().await.unwrap_or(Value::Null)))
}

/// Whether a repetition would be answered the same.
fn is_final(status: StatusCode) -> bool {
    let passes = [StatusCode::NOT_FOUND, StatusCode::PRECONDITION_FAILED, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::TOO_MANY_REQUESTS];
    status.is_client_error() && !passes.contains(&status)
}

fn judge(status: StatusCode, body: &Value) -> Answer {
    match status {
        StatusCode::OK => Answer::Taken,
        StatusCode::NOT_FOUND | StatusCode::PRECONDITION_FAILED | StatusCode::UNPROCESSABLE_ENTITY => Answer::NotYet,
        status if is_final(status) => Answer::Refused(in_short(status, body)),
        _ => Answer::Unclear,
    }
}

fn in_short(status: StatusCode, body: &Value) -> String {
    let of = |member: &str| body.pointer(member).and_then(Value::as_str).unwrap_or_default();
    format!("{} {} {}", status.as_u16(), of("/error/code"), of("/error/message"))
}
