//! One case in virtual time, on a real engine, through the same workflow code as production.

use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use shaqyru_client::{Cases, Message};
use shaqyru_devserver::VirtualTime;
use shaqyru_domain::{
    actor::Actor,
    admission::Admitted,
    application::Application,
    authority::{Authority, Role},
    case::{
        fact::{Answer, Decision, Entry, ExtensionRequest, Refusal, Verdict, Verification, Withdrawal},
        number::CaseNumber,
        order::Order,
        stage::{Stage, Status},
        view::{CaseView, ClockView, EscalationView, TimelineLine},
    },
    law::{
        ground::Ground,
        rulebook::{INVITATION, Rulebook},
    },
    problem::{Code, Origin, Problem},
    text::Text,
    time::instant::Instant,
};
use shaqyru_workflows::invitation::Filing;
use uuid::Uuid;

/// A fast-forward lands some milliseconds past its target. So that a fact at the very instant of a
/// deadline is not overtaken by the timer of that deadline, it is sent a little before its instant, by
/// less than the skew of clocks that a case allows.
const AHEAD: TimeDelta = TimeDelta::seconds(30);

/// What happens in a case, and when.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The application, relative to the scenario's file.
    pub application: String,
    /// Which invitee's case is played.
    #[serde(default)]
    pub invitee: usize,
    /// When the application is filed.
    pub filed_at: Instant,
    /// What happens, in order.
    pub events: Vec<Event>,
    /// When to stop observing a case that is still open; the last event's instant, if none.
    #[serde(default)]
    pub until: Option<Instant>,
}

/// Something that happens.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "EventForm")]
pub struct Event {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Debug, Clone)]
pub enum What {
    /// The police verify.
    Verification(Verification),
    /// The NSC answers.
    Answer(Answer),
    /// The NSC asks for more time.
    ExtensionRequest(ExtensionRequest),
    /// The officer decides.
    Decision(Verdict),
    /// The inviting party withdraws.
    Withdrawal(Withdrawal),
    /// A refusal on a ground that does not exist: rejected when its turn comes.
    Impossible(Problem),
}

/// An event as it stands in JSON: exactly one of its members besides `at`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventForm {
    at: Instant,
    verification: Option<VerificationForm>,
    nsc: Option<NscForm>,
    decision: Option<DecisionForm>,
    withdraw: Option<Withdrawal>,
}

