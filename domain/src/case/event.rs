//! What happens in a case, as values: each with what it takes to say it, in whichever language.
//!
//! A line of the timeline is written once and read for years, by officers in three languages and by programs. So a line holds what happened
//! and not a sentence; the sentence of the contract ([`TimelineLine::detail`](super::view::TimelineLine::detail)) is made of it by
//! [`english`], the words of pages by the console. Histories carry events: a kind may be added, and its fields may grow by such as may be
//! missing; none is renamed.

mod english;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(super) use self::english::detail;
use super::{
    fact::{Answer, Refusal, Replacement, Verdict, Verification},
    fingerprints::Fingerprints,
    hearing::HearingRecord,
    visa::EndOfSticker,
};
use crate::{
    actor::Actor,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        reason: Text,
    },
    /// The case was given to somebody else.
    Reassigned {
        /// To which officer, if that changed.
        officer: Option<OfficerId>,
        /// To which office, if that changed.
        office: Option<OfficeCode>,
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
        papers: Vec<DocumentKind>,
        /// Why.
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
        proposed_by: Option<Actor>,
    },
    /// Nothing is coordinated and no term is set: the officer decides (R26 paras 46, 55).
    DecisionWithoutTerm,
    /// Fingerprints were taken, or none are of this person (R26 para 24-1).
    FingerprintsRecorded {
        /// Which of the two.
        fingerprints: Fingerprints,
    },
    /// A refusal is intended, and the applicant is heard before (R26 para 23).
    RefusalIntended {
        /// On which ground.
        refusal: Refusal,
        /// When the applicant is heard.
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
        number: Text,
    },
    /// A sticker ended, and an act was drawn up (R26 para 47).
    StickerAnnulled {
        /// Its number.
        number: Text,
        /// Why.
        why: EndOfSticker,
        /// How, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text>,
    },
    /// What was issued is in Berkut (R26 para 43).
    EnteredInBerkut,
    /// A stage that the register keeps, which does not keep how it came about.
    OnRecord,
}

/// By how much a decision was late is told by its clock; this is what was said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lateness {
    /// The reason for the delay, where a person entered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// What a correction says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// What had been entered.
    pub was: Replacement,
    /// As received when.
    pub was_received_at: Instant,
    /// By whom it had been entered.
    pub was_entered_by: Actor,
    /// What stands in its place.
    pub is: Replacement,
    /// As received when.
    pub is_received_at: Instant,
    /// Why the entry was wrong.
    pub reason: Text,
    /// The number of the agency's letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Text>,
}
