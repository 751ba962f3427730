//! What is recorded of a case: all that its workflow knows and the register keeps. Histories carry it, so its shape only grows.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Case,
    antedated::AntedatedEntry,
    clock::ClockOutcome,
    event::Event,
    line::Line,
    number::CaseNumber,
    outbox::StageRecord,
    procedure::Procedure,
    stage::{Stage, Status},
    view::{CaseView, ClockView, EscalationView, Incident, clocks_of_any_release, is_unnamed, unnamed},
    visa::VisaStanding,
};
use crate::{
    actor::Actor,
    application::Entries,
    authority::Act,
    law::{
        clock_kind::{ClockKind, Nature},
        ground::Ground,
    },
    problem::{Code, Problem},
    text::{BinIin, Country, OfficeCode, OfficerId, Text},
    time::instant::Instant,
    writing::passport_key,
};

/// A case as its workflow knows it at one instant. Each snapshot is whole: a later one replaces an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRecord {
    /// Its number.
    pub number: CaseNumber,
    /// The public service that it is of; an invitation's does not say so, as before there was another.
    #[serde(default = "unnamed", skip_serializing_if = "is_unnamed")]
    pub service: String,
    /// Tells earlier snapshots from later ones: [`Case::revision`]. Nothing that is kept here changes without it.
    pub revision: u32,
    /// Citizenship of the invitee.
    pub citizenship: Country,
    /// Series and number of the invitee's passport.
    pub passport_number: Text,
    /// BIN or IIN of the inviting party; none where nobody invites.
    pub inviting_party: Option<BinIin>,
    /// Visa category.
    pub category: String,
    /// When it was filed.
    pub filed_at: Instant,
    /// The office that has it.
    pub office: OfficeCode,
    /// The officer who has it.
    pub officer: Option<OfficerId>,
    /// Whether it is open, and if not, how it ended.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
    /// The day that counts as the day of registration.
    pub registered_on: Option<NaiveDate>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// The rulebook's revision by which it is judged.
    pub rulebook: String,
    /// The calendar's revision by which its days are counted.
    pub calendar: String,
    /// The first clock that waits for its act, and when it is or was due.
    pub next_due: Option<(ClockKind, Instant)>,
    /// All clocks.
    #[serde(deserialize_with = "clocks_of_any_release")]
    pub clocks: Vec<ClockView>,
    /// How it was decided.
    pub decision: Option<DecisionRecord>,
    /// What went out to the office, in order.
    pub escalations: Vec<EscalationView>,
    /// What stopped a step, in order. A snapshot that was handed over by an earlier release tells none.
    #[serde(default)]
    pub incidents: Vec<IncidentRecord>,
    /// Its stages, in order.
    pub stages: Vec<StageRecord>,
    /// How the visa stands; none where no visa is issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visa_standing: Option<VisaStanding>,
    /// What somebody is invited to; none of a visa, and in a record of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_to: Option<InvitedTo>,
    /// Who does not decide it, for they have handled what the agencies said (four eyes); none where that is not asked for, and in a record of
    /// before.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub may_not_decide: BTreeSet<OfficerId>,
    /// What was entered later than it was received, in order; none in a record of before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub antedated: Vec<AntedatedEntry>,
}

/// What an invitation is to: a visa that rests on it is of no more entries, and lies within its days (R26 para 37).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedTo {
    /// The entries.
    pub entries: Entries,
    /// The first day (Asia/Almaty).
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
}

/// Whom a case is about, and who filed it.
#[derive(Debug, Clone)]
pub struct Parties {
    /// Citizenship of the foreign national.
    pub citizenship: Country,
    /// Series and number of the passport.
    pub passport_number: Text,
    /// BIN or IIN of who invites, if anybody.
    pub inviting_party: Option<BinIin>,
}

/// Something that stopped a step of a case. What was said of it stays in the case's own history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRecord {
    /// What kind.
    pub code: Code,
    /// Which step it stopped.
    pub step: String,
    /// When it came up.
    pub at: Instant,
    /// When the step went on.
    pub resumed_at: Option<Instant>,
}

/// How a case was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// Issued, refused, not considered, …
    pub outcome: Status,
    /// When.
    pub at: Instant,
    /// Who entered it.
    pub actor: Option<Actor>,
    /// The ground of a refusal.
    pub ground: Option<Ground>,
    /// What was found, in words.
    pub note: Option<Text>,
    /// The number of the issued invitation.
    pub invitation_number: Option<String>,
}

