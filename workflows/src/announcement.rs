//! A new edition of the Rules: the providers and the Unified Contact Centre are told within three working days of the
//! moment it enters into force (R26 para 58-1).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shaqyru_activities::announcements::{Announcements, EditionEscalation, EditionNotice};
use shaqyru_domain::{
    announcement::{Announcement, AnnouncementView},
    law::ladder::Rung,
    problem::{Code, Problem},
    time::instant::Instant,
};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    ApplicationFailure, WaitConditionOptions, WorkflowCancellationToken, WorkflowContext, WorkflowContextView, WorkflowResult,
    workflows::{join, select},
};

use crate::runtime::{
    messages::{HandlerError, or_reject},
    waiting::{self, ActivityFailure},
};

/// The most recipients that are told in one call.
const LARGEST_BATCH: usize = 50;
/// What an operator must put right is tried again this often.
const TRY_AGAIN: Duration = Duration::from_hours(1);

/// The workflow's id: an edition is announced once.
pub fn workflow_id(edition: &str) -> String {
    format!("edition/{edition}")
}

/// What is announced.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Edition {
    /// Its name in the rulebook.
    pub edition: String,
}

/// The announcement of one edition.
#[workflow]
pub struct AnnouncementWorkflow {
    edition: String,
    announcement: Option<Announcement>,
}

#[workflow_methods]
impl AnnouncementWorkflow {
    /// Takes the edition.
    #[init]
    pub fn new(_ctx: &WorkflowContextView, edition: Edition) -> Self {
        Self { edition: edition.edition, announcement: None }
    }

    /// Plan, wait until the edition is in force, tell everybody. Beside it the ladder is climbed.
    #[run(name = "Announcement")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        plan(ctx).await?;
        wait_until_in_force(ctx).await;
        join!(tell(ctx), climb(ctx));
        Ok(())
    }

    /// How it stands at an instant.
    #[query(name = "announcement")]
    pub fn view(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<AnnouncementView, HandlerError> {
        let opened = self.announcement.as_ref().map(|announcement| announcement.view(as_of));
        or_reject(opened.ok_or_else(|| Problem::new(Code::Opening, "the announcement is being planned; try again in a moment")))
    }

    fn is_complete(&self) -> bool {
        self.announcement.as_ref().is_none_or(Announcement::is_complete)
    }

    fn change(&mut self, change: impl FnOnce(&mut Announcement)) {
        if let Some(announcement) = self.announcement.as_mut() {
            change(announcement);
        }
    }

    fn next_rung(&self) -> Option<Rung> {
        self.announcement.as_ref().and_then(Announcement::next_rung).cloned()
    }
}

/// Who must be told, and by when, as a recorded result: a later rulebook changes nothing of it.
async fn plan(ctx: &WorkflowContext<AnnouncementWorkflow>) -> WorkflowResult<()> {
    let edition = ctx.state(|state| state.edition.clone());
    let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
    match ctx.execute_activity(Announcements::plan, edition, options).await.map_err(ActivityFailure::from) {
        Ok(plan) => {
            ctx.state_mut(|state| state.announcement = Some(Announcement::new(plan)));
            Ok(())
        }
        Err(ActivityFailure::Permanent(problem)) => Err(waiting::workflow_failure(problem).into()),
        Err(ActivityFailure::Transient) => Err(ApplicationFailure::builder("the plan was given up").build().into()),
    }
}

async fn wait_until_in_force(ctx: &WorkflowContext<AnnouncementWorkflow>) {
    let Some(at) = ctx.state(|state| state.announcement.as_ref().map(|announcement| announcement.plan().in_force_at)) else { return };
    if let Ok(delay) = at.since(now(ctx)).to_std() {
        ctx.timer(waiting::timer(delay, &WorkflowCancellationToken::new(), format!("in force from {at}"))).await;
    }
}

async fn tell(ctx: &WorkflowContext<AnnouncementWorkflow>) {
    while let Some(notices) = ctx.state(next_notices) {
        let recipients = notices.iter().map(|notice| notice.recipient.clone()).collect();
        let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
        match ctx.execute_activity(Announcements::announce, notices, options).await.map_err(ActivityFailure::from) {
            Ok(()) => ctx.state_mut(|state| state.change(|announcement| announcement.take_told(recipients, now(ctx)))),
            Err(ActivityFailure::Permanent(problem)) => {
                ctx.state_mut(|state| state.change(|announcement| announcement.take_trouble(&problem)));
                ctx.timer(waiting::timer(TRY_AGAIN, &WorkflowCancellationToken::new(), "the notice service refused; once more".to_owned()))
                    .await;
            }
            Err(ActivityFailure::Transient) => {}
        }
    }
}

fn next_notices(state: &AnnouncementWorkflow) -> Option<Vec<EditionNotice>> {
    let announcement = state.announcement.as_ref().filter(|announcement| !announcement.is_complete())?;
    let recipients = announcement.untold(LARGEST_BATCH);
    Some(recipients.iter().map(|recipient| EditionNotice::of(announcement.plan(), recipient)).collect())
}

/// The steps go out in order, also after downtime; those that are not due when all have been told stay away.
async fn climb(ctx: &WorkflowContext<AnnouncementWorkflow>) {
    while let Some(rung) = ctx.state(AnnouncementWorkflow::next_rung) {
        if let Ok(delay) = rung.at.since(now(ctx)).to_std()
            && !delay.is_zero()
        {
            let token = WorkflowCancellationToken::new();
            let mut timer = ctx.timer(waiting::timer(delay, &token, format!("step {} of the ladder at {}", rung.rung, rung.at)));
            let options = WaitConditionOptions::builder().cancellation_token(WorkflowCancellationToken::new()).build();
            let mut complete = Box::pin(ctx.wait_condition_with_options(AnnouncementWorkflow::is_complete, options));
            select! {
                _ = timer => {}
                _ = complete => {
                    token.cancel();
                    continue;
                }
            }
        }
        let step = ctx.state(|state| state.announcement.as_ref().map(|announcement| EditionEscalation::of(announcement.plan(), &rung)));
        let Some(step) = step else { return };
        let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
        // A step that the notice service will not take is on the record all the same.
        if let Err(ActivityFailure::Permanent(problem)) =
            ctx.execute_activity(Announcements::escalate_announcement, step, options).await.map_err(ActivityFailure::from)
        {
            ctx.state_mut(|state| state.change(|announcement| announcement.take_trouble(&problem)));
        }
        ctx.state_mut(|state| state.change(|announcement| announcement.take_escalation(rung)));
    }
}

fn now(ctx: &WorkflowContext<AnnouncementWorkflow>) -> Instant {
    let in_force_at = || ctx.state(|state| state.announcement.as_ref().map(|announcement| announcement.plan().in_force_at));
    match ctx.workflow_time() {
        Some(time) => Instant::from_utc(time.into()),
        // The engine always knows the time while code runs; without it nothing has begun.
        None => in_force_at().unwrap_or_else(|| Instant::from_utc(chrono::DateTime::UNIX_EPOCH)),
    }
}
