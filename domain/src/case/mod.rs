//! What every case has, whichever procedure it follows: its facts, and what follows from them.
//!
//! [`Case`] keeps what may only grow (facts, timeline, escalations, incidents, outboxes); where it stands, its [docket] and the
//! state of its [procedure], is computed from the facts each time.

pub mod carried;
pub mod clock;
mod correction;
pub mod docket;
pub mod entering;
pub mod event;
pub mod fact;
pub mod filing;
mod line;
pub mod number;
pub mod order;
pub mod outbox;
pub mod procedure;
mod progress;
pub mod record;
pub mod stage;
mod taking;
pub mod view;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use self::{
    docket::Docket,
    event::Event,
    fact::{AgencyFact, Correction, Entry},
    filing::Filing,
    line::Line,
    number::CaseNumber,
    order::Order,
    outbox::{ApplicantNotice, NoticeKind, OfficeNotice, Outbox, StageRecord},
    procedure::{Fact, OwedNotice, Procedure},
    progress::Progress,
    stage::{Stage, Status},
    view::{CaseView, EscalationView, Incident, ProvenDeadline, TimelineLine},
};
use crate::{
    actor::Actor,
    authority::{Act, Authority, Standing},
    checks::{
        finding::Finding,
        papers::{MissingPaper, PapersRequest},
        records::HeldPaper,
    },
    forwarding::Forwarding,
    law::{
        clock_kind::{ClockKind, Window},
        ladder::Audience,
        rules::CaseRules,
    },
    problem::{Code, Problem},
    text::{OfficeCode, OfficerId},
    time::instant::Instant,
};

/// What has happened in a case, in order.
type Facts<P> = Vec<Entry<<P as Procedure>::Fact>>;

/// A case.
#[derive(Debug, Clone)]
pub struct Case<P: Procedure> {
    filing: Filing,
    rules: CaseRules,
    office: OfficeCode,
    officer: Option<OfficerId>,
    facts: Facts<P>,
    /// Who entered and corrected what the agencies said, in order.
    hands: Vec<(AgencyFact, Actor)>,
    proposals: Vec<Entry<Correction>>,
    now: Instant,
    progress: Progress<P>,
    next_wake: Option<Instant>,
    version: usize,
    /// See [`Case::revision`].
    revision: usize,
    fetched: Vec<HeldPaper>,
    timeline: Vec<TimelineLine>,
    escalations: Vec<EscalationView>,
    incidents: Vec<Incident>,
    /// Stages for the monitoring system.
    pub stages: Outbox<StageRecord>,
    /// Notices for the applicant.
    pub notices: Outbox<ApplicantNotice>,
    /// Escalations and incidents for the office.
    pub office_notices: Outbox<OfficeNotice>,
}

/// Gives a case to another officer or office.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reassignment {
    /// The officer who has it from now on.
    #[serde(default)]
    pub officer: Option<OfficerId>,
    /// The office that has it from now on.
    #[serde(default)]
    pub office: Option<OfficeCode>,
}

impl<P: Procedure> Case<P> {
    /// Opens a case.
    ///
    /// # Errors
    /// [`Code::NoCalendar`] if the calendar does not reach as far as the case's first clocks.
    pub fn open(filing: Filing, rules: CaseRules, now: Instant) -> Result<Self, Problem> {
        let now = now.max(filing.filed_at);
        let progress = Progress::replay(&filing, &rules, &[], now)?;
        let mut case = Self {
            office: filing.office.clone(),
            officer: None,
            facts: Vec::new(),
            hands: Vec::new(),
            proposals: Vec::new(),
            now,
            progress: progress.clone(),
            next_wake: None,
            version: 0,
            revision: 0,
            fetched: Vec::new(),
            timeline: Vec::new(),
            escalations: Vec::new(),
            incidents: Vec::new(),
            stages: Outbox::default(),
            notices: Outbox::default(),
            office_notices: Outbox::default(),
            filing,
            rules,
        };
        case.adopt(progress, &[], now);
        case.write_forwarding_notice();
        case.write_acceptance_notice();
        Ok(case)
    }

