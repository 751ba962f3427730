//! What people and programs are shown of a case. Names and shapes are a contract.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{
    antedated::{AntedatedEntry, UndoneTerm},
    clock::{Cause, Clock, ClockOutcome},
    event::Event,
    fact::{Correction, Entry},
    number::CaseNumber,
    outbox::ApplicantNotice,
    stage::{Stage, Status},
    visa::VisaStanding,
};
use crate::{
    actor::Actor,
    authority::{Act, Authority, Standing, same_person},
    checks::{finding::Finding, papers::MissingPaper, records::HeldPaper},
    forwarding::Forwarding,
    law::{
        clock_kind::{ClockKind, Nature, Window},
        ladder::Audience,
        rulebook::UNNAMED,
        rules::CaseRules,
    },
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId, Text},
    time::{calendar::CalendarError, instant::Instant, proof::Proof},
};

/// A case as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseView {
    /// Its number.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The public service that it is of: the kind of its procedure.
    #[serde(default = "unnamed", skip_serializing_if = "is_unnamed")]
    pub service: String,
    /// Whether it is open, and if not, how it ended.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
    /// The office that has it.
    #[schema(value_type = String)]
    pub office: OfficeCode,
    /// The zone of the clock by which its days are counted, where that is not Almaty's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub zone: Option<Tz>,
    /// The officer who has it.
    #[schema(value_type = Option<String>)]
    pub officer: Option<OfficerId>,
    /// Visa category.
    pub category: String,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// The day that counts as the day of registration.
    pub registered_on: Option<NaiveDate>,
    /// What was missing, if acceptance was refused.
    pub missing: Vec<MissingPaper>,
    /// What the checks found, on filing and in the state registers.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Papers that were fetched from state systems.
    #[serde(default)]
    pub fetched: Vec<HeldPaper>,
    /// How it came from the office that it was brought to, if another one is competent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarding>,
    /// The number of the issued invitation.
    pub invitation_number: Option<String>,
    /// All clocks.
    #[serde(deserialize_with = "clocks_of_any_release")]
    pub clocks: Vec<ClockView>,
    /// What went out to the office.
    pub escalations: Vec<EscalationView>,
    /// What stands in the way and needs an operator.
    pub incidents: Vec<Incident>,
    /// What the applicant was or will be told.
    pub notices: Vec<ApplicantNotice>,
    /// What happened, in the order in which it was recorded.
    pub timeline: Vec<TimelineLine>,
    /// The rulebook's revision by which the case is judged.
    pub rulebook: String,
    /// The calendar's revision by which its days are counted.
    pub calendar: String,
    /// How often something other than the passing of time has changed it.
    #[serde(default)]
    pub version: usize,
    /// Who entered the verification that stands.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub verified_by: Option<Actor>,
    /// Whether another person decides than those who handled what the agencies said.
    #[serde(default)]
    pub four_eyes: bool,
    /// Who has entered or corrected something on behalf of an agency, also if it does not stand any more.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub handled_by: BTreeSet<OfficerId>,
    /// Who has had a hand in everything that could be corrected, and so corrects nothing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub corrects_nothing: BTreeSet<OfficerId>,
    /// Corrections of an agency's own message that wait for a second person.
    #[serde(default)]
    pub proposals: Vec<Entry<Correction>>,
    /// The acts that are not open as the case stands, whoever does them, and why. It speaks of what is received now: a fact that was received
    /// earlier is judged as of its own instant.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = std::collections::BTreeMap<String, Problem>)]
    pub closed_acts: BTreeMap<Act, Problem>,
    /// How the visa stands; none where no visa is issued.
    #[serde(flatten)]
    #[schema(value_type = VisaStanding)]
    pub visa_standing: Option<VisaStanding>,
    /// What was entered later than it was received, as the register keeps it, which keeps no timeline; none of a case that answers itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub antedated: Vec<AntedatedEntry>,
    /// If the case itself did not answer: from our own register, as of this instant. What is not kept there is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub from_register_as_of: Option<Instant>,
}

/// The service of a case that does not say so.
pub(super) fn unnamed() -> String {
    UNNAMED.to_owned()
}

