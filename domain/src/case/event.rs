//! What happens in a case, as values: each with what it takes to say it, in whichever language.
//!
//! A line of the timeline is written once and read for years, by officers in three languages and by programs. So a line holds what happened
//! and not a sentence; the sentence of the contract ([`TimelineLine::detail`](super::view::TimelineLine::detail)) is made of it by
//! `Display`, the words of pages by the console. Histories carry events: a kind may be added, and its fields may grow by such as may be
//! missing; none is renamed.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    complaint::{ComplaintAnswer, Examiner},
    fact::{Answer, Refusal, Replacement, Verdict, Verification},
    fingerprints::{Appointment, Fingerprints},
    hearing::HearingRecord,
    number::CaseNumber,
    visa::{BorderReason, EndOfSticker},
};
use crate::{
    actor::Actor,
    authority::Act,
    forwarding::Forwarding,
    law::{
        clock_kind::{ClockKind, Window},
        ladder::Audience,
    },
    problem::Problem,
    text::{DocumentKind, OfficeCode, OfficerId, Text},
    time::instant::Instant,
};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The application was filed.
    Filed,
    /// It went on to the office that is competent (R26 para 12).
    Forwarded {
        /// From where, to where, and why.
        forwarding: Forwarding,
    },
    /// It was refused acceptance (R26 para 14).
    AcceptanceRefused {
        /// The codes of the papers that were missing.
        missing: Vec<String>,
    },
    /// It was accepted and registered (R26 para 14).
    Registered {
        /// The day that counts as the day of registration.
        on: NaiveDate,
        /// The codes of missing papers of which the state registers did not say whether they hold them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unproven: Vec<String>,
    },
    /// It was handed to the police (R26 para 15).
    VerificationBegun,
    /// The police verified.
    Verified {
        /// What they found.
        verification: Verification,
    },
    /// It was submitted to the NSC through Berkut (R26 para 15).
    SubmittedToNsc,
    /// A term ran out before its act came.
    TermRanOut {
        /// Of which clock.
        clock: ClockKind,
        /// Of which of its windows.
        window: Option<Window>,
    },
    /// The NSC asked for more time (R26 annex 5 row 3).
    MoreTimeRequested {
        /// Why.
        #[schema(value_type = String)]
        reason: Text,
        /// Whether its standard window had run out.
        late: bool,
    },
    /// The applicant was told of the extension, its reason and its length (R26 annex 5 row 3).
    ExtensionNoticeGiven,
    /// The NSC answered.
    Answered {
        /// What.
        answer: Answer,
    },
    /// The decision's term began (R26 para 15).
    DecisionDue,
    /// The officer decided.
    Decided {
        /// How.
        verdict: Verdict,
        /// That it came after its term, if it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late: Option<Lateness>,
    },
    /// The inviting party took the application back.
    Withdrawn {
        /// Why.
        #[schema(value_type = String)]
        reason: Text,
    },
    /// The case was given to somebody else.
    Reassigned {
        /// To which officer, if that changed.
        #[schema(value_type = Option<String>)]
        officer: Option<OfficerId>,
        /// To which office, if that changed.
        #[schema(value_type = Option<String>)]
        office: Option<OfficeCode>,
        /// Why, where that was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text>,
    },
    /// The state registers answered.
    RegistersAnswered {
        /// How many papers they hold.
        papers: usize,
        /// The codes of what the checks found in them.
        found: Vec<String>,
    },
    /// The applicant was asked for papers (R26 para 12).
    PapersRequested {
        /// Which.
        #[schema(value_type = Vec<String>)]
        papers: Vec<DocumentKind>,
        /// Why.
        #[schema(value_type = String)]
        reason: Text,
    },
    /// A step cannot go on by itself.
    StepStopped {
        /// Which.
        step: String,
        /// What stands in its way.
        problem: Problem,
    },
    /// An operator resumed the stopped steps.
    StepsResumed,
    /// A rung of a clock's ladder went out.
    Escalated {
        /// Of which clock.
        clock: ClockKind,
        /// Of which of its windows.
        window: Option<Window>,
        /// Which rung.
        rung: String,
        /// Whom it told.
        audience: Audience,
    },
    /// Somebody proposed to correct what an agency had sent itself.
    CorrectionProposed {
        /// What.
        correction: Corrected,
    },
    /// What was entered wrongly was corrected.
    Corrected {
        /// What.
        correction: Corrected,
        /// Who had proposed it, where it took two persons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>)]
        proposed_by: Option<Actor>,
    },
    /// Nothing is coordinated and no term is set: the officer decides (R26 paras 46, 55).
    DecisionWithoutTerm,
    /// Fingerprints were taken, or none are of this person (R26 para 24-1).
    FingerprintsRecorded {
        /// Which of the two.
        fingerprints: Fingerprints,
    },
    /// It is known when and where fingerprints are taken.
    FingerprintsBooked {
        /// When and where.
        appointment: Appointment,
    },
    /// A refusal is intended, and the applicant is heard before (R26 para 23).
    RefusalIntended {
        /// On which ground.
        refusal: Refusal,
        /// When the applicant is heard.
        #[schema(value_type = String, format = DateTime)]
        hearing_at: Instant,
    },
    /// The applicant was told of the intended refusal and the hearing.
    PreliminaryNoticeGiven,
    /// The hearing is over.
    Heard {
        /// What came of it.
        hearing: HearingRecord,
    },
    /// A sticker was filled in.
    StickerMade {
        /// Its number.
        #[schema(value_type = String)]
        number: Text,
    },
    /// A sticker ended, and an act was drawn up (R26 para 47).
    StickerAnnulled {
        /// Its number.
        #[schema(value_type = String)]
        number: Text,
        /// Why.
        why: EndOfSticker,
        /// How, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>)]
        reason: Option<Text>,
    },
    /// Berkut is down: the sticker is filled in by hand (R26 para 43).
    FilledInByHand,
    /// What was issued is in Berkut (R26 para 43).
    EnteredInBerkut,
    /// Berkut knows that a visa has ended.
    EndedInBerkut {
        /// Its number.
        number: Text,
    },
    /// The Border Service annulled the visa (R26 paras 25, 46(3)).
    AnnulledAtBorder {
        /// Why.
        because: BorderReason,
    },
    /// Another case ended the visa.
    EndedElsewhere {
        /// Which.
        #[schema(value_type = String)]
        by: CaseNumber,
    },
    /// A complaint was filed (R26 para 59).
    ComplaintFiled,
    /// The office has begun with a complaint: it satisfies it in full, or passes it on (R26 para 59).
    ComplaintTaken {
        /// Which.
        #[schema(value_type = String)]
        about: CaseNumber,
        /// Who is to examine it.
        #[schema(value_type = String)]
        examiner: Examiner,
    },
    /// The provider did all that the complaint asks for (R26 para 59).
    ComplaintSatisfied {
        /// What.
        #[schema(value_type = String)]
        done: Text,
    },
    /// The provider passed it on with the file (R26 para 59).
    ComplaintPassedOn {
        /// To whom.
        #[schema(value_type = String)]
        examiner: Examiner,
        /// The number of the letter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>)]
        letter: Option<Text>,
    },
    /// The examining body answered (R26 para 59).
    ComplaintAnswered {
        /// What.
        answer: ComplaintAnswer,
    },
    /// A stage that the register keeps, which does not keep how it came about.
    OnRecord,
}

