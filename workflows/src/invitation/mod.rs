//! An invitation, from filing to decision (R26 paras 10-18, annex 5).

#[path = "../runtime/renewal.rs"]
mod renewal;
#[path = "../runtime/said.rs"]
mod said;
#[path = "../runtime/run.rs"]
mod state;
mod steps;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures::FutureExt;
use serde::{Deserialize, Serialize};
pub use shaqyru_activities::{opening::Filing, register::CaseRecord};
use shaqyru_domain::{
    authority::Act,
    case::{
        Case, Reassignment,
        fact::{Answer, Correction, Decision, ExtensionRequest, Fact, Verification, Withdrawal},
        number::CaseNumber,
        outbox::NoticeKind,
        stage::Status,
        view::{CaseView, ProvenDeadline, TimelineLine},
    },
    checks::papers::PapersRequest,
    document::{self, Document},
    instant::Instant,
    problem::{Code, Problem},
    what_if::{self, Supposed, WhatIf},
};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult,
    workflows::{join, select},
};

pub use self::renewal::{Beginning, Carried};
use self::{
    said::{Amount, Found},
    steps::{consult_registers, coordinate, decide, open_the_other_cases, publish, register, verify},
};
use crate::{
    deadlines, earlier,
    handover::{self, Side},
    index,
    input::Input,
    message::{HandlerError, Message, Receipt, or_reject},
    wait,
};

/// The most requests for papers in one case: each is a notice with its reason, and all that is known of a case must fit into one message of
/// the engine's.
const MOST_PAPERS_REQUESTS: usize = 30;

