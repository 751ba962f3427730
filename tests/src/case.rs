//! A case in virtual time, and what can be said to it.

use anyhow::{Result, bail};
use chrono::{TimeDelta, Utc};
use serde::Serialize;
use shaqyru::stack::Stack;
use shaqyru_client::{Cases, Message, VisaFiling};
use shaqyru_devserver::{Arrival, VirtualTime};
use shaqyru_domain::{
    actor::Actor,
    application::Application,
    authority::{Authority, Role},
    case::{
        fact::{Answer, Decision, Entry, ExtensionRequest, Verdict, Verification, Withdrawal},
        number::CaseNumber,
        order::Order,
        view::CaseView,
    },
    checks::papers::PapersRequest,
    complaint::filing::Subject,
    problem::Problem,
    time::instant::Instant,
    visa::request::VisaRequest,
};
use shaqyru_workflows::{
    invitation::{InvitationWorkflow, Outcome},
    runtime::messages::Receipt,
};
use temporalio_client::{
    Client, WorkflowDescribeOptions, WorkflowFetchHistoryOptions, WorkflowGetResultOptions, WorkflowHandle, WorkflowHistory,
};
use temporalio_common::protos::temporal::api::{enums::v1::EventType, history::v1::HistoryEvent};
use uuid::Uuid;

use crate::{PATIENCE, at, examples};

/// A fact at the very instant of a deadline is sent a little before the engine's clock gets there, by less
/// than the skew of clocks that a case allows.
const AHEAD: TimeDelta = TimeDelta::seconds(30);

/// A case that was filed, with the clock that shows its virtual time.
#[derive(Clone)]
pub struct Filed {
    /// Speaks to cases.
    pub cases: Cases,
    /// Its number.
    pub number: CaseNumber,
    /// When it was filed.
    pub filed_at: Instant,
    /// What is added to the engine's time.
    pub offset: TimeDelta,
    time: VirtualTime,
}

/// An officer by id.
///
/// # Panics
/// If it is no officer's id.
#[expect(clippy::panic, reason = "an id written into a test is a constant")]
pub fn officer(id: &str) -> Actor {
    let id = id.parse().unwrap_or_else(|problem| panic!("{problem}"));
    Actor::Officer(id)
}

/// What makes the clock of a case show `instant` now.
pub fn offset_that_shows(instant: Instant) -> TimeDelta {
    instant.since(Instant::from_utc(Utc::now()))
}

/// What somebody may do who is head everywhere and operator.
pub fn anything() -> Authority {
    Authority::new([Role::Head, Role::Operator], None)
}

impl Filed {
    /// Files an application with the clock at `filed_at`; the case of the first invitee.
    ///
    /// # Errors
    /// Why it is not taken.
    pub async fn file(stack: &Stack, application: &Application, filed_at: &str) -> Result<Self> {
        let filed_at = at(filed_at);
        Self::file_with_clock_at(stack, application, filed_at, filed_at).await
    }

    /// Files an application that is processed only when the clock shows `now`.
    ///
    /// # Errors
    /// Why it is not taken.
    pub async fn file_with_clock_at(stack: &Stack, application: &Application, filed_at: Instant, now: Instant) -> Result<Self> {
        let cases = stack.cases();
        let offset = offset_that_shows(now);
        let submitted = cases.submit_shifted(&Uuid::new_v4().to_string(), application, filed_at, offset.num_milliseconds()).await?;
        match submitted.cases.into_iter().next() {
            Some(number) => Ok(Self::known(cases, number, filed_at, offset)),
            None => bail!("a submission opened no case"),
        }
    }

    /// Files a request for a visa with the clock at `filed_at`, at an office that has stickers.
    ///
    /// # Errors
    /// Why it is not taken.
    pub async fn file_visa(stack: &Stack, request: &VisaRequest, filed_at: &str) -> Result<Self> {
        let filed_at = at(filed_at);
        let (cases, offset) = (stack.cases(), offset_that_shows(filed_at));
        stack.register.add_stickers(&request.form().office, &"KZ".to_owned().try_into()?, 1, 9_999).await?;
        let number = CaseNumber::of_visa_request(&Uuid::new_v4().to_string());
        let clock_offset_ms = offset.num_milliseconds();
        let filing = VisaFiling { case: number.clone(), request: request.clone(), filed_at, clock_offset_ms, statement: None };
        cases.start_visa(filing).await?;
        Ok(Self::known(cases, number, filed_at, offset))
    }

