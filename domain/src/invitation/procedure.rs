//! The procedure of an invitation: what happens in one, and everything that the Rules say about it between its registration and its end.

use serde::{Deserialize, Serialize};

use super::particulars::Particulars;
use crate::{
    actor::Actor,
    authority::Act,
    case::{
        clock::{Clock, ClockOutcome},
        docket::{Docket, Expired},
        event::Event,
        fact::{Answer, Decision, Entry, ExtensionRequest, Verdict, Verification, Withdrawal},
        filing::Filing,
        order::Order,
        procedure::{self, OwedNotice, Procedure},
        stage::{Stage, Status},
    },
    checks::finding::Finding,
    coordination::{
        leg::{Coordinated, Coordination},
        message::NscMessage,
    },
    law::{
        clock_kind::{ClockKind, Window},
        ground::Ground,
        rulebook::INVITATION,
        rules::{CaseRules, Step},
    },
    problem::{Code, Problem},
    text::OfficeCode,
    time::instant::Instant,
};

/// Any fact of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The police verified.
    Verification(Verification),
    /// The NSC answered.
    Answer(Answer),
    /// The NSC asked for more time.
    ExtensionRequest(ExtensionRequest),
    /// The officer decided.
    Decision(Decision),
    /// The inviting party withdrew.
    Withdrawal(Withdrawal),
    /// The applicant was told of the extension: our own act.
    ExtensionNoticeGiven,
}

impl procedure::Fact for Fact {
    fn order(&self) -> Option<Order> {
        match self.clone() {
            Self::Verification(verification) => Some(Order::Verify(verification)),
            Self::Answer(answer) => Some(Order::Answer(answer)),
            Self::ExtensionRequest(request) => Some(Order::Extend(request)),
            Self::Decision(decision) => Some(Order::Decide(decision)),
            Self::Withdrawal(withdrawal) => Some(Order::Withdraw(withdrawal)),
            Self::ExtensionNoticeGiven => None,
        }
    }

    fn of_order(order: Order) -> Option<Self> {
        match order {
            Order::Verify(verification) => Some(Self::Verification(verification)),
            Order::Answer(answer) => Some(Self::Answer(answer)),
            Order::Extend(request) => Some(Self::ExtensionRequest(request)),
            Order::Decide(decision) => Some(Self::Decision(decision)),
            Order::Withdraw(withdrawal) => Some(Self::Withdrawal(withdrawal)),
            _ => None,
        }
    }
}

impl From<NscMessage> for Fact {
    fn from(message: NscMessage) -> Self {
        match message {
            NscMessage::Answer(answer) => Self::Answer(answer),
            NscMessage::ExtensionRequest(request) => Self::ExtensionRequest(request),
        }
    }
}

/// What an invitation knows of its case beside the docket.
#[derive(Debug, Clone, Default)]
pub struct Invitation {
    particulars: Particulars,
    coordination: Coordination,
}

impl Coordinated for Invitation {
    fn coordination(&self) -> &Coordination {
        &self.coordination
    }
}

impl Procedure for Invitation {
    const KIND: &'static str = INVITATION;

    type Fact = Fact;
    type Particulars = Particulars;

    fn no_particulars() -> Option<Particulars> {
        Some(Particulars::default())
    }

    fn of(particulars: &Particulars) -> Self {
        Self { particulars: particulars.clone(), ..Self::default() }
    }

    /// R26 para 15: the police verify. The whole service counts from the filing, too. What the foreign ministry has taken goes to the NSC at
    /// once: paras 11 and 18 know no verification there.
    fn begin(&mut self, docket: &mut Docket, at: Instant, filing: &Filing, rules: &CaseRules) -> Result<(), Problem> {
        let counted_from = rules.counted_as_filed(filing.filed_at)?;
        let start = |kind, window| Clock::start(kind, window, counted_from, at, rules);
        let service = start(ClockKind::Service, Some(Window::Standard))?;
        if self.particulars.is_of_the_ministry() {
            docket.clocks.push(service);
            return self.coordination.submit(docket, at, rules);
        }
        docket.clocks.push(start(ClockKind::Verification, None)?);
        docket.clocks.push(service);
        docket.enter(Stage::Verification, at, Event::VerificationBegun);
        Ok(())
    }