#[derive(Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
enum VerificationForm {
    Clear {},
    Refuse { ground: i64, note: Option<Text> },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum NscForm {
    Answer(Answer),
    ExtensionRequest(ExtensionRequest),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum DecisionForm {
    Issue(bool),
    Refuse(RefusalForm),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusalForm {
    ground: i64,
    note: Option<Text>,
}

impl RefusalForm {
    /// A ground that does not exist is no slip of the form: the rule rejects it when its turn comes.
    fn into_what(self, what: impl FnOnce(Refusal) -> What) -> What {
        let ground = u8::try_from(self.ground).unwrap_or_default();
        match Ground::try_from(ground) {
            Ok(ground) => what(Refusal { ground, note: self.note }),
            Err(problem) => What::Impossible(problem),
        }
    }
}

impl TryFrom<EventForm> for Event {
    type Error = Problem;

    fn try_from(form: EventForm) -> Result<Self, Problem> {
        let wrong = |message: &str| Problem::new(Code::Scenario, message);
        let what = match (form.verification, form.nsc, form.decision, form.withdraw) {
            (Some(VerificationForm::Clear {}), None, None, None) => What::Verification(Verification::Clear),
            (Some(VerificationForm::Refuse { ground, note }), None, None, None) => {
                RefusalForm { ground, note }.into_what(|refusal| What::Verification(Verification::Refuse(refusal)))
            }
            (None, Some(NscForm::Answer(answer)), None, None) => What::Answer(answer),
            (None, Some(NscForm::ExtensionRequest(request)), None, None) => What::ExtensionRequest(request),
            (None, None, Some(DecisionForm::Issue(true)), None) => What::Decision(Verdict::Issue),
            (None, None, Some(DecisionForm::Refuse(form)), None) => form.into_what(|refusal| What::Decision(Verdict::Refuse(refusal))),
            (None, None, Some(DecisionForm::Issue(false)), None) => return Err(wrong("`issue` is true, or the decision is a `refuse`")),
            (None, None, None, Some(withdrawal)) => What::Withdrawal(withdrawal),
            _ => return Err(wrong("an event is exactly one of verification, nsc, decision and withdraw")),
        };
        Ok(Self { at: form.at, what })
    }
}

impl Scenario {
    /// Reads a scenario and its application.
    ///
    /// # Errors
    /// What is wrong with either, naming the field.
    pub fn read(path: &Path) -> Result<(Self, Application), Problem> {
        let scenario = Self::parse(&read_file(path)?)?;
        let application_path = path.parent().unwrap_or_else(|| Path::new(".")).join(&scenario.application);
        let application =
            read_file(&application_path).and_then(|json| Application::parse(&json)).map_err(|problem| problem.under("application"))?;
        scenario.check_invitee(&application)?;
        Ok((scenario, application))
    }

    /// Decodes a scenario and checks the order of its events.
    ///
    /// # Errors
    /// What is wrong with it, naming the field.
    pub fn parse(json: &[u8]) -> Result<Self, Problem> {
        let scenario: Self = Problem::decode(json)?;
        let mut earliest = scenario.filed_at;
        for (index, event) in scenario.events.iter().enumerate() {
            if event.at < earliest {
                let before = if index == 0 { "the filing" } else { "the event before it" };
                return Err(Problem::new(Code::Scenario, format!("the event lies before {before}")).at(format!("events[{index}].at")));
            }
            earliest = event.at;
        }
        if scenario.until.is_some_and(|until| until < earliest) {
            return Err(Problem::new(Code::Scenario, "it ends before its last event").at("until"));
        }
        Ok(scenario)
    }

    fn check_invitee(&self, application: &Application) -> Result<(), Problem> {
        let count = application.form().invitees.len();
        if self.invitee < count {
            return Ok(());
        }
        Err(Problem::new(Code::Scenario, format!("the application names {count} invitees, counted from 0")).at("invitee"))
    }

    fn last_instant(&self) -> Instant {
        self.until.or_else(|| self.events.last().map(|event| event.at)).unwrap_or(self.filed_at)
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(path).map_err(|error| Problem::new(Code::File, format!("{}: {error}", path.display())))
}

/// What became of a scenario.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The case.
    pub case: CaseNumber,
    /// How it stands at the end.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
    /// The day that counts as the day of registration.
    pub registered_on: Option<NaiveDate>,
    /// All clocks.
    pub clocks: Vec<ClockView>,
    /// What went out to the office.
    pub escalations: Vec<EscalationView>,
    /// What happened.
    pub timeline: Vec<TimelineLine>,
    /// Events that a rule rejected.
    pub rejected: Vec<RejectedEvent>,
}

/// An event that a rule rejected; it changed nothing.
#[derive(Debug, Clone, Serialize)]
pub struct RejectedEvent {
    /// Its place in the scenario, from 0.
    pub event: usize,
    /// Which rule.
    pub code: Code,
    /// In words.
    pub message: String,
}

/// Plays a scenario against a stack whose worker runs simulations.
///
/// # Errors
/// If the engine or the calendar fails it; an event that a rule rejects is no error.
pub async fn play(cases: &Cases, rulebook: &Rulebook, scenario: &Scenario, application: &Application) -> Result<Report, Problem> {
    scenario.check_invitee(application)?;
    let rules = rulebook.for_filing(scenario.filed_at.date())?;
    let application = Admitted::at_the_door(application, &rules).map_err(|problem| problem.under("application"))?.application();
    let form = application.form();
    rulebook
        .for_case(INVITATION, scenario.filed_at.date(), &form.inviting_party.office, form.channel)
        .map_err(|problem| problem.at("filed_at"))?;
    let case = CaseNumber::of_request(&format!("simulation {}", Uuid::new_v4()), scenario.invitee);
    let clock = ShiftedClock::that_shows(scenario.filed_at, cases, &case);
    let filing = Filing {
        case: case.clone(),
        application: application.clone(),
        invitee: scenario.invitee,
        filed_at: scenario.filed_at,
        clock_offset_ms: clock.offset.num_milliseconds(),
        opens_the_others: false,
        judged: None,
        intake_by_activity: true,
        statement: None,
    };
    cases.start(filing).await?;
    let mut rejected = Vec::new();
    for (index, event) in scenario.events.iter().enumerate() {
        clock.forward_to(event.at.shifted(-AHEAD)).await?;
        match send(cases, &case, event).await {
            Ok(()) => {}
            Err(problem) if problem.code.origin() == Origin::Outside => return Err(problem),
            Err(problem) => rejected.push(RejectedEvent { event: index, code: problem.code, message: problem.message }),
        }
    }
    let end = scenario.last_instant();
    clock.forward_to(end).await?;
    let view = cases.case(&case, end).await?;
    Ok(Report::of(view, rejected))
}

impl Report {
    fn of(view: CaseView, rejected: Vec<RejectedEvent>) -> Self {
        Self {
            case: view.case,
            status: view.status,
            stage: view.stage,
            registered_on: view.registered_on,
            clocks: view.clocks,
            escalations: view.escalations,
            timeline: view.timeline,
            rejected,
        }
    }
}

/// The virtual clock of one case, shifted so that the filing lies where the scenario has it.
struct ShiftedClock {
    virtual_time: VirtualTime,
    offset: TimeDelta,
}

impl ShiftedClock {
    fn that_shows(filed_at: Instant, cases: &Cases, case: &CaseNumber) -> Self {
        // The outermost shell: here, and only here, the simulation reads a clock.
        let offset = filed_at.since(Instant::from_utc(Utc::now()));
        Self { virtual_time: VirtualTime::new(cases.engine().clone(), case.as_str()), offset }
    }

    async fn forward_to(&self, instant: Instant) -> Result<(), Problem> {
        let target: DateTime<Utc> = instant.shifted(-self.offset).utc();
        let arrived = self.virtual_time.fast_forward_to(target).await;
        arrived.map(drop).map_err(|error| Problem::new(Code::Engine, error.to_string()))
    }
}

/// The scenario says who acted; nobody entered it on their behalf.
async fn send(cases: &Cases, case: &CaseNumber, event: &Event) -> Result<(), Problem> {
    let (order, by, authority) = match event.what.clone() {
        What::Verification(content) => (Order::Verify(content), Actor::Police, None),
        What::Answer(content) => (Order::Answer(content), Actor::Nsc, None),
        What::ExtensionRequest(content) => (Order::Extend(content), Actor::Nsc, None),
        What::Decision(verdict) => {
            // Nobody enters it, so nobody can be asked why it is late.
            let late_reason = Some("as the scenario has it".to_owned().try_into()?);
            let head = Authority::new([Role::Head], None);
            (Order::Decide(Decision { verdict, late_reason }), Actor::Officer("scenario".parse()?), Some(head))
        }
        What::Withdrawal(content) => (Order::Withdraw(content), Actor::Applicant, None),
        What::Impossible(problem) => return Err(problem),
    };
    let message = Message { authority, ..Message::of(Uuid::new_v4().to_string(), Entry::new(order, event.at, by))? };
    cases.tell(case, message).await.map(drop)
}
