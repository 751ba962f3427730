//! A complaint about a case of either service, from its receipt to its answer (R26 para 59).

mod filing;
mod steps;

pub use shaqyru_activities::complaint::ComplaintFiling;
use shaqyru_activities::register::CaseRecord;
use shaqyru_domain::{
    case::{
        order::NamedOrder,
        view::{CaseView, ProvenDeadline, TimelineLine},
    },
    complaint::Case,
    problem::{Code, Problem},
    time::instant::Instant,
};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult, workflows::join};

use self::steps::{Run, answer, register, tell_the_answer};
use crate::runtime::{
    CaseRun, CaseWorkflow, Outcome, RunContext,
    deadlines::watch_deadlines,
    handover::hand_over_news,
    input::Input,
    messages::{HandlerError, Message, Receipt, or_reject},
    renewal::{self, run_or_renew},
    search_attributes::sync_search_attributes,
    waiting,
};

/// What a run of a complaint's case begins with.
pub type Beginning = renewal::Beginning<ComplaintFiling>;

/// One complaint.
#[workflow]
pub struct ComplaintWorkflow {
    run: Run,
}

impl CaseWorkflow for ComplaintWorkflow {
    type Filing = ComplaintFiling;

    fn case_run(&self) -> &Run {
        &self.run
    }

    fn case_run_mut(&mut self) -> &mut Run {
        &mut self.run
    }
}

impl ComplaintWorkflow {
    /// The procedure, and what runs beside it.
    async fn go_through(ctx: &WorkflowContext<Self>) {
        let procedure = async {
            answer(ctx).await;
            tell_the_answer(ctx);
        };
        join!(procedure, watch_deadlines(ctx), hand_over_news(ctx), sync_search_attributes(ctx));
    }
}

#[workflow_methods]
impl ComplaintWorkflow {
    /// Takes the filing, or takes a case up from the run before.
    #[init]
    pub fn new(ctx: &WorkflowContextView, beginning: Input<Beginning>) -> Self {
        Self { run: CaseRun::begin(ctx, beginning) }
    }

    /// Register, satisfy or pass on, answer. Beside it: the deadlines are watched, and others are told.
    #[run(name = "Complaint")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Outcome> {
        register(ctx).await?;
        run_or_renew(ctx, Self::go_through(ctx)).await?;
        Ok(ctx.with_run(CaseRun::outcome).map_err(waiting::workflow_failure)?)
    }

    /// Somebody says something to the case.
    #[update]
    pub fn tell(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<NamedOrder>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(tell)]
    pub fn validate_tell(&self, _ctx: &WorkflowContextView, message: &Message<NamedOrder>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// What the sender of a message was told, by what the message is known as; none if the case has taken no such message.
    #[query]
    #[expect(clippy::needless_pass_by_value, reason = "a query takes its input as it comes")]
    pub fn receipt_of(&self, _ctx: &WorkflowContextView, known_as: String) -> Result<Option<Receipt>, HandlerError> {
        Ok(self.run.receipt(&known_as))
    }

    /// The case as a whole, as of an instant.
    #[query(name = "case")]
    pub fn view(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<CaseView, HandlerError> {
        or_reject(self.run.opened().map(|case| case.view(as_of)))
    }

    /// The clocks with their proofs, as of an instant.
    #[query(name = "deadlines")]
    pub fn proven_deadlines(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<ProvenDeadline>, HandlerError> {
        or_reject(self.run.opened().and_then(|case| case.deadlines(as_of)))
    }

    /// What was filed.
    #[query]
    pub fn filing(&self, _ctx: &WorkflowContextView) -> Result<ComplaintFiling, HandlerError> {
        or_reject(self.run.filed().cloned())
    }

    /// The case as the register records it.
    #[query(name = "record")]
    pub fn to_record(&self, _ctx: &WorkflowContextView) -> Result<CaseRecord, HandlerError> {
        let record = |case: &Case| self.run.to_record(case).ok_or_else(|| Problem::new(Code::Engine, "the case cannot be recorded"));
        or_reject(self.run.opened().and_then(record))
    }

    /// What happened, as of an instant.
    #[query]
    pub fn timeline(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<TimelineLine>, HandlerError> {
        or_reject(self.run.opened().map(|case| case.view(as_of).timeline))
    }
}
