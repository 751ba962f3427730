//! Start a case, send a fact, ask a case, list cases. Errors are [`Problem`]s: coded, for people, and
//! without personal data.

pub mod announcements;
mod attributes;
mod failure;
pub mod healing;
pub mod history;
pub mod people;
mod records;
pub mod schedules;

use std::{fmt, pin::Pin, time::Duration};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use shaqyru_domain::{
    actor::Actor,
    application::Application,
    authority::Act,
    case::{
        fact::Entry,
        number::CaseNumber,
        order::{NamedOrder, Order},
        outbox::NoticeKind,
        view::{CaseView, ProvenDeadline, TimelineLine},
        visa::EndedElsewhere,
    },
    complaint::filing::{Complaint, Subject},
    coordination::what_if::{Question, Supposed, WhatIf},
    document::Document,
    problem::{Code, Problem},
    secret::Secret,
    service::CaseService,
    statement::{Purpose, Statement},
    time::instant::Instant,
    visa::request::VisaRequest,
};
use shaqyru_workflows::{
    TASK_QUEUE, TASK_TIMEOUT,
    complaint::{self, ComplaintWorkflow},
    invitation::{
        Beginning, InvitationWorkflow,
        application::{self, ApplicationWorkflow},
        update_of_its_own,
    },
    resend::ResendNoticeWorkflow,
    runtime::{input::Input, messages::TELL, search_attributes},
    visa::{self, VisaWorkflow},
};
use temporalio_client::{
    Client, ClientOptions, Connection, ConnectionOptions, WorkflowDescribeOptions, WorkflowExecuteUpdateOptions,
    WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowGetResultOptions, WorkflowHandle, WorkflowIdReusePolicy,
    WorkflowQueryOptions, WorkflowStartOptions,
    envconfig::LoadClientConfigProfileOptions,
    errors::{WorkflowGetResultError, WorkflowInteractionError, WorkflowStartError},
};
use temporalio_common::{HasWorkflowDefinition, MemoValues, QueryDefinition, UpdateDefinition, search_attributes::SearchAttributes};

pub use self::records::Standing;
use shaqyru_activities::{
    opening::{FiledApplication, StartsCases, digest_of_filed},
    visa::{EndedVisa, TellsCases},
};
pub use shaqyru_workflows::{
    complaint::ComplaintFiling,
    invitation::Filing,
    runtime::messages::{Message, Receipt},
    visa::VisaFiling,
};

/// How long a worker may take to answer for a case.
const WORKER_PATIENCE: Duration = Duration::from_secs(20);
/// How long the cases of an application with many invitees may take to be opened, before its sender is told that they will be.
const OPENING_PATIENCE: Duration = Duration::from_secs(15);
/// How long the engine may take to be reached.
const ENGINE_PATIENCE: Duration = Duration::from_secs(10);
/// A case that is being opened takes messages after its first step; asked again this often.
const OPENING_POLL: Duration = Duration::from_millis(50);
/// Memo under which a case keeps the digest of the application that opened it.
const APPLICATION_DIGEST: &str = "application_digest";

/// The workflow that all questions and orders below belong to.
type InvitationRun = <InvitationWorkflow as HasWorkflowDefinition>::Run;

