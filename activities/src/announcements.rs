//! The ministry's notice service, which reaches the offices and the Unified Contact Centre (R26 para 58-1).
//! Contract: `docs/reference/contracts/announcements.yaml`.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    announcement::Plan,
    law::{
        ladder::{Audience, Rung},
        rulebook::Rulebook,
    },
    time::instant::Instant,
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    agency::{ANOTHER_RULEBOOK, Agency, retry_after_failure},
    batch,
};

/// The notice service, and the rulebook whose editions are announced.
#[derive(Debug)]
pub struct Announcements {
    /// Where it answers.
    pub agency: Agency,
    /// The rulebook.
    pub rulebook: Arc<Rulebook>,
}

/// A notice of a new edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EditionNotice {
    /// The same id, the same notice.
    pub id: String,
    /// The edition.
    pub edition: String,
    /// An office, or the Unified Contact Centre.
    pub recipient: String,
    /// Its first day.
    pub in_force_from: NaiveDate,
    /// The order that made it.
    pub title: String,
    /// What it changes.
    pub summary: String,
    /// When all must have been told.
    pub due: Instant,
}

/// A step of the duty's ladder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EditionEscalation {
    /// The same id, the same step.
    pub id: String,
    /// The edition.
    pub edition: String,
    /// Which step.
    pub rung: String,
    /// Who is told.
    pub audience: Audience,
    /// When it was due to go out.
    pub at: Instant,
    /// When all must have been told.
    pub due: Instant,
}

impl EditionNotice {
    /// The notice for one recipient.
    pub fn of(plan: &Plan, recipient: &str) -> Self {
        Self {
            id: format!("{}/announcement/{recipient}", plan.edition),
            edition: plan.edition.clone(),
            recipient: recipient.to_owned(),
            in_force_from: plan.in_force_from,
            title: plan.title.clone(),
            summary: plan.summary.clone(),
            due: plan.due,
        }
    }
}

impl EditionEscalation {
    /// The notice of a step.
    pub fn of(plan: &Plan, rung: &Rung) -> Self {
        Self {
            id: format!("{}/escalation/{}", plan.edition, rung.rung),
            edition: plan.edition.clone(),
            rung: rung.rung.clone(),
            audience: rung.audience,
            at: rung.at,
            due: plan.due,
        }
    }
}

#[derive(Serialize)]
struct Notices {
    announcements: Vec<EditionNotice>,
}

#[derive(Serialize)]
struct Escalations {
    escalations: Vec<EditionEscalation>,
}

#[activities]
impl Announcements {
    /// Looks up who must be told of an edition, and by when.
    #[activity]
    #[expect(clippy::unused_async, reason = "activities are async")]
    pub async fn plan(self: Arc<Self>, _ctx: ActivityContext, edition: String) -> Result<Plan, ActivityError> {
        // A worker with another rulebook may know the edition: the announcement waits for one.
        Plan::of(&edition, &self.rulebook).map_err(|problem| retry_after_failure(problem.code, problem.message, ANOTHER_RULEBOOK))
    }

    /// Tells recipients; each notice counts once, however often it is sent.
    #[activity]
    pub async fn announce(self: Arc<Self>, ctx: ActivityContext, announcements: Vec<EditionNotice>) -> Result<(), ActivityError> {
        let ids = announcements.iter().map(|item| item.id.clone()).collect();
        batch::deliver(&self.agency, "announcements", ids, &Notices { announcements }, ctx.info().attempt).await
    }

    /// Tells supervisors and heads that the duty's term runs out; each step counts once.
    #[activity]
    pub async fn escalate_announcement(self: Arc<Self>, ctx: ActivityContext, step: EditionEscalation) -> Result<(), ActivityError> {
        let ids = vec![step.id.clone()];
        batch::deliver(&self.agency, "escalations", ids, &Escalations { escalations: vec![step] }, ctx.info().attempt).await
    }
}
