//! Filing applications.

use std::time::Duration;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use shaqyru_client::Standing;
use shaqyru_domain::{
    application::{Application, Invitee},
    authority::Act,
    case::{
        number::CaseNumber,
        stage::{Stage, Status},
        view::CaseView,
    },
    checks::{finding::Finding, papers::MissingPaper},
    competence,
    instant::Instant,
    problem::{Code, Problem},
    rulebook::RulesInForce,
};
use shaqyru_register::{Claim, Claimed};
use uuid::Uuid;

use super::Desk;
use crate::identity::Principal;

/// How long a case that was filed may take to say how it was taken; it is filed all the same.
const FIRST_STEP: Duration = Duration::from_secs(5);
/// A case is opened within seconds of being claimed; clocks of two consoles differ by up to a minute.
const ABANDONED: TimeDelta = TimeDelta::minutes(2);
/// The cases of further invitees are opened by the first one's worker: they may be a moment away.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// An application as it is handed in.
#[derive(Debug, Clone)]
pub struct Submission {
    /// What is filed.
    pub application: Application,
    /// The same id files the same cases once; a fresh one, if not given.
    pub request_id: Option<String>,
    /// When it was filed; now, if not given.
    pub filed_at: Option<Instant>,
    /// File it though a case for the same passport, category and office is open.
    pub anyway: bool,
}

/// What became of an application.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Filed {
    /// Under which request.
    pub request_id: String,
    /// Whether it had been filed before.
    pub repeated: bool,
    /// Its cases, in the order of the invitees.
    pub cases: Vec<FiledCase>,
}

/// A case that was opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FiledCase {
    /// Its number.
    pub case: CaseNumber,
    /// Not known yet if no worker has taken the case up.
    pub status: Option<Status>,
    /// Its stage, if known.
    pub stage: Option<Stage>,
    /// What is missing.
    pub missing: Vec<MissingPaper>,
    /// What the checks found.
    pub findings: Vec<Finding>,
}

impl Desk {
    /// Files an application: one case per invitee, all or none.
    ///
    /// # Errors
    /// [`Code::Forbidden`], [`Code::Future`], [`Code::NoEdition`], [`Code::NoCalendar`], [`Code::Duplicate`],
    /// [`Code::RequestConflict`].
    pub async fn submit(&self, who: &Principal, submission: Submission) -> Result<Filed, Problem> {
        self.allow(who, Act::Submit).await?;
        let now = self.now();
        let filed_at = submission.filed_at.unwrap_or(now);
        if filed_at > now {
            return Err(Problem::new(Code::Future, format!("{filed_at} lies in the future")).at("filed_at"));
        }
        // A worker with the same rulebook could not judge or count either: say so before anything is filed.
        let rules = self.rulebook.on(filed_at.date()).map_err(|problem| problem.at("filed_at"))?;
        self.rulebook.calendars.newest().is_working(filed_at.date()).map_err(|error| Problem::from(error).at("filed_at"))?;
        let request_id = submission.request_id.unwrap_or_else(|| Uuid::new_v4().to_string());
        let claimed_at = if submission.anyway { None } else { Some(self.claim(&rules, &request_id, &submission.application).await?) };
        let shift = self.clock.shift_ms();
        let submitted = self.cases.submit_shifted(&request_id, &submission.application, filed_at, shift).await;
        if let (Err(Problem { code: Code::RequestConflict, .. }), Some(claimed_at)) = (&submitted, claimed_at) {
            // Nothing was opened for these people, and nothing will be. What another application has claimed under this id stays.
            for index in 0..submission.application.form().invitees.len() {
                self.register.give_back(&CaseNumber::of_request(&request_id, index), claimed_at).await?;
            }
        }
        let submitted = submitted?;
        let mut cases = Vec::with_capacity(submitted.cases.len());
        for case in submitted.cases {
            let how = if submission.anyway { "submit, anyway" } else { "submit" };
            self.note(who, &case, how).await?;
            let view = self.first_view(&case).await;
            cases.push(FiledCase::of(case, view));
        }
        Ok(Filed { request_id, repeated: submitted.repeated, cases })
    }

    /// A second open case for the same passport, category and office is opened only on purpose. A repeated request is none, and of two at the
    /// same moment one is. Who has said that he opens a case and has not, because his console ended, stands in nobody's way for long.
    /// The instant by which the claim is known.
    async fn claim(&self, rules: &RulesInForce<'_>, request_id: &str, application: &Application) -> Result<Instant, Problem> {
        let form = application.form();
        // The office that the case will be with, not the one that was asked.
        let office = competence::route(application, rules)?.office;
        let claim = |(index, invitee): (usize, &Invitee)| Claim {
            case: CaseNumber::of_request(request_id, index),
            citizenship: invitee.citizenship.clone(),
            passport_number: invitee.passport.number.clone(),
            category: form.visit.category.to_string(),
            office: office.clone(),
        };
        let claims: Vec<_> = form.invitees.iter().enumerate().map(claim).collect();
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
            let message = format!("{by} is open for the same passport, category and office; file it all the same with --anyway");
            return Err(Problem::new(Code::Duplicate, message).at(format!("invitees[{index}].passport.number")));
        }
    }

    async fn first_view(&self, case: &CaseNumber) -> Option<CaseView> {
        let looking = async {
            loop {
                match self.cases.case(case, self.now()).await {
                    Err(problem) if problem.code == Code::CaseUnknown => tokio::time::sleep(LOOK_AGAIN).await,
                    outcome => return outcome.ok(),
                }
            }
        };
        tokio::time::timeout(FIRST_STEP, looking).await.ok().flatten()
    }
}

impl FiledCase {
    fn of(case: CaseNumber, view: Option<CaseView>) -> Self {
        let (status, stage) = (view.as_ref().map(|view| view.status), view.as_ref().map(|view| view.stage));
        let (missing, findings) = view.map(|view| (view.missing, view.findings)).unwrap_or_default();
        Self { case, status, stage, missing, findings }
    }
}
