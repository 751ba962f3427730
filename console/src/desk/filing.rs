//! Filing applications for invitations and requests for visas.

use std::time::Duration;

use chrono::TimeDelta;
use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use shaqyru_client::Standing;
use shaqyru_domain::{
    authority::Act,
    case::{
        number::CaseNumber,
        record::CaseRecord,
        stage::{Stage, Status},
        view::CaseView,
    },
    checks::{finding::Finding, papers::MissingPaper},
    complaint::filing::Complaint,
    forwarding::Forwarding,
    law::rulebook::RulesInForce,
    problem::{Code, Origin, Problem},
    text::OfficeCode,
    time::instant::Instant,
};
use shaqyru_register::{Claimed, FilingNote};
use uuid::Uuid;

use super::{
    Desk,
    handed_in::{HandedInComplaint, Paper},
};
use crate::identity::Principal;

/// So many cases are asked at a time how they were taken.
const LOOKS_AT_A_TIME: usize = 16;
/// How long the cases that were filed may take to say how they were taken; they are filed all the same.
const FIRST_STEP: Duration = Duration::from_secs(5);
/// A case is opened within seconds of being claimed; clocks of two consoles differ by up to a minute.
const ABANDONED: TimeDelta = TimeDelta::minutes(2);
/// The cases of further invitees are opened by the first one's worker: they may be a moment away.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Something as it is handed in.
#[derive(Debug, Clone)]
pub struct Submission {
    /// What is filed.
    pub paper: Paper,
    /// The same id files the same cases once; a fresh one, if not given.
    pub request_id: Option<String>,
    /// When it was filed; now, if not given.
    pub filed_at: Option<Instant>,
    /// File it though a case for the same passport, category and office is open.
    pub anyway: bool,
}

/// What became of what was handed in.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Filed {
    /// Under which request.
    pub request_id: String,
    /// Whether it had been filed before.
    pub repeated: bool,
    /// Its cases, in the order of the invitees; one of a request for a visa.
    pub cases: Vec<FiledCase>,
}

/// A case that was opened.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FiledCase {
    /// Its number.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// Not known yet if no worker has taken the case up.
    pub status: Option<Status>,
    /// Its stage, if known.
    pub stage: Option<Stage>,
    /// The office that has it, if known.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub office: Option<OfficeCode>,
    /// How it went on to that office, if it was brought to one that is not competent (R26 para 12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarding>,
    /// What is missing.
    pub missing: Vec<MissingPaper>,
    /// What the checks found.
    pub findings: Vec<Finding>,
}

impl Desk {
    /// Files an application, one case per invitee, all or none; or a request for a visa or a complaint, one case.
    ///
    /// # Errors
    /// Those of the door, [`Code::Forbidden`], [`Code::Future`], [`Code::NoEdition`], [`Code::NoCalendar`], [`Code::Duplicate`],
    /// [`Code::RequestConflict`], [`Code::Clock`].
    pub async fn submit(&self, who: &Principal, submission: Submission) -> Result<Filed, Problem> {
        self.allow(who, Act::Submit).await?;
        let now = self.clock.stamp()?;
        let filed_at = submission.filed_at.unwrap_or(now);
        if filed_at > now {
            return Err(Problem::new(Code::Future, format!("{filed_at} lies in the future")).at("filed_at"));
        }
        // A worker with the same rulebook could not judge or count either: say so before anything is filed.
        let rules = self.rulebook.on(filed_at.date()).map_err(|problem| problem.at("filed_at"))?;
        self.rulebook.calendars.newest().is_working(filed_at.date()).map_err(|error| Problem::from(error).at("filed_at"))?;
        let request_id = submission.request_id.unwrap_or_else(|| Uuid::new_v4().to_string());
        let request = who.request(&request_id);
        let paper = submission.paper;
        let numbers = paper.numbers(&request);
        if let Some(filed) = self.filed_long_ago(&request_id, &numbers).await? {
            return Ok(filed);
        }
        self.admit(&paper, &rules, filed_at, &numbers).await?;
        let claimed_at = if submission.anyway { None } else { Some(self.claim(&paper, &rules, &numbers).await?) };
        let parent = paper.parent(&self.register).await?;
        // All that the register is told is told before anything is filed: afterwards its outage could only hide what was done.
        for case in &numbers {
            self.note(who, case, if submission.anyway { "submit, anyway" } else { "submit" }).await?;
            let (case, filed_by, parent) = (case.clone(), who.id.clone(), parent.clone());
            let note = FilingNote { case, filed_by, at: now, action: paper.action(), parent, ends: paper.ends().cloned() };
            self.register.note_filing(&note).await?;
        }
        let shift = self.clock.shift_ms();
        let submitted = match paper.file(&self.cases, &request, filed_at, shift).await {
            Ok(submitted) => submitted,
            Err(problem) => {
                if let (Code::RequestConflict, Some(claimed_at)) = (problem.code, claimed_at) {
                    // Nothing was opened for these people, and nothing will be. What was claimed before under this id stays.
                    for case in &numbers {
                        self.register.give_back(case, claimed_at).await?;
                    }
                }
                return Err(how_to_ask_again(problem, &request_id));
            }
        };
        let until = tokio::time::Instant::now() + FIRST_STEP;
        let looking = submitted.cases.into_iter().map(async |case| FiledCase::of(self.first_view(&case, until).await, case));
        let cases: Vec<FiledCase> = stream::iter(looking).buffered(LOOKS_AT_A_TIME).collect().await;
        for silent in cases.iter().filter(|case| case.status.is_none()) {
            if let Some(problem) = self.cases.why_not_opened(&silent.case).await? {
                return Err(problem);
            }
        }
        Ok(Filed { request_id, repeated: submitted.repeated, cases })
    }