    fn apply(&mut self, docket: &mut Docket, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        match &entry.content {
            Fact::Verification(verification) => self.verified(docket, verification, entry, rules),
            Fact::Answer(answer) => self.answered(docket, *answer, entry, rules),
            Fact::ExtensionRequest(request) => self.more_time_requested(docket, request, entry, rules),
            Fact::Decision(decision) => self.decided(docket, decision, entry, rules),
            Fact::Withdrawal(withdrawal) => {
                docket.withdraw(withdrawal, entry);
                Ok(())
            }
            Fact::ExtensionNoticeGiven => self.coordination.extension_notice_given(docket, entry.received_at),
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
            Act::Verify => self.require_verifiable(docket),
            Act::Answer => self.coordination.require_waiting(),
            Act::Extend => self.coordination.require_time_to_extend(docket),
            Act::Decide => self.coordination.require_answer().map(drop),
            _ => Ok(()),
        }
    }

    /// R26 paras 11, 18: at the ministry nobody verifies, which could end in nothing but a refusal.
    fn guard_at(&self, act: Act, office: &OfficeCode) -> Result<(), Problem> {
        if act == Act::Verify && self.particulars.ministry_offices.contains(office) { Err(not_verified_here()) } else { Ok(()) }
    }

    /// R26 para 18: the foreign ministry issues and does not refuse. What is to be refused the police refuse, to whom the case is given.
    fn guard_order(&self, order: &Order, office: &OfficeCode, _findings: &[Finding]) -> Result<(), Problem> {
        self.guard_at(order.act(), office)?;
        let refuses = matches!(order, Order::Decide(Decision { verdict: Verdict::Refuse(_), .. }));
        if refuses && self.particulars.ministry_offices.contains(office) {
            let message = "the foreign ministry and its missions refuse no invitation (R26 para 18): give the case to the police of the place \
                           where the inviting party is registered, who do";
            return Err(Problem::new(Code::NotRefusedHere, message));
        }
        Ok(())
    }

    fn owed_notices(&self, docket: &Docket) -> Vec<OwedNotice<Fact>> {
        self.coordination.owed_notice(docket, Fact::ExtensionNoticeGiven).into_iter().collect()
    }
}

impl Invitation {
    /// R26 para 15: no ground against the visit sends the case to the NSC; a ground ends it.
    fn verified(
        &mut self,
        docket: &mut Docket,
        verification: &Verification,
        entry: &Entry<Fact>,
        rules: &CaseRules,
    ) -> Result<(), Problem> {
        self.require_verifiable(docket)?;
        let at = entry.received_at;
        let verified = Event::Verified { verification: verification.clone() };
        match verification {
            // It is with the NSC already.
            Verification::Clear if self.particulars.is_of_the_ministry() => return Err(not_verified_here()),
            Verification::Clear => {
                docket.end(ClockKind::Verification, at, ClockOutcome::Met);
                docket.take_in_note(entry, &Actor::Police, verified);
                self.coordination.submit(docket, at, rules)?;
            }
            Verification::Refuse(refusal) => {
                let (stage, status) = if rules.allows(Step::NonConsideration, refusal.ground) {
                    (Stage::NotConsidered, Status::NotConsidered)
                } else {
                    rules.require(&[Step::Verification, Step::NonConsideration], refusal.ground)?;
                    (Stage::Refused, Status::Refused)
                };
                // Of what the ministry has taken the NSC is asked already, and has nothing to answer any more.
                docket.end(ClockKind::Coordination, at, ClockOutcome::Superseded);
                docket.end(ClockKind::ExtensionNotice, at, ClockOutcome::Superseded);
                docket.end_all(at, ClockOutcome::Met);
                docket.take_in(stage, entry, &Actor::Police, verified);
                docket.refusal = Some(refusal.clone());
                docket.close(status, at);
            }
        }
        Ok(())
    }

