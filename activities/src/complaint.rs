//! A complaint: what its case begins with, and what the rulebook says of it.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    application::Channel,
    case::number::CaseNumber,
    complaint::{
        filing::{Complaint, Subject},
        procedure::Particulars,
    },
    law::{rulebook::COMPLAINT, rules::CaseRules},
    problem::Problem,
    statement::{Statement, digest_of},
    text::OfficeCode,
    time::instant::Instant,
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{ANOTHER_RULEBOOK, incident_failure, retry_after_failure},
    intake::{Intake, Signed},
};

/// What a case begins with.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ComplaintFiling {
    /// The case's number, which is the workflow's id too.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The complaint.
    #[schema(value_type = Object)]
    pub complaint: Complaint,
    /// What is on record of the case that it is about.
    #[schema(value_type = Object)]
    pub subject: Subject,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// Added to the engine's time; other than zero only in a simulation.
    #[serde(default)]
    pub clock_offset_ms: i64,
    /// The statement of who filed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub statement: Option<Statement>,
}

impl ComplaintFiling {
    /// The filing as it is signed, for the workflow with this id.
    ///
    /// # Errors
    /// [`Code::Field`](shaqyru_domain::problem::Code::Field) if it cannot be written as JSON.
    pub fn signed(&self, workflow_id: &str) -> Result<Signed, Problem> {
        let content_digest = digest_of(workflow_id, &Self { statement: None, ..self.clone() })?;
        Ok(Signed { content_digest, statement: self.statement.clone() })
    }

    /// What its procedure needs.
    pub fn particulars(&self) -> Particulars {
        Particulars { about: self.complaint.about.clone(), examiner: self.complaint.addressee }
    }
}

/// What the intake is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComplaintIntakeTask {
    /// The office that has it.
    pub office: OfficeCode,
    /// How it came.
    pub channel: Channel,
    /// When it was filed.
    pub filed_at: Instant,
    /// Whether the case runs on a shifted clock.
    pub shifted_clock: bool,
    /// The digest of the filing and the statement that it came with.
    pub signed: Signed,
}

/// What the rulebook says of a complaint.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComplaintIntakeResult {
    /// The rules by which the case is judged.
    pub rules: CaseRules,
    /// How often agencies are asked for answers; configuration, so recorded here as of every case.
    pub poll_every: Option<Duration>,
    /// Whether agencies are told that we take callbacks.
    pub callback: bool,
}

/// Takes complaints in.
#[derive(Debug, Clone)]
pub struct ComplaintIntake(pub Intake);

#[activities]
impl ComplaintIntake {
    /// Looks up the rules for a case.
    #[activity]
    #[expect(clippy::unused_async, reason = "activities are async")]
    pub async fn take_in_complaint(
        self: Arc<Self>,
        _ctx: ActivityContext,
        task: ComplaintIntakeTask,
    ) -> Result<ComplaintIntakeResult, ActivityError> {
        let Intake { rulebook, poll_every, callback, .. } = &self.0;
        self.0.let_in(task.shifted_clock, Some(&task.signed)).map_err(|problem| incident_failure(&problem))?;
        // A worker with another rulebook may know the year: the case waits for one.
        let rules = rulebook.for_case(COMPLAINT, task.filed_at.date(), &task.office, task.channel);
        let rules = rules.map_err(|problem| retry_after_failure(problem.code, problem.message, ANOTHER_RULEBOOK))?;
        Ok(ComplaintIntakeResult { rules, poll_every: *poll_every, callback: *callback })
    }
}
