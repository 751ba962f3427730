//! What every case's workflow does turns out to be the invitation's only: a second service could not be had without a copy of it.
//!
//! A permit is made up: it is filed, one clock runs, an examiner is asked meanwhile, and it ends with a decision. Its facts, its procedure and its
//! clock are its own; it lives here by what the domain, the rulebook and the runtime have for every case, on a real server.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};
use shaqyru::stack::Stack;
use shaqyru_activities::{
    asking::Found,
    handover::{Arrival, HandedOver, Parcel},
    register::CaseRecord,
};
use shaqyru_domain::{
    actor::Actor,
    application::Channel,
    authority::Act,
    case::{
        clock::ClockOutcome,
        docket::Docket,
        event::Event,
        fact::{Answer, Decision, Entry, Verdict, Verification, Withdrawal},
        filing,
        number::CaseNumber,
        order::{NamedOrder, Order},
        procedure::{Fact, Procedure},
        stage::{Stage, Status},
        view::CaseView,
    },
    checks::papers::NeverAskedFor,
    law::{
        clock_kind::ClockKind,
        rulebook::{COMPLAINT, INVITATION, VISA},
        rules::CaseRules,
    },
    problem::{Code, Problem},
    text::OfficeCode,
    time::instant::Instant,
};
use shaqyru_tests::{Filed as FiledCase, at, officer, offset_that_shows, shared};
use shaqyru_workflows::runtime::{
    CaseOf, CaseRun, CaseWorkflow, Filed, Outcome, RecordedAtIntake, RecordedSteps, RunContext,
    asking::{Inquiry, ask},
    deadlines::watch_deadlines,
    handover::hand_over_news,
    input::Input,
    messages::{HandlerError, Message, Receipt, or_reject},
    renewal::{Beginning, run_or_renew},
    search_attributes::{self, sync_search_attributes},
    waiting::workflow_failure,
};
use temporalio_client::{Client, WorkflowGetResultOptions, WorkflowHandle, WorkflowStartOptions};
use temporalio_macros::{activities, workflow, workflow_methods};
use temporalio_sdk::{
    Runtime, SyncWorkflowContext, Worker, WorkerOptions, WorkflowContext, WorkflowContextView, WorkflowResult,
    activities::{ActivityContext, ActivityError},
    runtime::RuntimeOptions,
    workflows::join,
};
use tokio::task::LocalSet;
use uuid::Uuid;

use crate::rulebooks::Folder;

const QUEUE: &str = "permits";

/// The term of a permit, among those of invitations.
const CLOCK: &str = r#"
[[clock]]
procedure = "permit"
from = 2026-02-22
clock = "decision"
nature = "statutory"
term = "3wd"
count_from = "receipt"
source = "made up"
rung = [{ rung = "due", at = "due", audience = "supervisor" }]
"#;

fn rules_of_permits(filed_at: Instant, office: &OfficeCode) -> Result<CaseRules> {
    let folder = Folder::copied()?;
    folder.change("clocks.toml", |text| format!("{text}{CLOCK}"))?;
    let rulebook = folder.rulebook_with(&[INVITATION, VISA, COMPLAINT, PermitProcedure::KIND])?;
    Ok(rulebook.for_case(PermitProcedure::KIND, filed_at.date(), office, Channel::Electronic)?)
}

/// The procedure of a permit, which knows nothing beside the docket.
#[derive(Debug, Clone, Default)]
pub struct PermitProcedure;

/// What happens with a permit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PermitFact {
    Examined(Verification),
    Decided(Decision),
    Withdrawn(Withdrawal),
}

impl Fact for PermitFact {
    fn order(&self) -> Option<Order> {
        Some(match self.clone() {
            Self::Examined(verification) => Order::Verify(verification),
            Self::Decided(decision) => Order::Decide(decision),
            Self::Withdrawn(withdrawal) => Order::Withdraw(withdrawal),
        })
    }