    /// The number.
    pub fn number(&self) -> &CaseNumber {
        &self.filing.case
    }

    /// Who entered the verification that stands.
    pub fn verified_by(&self) -> Option<&Actor> {
        let verification = self.facts.iter().find(|fact| fact.content.of_agency() == Some(AgencyFact::Verification));
        verification.map(|fact| &fact.entered_by)
    }

    /// Who has entered or corrected something on behalf of an agency, also if it does not stand any more.
    pub fn handled_by(&self) -> BTreeSet<OfficerId> {
        let officer = |(_, actor): &(AgencyFact, Actor)| match actor {
            Actor::Officer(id) => Some(id.clone()),
            _ => None,
        };
        self.hands.iter().filter_map(officer).collect()
    }

    /// Whether somebody may do this to the case as it stands: role, office and, for a decision, four eyes.
    ///
    /// # Errors
    /// [`Code::Forbidden`], [`Code::FourEyes`].
    pub fn authorise(&self, act: Act, by: &Actor, authority: Option<&Authority>) -> Result<(), Problem> {
        let standing = Standing { office: &self.office, four_eyes: self.rules.four_eyes, handled_by: &self.handled_by() };
        standing.authorise(act, by, authority)
    }

    /// Tells an earlier state from a later one, in the register and for what is handed over to it.
    ///
    /// It decides what a workflow commands next, so a replay must count as the case once did. All lines that there are today count one each;
    /// a case that was carried over by a release that kept no such counter goes on from the number of its lines. A kind of line that is
    /// added from now on may count only in cases whose recorded intake says so, for in others it was not there.
    pub fn revision(&self) -> usize {
        self.revision
    }

    /// How often something other than the passing of time has changed it: on this a decision can rest.
    pub fn version(&self) -> usize {
        self.version
    }

    /// Where it stands, as every case does.
    pub fn docket(&self) -> &Docket {
        &self.progress.docket
    }

    /// What its procedure knows of it beside the docket.
    pub fn procedure(&self) -> &P {
        &self.progress.procedure
    }

    /// The registration number of what it leads to (R26 para 16).
    pub fn issued_number(&self) -> String {
        self.number().issued_number(P::KIND)
    }

    /// The office that has it.
    pub fn office(&self) -> &OfficeCode {
        &self.office
    }

    /// What it began with.
    pub fn filing(&self) -> &Filing {
        &self.filing
    }

    /// The rules by which it is judged.
    pub fn rules(&self) -> &CaseRules {
        &self.rules
    }

    /// The officer who has it.
    pub fn officer(&self) -> Option<&OfficerId> {
        self.officer.as_ref()
    }

    /// Who entered the fact that ended it; nobody did if acceptance was refused.
    pub fn ended_by(&self) -> Option<&Actor> {
        let ended_at = self.docket().ended_at?;
        let last = from_outside(&self.facts).next_back();
        last.filter(|fact| fact.received_at == ended_at).map(|fact| &fact.entered_by)
    }

    /// The first instant after which something happens of itself, if nothing comes from outside.
    pub fn next_wake(&self) -> Option<Instant> {
        self.next_wake
    }

    /// The instant of the last fact from outside, or of the filing.
    pub fn last_fact_at(&self) -> Instant {
        from_outside(&self.facts).next_back().map_or(self.filing.filed_at, |fact| fact.received_at)
    }

