//! What a case tells others: the register, the applicant, the office. All of it goes by ordinary activities, which begin only after the
//! engine has kept the step that they rest on.
//!
//! One lane carries everything, a parcel at a time; what goes into a parcel, the case's state alone decides. A side that cannot be
//! reached leaves the lane and gets a patient activity of its own, so that it holds up nobody else and its outage writes no history.

use std::time::Duration;

use shaqyru_activities::{
    handover::{Arrival, HandedOver, Handover, Parcel},
    office::Office,
    portal::Portal,
    register::{CaseRecord, Registrar},
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

use crate::{
    invitation::InvitationWorkflow,
    wait::{self, Failed},
};

/// Nobody who is told takes longer than 10 s; the rest is for a slow worker.
const LONGEST: Duration = Duration::from_secs(40);
/// A lost worker is noticed after so long.
const HEARTBEAT: Duration = Duration::from_secs(6);
/// The most notices, and the most escalations, of one parcel.
const LARGEST_BATCH: usize = 50;

/// Who is told something by a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Register,
    Portal,
    Office,
}

impl Side {
    /// The step that an incident names.
    const fn step(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Portal => "portal",
            Self::Office => "office",
        }
    }
}

/// Hands over until the case is finished.
pub(crate) async fn keep(ctx: &WorkflowContext<InvitationWorkflow>) {
    join!(
        hand_over(ctx),
        wait_for(ctx, Side::Register, || Registrar::record_case, InvitationWorkflow::news),
        wait_for(ctx, Side::Portal, || Portal::notify_applicant, InvitationWorkflow::next_notices),
        wait_for(ctx, Side::Office, || Office::escalate, InvitationWorkflow::next_escalations),
    );
}

async fn hand_over(ctx: &WorkflowContext<InvitationWorkflow>) {
    loop {
        InvitationWorkflow::until(ctx, |invitation| invitation.is_finished() || invitation.has_parcel()).await;
        let parcel = ctx.state(InvitationWorkflow::parcel);
        if parcel == Parcel::default() {
            return;
        }
        let options = ActivityOptions::with_start_to_close_timeout(LONGEST)
            .heartbeat_timeout(HEARTBEAT)
            .retry_policy(wait::for_as_long_as_it_takes())
            .cancellation_token(WorkflowCancellationToken::new())
            .build();
        match ctx.execute_activity(Handover::hand_over, parcel, options).await {
            Ok(arrived) => ctx.state_mut(|invitation| invitation.note_handed_over(arrived, invitation.now(ctx.workflow_time()))),
            // Whatever went wrong with it, each side is then tried by itself, patiently.
            Err(_) => ctx.state_mut(|invitation| invitation.out_of_reach.extend([Side::Register, Side::Portal, Side::Office])),
        }
    }
}

/// Tries a side that could not be reached, for as long as it takes. What it is told then, it is told once more in the lane, which knows
/// what was in each parcel; it counts once there.
async fn wait_for<T, A>(
    ctx: &WorkflowContext<InvitationWorkflow>,
    side: Side,
    activity: fn() -> A,
    waiting: fn(&InvitationWorkflow) -> Option<T>,
) where
    T: Clone,
    A: ActivityDefinition<Input = T, Output = ()>,
{
    loop {
        InvitationWorkflow::until(ctx, |invitation| invitation.is_finished() || invitation.is_out_of_reach(side)).await;
        if ctx.state(InvitationWorkflow::is_finished) {
            return;
        }
        let Some(told) = ctx.state(waiting) else {
            // Nothing waits for it: the lane finds out by itself whether it is there again.
            ctx.state_mut(|invitation| invitation.out_of_reach.remove(&side));
            continue;
        };
        let options = wait::patiently(None, &WorkflowCancellationToken::new());
        let arrival = match ctx.execute_activity(activity(), told, options).await.map_err(Failed::from) {
            Ok(()) => Arrival::Arrived,
            Err(Failed::ForNow) => continue,
            Err(Failed::ForGood(problem)) => Arrival::Refused(problem),
        };
        ctx.state_mut(|invitation| {
            let now = invitation.now(ctx.workflow_time());
            invitation.note_arrival(side, arrival, now);
        });
    }
}

impl InvitationWorkflow {
    /// The next parcel; an empty one if there is nothing to hand over.
    fn parcel(&self) -> Parcel {
        Parcel {
            record: self.news().filter(|_| self.is_in_lane(Side::Register)),
            notices: self.next_notices().filter(|_| self.is_in_lane(Side::Portal)).unwrap_or_default(),
            escalations: self.next_escalations().filter(|_| self.is_in_lane(Side::Office)).unwrap_or_default(),
        }
    }

    fn has_parcel(&self) -> bool {
        (self.is_in_lane(Side::Register) && self.has_news())
            || (self.is_in_lane(Side::Portal) && self.has(|case| !case.notices.is_empty()))
            || (self.is_in_lane(Side::Office) && self.has(|case| !case.office_notices.is_empty()))
    }

    fn is_in_lane(&self, side: Side) -> bool {
        !self.is_out_of_reach(side) && !self.is_stopped(side.step())
    }

    fn is_out_of_reach(&self, side: Side) -> bool {
        self.out_of_reach.contains(&side)
    }

    /// The case as it is to be recorded, if it is not on record so.
    fn news(&self) -> Option<CaseRecord> {
        self.record().filter(|_| self.has_news())
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
            && self.note_arrival(Side::Register, record, now)
        {
            self.note_recorded(usize::try_from(revision).ok());
        }
        if notice_count > 0
            && self.note_arrival(Side::Portal, notices, now)
            && let Some(case) = self.case_mut()
        {
            case.notices.delivered(notice_count);
            case.note_extension_notice(now);
        }
        if escalation_count > 0
            && self.note_arrival(Side::Office, escalations, now)
            && let Some(case) = self.case_mut()
        {
            case.office_notices.delivered(escalation_count);
        }
    }

    /// Whether a side has got what it was told.
    fn note_arrival(&mut self, side: Side, arrival: Arrival, now: Instant) -> bool {
        self.out_of_reach.remove(&side);
        match arrival {
            Arrival::Arrived => return true,
            Arrival::Unavailable => drop(self.out_of_reach.insert(side)),
            Arrival::Refused(problem) => self.raise_incident(side.step(), &problem, now),
        }
        false
    }
}