    /// A complaint that somebody hands in, with what is on record of the case that it is about (R26 para 59).
    ///
    /// # Errors
    /// [`Code::Forbidden`]; those of [`Complaint::subject`].
    pub async fn complaint(&self, who: &Principal, complaint: Complaint, filed_at: Option<Instant>) -> Result<Paper, Problem> {
        self.allow(who, Act::Submit).await?;
        let record = self.register.case(&complaint.about).await?;
        let subject = complaint.subject(record.as_ref(), filed_at.unwrap_or_else(|| self.now()));
        let subject =
            subject.map_err(|refused| if refused.field.as_deref() == Some("filed_at") { refused } else { refused.under("complaint") })?;
        Ok(Paper::Complaint(Box::new(HandedInComplaint { complaint, subject })))
    }

    /// What is filed passes the door, and passes it once: a request that has been let in, perhaps by an earlier release, may be repeated.
    async fn admit(&self, paper: &Paper, rules: &RulesInForce<'_>, filed_at: Instant, numbers: &[CaseNumber]) -> Result<(), Problem> {
        let Err(refused) = paper.pass_the_door(&self.rulebook, rules, filed_at) else { return Ok(()) };
        for case in numbers {
            if !self.cases.exists(case).await? {
                return Err(refused);
            }
        }
        Ok(())
    }

    /// A request whose cases are on record and which the engine has forgotten: it is not filed once more.
    async fn filed_long_ago(&self, request_id: &str, numbers: &[CaseNumber]) -> Result<Option<Filed>, Problem> {
        let mut cases = Vec::with_capacity(numbers.len());
        let mut is_forgotten = false;
        for case in numbers {
            let Some(record) = self.register.case(case).await? else { return Ok(None) };
            is_forgotten = is_forgotten || !self.cases.exists(case).await?;
            cases.push(FiledCase::on_record(&record));
        }
        Ok(is_forgotten.then(|| Filed { request_id: request_id.to_owned(), repeated: true, cases }))
    }

    /// A second open case for the same passport, category and office, or about the end of the same visa, is opened only on purpose. A repeated request is none, and of two at the
    /// same moment one is. Who has said that he opens a case and has not, because his console ended, stands in nobody's way for long.
    /// The instant by which the claim is known.
    async fn claim(&self, paper: &Paper, rules: &RulesInForce<'_>, numbers: &[CaseNumber]) -> Result<Instant, Problem> {
        let claims = paper.claims(rules, numbers)?;
        loop {
            let now = self.now();
            let (index, by) = match self.register.claim(&claims, now).await? {
                Claimed::All => return Ok(now),
                Claimed::Taken { index, by, since: Some(since) } => {
                    let is_abandoned = match self.cases.standing(&by).await? {
                        Standing::Sound => false,
                        // It failed while it was opened.
                        Standing::Lost => true,
                        Standing::Unknown => now.since(since) > ABANDONED && self.cases.standing(&by.sibling(0)).await? != Standing::Sound,
                    };
                    if is_abandoned {
                        self.register.give_back(&by, since).await?;
                        continue;
                    }
                    (index, by)
                }
                Claimed::Taken { index, by, since: None } => (index, by),
            };
            return Err(paper.duplicate(&claims, index, &by));
        }
    }

    /// How a case was taken; still as filed, if it waits for the state registers for longer.
    async fn first_view(&self, case: &CaseNumber, until: tokio::time::Instant) -> Option<CaseView> {
        let mut filed = None;
        let looking = async {
            loop {
                match self.cases.case(case, self.now()).await {
                    Ok(view) if view.stage == Stage::Filed => filed = Some(view),
                    Err(problem) if problem.code == Code::CaseUnknown => {}
                    outcome => return outcome.ok(),
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        let taken = tokio::time::timeout_at(until, looking).await.ok().flatten();
        taken.or(filed)
    }
}

/// An outage leaves open whether something was filed.
fn how_to_ask_again(problem: Problem, request_id: &str) -> Problem {
    if problem.code.origin() != Origin::Outside {
        return problem;
    }
    let message = format!(
        "{}; whether it was filed is not known: send it again with the same Idempotency-Key, {request_id}, and it is filed once",
        problem.message
    );
    Problem { message, ..problem }
}

impl FiledCase {
    fn on_record(record: &CaseRecord) -> Self {
        let (status, stage, office) = (Some(record.status), Some(record.stage), Some(record.office.clone()));
        Self { case: record.number.clone(), status, stage, office, forwarded: None, missing: Vec::new(), findings: Vec::new() }
    }

    fn of(view: Option<CaseView>, case: CaseNumber) -> Self {
        let Some(CaseView { status, stage, office, forwarded, missing, findings, .. }) = view else {
            return Self { case, status: None, stage: None, office: None, forwarded: None, missing: Vec::new(), findings: Vec::new() };
        };
        Self { case, status: Some(status), stage: Some(stage), office: Some(office), forwarded, missing, findings }
    }
}
