//! Telling others, beside the procedure: in order, in batches, each item until it has arrived. An outage
//! there stops no case; a case only closes when everything has been delivered.

use shaqyru_activities::{monitoring::Monitoring, office::Office, opening::Filing, portal::Portal};
use shaqyru_domain::{
    case::outbox::{ApplicantNotice, OfficeNotice, Outbox, StageRecord},
    invitation::Case,
};
use temporalio_common::ActivityDefinition;
use temporalio_sdk::WorkflowContext;

use crate::runtime::{
    CaseRun, CaseWorkflow, RunContext,
    waiting::{self, ActivityFailure},
};

/// The most items that go out in one call.
const LARGEST_BATCH: usize = 50;

/// What goes where.
pub(crate) struct Channel<T, A> {
    /// The step that an incident names.
    step: &'static str,
    /// The items.
    outbox: fn(&mut Case) -> &mut Outbox<T>,
    /// Whether something waits in the outbox.
    has_items: fn(&Case) -> bool,
    /// What sends them.
    activity: fn() -> A,
}

/// Stages go to the monitoring system (R26 para 9), if the register does not deliver them.
pub(crate) async fn deliver_stages<W: CaseWorkflow<Filing = Filing>>(ctx: &WorkflowContext<W>) {
    if ctx.with_run(CaseRun::delivers_own_stages) {
        deliver(ctx, stages()).await;
    }
}

fn stages() -> Channel<StageRecord, impl ActivityDefinition<Input = Vec<StageRecord>, Output = ()>> {
    Channel {
        step: "monitoring",
        outbox: |case| &mut case.stages,
        has_items: |case| !case.stages.is_empty(),
        activity: || Monitoring::append_stages,
    }
}

/// Notices go to the applicant through the portal.
pub(crate) fn notices() -> Channel<ApplicantNotice, impl ActivityDefinition<Input = Vec<ApplicantNotice>, Output = ()>> {
    Channel {
        step: "portal",
        outbox: |case| &mut case.notices,
        has_items: |case| !case.notices.is_empty(),
        activity: || Portal::notify_applicant,
    }
}

/// Escalations and incidents go to the office.
pub(crate) fn escalations() -> Channel<OfficeNotice, impl ActivityDefinition<Input = Vec<OfficeNotice>, Output = ()>> {
    Channel {
        step: "office",
        outbox: |case| &mut case.office_notices,
        has_items: |case| !case.office_notices.is_empty(),
        activity: || Office::escalate,
    }
}

/// Delivers a channel's items until the case is finished.
pub(crate) async fn deliver<W, T, A>(ctx: &WorkflowContext<W>, channel: Channel<T, A>)
where
    W: CaseWorkflow<Filing = Filing>,
    T: Clone,
    A: ActivityDefinition<Input = Vec<T>, Output = ()>,
{
    let Channel { step, outbox, has_items, activity } = channel;
    loop {
        ctx.until(|run| run.is_finished() || (run.has(has_items) && !run.is_stopped(step))).await;
        let batch = ctx.with_run_mut(|run| run.case_mut().map(|case| outbox(case).next_batch(LARGEST_BATCH)).unwrap_or_default());
        if batch.is_empty() {
            return;
        }
        let count = batch.len();
        match waiting::try_locally_first(ctx, &activity, batch).await {
            Ok(()) => {
                let now = ctx.now();
                ctx.with_run_mut(|run| {
                    if let Some(case) = run.case_mut() {
                        outbox(case).delivered(count);
                        case.note_owed_notices(now);
                    }
                });
            }
            Err(ActivityFailure::Permanent(problem)) => {
                let now = ctx.now();
                ctx.with_run_mut(|run| run.raise_incident(step, &problem, now));
            }
            Err(ActivityFailure::Transient) => {}
        }
    }
}
