//! The procedure of a visa: everything that the Rules say about one between its registration and its end (R26 paras 23, 41-55).

use super::{biometrics::Biometrics, fact::Fact, hearing::Hearing, particulars::Particulars, request::VisaAction, stickers::Stickers};
use crate::{
    application::VisaKind,
    authority::Act,
    case::{
        clock::{Clock, ClockOutcome},
        docket::{Docket, Expired},
        event::Event,
        fact::{Answer, Decision, Entry, ExtensionRequest, Refusal, Verdict},
        filing::Filing,
        fingerprints::FingerprintsState,
        number::CaseNumber,
        order::Order,
        procedure::{OwedNotice, Procedure},
        stage::Stage,
        visa::{Spoilage, VisaStanding},
    },
    checks::finding::{Finding, FindingCode},
    coordination::leg::{Coordinated, Coordination},
    law::{
        clock_kind::{ClockKind, Window},
        rulebook::VISA,
        rules::{CaseRules, Step},
    },
    problem::{Code, Problem},
    text::{OfficeCode, Text},
    time::instant::Instant,
};

/// What a visa knows of its case beside the docket.
#[derive(Debug, Clone)]
pub struct Visa {
    particulars: Particulars,
    coordination: Coordination,
    biometrics: Biometrics,
    hearing: Hearing,
    stickers: Stickers,
}

impl Coordinated for Visa {
    fn coordination(&self) -> &Coordination {
        &self.coordination
    }
}

impl Procedure for Visa {
    const KIND: &'static str = VISA;

    const ACTS: &'static [Act] = &Act::CHANGES_OF_VISAS;

    type Fact = Fact;

    type Particulars = Particulars;

    fn of(particulars: &Particulars) -> Self {
        Self {
            particulars: particulars.clone(),
            coordination: Coordination::default(),
            biometrics: Biometrics::of(particulars.fingerprints_due),
            hearing: Hearing::default(),
            stickers: Stickers::of(particulars.ends_in_berkut),
        }
    }

    /// R26 para 23: what is registered goes to the NSC on the same day. What need not be coordinated is decided at once (paras 25, 42); for
    /// annulment and shortening the Rules set no term.
    fn begin(&mut self, docket: &mut Docket, at: Instant, filing: &Filing, rules: &CaseRules) -> Result<(), Problem> {
        if self.particulars.action.asks_for_a_visa() {
            let counted_from = rules.counted_as_filed(filing.filed_at)?;
            docket.clocks.push(Clock::start(ClockKind::Service, Some(Window::Standard), counted_from, at, rules)?);
        }
        if self.particulars.is_coordinated {
            self.coordination.submit(docket, at, rules)
        } else {
            self.decision_falls_due(docket, at, rules)
        }
    }

    /// A refusal is intended on a ground that fits the answer as it is known then; the NSC may correct it until the decision.
    fn admit(&self, docket: &Docket, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        match &entry.content {
            // Where the NSC is not asked, the stage may not have caught up with the instant yet.
            Fact::PreliminaryRefusal(intended) if docket.stage == Stage::Decision || !self.is_coordinated() => {
                self.require_ground(&intended.refusal(), rules)
            }
            Fact::Fingerprints(fingerprints) => Biometrics::admit(fingerprints, entry),
            _ => Ok(()),
        }
    }

    fn apply(&mut self, docket: &mut Docket, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        match &entry.content {
            Fact::Answer(answer) => self.answered(docket, *answer, entry, rules),
            Fact::ExtensionRequest(request) => self.more_time_requested(docket, request, entry, rules),
            Fact::Fingerprints(fingerprints) => self.biometrics.recorded(docket, fingerprints, entry),
            Fact::Appointment(appointment) => self.biometrics.booked(docket, appointment, entry),
            Fact::PreliminaryRefusal(intended) => {
                self.require_decision(docket)?;
                rules.require(&[Step::DecisionAfterAgree, Step::DecisionAfterObject], intended.ground)?;
                self.hearing.refusal_intended(docket, intended, entry, self.particulars.hearing_after_full_days, rules)
            }
            Fact::Hearing(hearing) => self.hearing.over(docket, hearing, entry, rules),
            Fact::Decision(decision) => self.decided(docket, decision, entry, rules),
            Fact::Withdrawal(withdrawal) => {
                docket.withdraw(withdrawal, entry);
                Ok(())
            }
            Fact::Spoilage(Spoilage { reason }) => self.stickers.spoiled(docket, reason, entry),
            Fact::BerkutEntry(_) => self.stickers.entered_by_hand(docket, entry),
            Fact::BorderAnnulment(annulment) => self.stickers.annulled_at_border(docket, annulment.because, entry),
            Fact::EndedElsewhere(ended) => self.stickers.ended_elsewhere(docket, ended, entry),
            Fact::ExtensionNoticeGiven => self.coordination.extension_notice_given(docket, entry.received_at),
            Fact::PreliminaryNoticeGiven => self.hearing.notice_given(docket, entry.received_at),
            // Our own acts veto nothing that was received before them and came late: what does not fit any more changes nothing.
            Fact::StickerMade(number) => {
                let _ = self.stickers.made(docket, number, entry);
                Ok(())
            }
            Fact::EnteredInBerkut(number) => {
                let _ = self.stickers.entered(docket, number, entry.received_at);
                Ok(())
            }
            Fact::EndedInBerkut(number) => {
                self.stickers.ended_in_berkut(docket, number, entry.received_at);
                Ok(())
            }
            Fact::BerkutDown => {
                self.stickers.berkut_is_down(docket, entry.received_at);
                Ok(())
            }
        }
    }

