//! Putting right what was entered wrongly: who may, and what follows.
//!
//! Whoever has had a hand in a fact does not correct it. What an agency's own system sent is put right by that agency, or by two
//! persons: one proposes, with the number of the agency's letter, and another says the same.

use std::collections::BTreeSet;

use super::{
    Case, Facts,
    event::{Corrected, Event},
    fact::{AgencyFact, Correction, Entry},
    from_outside,
    line::Line,
    order::Order,
    procedure::{Fact, Procedure},
    progress::Progress,
};
use crate::{
    actor::Actor,
    authority::same_person,
    problem::{Code, Problem},
    text::OfficerId,
};

/// What comes of a correction.
enum Judged<P: Procedure> {
    /// It waits for a second person.
    Proposed(Box<Line>),
    /// It takes the place of what was wrong.
    Effective(Box<Effective<P>>),
}

struct Effective<P: Procedure> {
    facts: Facts<P>,
    progress: Progress<P>,
    line: Line,
    proposed_by: Option<Actor>,
}

impl<P: Procedure> Case<P> {
    /// Whether a correction would be taken.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub(super) fn check_correction(&self, entry: &Entry<Correction>) -> Result<(), Problem> {
        self.judge(entry).map(drop)
    }

    /// Puts another verification or answer in the place of a wrongly entered one, or proposes it. Deadlines follow; the
    /// timeline keeps both.
    ///
    /// # Errors
    /// The rule that it breaks; then nothing has changed.
    pub(super) fn correct(&mut self, entry: &Entry<Correction>) -> Result<(), Problem> {
        let kind = entry.content.replacement.kind();
        match self.judge(entry)? {
            Judged::Proposed(line) => {
                // Who proposes something else takes the first proposal back.
                self.proposals.retain(|proposal| proposal.entered_by != entry.entered_by || proposal.content.replacement.kind() != kind);
                self.proposals.push(entry.clone());
                self.version = self.version.saturating_add(1);
                self.write(*line);
            }
            Judged::Effective(effective) => {
                let Effective { facts, progress, line, proposed_by } = *effective;
                self.facts = facts;
                self.version = self.version.saturating_add(1);
                self.proposals.retain(|proposal| proposal.content.replacement.kind() != kind);
                self.hands.extend(proposed_by.into_iter().chain([entry.entered_by.clone()]).map(|person| (kind, person)));
                let now = self.now.max(entry.received_at);
                self.adopt(progress, &[line], now);
            }
        }
        Ok(())
    }

    /// Corrections that wait for a second person.
    pub fn proposals(&self) -> &[Entry<Correction>] {
        if self.docket().is_open() { &self.proposals } else { &[] }
    }

    /// The fact that a correction is about.
    pub fn to_correct(&self, correction: &Correction) -> Option<&Entry<P::Fact>> {
        let kind = correction.replacement.kind();
        self.facts.iter().find(|fact| fact.content.of_agency() == Some(kind))
    }

    /// The case as it would stand if a correction took effect at once, also one that waits for a second person.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub(super) fn corrected_by(&self, entry: &Entry<Correction>) -> Result<Self, Problem> {
        let right = self.to_correct(&entry.content).and_then(|wrong| put_right(wrong, entry)).ok_or_else(nothing_to_correct)?;
        let (facts, progress) = self.replayed_with(&right, entry)?;
        Ok(Self { facts, progress, ..self.clone() })
    }

    fn judge(&self, entry: &Entry<Correction>) -> Result<Judged<P>, Problem> {
        let correction = &entry.content;
        self.docket().require_open()?;
        let wrong = self.to_correct(correction).ok_or_else(nothing_to_correct)?;
        self.require_another_person(entry, wrong)?;
        let right = put_right(wrong, entry).ok_or_else(nothing_to_correct)?;
        if entry.received_at < wrong.received_at {
            return Err(Problem::new(Code::OutOfOrder, "the correction is older than what it corrects").at("received_at"));
        }
        if right.received_at > entry.received_at {
            return Err(Problem::new(Code::Future, "the corrected fact lies after the correction").at("received_at"));
        }
        if self.rules.entries.is_some() && (&right.content, right.received_at) == (&wrong.content, wrong.received_at) {
            return Err(Problem::new(Code::NothingChanged, "the entry says so already"));
        }
        let (facts, progress) = self.replayed_with(&right, entry)?;
        let says = Corrected {
            was: wrong.content.order().and_then(Order::replaceable).ok_or_else(nothing_to_correct)?,
            was_received_at: wrong.received_at,
            was_entered_by: wrong.entered_by.clone(),
            is: correction.replacement.clone(),
            is_received_at: right.received_at,
            reason: correction.reason.clone(),
            letter: correction.letter.clone(),
        };
        if !self.takes_two_persons(entry) {
            let line = self.line_of(entry, Event::Corrected { correction: says, proposed_by: None });
            return Ok(Judged::Effective(Box::new(Effective { facts, progress, line, proposed_by: None })));
        }
        if correction.letter.is_none() {
            let message = "the agency itself sent this: name the letter by which it says that it was wrong";
            return Err(Problem::new(Code::Letter, message).at("letter"));
        }
        match self.proposal_of_the_same(entry, wrong)? {
            None => Ok(Judged::Proposed(Box::new(self.line_of(entry, Event::CorrectionProposed { correction: says })))),
            Some(proposed_by) => {
                let line = self.line_of(entry, Event::Corrected { correction: says, proposed_by: Some(proposed_by.clone()) });
                Ok(Judged::Effective(Box::new(Effective { facts, progress, line, proposed_by: Some(proposed_by) })))
            }
        }
    }

    /// An agency puts right what is its own. Anybody else who has had a hand in a fact leaves it to others; in a case of before
    /// there was a rule for that, only who entered it last does.
    fn require_another_person(&self, entry: &Entry<Correction>, wrong: &Entry<P::Fact>) -> Result<(), Problem> {
        let (kind, by) = (entry.content.replacement.kind(), &entry.entered_by);
        if !matches!(by, Actor::Officer(_)) {
            let own = *by == kind.agency();
            return if own { Ok(()) } else { Err(Problem::new(Code::Forbidden, format!("{by} may correct only its own messages"))) };
        }
        if self.had_a_hand(kind, wrong, by) { Err(same_person()) } else { Ok(()) }
    }

    fn had_a_hand(&self, kind: AgencyFact, wrong: &Entry<P::Fact>, by: &Actor) -> bool {
        match self.rules.entries {
            Some(_) => self.hands.iter().any(|(fact, person)| *fact == kind && person == by),
            None => wrong.entered_by == *by,
        }
    }

    /// What a correction could be about.
    pub(super) fn correctable(&self) -> impl Iterator<Item = (AgencyFact, &Entry<P::Fact>)> {
        self.facts.iter().filter_map(|fact| Some((fact.content.order()?.replaceable()?.kind(), fact)))
    }

    /// Who has had a hand in everything that a correction could be about, so that none is open to them.
    pub(super) fn corrects_nothing(&self) -> BTreeSet<OfficerId> {
        if !self.docket().is_open() || self.correctable().next().is_none() {
            return BTreeSet::new();
        }
        let in_everything =
            |id: &OfficerId| self.correctable().all(|(kind, fact)| self.had_a_hand(kind, fact, &Actor::Officer(id.clone())));
        self.handled_by().into_iter().filter(in_everything).collect()
    }

    /// What an agency sent itself, somebody else puts right only together with another.
    fn takes_two_persons(&self, entry: &Entry<Correction>) -> bool {
        let kind = entry.content.replacement.kind();
        let sent_by_the_agency = self.hands.iter().any(|(fact, actor)| *fact == kind && *actor == kind.agency());
        let two_persons = self.rules.entries.is_some_and(|rules| rules.two_persons);
        two_persons && sent_by_the_agency && entry.entered_by != kind.agency()
    }

    /// Who has proposed this very correction before.
    fn proposal_of_the_same(&self, entry: &Entry<Correction>, wrong: &Entry<P::Fact>) -> Result<Option<Actor>, Problem> {
        let same = |proposal: &&Entry<Correction>| {
            let (one, other) = (put_right(wrong, proposal), put_right(wrong, entry));
            let says = |right: Option<Entry<P::Fact>>| right.map(|right| (right.content, right.received_at));
            says(one) == says(other) && proposal.content.letter == entry.content.letter
        };
        let Some(proposal) = self.proposals.iter().find(same) else { return Ok(None) };
        if proposal.entered_by == entry.entered_by {
            return Err(Problem::new(Code::SamePerson, "you have proposed this; another person confirms it"));
        }
        if entry.received_at < proposal.received_at {
            return Err(Problem::new(Code::OutOfOrder, "it is older than the proposal").at("received_at"));
        }
        Ok(Some(proposal.entered_by.clone()))
    }

    /// The facts with the right one in the place of the wrong one, and where the case then stands.
    fn replayed_with(&self, right: &Entry<P::Fact>, entry: &Entry<Correction>) -> Result<(Facts<P>, Progress<P>), Problem> {
        let conflict =
            |what: &str| Problem::new(Code::CorrectionConflict, format!("what happened since cannot stand beside the correction: {what}"));
        let kind: Option<AgencyFact> = right.content.of_agency();
        let replaced = self.facts.iter().map(|fact| if fact.content.of_agency() == kind { right } else { fact });
        let mut facts: Vec<_> = replaced.cloned().collect();
        if !from_outside(&facts).is_sorted_by_key(|fact| fact.received_at) {
            return Err(conflict("the order of the facts would change"));
        }
        facts.sort_by_key(|fact| fact.received_at);
        let progress = self.replay(&facts, self.now.max(entry.received_at)).map_err(|problem| conflict(&problem.to_string()))?;
        Ok((facts, progress))
    }

    fn line_of(&self, entry: &Entry<Correction>, event: Event) -> Line {
        Line::of_entry(entry, self.docket().stage, &entry.entered_by, event)
    }
}

fn nothing_to_correct() -> Problem {
    Problem::new(Code::NothingToCorrect, "no such fact has been recorded")
}

/// A fact as its correction would have it.
fn put_right<F: Fact>(wrong: &Entry<F>, entry: &Entry<Correction>) -> Option<Entry<F>> {
    let Entry { content, entered_by, entered_at, antedated_because, letter, .. } = entry;
    Some(Entry {
        content: F::of_order(content.replacement.clone().into())?,
        received_at: content.received_at.unwrap_or(wrong.received_at),
        entered_by: entered_by.clone(),
        entered_at: *entered_at,
        antedated_because: antedated_because.clone(),
        letter: letter.clone(),
    })
}
