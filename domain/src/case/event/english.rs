//! Events in English: the sentences of the contract's `detail`. Programs may have come to know them, so none is changed.

use std::fmt;

use super::{Corrected, Event};
use crate::{
    case::{
        fact::{Answer, Refusal, Replacement, Verdict, Verification},
        fingerprints::Fingerprints,
        hearing::HearingRecord,
    },
    forwarding::Forwarding,
    law::clock_kind::{ClockKind, Window},
    text::{DocumentKind, Text},
};

/// What a line says: its event, and the reason for which it was entered so long after it was received.
pub(in crate::case) fn detail(event: &Event, antedated_because: Option<&Text>) -> String {
    match antedated_because {
        Some(reason) => format!("{event}; antedated: {reason}"),
        None => event.to_string(),
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Filed => f.write_str("application filed"),
            Self::Forwarded { forwarding: Forwarding { from, to, why, basis, .. } } => {
                write!(f, "forwarded from {from} to {to}: {why} ({basis})")
            }
            Self::AcceptanceRefused { missing } => write!(f, "missing: {}", missing.join(", ")),
            Self::Registered { on, unproven } if unproven.is_empty() => write!(f, "registered on {on}"),
            Self::Registered { on, unproven } => {
                write!(f, "registered on {on}; the state registers did not say whether they hold: {}", unproven.join(", "))
            }
            Self::VerificationBegun => f.write_str("handed to the police for verification"),
            Self::Verified { verification: Verification::Clear } => f.write_str("clear"),
            Self::Verified { verification: Verification::Refuse(refusal) } => refusal.fmt(f),
            Self::SubmittedToNsc => f.write_str("submitted to the NSC through Berkut"),
            Self::TermRanOut { clock: ClockKind::Coordination, window: Some(Window::Standard) } => {
                f.write_str("no answer within the standard window: breached, the extended window runs")
            }
            Self::TermRanOut { clock: ClockKind::Coordination, .. } => {
                f.write_str("no answer within the extended window: breached, the case goes on waiting")
            }
            Self::TermRanOut { clock, .. } => write!(f, "{} term ran out: breached", clock.as_str()),
            Self::MoreTimeRequested { reason, late: false } => write!(f, "asks for more time: {reason}"),
            Self::MoreTimeRequested { reason, late: true } => write!(f, "asks for more time, late: {reason}"),
            Self::ExtensionNoticeGiven => f.write_str("the applicant was told of the extension, its reason and its length"),
            Self::Answered { answer: Answer::Agree } => f.write_str("agrees"),
            Self::Answered { answer: Answer::Object } => f.write_str("objects"),
            Self::DecisionDue => f.write_str("the decision is due within one working day"),
            Self::Decided { verdict, late } => {
                match verdict {
                    Verdict::Issue => f.write_str("issued")?,
                    Verdict::Annul => f.write_str("annulled")?,
                    Verdict::Shorten => f.write_str("shortened")?,
                    Verdict::Refuse(refusal) => refusal.fmt(f)?,
                }
                match late.as_ref().map(|late| &late.reason) {
                    None => Ok(()),
                    Some(None) => f.write_str("; late"),
                    Some(Some(reason)) => write!(f, "; late: {reason}"),
                }
            }
            Self::Withdrawn { reason } => write!(f, "withdrawn: {reason}"),
            Self::Reassigned { officer, office } => {
                let to = [officer.as_ref().map(|id| format!("officer {id}")), office.as_ref().map(|code| format!("office {code}"))];
                write!(f, "given to {}", to.into_iter().flatten().collect::<Vec<_>>().join(", "))
            }
            Self::RegistersAnswered { papers, found } if found.is_empty() => {
                write!(f, "state registers: {papers} papers fetched, nothing found")
            }
            Self::RegistersAnswered { papers, found } => write!(f, "state registers: {papers} papers fetched, found: {}", found.join(", ")),
            Self::PapersRequested { papers, reason } => {
                let papers: Vec<_> = papers.iter().map(DocumentKind::as_str).collect();
                write!(f, "asked the applicant for {}: {reason}", papers.join(", "))
            }
            Self::StepStopped { step, problem } => write!(f, "incident at {step}: {problem}"),
            Self::StepsResumed => f.write_str("incidents resumed"),
            Self::Escalated { clock, window, rung, audience } => {
                let window = window.map(|window| format!("/{}", window.as_str())).unwrap_or_default();
                write!(f, "escalation {}{window} {rung} to the {audience}", clock.as_str())
            }
            Self::CorrectionProposed { correction } => write!(f, "correction proposed: {}", correction.says("would be")),
            Self::Corrected { correction, proposed_by: None } => write!(f, "correction: {}", correction.says("is")),
            Self::Corrected { correction, proposed_by: Some(proposed_by) } => {
                write!(f, "correction: {}; proposed by {proposed_by}", correction.says("is"))
            }
            Self::DecisionWithoutTerm => f.write_str("the officer decides; the Rules set no term"),
            Self::FingerprintsRecorded { fingerprints: Fingerprints::Taken } => f.write_str("fingerprints taken"),
            Self::FingerprintsRecorded { fingerprints: Fingerprints::Exempt(why) } => write!(f, "no fingerprints are taken: {why}"),
            Self::RefusalIntended { refusal, hearing_at } => write!(f, "a refusal is intended, {refusal}; hearing at {hearing_at}"),
            Self::PreliminaryNoticeGiven => f.write_str("the applicant was told of the intended refusal and the hearing"),
            Self::Heard { hearing: HearingRecord { outcome, objections: None } } => write!(f, "hearing {}", outcome.as_str()),
            Self::Heard { hearing: HearingRecord { outcome, objections: Some(objections) } } => {
                write!(f, "hearing {}; objections: {objections}", outcome.as_str())
            }
            Self::StickerMade { number } => write!(f, "sticker {number} filled in"),
            Self::StickerAnnulled { number, why, reason: None } => write!(f, "sticker {number} {}", why.as_str()),
            Self::StickerAnnulled { number, why, reason: Some(reason) } => write!(f, "sticker {number} {}: {reason}", why.as_str()),
            Self::EnteredInBerkut => f.write_str("entered in Berkut"),
            Self::OnRecord => f.write_str("on record"),
        }
    }
}

impl Corrected {
    fn says(&self, is: &str) -> String {
        let Self { was, was_received_at, was_entered_by, is: right, is_received_at, reason, letter } = self;
        let letter = letter.as_ref().map(|letter| format!("; letter {letter}")).unwrap_or_default();
        format!("was {was} of {was_received_at} (entered by {was_entered_by}), {is} {right} of {is_received_at}; {reason}{letter}")
    }
}

impl fmt::Display for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verification(verification) => write!(f, "verification {verification}"),
            Self::Answer(answer) => write!(f, "answer {answer}"),
        }
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clear => f.write_str("clear"),
            Self::Refuse(refusal) => write!(f, "refuse, {refusal}"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ground {}", self.ground)?;
        match &self.note {
            Some(note) => write!(f, ": {note}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agree => "agree",
            Self::Object => "object",
        })
    }
}