impl Event {
    /// What somebody did by it, if somebody did; none of what always follows of itself.
    pub const fn act(&self) -> Option<Act> {
        Some(match self {
            Self::Verified { .. } => Act::Verify,
            Self::MoreTimeRequested { .. } => Act::Extend,
            Self::Answered { .. } => Act::Answer,
            Self::Decided { .. } => Act::Decide,
            Self::Withdrawn { .. } => Act::Withdraw,
            Self::Reassigned { .. } => Act::Reassign,
            Self::PapersRequested { .. } => Act::RequestPapers,
            Self::StepsResumed => Act::Resume,
            Self::CorrectionProposed { .. } | Self::Corrected { .. } => Act::Correct,
            Self::FingerprintsRecorded { .. } => Act::RecordFingerprints,
            Self::FingerprintsBooked { .. } => Act::BookFingerprints,
            Self::RefusalIntended { .. } => Act::IntendRefusal,
            Self::Heard { .. } => Act::RecordHearing,
            Self::StickerAnnulled { why: EndOfSticker::Spoiled, .. } => Act::Spoil,
            Self::EnteredInBerkut => Act::EnterInBerkut,
            Self::AnnulledAtBorder { .. } => Act::AnnulAtBorder,
            Self::EndedElsewhere { .. } => Act::EndElsewhere,
            Self::ComplaintSatisfied { .. } => Act::Satisfy,
            Self::ComplaintPassedOn { .. } => Act::PassOn,
            Self::ComplaintAnswered { .. } => Act::AnswerComplaint,
            Self::Filed
            | Self::Forwarded { .. }
            | Self::AcceptanceRefused { .. }
            | Self::Registered { .. }
            | Self::VerificationBegun
            | Self::SubmittedToNsc
            | Self::TermRanOut { .. }
            | Self::ExtensionNoticeGiven
            | Self::DecisionDue
            | Self::RegistersAnswered { .. }
            | Self::StepStopped { .. }
            | Self::Escalated { .. }
            | Self::DecisionWithoutTerm
            | Self::PreliminaryNoticeGiven
            | Self::StickerMade { .. }
            | Self::StickerAnnulled { .. }
            | Self::FilledInByHand
            | Self::EndedInBerkut { .. }
            | Self::ComplaintFiled
            | Self::ComplaintTaken { .. }
            | Self::OnRecord => return None,
        })
    }