/// An update of a case, by its name.
#[derive(Clone, Copy)]
struct Update(&'static str);

impl UpdateDefinition for Update {
    type Workflow = InvitationRun;
    type Input = Message<Value>;
    type Output = Receipt;

    fn name(&self) -> &str {
        self.0
    }
}

/// Speaks to cases.
#[derive(Clone)]
pub struct Cases {
    engine: Client,
    secret: Option<Secret>,
}

/// What a case was opened by.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum WhatWasFiled {
    /// An application for an invitation.
    Application(Box<Filing>),
    /// A request for a visa.
    Request(Box<VisaFiling>),
    /// A complaint.
    Complaint(Box<ComplaintFiling>),
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Submitted {
    /// The cases, in the order of the invitees.
    pub cases: Vec<CaseNumber>,
    /// Whether they were there already, from an earlier submission of the same request.
    pub repeated: bool,
}

/// Connects to the engine by the SDK's own settings (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, …,
/// `temporal.toml`).
///
/// # Errors
/// [`Code::Configuration`] for unusable settings, [`Code::EngineUnreachable`].
pub async fn connect() -> Result<Client, Problem> {
    let (connection, client) = settings()?;
    let address = connection.target.to_string();
    let connected = tokio::time::timeout(ENGINE_PATIENCE, Connection::connect(connection)).await;
    match connected {
        Ok(Ok(connection)) => Client::new(connection, client).map_err(|error| Problem::new(Code::Configuration, error.to_string())),
        Ok(Err(_)) | Err(_) => Err(Problem::new(
            Code::EngineUnreachable,
            format!("no Temporal server answers at {address}; start one, or set TEMPORAL_ADDRESS"),
        )),
    }
}

/// Whether the settings show the engine who calls: by a client's certificate or an API key. If not, it takes calls from whoever
/// reaches it.
///
/// # Errors
/// [`Code::Configuration`] for unusable settings.
pub fn shows_the_engine_who_calls() -> Result<bool, Problem> {
    let (connection, _) = settings()?;
    let certificate = connection.tls_options.is_some_and(|tls| tls.client_tls_options.is_some());
    Ok(certificate || connection.api_key.is_some())
}

fn settings() -> Result<(ConnectionOptions, ClientOptions), Problem> {
    ClientOptions::load_from_config(LoadClientConfigProfileOptions::default())
        .map_err(|error| Problem::new(Code::Configuration, format!("the connection settings cannot be used: {error}")))
}

impl Cases {
    /// Speaks to cases through this connection.
    pub fn new(engine: Client) -> Self {
        Self { engine, secret: None }
    }

    /// The same, with what is filed and said signed: cases believe nobody else.
    #[must_use]
    pub fn signing_with(self, secret: Secret) -> Self {
        Self { secret: Some(secret), ..self }
    }

    /// With what it signs; workers have the same.
    ///
    /// # Errors
    /// [`Code::Configuration`] if it signs nothing.
    pub fn secret(&self) -> Result<&Secret, Problem> {
        self.secret.as_ref().ok_or_else(|| Problem::new(Code::Configuration, "no secret is set with which anything is signed"))
    }

    /// The connection.
    pub fn engine(&self) -> &Client {
        &self.engine
    }

    /// Files an application: one case per invitee, all or none. The same request id opens the same cases
    /// once, however often it is sent.
    ///
    /// # Errors
    /// [`Code::RequestConflict`] if the request id came with another application before.
    pub async fn submit(&self, request_id: &str, application: &Application, filed_at: Instant) -> Result<Submitted, Problem> {
        self.submit_shifted(request_id, application, filed_at, 0).await
    }

    /// The same on a shifted clock; let in only by workers that run a simulation.
    ///
    /// # Errors
    /// As [`Cases::submit`].
    pub async fn submit_shifted(
        &self,
        request_id: &str,
        application: &Application,
        filed_at: Instant,
        clock_offset_ms: i64,
    ) -> Result<Submitted, Problem> {
        let first = CaseNumber::of_request(request_id, 0);
        let cases: Vec<_> = (0..application.form().invitees.len()).map(|invitee| first.sibling(invitee)).collect();
        let application = application.clone();
        let started = if cases.len() > 1 {
            self.open_all(FiledApplication { first, application, filed_at, clock_offset_ms, statement: None }).await?
        } else {
            let filing = Filing {
                case: first,
                application,
                invitee: 0,
                filed_at,
                clock_offset_ms,
                opens_the_others: false,
                judged: None,
                intake_by_activity: true,
                statement: None,
            };
            self.start(filing).await?
        };
        Ok(Submitted { cases, repeated: !started })
    }

    /// Files a request for a visa: one case. The same request id opens it once, however often it is sent.
    ///
    /// # Errors
    /// [`Code::RequestConflict`] if the request id came with another request before.
    pub async fn submit_visa(&self, request_id: &str, request: &VisaRequest, filed_at: Instant) -> Result<Submitted, Problem> {
        self.submit_visa_shifted(request_id, request, filed_at, 0).await
    }

    /// The same on a shifted clock; let in only by workers that run a simulation.
    ///
    /// # Errors
    /// As [`Cases::submit_visa`].
    pub async fn submit_visa_shifted(
        &self,
        request_id: &str,
        request: &VisaRequest,
        filed_at: Instant,
        clock_offset_ms: i64,
    ) -> Result<Submitted, Problem> {
        let case = CaseNumber::of_visa_request(request_id);
        let filing = VisaFiling { case: case.clone(), request: request.clone(), filed_at, clock_offset_ms, statement: None };
        let started = self.start_visa(filing).await?;
        Ok(Submitted { cases: vec![case], repeated: !started })
    }

    /// Files a complaint about a case: one case. The same request id opens it once, however often it is sent. The clock is shifted only for
    /// workers that run a simulation.
    ///
    /// # Errors
    /// [`Code::RequestConflict`] if the request id came with another complaint before.
    pub async fn submit_complaint_shifted(
        &self,
        request_id: &str,
        complaint: &Complaint,
        subject: &Subject,
        filed_at: Instant,
        clock_offset_ms: i64,
    ) -> Result<Submitted, Problem> {
        let case = CaseNumber::of_complaint(request_id);
        let (complaint, subject) = (complaint.clone(), subject.clone());
        let filing = ComplaintFiling { case: case.clone(), complaint, subject, filed_at, clock_offset_ms, statement: None };
        let started = self.start_complaint(filing).await?;
        Ok(Submitted { cases: vec![case], repeated: !started })
    }

    /// Starts the case of a visa; `false` if this very filing has started it before.
    ///
    /// # Errors
    /// [`Code::RequestConflict`] if the number is taken by another request.
    pub async fn start_visa(&self, mut filing: VisaFiling) -> Result<bool, Problem> {
        let id = filing.case.to_string();
        let request = digest_of_filed(&filing.request)?;
        filing.statement = self.statement(&filing.signed(&id)?.content_digest);
        let attributes = search_attributes::of_filing(&filing);
        let start = async |policy| {
            let options = start_options(&id, &request, Some(attributes.clone()), policy);
            let starting = self.engine.start_workflow(VisaWorkflow::run, visa::Beginning::from(filing.clone()).into(), options);
            self.started(&id, &request, starting).await
        };
        match start(WorkflowIdReusePolicy::RejectDuplicate).await? {
            false if self.has_failed(&id).await? => start(WorkflowIdReusePolicy::AllowDuplicateFailedOnly).await,
            started => Ok(started),
        }
    }

    /// Starts the case of a complaint; `false` if this very filing has started it before.
    ///
    /// # Errors
    /// [`Code::RequestConflict`] if the number is taken by another complaint.
    pub async fn start_complaint(&self, mut filing: ComplaintFiling) -> Result<bool, Problem> {
        let id = filing.case.to_string();
        // What is on record of the other case may change meanwhile: the same complaint is the same.
        let complaint = digest_of_filed(&filing.complaint)?;
        filing.statement = self.statement(&filing.signed(&id)?.content_digest);
        let attributes = search_attributes::of_filing(&filing);
        let start = async |policy| {
            let options = start_options(&id, &complaint, Some(attributes.clone()), policy);
            let starting = self.engine.start_workflow(ComplaintWorkflow::run, complaint::Beginning::from(filing.clone()).into(), options);
            self.started(&id, &complaint, starting).await
        };
        match start(WorkflowIdReusePolicy::RejectDuplicate).await? {
            false if self.has_failed(&id).await? => start(WorkflowIdReusePolicy::AllowDuplicateFailedOnly).await,
            started => Ok(started),
        }
    }

    /// Starts one case; `false` if this very filing has started it before.
    ///
    /// # Errors
    /// [`Code::RequestConflict`] if the number is taken by another application.
    pub async fn start(&self, filing: Filing) -> Result<bool, Problem> {
        let application = digest_of_filed(&filing.application)?;
        self.start_as_one_of(filing, &application).await
    }

    async fn start_as_one_of(&self, mut filing: Filing, application: &str) -> Result<bool, Problem> {
        let id = filing.case.to_string();
        filing.statement = self.statement(&filing.signed(&id)?.content_digest);
        let attributes = search_attributes::of_filing(&filing);
        let start = async |policy| {
            let options = start_options(&id, application, Some(attributes.clone()), policy);
            let starting = self.engine.start_workflow(InvitationWorkflow::run, Beginning::from(filing.clone()).into(), options);
            self.started(&id, application, starting).await
        };
        match start(WorkflowIdReusePolicy::RejectDuplicate).await? {
            // It was no case: whatever it failed by, this is the request that was sent again.
            false if self.has_failed(&id).await? => start(WorkflowIdReusePolicy::AllowDuplicateFailedOnly).await,
            started => Ok(started),
        }
    }

    /// Whether a workflow failed. One of a case does only while it is opened.
    async fn has_failed(&self, id: &str) -> Result<bool, Problem> {
        let handle: WorkflowHandle<Client, InvitationWorkflow> = self.engine.get_workflow_handle(id);
        let description = handle.describe(WorkflowDescribeOptions::default()).await.map_err(|error| failure::of_interaction(&error))?;
        Ok(description.status() == WorkflowExecutionStatus::Failed)
    }

    /// Why a case failed while it was opened; none if it did not.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn why_not_opened(&self, case: &CaseNumber) -> Result<Option<Problem>, Problem> {
        if !self.exists(case).await? || !self.has_failed(case.as_str()).await? {
            return Ok(None);
        }
        match self.handle(case).get_result(WorkflowGetResultOptions::default()).await {
            Err(WorkflowGetResultError::Failed(why)) => Ok(Some(failure::of_ended(&why))),
            _ => Ok(None),
        }
    }

    /// Starts what opens the cases of an application, and waits for it as long as one may be kept waiting: it goes on by itself.
    async fn open_all(&self, mut filed: FiledApplication) -> Result<bool, Problem> {
        let id = application::workflow_id(&filed.first);
        filed.statement = self.statement(&filed.signed(&id)?.content_digest);
        let application = digest_of_filed(&filed.application)?;
        let start = async |policy| {
            let options = start_options(&id, &application, None, policy);
            let starting = self.engine.start_workflow(ApplicationWorkflow::run, Input::from(filed.clone()), options);
            self.started(&id, &application, starting).await
        };
        let started = match start(WorkflowIdReusePolicy::RejectDuplicate).await? {
            false if self.has_failed(&id).await? => start(WorkflowIdReusePolicy::AllowDuplicateFailedOnly).await?,
            started => started,
        };
        let opening = self.engine.get_workflow_handle::<ApplicationWorkflow>(id);
        match tokio::time::timeout(OPENING_PATIENCE, opening.get_result(WorkflowGetResultOptions::default())).await {
            Ok(Err(WorkflowGetResultError::Failed(why))) => Err(failure::of_ended(&why)),
            Ok(Err(error)) => Err(Problem::new(Code::Engine, format!("the cases could not be opened: {error}"))),
            // It goes on by itself.
            Ok(Ok(())) | Err(_) => Ok(started),
        }
    }

    /// Whether it has just been started; `false` if the same application has started it before.
    async fn started<H>(
        &self,
        id: &str,
        application: &str,
        starting: impl Future<Output = Result<H, WorkflowStartError>>,
    ) -> Result<bool, Problem> {
        match tokio::time::timeout(WORKER_PATIENCE, starting).await {
            Err(_) => Err(failure::unreachable()),
            Ok(Ok(_)) => Ok(true),
            Ok(Err(WorkflowStartError::AlreadyStarted { .. })) => {
                if self.application_of(id).await?.as_deref() == Some(application) {
                    return Ok(false);
                }
                Err(Problem::new(Code::RequestConflict, "this request id came with something else before; use another id").at("request_id"))
            }
            Ok(Err(error)) => Err(failure::of_start(&error)),
        }
    }

    fn statement(&self, content_digest: &str) -> Option<Statement> {
        self.secret.as_ref().map(|secret| Statement::sign(secret, Purpose::Filing, content_digest))
    }

    /// Whether the engine knows the case.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn exists(&self, case: &CaseNumber) -> Result<bool, Problem> {
        match self.handle(case).describe(WorkflowDescribeOptions::default()).await {
            Ok(_) => Ok(true),
            Err(WorkflowInteractionError::NotFound(_)) => Ok(false),
            Err(error) => Err(failure::of_interaction(&error)),
        }
    }

    /// The digest of the application by which a workflow was started.
    async fn application_of(&self, id: &str) -> Result<Option<String>, Problem> {
        let handle: WorkflowHandle<Client, InvitationWorkflow> = self.engine.get_workflow_handle(id);
        let description = handle.describe(WorkflowDescribeOptions::default()).await.map_err(|error| failure::of_interaction(&error))?;
        Ok(description.memo().get::<String>(APPLICATION_DIGEST).ok().flatten())
    }

    /// The case as a whole.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`], [`Code::WorkerSilent`].
    pub async fn case(&self, case: &CaseNumber, as_of: Instant) -> Result<CaseView, Problem> {
        match CaseService::of(case) {
            CaseService::Invitation => self.ask(case, || InvitationWorkflow::view, as_of).await,
            CaseService::Visa => self.ask(case, || VisaWorkflow::view, as_of).await,
            CaseService::Complaint => self.ask(case, || ComplaintWorkflow::view, as_of).await,
        }
    }

    /// Its clocks with their proofs.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`], [`Code::WorkerSilent`].
    pub async fn deadlines(&self, case: &CaseNumber, as_of: Instant) -> Result<Vec<ProvenDeadline>, Problem> {
        match CaseService::of(case) {
            CaseService::Invitation => self.ask(case, || InvitationWorkflow::proven_deadlines, as_of).await,
            CaseService::Visa => self.ask(case, || VisaWorkflow::proven_deadlines, as_of).await,
            CaseService::Complaint => self.ask(case, || ComplaintWorkflow::proven_deadlines, as_of).await,
        }
    }

    /// What would follow of what the NSC may do.
    ///
    /// # Errors
    /// [`Code::CaseClosed`], [`Code::Answered`]: nothing is left for the NSC to do; [`Code::NotCoordinated`]: it is not asked;
    /// [`Code::NotSubmitted`]: acceptance waits for the state registers.
    /// [`Code::CaseUnknown`], [`Code::WorkerSilent`].
    pub async fn what_if(&self, case: &CaseNumber, as_of: Instant, supposed: Supposed) -> Result<WhatIf, Problem> {
        let question = Question { as_of, supposed };
        match CaseService::of(case) {
            CaseService::Invitation => self.ask(case, || InvitationWorkflow::what_if, question).await,
            CaseService::Visa => self.ask(case, || VisaWorkflow::what_if, question).await,
            CaseService::Complaint => Err(Problem::new(Code::NotCoordinated, "the NSC is not asked about a complaint").at("case")),
        }
    }

    /// Its timeline.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`], [`Code::WorkerSilent`].
    pub async fn timeline(&self, case: &CaseNumber, as_of: Instant) -> Result<Vec<TimelineLine>, Problem> {
        match CaseService::of(case) {
            CaseService::Invitation => self.ask(case, || InvitationWorkflow::timeline, as_of).await,
            CaseService::Visa => self.ask(case, || VisaWorkflow::timeline, as_of).await,
            CaseService::Complaint => self.ask(case, || ComplaintWorkflow::timeline, as_of).await,
        }
    }

    /// What was filed.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`], [`Code::WorkerSilent`].
    pub async fn filing(&self, case: &CaseNumber) -> Result<WhatWasFiled, Problem> {
        Ok(match CaseService::of(case) {
            CaseService::Invitation => WhatWasFiled::Application(Box::new(self.ask(case, || InvitationWorkflow::filing, ()).await?)),
            CaseService::Visa => WhatWasFiled::Request(Box::new(self.ask(case, || VisaWorkflow::filing, ()).await?)),
            CaseService::Complaint => WhatWasFiled::Complaint(Box::new(self.ask(case, || ComplaintWorkflow::filing, ()).await?)),
        })
    }

    /// The documents that it has produced; the case of a complaint has none: the answer is a letter of the body that examined it.
    ///
    /// # Errors
    /// [`Code::CaseUnknown`], [`Code::WorkerSilent`].
    pub async fn documents(&self, case: &CaseNumber, as_of: Instant) -> Result<Vec<Document>, Problem> {
        Ok(match CaseService::of(case) {
            CaseService::Invitation => {
                self.ask(case, || InvitationWorkflow::documents, as_of).await?.into_iter().map(Document::from).collect()
            }
            CaseService::Visa => self.ask(case, || VisaWorkflow::documents, as_of).await?.into_iter().map(Document::from).collect(),
            CaseService::Complaint => Vec::new(),
        })
    }

    /// What was filed for a visa.
    ///
    /// # Errors
    /// [`Code::NoSticker`] for a case of another service; [`Code::CaseUnknown`], [`Code::WorkerSilent`].
    pub async fn visa_filing(&self, case: &CaseNumber) -> Result<VisaFiling, Problem> {
        if CaseService::of(case) != CaseService::Visa {
            return Err(Problem::new(Code::NoSticker, "the case is of no visa"));
        }
        self.ask(case, || VisaWorkflow::filing, ()).await
    }

    /// Gives an order to a case.
    ///
    /// # Errors
    /// The rule that rejects it; [`Code::MessageConflict`] if its id came with another content before; [`Code::CaseUnknown`],
    /// [`Code::WorkerSilent`].
    pub async fn tell<T: Into<Order>>(&self, case: &CaseNumber, message: Message<T>) -> Result<Receipt, Problem> {
        let message = message.map(Into::into);
        let act = message.entry.content.act();
        match update_of_its_own(act).filter(|_| CaseService::of(case) == CaseService::Invitation) {
            Some(name) => self.update(case, act, Update(name), message).await,
            None => self.tell_by_name(case, message).await,
        }
    }

    /// Gives an order to a case of whichever service, by the update that brings any and has the same name in all.
    ///
    /// # Errors
    /// As [`Cases::tell`].
    pub async fn tell_by_name<T: Into<Order>>(&self, case: &CaseNumber, message: Message<T>) -> Result<Receipt, Problem> {
        let message = message.map(Into::into);
        self.update(case, message.entry.content.act(), Update(TELL), message.map(NamedOrder::from)).await
    }

    /// Sends a notice to the applicant once more; the id of the copy.
    ///
    /// # Errors
    /// [`Code::NoticeUnknown`] if the case has no such notice.
    pub async fn resend(&self, case: &CaseNumber, kind: NoticeKind, as_of: Instant) -> Result<String, Problem> {
        let notices = self.case(case, as_of).await?.notices;
        let notice = notices
            .into_iter()
            .rfind(|notice| notice.kind == kind)
            .ok_or_else(|| Problem::new(Code::NoticeUnknown, format!("the case has no {} notice", kind.as_str())))?;
        // Two people who resend at once send two copies, not one that is lost.
        for copy in 2.. {
            let again = notice.again(copy);
            let id = again.id.clone();
            let options = WorkflowStartOptions::new(TASK_QUEUE, id.clone()).id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate).build();
            match self.engine.start_workflow(ResendNoticeWorkflow::run, again, options).await {
                Ok(_) => return Ok(id),
                Err(WorkflowStartError::AlreadyStarted { .. }) => {}
                Err(error) => return Err(failure::of_start(&error)),
            }
        }
        Err(Problem::new(Code::Engine, "no copy number is left"))
    }

    fn handle(&self, case: &CaseNumber) -> WorkflowHandle<Client, InvitationWorkflow> {
        self.engine.get_workflow_handle(case.as_str())
    }

    async fn ask<Q>(&self, case: &CaseNumber, question: impl Fn() -> Q, input: Q::Input) -> Result<Q::Output, Problem>
    where
        Q: QueryDefinition,
        Q::Workflow: HasWorkflowDefinition<Run = Q::Workflow>,
        Q::Input: Copy + Send,
        Q::Output: DeserializeOwned,
    {
        let handle = self.engine.get_workflow_handle::<Q::Workflow>(case.as_str());
        let asking = patiently(|| async {
            handle.query(question(), input, WorkflowQueryOptions::default()).await.map_err(|error| failure::of_query(&error))
        });
        asking.await
    }

    async fn update<T: Serialize>(&self, case: &CaseNumber, act: Act, update: Update, message: Message<T>) -> Result<Receipt, Problem> {
        let message = message.into_json()?;
        let handle = self.handle(case);
        let digest = message.digest.clone();
        let known_as = message.known_as(act);
        let message = match &self.secret {
            Some(secret) => message.signed(secret, case, act)?,
            None => message,
        };
        let update_id = message.update_id(act)?;
        let telling = patiently(|| async {
            let options = WorkflowExecuteUpdateOptions::builder().update_id(update_id.clone()).build();
            let error = match handle.execute_update(update, message.clone(), options).await {
                Ok(receipt) => return Ok(receipt),
                Err(error) => error,
            };
            match failure::taken_before(&error) {
                Some(receipt) => Ok(receipt),
                None => match failure::of_update(&error) {
                    // A closed case answers "not found", and so does an unknown one.
                    problem if problem.code == Code::CaseUnknown => self.receipt_of_closed(case, update, [&known_as, &message.id]).await,
                    problem => Err(problem),
                },
            }
        });
        let receipt = telling.await?;
        if receipt.digest == digest {
            return Ok(receipt);
        }
        Err(Problem::new(Code::MessageConflict, "this message id came with another content before; use another id").at("message_id"))
    }

    /// A message that the case took before it closed is answered with its first outcome. The case knows it; where nobody can ask the case, the
    /// engine knows a message of before, when its id was that of the update (and, earlier still, the bare id of its sender).
    async fn receipt_of_closed(&self, case: &CaseNumber, update: Update, [known_as, bare_id]: [&str; 2]) -> Result<Receipt, Problem> {
        match self.handle(case).describe(WorkflowDescribeOptions::default()).await {
            // It has just been opened, by the first case of its application.
            Ok(described) if described.status() == WorkflowExecutionStatus::Running => {
                return Err(Problem::new(Code::Opening, "the case has just been opened; try again in a moment"));
            }
            Ok(_) => {}
            Err(WorkflowInteractionError::NotFound(_)) => return Err(failure::unknown(case)),
            Err(error) => return Err(failure::of_interaction(&error)),
        }
        // Cases of every service answer this question.
        let asked = self.handle(case).query(InvitationWorkflow::receipt_of, known_as.to_owned(), WorkflowQueryOptions::default()).await;
        let unanswered = match asked {
            Ok(receipt) => return receipt.ok_or_else(|| Problem::new(Code::CaseClosed, "the case has ended; it takes no more messages")),
            Err(error) => failure::of_query(&error),
        };
        for id in [known_as, bare_id] {
            let earlier = self.handle(case).get_update_handle(update, id);
            if let Ok(receipt) = earlier.get_result(temporalio_client::RpcOptions::default()).await {
                return Ok(receipt);
            }
        }
        Err(unanswered)
    }
}

