//! What a case tells others: the register, the applicant, the office. All of it goes by ordinary activities, which begin only after the
//! engine has kept the step that they rest on.
//!
//! One lane carries everything, a parcel at a time; what goes into a parcel, the case's state alone decides. Who cannot be
//! reached leaves the lane and gets an activity of its own, so that they hold up nobody else and their outage writes no history.

use std::time::Duration;

use shaqyru_activities::{
    handover::{Arrival, HandedOver, Handover, Parcel},
    office::Office,
    portal::Portal,
    register::Registrar,
};
use shaqyru_domain::{
    case::{
        Case,
        outbox::{ApplicantNotice, OfficeNotice},
    },
    instant::Instant,
};
use temporalio_common::ActivityDefinition;
use temporalio_sdk::{ActivityOptions, WorkflowCancellationToken, WorkflowContext, workflows::join};

use super::{
    context::{CaseWorkflow, RunContext},
    filed::Filed,
    recipient::Recipient,
    run::CaseRun,
    waiting::{self, ActivityFailure},
};

/// Nobody who is told takes longer than 10 s; the rest is for a slow worker.
const LONGEST: Duration = Duration::from_secs(40);
/// A lost worker is noticed after so long.
const HEARTBEAT: Duration = Duration::from_secs(6);
/// The most notices, and the most escalations, of one parcel.
const LARGEST_BATCH: usize = 50;

/// Hands over until the case is finished.
pub async fn hand_over_news<W: CaseWorkflow>(ctx: &WorkflowContext<W>) {
    join!(
        send_parcels(ctx),
        retry_alone(ctx, Recipient::Register, || Registrar::record_case, CaseRun::unrecorded),
        retry_alone(ctx, Recipient::Portal, || Portal::notify_applicant, CaseRun::next_notices),
        retry_alone(ctx, Recipient::Office, || Office::escalate, CaseRun::next_escalations),
    );
}

async fn send_parcels<W: CaseWorkflow>(ctx: &WorkflowContext<W>) {
    loop {
        ctx.until(|run| run.is_finished() || run.has_parcel()).await;
        let parcel = ctx.with_run(CaseRun::parcel);
        if parcel == Parcel::default() {
            return;
        }
        let options = ActivityOptions::with_start_to_close_timeout(LONGEST)
            .heartbeat_timeout(HEARTBEAT)
            .retry_policy(waiting::unlimited_retry_policy())
            .cancellation_token(WorkflowCancellationToken::new())
            .build();
        match ctx.execute_activity(Handover::hand_over, parcel, options).await {
            Ok(arrived) => {
                let now = ctx.now();
                ctx.with_run_mut(|run| run.note_handed_over(arrived, now));
            }
            // Whatever went wrong with it, each is then tried by itself.
            Err(_) => ctx.with_run_mut(|run| run.out_of_reach.extend([Recipient::Register, Recipient::Portal, Recipient::Office])),
        }
    }
}

/// Tries a recipient who could not be reached, for as long as it takes. What is told then is told once more in the lane, which knows what
/// was in each parcel; it counts once there.
async fn retry_alone<W, T, A>(
    ctx: &WorkflowContext<W>,
    recipient: Recipient,
    activity: fn() -> A,
    unsent: fn(&CaseRun<W::Filing>) -> Option<T>,
) where
    W: CaseWorkflow,
    A: ActivityDefinition<Input = T, Output = ()>,
{
    loop {
        ctx.until(|run| run.is_finished() || run.is_out_of_reach(recipient)).await;
        if ctx.with_run(CaseRun::is_finished) {
            return;
        }
        let Some(told) = ctx.with_run(unsent) else {
            // Nothing waits for them: the lane finds out by itself whether they are there again.
            ctx.with_run_mut(|run| run.out_of_reach.remove(&recipient));
            continue;
        };
        let options = waiting::unlimited_retries(None, &WorkflowCancellationToken::new());
        let arrival = match ctx.execute_activity(activity(), told, options).await.map_err(ActivityFailure::from) {
            Ok(()) => Arrival::Arrived,
            Err(ActivityFailure::Transient) => continue,
            Err(ActivityFailure::Permanent(problem)) => Arrival::Refused(problem),
        };
        let now = ctx.now();
        ctx.with_run_mut(|run| run.note_arrival(recipient, arrival, now));
    }
}

impl<F: Filed> CaseRun<F> {
    /// The next parcel; an empty one if there is nothing to hand over.
    fn parcel(&self) -> Parcel {
        Parcel {
            record: self.unrecorded().filter(|_| self.is_in_lane(Recipient::Register)),
            notices: self.next_notices().filter(|_| self.is_in_lane(Recipient::Portal)).unwrap_or_default(),
            escalations: self.next_escalations().filter(|_| self.is_in_lane(Recipient::Office)).unwrap_or_default(),
        }
    }

    fn has_parcel(&self) -> bool {
        (self.is_in_lane(Recipient::Register) && self.has_unrecorded_changes())
            || (self.is_in_lane(Recipient::Portal) && self.has(|case| !case.notices.is_empty()))
            || (self.is_in_lane(Recipient::Office) && self.has(|case| !case.office_notices.is_empty()))
    }

    fn is_in_lane(&self, recipient: Recipient) -> bool {
        !self.is_out_of_reach(recipient) && !self.is_stopped(recipient.step())
    }

    fn is_out_of_reach(&self, recipient: Recipient) -> bool {
        self.out_of_reach.contains(&recipient)
    }

    fn next_notices(&self) -> Option<Vec<ApplicantNotice>> {
        self.next_of(|case| case.notices.next_batch(LARGEST_BATCH))
    }

    fn next_escalations(&self) -> Option<Vec<OfficeNotice>> {
        self.next_of(|case| case.office_notices.next_batch(LARGEST_BATCH))
    }

    fn next_of<T>(&self, batch: impl FnOnce(&Case) -> Vec<T>) -> Option<Vec<T>> {
        self.opened().ok().map(batch).filter(|batch| !batch.is_empty())
    }

    fn note_handed_over(&mut self, arrived: HandedOver, now: Instant) {
        let HandedOver { revision, notice_count, escalation_count, record, notices, escalations } = arrived;
        if let Some(revision) = revision
            && self.note_arrival(Recipient::Register, record, now)
        {
            self.note_recorded(usize::try_from(revision).ok());
        }
        if notice_count > 0
            && self.note_arrival(Recipient::Portal, notices, now)
            && let Some(case) = self.case_mut()
        {
            case.notices.delivered(notice_count);
            case.note_extension_notice(now);
        }
        if escalation_count > 0
            && self.note_arrival(Recipient::Office, escalations, now)
            && let Some(case) = self.case_mut()
        {
            case.office_notices.delivered(escalation_count);
        }
    }

    /// Whether a recipient has got what was told.
    fn note_arrival(&mut self, recipient: Recipient, arrival: Arrival, now: Instant) -> bool {
        self.out_of_reach.remove(&recipient);
        match arrival {
            Arrival::Arrived => return true,
            Arrival::Unavailable => drop(self.out_of_reach.insert(recipient)),
            Arrival::Refused(problem) => self.raise_incident(recipient.step(), &problem, now),
        }
        false
    }
}