    /// R26 para 15: the decision follows within one working day of the answer, however late the answer is.
    fn answered(&mut self, docket: &mut Docket, answer: Answer, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        let at = entry.received_at;
        self.coordination.answered(docket, answer, entry)?;
        docket.start(ClockKind::Decision, None, at, rules)?;
        docket.enter(Stage::Decision, at, Event::DecisionDue);
        Ok(())
    }

    /// R26 annex 5 row 3: with the NSC's window the service is extended.
    fn more_time_requested(
        &mut self,
        docket: &mut Docket,
        request: &ExtensionRequest,
        entry: &Entry<Fact>,
        rules: &CaseRules,
    ) -> Result<(), Problem> {
        self.coordination.more_time_requested(docket, request, entry, rules)?;
        docket.extend_service(entry.received_at, rules)
    }

    /// R26 paras 15, 18: after *agree*, issue or refuse; after *object*, nothing but refuse.
    fn decided(&self, docket: &mut Docket, decision: &Decision, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        let answer = self.coordination.require_answer()?;
        match (&decision.verdict, answer) {
            (Verdict::Annul | Verdict::Shorten, _) => return Err(Problem::new(Code::Verdict, "an invitation is issued or refused")),
            (Verdict::Issue, Answer::Object) => {
                return Err(Problem::new(Code::IssueAgainstObjection, "the NSC objects: the invitation can only be refused, on ground 3"));
            }
            (Verdict::Issue, Answer::Agree) => {}
            (Verdict::Refuse(refusal), Answer::Agree) if self.leaves_unconsidered(refusal.ground, rules) => {
                return docket.leave_unconsidered(decision, entry);
            }
            (Verdict::Refuse(refusal), Answer::Agree) => rules.require(&[Step::DecisionAfterAgree], refusal.ground)?,
            (Verdict::Refuse(refusal), Answer::Object) => rules.require(&[Step::DecisionAfterObject], refusal.ground)?,
        }
        docket.decide(decision, entry)
    }

    /// R26 paras 17, 56: of what the ministry has taken nobody could say so at a verification.
    fn leaves_unconsidered(&self, ground: Ground, rules: &CaseRules) -> bool {
        self.particulars.police_refuse_at_once && rules.allows(Step::NonConsideration, ground)
    }

    /// R26 paras 11, 15, 18: the police verify what they have taken. What the ministry has taken goes to the NSC at once; the police, to whom it is
    /// given to be refused, refuse it without waiting for the answer.
    fn require_verifiable(&self, docket: &Docket) -> Result<(), Problem> {
        if !self.particulars.is_of_the_ministry() {
            return require_verification(docket);
        }
        let is_with_the_nsc = matches!(docket.stage, Stage::Coordination | Stage::CoordinationExtended | Stage::CoordinationOverdue);
        if self.particulars.police_refuse_at_once && is_with_the_nsc { Ok(()) } else { Err(not_verified_here()) }
    }
}

fn not_verified_here() -> Problem {
    let message = "nobody verifies what the foreign ministry or a mission has taken (R26 paras 11, 18): it goes to the NSC at once. The police, \
                   to whom it is given, may refuse it before the NSC answers";
    Problem::new(Code::NotVerifiedHere, message)
}

fn require_verification(docket: &Docket) -> Result<(), Problem> {
    match docket.stage {
        Stage::Verification => Ok(()),
        Stage::Filed => Err(Problem::new(Code::VerificationEarly, "the application has not been accepted yet")),
        Stage::Registered => {
            let begins = docket.begins.map(|begins| begins.to_string()).unwrap_or_default();
            Err(Problem::new(Code::VerificationEarly, format!("the verification begins at {begins}")))
        }
        _ => Err(Problem::new(Code::VerificationRecorded, "a verification has been recorded; correct it if it is wrong")),
    }
}
