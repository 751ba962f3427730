//! What a case takes in: messages, and what was found by asking.

use std::time::SystemTime;

use serde::Serialize;
use shaqyru_domain::{
    actor::Actor,
    authority::Act,
    case::{
        Case,
        entering::CLOCK_SKEW,
        fact::{Correction, Entry},
        order::Order,
        procedure::{Fact as _, Procedure},
    },
    problem::{Code, Problem},
    time::instant::Instant,
};

use super::{
    filed::{FactOf, Filed},
    messages::{Message, NotTaken, Receipt},
    run::{CaseRun, opening},
};

impl<F: Filed> CaseRun<F> {
    /// Whether an order would be taken: whether its sender may do this to the case and knows it as it is, and what the rules say. One that
    /// was taken before, in whichever run of the case, was judged then.
    ///
    /// # Errors
    /// What stands against it, or that it has been taken before.
    pub fn would_take<T: Into<Order> + Serialize + Clone>(&self, message: &Message<T>) -> Result<(), NotTaken> {
        let (case, brought) = (self.opened()?, message);
        let message = &brought.clone().map(Into::into);
        let act = message.entry.content.act();
        // What was signed is what was brought.
        brought.require_statement(case.number(), act)?;
        if let Some(receipt) = self.receipts.get(&message.known_as(act)) {
            return Err(NotTaken::Before(Box::new(receipt.clone())));
        }
        require_authority(case, act, message)?;
        if self.was_found(message)? {
            return Ok(());
        }
        let said = self.said.get(&message.entry.entered_by.to_string()).copied().unwrap_or_default();
        said.with(message).require_within_limits()?;
        Ok(case.check_order(not_overtaken(message.entry.clone(), case), message.authority.as_ref())?)
    }

    /// Whether it was found by asking before its sender brought it.
    fn was_found(&self, message: &Message<Order>) -> Result<bool, Problem> {
        self.found.includes(&self.found_as(&message.entry.entered_by, &message.id), &message.entry.content)
    }

    /// How what is found by asking is known: an id counts within its sender. (In cases of before, all ids were one row.)
    fn found_as(&self, from: &Actor, id: &str) -> String {
        if self.hands_over() { format!("{from}/{id}") } else { id.to_owned() }
    }

    /// Takes an order. Only here is the engine's time known: a validator has none.
    ///
    /// # Errors
    /// What the rules say against it.
    pub fn take(&mut self, message: Message<impl Into<Order>>, time: Option<SystemTime>) -> Result<Receipt, Problem> {
        let message = message.map(Into::into);
        let act = message.entry.content.act();
        let id = message.known_as(act);
        if let Some(receipt) = self.receipts.get(&id) {
            return Ok(receipt.clone());
        }
        // The engine counts what it has accepted, whatever becomes of it here.
        let said = self.said.entry(message.entry.entered_by.to_string()).or_default();
        *said = said.with(&message);
        self.taken_in_this_run = self.taken_in_this_run.saturating_add(1);
        let was_found = match self.was_found(&message) {
            // A case of before took it for known, and so it is replayed.
            Err(_) if !self.hands_over() => true,
            found => found?,
        };
        let now = self.now(time);
        let received_at = message.entry.received_at;
        // What a door has stamped is put in order: a clock of ours that is wrong is no fault of the sender.
        if received_at > now.shifted(CLOCK_SKEW) && !message.entry.is_stamped() {
            return Err(Problem::new(Code::Future, format!("{received_at} lies in the future")).at("received_at"));
        }
        let case = self.case.as_mut().ok_or_else(opening)?;
        let entry = not_overtaken(case.in_order(message.entry, Some(now)), case);
        if entry.received_at < case.filing().filed_at {
            return Err(before_the_filing(received_at));
        }
        let (sent_by, sent_at) = (entry.entered_by.clone(), entry.received_at);
        if !was_found {
            case.take(entry)?;
        }
        let is_this = |proposal: &Entry<Correction>| proposal.entered_by == sent_by && proposal.received_at == sent_at;
        let proposed = act == Act::Correct && case.proposals().iter().any(is_this);
        let docket = case.docket();
        let receipt = Receipt { case: case.number().clone(), stage: docket.stage, status: docket.status, digest: message.digest, proposed };
        self.receipts.insert(id, receipt.clone());
        Ok(receipt)
    }

