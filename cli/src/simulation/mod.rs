//! One case in virtual time, on a real engine, through the same workflow code as production.

mod event;

use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use shaqyru_client::{Cases, Message, VisaFiling};
use shaqyru_devserver::VirtualTime;
use shaqyru_domain::{
    actor::Actor,
    admission::Admitted,
    application::Application,
    authority::{Authority, Role},
    case::{
        fact::{Decision, Entry, Verdict},
        number::CaseNumber,
        order::Order,
        stage::{Stage, Status},
        view::{CaseView, ClockView, EscalationView, TimelineLine},
        visa::{BerkutEntry, VisaStanding},
    },
    law::rulebook::{INVITATION, Rulebook},
    problem::{Code, Origin, Problem},
    text::Text,
    time::instant::Instant,
    visa::{particulars::case_rules, request::VisaRequest},
};
use shaqyru_sandbox::{Agency, Fault, Knob, Operation};
use shaqyru_workflows::invitation::Filing;
use uuid::Uuid;

pub use self::event::{Event, What};
use crate::stack::Stack;

/// The stickers of a simulated office.
const SERIES: &str = "KZ";
/// The last number of seven digits.
const LAST_STICKER: u32 = 9_999_999;

/// A fast-forward lands some milliseconds past its target. So that a fact at the very instant of a
/// deadline is not overtaken by the timer of that deadline, it is sent a little before its instant, by
/// less than the skew of clocks that a case allows.
const AHEAD: TimeDelta = TimeDelta::seconds(30);

/// What happens in a case, and when.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The application for an invitation, relative to the scenario's file.
    #[serde(default)]
    pub application: Option<String>,
    /// The request for a visa, relative to the scenario's file.
    #[serde(default)]
    pub request: Option<String>,
    /// Which invitee's case is played.
    #[serde(default)]
    pub invitee: Option<usize>,
    /// Whether Berkut takes what is issued.
    #[serde(default)]
    pub berkut: BerkutState,
    /// When it is filed.
    pub filed_at: Instant,
    /// What happens, in order.
    pub events: Vec<Event>,
    /// When to stop observing a case that is still open; the last event's instant, if none.
    #[serde(default)]
    pub until: Option<Instant>,
}

/// Whether Berkut takes what is issued.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BerkutState {
    /// At the instant of the decision.
    #[default]
    Up,
    /// Nothing reaches it by itself.
    Down,
}

/// What is filed in a scenario.
#[derive(Debug, Clone)]
pub enum Filed {
    /// An application for invitations, of which one invitee's case is played.
    Application {
        /// The application.
        application: Box<Application>,
        /// The invitee.
        invitee: usize,
    },
    /// A request for a visa.
    Request(Box<VisaRequest>),
}

