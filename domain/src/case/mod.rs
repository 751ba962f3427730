//! What every case has, whichever procedure it follows: its facts, and what follows from them.
//!
//! [`Case`] keeps what may only grow (facts, timeline, escalations, incidents, outboxes); where it stands, its [docket] and the
//! state of its [procedure], is computed from the facts each time.

mod acts;
pub mod antedated;
mod as_of;
pub mod carried;
pub mod clock;
pub mod complaint;
mod correction;
mod deciding;
pub mod docket;
pub mod entering;
mod escalation;
pub mod event;
pub mod fact;
pub mod filing;
pub mod fingerprints;
pub mod hearing;
mod incidents;
mod line;
mod notices;
pub mod number;
pub mod order;
pub mod outbox;
mod papers;
pub mod procedure;
mod progress;
mod reassignment;
pub mod record;
pub mod stage;
mod state_registers;
mod taking;
mod terms;
mod timeline;
pub mod view;
pub mod visa;

use chrono::TimeDelta;

pub use self::reassignment::Reassignment;
use self::{
    docket::Docket,
    fact::{AgencyFact, Correction, Entry},
    filing::Filing,
    line::Line,
    number::CaseNumber,
    outbox::{ApplicantNotice, OfficeNotice, Outbox, StageRecord},
    procedure::{Fact, Procedure},
    progress::Progress,
    stage::{Stage, Status},
    view::{EscalationView, Incident, TimelineLine},
};
use crate::{
    actor::Actor,
    checks::records::HeldPaper,
    law::rules::CaseRules,
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
    /// What its procedure needs of what was filed.
    particulars: P::Particulars,
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

impl<P: Procedure> Case<P> {
    /// Opens a case.
    ///
    /// # Errors
    /// [`Code::NoCalendar`] if the calendar does not reach as far as the case's first clocks.
    pub fn open(filing: Filing, particulars: P::Particulars, rules: CaseRules, now: Instant) -> Result<Self, Problem> {
        let now = now.max(filing.filed_at);
        let progress = Progress::replay(&filing, &particulars, &rules, &[], now)?;
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
            particulars,
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

    /// The registration number of what it leads to (R26 para 16); none of what is known by the number of its sticker.
    pub fn issued_number(&self) -> Option<String> {
        self.procedure().issued_number(self.number())
    }

    /// What its procedure needs of what was filed.
    pub fn particulars(&self) -> &P::Particulars {
        &self.particulars
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
        // What was issued may be spoiled or annulled afterwards, which ends no case.
        let ends = |fact: &&Entry<P::Fact>| fact.content.order().is_some_and(|order| !order.act().is_about_what_was_issued());
        let last = from_outside(&self.facts).rfind(ends);
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
        self.procedure().admit(self.docket(), entry, &self.rules)?;
        let (facts, now) = self.facts_with(entry.clone())?;
        self.replay(&facts, now).map(drop)
    }

    /// Takes a fact.
    ///
    /// # Errors
    /// The rule that it breaks; then nothing has changed.
    pub fn record(&mut self, entry: Entry<P::Fact>) -> Result<(), Problem> {
        self.procedure().admit(self.docket(), &entry, &self.rules)?;
        let from_outside = entry.content.is_from_outside();
        let hand = entry.content.of_agency().map(|fact| (fact, entry.entered_by.clone()));
        let (facts, now) = self.facts_with(entry)?;
        let progress = self.replay(&facts, now)?;
        self.facts = facts;
        self.hands.extend(hand);
        self.version = self.version.saturating_add(usize::from(from_outside));
        self.adopt(progress, &[], now);
        self.write_owed_notices();
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
        let progress = self.replay(&self.facts, now)?;
        self.adopt(progress, &[], now);
        self.write_acceptance_notice();
        Ok(())
    }

    /// Where the case would stand with these facts.
    fn replay(&self, facts: &[Entry<P::Fact>], now: Instant) -> Result<Progress<P>, Problem> {
        Progress::replay(&self.filing, &self.particulars, &self.rules, facts, now)
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
        let mut known = if self.timeline.is_empty() { Vec::new() } else { std::mem::take(&mut self.progress.docket.journal) };
        // Each known line stands for one: at one instant a visa can come to its decision, to the hearing, and to its decision again.
        let mut is_new = |line: &&Line| match known.iter().position(|known| known == *line) {
            Some(place) => {
                known.swap_remove(place);
                false
            }
            None => true,
        };
        let mut lines: Vec<Line> = before.to_vec();
        lines.extend(progress.docket.journal.iter().filter(|line| is_new(line)).cloned());
        // What changes what had been is the first line that was not there before: up to it, everything is as it was.
        if let Some(first) = lines.first_mut() {
            first.undid = self.progress.docket.breaches_that_do_not_stand_in(&progress.docket);
        }
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

    fn first_event_after(&self, now: Instant) -> Option<Instant> {
        let is_open = self.docket().status == Status::Open;
        let taken = Some(self.filing.taken_at()).filter(|_| is_open && self.docket().stage == Stage::Filed);
        let begins = self.docket().begins.filter(|begins| now < *begins && is_open);
        let clocks = &self.docket().clocks;
        let run_out = clocks.iter().filter(|clock| clock.runs()).map(clock::Clock::due);
        let rungs = clocks.iter().flat_map(|clock| clock.rungs_to_climb().map(|rung| rung.at));
        taken.into_iter().chain(begins).chain(run_out).chain(rungs).filter(|at| now < *at).min()
    }
}

fn from_outside<F: Fact>(facts: &[Entry<F>]) -> impl DoubleEndedIterator<Item = &Entry<F>> {
    facts.iter().filter(|fact| fact.content.is_from_outside())
}