    /// Whether a fact would be taken.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn check(&self, entry: &Entry<P::Fact>) -> Result<(), Problem> {
        let (facts, now) = self.facts_with(entry.clone())?;
        Progress::<P>::replay(&self.filing, &self.rules, &facts, now).map(drop)
    }

    /// Takes a fact.
    ///
    /// # Errors
    /// The rule that it breaks; then nothing has changed.
    pub fn record(&mut self, entry: Entry<P::Fact>) -> Result<(), Problem> {
        let from_outside = entry.content.is_from_outside();
        let hand = entry.content.of_agency().map(|fact| (fact, entry.entered_by.clone()));
        let (facts, now) = self.facts_with(entry)?;
        let progress = Progress::replay(&self.filing, &self.rules, &facts, now)?;
        self.facts = facts;
        self.hands.extend(hand);
        self.version = self.version.saturating_add(usize::from(from_outside));
        self.adopt(progress, &[], now);
        self.write_owed_notice();
        Ok(())
    }

    /// Lets time pass: what runs out by now runs out, and the rungs that are due go out.
    ///
    /// # Errors
    /// [`Code::NoCalendar`] if a term opens that the calendar does not reach.
    pub fn wake(&mut self, now: Instant) -> Result<(), Problem> {
        if now <= self.now {
            return Ok(());
        }
        let progress = Progress::replay(&self.filing, &self.rules, &self.facts, now)?;
        self.adopt(progress, &[], now);
        self.write_acceptance_notice();
        Ok(())
    }

    /// A notice that the procedure owed may have arrived, which is a fact of ours. Told of itself, it takes the instant of what it tells; told
    /// late, the instant at which it was really told.
    pub fn note_owed_notice(&mut self, now: Instant) {
        let Some(OwedNotice { kind, at, given, .. }) = self.procedure().owed_notice(self.docket()) else { return };
        let told = self.notices.delivered_items().iter().any(|notice| notice.kind == kind);
        let noted = self.facts.iter().any(|fact| fact.content == given);
        if told && !noted {
            // It breaks no rule: the notice was owed.
            let _ = self.record(Entry::new(given, now.max(at), Actor::System));
        }
    }

    /// Gives the case to another officer or office.
    fn reassign(&mut self, entry: &Entry<Reassignment>) {
        let Reassignment { officer, office } = entry.content.clone();
        self.office = office.clone().unwrap_or_else(|| self.office.clone());
        if officer.is_some() {
            self.officer.clone_from(&officer);
        }
        self.write_entry(entry, Event::Reassigned { officer, office });
    }

    /// Whether a case can be given away.
    ///
    /// # Errors
    /// [`Code::CaseClosed`] for an ended case, [`Code::Field`] if neither officer nor office is named.
    fn check_reassignment(&self, entry: &Entry<Reassignment>) -> Result<(), Problem> {
        if entry.content.officer.is_none() && entry.content.office.is_none() {
            return Err(Problem::new(Code::Field, "name an officer, an office or both").at("officer"));
        }
        self.guard(Act::Reassign)
    }

    /// Whether an act is open as the case stands, whoever does it and whatever it says.
    ///
    /// # Errors
    /// The rule that stands against it.
    pub fn guard(&self, act: Act) -> Result<(), Problem> {
        match act {
            Act::Resume => self.check_resume(),
            Act::Resend if self.notices.all().is_empty() => Err(Problem::new(Code::NoticeUnknown, "no notice has gone out")),
            Act::Resend => Ok(()),
            Act::Correct => self.docket().require_open().and_then(|()| self.require_something_to_correct()),
            _ => self.docket().require_open().and_then(|()| self.procedure().guard(self.docket(), act)),
        }
    }

    fn require_something_to_correct(&self) -> Result<(), Problem> {
        let is_correctable = |fact: &Entry<P::Fact>| fact.content.order().and_then(Order::replaceable).is_some();
        if self.facts.iter().any(is_correctable) {
            return Ok(());
        }
        Err(Problem::new(Code::NothingToCorrect, "neither a verification nor an answer has been recorded"))
    }

    /// The acts that are not open as the case stands, and why.
    fn closed_acts(&self) -> BTreeMap<Act, Problem> {
        Act::CHANGES.into_iter().filter_map(|act| Some((act, self.guard(act).err()?))).collect()
    }

    /// Takes in what the state registers hold and what the checks found in it. Officers see it; nothing is decided by it.
    ///
    /// `settled` does not stand any more in view of what the state holds; `held_instead` names what is not missing, since the state
    /// holds it; acceptance that waited for that goes on.
    ///
    /// # Errors
    /// [`Code::NoCalendar`] if the calendar does not reach as far as the first clocks.
    pub fn take_records(
        &mut self,
        fetched: Vec<HeldPaper>,
        findings: Vec<Finding>,
        settled: &[Finding],
        held_instead: &[String],
        at: Instant,
    ) -> Result<(), Problem> {
        if !fetched.is_empty() || !findings.is_empty() {
            let found = findings.iter().map(|finding| finding.code.to_string()).collect();
            self.write_of_itself(at.max(self.filing.filed_at), Event::RegistersAnswered { papers: fetched.len(), found });
        }
        self.filing.never_asked_for.take_fetched(&fetched, at.date());
        self.fetched.extend(fetched);
        self.filing.findings.retain(|finding| !settled.iter().any(|settled| settled.says_the_same(finding)));
        self.filing.findings.extend(findings);
        let Some(awaited) = self.filing.awaited.as_mut() else { return Ok(()) };
        if at >= awaited.until {
            awaited.held_after_all.extend_from_slice(held_instead);
            return Ok(());
        }
        awaited.answered_at = Some(at);
        self.filing.missing.retain(|paper| !held_instead.contains(&paper.code));
        let now = self.now.max(at);
        let progress = Progress::replay(&self.filing, &self.rules, &self.facts, now)?;
        self.adopt(progress, &[], now);
        self.write_acceptance_notice();
        Ok(())
    }

    /// Whether papers may be asked for (R26 para 12).
    ///
    /// # Errors
    /// [`Code::CaseClosed`] for an ended case; else what [`NeverAskedFor::check`](crate::checks::papers::NeverAskedFor::check) says.
    fn check_papers_request(&self, request: &PapersRequest) -> Result<(), Problem> {
        self.docket().require_open()?;
        self.filing.never_asked_for.check(request)
    }

    /// Asks the applicant for papers. It pauses no clock: no paragraph says that it would.
    ///
    /// # Errors
    /// What [`Case::check_papers_request`] says; then nothing has changed.
    fn request_papers(&mut self, entry: &Entry<PapersRequest>) -> Result<(), Problem> {
        let request = &entry.content;
        self.check_papers_request(request)?;
        let papers = request.papers.iter().map(|paper| paper.kind.clone()).collect();
        self.write_entry(entry, Event::PapersRequested { papers, reason: request.reason.clone() });
        let earlier = self.notices.all().iter().filter(|notice| notice.kind == NoticeKind::PapersRequest).count();
        let notice = self.notice(NoticeKind::PapersRequest, entry.received_at);
        let id = if earlier == 0 { notice.id.clone() } else { format!("{}-{}", notice.id, earlier.saturating_add(1)) };
        self.notices.push(ApplicantNotice { id, papers: request.papers.clone(), reason: Some(request.reason.to_string()), ..notice });
        Ok(())
    }

    /// Records that a step cannot go on by itself, and tells the supervisor.
    pub fn raise_incident(&mut self, step: &str, problem: &Problem, at: Instant) {
        let at = at.max(self.filing.filed_at);
        self.write_of_itself(at, Event::StepStopped { step: step.to_owned(), problem: problem.clone() });
        self.office_notices.push(OfficeNotice {
            id: format!("{}/escalation/incident/{}", self.number(), self.incidents.len().saturating_add(1)),
            case: self.number().clone(),
            office: self.office.clone(),
            officer: self.officer.clone(),
            audience: Audience::Supervisor,
            clock: None,
            window: None,
            rung: None,
            incident: Some(problem.code),
            at,
            due: None,
        });
        self.incidents.push(Incident { code: problem.code, step: step.to_owned(), message: problem.message.clone(), at, resumed_at: None });
    }

    /// Whether a step waits for an operator.
    pub fn is_stopped(&self, step: &str) -> bool {
        self.incidents.iter().any(|incident| incident.step == step && incident.resumed_at.is_none())
    }

    /// What a stopped step waited for has come another way: nothing stands in its way any more.
    pub fn settle_incidents(&mut self, step: &str, at: Instant) {
        for incident in self.incidents.iter_mut().filter(|incident| incident.step == step && incident.resumed_at.is_none()) {
            incident.resumed_at = Some(at);
        }
    }

    /// Whether there is anything to resume.
    ///
    /// # Errors
    /// [`Code::NoIncident`] if not.
    fn check_resume(&self) -> Result<(), Problem> {
        if self.incidents.iter().any(|incident| incident.resumed_at.is_none()) {
            Ok(())
        } else {
            Err(Problem::new(Code::NoIncident, "no incident is open"))
        }
    }

    /// Resumes all stopped steps.
    fn resume(&mut self, entry: &Entry<()>) {
        for incident in self.incidents.iter_mut().filter(|incident| incident.resumed_at.is_none()) {
            incident.resumed_at = Some(entry.received_at);
        }
        self.write_entry(entry, Event::StepsResumed);
    }

    /// Writes the notice that tells the applicant how the case ended; who withdrew knows it.
    pub fn write_decision_notice(&mut self) {
        let (Some(at), status @ (Status::Issued | Status::Refused | Status::NotConsidered)) =
            (self.docket().ended_at, self.docket().status)
        else {
            return;
        };
        let number = (status == Status::Issued).then(|| self.issued_number());
        let ground = self.docket().refusal.as_ref().map(|refusal| refusal.ground);
        let notice = ApplicantNotice { outcome: Some(status), ground, number, ..self.notice(NoticeKind::Decision, at) };
        self.notices.push(notice);
    }

    /// The case as people see it at an instant: what has run out by then is shown as run out.
    pub fn view(&self, as_of: Instant) -> CaseView {
        let case = self.as_of(as_of);
        let docket = case.docket().clone();
        let is_registered = docket.registered_on.is_some();
        let unproven = if is_registered { case.filing.unproven() } else { Vec::new() };
        CaseView {
            version: self.version,
            closed_acts: case.closed_acts(),
            verified_by: self.verified_by().cloned(),
            four_eyes: self.rules.four_eyes,
            handled_by: self.handled_by(),
            proposals: self.proposals().to_vec(),
            from_register_as_of: None,
            invitation_number: (docket.status == Status::Issued).then(|| case.issued_number()),
            case: case.filing.case,
            status: docket.status,
            stage: docket.stage,
            office: case.office,
            officer: case.officer,
            category: case.filing.category,
            filed_at: case.filing.filed_at,
            registered_on: docket.registered_on,
            findings: case.filing.findings.iter().cloned().chain(unproven.iter().map(MissingPaper::finding)).collect(),
            missing: if is_registered { Vec::new() } else { case.filing.missing },
            fetched: case.fetched,
            forwarded: case.filing.forwarded,
            clocks: docket.clocks.iter().map(Into::into).collect(),
            escalations: case.escalations,
            incidents: case.incidents,
            notices: case.notices.all().to_vec(),
            timeline: case.timeline,
            rulebook: case.rules.revision,
            calendar: case.rules.calendar.revision().to_string(),
        }
    }

    /// All clocks as of an instant, with what proves their deadlines.
    ///
    /// # Errors
    /// [`Code::NoCalendar`] if a deadline was counted by another calendar, which a case does not do.
    pub fn deadlines(&self, as_of: Instant) -> Result<Vec<ProvenDeadline>, Problem> {
        let case = self.as_of(as_of);
        let proofs = case.docket().clocks.iter().map(|clock| ProvenDeadline::of(clock, &case.rules));
        Ok(proofs.collect::<Result<_, _>>()?)
    }

    /// The case after time has passed. A case that cannot be counted on is shown as far as it was counted:
    /// its incident says the rest.
    #[must_use]
    pub fn as_of(&self, as_of: Instant) -> Self {
        let mut case = self.clone();
        let _ = case.wake(as_of);
        case
    }

    /// The facts with one more, which may not be older than the last one, and how far time has come at least:
    /// up to the instant of the fact, not past it, for another fact of that instant is still in time.
    fn facts_with(&self, entry: Entry<P::Fact>) -> Result<(Facts<P>, Instant), Problem> {
        let at = entry.received_at;
        let not_before = self.last_fact_at();
        if at < not_before && entry.content.is_from_outside() {
            return Err(
                Problem::new(Code::OutOfOrder, format!("received before the case's last fact, which is of {not_before}")).at("received_at")
            );
        }
        let mut facts = self.facts.clone();
        let place = facts.partition_point(|fact| fact.received_at <= at);
        facts.insert(place, entry);
        Ok((facts, self.now.max(at.shifted(TimeDelta::nanoseconds(-1)))))
    }

    /// Takes over where the case stands now. Lines and escalations are only ever added.
    fn adopt(&mut self, progress: Progress<P>, before: &[Line], now: Instant) {
        let known = if self.timeline.is_empty() { Vec::new() } else { std::mem::take(&mut self.progress.docket.journal) };
        let mut lines: Vec<Line> = before.to_vec();
        lines.extend(progress.docket.journal.iter().filter(|line| !known.contains(line)).cloned());
        self.progress = progress;
        self.now = now;
        for line in &lines {
            if line.enters {
                self.write_stage(line);
            }
        }
        lines.extend(self.climb(now));
        lines.sort_by_key(|line| line.at);
        for line in lines {
            self.write(line);
        }
        self.next_wake = self.first_event_after(now);
    }

    fn write(&mut self, line: Line) {
        self.revision = self.revision.saturating_add(1);
        self.timeline.push(line.into());
    }

    /// The rungs that are due by now go out, once each, in order, at the instants at which they were due.
    fn climb(&mut self, now: Instant) -> Vec<Line> {
        let mut due: Vec<(EscalationView, Instant)> = self
            .docket()
            .clocks
            .iter()
            .flat_map(|clock| {
                clock.rungs_to_climb().filter(|rung| rung.at <= now).map(|rung| {
                    let escalation = EscalationView {
                        at: rung.at,
                        clock: clock.kind,
                        window: clock.window,
                        rung: rung.rung.clone(),
                        audience: rung.audience,
                    };
                    (escalation, clock.due())
                })
            })
            .filter(|(escalation, _)| !self.has_climbed(escalation.clock, escalation.window, &escalation.rung))
            .collect();
        due.sort_by_key(|(escalation, _)| escalation.at);
        due.into_iter().map(|(escalation, due)| self.escalate(escalation, due)).collect()
    }

    fn has_climbed(&self, clock: ClockKind, window: Option<Window>, rung: &str) -> bool {
        self.escalations.iter().any(|gone| gone.clock == clock && gone.window == window && gone.rung == rung)
    }

    fn escalate(&mut self, escalation: EscalationView, due: Instant) -> Line {
        let clock = [Some(escalation.clock.as_str()), escalation.window.map(Window::as_str)];
        let path = clock.into_iter().flatten().collect::<Vec<_>>().join("/");
        self.office_notices.push(OfficeNotice {
            id: format!("{}/escalation/{path}/{}", self.number(), escalation.rung),
            case: self.number().clone(),
            office: self.office.clone(),
            officer: self.officer.clone(),
            audience: escalation.audience,
            clock: Some(escalation.clock),
            window: escalation.window,
            rung: Some(escalation.rung.clone()),
            incident: None,
            at: escalation.at,
            due: Some(due),
        });
        let line = Line::new(escalation.at, self.docket().stage_at(escalation.at), Actor::System, (&escalation).into());
        self.escalations.push(escalation);
        line
    }

    fn first_event_after(&self, now: Instant) -> Option<Instant> {
        let is_open = self.docket().status == Status::Open;
        let taken = Some(self.filing.taken_at()).filter(|_| is_open && self.docket().stage == Stage::Filed);
        let begins = self.docket().begins.filter(|begins| now < *begins && is_open);
        let clocks = &self.docket().clocks;
        let run_out = clocks.iter().filter(|clock| clock.runs()).map(clock::Clock::due);
        let rungs = clocks.iter().flat_map(|clock| clock.rungs_to_climb().map(|rung| rung.at));
        taken.into_iter().chain(begins).chain(run_out).chain(rungs).filter(|at| now < *at).min()
    }

    fn write_stage(&mut self, line: &Line) {
        self.stages.push(StageRecord {
            id: format!("{}/stage/{}", self.number(), self.stages.count().saturating_add(1)),
            case: self.number().clone(),
            office: self.office.clone(),
            category: self.filing.category.clone(),
            stage: line.stage,
            at: line.at,
            actor: line.actor.clone(),
        });
    }

    /// A line of what the case does of itself.
    fn write_of_itself(&mut self, at: Instant, event: Event) {
        self.write_change(Line::new(at, self.docket().stage, Actor::System, event));
    }

    /// A line of what somebody has said that is no fact.
    fn write_entry<T>(&mut self, entry: &Entry<T>, event: Event) {
        self.write_change(Line::of_entry(entry, self.docket().stage, &entry.entered_by, event));
    }

    fn write_change(&mut self, line: Line) {
        self.version = self.version.saturating_add(1);
        self.write(line);
    }

    fn notice(&self, kind: NoticeKind, at: Instant) -> ApplicantNotice {
        ApplicantNotice {
            id: format!("{}/notice/{}", self.number(), kind.as_str()),
            case: self.number().clone(),
            kind,
            at,
            registered_on: None,
            missing: Vec::new(),
            papers: Vec::new(),
            from_office: None,
            office: None,
            reason: None,
            until: None,
            outcome: None,
            ground: None,
            number: None,
        }
    }

    /// R26 para 12: the applicant is told which office has the application, and why it is not the one that took it.
    fn write_forwarding_notice(&mut self) {
        let Some(Forwarding { from, to, why, basis }) = self.filing.forwarded.clone() else { return };
        let notice = self.notice(NoticeKind::Forwarding, self.filing.filed_at);
        let reason = Some(format!("{why} ({basis})"));
        self.notices.push(ApplicantNotice { from_office: Some(from), office: Some(to), reason, ..notice });
    }

    /// R26 para 14: a receipt of acceptance, or what is missing (annex 7).
    fn write_acceptance_notice(&mut self) {
        let is_acceptance = |kind| matches!(kind, NoticeKind::AcceptanceReceipt | NoticeKind::AcceptanceRefusal);
        if matches!(self.docket().stage, Stage::Filed | Stage::Withdrawn)
            || self.notices.all().iter().any(|notice| is_acceptance(notice.kind))
        {
            return;
        }
        let at = self.filing.taken_at();
        let notice = match self.docket().registered_on {
            Some(day) => ApplicantNotice { registered_on: Some(day), ..self.notice(NoticeKind::AcceptanceReceipt, at) },
            None => ApplicantNotice {
                missing: self.filing.missing.iter().map(|missing| missing.message.clone()).collect(),
                ..self.notice(NoticeKind::AcceptanceRefusal, at)
            },
        };
        self.notices.push(notice);
    }

    /// The procedure owes the applicant a notice, once.
    fn write_owed_notice(&mut self) {
        let Some(OwedNotice { kind, at, reason, until, given: _ }) = self.procedure().owed_notice(self.docket()) else { return };
        if self.notices.all().iter().all(|notice| notice.kind != kind) {
            let notice = ApplicantNotice { reason, until, ..self.notice(kind, at) };
            self.notices.push(notice);
        }
    }
}

fn from_outside<F: Fact>(facts: &[Entry<F>]) -> impl DoubleEndedIterator<Item = &Entry<F>> {
    facts.iter().filter(|fact| fact.content.is_from_outside())
}
