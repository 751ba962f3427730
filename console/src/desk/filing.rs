//! Filing applications.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::Application,
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
use uuid::Uuid;

use super::Desk;
use crate::identity::Principal;

/// How long a case that was filed may take to say how it was taken; it is filed all the same.
const FIRST_STEP: Duration = Duration::from_secs(5);
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
        if !submission.anyway {
            self.point_out_duplicates(&rules, &request_id, &submission.application).await?;
        }
        let shift = self.clock.shift_ms();
        let submitted = self.cases.submit_shifted(&request_id, &submission.application, filed_at, shift).await?;
        let mut cases = Vec::with_capacity(submitted.cases.len());
        for case in submitted.cases {
            let how = if submission.anyway { "submit, anyway" } else { "submit" };
            self.note(who, &case, how).await?;
            self.register.note_filing(&case, &who.id, now).await?;
            let view = self.first_view(&case).await;
            cases.push(FiledCase::of(case, view));
        }
        Ok(Filed { request_id, repeated: submitted.repeated, cases })
    }

    /// A second open case for the same passport, category and office is opened only on purpose. A repeated request is none.
    async fn point_out_duplicates(&self, rules: &RulesInForce<'_>, request_id: &str, application: &Application) -> Result<(), Problem> {
        let form = application.form();
        // The office that the case will be with, not the one that was asked.
        let office = competence::route(application, rules)?.office;
        for (index, invitee) in form.invitees.iter().enumerate() {
            let open =
                self.register.open_cases_of(&invitee.citizenship, &invitee.passport.number, form.visit.category.as_str(), &office).await?;
            let this = CaseNumber::of_request(request_id, index);
            if let Some(other) = open.first().filter(|_| !open.contains(&this)) {
                let message = format!("{other} is open for the same passport, category and office; file it all the same with --anyway");
                return Err(Problem::new(Code::Duplicate, message).at(format!("invitees[{index}].passport.number")));
            }
        }
        Ok(())
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