pub(super) fn is_unnamed(service: &str) -> bool {
    service == UNNAMED
}

impl CaseView {
    /// Whether an act is open to somebody as the case stands: what pages and API say before it is tried. The case itself has the last word:
    /// it answers what it has taken before with its first receipt, whatever is open since.
    ///
    /// # Errors
    /// As [`CaseView::authorise`]; [`Code::SamePerson`]; the rule that closes the act to everybody.
    pub fn open_to(&self, act: Act, by: &Actor, authority: &Authority) -> Result<(), Problem> {
        self.authorise(act, by, authority)?;
        if let Some(rule) = self.closed_acts.get(&act) {
            return Err(rule.clone());
        }
        match by {
            Actor::Officer(id) if act == Act::Correct && self.corrects_nothing.contains(id) => Err(same_person()),
            _ => Ok(()),
        }
    }

    /// Whether somebody may do this to the case as it stands: what the case itself will say.
    ///
    /// # Errors
    /// [`Code::Forbidden`], [`Code::FourEyes`].
    pub fn authorise(&self, act: Act, by: &Actor, authority: &Authority) -> Result<(), Problem> {
        let standing = Standing { office: &self.office, four_eyes: self.four_eyes, handled_by: &self.handled_by };
        standing.authorise(act, by, Some(authority))
    }
}

/// A clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(from = "ClockOfAnyRelease")]
pub struct ClockView {
    /// Which term.
    pub clock: ClockKind,
    /// Which of its windows.
    pub window: Option<Window>,
    /// Why the extended window was opened.
    pub cause: Option<Cause>,
    /// Set by the law or by the office.
    pub nature: Nature,
    /// Where counting began.
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Instant,
    /// When it is due.
    #[schema(value_type = String, format = DateTime)]
    pub due: Instant,
    /// When it ended: by its act, with its term where its act is awaited further, or with the case.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Instant>,
    /// When its act came, in time or not; none while it has not, and where something else has ended it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acted_at: Option<Instant>,
    /// How it stands.
    pub outcome: ClockOutcome,
    /// Whether its act is still to come, as [`Clock::is_awaited`] says: for pages, lists and figures alike.
    pub awaited: bool,
}

/// A clock as it was written down: by an earlier release without saying whether it is awaited, and when its act came.
#[derive(Deserialize)]
struct ClockOfAnyRelease {
    clock: ClockKind,
    window: Option<Window>,
    cause: Option<Cause>,
    nature: Nature,
    started_at: Instant,
    due: Instant,
    ended_at: Option<Instant>,
    #[serde(default)]
    acted_at: Option<Instant>,
    outcome: ClockOutcome,
    #[serde(default)]
    awaited: Option<bool>,
}

/// Of itself, a clock that does not say so is awaited until something has ended it.
impl From<ClockOfAnyRelease> for ClockView {
    fn from(recorded: ClockOfAnyRelease) -> Self {
        let ClockOfAnyRelease { clock, window, cause, nature, started_at, due, ended_at, acted_at, outcome, awaited } = recorded;
        let acted_at = acted_at.or(ended_at.filter(|_| outcome == ClockOutcome::Met));
        let waits = outcome == ClockOutcome::Running || (outcome == ClockOutcome::Breached && ended_at.is_none());
        Self { clock, window, cause, nature, started_at, due, ended_at, acted_at, outcome, awaited: awaited.unwrap_or(waits) }
    }
}

/// All clocks of a case. The extended window of the NSC ends when it runs out and is awaited all the same: where an earlier release has
/// not said so, the other clocks tell, for the answer starts that of the decision, and the end of the case ends that of the service.
pub(super) fn clocks_of_any_release<'de, D: serde::Deserializer<'de>>(decoder: D) -> Result<Vec<ClockView>, D::Error> {
    let recorded = Vec::<ClockOfAnyRelease>::deserialize(decoder)?;
    let answered = recorded.iter().any(|clock| clock.clock == ClockKind::Decision);
    let service = recorded.iter().rfind(|clock| clock.clock == ClockKind::Service);
    let waits_for_the_nsc = !answered && service.is_some_and(|service| service.ended_at.is_none());
    let told = |recorded: ClockOfAnyRelease| {
        let overdue = recorded.window == Some(Window::Extended) && recorded.outcome == ClockOutcome::Breached;
        let silent = recorded.awaited.is_none() && recorded.clock == ClockKind::Coordination && overdue;
        let clock = ClockView::from(recorded);
        ClockView { awaited: clock.awaited || (silent && waits_for_the_nsc), ..clock }
    };
    Ok(recorded.into_iter().map(told).collect())
}