    fn of_order(order: Order) -> Option<Self> {
        match order {
            Order::Verify(verification) => Some(Self::Examined(verification)),
            Order::Decide(decision) => Some(Self::Decided(decision)),
            Order::Withdraw(withdrawal) => Some(Self::Withdrawn(withdrawal)),
            _ => None,
        }
    }
}

impl Procedure for PermitProcedure {
    const KIND: &'static str = "permit";

    type Fact = PermitFact;
    type Particulars = ();

    fn of((): &()) -> Self {
        Self
    }

    fn begin(&mut self, docket: &mut Docket, at: Instant, _filing: &filing::Filing, rules: &CaseRules) -> Result<(), Problem> {
        docket.start(ClockKind::Decision, None, at, rules)?;
        docket.enter(Stage::Verification, at, Event::VerificationBegun);
        Ok(())
    }

    fn apply(&mut self, docket: &mut Docket, entry: &Entry<PermitFact>, _rules: &CaseRules) -> Result<(), Problem> {
        let at = entry.received_at;
        match &entry.content {
            PermitFact::Examined(verification) => {
                docket.take_in_note(entry, &Actor::Police, Event::Verified { verification: verification.clone() });
                docket.enter(Stage::Decision, at, Event::DecisionDue);
            }
            PermitFact::Decided(Decision { verdict, .. }) => {
                self.guard(docket, Act::Decide)?;
                let (stage, status) = match verdict {
                    Verdict::Refuse(_) => (Stage::Refused, Status::Refused),
                    _ => (Stage::Issued, Status::Issued),
                };
                docket.end_all(at, ClockOutcome::Met);
                docket.take_in(stage, entry, &entry.entered_by, Event::Decided { verdict: verdict.clone(), late: None });
                docket.close(status, at);
            }
            PermitFact::Withdrawn(withdrawal) => docket.withdraw(withdrawal, entry),
        }
        Ok(())
    }

    fn guard(&self, docket: &Docket, act: Act) -> Result<(), Problem> {
        match act {
            Act::Decide if docket.stage != Stage::Decision => Err(Problem::new(Code::NoAnswer, "the examiner has not answered")),
            Act::Answer | Act::Extend => Err(Problem::new(Code::NotSubmitted, "a permit is not coordinated")),
            _ => Ok(()),
        }
    }
}

/// What is filed for a permit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Permit {
    number: CaseNumber,
    office: OfficeCode,
    filed_at: Instant,
    clock_offset_ms: i64,
    rules: CaseRules,
}

impl Filed for Permit {
    type Procedure = PermitProcedure;

    fn number(&self) -> &CaseNumber {
        &self.number
    }

    fn office(&self) -> String {
        self.office.to_string()
    }

    fn category(&self) -> String {
        "permit".to_owned()
    }

    fn filed_at(&self) -> Instant {
        self.filed_at
    }

    fn clock_offset_ms(&self) -> i64 {
        self.clock_offset_ms
    }

    fn to_record(&self, _: &CaseOf<Self>) -> Option<CaseRecord> {
        None
    }
}

/// One permit.
#[workflow]
pub struct PermitWorkflow {
    run: CaseRun<Permit>,
}

impl CaseWorkflow for PermitWorkflow {
    type Filing = Permit;

    fn case_run(&self) -> &CaseRun<Permit> {
        &self.run
    }

    fn case_run_mut(&mut self) -> &mut CaseRun<Permit> {
        &mut self.run
    }
}

#[workflow_methods]
impl PermitWorkflow {
    #[init]
    pub fn new(ctx: &WorkflowContextView, beginning: Input<Beginning<Permit>>) -> Self {
        Self { run: CaseRun::begin(ctx, beginning) }
    }

