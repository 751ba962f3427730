//! What every case's workflow does turns out to be the invitation's only: a second service could not be had without a copy of it.
//!
//! A permit is made up: it is filed, an agency is asked for its verification, a clock runs, and it ends with a message. It lives here by
//! what the runtime offers, on a real server.

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
    application::Channel,
    authority::Act,
    case::{
        self, Case,
        clock::ClockOutcome,
        fact::{Actor, Fact, Verification, Withdrawal},
        number::CaseNumber,
        stage::{Stage, Status},
        view::CaseView,
    },
    checks::papers::NeverAskedFor,
    instant::Instant,
    problem::Problem,
    rules::CaseRules,
    text::OfficeCode,
};
use shaqyru_tests::{Filed as FiledCase, at, offset_that_shows, shared};
use shaqyru_workflows::runtime::{
    CaseRun, CaseWorkflow, Filed, Outcome, RecordedAtIntake, RecordedSteps, RunContext,
    asking::{Inquiry, ask},
    deadlines::watch_deadlines,
    handover::hand_over_news,
    input::Input,
    messages::{HandlerError, Message, Receipt, or_reject},
    renewal::{Beginning, run_or_renew},
    search_attributes::{self, sync_search_attributes},
    waiting::workflow_failure,
};
use temporalio_client::{WorkflowGetResultOptions, WorkflowStartOptions};
use temporalio_macros::{activities, workflow, workflow_methods};
use temporalio_sdk::{
    Runtime, SyncWorkflowContext, Worker, WorkerOptions, WorkflowContext, WorkflowContextView, WorkflowResult,
    activities::{ActivityContext, ActivityError},
    runtime::RuntimeOptions,
    workflows::join,
};
use tokio::task::LocalSet;
use uuid::Uuid;

const QUEUE: &str = "permits";

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

    fn to_record(&self, _: &Case) -> Option<CaseRecord> {
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
    pub fn withdraw(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Withdrawal>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(Act::Withdraw, message, Fact::Withdrawal, ctx.workflow_time()))
    }

    #[update_validator(withdraw)]
    pub fn validate_withdraw(&self, _ctx: &WorkflowContextView, message: &Message<Withdrawal>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(Act::Withdraw, message, Fact::Withdrawal))
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
            fact: Fact::Verification,
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
    let filing = case::Filing {
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
    run.open(filing, permit.rules, recorded, time)
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
    let (filed_at, office): (_, OfficeCode) = (at("2026-04-06T10:00:00"), "KZ-75".parse()?);
    let offset = offset_that_shows(filed_at);
    let permit = Permit {
        number: CaseNumber::of_request(&Uuid::new_v4().to_string(), 0),
        rules: stack.rulebook().for_case(filed_at.date(), &office, Channel::Electronic)?,
        office,
        filed_at,
        clock_offset_ms: offset.num_milliseconds(),
    };
    let options = WorkflowStartOptions::new(QUEUE, permit.number.as_str()).search_attributes(search_attributes::of_filing(&permit)).build();
    let number = permit.number.clone();
    let handle = stack.engine().start_workflow(PermitWorkflow::run, Input::from(Beginning::from(permit)), options).await?;

    let case = FiledCase::known(stack.cases(), number.clone(), filed_at, offset);
    case.until("the verification, found by asking", |view| view.stage == Stage::Coordination).await?;
    let _ = case.forward_to("2026-04-20T10:00:00").await?;
    let is_breached = |view: &CaseView| view.clocks.iter().any(|clock| clock.outcome == ClockOutcome::Breached);
    case.until("a breach, found by the deadline watch", is_breached).await?;
    case.withdraw("The trip was called off.", "2026-04-20T12:00:00").await?;
    let outcome = handle.get_result(WorkflowGetResultOptions::default()).await?;
    ensure!(outcome == Outcome { case: number, status: Status::Withdrawn });
    Ok(())
}
