//! An invitation, from filing to decision (R26 paras 10-18, annex 5).

mod state;
mod steps;

use std::{collections::BTreeSet, time::Duration};

use serde::{Deserialize, Serialize};
pub use shaqyru_activities::register::CaseRecord;
use shaqyru_domain::{
    application::Application,
    authority::Act,
    case::{
        Case, Reassignment,
        fact::{Answer, Correction, Decision, ExtensionRequest, Fact, Verification, Withdrawal},
        number::CaseNumber,
        stage::Status,
        view::{CaseView, ProvenDeadline, TimelineLine},
    },
    checks::papers::PapersRequest,
    document::{self, Document},
    instant::Instant,
    problem::{Code, Problem},
    text::OfficeCode,
    what_if::{self, Supposed, WhatIf},
};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult, workflows::join};

use self::steps::{consult_registers, coordinate, decide, open_the_other_cases, publish, register, verify};
use crate::{
    deadlines, delivery, index,
    message::{HandlerError, Message, Receipt, or_reject},
    recording,
};

/// What a case begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Filing {
    /// The case's number, which is the workflow's id too.
    pub case: CaseNumber,
    /// The application, with all its invitees.
    pub application: Application,
    /// The invitee whose case this is.
    pub invitee: usize,
    /// When it was filed.
    pub filed_at: Instant,
    /// Added to the engine's time; other than zero only in a simulation.
    #[serde(default)]
    pub clock_offset_ms: i64,
    /// Whether this case opens those of the other invitees: one request to the engine opens all or none.
    pub opens_the_others: bool,
}

/// What is supposed, and as of when.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Question {
    /// From where the case stands at this instant.
    pub as_of: Instant,
    /// What is supposed of the instants at which others act.
    pub supposed: Supposed,
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The case.
    pub case: CaseNumber,
    /// How it ended.
    pub status: Status,
}

/// Steps that came with a later release: whether a case takes them is recorded when it is opened, so that older ones replay.
#[derive(Debug, Clone, Copy, Default)]
struct RecordedSteps {
    ask_registers: bool,
    keep_register: bool,
    stages_by_register: bool,
}

/// One invitee's invitation.
#[workflow]
pub struct InvitationWorkflow {
    filing: Filing,
    case: Option<Case>,
    poll_every: Option<Duration>,
    callback: bool,
    /// The office that was competent on filing: what the agencies are told stays the same after a reassignment.
    office: OfficeCode,
    steps: RecordedSteps,
    /// Ids of messages that were found by asking: their callbacks, if they still come, are no news.
    found: BTreeSet<String>,
    /// The state registers have been asked, or need not be.
    consulted: bool,
    /// The revision of the case that is in the register.
    recorded: Option<usize>,
    procedure_done: bool,
}

#[workflow_methods]
impl InvitationWorkflow {
    /// Takes the filing.
    #[init]
    pub fn new(_ctx: &WorkflowContextView, filing: Filing) -> Self {
        let office = filing.application.form().inviting_party.office.clone();
        Self {
            filing,
            case: None,
            poll_every: None,
            callback: true,
            office,
            steps: RecordedSteps::default(),
            found: BTreeSet::new(),
            consulted: true,
            recorded: None,
            procedure_done: false,
        }
    }