    /// Whether it is what a correction says in its place.
    pub(super) fn says(&self, replacement: &Replacement) -> bool {
        match (self, replacement) {
            (Self::Verified { verification }, Replacement::Verification(right)) => verification == right,
            (Self::Answered { answer }, Replacement::Answer(right)) => answer == right,
            _ => false,
        }
    }
}

/// By how much a decision was late is told by its clock; this is what was said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Lateness {
    /// The reason for the delay, where a person entered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reason: Option<Text>,
}

/// What a correction says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Corrected {
    /// What had been entered.
    pub was: Replacement,
    /// As received when.
    #[schema(value_type = String, format = DateTime)]
    pub was_received_at: Instant,
    /// By whom it had been entered.
    #[schema(value_type = String)]
    pub was_entered_by: Actor,
    /// What stands in its place.
    pub is: Replacement,
    /// As received when.
    #[schema(value_type = String, format = DateTime)]
    pub is_received_at: Instant,
    /// Why the entry was wrong.
    #[schema(value_type = String)]
    pub reason: Text,
    /// The number of the agency's letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub letter: Option<Text>,
}

/// What a line says: its event, the reason for which it was entered so long after it was received, and the letter on which it rests.
pub(super) fn detail(event: &Event, antedated_because: Option<&Text>, letter: Option<&Text>) -> String {
    let reason = antedated_because.map(|reason| format!("; antedated: {reason}")).unwrap_or_default();
    let letter = letter.map(|letter| format!("; letter {letter}")).unwrap_or_default();
    format!("{event}{reason}{letter}")
}

/// The sentences of the contract's `detail`. Programs may have come to know them, so none is changed.
impl fmt::Display for Event {
    #[expect(clippy::too_many_lines, reason = "a sentence for each event")]
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
            Self::Reassigned { officer, office, reason } => {
                let to = [officer.as_ref().map(|id| format!("officer {id}")), office.as_ref().map(|code| format!("office {code}"))];
                write!(f, "given to {}", to.into_iter().flatten().collect::<Vec<_>>().join(", "))?;
                reason.as_ref().map_or(Ok(()), |reason| write!(f, ": {reason}"))
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
            Self::FingerprintsRecorded { fingerprints: Fingerprints::TakenAt(at) } => write!(f, "fingerprints taken at {at}"),
            Self::FingerprintsBooked { appointment: Appointment { at, place, .. } } => {
                write!(f, "fingerprints to be taken at {at}: {place}")
            }
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
            Self::FilledInByHand => f.write_str("Berkut is down: the sticker is filled in by hand"),
            Self::EnteredInBerkut => f.write_str("entered in Berkut"),
            Self::EndedInBerkut { number } => write!(f, "the end of {number} entered in Berkut"),
            Self::AnnulledAtBorder { because } => f.write_str(match because {
                BorderReason::EntryRefused => "annulled by the Border Service: entry refused",
                BorderReason::EntryBan => "annulled by the Border Service: entry barred",
                BorderReason::Exit => "annulled by the Border Service at exit",
                BorderReason::PassportMismatch => "not valid: the Border Service found that it does not fit the passport",
            }),
            Self::EndedElsewhere { by } => write!(f, "the visa ended by case {by}"),
            Self::ComplaintFiled => f.write_str("complaint filed"),
            Self::ComplaintTaken { about, examiner } => {
                write!(f, "about {about}: to be satisfied in full, or passed on with the file to the {}", named(*examiner))
            }
            Self::ComplaintSatisfied { done } => write!(f, "satisfied in full by the provider: {done}"),
            Self::ComplaintPassedOn { examiner, letter: None } => write!(f, "passed on with the file to the {}", named(*examiner)),
            Self::ComplaintPassedOn { examiner, letter: Some(letter) } => {
                write!(f, "passed on with the file to the {}; letter {letter}", named(*examiner))
            }
            Self::ComplaintAnswered { answer: ComplaintAnswer { outcome, reasons } } => {
                write!(f, "{}: {reasons}", outcome.as_str().replace('_', " "))
            }
            Self::OnRecord => f.write_str("on record"),
        }
    }
}

const fn named(examiner: Examiner) -> &'static str {
    match examiner {
        Examiner::Superior => "provider's superior",
        Examiner::QualityAuthority => "authority for the quality of public services",
    }
}

impl Corrected {
    fn says(&self, is: &str) -> String {
        let Self { was, was_received_at, was_entered_by, is: right, is_received_at, reason, letter } = self;
        let letter = letter.as_ref().map(|letter| format!("; letter {letter}")).unwrap_or_default();
        format!("was {was} of {was_received_at} (entered by {was_entered_by}), {is} {right} of {is_received_at}; {reason}{letter}")
    }
}
