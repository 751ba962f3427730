//! The procedure of a complaint (R26 para 59): within three working days the provider satisfies it in full or passes it on with the file; then the
//! examining body answers it.

use serde::{Deserialize, Serialize};

use super::Fact;
use crate::{
    authority::Act,
    case::{
        clock::{Clock, ClockOutcome},
        complaint::{ComplaintAnswer, Examiner, PassingOn, Satisfaction},
        docket::Docket,
        event::Event,
        fact::Entry,
        filing::Filing,
        number::CaseNumber,
        procedure::Procedure,
        stage::{Stage, Status},
    },
    law::{clock_kind::ClockKind, rulebook::COMPLAINT, rules::CaseRules},
    problem::{Code, Problem},
    time::instant::Instant,
};

/// What the procedure needs of what was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// The case that the complaint is about.
    pub about: CaseNumber,
    /// Who is to examine it.
    pub examiner: Examiner,
}

/// What a complaint knows of its case beside the docket.
#[derive(Debug, Clone)]
pub struct Complaints {
    particulars: Particulars,
}

impl Procedure for Complaints {
    const KIND: &'static str = COMPLAINT;

    const FILED: Event = Event::ComplaintFiled;

    const ACTS: &'static [Act] = &Act::CHANGES_OF_COMPLAINTS;

    type Fact = Fact;

    type Particulars = Particulars;

    fn of(particulars: &Particulars) -> Self {
        Self { particulars: particulars.clone() }
    }

    /// The three working days run from the day on which it came, also if the office was closed: para 59 speaks of the day of receipt.
    fn begin(&mut self, docket: &mut Docket, at: Instant, filing: &Filing, rules: &CaseRules) -> Result<(), Problem> {
        docket.clocks.push(Clock::start(ClockKind::ComplaintForwarding, None, filing.filed_at, at, rules)?);
        let Particulars { about, examiner } = self.particulars.clone();
        docket.enter(Stage::Forwarding, at, Event::ComplaintTaken { about, examiner });
        Ok(())
    }

    fn apply(&mut self, docket: &mut Docket, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        match &entry.content {
            Fact::Satisfaction(satisfaction) => satisfied(docket, satisfaction, entry),
            Fact::PassingOn(passing_on) => self.passed_on(docket, passing_on, entry, rules),
            Fact::Answer(answer) => answered(docket, answer, entry),
            Fact::Withdrawal(withdrawal) => {
                docket.withdraw(withdrawal, entry);
                Ok(())
            }
        }
    }

    fn guard(&self, docket: &Docket, act: Act) -> Result<(), Problem> {
        match act {
            Act::Satisfy => require_in_term(docket, docket.runs(ClockKind::ComplaintForwarding)),
            Act::PassOn => require_with_provider(docket),
            Act::AnswerComplaint => require_with_examiner(docket),
            Act::RequestPapers => {
                Err(Problem::new(Code::Usage, "the case of a complaint asks for no papers; the case that it is about does"))
            }
            _ => Ok(()),
        }
    }

    /// Nothing is issued.
    fn issued_number(&self, _case: &CaseNumber) -> Option<String> {
        None
    }
}

impl Complaints {
    /// Late or not, it is passed on; the examining body's term runs from its registration there, which is when it comes (APPC art 64(3)).
    fn passed_on(&self, docket: &mut Docket, passing_on: &PassingOn, entry: &Entry<Fact>, rules: &CaseRules) -> Result<(), Problem> {
        require_with_provider(docket)?;
        let (at, examiner) = (entry.received_at, self.particulars.examiner);
        docket.end(ClockKind::ComplaintForwarding, at, ClockOutcome::Met);
        docket.start(ClockKind::ComplaintExamination, Some(examiner.window()), at, rules)?;
        let event = Event::ComplaintPassedOn { examiner, letter: passing_on.letter.clone() };
        docket.take_in(Stage::Examination, entry, &entry.entered_by, event);
        Ok(())
    }
}

/// Only within the term does satisfying it in full take the place of passing it on.
fn satisfied(docket: &mut Docket, satisfaction: &Satisfaction, entry: &Entry<Fact>) -> Result<(), Problem> {
    let at = entry.received_at;
    require_in_term(docket, !docket.is_past(ClockKind::ComplaintForwarding, at))?;
    docket.end(ClockKind::ComplaintForwarding, at, ClockOutcome::Met);
    docket.take_in(Stage::Satisfied, entry, &entry.entered_by, Event::ComplaintSatisfied { done: satisfaction.done.clone() });
    docket.answer = Some(satisfaction.done.clone());
    docket.close(Status::Satisfied, at);
    Ok(())
}

/// Past its term the answer is taken all the same.
fn answered(docket: &mut Docket, answer: &ComplaintAnswer, entry: &Entry<Fact>) -> Result<(), Problem> {
    require_with_examiner(docket)?;
    let at = entry.received_at;
    docket.end(ClockKind::ComplaintExamination, at, ClockOutcome::Met);
    docket.take_in(answer.outcome.stage(), entry, &entry.entered_by, Event::ComplaintAnswered { answer: answer.clone() });
    docket.answer = Some(answer.reasons.clone());
    docket.close(answer.outcome.status(), at);
    Ok(())
}

fn require_in_term(docket: &Docket, in_term: bool) -> Result<(), Problem> {
    require_with_provider(docket)?;
    if in_term {
        return Ok(());
    }
    let message = "the term for passing the complaint on has run out: pass it on, and say in the letter what was done (R26 para 59)";
    Err(Problem::new(Code::SatisfiedLate, message))
}

fn require_with_provider(docket: &Docket) -> Result<(), Problem> {
    match docket.stage {
        Stage::Forwarding => Ok(()),
        Stage::Filed | Stage::Registered => Err(Problem::new(Code::ComplaintStage, "the office has not opened since the complaint came")),
        _ => Err(Problem::new(Code::ComplaintStage, "the complaint has been passed on")),
    }
}

fn require_with_examiner(docket: &Docket) -> Result<(), Problem> {
    if docket.stage == Stage::Examination {
        return Ok(());
    }
    Err(Problem::new(Code::ComplaintStage, "the complaint has not been passed on to the body that examines it"))
}