    /// Register, verify, coordinate, decide, publish. Beside it: the deadlines are watched, and stages,
    /// notices and escalations are delivered.
    #[run(name = "Invitation")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Outcome> {
        register(ctx).await?;
        let procedure = async {
            open_the_other_cases(ctx).await;
            verify(ctx).await;
            coordinate(ctx).await;
            decide(ctx).await;
            publish(ctx).await;
            ctx.state_mut(|invitation| invitation.procedure_done = true);
        };
        join!(
            procedure,
            consult_registers(ctx),
            deadlines::watch(ctx),
            delivery::deliver_stages(ctx),
            delivery::deliver(ctx, delivery::notices()),
            delivery::deliver(ctx, delivery::escalations()),
            index::keep(ctx),
            recording::keep(ctx),
        );
        Ok(ctx.state(Self::outcome))
    }

    /// The police verified.
    #[update]
    pub fn record_verification(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        message: Message<Verification>,
    ) -> Result<Receipt, HandlerError> {
        or_reject(self.take(message, Fact::Verification, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(record_verification)]
    pub fn validate_record_verification(&self, _ctx: &WorkflowContextView, message: &Message<Verification>) -> Result<(), HandlerError> {
        or_reject(self.would_take(Act::Verify, message, Fact::Verification))
    }

    /// The NSC answered.
    #[update]
    pub fn record_nsc_answer(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Answer>) -> Result<Receipt, HandlerError> {
        or_reject(self.take(message, Fact::Answer, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(record_nsc_answer)]
    pub fn validate_record_nsc_answer(&self, _ctx: &WorkflowContextView, message: &Message<Answer>) -> Result<(), HandlerError> {
        or_reject(self.would_take(Act::Answer, message, Fact::Answer))
    }

    /// The NSC asked in writing for more time.
    #[update]
    pub fn record_nsc_extension(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        message: Message<ExtensionRequest>,
    ) -> Result<Receipt, HandlerError> {
        or_reject(self.take(message, Fact::ExtensionRequest, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(record_nsc_extension)]
    pub fn validate_record_nsc_extension(
        &self,
        _ctx: &WorkflowContextView,
        message: &Message<ExtensionRequest>,
    ) -> Result<(), HandlerError> {
        or_reject(self.would_take(Act::Extend, message, Fact::ExtensionRequest))
    }

    /// The authorised officer decided.
    #[update]
    pub fn decide(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Decision>) -> Result<Receipt, HandlerError> {
        or_reject(self.take(message, Fact::Decision, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(decide)]
    pub fn validate_decide(&self, _ctx: &WorkflowContextView, message: &Message<Decision>) -> Result<(), HandlerError> {
        or_reject(self.would_take(Act::Decide, message, Fact::Decision))
    }

    /// The inviting party took the application back.
    #[update]
    pub fn withdraw(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Withdrawal>) -> Result<Receipt, HandlerError> {
        or_reject(self.take(message, Fact::Withdrawal, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(withdraw)]
    pub fn validate_withdraw(&self, _ctx: &WorkflowContextView, message: &Message<Withdrawal>) -> Result<(), HandlerError> {
        or_reject(self.would_take(Act::Withdraw, message, Fact::Withdrawal))
    }

    /// The case is given to another officer or office.
    #[update]
    pub fn reassign(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Reassignment>) -> Result<Receipt, HandlerError> {
        or_reject(self.change(message, ctx.workflow_time(), |case, entry| {
            case.reassign(&entry);
            Ok(())
        }))
    }

    /// Whether that would be taken.
    #[update_validator(reassign)]
    pub fn validate_reassign(&self, _ctx: &WorkflowContextView, message: &Message<Reassignment>) -> Result<(), HandlerError> {
        or_reject(self.authorised(Act::Reassign, message).and_then(|case| case.check_reassignment(&message.entry)))
    }

    /// A wrongly entered verification or answer is put right by another person.
    #[update]
    pub fn correct(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Correction>) -> Result<Receipt, HandlerError> {
        let mut proposed = false;
        let receipt = self.change(message, ctx.workflow_time(), |case, entry| {
            case.correct(&entry)?;
            proposed = case.proposals().contains(&entry);
            Ok(())
        });
        or_reject(receipt.map(|receipt| Receipt { proposed, ..receipt }))
    }

    /// Whether that would be taken.
    #[update_validator(correct)]
    pub fn validate_correct(&self, _ctx: &WorkflowContextView, message: &Message<Correction>) -> Result<(), HandlerError> {
        or_reject(self.would_correct(message))
    }

    /// An officer asks the applicant for papers; nothing pauses.
    #[update]
    pub fn request_papers(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        message: Message<PapersRequest>,
    ) -> Result<Receipt, HandlerError> {
        or_reject(self.change(message, ctx.workflow_time(), |case, entry| case.request_papers(&entry)))
    }

    /// Whether that would be taken (R26 para 12).
    #[update_validator(request_papers)]
    pub fn validate_request_papers(&self, _ctx: &WorkflowContextView, message: &Message<PapersRequest>) -> Result<(), HandlerError> {
        or_reject(self.authorised(Act::RequestPapers, message).and_then(|case| case.check_papers_request(&message.entry.content)))
    }

    /// An operator lets the steps go on that an incident stopped.
    #[update]
    pub fn resume(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<()>) -> Result<Receipt, HandlerError> {
        or_reject(self.change(message, ctx.workflow_time(), |case, entry| {
            case.resume(&entry);
            Ok(())
        }))
    }

    /// Whether that would be taken.
    #[update_validator(resume)]
    pub fn validate_resume(&self, _ctx: &WorkflowContextView, message: &Message<()>) -> Result<(), HandlerError> {
        or_reject(self.authorised(Act::Resume, message).and_then(Case::check_resume))
    }

    /// The case as a whole, as of an instant.
    #[query(name = "case")]
    pub fn view(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<CaseView, HandlerError> {
        or_reject(self.opened().map(|case| case.view(as_of)))
    }

    /// The clocks with their proofs, as of an instant.
    #[query(name = "deadlines")]
    pub fn proven_deadlines(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<ProvenDeadline>, HandlerError> {
        or_reject(self.opened().and_then(|case| case.deadlines(as_of)))
    }

    /// What would follow of what the NSC may do, from where the case stands at an instant.
    #[query]
    pub fn what_if(&self, _ctx: &WorkflowContextView, question: Question) -> Result<WhatIf, HandlerError> {
        or_reject(self.opened().and_then(|case| what_if::of_case(case, question.as_of, question.supposed)))
    }

    /// What was filed.
    #[query]
    pub fn filing(&self, _ctx: &WorkflowContextView) -> Filing {
        self.filing.clone()
    }

    /// The documents that the case has produced so far.
    #[query]
    pub fn documents(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<Document>, HandlerError> {
        or_reject(self.opened().map(|case| document::documents(&self.filing.application, self.filing.invitee, &case.as_of(as_of))))
    }

    /// The case as the register records it.
    #[query(name = "record")]
    pub fn to_record(&self, _ctx: &WorkflowContextView) -> Result<CaseRecord, HandlerError> {
        or_reject(self.opened().and_then(|case| {
            let record = CaseRecord::of(&self.filing.application, self.filing.invitee, case);
            record.ok_or_else(|| Problem::new(Code::Engine, "the application has no such invitee"))
        }))
    }

    /// What happened, as of an instant.
    #[query]
    pub fn timeline(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<TimelineLine>, HandlerError> {
        or_reject(self.opened().map(|case| case.view(as_of).timeline))
    }
}
