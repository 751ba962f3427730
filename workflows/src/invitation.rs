//! An invitation, from filing to decision (R26 paras 10-18, annex 5).

use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};
use shaqyru_activities::{
    asking::Found,
    berkut::{Berkut, CoordinationTask, IssuedInvitation, NscMessage},
    dossier::Dossier,
    intake::{Intake, IntakeResult, IntakeTask},
    monitoring::Monitoring,
    office::Office,
    police::{Police, VerificationTask},
    portal::Portal,
};
use shaqyru_domain::{
    application::Application,
    case::{
        self, Case, Reassignment,
        fact::{Actor, Answer, Correction, Decision, Entry, ExtensionRequest, Fact, Verification, Withdrawal},
        number::CaseNumber,
        stage::{Stage, Status},
        view::{CaseView, ProvenDeadline},
    },
    instant::Instant,
    problem::{Code, Problem},
};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    ApplicationFailure, ChildWorkflowOptions, ParentClosePolicy, SyncWorkflowContext, WorkflowCancellationToken, WorkflowContext,
    WorkflowContextView, WorkflowIdReusePolicy, WorkflowResult,
    workflows::{join, select},
};

use crate::{
    BERKUT_QUEUE, POLICE_QUEUE, deadlines,
    delivery::{self, Channel},
    index,
    message::{HandlerError, Message, Receipt, or_reject},
    wait::{self, Failed},
};

/// Clocks of two machines differ by so much: a fact that is further ahead lies in the future.
const CLOCK_SKEW: Duration = Duration::from_mins(1);

/// The shortest time that passes: what comes after it is another step of the engine's.
const NEXT_STEP: Duration = Duration::from_millis(1);

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

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The case.
    pub case: CaseNumber,
    /// How it ended.
    pub status: Status,
}

/// One invitee's invitation.
#[workflow]
pub struct InvitationWorkflow {
    filing: Filing,
    case: Option<Case>,
    poll_every: Option<Duration>,
    callback: bool,
    /// Ids of messages that were found by asking: their callbacks, if they still come, are no news.
    found: BTreeSet<String>,
    procedure_done: bool,
}

#[workflow_methods]
impl InvitationWorkflow {
    /// Takes the filing.
    #[init]
    pub fn new(_ctx: &WorkflowContextView, filing: Filing) -> Self {
        Self { filing, case: None, poll_every: None, callback: true, found: BTreeSet::new(), procedure_done: false }
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
            deadlines::watch(ctx),
            delivery::deliver(
                ctx,
                Channel {
                    step: "monitoring",
                    outbox: |case| &mut case.stages,
                    waiting: |case| !case.stages.is_empty(),
                    activity: || Monitoring::append_stages
                }
            ),
            delivery::deliver(
                ctx,
                Channel {
                    step: "portal",
                    outbox: |case| &mut case.notices,
                    waiting: |case| !case.notices.is_empty(),
                    activity: || Portal::notify_applicant
                }
            ),
            delivery::deliver(
                ctx,
                Channel {
                    step: "office",
                    outbox: |case| &mut case.office_notices,
                    waiting: |case| !case.office_notices.is_empty(),
                    activity: || Office::escalate
                }
            ),
            index::keep(ctx),
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
        or_reject(self.would_take(message, Fact::Verification))
    }