fn require_few_requests(case: &Case) -> Result<(), Problem> {
    let requests = case.notices.all().iter().filter(|notice| notice.kind == NoticeKind::PapersRequest).count();
    if requests < MOST_PAPERS_REQUESTS {
        return Ok(());
    }
    Err(Problem::new(Code::TooManyMessages, format!("papers have been asked for {MOST_PAPERS_REQUESTS} times in this case")))
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
#[expect(clippy::struct_excessive_bools, reason = "each came with a release, and what was recorded stays readable")]
struct RecordedSteps {
    ask_registers: bool,
    keep_register: bool,
    stages_by_register: bool,
    hands_over: bool,
}

/// One invitee's invitation.
#[workflow]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that has been done or not, by itself")]
pub struct InvitationWorkflow {
    /// What was filed; or why this can be no run of a case.
    filing: Result<Filing, Problem>,
    case: Option<Case>,
    poll_every: Option<Duration>,
    callback: bool,
    steps: RecordedSteps,
    /// Messages that were found by asking: their callbacks, if they still come, are no news.
    found: Found,
    /// How much each sender has said.
    said: BTreeMap<String, Amount>,
    /// What senders were told, by the ids under which the engine keeps their messages: it knows those of one run only.
    receipts: BTreeMap<String, Receipt>,
    taken_in_this_run: usize,
    /// A run before this one asked police and NSC.
    agencies_were_asked: bool,
    /// The state registers have been asked, or need not be.
    consulted: bool,
    /// The revision of the case that is in the register.
    recorded: Option<usize>,
    /// Sides that could not be reached when they were last told something.
    pub(crate) out_of_reach: BTreeSet<Side>,
    procedure_done: bool,
}

impl InvitationWorkflow {
    /// The procedure, and what runs beside it.
    async fn go_through(ctx: &WorkflowContext<Self>) {
        let procedure = async {
            open_the_other_cases(ctx).await;
            verify(ctx).await;
            coordinate(ctx).await;
            decide(ctx).await;
            publish(ctx).await;
            ctx.state_mut(|invitation| invitation.procedure_done = true);
        };
        if ctx.state(Self::hands_over) {
            join!(procedure, consult_registers(ctx), deadlines::watch(ctx), handover::keep(ctx), index::keep(ctx));
        } else {
            join!(
                procedure,
                consult_registers(ctx),
                deadlines::watch(ctx),
                earlier::delivery::deliver_stages(ctx),
                earlier::delivery::deliver(ctx, earlier::delivery::notices()),
                earlier::delivery::deliver(ctx, earlier::delivery::escalations()),
                index::keep(ctx),
                earlier::recording::keep(ctx),
            );
        }
    }
}

#[workflow_methods]
impl InvitationWorkflow {
    /// Takes the filing, or takes a case up from the run before.
    #[init]
    pub fn new(ctx: &WorkflowContextView, beginning: Input<Beginning>) -> Self {
        let begun = beginning.read().and_then(|beginning| match beginning {
            Beginning::Filed(filing) => Ok(Self::of(Ok(*filing))),
            Beginning::Renewed { renewed } => Self::take_up(ctx, *renewed),
        });
        begun.unwrap_or_else(|problem| Self::of(Err(problem)))
    }

    /// Register, verify, coordinate, decide, publish. Beside it: the deadlines are watched, and others are told.
    #[run(name = "Invitation")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Outcome> {
        register(ctx).await?;
        let mut full = Box::pin(Self::until(ctx, |invitation| invitation.is_full(ctx.continue_as_new_suggested())));
        let mut ended = Box::pin(Self::go_through(ctx).fuse());
        select! {
            () = ended => Ok(ctx.state(Self::outcome).map_err(wait::failure)?),
            () = full => renewal::renew(ctx),
        }
    }

    /// The police verified.
    #[update]
    pub fn record_verification(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        message: Message<Verification>,
    ) -> Result<Receipt, HandlerError> {
        or_reject(self.take(Act::Verify, message, Fact::Verification, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(record_verification)]
    pub fn validate_record_verification(&self, _ctx: &WorkflowContextView, message: &Message<Verification>) -> Result<(), HandlerError> {
        or_reject(self.would_take(Act::Verify, message, Fact::Verification))
    }

    /// The NSC answered.
    #[update]
    pub fn record_nsc_answer(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Answer>) -> Result<Receipt, HandlerError> {
        or_reject(self.take(Act::Answer, message, Fact::Answer, ctx.workflow_time()))
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
        or_reject(self.take(Act::Extend, message, Fact::ExtensionRequest, ctx.workflow_time()))
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
        or_reject(self.take(Act::Decide, message, Fact::Decision, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(decide)]
    pub fn validate_decide(&self, _ctx: &WorkflowContextView, message: &Message<Decision>) -> Result<(), HandlerError> {
        or_reject(self.would_take(Act::Decide, message, Fact::Decision))
    }

    /// The inviting party took the application back.
    #[update]
    pub fn withdraw(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Withdrawal>) -> Result<Receipt, HandlerError> {
        or_reject(self.take(Act::Withdraw, message, Fact::Withdrawal, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(withdraw)]
    pub fn validate_withdraw(&self, _ctx: &WorkflowContextView, message: &Message<Withdrawal>) -> Result<(), HandlerError> {
        or_reject(self.would_take(Act::Withdraw, message, Fact::Withdrawal))
    }

    /// The case is given to another officer or office.
    #[update]
    pub fn reassign(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Reassignment>) -> Result<Receipt, HandlerError> {
        or_reject(self.change(Act::Reassign, message, ctx.workflow_time(), |case, entry| {
            case.reassign(&entry);
            Ok(())
        }))
    }

    /// Whether that would be taken.
    #[update_validator(reassign)]
    pub fn validate_reassign(&self, _ctx: &WorkflowContextView, message: &Message<Reassignment>) -> Result<(), HandlerError> {
        or_reject(self.would_change(Act::Reassign, message, |case| case.check_reassignment(&message.entry)))
    }

    /// A wrongly entered verification or answer is put right by another person.
    #[update]
    pub fn correct(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Correction>) -> Result<Receipt, HandlerError> {
        or_reject(self.change(Act::Correct, message, ctx.workflow_time(), |case, entry| case.correct(&entry)))
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
        or_reject(self.change(Act::RequestPapers, message, ctx.workflow_time(), |case, entry| case.request_papers(&entry)))
    }

    /// Whether that would be taken (R26 para 12).
    #[update_validator(request_papers)]
    pub fn validate_request_papers(&self, _ctx: &WorkflowContextView, message: &Message<PapersRequest>) -> Result<(), HandlerError> {
        or_reject(self.would_change(Act::RequestPapers, message, |case| {
            require_few_requests(case)?;
            case.check_papers_request(&message.entry.content)
        }))
    }

    /// An operator lets the steps go on that an incident stopped.
    #[update]
    pub fn resume(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<()>) -> Result<Receipt, HandlerError> {
        or_reject(self.change(Act::Resume, message, ctx.workflow_time(), |case, entry| {
            case.resume(&entry);
            Ok(())
        }))
    }

    /// Whether that would be taken.
    #[update_validator(resume)]
    pub fn validate_resume(&self, _ctx: &WorkflowContextView, message: &Message<()>) -> Result<(), HandlerError> {
        or_reject(self.would_change(Act::Resume, message, Case::check_resume))
    }

    /// What an agency was found to have said, in a step that was undone since: who repairs the history tells it again.
    #[update]
    pub fn take_found_again(&mut self, _ctx: &mut SyncWorkflowContext<Self>, message: Message<Fact>) -> Result<Receipt, HandlerError> {
        or_reject(self.take_again(message))
    }

    /// Whether that would be taken.
    #[update_validator(take_found_again)]
    pub fn validate_take_found_again(&self, _ctx: &WorkflowContextView, message: &Message<Fact>) -> Result<(), HandlerError> {
        or_reject(self.would_take_again(message))
    }

    /// What the sender of a message was told, by the id under which the engine keeps it; none if the case has taken no such message.
    #[query]
    #[expect(clippy::needless_pass_by_value, reason = "a query takes its input as it comes")]
    pub fn receipt_of(&self, _ctx: &WorkflowContextView, update_id: String) -> Result<Option<Receipt>, HandlerError> {
        Ok(self.receipt(&update_id))
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
    pub fn filing(&self, _ctx: &WorkflowContextView) -> Result<Filing, HandlerError> {
        or_reject(self.filing.clone())
    }

    /// The documents that the case has produced so far.
    #[query]
    pub fn documents(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<Document>, HandlerError> {
        let documents = |case: &Case| {
            let filing = self.filed()?;
            Ok(document::documents(&filing.application, filing.invitee, &case.as_of(as_of)))
        };
        or_reject(self.opened().and_then(documents))
    }

    /// The case as the register records it.
    #[query(name = "record")]
    pub fn to_record(&self, _ctx: &WorkflowContextView) -> Result<CaseRecord, HandlerError> {
        or_reject(
            self.opened()
                .and_then(|case| self.recorded_as(case).ok_or_else(|| Problem::new(Code::Engine, "the application has no such invitee"))),
        )
    }

    /// What happened, as of an instant.
    #[query]
    pub fn timeline(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<TimelineLine>, HandlerError> {
        or_reject(self.opened().map(|case| case.view(as_of).timeline))
    }
}
