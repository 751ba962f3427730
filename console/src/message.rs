//! The agencies' messages on the wire. Types of their own rather than the domain's: what an agency may send is fixed by
//! its contract, and is stricter in places than what our own programs write to each other.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor, value::MapAccessDeserializer},
};
use shaqyru_domain::{
    case::{
        fact::{Answer, Correction, ExtensionRequest, Refusal, Replacement, Verification},
        fingerprints::{Appointment, Exemption, Fingerprints},
        number::CaseNumber,
        order::Order,
        visa::BorderAnnulment,
    },
    law::{exemption::ExemptionKind, ground::Ground},
    problem::{Code, Problem},
    text::Text,
    time::instant::Instant,
};

/// The longest message id.
const LONGEST_ID: usize = 200;

/// A message that is what its contract says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// The sender's id for it.
    pub(crate) id: String,
    /// The case.
    pub(crate) case: CaseNumber,
    /// What it says.
    pub(crate) content: Content,
}

/// What a message says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Verification(Verification),
    Answer(Answer),
    ExtensionRequest(ExtensionRequest),
    /// The Border Service annulled a visa.
    BorderAnnulment(BorderAnnulment),
    /// When and where fingerprints are taken.
    Appointment(Appointment),
    /// They were taken, or none are.
    Fingerprints(Fingerprints),
    /// The agency's earlier message was wrong.
    Correction(Correction),
}

impl Content {
    /// What it is, in one word.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Verification(_) => "verification",
            Self::Answer(_) => "answer",
            Self::ExtensionRequest(_) => "extension_request",
            Self::BorderAnnulment(_) => "border_annulment",
            Self::Appointment(_) => "appointment",
            Self::Fingerprints(_) => "fingerprints",
            Self::Correction(_) => "correction",
        }
    }
}

impl From<Content> for Order {
    fn from(content: Content) -> Self {
        match content {
            Content::Verification(verification) => verification.into(),
            Content::Answer(answer) => answer.into(),
            Content::ExtensionRequest(request) => request.into(),
            Content::BorderAnnulment(annulment) => annulment.into(),
            Content::Appointment(appointment) => appointment.into(),
            Content::Fingerprints(fingerprints) => fingerprints.into(),
            Content::Correction(correction) => correction.into(),
        }
    }
}

/// Reads a message of the police.
pub(crate) fn of_police(body: &[u8]) -> Result<Message, Problem> {
    let body: PoliceBody = decode(body)?;
    let verification = body.verification.0.into_domain()?;
    let content = match body.corrects {
        Some(reason) => Content::Correction(correction(Replacement::Verification(verification), reason)),
        None => Content::Verification(verification),
    };
    Ok(Message { id: body.message_id.0, case: body.case.into_domain()?, content })
}

/// Reads a message of the NSC, which comes through Berkut.
pub(crate) fn of_berkut(body: &[u8]) -> Result<Message, Problem> {
    let body: BerkutBody = decode(body)?;
    let corrects = body.corrects;
    let said = |answer| match corrects.clone() {
        Some(reason) => Content::Correction(correction(Replacement::Answer(answer), reason)),
        None => Content::Answer(answer),
    };
    let content = match (body.answer.as_deref(), body.extension_request, body.border_annulment) {
        (Some("agree"), None, None) => said(Answer::Agree),
        (Some("object"), None, None) => said(Answer::Object),
        (None, Some(_), None) | (None, None, Some(_)) if corrects.is_some() => {
            return Err(Problem::new(Code::Field, "belongs to an answer only").at("corrects"));
        }
        (Some(_), None, None) => return Err(Problem::new(Code::Field, "must be agree or object").at("answer")),
        (None, Some(Object(request)), None) => Content::ExtensionRequest(request),
        (None, None, Some(Object(annulment))) => Content::BorderAnnulment(annulment),
        _ => {
            return Err(Problem::new(Code::Field, "one of answer, extension_request and border_annulment is needed, and no two of them"));
        }
    };
    Ok(Message { id: body.message_id.0, case: body.case.into_domain()?, content })
}

/// Reads a message of the biometric centre.
pub(crate) fn of_biometrics(body: &[u8]) -> Result<Message, Problem> {
    let body: BiometricsBody = decode(body)?;
    let content = match (body.appointment, body.result) {
        (Some(Object(Booked { at, place, booked_at })), None) => {
            Content::Appointment(Appointment { at, place, booked_at: Some(booked_at) })
        }
        (None, Some(Object(taking))) => Content::Fingerprints(taking.into_domain()?),
        _ => return Err(Problem::new(Code::Field, "one of appointment and result is needed, and not both")),
    };
    Ok(Message { id: body.message_id.0, case: body.case.into_domain()?, content })
}

/// What an agency says instead of what it said before; it is received when it comes, and takes the place of the earlier one.
const fn correction(replacement: Replacement, reason: Text) -> Correction {
    Correction { replacement, received_at: None, reason, letter: None }
}

fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    match Problem::decode::<Object<T>>(body) {
        Ok(Object(body)) => Ok(body),
        // A text that is no JSON has no fields; where the reader stopped is in the message.
        Err(problem) if problem.code == Code::Json => Err(Problem { field: None, ..problem }),
        Err(problem) => Err(problem),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PoliceBody {
    message_id: MessageId,
    case: Case,
    verification: Object<Finding>,
    #[serde(default, deserialize_with = "present")]
    corrects: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BerkutBody {
    message_id: MessageId,
    case: Case,
    #[serde(default, deserialize_with = "present")]
    answer: Option<String>,
    #[serde(default, deserialize_with = "present")]
    extension_request: Option<Object<ExtensionRequest>>,
    /// The Border Service is the NSC's, and speaks through Berkut too.
    #[serde(default, deserialize_with = "present")]
    border_annulment: Option<Object<BorderAnnulment>>,
    #[serde(default, deserialize_with = "present")]
    corrects: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BiometricsBody {
    message_id: MessageId,
    case: Case,
    #[serde(default, deserialize_with = "present")]
    appointment: Option<Object<Booked>>,
    #[serde(default, deserialize_with = "present")]
    result: Option<Object<Taking>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "as the contract names it")]
struct Booked {
    at: Instant,
    place: Text,
    booked_at: Instant,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taking {
    outcome: String,
    #[serde(default, deserialize_with = "present")]
    taken_at: Option<Instant>,
    #[serde(default, deserialize_with = "present")]
    reason: Option<ExemptionKind>,
}

impl Taking {
    fn into_domain(self) -> Result<Fingerprints, Problem> {
        let unfit = |message, field| Err(Problem::new(Code::Field, message).at(field));
        match (self.outcome.as_str(), self.taken_at, self.reason) {
            ("taken", Some(at), None) => Ok(Fingerprints::TakenAt(at)),
            ("taken", None, None) => unfit("taken needs the instant", "result.taken_at"),
            ("taken", _, Some(_)) => unfit("belongs to exempt only", "result.reason"),
            ("exempt", None, Some(kind)) => Ok(Fingerprints::Exempt(Exemption::Listed(kind))),
            ("exempt", None, None) => unfit("exempt needs a reason", "result.reason"),
            ("exempt", Some(_), _) => unfit("belongs to taken only", "result.taken_at"),
            _ => unfit("must be taken or exempt", "result.outcome"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    outcome: String,
    /// Any integer: one that is no ground is rejected by a rule of the procedure, not as malformed.
    #[serde(default, deserialize_with = "present")]
    ground: Option<i64>,
    #[serde(default, deserialize_with = "present")]
    note: Option<String>,
}

impl Finding {
    fn into_domain(self) -> Result<Verification, Problem> {
        let unfit = |message, field| Err(Problem::new(Code::Field, message).at(field));
        match (self.outcome.as_str(), self.ground, self.note) {
            ("clear", None, None) => Ok(Verification::Clear),
            ("clear", Some(_), _) => unfit("belongs to refuse only", "verification.ground"),
            ("clear", None, Some(_)) => unfit("belongs to refuse only", "verification.note"),
            ("refuse", None, _) => unfit("refuse needs a ground", "verification.ground"),
            ("refuse", _, None) => unfit("refuse needs a note, which may be empty", "verification.note"),
            ("refuse", Some(ground), Some(note)) => {
                // The contract lets a note be empty; our own record has no note then.
                let note =
                    if note.is_empty() { None } else { Some(Text::try_from(note).map_err(|problem| problem.at("verification.note"))?) };
                // There is no ground 0 either.
                let number = u8::try_from(ground).unwrap_or(0);
                let ground = Ground::try_from(number).map_err(|problem| problem.at("verification.ground"))?;
                Ok(Verification::Refuse(Refusal { ground, note }))
            }
            _ => unfit("must be clear or refuse", "verification.outcome"),
        }
    }
}

/// It becomes the id of an update, which the engine shows to operators in the clear.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct MessageId(String);

impl TryFrom<String> for MessageId {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        let fits = (1..=LONGEST_ID).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-'));
        if fits {
            Ok(Self(text))
        } else {
            Err(Problem::new(Code::Field, format!("must be 1 to {LONGEST_ID} letters, digits, dots, colons, underscores or hyphens")))
        }
    }
}

/// A case number as the contract writes it. That is wider than the numbers that we give out: the others are
/// well-formed and unknown.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Case(Result<CaseNumber, String>);

impl TryFrom<String> for Case {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        match text.parse() {
            Ok(number) => Ok(Self(Ok(number))),
            Err(_) if has_the_shape_of_a_case(&text) => Ok(Self(Err(text))),
            Err(problem) => Err(problem),
        }
    }
}

impl Case {
    fn into_domain(self) -> Result<CaseNumber, Problem> {
        self.0.map_err(|text| Problem::new(Code::CaseUnknown, format!("there is no case {text}")).at("case"))
    }
}

/// `^[A-Z]{3}-[0-9A-Z]{10}-[1-9][0-9]{0,3}$`
fn has_the_shape_of_a_case(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [kind, body, invitee] = parts.as_slice() else { return false };
    kind.len() == 3
        && kind.bytes().all(|byte| byte.is_ascii_uppercase())
        && body.len() == 10
        && body.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && (1..=4).contains(&invitee.len())
        && invitee.bytes().all(|byte| byte.is_ascii_digit())
        && !invitee.starts_with('0')
}

/// An optional member that is left out when it has no value, and never `null`.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// A JSON object. Without it serde would also take an array with the members in order.
struct Object<T>(T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: DeserializeOwned> Visitor<'de> for Members<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(Object)
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}