    fn ran_out(&mut self, docket: &mut Docket, expired: Expired, rules: &CaseRules) -> Result<(), Problem> {
        if expired.kind == ClockKind::Coordination {
            return self.coordination.window_ran_out(docket, expired, rules);
        }
        docket.note(expired.due, expired.event());
        Ok(())
    }

    fn guard(&self, docket: &Docket, act: Act) -> Result<(), Problem> {
        match act {
            Act::Answer => self.coordination.require_waiting(),
            Act::Extend => self.coordination.require_time_to_extend(docket),
            Act::RecordFingerprints | Act::BookFingerprints => self.biometrics.require_awaited(docket),
            Act::IntendRefusal => {
                self.require_decision(docket)?;
                self.hearing.require_possible(self.particulars.hearing_after_full_days).map(drop)
            }
            Act::RecordHearing => self.hearing.require_set().map(drop),
            Act::Decide => self.require_decision(docket),
            Act::Spoil => self.stickers.require_one().map(drop),
            Act::EnterInBerkut => self.stickers.require_not_entered(),
            Act::AnnulAtBorder | Act::EndElsewhere => self.stickers.require_valid().map(drop),
            _ => Ok(()),
        }
    }

    /// R26 para 25: whether the invitation of an electronic visa that nobody has confirmed is on record, the registers say after the filing.
    fn guard_order(&self, order: &Order, _office: &OfficeCode, findings: &[Finding]) -> Result<(), Problem> {
        let issues = matches!(order, Order::Decide(Decision { verdict: Verdict::Issue, .. }));
        let is_on_record = || findings.iter().any(|finding| finding.code == FindingCode::VisaUnconfirmed);
        if issues && self.particulars.is_unconfirmed && is_on_record() {
            let message = "the holder has not confirmed in the portal that the invitation says what the passport says (R26 para 25)";
            return Err(Problem::new(Code::Unconfirmed, message));
        }
        Ok(())
    }

    fn owed_notices(&self, docket: &Docket) -> Vec<OwedNotice<Fact>> {
        let extension = self.coordination.owed_notice(docket, Fact::ExtensionNoticeGiven);
        let hearing = self.hearing.owed_notice(Fact::PreliminaryNoticeGiven);
        extension.into_iter().chain(hearing).chain(self.biometrics.owed_notices()).collect()
    }

    fn issued_number(&self, case: &CaseNumber) -> Option<String> {
        (self.particulars.asked.kind == VisaKind::Electronic).then(|| case.issued_number(VISA))
    }

    fn visa(&self, case: &CaseNumber) -> Option<VisaStanding> {
        Some(VisaStanding {
            visa: self.stickers.visa(&case.issued_number(VISA)),
            acts: self.stickers.acts(case),
            fingerprints: self.biometrics.state(),
            fingerprints_taken_at: self.biometrics.taken_at(),
            appointment: self.biometrics.appointment().cloned(),
            not_ended_in_berkut: self.stickers.not_ended_in_berkut(&case.issued_number(VISA)),
        })
    }
}

impl Visa {
    /// What the workflow does next about what was issued.
    pub fn stickers(&self) -> &Stickers {
        &self.stickers
    }

    /// The number of the visa that ended with the decision; none before, and where there was none.
    pub fn ended_visa(&self) -> Option<&Text> {
        self.stickers.ended_visa()
    }