impl From<&Clock> for ClockView {
    fn from(clock: &Clock) -> Self {
        Self {
            clock: clock.kind,
            window: clock.window,
            cause: clock.cause,
            nature: clock.nature,
            started_at: clock.started_at,
            due: clock.due(),
            ended_at: clock.ended_at,
            acted_at: clock.acted_at,
            outcome: clock.outcome,
            awaited: clock.is_awaited(),
        }
    }
}

/// A rung that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EscalationView {
    /// When it was due to go out.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Of which clock.
    pub clock: ClockKind,
    /// Of which window.
    pub window: Option<Window>,
    /// Which rung.
    pub rung: String,
    /// Who was told.
    pub audience: Audience,
}

impl From<&EscalationView> for Event {
    fn from(escalation: &EscalationView) -> Self {
        let EscalationView { at: _, clock, window, rung, audience } = escalation;
        Self::Escalated { clock: *clock, window: *window, rung: rung.clone(), audience: *audience }
    }
}

impl From<&Incident> for Event {
    fn from(incident: &Incident) -> Self {
        let Incident { code, step, message, at: _, resumed_at: _ } = incident;
        Self::StepStopped { step: step.clone(), problem: Problem::new(*code, message.clone()) }
    }
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TimelineLine {
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// The stage at that instant.
    pub stage: Stage,
    /// Who acted.
    #[schema(value_type = String)]
    pub actor: Actor,
    /// Who entered it, where that is someone else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub entered_by: Option<Actor>,
    /// When it was entered, where that was at another instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub entered_at: Option<Instant>,
    /// In English words, which are made of the event.
    pub detail: String,
    /// What happened. A line that was written by an earlier release says it in words alone, and so does a kind of event that this release
    /// does not know.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "known_event")]
    pub event: Option<Event>,
    /// Why it was entered so long after it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub antedated_because: Option<Text>,
    /// The number of the letter on which it rests, where one was named; what undoes a breach names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub letter: Option<Text>,
    /// The terms that had run out and did not count as breached any more when it was entered. A line of an earlier release does not say so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undid: Vec<UndoneTerm>,
}

fn known_event<'de, D: serde::Deserializer<'de>>(decoder: D) -> Result<Option<Event>, D::Error> {
    let recorded = Option::<serde_json::Value>::deserialize(decoder)?;
    Ok(recorded.and_then(|event| serde_json::from_value(event).ok()))
}

/// A fault that does not pass by itself and stops a step; the case waits for `resume`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Incident {
    /// What kind.
    #[schema(value_type = String)]
    pub code: Code,
    /// Which step it stops, such as `police` or `portal`.
    pub step: String,
    /// What is wrong, for people.
    pub message: String,
    /// When it came up.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// When an operator said `resume`.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub resumed_at: Option<Instant>,
}

/// A deadline with what proves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProvenDeadline {
    /// The clock, where it belongs to one.
    #[serde(flatten)]
    pub clock: ClockView,
    /// The proof.
    pub proof: Proof,
    /// The paragraph that sets the term, as the rulebook names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl ProvenDeadline {
    pub(super) fn of(clock: &Clock, rules: &CaseRules) -> Result<Self, CalendarError> {
        let mut proof = Proof::of(&clock.deadline, &rules.calendar)?;
        let source = rules.clock(clock.kind, clock.window).ok().map(|rule| rule.source.clone());
        if let Some(source) = &source {
            proof.basis = format!("{source}; {}", proof.basis);
        }
        Ok(Self { clock: clock.into(), proof, source })
    }
}