    /// Files a complaint with the clock at `filed_at`, about the refusal of the example's invitation.
    ///
    /// # Errors
    /// Why it is not taken.
    pub async fn file_complaint(stack: &Stack, examiner: &str, filed_at: &str) -> Result<Self> {
        let filed_at = at(filed_at);
        let (cases, offset) = (stack.cases(), offset_that_shows(filed_at));
        let complaint = examples::complaint(examiner)?;
        let subject = Subject {
            office: "ALA-ALMALY".parse()?,
            citizenship: "TR".parse()?,
            passport_number: complaint.passport_number.clone(),
            inviting_party: None,
        };
        let id = Uuid::new_v4().to_string();
        let submitted = cases.submit_complaint_shifted(&id, &complaint, &subject, filed_at, offset.num_milliseconds()).await?;
        match submitted.cases.into_iter().next() {
            Some(number) => Ok(Self::known(cases, number, filed_at, offset)),
            None => bail!("a submission opened no case"),
        }
    }

    /// Somebody says something.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn say<T: Serialize + Into<Order>>(&self, content: T, received_at: &str, by: Actor) -> Result<Receipt, Problem> {
        let envelope = self.envelope(content, received_at, by)?;
        self.reach(received_at).await?;
        self.cases.tell(&self.number, envelope).await
    }

    /// A case that was filed otherwise.
    pub fn known(cases: Cases, number: CaseNumber, filed_at: Instant, offset: TimeDelta) -> Self {
        let time = VirtualTime::new(cases.engine().clone(), number.as_str());
        Self { cases, number, filed_at, offset, time }
    }

    /// The case number as text.
    pub fn id(&self) -> &str {
        self.number.as_str()
    }

    /// Lets time pass up to an instant of the case's clock.
    ///
    /// # Errors
    /// If the engine cannot, or something holds the clock for longer than [`PATIENCE`].
    pub async fn forward_to(&self, instant: &str) -> Result<Arrival> {
        self.forward(at(instant)).await
    }

    async fn forward(&self, instant: Instant) -> Result<Arrival> {
        let target = instant.shifted(-self.offset).utc();
        match tokio::time::timeout(PATIENCE, self.time.fast_forward_to(target)).await {
            Ok(arrived) => Ok(arrived?),
            Err(_) => bail!("the case's clock did not get to {instant} within {PATIENCE:?}"),
        }
    }

    /// What the case's clock shows.
    ///
    /// # Errors
    /// If the engine cannot say.
    pub async fn now(&self) -> Result<Instant> {
        Ok(Instant::from_utc(self.time.now().await?).shifted(self.offset))
    }

    /// The case as people see it at an instant.
    ///
    /// # Errors
    /// If it cannot be asked.
    pub async fn view(&self, as_of: &str) -> Result<CaseView> {
        Ok(self.cases.case(&self.number, at(as_of)).await?)
    }

    /// The case as the engine has recorded it: nothing is derived from a later instant.
    ///
    /// # Errors
    /// If it cannot be asked.
    pub async fn recorded(&self) -> Result<CaseView> {
        Ok(self.cases.case(&self.number, self.filed_at).await?)
    }

    /// Waits until the recorded case is as wanted.
    ///
    /// # Errors
    /// If it does not become so in time.
    pub async fn until(&self, what: &str, mut wanted: impl FnMut(&CaseView) -> bool) -> Result<CaseView> {
        crate::eventually(what, async || Ok(Some(self.recorded().await?).filter(|view| wanted(view)))).await
    }

    /// The police find nothing against the visit.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn clear(&self, received_at: &str) -> Result<Receipt, Problem> {
        self.verify(Verification::Clear, received_at, Actor::Police).await
    }

    /// A verification.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn verify(&self, content: Verification, received_at: &str, by: Actor) -> Result<Receipt, Problem> {
        let envelope = self.envelope(content, received_at, by)?;
        self.reach(received_at).await?;
        self.cases.tell(&self.number, envelope).await
    }

    /// The NSC's answer.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn answer(&self, content: Answer, received_at: &str) -> Result<Receipt, Problem> {
        self.answer_by(content, received_at, Actor::Nsc).await
    }

    /// The NSC's answer, entered by somebody.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn answer_by(&self, content: Answer, received_at: &str, by: Actor) -> Result<Receipt, Problem> {
        let envelope = self.envelope(content, received_at, by)?;
        self.reach(received_at).await?;
        self.cases.tell(&self.number, envelope).await
    }

    /// The NSC asks for more time.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn more_time(&self, reason: &str, received_at: &str) -> Result<Receipt, Problem> {
        let envelope = self.envelope(ExtensionRequest { reason: reason.to_owned().try_into()? }, received_at, Actor::Nsc)?;
        self.reach(received_at).await?;
        self.cases.tell(&self.number, envelope).await
    }

    /// An officer decides.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn decide(&self, verdict: Verdict, late_reason: Option<&str>, received_at: &str) -> Result<Receipt, Problem> {
        let late_reason = late_reason.map(|reason| reason.to_owned().try_into()).transpose()?;
        let envelope = self.envelope(Decision { verdict, late_reason }, received_at, officer("a-serik"))?;
        self.reach(received_at).await?;
        self.cases.tell(&self.number, envelope).await
    }

    /// The inviting party withdraws.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn withdraw(&self, reason: &str, received_at: &str) -> Result<Receipt, Problem> {
        let envelope = self.envelope(Withdrawal { reason: reason.to_owned().try_into()? }, received_at, Actor::Applicant)?;
        self.reach(received_at).await?;
        self.cases.tell(&self.number, envelope).await
    }

    /// An officer asks the applicant for papers.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn request_papers(&self, request: PapersRequest, received_at: &str) -> Result<Receipt, Problem> {
        let envelope = self.envelope(request, received_at, officer("a-serik"))?;
        self.reach(received_at).await?;
        self.cases.tell(&self.number, envelope).await
    }

    /// An operator says that the stopped steps go on.
    ///
    /// # Errors
    /// The rule that rejects it.
    pub async fn resume(&self, received_at: &str) -> Result<Receipt, Problem> {
        self.cases.tell(&self.number, self.envelope(Order::Resume, received_at, officer("operator"))?).await
    }

    /// An envelope with an id of its own.
    ///
    /// # Errors
    /// Only if the content cannot be written.
    pub fn envelope<T: Serialize>(&self, content: T, received_at: &str, by: Actor) -> Result<Message<T>, Problem> {
        let message = Message::of(Uuid::new_v4().to_string(), Entry::new(content, at(received_at), by))?;
        Ok(message.under(anything()))
    }

    /// Lets time pass up to just before a fact. A clock that stands later stays: the fact comes late.
    async fn reach(&self, received_at: &str) -> Result<(), Problem> {
        let arrived = self.forward(at(received_at).shifted(-AHEAD)).await;
        arrived.map(drop).map_err(|error| Problem::new(shaqyru_domain::problem::Code::Engine, format!("{error:#}")))
    }

    /// Waits until the workflow has closed.
    ///
    /// # Errors
    /// If it failed, or does not close in time.
    pub async fn closed(&self) -> Result<Outcome> {
        let handle = self.handle();
        match tokio::time::timeout(PATIENCE, handle.get_result(WorkflowGetResultOptions::default())).await {
            Ok(outcome) => Ok(outcome?),
            Err(_) => bail!("{} did not close within {PATIENCE:?}", self.number),
        }
    }

    /// The workflow behind the case.
    pub fn handle(&self) -> WorkflowHandle<Client, InvitationWorkflow> {
        self.cases.engine().get_workflow_handle(self.id())
    }

    /// Whether the engine has a step for a worker.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn has_step_waiting(&self) -> Result<bool> {
        let description = self.handle().describe(WorkflowDescribeOptions::default()).await?.into_raw();
        Ok(description.pending_workflow_task.is_some())
    }

    /// The workflow's history.
    pub fn history(&self) -> WorkflowHistory {
        self.handle().fetch_history(WorkflowFetchHistoryOptions::default())
    }

    /// The events of the history that virtual time did not cause.
    ///
    /// # Errors
    /// If the engine cannot be reached.
    pub async fn events(&self) -> Result<Vec<HistoryEvent>> {
        let of_virtual_time = |event: &HistoryEvent| {
            matches!(event.event_type(), EventType::WorkflowExecutionOptionsUpdated | EventType::WorkflowExecutionTimeSkippingTransitioned)
        };
        let events = self.history().into_events().await?;
        Ok(events.into_iter().filter(|event| !of_virtual_time(event)).collect())
    }
}