    #[run(name = "Permit")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Outcome> {
        ctx.with_run_mut(|run| open(run, ctx.workflow_time())).map_err(workflow_failure)?;
        run_or_renew(ctx, go_through(ctx)).await?;
        Ok(ctx.with_run(CaseRun::outcome).map_err(workflow_failure)?)
    }

    #[update]
    pub fn tell(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<NamedOrder>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    #[update_validator(tell)]
    pub fn validate_tell(&self, _ctx: &WorkflowContextView, message: &Message<NamedOrder>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    #[query(name = "case")]
    pub fn view(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<CaseView, HandlerError> {
        or_reject(self.run.opened().map(|case| case.view(as_of)))
    }
}

async fn go_through(ctx: &WorkflowContext<PermitWorkflow>) {
    let procedure = async {
        ctx.until(|run| run.stage() == Stage::Verification).await;
        let inquiry = Inquiry {
            step: "examiner",
            agency: Actor::Police,
            queue: QUEUE,
            activity: || Examiner::examine,
            task: |run: &CaseRun<Permit>, _| Some(run.filed().ok()?.number.clone()),
            fact: PermitFact::Examined,
            awaited: |run| run.is_open() && run.stage() == Stage::Verification,
        };
        ask(ctx, inquiry).await;
        ctx.until(|run| !run.is_open()).await;
        ctx.with_run_mut(CaseRun::note_procedure_done);
    };
    join!(procedure, watch_deadlines(ctx), hand_over_news(ctx), sync_search_attributes(ctx));
}

fn open(run: &mut CaseRun<Permit>, time: Option<SystemTime>) -> Result<(), Problem> {
    let permit = run.filed()?.clone();
    let filing = filing::Filing {
        case: permit.number,
        filed_at: permit.filed_at,
        office: permit.office,
        category: "permit".to_owned(),
        missing: Vec::new(),
        findings: Vec::new(),
        never_asked_for: NeverAskedFor::default(),
        awaited: None,
        forwarded: None,
    };
    // The register does not know permits yet.
    let steps = RecordedSteps { keep_register: false, ..RecordedSteps::ALL };
    let recorded = RecordedAtIntake { steps, ask_registers: false, poll_every: None, callback: false };
    run.open(filing, (), permit.rules, recorded, time)
}

/// An agency that answers at once.
pub struct Examiner;

#[activities]
impl Examiner {
    #[activity]
    #[expect(clippy::unused_async, reason = "activities are async")]
    pub async fn examine(ctx: ActivityContext, _permit: CaseNumber) -> Result<Option<Found<Verification>>, ActivityError> {
        let received_at = Instant::from_utc(ctx.info().started_time.unwrap_or_else(SystemTime::now).into());
        Ok(Some(Found { content: Verification::Clear, message_id: "1".to_owned(), received_at }))
    }
}

/// Takes what is handed over, by the name under which all cases hand over.
pub struct Handover(Arc<Mutex<Vec<Parcel>>>);

#[activities]
impl Handover {
    #[activity]
    #[expect(clippy::unused_async, reason = "activities are async")]
    pub async fn hand_over(self: Arc<Self>, _ctx: ActivityContext, parcel: Parcel) -> Result<HandedOver, ActivityError> {
        let (notice_count, escalation_count) = (parcel.notices.len(), parcel.escalations.len());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(parcel);
        let [record, notices, escalations] = [Arrival::Arrived, Arrival::Arrived, Arrival::Arrived];
        Ok(HandedOver { revision: None, notice_count, escalation_count, record, notices, escalations })
    }
}

#[test]
fn a_second_service_runs_on_what_every_case_does() -> Result<()> {
    shared(async |stack| Box::pin(LocalSet::new().run_until(live_beside_a_worker(stack))).await)
}

async fn live_beside_a_worker(stack: &Stack) -> Result<()> {
    ensure!(Handover::hand_over.name() == shaqyru_activities::handover::Handover::hand_over.name());
    let parcels = Arc::new(Mutex::new(Vec::new()));
    let options = WorkerOptions::new(QUEUE)
        .register_activities(Examiner)
        .register_activities(Handover(Arc::clone(&parcels)))
        .register_workflow::<PermitWorkflow>()?
        .build();
    let runtime = Runtime::from_current_tokio(RuntimeOptions::builder().build().map_err(anyhow::Error::msg)?)?;
    let mut worker = Worker::new(&runtime, stack.engine(), options)?;
    let shut_down = worker.shutdown_handle();
    let living = async {
        let lived = live(stack).await;
        shut_down();
        lived
    };
    let (ended, lived) = tokio::join!(worker.run(), living);
    lived?;
    ended?;
    let parcels = parcels.lock().unwrap_or_else(PoisonError::into_inner);
    ensure!(parcels.iter().any(|parcel: &Parcel| !parcel.escalations.is_empty()), "the office was told of no rung");
    ensure!(parcels.iter().any(|parcel| !parcel.notices.is_empty()), "the applicant was told nothing");
    Ok(())
}

async fn live(stack: &Stack) -> Result<()> {
    let (handle, case) = file(stack).await?;
    case.until("the examination, found by asking", |view| view.stage == Stage::Decision).await?;
    let open = |view: &CaseView| Act::CHANGES.into_iter().filter(|act| !view.closed_acts.contains_key(act)).collect::<Vec<_>>();
    let view = case.view("2026-04-06T10:30:00").await?;
    ensure!(!open(&view).contains(&Act::Answer) && open(&view).contains(&Act::Decide), "open are {:?}", open(&view));
    let clocks: Vec<_> = view.clocks.iter().map(|clock| (clock.clock, clock.due)).collect();
    ensure!(clocks == [(ClockKind::Decision, at("2026-04-09T18:30:00"))], "{clocks:?}");
    let _ = case.forward_to("2026-04-20T10:00:00").await?;
    let is_breached = |view: &CaseView| view.clocks.iter().any(|clock| clock.outcome == ClockOutcome::Breached);
    case.until("a breach, found by the deadline watch", is_breached).await?;
    let _ = case.forward_to("2026-04-20T11:59:30").await?;
    let decision = Decision { verdict: Verdict::Issue, late_reason: None };
    tell(&case, decision, "2026-04-20T12:00:00", officer("a-serik")).await?;
    let outcome = handle.get_result(WorkflowGetResultOptions::default()).await?;
    ensure!(outcome.status == Status::Issued, "{outcome:?}");

    let (handle, case) = file(stack).await?;
    let refused = tell(&case, Answer::Agree, "2026-04-06T10:00:20", Actor::Nsc).await.err();
    ensure!(refused.as_ref().is_some_and(|problem| problem.code == Code::Usage), "an order that permits do not know: {refused:?}");
    tell(&case, Withdrawal { reason: "The trip was called off.".to_owned().try_into()? }, "2026-04-06T10:00:20", Actor::Applicant).await?;
    let outcome = handle.get_result(WorkflowGetResultOptions::default()).await?;
    ensure!(outcome == Outcome { case: case.id().parse()?, status: Status::Withdrawn });
    Ok(())
}

/// Says something to a permit, by the update that every case has.
async fn tell(case: &FiledCase, order: impl Into<Order>, received_at: &str, by: Actor) -> Result<Receipt, Problem> {
    let message = case.envelope(order.into(), received_at, by)?;
    case.cases.tell_by_name(&case.number, message).await
}

async fn file(stack: &Stack) -> Result<(WorkflowHandle<Client, permit_workflow::Run>, FiledCase)> {
    let (filed_at, office): (_, OfficeCode) = (at("2026-04-06T10:00:00"), "KZ-75".parse()?);
    let offset = offset_that_shows(filed_at);
    let permit = Permit {
        number: CaseNumber::of_request(&Uuid::new_v4().to_string(), 0),
        rules: rules_of_permits(filed_at, &office)?,
        office,
        filed_at,
        clock_offset_ms: offset.num_milliseconds(),
    };
    let options = WorkflowStartOptions::new(QUEUE, permit.number.as_str()).search_attributes(search_attributes::of_filing(&permit)).build();
    let number = permit.number.clone();
    let handle = stack.engine().start_workflow(PermitWorkflow::run, Input::from(Beginning::from(permit)), options).await?;
    Ok((handle, FiledCase::known(stack.cases(), number, filed_at, offset)))
}
