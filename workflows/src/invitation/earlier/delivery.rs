//! Telling others, beside the procedure: in order, in batches, each item until it has arrived. An outage
//! there stops no case; a case only closes when everything has been delivered.

use shaqyru_activities::{monitoring::Monitoring, office::Office, portal::Portal};
use shaqyru_domain::case::{
    Case,
    outbox::{ApplicantNotice, OfficeNotice, Outbox, StageRecord},
};
use temporalio_common::ActivityDefinition;
use temporalio_sdk::{WorkflowCancellationToken, WorkflowContext};

use crate::runtime::{
    CaseRun, CaseWorkflow, RunContext,
    waiting::{self, Failed},
};

/// The most items that go out in one call.
const LARGEST_BATCH: usize = 50;

/// What goes where.
pub(crate) struct Channel<T, A> {
    /// The step that an incident names.
    step: &'static str,
    /// The items.
    outbox: fn(&mut Case) -> &mut Outbox<T>,
    /// What waits in the outbox.
    waiting: fn(&Case) -> bool,
    /// What sends them.
    activity: fn() -> A,
}

/// Stages go to the monitoring system (R26 para 9), if the register does not deliver them.
pub(crate) async fn deliver_stages<W: CaseWorkflow>(ctx: &WorkflowContext<W>) {
    if ctx.with_run(CaseRun::tells_stages) {
        deliver(ctx, stages()).await;
    }
}

fn stages() -> Channel<StageRecord, impl ActivityDefinition<Input = Vec<StageRecord>, Output = ()>> {
    Channel {
        step: "monitoring",
        outbox: |case| &mut case.stages,
        waiting: |case| !case.stages.is_empty(),
        activity: || Monitoring::append_stages,
    }
}

/// Notices go to the applicant through the portal.
pub(crate) fn notices() -> Channel<ApplicantNotice, impl ActivityDefinition<Input = Vec<ApplicantNotice>, Output = ()>> {
    Channel {
        step: "portal",
        outbox: |case| &mut case.notices,
        waiting: |case| !case.notices.is_empty(),
        activity: || Portal::notify_applicant,
    }
}

/// Escalations and incidents go to the office.
pub(crate) fn escalations() -> Channel<OfficeNotice, impl ActivityDefinition<Input = Vec<OfficeNotice>, Output = ()>> {
    Channel {
        step: "office",
        outbox: |case| &mut case.office_notices,
        waiting: |case| !case.office_notices.is_empty(),
        activity: || Office::escalate,
    }
}

/// Delivers a channel's items until the case is finished.
pub(crate) async fn deliver<W, T, A>(ctx: &WorkflowContext<W>, channel: Channel<T, A>)
where
    W: CaseWorkflow,
    T: Clone,
    A: ActivityDefinition<Input = Vec<T>, Output = ()>,
{
    let Channel { step, outbox, waiting, activity } = channel;
    loop {
        ctx.until(|run| run.is_finished() || (run.has(waiting) && !run.is_stopped(step))).await;
        let batch = ctx.with_run_mut(|run| run.case_mut().map(|case| outbox(case).next_batch(LARGEST_BATCH)).unwrap_or_default());
        if batch.is_empty() {
            return;
        }
        let count = batch.len();
        match send(ctx, &activity, batch).await {
            Ok(()) => ctx.with_run_mut(|run| {
                let now = run.now(ctx.workflow_time());
                if let Some(case) = run.case_mut() {
                    outbox(case).delivered(count);
                    case.note_extension_notice(now);
                }
            }),
            Err(Failed::ForGood(problem)) => ctx.with_run_mut(|run| {
                let now = run.now(ctx.workflow_time());
                run.raise_incident(step, &problem, now);
            }),
            Err(Failed::ForNow) => {}
        }
    }
}

/// At once if the other side is well: that costs the case one event. Else patiently.
async fn send<W, T, A>(ctx: &WorkflowContext<W>, activity: &impl Fn() -> A, batch: Vec<T>) -> Result<(), Failed>
where
    W: CaseWorkflow,
    T: Clone,
    A: ActivityDefinition<Input = Vec<T>, Output = ()>,
{
    match ctx.execute_local_activity(activity(), batch.clone(), waiting::at_once()).await.map_err(Failed::from) {
        Err(Failed::ForNow) => {
            let options = waiting::patiently(None, &WorkflowCancellationToken::new());
            ctx.execute_activity(activity(), batch, options).await.map_err(Failed::from)
        }
        outcome => outcome,
    }
}