/// Whether the workflow had a run before this one: it was renewed, or reset.
pub(crate) fn is_later_run(described: &WorkflowExecutionDescription) -> bool {
    let first = described.raw().workflow_execution_info.as_ref().map(|info| info.first_run_id.as_str());
    first.is_some_and(|first| !first.is_empty() && first != described.run_id())
}

impl fmt::Debug for Cases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cases(..)")
    }
}

impl StartsCases for Cases {
    fn start_case<'a>(&'a self, filing: Filing, application: &'a str) -> Pin<Box<dyn Future<Output = Result<(), Problem>> + Send + 'a>> {
        Box::pin(async { self.start_as_one_of(filing, application).await.map(drop) })
    }
}

impl TellsCases for Cases {
    fn tell_ended<'a>(
        &'a self,
        issued_by: &'a CaseNumber,
        ended: &'a EndedVisa,
    ) -> Pin<Box<dyn Future<Output = Result<(), Problem>> + Send + 'a>> {
        Box::pin(async {
            let EndedVisa { by, at, .. } = ended;
            let order = Order::EndElsewhere(EndedElsewhere { by: by.clone() });
            // A case ends one visa.
            let message = Message::of(by.to_string(), Entry::new(order, *at, Actor::System))?;
            self.tell(issued_by, message).await.map(drop)
        })
    }
}