    /// The NSC answered.
    #[update]
    pub fn record_nsc_answer(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Answer>) -> Result<Receipt, HandlerError> {
        or_reject(self.take(message, Fact::Answer, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(record_nsc_answer)]
    pub fn validate_record_nsc_answer(&self, _ctx: &WorkflowContextView, message: &Message<Answer>) -> Result<(), HandlerError> {
        or_reject(self.would_take(message, Fact::Answer))
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
        or_reject(self.would_take(message, Fact::ExtensionRequest))
    }

    /// The authorised officer decided.
    #[update]
    pub fn decide(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Decision>) -> Result<Receipt, HandlerError> {
        or_reject(self.take(message, Fact::Decision, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(decide)]
    pub fn validate_decide(&self, _ctx: &WorkflowContextView, message: &Message<Decision>) -> Result<(), HandlerError> {
        or_reject(self.would_take(message, Fact::Decision))
    }

    /// The inviting party took the application back.
    #[update]
    pub fn withdraw(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Withdrawal>) -> Result<Receipt, HandlerError> {
        or_reject(self.take(message, Fact::Withdrawal, ctx.workflow_time()))
    }

    /// Whether that would be taken.
    #[update_validator(withdraw)]
    pub fn validate_withdraw(&self, _ctx: &WorkflowContextView, message: &Message<Withdrawal>) -> Result<(), HandlerError> {
        or_reject(self.would_take(message, Fact::Withdrawal))
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
        or_reject(self.opened().and_then(|case| case.check_reassignment(&message.entry)))
    }

    /// A wrongly entered verification or answer is put right by another person.
    #[update]
    pub fn correct(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<Correction>) -> Result<Receipt, HandlerError> {
        or_reject(self.change(message, ctx.workflow_time(), |case, entry| case.correct(&entry)))
    }

    /// Whether that would be taken.
    #[update_validator(correct)]
    pub fn validate_correct(&self, _ctx: &WorkflowContextView, message: &Message<Correction>) -> Result<(), HandlerError> {
        or_reject(self.opened().and_then(|case| case.check_correction(&message.entry)))
    }

    /// An operator lets the steps go on that an incident stopped.
    #[update]
    pub fn resume(&mut self, ctx: &mut SyncWorkflowContext<Self>, message: Message<()>) -> Result<Receipt, HandlerError> {
        or_reject(self.change(message, ctx.workflow_time(), |case, entry| {
            case.resume(&entry.entered_by, entry.received_at);
            Ok(())
        }))
    }

    /// Whether that would be taken.
    #[update_validator(resume)]
    pub fn validate_resume(&self, _ctx: &WorkflowContextView, _message: &Message<()>) -> Result<(), HandlerError> {
        or_reject(self.opened().and_then(Case::check_resume))
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

    /// What happened, as of an instant.
    #[query]
    pub fn timeline(&self, _ctx: &WorkflowContextView, as_of: Instant) -> Result<Vec<case::view::TimelineLine>, HandlerError> {
        or_reject(self.opened().map(|case| case.view(as_of).timeline))
    }
}

/// Completeness and registration (R26 para 14). The rules by which the case is judged are recorded here;
/// a worker whose rulebook cannot judge it leaves the case waiting for one that can.
async fn register(ctx: &WorkflowContext<InvitationWorkflow>) -> WorkflowResult<()> {
    let task = ctx.state(|invitation| IntakeTask {
        application: invitation.filing.application.clone(),
        filed_at: invitation.filing.filed_at,
        shifted_clock: invitation.filing.clock_offset_ms != 0,
    });
    let judged = match ctx.execute_local_activity(Intake::take_in, task.clone(), wait::at_once()).await.map_err(Failed::from) {
        Err(Failed::ForNow) => {
            let options = wait::patiently(None, &WorkflowCancellationToken::new());
            ctx.execute_activity(Intake::take_in, task, options).await.map_err(Failed::from)
        }
        outcome => outcome,
    };
    let opened = match judged {
        Ok(intake) => ctx.state_mut(|invitation| invitation.open(intake, ctx.workflow_time())),
        Err(Failed::ForGood(problem)) => Err(problem),
        Err(Failed::ForNow) => Err(Problem::new(Code::Engine, "the intake was given up")),
    };
    opened.map_err(|problem| {
        let code = problem.code.to_string();
        ApplicationFailure::builder(problem).type_name(code).non_retryable(true).build().into()
    })
}

/// One case per invitee. The first case opens the others, so that one request opens all or none.
async fn open_the_other_cases(ctx: &WorkflowContext<InvitationWorkflow>) {
    let filing = ctx.state(|invitation| invitation.filing.clone());
    if !filing.opens_the_others {
        return;
    }
    for invitee in (0..filing.application.form().invitees.len()).filter(|invitee| *invitee != filing.invitee) {
        let case = filing.case.sibling(invitee);
        let options = ChildWorkflowOptions::builder()
            .workflow_id(case.to_string())
            .parent_close_policy(ParentClosePolicy::Abandon)
            .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
            .cancellation_token(WorkflowCancellationToken::new())
            .search_attributes(index::of_filing(&filing))
            .build();
        let other = Filing { case, invitee, opens_the_others: false, ..filing.clone() };
        // It fails only if the case is there already, which is what is wanted.
        wait::settle(ctx.start_child_workflow(InvitationWorkflow::run, other, options)).await;
    }
}

/// R26 para 15: purpose, duration, grounds for entry. From the beginning of the verification on, the
/// police are asked until a verification is on record.
async fn verify(ctx: &WorkflowContext<InvitationWorkflow>) {
    InvitationWorkflow::until(ctx, |invitation| invitation.stage() != Stage::Registered).await;
    let mut asked_before = false;
    while ctx.state(InvitationWorkflow::awaits_verification) {
        let token = WorkflowCancellationToken::new();
        let Some(task) = ctx.state(|invitation| invitation.verification_task(asked_before)) else { return };
        asked_before = true;
        let mut question = ctx.execute_activity(Police::verify, task, wait::patiently(Some(POLICE_QUEUE), &token));
        let mut recorded = Box::pin(InvitationWorkflow::until(ctx, |invitation| !invitation.awaits_verification()));
        select! {
            answer = question => take_answer(ctx, "police", Actor::Police, answer.map_err(Failed::from), |found: Verification| Fact::Verification(found), InvitationWorkflow::awaits_verification).await,
            () = recorded => token.cancel(),
        }
    }
}

/// R26 para 15: the NSC is asked through Berkut until its answer is on record. No silence means consent:
/// the windows run out in the deadline watch, and the case goes on waiting here.
async fn coordinate(ctx: &WorkflowContext<InvitationWorkflow>) {
    let mut asked_before = false;
    while ctx.state(InvitationWorkflow::awaits_answer) {
        let token = WorkflowCancellationToken::new();
        let Some(task) = ctx.state(|invitation| invitation.coordination_task(asked_before)) else { return };
        asked_before = true;
        let mut question = ctx.execute_activity(Berkut::coordinate, task, wait::patiently(Some(BERKUT_QUEUE), &token));
        let mut recorded = Box::pin(InvitationWorkflow::until(ctx, |invitation| !invitation.awaits_answer()));
        let fact = |found| match found {
            NscMessage::Answer(answer) => Fact::Answer(answer),
            NscMessage::ExtensionRequest(request) => Fact::ExtensionRequest(request),
        };
        select! {
            answer = question => take_answer(ctx, "berkut", Actor::Nsc, answer.map_err(Failed::from), fact, InvitationWorkflow::awaits_answer).await,
            () = recorded => token.cancel(),
        }
    }
}

/// R26 paras 15, 18: the officer decides; the system never does.
async fn decide(ctx: &WorkflowContext<InvitationWorkflow>) {
    InvitationWorkflow::until(ctx, |invitation| invitation.status() != Status::Open).await;
}

/// R26 para 16: number and date of an issued invitation are entered in Berkut; the applicant is told.
async fn publish(ctx: &WorkflowContext<InvitationWorkflow>) {
    while let Some(invitation) = ctx.state(InvitationWorkflow::invitation_to_enter) {
        let options = wait::patiently(Some(BERKUT_QUEUE), &WorkflowCancellationToken::new());
        match ctx.execute_activity(Berkut::enter_invitation, invitation, options).await.map_err(Failed::from) {
            Ok(()) => break,
            Err(Failed::ForNow) => {}
            Err(Failed::ForGood(problem)) => stop_until_resumed(ctx, "berkut", &problem, |_| true).await,
        }
    }
    if ctx.state(InvitationWorkflow::ended_by_a_message) {
        // The engine may undo a step that closes a workflow, and with it the message that it took. So what
        // ended the case is on its record before the applicant is told, and the case closes a step later.
        ctx.timer(wait::timer(NEXT_STEP, &WorkflowCancellationToken::new(), "the end is put on record".to_owned())).await;
    }
    ctx.state_mut(|invitation| {
        if let Some(case) = invitation.case.as_mut() {
            case.write_decision_notice();
        }
    });
}

/// Takes what was found by asking. Nothing found means that nobody asks again: then the answer comes by
/// callback, or an officer enters it.
async fn take_answer<T>(
    ctx: &WorkflowContext<InvitationWorkflow>,
    step: &'static str,
    from: Actor,
    answer: Result<Option<Found<T>>, Failed>,
    fact: impl Fn(T) -> Fact,
    still_awaited: fn(&InvitationWorkflow) -> bool,
) {
    let rejected = match answer {
        Ok(Some(found)) => {
            let entry = Entry { content: fact(found.content), received_at: found.received_at, entered_by: from };
            ctx.state_mut(|invitation| invitation.take_found(found.message_id, entry)).err()
        }
        Ok(None) => {
            InvitationWorkflow::until(ctx, |invitation| !still_awaited(invitation)).await;
            None
        }
        Err(Failed::ForNow) => None,
        Err(Failed::ForGood(problem)) => Some(problem),
    };
    if let Some(problem) = rejected {
        stop_until_resumed(ctx, step, &problem, still_awaited).await;
    }
}

/// Technical faults never end a case: it shows the incident, is escalated, and goes on when an operator
/// says so, or when what it waited for has come another way.
async fn stop_until_resumed(
    ctx: &WorkflowContext<InvitationWorkflow>,
    step: &'static str,
    problem: &Problem,
    still_awaited: fn(&InvitationWorkflow) -> bool,
) {
    ctx.state_mut(|invitation| {
        let now = invitation.now(ctx.workflow_time());
        invitation.raise_incident(step, problem, now);
    });
    InvitationWorkflow::until(ctx, |invitation| !invitation.is_stopped(step) || !still_awaited(invitation)).await;
    ctx.state_mut(|invitation| {
        let now = invitation.now(ctx.workflow_time());
        if let Some(case) = invitation.case.as_mut() {
            case.settle_incidents(step, now);
        }
    });
}

impl InvitationWorkflow {
    fn open(&mut self, intake: IntakeResult, time: Option<SystemTime>) -> Result<(), Problem> {
        let form = self.filing.application.form();
        let filing = case::Filing {
            case: self.filing.case.clone(),
            filed_at: self.filing.filed_at,
            office: form.inviting_party.office.clone(),
            category: form.visit.category.to_string(),
            missing: intake.missing,
        };
        self.poll_every = intake.poll_every;
        self.callback = intake.callback;
        self.case = Some(Case::open(filing, intake.rules, self.now(time))?);
        Ok(())
    }

    fn opened(&self) -> Result<&Case, Problem> {
        self.case.as_ref().ok_or_else(|| Problem::new(Code::Opening, "the case is being opened; try again in a moment"))
    }

    fn would_take<T: Clone>(&self, message: &Message<T>, fact: impl Fn(T) -> Fact) -> Result<(), Problem> {
        let case = self.opened()?;
        if self.found.contains(&message.id) {
            return Ok(());
        }
        case.check(&message.entry.clone().map(fact))
    }

    fn take<T>(&mut self, message: Message<T>, fact: impl Fn(T) -> Fact, time: Option<SystemTime>) -> Result<Receipt, Problem> {
        self.change(message, time, |case, entry| case.record(entry.map(fact)))
    }

    /// Applies a message. Only here is the engine's time known: a validator has none.
    fn change<T>(
        &mut self,
        message: Message<T>,
        time: Option<SystemTime>,
        apply: impl FnOnce(&mut Case, Entry<T>) -> Result<(), Problem>,
    ) -> Result<Receipt, Problem> {
        let received_at = message.entry.received_at;
        if self.now(time).checked_add(CLOCK_SKEW).is_some_and(|latest| received_at > latest) {
            return Err(Problem::new(Code::Future, format!("{received_at} lies in the future")).at("received_at"));
        }
        let case = self.case.as_mut().ok_or_else(|| Problem::new(Code::Opening, "the case is being opened; try again in a moment"))?;
        if received_at < self.filing.filed_at {
            return Err(Problem::new(Code::OutOfOrder, format!("{received_at} lies before the filing")).at("received_at"));
        }
        if !self.found.contains(&message.id) {
            apply(case, message.entry)?;
        }
        Ok(Receipt { case: case.number().clone(), stage: case.procedure().stage, status: case.procedure().status, digest: message.digest })
    }

    /// Takes what was found by asking; what a callback or an officer brought meanwhile is no news.
    fn take_found(&mut self, message_id: String, mut entry: Entry<Fact>) -> Result<(), Problem> {
        self.found.insert(message_id);
        entry.received_at = self.shifted(entry.received_at);
        let Some(case) = self.case.as_mut() else { return Ok(()) };
        // The clocks of two machines may differ a little: what was found now is not older than what is known.
        entry.received_at = entry.received_at.max(case.last_fact_at());
        match case.record(entry) {
            Err(problem)
                if matches!(problem.code, Code::VerificationRecorded | Code::Answered | Code::ExtensionRepeated | Code::CaseClosed) =>
            {
                Ok(())
            }
            Err(problem) => Err(Problem::new(Code::AgencyRejected, problem.to_string())),
            Ok(()) => Ok(()),
        }
    }

    fn outcome(&self) -> Outcome {
        Outcome { case: self.filing.case.clone(), status: self.status() }
    }

    pub(crate) fn status(&self) -> Status {
        self.case.as_ref().map_or(Status::Open, |case| case.procedure().status)
    }

    fn stage(&self) -> Stage {
        self.case.as_ref().map_or(Stage::Filed, |case| case.procedure().stage)
    }

    fn awaits_verification(&self) -> bool {
        self.status() == Status::Open && self.stage() == Stage::Verification
    }

    fn awaits_answer(&self) -> bool {
        let answered = self.case.as_ref().is_none_or(|case| case.procedure().answer.is_some());
        self.status() == Status::Open && !answered
    }

    fn dossier(&self) -> Option<Dossier> {
        // The office that filed it: the same key must carry the same body, also after a reassignment.
        let office = &self.filing.application.form().inviting_party.office;
        Dossier::of(&self.filing.case, office, &self.filing.application, self.filing.invitee, self.callback)
    }

    fn verification_task(&self, asked_before: bool) -> Option<VerificationTask> {
        Some(VerificationTask { dossier: self.dossier()?, filed_at: self.filing.filed_at, asked_before, poll_every: self.poll_every })
    }

    fn coordination_task(&self, asked_before: bool) -> Option<CoordinationTask> {
        let procedure = self.case.as_ref()?.procedure();
        Some(CoordinationTask {
            dossier: self.dossier()?,
            submitted_at: procedure.submitted_at?,
            extension_known: procedure.extension.is_some(),
            asked_before,
            poll_every: self.poll_every,
        })
    }

    /// An issued invitation is entered in Berkut first, which is a step of its own.
    fn ended_by_a_message(&self) -> bool {
        matches!(self.status(), Status::Refused | Status::NotConsidered | Status::Withdrawn)
    }

    fn invitation_to_enter(&self) -> Option<IssuedInvitation> {
        let case = self.case.as_ref().filter(|_| self.status() == Status::Issued)?;
        Some(IssuedInvitation {
            case: case.number().clone(),
            number: case.number().invitation_number(),
            issued_on: case.procedure().ended_at?.date(),
        })
    }

    /// The procedure is through and everybody has been told.
    pub(crate) fn is_finished(&self) -> bool {
        let delivered = |case: &Case| case.stages.is_empty() && case.notices.is_empty() && case.office_notices.is_empty();
        self.procedure_done && self.case.as_ref().is_none_or(delivered)
    }

    pub(crate) fn next_wake(&self) -> Option<Instant> {
        self.case.as_ref().and_then(Case::next_wake)
    }

    pub(crate) fn wake(&mut self, now: Instant, step: &str) {
        let Some(case) = self.case.as_mut() else { return };
        if let Err(problem) = case.wake(now) {
            case.raise_incident(step, &problem, now);
        }
    }

    pub(crate) fn is_stopped(&self, step: &str) -> bool {
        self.case.as_ref().is_some_and(|case| case.is_stopped(step))
    }

    pub(crate) fn raise_incident(&mut self, step: &str, problem: &Problem, now: Instant) {
        if let Some(case) = self.case.as_mut() {
            case.raise_incident(step, problem, now);
        }
    }

    pub(crate) fn has(&self, waiting: fn(&Case) -> bool) -> bool {
        self.case.as_ref().is_some_and(waiting)
    }

    pub(crate) fn case_mut(&mut self) -> Option<&mut Case> {
        self.case.as_mut()
    }

    pub(crate) fn index_entry(&self) -> Option<index::Entry> {
        self.case.as_ref().map(index::Entry::of)
    }

    pub(crate) fn last_known(&self) -> Instant {
        self.case.as_ref().map_or(self.filing.filed_at, Case::last_fact_at)
    }

    /// An instant of the engine's clock as this case counts it.
    pub(crate) fn shifted(&self, engine: Instant) -> Instant {
        engine.shifted(chrono::TimeDelta::milliseconds(self.filing.clock_offset_ms))
    }
}
