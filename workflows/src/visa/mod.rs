//! A visa, from filing to its end (R26 paras 23-55, annex 8).

mod filing;
mod steps;
mod tasks;

pub use shaqyru_activities::visa::VisaFiling;
use shaqyru_activities::{register::CaseRecord, registers::Registers};
use shaqyru_domain::{
    case::{
        order::NamedOrder,
        view::{CaseView, ProvenDeadline, TimelineLine},
    },
    coordination::what_if::{self, Question, WhatIf},
    problem::{Code, Problem},
    time::instant::Instant,
    visa::{
        Case,
        document::{self, Document},
        fact::Fact,
    },
};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult, workflows::join};

use self::{
    steps::{
        decide, end_in_berkut, end_the_former_visa, is_coordinated, issue, keep_the_visa, note_done, register, take_fingerprints,
        tell_the_decision,
    },
    tasks::{Run, dossier, lookup},
};
use crate::{
    coordination::coordinate,
    registers::consult,
    runtime::{
        CaseRun, CaseWorkflow, Outcome, RunContext,
        deadlines::watch_deadlines,
        handover::hand_over_news,
        input::Input,
        messages::{HandlerError, Message, Receipt, or_reject},
        renewal::{self, run_or_renew},
        search_attributes::sync_search_attributes,
        waiting,
    },
};

/// What a run of a visa's case begins with.
pub type Beginning = renewal::Beginning<VisaFiling>;

/// One visa.
#[workflow]
pub struct VisaWorkflow {
    run: Run,
}

impl CaseWorkflow for VisaWorkflow {
    type Filing = VisaFiling;

    fn case_run(&self) -> &Run {
        &self.run
    }

    fn case_run_mut(&mut self) -> &mut Run {
        &mut self.run
    }
}

impl VisaWorkflow {
    /// The procedure, and what runs beside it.
    async fn go_through(ctx: &WorkflowContext<Self>) {
        let procedure = async {
            ctx.until(CaseRun::is_at_work).await;
            if ctx.with_run(is_coordinated) {
                coordinate(ctx, dossier).await;
            }
            decide(ctx).await;
            tell_the_decision(ctx);
            join!(end_the_former_visa(ctx), issue(ctx));
            keep_the_visa(ctx).await;
            note_done(ctx);
        };
        let consulting = consult(ctx, || Registers::look_up_request, lookup);
        join!(
            procedure,
            consulting,
            take_fingerprints(ctx),
            end_in_berkut(ctx),
            watch_deadlines(ctx),
            hand_over_news(ctx),
            sync_search_attributes(ctx)
        );
    }
}

#[workflow_methods]
impl VisaWorkflow {
    /// Takes the filing, or takes a case up from the run before.
    #[init]
    pub fn new(ctx: &WorkflowContextView, beginning: Input<Beginning>) -> Self {
        Self { run: CaseRun::begin(ctx, beginning) }
    }

    /// Register, coordinate, hear, decide, issue, keep. Beside it: fingerprints are asked for, the deadlines are watched, and others are told.
    #[run(name = "Visa")]
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

    /// What an agency was found to have said, in a step that was undone since: who repairs the history tells it again.
    #[update]
    pub fn take_found_again(&mut self, _ctx: &mut SyncWorkflowContext<Self>, message: Message<Fact>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take_again(message))
    }

    /// Whether that would be taken.
    #[update_validator(take_found_again)]
    pub fn validate_take_found_again(&self, _ctx: &WorkflowContextView, message: &Message<Fact>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take_again(message))
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

    /// What would follow of what the NSC may do, from where the case stands at an instant.
    #[query]
    pub fn what_if(&self, _ctx: &WorkflowContextView, question: Question) -> Result<WhatIf, HandlerError> {
        or_reject(self.run.opened().and_then(|case| what_if::of_case(case, question.as_of, question.supposed)))
    }

    /// What was filed.
    #[query]
    pub fn filing(&self, _ctx: &WorkflowContextView) -> Result<VisaFiling, HandlerError> {
        or_reject(self.run.filed().cloned())
    }

    /// The documents that the case has produced so far.
    #[query]
    pub fn documents(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<Document>, HandlerError> {
        let documents = |case: &Case| Ok(document::documents(&self.run.filed()?.request, &case.as_of(as_of)));
        or_reject(self.run.opened().and_then(documents))
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