/// A workflow is started once; by the digest in its memo a repetition is told from another application under the same id.
fn start_options(id: &str, application: &str, attributes: Option<SearchAttributes>, policy: WorkflowIdReusePolicy) -> WorkflowStartOptions {
    let mut memo = MemoValues::new();
    memo.insert(APPLICATION_DIGEST, application.to_owned());
    WorkflowStartOptions::new(TASK_QUEUE, id)
        .id_reuse_policy(policy)
        .task_timeout(TASK_TIMEOUT)
        .maybe_search_attributes(attributes)
        .memo(memo)
        .build()
}

/// Waits for the worker, but not for ever; a case that is just being opened is asked again.
async fn patiently<T, F>(mut attempt: impl FnMut() -> F) -> Result<T, Problem>
where
    F: Future<Output = Result<T, Problem>>,
{
    let attempts = async {
        loop {
            match attempt().await {
                Err(problem) if problem.code == Code::Opening => tokio::time::sleep(OPENING_POLL).await,
                outcome => return outcome,
            }
        }
    };
    tokio::time::timeout(WORKER_PATIENCE, attempts).await.unwrap_or_else(|_| {
        Err(Problem::new(
            Code::WorkerSilent,
            "no worker answered for the case in time; a message may still be applied: send it again with the same message id",
        ))
    })
}