    /// Takes what was found by asking; what a callback or an officer brought meanwhile is no news.
    pub(super) fn take_found(&mut self, message_id: &str, mut entry: Entry<FactOf<F>>) -> Result<(), Problem> {
        let known_as = self.found_as(&entry.entered_by, message_id);
        let found = entry.content.clone();
        if !self.hands_over() {
            self.found.note(known_as.clone(), &found);
        }
        entry.received_at = self.shifted(entry.received_at);
        let Some(case) = self.case.as_mut() else { return Ok(()) };
        // The clocks of two machines may differ a little: what was found now is not older than what is known.
        entry.received_at = entry.received_at.max(case.last_fact_at());
        let outcome = match case.record(entry) {
            Err(problem) if is_no_news(problem.code) => Ok(()),
            Err(problem) => Err(Problem::new(Code::AgencyRejected, problem.to_string())),
            Ok(()) => Ok(()),
        };
        // What a rule has refused is still to come.
        if outcome.is_ok() {
            self.found.note(known_as, &found);
        }
        outcome
    }

    /// Whether something that was found may be told again.
    pub fn would_take_again(&self, message: &Message<FactOf<F>>) -> Result<(), Problem> {
        let case = self.opened()?;
        let act = message.entry.content.act_of_agency(&message.entry.entered_by);
        let act = act.ok_or_else(|| Problem::new(Code::Forbidden, "only what an agency was asked for is found").at("entered_by"))?;
        message.require_statement(case.number(), act)
    }

    /// Takes again what was found in a step that has been undone since.
    pub fn take_again(&mut self, message: Message<FactOf<F>>) -> Result<Receipt, Problem> {
        self.taken_in_this_run = self.taken_in_this_run.saturating_add(1);
        if !self.found.knows(&self.found_as(&message.entry.entered_by, &message.id)) {
            self.take_found(&message.id, message.entry)?;
        }
        let case = self.opened()?;
        let (stage, status) = (case.docket().stage, case.docket().status);
        Ok(Receipt { case: case.number().clone(), stage, status, digest: message.digest, proposed: false })
    }

    /// What the sender of a message was told, in whichever run of the case.
    pub fn receipt(&self, known_as: &str) -> Option<Receipt> {
        self.receipts.get(known_as).cloned()
    }
}

/// What another case tells happened there, at its own time: here it takes its place behind what is known.
fn not_overtaken<P: Procedure>(entry: Entry<Order>, case: &Case<P>) -> Entry<Order> {
    let not_before = if entry.entered_by == Actor::System { case.last_fact_at() } else { entry.received_at };
    Entry { received_at: entry.received_at.max(not_before), ..entry }
}

fn before_the_filing(received_at: Instant) -> Problem {
    Problem::new(Code::OutOfOrder, format!("{received_at} lies before the filing")).at("received_at")
}

/// Whether the sender may do this to the case as it stands, and knows it as it is.
fn require_authority<P: Procedure, T>(case: &Case<P>, act: Act, message: &Message<T>) -> Result<(), Problem> {
    let (received_at, filed_at) = (message.entry.received_at, case.filing().filed_at);
    if received_at < filed_at && !message.entry.is_stamped() {
        return Err(before_the_filing(received_at));
    }
    case.authorise(act, &message.entry.entered_by, message.authority.as_ref())?;
    case.check_antedating(act, &message.entry, message.authority.as_ref())?;
    match message.rests_on {
        Some(version) if version != case.version() => {
            Err(Problem::new(Code::Stale, "the case has changed since it was looked at; look again"))
        }
        _ => Ok(()),
    }
}

/// What is on record already, or comes too late for anything, changes nothing.
const fn is_no_news(code: Code) -> bool {
    matches!(
        code,
        Code::VerificationRecorded
            | Code::Answered
            | Code::ExtensionRepeated
            | Code::FingerprintsRecorded
            | Code::AppointmentRecorded
            | Code::CaseClosed
    )
}