    /// How the hearing stands.
    pub(super) fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// How fingerprints stand.
    pub fn biometrics(&self) -> &Biometrics {
        &self.biometrics
    }

    /// Whether the NSC is asked (R26 para 42).
    pub fn is_coordinated(&self) -> bool {
        self.particulars.is_coordinated
    }

    /// R26 para 23: the decision follows within one working day.
    fn decision_falls_due(&self, docket: &mut Docket, at: Instant, rules: &CaseRules) -> Result<(), Problem> {
        if !self.particulars.action.asks_for_a_visa() {
            docket.enter(Stage::Decision, at, Event::DecisionWithoutTerm);
            return Ok(());
        }
        docket.start(ClockKind::Decision, None, at, rules)?;
        docket.enter(Stage::Decision, at, Event::DecisionDue);
        Ok(())
    }

    fn answered(&mut self, docket: &mut Docket, answer: Answer, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        self.coordination.answered(docket, answer, entry)?;
        self.decision_falls_due(docket, entry.received_at, rules)
    }

    /// R26 annex 8: with the NSC's window the five working days of the service are extended; the other terms are as long already.
    fn more_time_requested(
        &mut self,
        docket: &mut Docket,
        request: &ExtensionRequest,
        entry: &Entry<Fact>,
        rules: &CaseRules,
    ) -> Result<(), Problem> {
        self.coordination.more_time_requested(docket, request, entry, rules)?;
        if rules.clock(ClockKind::Service, Some(Window::Extended)).is_ok() {
            docket.extend_service(entry.received_at, rules)?;
        }
        Ok(())
    }

    fn require_decision(&self, docket: &Docket) -> Result<(), Problem> {
        match docket.stage {
            Stage::Decision => Ok(()),
            Stage::Hearing => Err(Problem::new(Code::HearingDue, "the applicant is to be heard first; enter what came of the hearing")),
            Stage::Filed | Stage::Registered => Err(Problem::new(Code::DecisionEarly, "the request has not come to the decision yet")),
            _ => self.coordination.require_answer().map(drop),
        }
    }

    /// R26 para 23: after *agree*, or where the NSC is not asked, issue or refuse; after *object*, nothing but refuse. Who refuses has heard the
    /// applicant before.
    fn decided(&mut self, docket: &mut Docket, decision: &Decision, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        self.require_decision(docket)?;
        match &decision.verdict {
            Verdict::Refuse(refusal) => {
                self.require_ground(refusal, rules)?;
                self.hearing.require_held(self.particulars.hearing_after_full_days)?;
            }
            verdict => self.require_lawful(verdict)?,
        }
        docket.decide(decision, entry)?;
        // What nobody has ended by an act ends with the case.
        docket.end_all(entry.received_at, ClockOutcome::Superseded);
        match decision.verdict {
            Verdict::Refuse(_) => {}
            Verdict::Issue | Verdict::Annul | Verdict::Shorten => self.stickers.decided(docket, &self.particulars, entry.received_at),
        }
        Ok(())
    }

    fn require_ground(&self, refusal: &Refusal, rules: &CaseRules) -> Result<(), Problem> {
        let step = if self.coordination.answer == Some(Answer::Object) { Step::DecisionAfterObject } else { Step::DecisionAfterAgree };
        rules.require(&[step], refusal.ground)
    }

    fn require_lawful(&self, verdict: &Verdict) -> Result<(), Problem> {
        let action = self.particulars.action;
        let fits = match verdict {
            Verdict::Issue => action.asks_for_a_visa(),
            Verdict::Annul => action == VisaAction::Annul,
            Verdict::Shorten => action == VisaAction::Shorten,
            Verdict::Refuse(_) => true,
        };
        if !fits {
            let message = format!("the request is to {} a visa: that is done, or it is refused", action.as_str());
            return Err(Problem::new(Code::Verdict, message));
        }
        if self.coordination.answer == Some(Answer::Object) {
            return Err(Problem::new(Code::IssueAgainstObjection, "the NSC objects: the request can only be refused, on ground 3"));
        }
        if *verdict == Verdict::Issue && self.particulars.is_confirmed_otherwise {
            let message = "the holder has confirmed another passport than the electronic visa would be for (R26 para 25)";
            return Err(Problem::new(Code::Unconfirmed, message));
        }
        if *verdict == Verdict::Issue && self.biometrics.state() == FingerprintsState::Due {
            let message = "fingerprints are due, and it is not on record that they were taken, or why not (R26 para 24-1)";
            return Err(Problem::new(Code::FingerprintsDue, message));
        }
        Ok(())
    }
}