impl Scenario {
    /// Reads a scenario and what is filed in it.
    ///
    /// # Errors
    /// What is wrong with either, naming the field.
    pub fn read(path: &Path) -> Result<(Self, Filed), Problem> {
        let scenario = Self::parse(&read_file(path)?)?;
        let beside = |name: &str| read_file(&path.parent().unwrap_or_else(|| Path::new(".")).join(name));
        let filed = match (&scenario.application, &scenario.request, scenario.invitee) {
            (Some(name), None, invitee) => {
                let application =
                    beside(name).and_then(|json| Application::parse(&json)).map_err(|problem| problem.under("application"))?;
                let invitee = invitee.unwrap_or_default();
                check_invitee(&application, invitee)?;
                Filed::Application { application: Box::new(application), invitee }
            }
            (None, Some(name), None) => {
                let request = beside(name).and_then(|json| VisaRequest::parse(&json)).map_err(|problem| problem.under("request"))?;
                Filed::Request(Box::new(request))
            }
            (None, Some(_), Some(_)) => {
                return Err(Problem::new(Code::Scenario, "a request is about one recipient: leave it out").at("invitee"));
            }
            (Some(_), Some(_), _) | (None, None, _) => {
                return Err(Problem::new(Code::Scenario, "a scenario names an `application` or a `request`"));
            }
        };
        scenario.require_events_of(&filed)?;
        Ok((scenario, filed))
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

    /// What cannot happen at all is a slip of the scenario, and nothing that a rule rejects.
    fn require_events_of(&self, filed: &Filed) -> Result<(), Problem> {
        let is_of_a_visa = matches!(filed, Filed::Request(_));
        if !is_of_a_visa && self.berkut == BerkutState::Down {
            return Err(Problem::new(Code::Scenario, "Berkut being down is played for visas").at("berkut"));
        }
        for (index, event) in self.events.iter().enumerate() {
            let slip = match event.what {
                What::Verification(_) if is_of_a_visa => "the police verify invitations, not visas",
                What::Decision(Verdict::Annul | Verdict::Shorten)
                | What::Fingerprints(_)
                | What::PreliminaryRefusal(_)
                | What::Hearing(_)
                | What::Spoilage(_)
                | What::BerkutEntry
                    if !is_of_a_visa =>
                {
                    "that happens with visas, not with invitations"
                }
                What::BerkutEntry if self.berkut == BerkutState::Up => "that is for a scenario with `\"berkut\":\"down\"`",
                _ => continue,
            };
            return Err(Problem::new(Code::Scenario, slip).at(format!("events[{index}]")));
        }
        Ok(())
    }

    fn last_instant(&self) -> Instant {
        self.until.or_else(|| self.events.last().map(|event| event.at)).unwrap_or(self.filed_at)
    }
}

fn check_invitee(application: &Application, invitee: usize) -> Result<(), Problem> {
    let count = application.form().invitees.len();
    if invitee < count {
        return Ok(());
    }
    Err(Problem::new(Code::Scenario, format!("the application names {count} invitees, counted from 0")).at("invitee"))
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
    /// How the visa stands; none of an invitation.
    #[serde(flatten)]
    pub visa_standing: Option<VisaStanding>,
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

/// Plays a scenario on a stack whose worker runs simulations.
///
/// # Errors
/// If the engine or the calendar fails it; an event that a rule rejects is no error.
pub async fn play(stack: &Stack, scenario: &Scenario, filed: &Filed) -> Result<Report, Problem> {
    let cases = stack.cases();
    let (case, clock) = file(stack, &cases, scenario, filed).await?;
    let mut rejected = Vec::new();
    for (index, event) in scenario.events.iter().enumerate() {
        clock.forward_to(event.at.shifted(-AHEAD)).await?;
        match send(&cases, &case, event).await {
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

async fn file(stack: &Stack, cases: &Cases, scenario: &Scenario, filed: &Filed) -> Result<(CaseNumber, ShiftedClock), Problem> {
    let id = format!("simulation {}", Uuid::new_v4());
    match filed {
        Filed::Application { application, invitee } => {
            file_application(&id, stack.rulebook(), cases, scenario, application, *invitee).await
        }
        Filed::Request(request) => file_request(&id, stack, cases, scenario, request).await,
    }
}

async fn file_application(
    id: &str,
    rulebook: &Rulebook,
    cases: &Cases,
    scenario: &Scenario,
    application: &Application,
    invitee: usize,
) -> Result<(CaseNumber, ShiftedClock), Problem> {
    let filed_at = scenario.filed_at;
    let rules = rulebook.for_filing(filed_at.date())?;
    let application = Admitted::at_the_door(application, &rules).map_err(|problem| problem.under("application"))?.application();
    let form = application.form();
    rulebook.for_case(INVITATION, filed_at.date(), &form.inviting_party.office, form.channel).map_err(|problem| problem.at("filed_at"))?;
    let case = CaseNumber::of_request(id, invitee);
    let clock = ShiftedClock::that_shows(filed_at, cases, &case);
    let filing = Filing {
        case: case.clone(),
        application: application.clone(),
        invitee,
        filed_at,
        clock_offset_ms: clock.offset_ms(),
        opens_the_others: false,
        judged: None,
        intake_by_activity: true,
        statement: None,
    };
    cases.start(filing).await?;
    Ok((case, clock))
}

async fn file_request(
    id: &str,
    stack: &Stack,
    cases: &Cases,
    scenario: &Scenario,
    request: &VisaRequest,
) -> Result<(CaseNumber, ShiftedClock), Problem> {
    let filed_at = scenario.filed_at;
    case_rules(request, stack.rulebook(), filed_at.date()).map_err(|problem| problem.at("filed_at"))?;
    stack.register.add_stickers(&request.form().office, &Text::try_from(SERIES.to_owned())?, 1, LAST_STICKER).await?;
    if scenario.berkut == BerkutState::Down {
        stack.sandbox.set_knob(Agency::Berkut, Knob::fault(Fault::ServerError).on(Operation::Register));
    }
    let case = CaseNumber::of_visa_request(id);
    let clock = ShiftedClock::that_shows(filed_at, cases, &case);
    let clock_offset_ms = clock.offset_ms();
    cases.start_visa(VisaFiling { case: case.clone(), request: request.clone(), filed_at, clock_offset_ms, statement: None }).await?;
    Ok((case, clock))
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
            // What Berkut has not been told yet is no part of what a scenario leads to.
            visa_standing: view.visa_standing.map(|standing| VisaStanding { not_ended_in_berkut: Vec::new(), ..standing }),
        }
    }
}

/// The virtual clock of one case, shifted so that the filing lies where the scenario has it.
pub(crate) struct ShiftedClock {
    virtual_time: VirtualTime,
    offset: TimeDelta,
}

impl ShiftedClock {
    pub(crate) fn that_shows(filed_at: Instant, cases: &Cases, case: &CaseNumber) -> Self {
        // The outermost shell: here, and only here, the simulation reads a clock.
        let offset = filed_at.since(Instant::from_utc(Utc::now()));
        Self { virtual_time: VirtualTime::new(cases.engine().clone(), case.as_str()), offset }
    }

    /// By how much it is ahead of the machine's, as the filing carries it.
    pub(crate) fn offset_ms(&self) -> i64 {
        self.offset.num_milliseconds()
    }

    pub(crate) async fn forward_to(&self, instant: Instant) -> Result<(), Problem> {
        let target: DateTime<Utc> = instant.shifted(-self.offset).utc();
        let arrived = self.virtual_time.fast_forward_to(target).await;
        arrived.map(drop).map_err(|error| Problem::new(Code::Engine, error.to_string()))
    }
}

async fn send(cases: &Cases, case: &CaseNumber, event: &Event) -> Result<(), Problem> {
    let (entry, authority) = said(event)?;
    let message = Message { authority, ..Message::of(Uuid::new_v4().to_string(), entry)? };
    cases.tell(case, message).await.map(drop)
}

/// What an event says to the case. The scenario says who acted; nobody entered it on their behalf.
///
/// # Errors
/// What cannot be said at all, such as a refusal on a ground that does not exist.
pub fn said(event: &Event) -> Result<(Entry<Order>, Option<Authority>), Problem> {
    let (order, by, authority) = match event.what.clone() {
        What::Verification(content) => (Order::Verify(content), Actor::Police, None),
        What::Answer(content) => (Order::Answer(content), Actor::Nsc, None),
        What::ExtensionRequest(content) => (Order::Extend(content), Actor::Nsc, None),
        What::Decision(verdict) => {
            // Nobody enters it, so nobody can be asked why it is late.
            let late_reason = Some("as the scenario has it".to_owned().try_into()?);
            by_the_officer(Decision { verdict, late_reason })?
        }
        What::Withdrawal(content) => (Order::Withdraw(content), Actor::Applicant, None),
        What::Fingerprints(content) => by_the_officer(content)?,
        What::PreliminaryRefusal(content) => by_the_officer(content)?,
        What::Hearing(content) => by_the_officer(content)?,
        What::Spoilage(content) => by_the_officer(content)?,
        What::BerkutEntry => by_the_officer(BerkutEntry {})?,
        What::Impossible(problem) => return Err(problem),
    };
    Ok((Entry::new(order, event.at, by), authority))
}

fn by_the_officer(order: impl Into<Order>) -> Result<(Order, Actor, Option<Authority>), Problem> {
    Ok((order.into(), Actor::Officer("scenario".parse()?), Some(Authority::new([Role::Head], None))))
}
