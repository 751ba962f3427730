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
    case::outbox::{ApplicantNotice, OfficeNotice},
    time::instant::Instant,
};
use temporalio_common::ActivityDefinition;
use temporalio_sdk::{ActivityOptions, WorkflowCancellationToken, WorkflowContext, workflows::join};

use super::{
    context::{CaseWorkflow, RunContext},
    filed::{CaseOf, Filed},
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

    fn next_of<T>(&self, batch: impl FnOnce(&CaseOf<F>) -> Vec<T>) -> Option<Vec<T>> {
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
            case.note_owed_notices(now);
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

#[cfg(test)]
mod tests {
    //! Risk: a notice that is written while a parcel is on its way, or that did not arrive, is taken for delivered: the applicant never
    //! hears of it.

    #![allow(clippy::unwrap_used)]

    use shaqyru_activities::register::CaseRecord;
    use shaqyru_domain::{
        actor::Actor,
        application::Channel,
        case::{Case, fact::Entry, filing::Filing, number::CaseNumber, order::Order, procedure::Procedure},
        checks::papers::{NeverAskedFor, PapersRequest, RequestedPaper},
        law::rulebook::Rulebook,
    };

    use super::{super::made_up::MadeUp, *};

    #[derive(Clone)]
    struct Filed(CaseNumber);

    impl super::Filed for Filed {
        type Procedure = MadeUp;

        fn number(&self) -> &CaseNumber {
            &self.0
        }

        fn office(&self) -> String {
            "ALA-DP".to_owned()
        }

        fn category(&self) -> String {
            "B3".to_owned()
        }

        fn filed_at(&self) -> Instant {
            at("10:00")
        }

        fn clock_offset_ms(&self) -> i64 {
            0
        }

        fn to_record(&self, _: &CaseOf<Self>) -> Option<CaseRecord> {
            None
        }
    }

    fn at(time: &str) -> Instant {
        Instant::parse(&format!("2026-03-06T{time}:00+05:00")).unwrap()
    }

    /// A case that has been accepted: the receipt for the applicant waits.
    fn run() -> CaseRun<Filed> {
        let filing = Filing {
            case: CaseNumber::of_request("handover", 0),
            filed_at: at("10:00"),
            office: "ALA-DP".parse().unwrap(),
            category: "B3".to_owned(),
            missing: Vec::new(),
            findings: Vec::new(),
            never_asked_for: NeverAskedFor::default(),
            awaited: None,
            forwarded: None,
        };
        let rules = Rulebook::built_in().unwrap().for_case(MadeUp::KIND, at("10:00").date(), &filing.office, Channel::Electronic).unwrap();
        let mut run = CaseRun::of(Ok(Filed(filing.case.clone())));
        run.case = Some(Case::open(filing, (), rules, at("10:00")).unwrap());
        run
    }

    /// Another notice: the applicant is asked for a paper.
    fn ask_for_papers(run: &mut CaseRun<Filed>) {
        let papers = vec![RequestedPaper { kind: "contract".parse().unwrap(), form: None }];
        let request = PapersRequest { papers, reason: "it is needed".to_owned().try_into().unwrap() };
        run.case_mut().unwrap().take(Entry::new(Order::RequestPapers(request), at("10:30"), Actor::System)).unwrap();
    }

    fn arrived(parcel: &Parcel, notices: Arrival) -> HandedOver {
        let (notice_count, escalation_count) = (parcel.notices.len(), parcel.escalations.len());
        HandedOver { revision: None, notice_count, escalation_count, record: Arrival::Arrived, notices, escalations: Arrival::Arrived }
    }

    fn ids(parcel: &Parcel) -> Vec<&str> {
        parcel.notices.iter().filter_map(|notice| notice.id.rsplit('/').next()).collect()
    }

    #[test]
    fn a_notice_written_while_a_parcel_is_on_its_way_is_in_the_next_one() {
        let mut run = run();
        let first = run.parcel();
        assert_eq!(ids(&first), ["acceptance_receipt"]);
        ask_for_papers(&mut run);
        run.note_handed_over(arrived(&first, Arrival::Arrived), at("10:31"));
        assert_eq!(ids(&run.parcel()).len(), 1, "{:?}", run.parcel());
        assert!(!ids(&run.parcel()).contains(&"acceptance_receipt"));
    }

    #[test]
    fn notices_that_did_not_arrive_are_told_again_with_those_that_came_meanwhile() {
        let mut run = run();
        let first = run.parcel();
        run.note_handed_over(arrived(&first, Arrival::Unavailable), at("10:01"));
        assert_eq!(ids(&run.parcel()), Vec::<&str>::new(), "a recipient who is out of reach holds up the lane");
        ask_for_papers(&mut run);
        assert!(run.note_arrival(Recipient::Portal, Arrival::Arrived, at("10:40")));
        let both = run.parcel();
        assert_eq!(both.notices.len(), 2);
        run.note_handed_over(arrived(&both, Arrival::Arrived), at("10:41"));
        assert_eq!(run.parcel().notices, []);
    }

    /// In replay the same step's parcel may be made up otherwise: what was in it, its result says.
    #[test]
    fn only_what_was_in_the_parcel_counts_as_told() {
        let mut run = run();
        let empty = Parcel::default();
        run.note_handed_over(arrived(&empty, Arrival::Arrived), at("10:01"));
        assert_eq!(ids(&run.parcel()), ["acceptance_receipt"]);
    }
}
