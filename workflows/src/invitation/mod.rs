//! An invitation, from filing to decision (R26 paras 10-18, annex 5).

pub mod application;
mod earlier;
mod filing;
mod steps;
mod tasks;
mod updates;

use shaqyru_activities::registers::Registers;
pub use shaqyru_activities::{opening::Filing, register::CaseRecord};
use shaqyru_domain::{
    case::{
        Reassignment,
        fact::{Answer, Correction, Decision, ExtensionRequest, Verification, Withdrawal},
        order::{NamedOrder, Resume},
        view::{CaseView, ProvenDeadline, TimelineLine},
    },
    checks::papers::PapersRequest,
    coordination::what_if::{Question, WhatIf},
    invitation::{
        Case,
        document::{self, Document},
        procedure::Fact,
        what_if,
    },
    problem::{Code, Problem},
    time::instant::Instant,
};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult, workflows::join};

pub use self::updates::{act_of_update, update_of_its_own};
use self::{
    steps::{decide, open_the_other_cases, publish, register, verify},
    tasks::{Run, dossier, lookup},
};
pub use crate::runtime::Outcome;
use crate::{
    coordination::coordinate,
    registers::consult,
    runtime::{
        CaseRun, CaseWorkflow, RunContext,
        deadlines::watch_deadlines,
        handover::hand_over_news,
        input::Input,
        messages::{HandlerError, Message, Receipt, or_reject},
        renewal::{self, run_or_renew},
        search_attributes::sync_search_attributes,
        waiting,
    },
};

/// What a run of an invitation's case begins with.
pub type Beginning = renewal::Beginning<Filing>;

/// One invitee's invitation.
#[workflow]
pub struct InvitationWorkflow {
    run: Run,
}

impl CaseWorkflow for InvitationWorkflow {
    type Filing = Filing;

    fn case_run(&self) -> &Run {
        &self.run
    }

    fn case_run_mut(&mut self) -> &mut Run {
        &mut self.run
    }
}

impl InvitationWorkflow {
    /// The procedure, and what runs beside it.
    async fn go_through(ctx: &WorkflowContext<Self>) {
        let procedure = async {
            open_the_other_cases(ctx).await;
            verify(ctx).await;
            coordinate(ctx, dossier).await;
            decide(ctx).await;
            publish(ctx).await;
            ctx.with_run_mut(CaseRun::note_procedure_done);
        };
        if ctx.with_run(CaseRun::hands_over) {
            let consulting = consult(ctx, || Registers::look_up, lookup);
            join!(procedure, consulting, watch_deadlines(ctx), hand_over_news(ctx), sync_search_attributes(ctx));
        } else {
            join!(
                procedure,
                consult(ctx, || Registers::look_up, lookup),
                watch_deadlines(ctx),
                earlier::delivery::deliver_stages(ctx),
                earlier::delivery::deliver(ctx, earlier::delivery::notices()),
                earlier::delivery::deliver(ctx, earlier::delivery::escalations()),
                sync_search_attributes(ctx),
                earlier::recording::record_changes(ctx),
            );
        }
    }
}

#[workflow_methods]
impl InvitationWorkflow {
    /// Takes the filing, or takes a case up from the run before.
    #[init]
    pub fn new(ctx: &WorkflowContextView, beginning: Input<Beginning>) -> Self {
        Self { run: CaseRun::begin(ctx, beginning) }
    }

    /// Register, verify, coordinate, decide, publish. Beside it: the deadlines are watched, and others are told.
    #[run(name = "Invitation")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Outcome> {
        register(ctx).await?;
        run_or_renew(ctx, Self::go_through(ctx)).await?;
        Ok(ctx.with_run(CaseRun::outcome).map_err(waiting::workflow_failure)?)
    }

    /// An order, whichever it is. Those below came before it, and go on coming by names of their own.
    #[update]
    pub fn tell(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<NamedOrder>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(tell)]
    pub fn validate_tell(&self, _ctx: &WorkflowContextView, message: &Message<NamedOrder>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// The police verified.
    #[update]
    pub fn record_verification(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        message: Message<Verification>,
    ) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(record_verification)]
    pub fn validate_record_verification(&self, _ctx: &WorkflowContextView, message: &Message<Verification>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// The NSC answered.
    #[update]
    pub fn record_nsc_answer(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Answer>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(record_nsc_answer)]
    pub fn validate_record_nsc_answer(&self, _ctx: &WorkflowContextView, message: &Message<Answer>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// The NSC asked in writing for more time.
    #[update]
    pub fn record_nsc_extension(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        message: Message<ExtensionRequest>,
    ) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(record_nsc_extension)]
    pub fn validate_record_nsc_extension(
        &self,
        _ctx: &WorkflowContextView,
        message: &Message<ExtensionRequest>,
    ) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// The authorised officer decided.
    #[update]
    pub fn decide(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Decision>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(decide)]
    pub fn validate_decide(&self, _ctx: &WorkflowContextView, message: &Message<Decision>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// The inviting party took the application back.
    #[update]
    pub fn withdraw(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Withdrawal>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(withdraw)]
    pub fn validate_withdraw(&self, _ctx: &WorkflowContextView, message: &Message<Withdrawal>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// The case is given to another officer or office.
    #[update]
    pub fn reassign(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Reassignment>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(reassign)]
    pub fn validate_reassign(&self, _ctx: &WorkflowContextView, message: &Message<Reassignment>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// A wrongly entered verification or answer is put right by another person.
    #[update]
    pub fn correct(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Correction>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(correct)]
    pub fn validate_correct(&self, _ctx: &WorkflowContextView, message: &Message<Correction>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// An officer asks the applicant for papers; nothing pauses.
    #[update]
    pub fn request_papers(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        message: Message<PapersRequest>,
    ) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message, ctx.workflow_time()))
    }

    /// Whether that would be taken (R26 para 12).
    #[update_validator(request_papers)]
    pub fn validate_request_papers(&self, _ctx: &WorkflowContextView, message: &Message<PapersRequest>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(message))
    }

    /// An operator lets the steps go on that an incident stopped.
    #[update]
    pub fn resume(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<()>) -> Result<Receipt, HandlerError> {
        or_reject(self.run.take(message.map(|()| Resume), ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(resume)]
    pub fn validate_resume(&self, _ctx: &WorkflowContextView, message: &Message<()>) -> Result<(), HandlerError> {
        or_reject(self.run.would_take(&message.clone().map(|()| Resume)))
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
    pub fn filing(&self, _ctx: &WorkflowContextView) -> Result<Filing, HandlerError> {
        or_reject(self.run.filed().cloned())
    }

    /// The documents that the case has produced so far.
    #[query]
    pub fn documents(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<Document>, HandlerError> {
        let documents = |case: &Case| {
            let filing = self.run.filed()?;
            Ok(document::documents(&filing.application, filing.invitee, &case.as_of(as_of)))
        };
        or_reject(self.run.opened().and_then(documents))
    }

    /// The case as the register records it.
    #[query(name = "record")]
    pub fn to_record(&self, _ctx: &WorkflowContextView) -> Result<CaseRecord, HandlerError> {
        let record =
            |case: &Case| self.run.to_record(case).ok_or_else(|| Problem::new(Code::Engine, "the application has no such invitee"));
        or_reject(self.run.opened().and_then(record))
    }

    /// What happened, as of an instant.
    #[query]
    pub fn timeline(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<TimelineLine>, HandlerError> {
        or_reject(self.run.opened().map(|case| case.view(as_of).timeline))
    }
}
