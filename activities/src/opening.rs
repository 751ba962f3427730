//! Opening the cases of an application that names several invitees: one workflow each, all of them or, for as long as it takes, none
//! left out. The application is judged once, as a whole; each case gets what is said of its own invitee.

use std::{fmt, pin::Pin, sync::Arc};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::{Application, LARGEST_DOCUMENT},
    case::number::{CaseNumber, digest},
    problem::{Code, Problem},
    statement::{Statement, digest_of},
    time::instant::Instant,
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{ANOTHER_RULEBOOK, backoff, incident_failure, retry_after_failure},
    intake::{Intake, Judged, Signed},
};

/// How many cases are opened at a time: more only queue up at the engine.
const AT_A_TIME: usize = 16;

/// What a case begins with.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Filing {
    /// The case's number, which is the workflow's id too.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The application. A case that is one of several carries its own invitee only.
    #[schema(value_type = Object)]
    pub application: Application,
    /// The invitee whose case this is.
    pub invitee: usize,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// Added to the engine's time; other than zero only in a simulation.
    #[serde(default)]
    pub clock_offset_ms: i64,
    /// Whether this case opens those of the other invitees: so it was before an application had a workflow of its own.
    #[serde(default)]
    pub opens_the_others: bool,
    /// What was found in the application, where it was judged as a whole before this case was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
    /// Whether an ordinary activity takes the case in. In cases of before a local one did, whose step the SDK's core (0.10.1) loses when
    /// somebody looks at the case meanwhile.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub intake_by_activity: bool,
    /// The statement of who filed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub statement: Option<Statement>,
}

/// An application that names several invitees, as it was filed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FiledApplication {
    /// The number of the first invitee's case; the others count on from it.
    pub first: CaseNumber,
    /// The application, with all its invitees.
    pub application: Application,
    /// When it was filed.
    pub filed_at: Instant,
    /// Added to the engine's time; other than zero only in a simulation.
    #[serde(default)]
    pub clock_offset_ms: i64,
    /// The statement of who filed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
}

/// Starts the workflow of a case.
pub trait StartsCases: fmt::Debug + Send + Sync {
    /// Starts it as one of the application with this digest; a case that the same application has started before counts as started.
    fn start_case<'a>(&'a self, filing: Filing, application: &'a str) -> Pin<Box<dyn Future<Output = Result<(), Problem>> + Send + 'a>>;
}

/// Who opens cases.
#[derive(Debug)]
pub struct Opening {
    /// Judges the application.
    pub intake: Intake,
    /// Starts the cases.
    pub cases: Arc<dyn StartsCases>,
}

#[activities]
impl Opening {
    /// Opens the case of each invitee. What was opened before an attempt was broken off stays opened.
    #[activity]
    pub async fn open_cases(self: Arc<Self>, ctx: ActivityContext, filed: FiledApplication) -> Result<(), ActivityError> {
        let signed = filed.signed(ctx.info().workflow_id.as_deref().unwrap_or_default()).map_err(|problem| incident_failure(&problem))?;
        self.intake.let_in(filed.clock_offset_ms != 0, Some(&signed)).map_err(|problem| incident_failure(&problem))?;
        // A worker with another rulebook may know the year: the cases wait for one.
        let judged = self.intake.judge(&filed.application, filed.filed_at);
        let judged = judged.map_err(|problem| retry_after_failure(problem.code, problem.message, ANOTHER_RULEBOOK))?;
        let application = digest_of_filed(&filed.application).map_err(|problem| incident_failure(&problem))?;
        let mut filings = filed.filings(&judged);
        // The first number tells whether the request's numbers belong to another application: it is opened alone.
        let mut next = 1;
        while !filings.is_empty() {
            let rest = filings.split_off(filings.len().min(next));
            next = AT_A_TIME;
            let starting = std::mem::replace(&mut filings, rest).into_iter().map(|filing| self.cases.start_case(filing, &application));
            for started in futures::future::join_all(starting).await {
                started.map_err(|problem| into_activity_error(&problem, ctx.info().attempt))?;
            }
            // It only says that the worker is alive: what was opened, the engine knows.
            let _ = ctx.record_heartbeat(()).await;
        }
        Ok(())
    }
}

impl Filing {
    /// The filing as it is signed, for the workflow with this id.
    ///
    /// # Errors
    /// [`Code::Field`] if it cannot be written as JSON.
    pub fn signed(&self, workflow_id: &str) -> Result<Signed, Problem> {
        // How it is taken in is no part of what was filed: a worker of before, which does not know it, finds the same digest.
        let filed = Self { statement: None, intake_by_activity: false, ..self.clone() };
        Ok(Signed { content_digest: digest_of(workflow_id, &filed)?, statement: self.statement.clone() })
    }
}

impl FiledApplication {
    /// The application as it is signed, for the workflow with this id.
    ///
    /// # Errors
    /// [`Code::Field`] if it cannot be written as JSON.
    pub fn signed(&self, workflow_id: &str) -> Result<Signed, Problem> {
        let content_digest = digest_of(workflow_id, &Self { statement: None, ..self.clone() })?;
        Ok(Signed { content_digest, statement: self.statement.clone() })
    }

    /// What each case begins with.
    fn filings(&self, judged: &Judged) -> Vec<Filing> {
        let invitees = 0..self.application.form().invitees.len();
        let filing = |invitee| {
            Some(Filing {
                case: self.first.sibling(invitee),
                application: self.application.of_invitee(invitee)?,
                invitee: 0,
                filed_at: self.filed_at,
                clock_offset_ms: self.clock_offset_ms,
                opens_the_others: false,
                judged: Some(judged.of_invitee(invitee)),
                intake_by_activity: true,
                statement: None,
            })
        };
        invitees.filter_map(filing).collect()
    }
}

/// The digest by which one application, or request, is told from another; never of more than the engine takes.
///
/// # Errors
/// [`Code::Size`].
pub fn digest_of_filed<T: Serialize>(filed: &T) -> Result<String, Problem> {
    let json = serde_json::to_vec(filed).map_err(|error| Problem::new(Code::Field, error.to_string()))?;
    if json.len() > LARGEST_DOCUMENT {
        return Err(Problem::new(Code::Size, format!("what is filed must not be larger than {LARGEST_DOCUMENT} bytes")));
    }
    Ok(digest(&json))
}

/// A number that belongs to another application does not pass; an engine that does not answer does.
fn into_activity_error(problem: &Problem, attempt: u32) -> ActivityError {
    match problem.code {
        Code::RequestConflict => incident_failure(problem),
        code => retry_after_failure(code, problem.message.clone(), backoff(attempt, None)),
    }
}
