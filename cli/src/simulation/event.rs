//! What happens in a scenario, as it stands in JSON.

use serde::Deserialize;
use shaqyru_domain::{
    case::{
        fact::{Answer, ExtensionRequest, Refusal, Verdict, Verification, Withdrawal},
        fingerprints::Fingerprints,
        hearing::{HearingRecord, PreliminaryRefusal},
        visa::Spoilage,
    },
    law::ground::Ground,
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
};

/// Something that happens.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "EventForm")]
pub struct Event {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Debug, Clone)]
pub enum What {
    /// The police verify.
    Verification(Verification),
    /// The NSC answers.
    Answer(Answer),
    /// The NSC asks for more time.
    ExtensionRequest(ExtensionRequest),
    /// The officer decides.
    Decision(Verdict),
    /// The inviting party withdraws.
    Withdrawal(Withdrawal),
    /// Fingerprints are taken, or none are.
    Fingerprints(Fingerprints),
    /// A refusal is intended.
    PreliminaryRefusal(PreliminaryRefusal),
    /// The hearing is over.
    Hearing(HearingRecord),
    /// The sticker is spoiled.
    Spoilage(Spoilage),
    /// An officer enters in Berkut what was issued while it was down.
    BerkutEntry,
    /// A refusal on a ground that does not exist: rejected when its turn comes.
    Impossible(Problem),
}

/// An event as it stands in JSON: exactly one of its members besides `at`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventForm {
    at: Instant,
    verification: Option<VerificationForm>,
    nsc: Option<NscForm>,
    decision: Option<DecisionForm>,
    withdraw: Option<Withdrawal>,
    fingerprints: Option<Fingerprints>,
    preliminary_refusal: Option<PreliminaryRefusalForm>,
    hearing: Option<HearingRecord>,
    spoil: Option<Spoilage>,
    berkut: Option<BerkutForm>,
}

#[derive(Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
enum VerificationForm {
    Clear {},
    Refuse { ground: i64, note: Option<Text> },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum NscForm {
    Answer(Answer),
    ExtensionRequest(ExtensionRequest),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum DecisionForm {
    Issue(bool),
    Annul(bool),
    Shorten(bool),
    Refuse(RefusalForm),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreliminaryRefusalForm {
    ground: i64,
    #[serde(default)]
    note: Option<Text>,
    hearing_at: Instant,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BerkutForm {
    entered: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusalForm {
    ground: i64,
    note: Option<Text>,
}

impl RefusalForm {
    /// A ground that does not exist is no slip of the form: the rule rejects it when its turn comes.
    fn into_what(self, what: impl FnOnce(Refusal) -> What) -> What {
        let ground = u8::try_from(self.ground).unwrap_or_default();
        match Ground::try_from(ground) {
            Ok(ground) => what(Refusal { ground, note: self.note }),
            Err(problem) => What::Impossible(problem),
        }
    }
}

impl TryFrom<EventForm> for Event {
    type Error = Problem;

    fn try_from(form: EventForm) -> Result<Self, Problem> {
        let EventForm { at, verification, nsc, decision, withdraw, fingerprints, preliminary_refusal, hearing, spoil, berkut } = form;
        let happened = [
            verification.map(VerificationForm::into_what),
            nsc.map(NscForm::into_what),
            decision.map(DecisionForm::into_what).transpose()?,
            withdraw.map(What::Withdrawal),
            fingerprints.map(What::Fingerprints),
            preliminary_refusal.map(PreliminaryRefusalForm::into_what),
            hearing.map(What::Hearing),
            spoil.map(What::Spoilage),
            berkut.map(BerkutForm::into_what).transpose()?,
        ];
        let mut happened = happened.into_iter().flatten();
        match (happened.next(), happened.next()) {
            (Some(what), None) => Ok(Self { at, what }),
            _ => Err(wrong("an event is exactly one thing that happens, such as nsc or decision, beside its `at`")),
        }
    }
}

fn wrong(message: &str) -> Problem {
    Problem::new(Code::Scenario, message)
}

impl VerificationForm {
    fn into_what(self) -> What {
        match self {
            Self::Clear {} => What::Verification(Verification::Clear),
            Self::Refuse { ground, note } => {
                RefusalForm { ground, note }.into_what(|refusal| What::Verification(Verification::Refuse(refusal)))
            }
        }
    }
}

impl NscForm {
    fn into_what(self) -> What {
        match self {
            Self::Answer(answer) => What::Answer(answer),
            Self::ExtensionRequest(request) => What::ExtensionRequest(request),
        }
    }
}

impl DecisionForm {
    fn into_what(self) -> Result<What, Problem> {
        match self {
            Self::Issue(true) => Ok(What::Decision(Verdict::Issue)),
            Self::Annul(true) => Ok(What::Decision(Verdict::Annul)),
            Self::Shorten(true) => Ok(What::Decision(Verdict::Shorten)),
            Self::Refuse(form) => Ok(form.into_what(|refusal| What::Decision(Verdict::Refuse(refusal)))),
            Self::Issue(false) | Self::Annul(false) | Self::Shorten(false) => Err(wrong("`issue` is true, or the decision is a `refuse`")),
        }
    }
}

impl PreliminaryRefusalForm {
    fn into_what(self) -> What {
        let Self { ground, note, hearing_at } = self;
        RefusalForm { ground, note }.into_what(|Refusal { ground, note }| {
            What::PreliminaryRefusal(PreliminaryRefusal { ground, note, hearing_at, place: None, manner: None })
        })
    }
}

impl BerkutForm {
    fn into_what(self) -> Result<What, Problem> {
        if self.entered { Ok(What::BerkutEntry) } else { Err(wrong("`entered` is true")) }
    }
}