impl CaseRecord {
    /// The snapshot of a case as it stands.
    pub fn of<P: Procedure>(parties: Parties, case: &Case<P>) -> Self {
        let Parties { citizenship, passport_number, inviting_party } = parties;
        // Time does not go back: this is the case as it stands, whatever the time is.
        let view = case.view(case.filing().filed_at);
        let antedated = view.antedated_entries();
        let first_awaited = view.clocks.iter().filter(|clock| clock.awaited).min_by_key(|clock| clock.due);
        Self {
            service: view.service,
            visa_standing: view.visa_standing,
            number: view.case,
            revision: u32::try_from(case.revision()).unwrap_or(u32::MAX),
            citizenship,
            passport_number,
            inviting_party,
            category: view.category,
            filed_at: view.filed_at,
            office: view.office,
            officer: view.officer,
            status: view.status,
            stage: view.stage,
            registered_on: view.registered_on,
            ended_at: case.docket().ended_at,
            rulebook: view.rulebook,
            calendar: view.calendar,
            next_due: first_awaited.map(|clock| (clock.clock, clock.due)),
            clocks: view.clocks,
            decision: DecisionRecord::of(case),
            escalations: view.escalations,
            incidents: view.incidents.into_iter().map(Into::into).collect(),
            stages: case.stages.all().to_vec(),
            invited_to: None,
            may_not_decide: if view.four_eyes { view.handled_by } else { BTreeSet::new() },
            antedated,
        }
    }

    /// Whether the invitee's passport has this number, by the key by which passports are compared.
    pub fn is_of_passport(&self, number: &str) -> bool {
        Text::try_from(number.to_owned()).is_ok_and(|number| passport_key(number.as_str()) == passport_key(self.passport_number.as_str()))
    }

    /// By when the service is due, or was; of a complaint, its answer.
    pub fn service_due(&self) -> Option<Instant> {
        let is_it = |clock: &&ClockView| matches!(clock.clock, ClockKind::Service | ClockKind::ComplaintExamination);
        self.clocks.iter().rfind(is_it).map(|clock| clock.due)
    }

    /// The last instant of which the record knows.
    pub fn as_of(&self) -> Instant {
        let stages = self.stages.iter().map(|stage| stage.at);
        let escalations = self.escalations.iter().map(|escalation| escalation.at);
        let incidents = self.incidents.iter().map(|incident| incident.resumed_at.unwrap_or(incident.at));
        stages.chain(escalations).chain(incidents).max().unwrap_or(self.filed_at)
    }

    /// The case as people see it if it does not answer itself: the timeline is made of its stages, and what is not kept is left out.
    pub fn into_view(self) -> CaseView {
        let as_of = self.as_of();
        let line = |stage: StageRecord| Line::new(stage.at, stage.stage, stage.actor, Event::OnRecord);
        let silent = || Problem::new(Code::WorkerSilent, "the case itself does not answer; try again in a moment");
        let ended = self.status;
        let closed = |act| match act {
            // These are open in an ended case too.
            Act::Resend | Act::Resume => silent(),
            _ if ended == Status::Open => silent(),
            _ => Problem::new(Code::CaseClosed, format!("the case has ended: {ended}")),
        };
        let acts = Act::of_service(&self.service);
        CaseView {
            case: self.number,
            service: self.service,
            status: self.status,
            stage: self.stage,
            office: self.office,
            zone: None,
            officer: self.officer,
            category: self.category,
            filed_at: self.filed_at,
            registered_on: self.registered_on,
            missing: Vec::new(),
            findings: Vec::new(),
            fetched: Vec::new(),
            forwarded: None,
            invitation_number: self.decision.and_then(|decision| decision.invitation_number),
            clocks: self.clocks,
            escalations: self.escalations,
            incidents: self.incidents.into_iter().map(Into::into).collect(),
            notices: Vec::new(),
            timeline: self.stages.into_iter().map(line).map(Into::into).collect(),
            rulebook: self.rulebook,
            calendar: self.calendar,
            version: 0,
            verified_by: None,
            four_eyes: false,
            handled_by: BTreeSet::new(),
            corrects_nothing: BTreeSet::new(),
            proposals: Vec::new(),
            closed_acts: acts.iter().map(|act| (*act, closed(*act))).collect(),
            visa_standing: self.visa_standing,
            antedated: self.antedated,
            from_register_as_of: Some(as_of),
        }
    }

    /// Whether a term that the law sets has run out.
    pub fn is_breached(&self) -> bool {
        self.clocks.iter().any(|clock| clock.nature == Nature::Statutory && clock.outcome == ClockOutcome::Breached)
    }
}

impl From<Incident> for IncidentRecord {
    fn from(incident: Incident) -> Self {
        let Incident { code, step, message: _, at, resumed_at } = incident;
        Self { code, step, at, resumed_at }
    }
}

/// What was wrong in words is not kept.
impl From<IncidentRecord> for Incident {
    fn from(incident: IncidentRecord) -> Self {
        let IncidentRecord { code, step, at, resumed_at } = incident;
        Self { code, step, message: String::new(), at, resumed_at }
    }
}

impl DecisionRecord {
    fn of<P: Procedure>(case: &Case<P>) -> Option<Self> {
        let docket = case.docket();
        let outcome = docket.status;
        if !outcome.is_decided() {
            return None;
        }
        let refusal = docket.refusal.as_ref();
        Some(Self {
            outcome,
            at: docket.ended_at?,
            actor: case.ended_by().cloned(),
            ground: refusal.map(|refusal| refusal.ground),
            note: refusal.and_then(|refusal| refusal.note.clone()).or_else(|| docket.answer.clone()),
            invitation_number: if outcome == Status::Issued { case.issued_number() } else { None },
        })
    }
}
