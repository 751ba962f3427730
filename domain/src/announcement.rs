//! Telling the providers and the Unified Contact Centre of a new edition within three working days of the moment it
//! enters into force (R26 para 58-1).

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::{
    case::clock::ClockOutcome,
    law::{
        ladder::{self, Audience, Rung},
        rulebook::Rulebook,
    },
    problem::{Code, Problem},
    time::{deadline::Deadline, instant::Instant, proof::Proof, term::CountFrom},
};

/// The duty, as the rulebook names it.
const DUTY: &str = "contact_centre";
/// The Unified Contact Centre among the recipients; the others are offices.
const CONTACT_CENTRE: &str = "contact_centre";

/// Who must be told of which edition, and by when: recorded once, so that a later rulebook changes nothing of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Plan {
    /// The edition.
    pub edition: String,
    /// The order that made it.
    pub title: String,
    /// What it changes.
    pub summary: String,
    /// Its first day (Asia/Almaty).
    pub in_force_from: NaiveDate,
    /// Its first instant.
    #[schema(value_type = String, format = DateTime)]
    pub in_force_at: Instant,
    /// The Unified Contact Centre and the offices.
    pub recipients: Vec<String>,
    /// When all must have been told.
    #[schema(value_type = String, format = DateTime)]
    pub due: Instant,
    /// Why then.
    pub proof: Proof,
    /// The escalation steps, in order of time.
    pub rungs: Vec<Rung>,
    /// The rulebook's revision.
    pub rulebook: String,
}

impl Plan {
    /// The plan for an edition.
    ///
    /// # Errors
    /// [`Code::EditionUnknown`]; [`Code::NoCalendar`] if its days cannot be counted; [`Code::Rulebook`] if the duty is not there.
    pub fn of(edition: &str, rulebook: &Rulebook) -> Result<Self, Problem> {
        let edition = rulebook.edition(edition)?;
        let rules = rulebook.on(edition.from)?;
        let missing = |what: &str| Problem::new(Code::Rulebook, format!("editions.toml: {what}"));
        let duty = rules.duty(DUTY).ok_or_else(|| missing("there is no duty contact_centre"))?;
        let term = duty.term.ok_or_else(|| missing("the duty contact_centre has no term"))?;
        let calendar = rulebook.calendars.newest();
        let hours = rulebook.hours(edition.from)?;
        let in_force_at = Instant::at(edition.from, NaiveTime::MIN);
        let deadline = Deadline::count(in_force_at, term, CountFrom::Receipt, calendar, &hours)?;
        let mut proof = Proof::of(&deadline, calendar)?;
        proof.basis = format!("{}; {}", duty.source, proof.basis);
        let offices = rules.of(&rulebook.offices).map(|office| office.code.to_string());
        Ok(Self {
            edition: edition.rule.id.clone(),
            title: edition.rule.title.clone(),
            summary: edition.rule.summary.clone(),
            in_force_from: edition.from,
            in_force_at,
            recipients: std::iter::once(CONTACT_CENTRE.to_owned()).chain(offices).collect(),
            due: deadline.due,
            rungs: ladder::rungs(&duty.rungs, in_force_at, deadline.due, calendar, &hours)?,
            proof,
            rulebook: rulebook.revision.clone(),
        })
    }
}

/// An announcement under way: who was told when, and what was escalated.
#[derive(Debug, Clone)]
pub struct Announcement {
    plan: Plan,
    told: BTreeMap<String, Instant>,
    escalations: Vec<AnnouncementEscalation>,
    trouble: Option<String>,
}

/// A step of the ladder that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AnnouncementEscalation {
    /// When it was due to go out.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Which.
    pub rung: String,
    /// Who was told.
    pub audience: Audience,
}

/// How an announcement stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AnnouncementView {
    /// What must be done, and by when.
    #[serde(flatten)]
    pub plan: Plan,
    /// Who was told when.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub told: BTreeMap<String, Instant>,
    /// Who has not been told yet.
    pub untold: Vec<String>,
    /// Met, breached or running.
    pub outcome: ClockOutcome,
    /// What went out to supervisors and heads.
    pub escalations: Vec<AnnouncementEscalation>,
    /// What an operator must look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

impl Announcement {
    /// Nobody has been told yet.
    pub fn new(plan: Plan) -> Self {
        Self { plan, told: BTreeMap::new(), escalations: Vec::new(), trouble: None }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Up to so many of those who have not been told.
    pub fn untold(&self, most: usize) -> Vec<String> {
        self.plan.recipients.iter().filter(|recipient| !self.told.contains_key(*recipient)).take(most).cloned().collect()
    }

    /// Whether all have been told.
    pub fn is_complete(&self) -> bool {
        self.untold(1).is_empty()
    }

    /// They have been told. The first time counts.
    pub fn take_told(&mut self, recipients: Vec<String>, at: Instant) {
        for recipient in recipients {
            self.told.entry(recipient).or_insert(at);
        }
        self.trouble = None;
    }

    /// They could not be told, and that does not pass by itself.
    pub fn take_trouble(&mut self, problem: &Problem) {
        self.trouble = Some(problem.to_string());
    }

    /// The next step of the ladder that has not gone out; none once all have been told.
    pub fn next_rung(&self) -> Option<&Rung> {
        let gone = |rung: &&Rung| self.escalations.iter().any(|escalation| escalation.rung == rung.rung);
        self.plan.rungs.iter().find(|rung| !gone(rung)).filter(|rung| !self.is_complete() || self.last_told() > Some(rung.at))
    }

    /// A step has gone out.
    pub fn take_escalation(&mut self, rung: Rung) {
        self.escalations.push(AnnouncementEscalation { at: rung.at, rung: rung.rung, audience: rung.audience });
    }

    fn last_told(&self) -> Option<Instant> {
        self.told.values().max().copied()
    }

    /// How it stands at an instant.
    pub fn view(&self, as_of: Instant) -> AnnouncementView {
        let done = self.is_complete().then(|| self.last_told()).flatten();
        let outcome = match done {
            Some(last) if last <= self.plan.due => ClockOutcome::Met,
            Some(_) => ClockOutcome::Breached,
            None if self.plan.due < as_of => ClockOutcome::Breached,
            None => ClockOutcome::Running,
        };
        AnnouncementView {
            plan: self.plan.clone(),
            told: self.told.clone(),
            untold: self.untold(usize::MAX),
            outcome,
            escalations: self.escalations.clone(),
            trouble: self.trouble.clone(),
        }
    }
}
