//! What is said when an input, a rule or an outside system says no.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Declares [`Code`] together with its text and exit status, so that the list in
/// `docs/reference/errors.md` (checked by a test) and the program cannot drift apart.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $exit:ident;)+) => {
        /// The code of a problem: stable, the same in JSON, on the screen and in the documents.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* #[serde(rename = $text)] $name,)+ }

        impl Code {
            /// Every code, in the order of the documents.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as people see it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Who says no: decides the exit status of the command line.
            pub const fn origin(self) -> Origin {
                match self { $(Self::$name => Origin::$exit,)+ }
            }
        }

        impl FromStr for Code {
            type Err = UnknownCode;
            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                match text { $($text => Ok(Self::$name),)+ _ => Err(UnknownCode) }
            }
        }
    };
}

/// A text that is none of our codes.
#[derive(Debug, thiserror::Error)]
#[error("not a code of this program")]
pub struct UnknownCode;

/// Who says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The procedure or a check.
    Procedure,
    /// The input or the call is wrong.
    Input,
    /// An outside system could not be reached or did not do its part.
    Outside,
}

impl Origin {
    /// The exit status of the command line.
    pub const fn exit_status(self) -> u8 {
        match self {
            Self::Procedure => 1,
            Self::Input => 2,
            Self::Outside => 3,
        }
    }
}

codes! {
    /// The text is no JSON document.
    Json = "SHQ-JSON", Input;
    /// A field is missing, unknown or of the wrong type.
    Field = "SHQ-FIELD", Input;
    /// A text is too long, or a list has too many entries or none.
    Size = "SHQ-SIZE", Input;
    /// A text holds control characters.
    ControlCharacters = "SHQ-CONTROL-CHARACTERS", Input;
    /// A text holds characters that nobody sees, or that turn round what is seen.
    HiddenCharacters = "SHQ-HIDDEN-CHARACTERS", Input;
    /// What stands in the passport in Latin letters is written in others.
    Script = "SHQ-SCRIPT", Input;
    /// One passport stands twice in one application.
    SamePassport = "SHQ-SAME-PASSPORT", Input;
    /// No such visa category, or none to which anybody is invited.
    Category = "SHQ-CATEGORY", Input;
    /// No such state by ISO 3166-1 or the list of exceptions.
    Country = "SHQ-COUNTRY", Input;
    /// Dates are in the wrong order.
    DateOrder = "SHQ-DATE-ORDER", Input;
    /// The check digit of a BIN or IIN is wrong.
    BinIin = "SHQ-BIN-IIN", Input;
    /// Not an instant.
    Instant = "SHQ-INSTANT", Input;
    /// Not a term.
    Term = "SHQ-TERM", Input;
    /// The calendar does not hold the date.
    NoCalendar = "SHQ-NO-CALENDAR", Input;
    /// The rulebook does not say what held on that day.
    NoEdition = "SHQ-NO-EDITION", Input;
    /// There is no such edition in the rulebook, or it has not been announced.
    EditionUnknown = "SHQ-EDITION-UNKNOWN", Input;
    /// The rulebook knows no such office.
    OfficeUnknown = "SHQ-OFFICE-UNKNOWN", Input;
    /// The office is none of the body that has the case: the police, the ministry or a mission.
    OfficeBody = "SHQ-OFFICE-BODY", Input;
    OfficeRegion = "SHQ-OFFICE-REGION", Input;
    /// The exemption from fingerprints was not in force when the case was filed.
    ExemptionNotInForce = "SHQ-EXEMPTION-NOT-IN-FORCE", Input;
    /// There is no such rule in the rulebook.
    RuleUnknown = "SHQ-RULE-UNKNOWN", Input;
    /// The rulebook's data cannot be used.
    Rulebook = "SHQ-RULEBOOK", Input;
    /// There is no such draft: it was filed, thrown away or left for too long.
    DraftUnknown = "SHQ-DRAFT-UNKNOWN", Input;
    /// Not a case number.
    CaseNumber = "SHQ-CASE-NUMBER", Input;
    /// There is no case with this number.
    CaseUnknown = "SHQ-CASE-UNKNOWN", Input;
    /// The same request id came with another application.
    RequestConflict = "SHQ-REQUEST-CONFLICT", Input;
    /// The same message id came with another content.
    MessageConflict = "SHQ-MESSAGE-CONFLICT", Input;
    /// A message's signature is missing, wrong or stale.
    Signature = "SHQ-SIGNATURE", Input;
    /// What was said to a case carries no statement of the console.
    Unsigned = "SHQ-UNSIGNED", Input;
    /// A sender has said all that one may say to one case.
    TooManyMessages = "SHQ-TOO-MANY-MESSAGES", Outside;
    /// The code of a notice is wrong or was used, or what it had opened is closed again.
    DocumentCode = "SHQ-DOCUMENT-CODE", Input;
    /// The token is missing, wrong or has run out.
    Token = "SHQ-TOKEN", Input;
    /// The request was meant for a host that this is not.
    Host = "SHQ-HOST", Input;
    /// A decision does not say which state of the case it rests on.
    IfMatch = "SHQ-IF-MATCH", Input;
    /// Too many requests at once.
    RateLimit = "SHQ-RATE-LIMIT", Outside;
    /// A scenario cannot be played.
    Scenario = "SHQ-SCENARIO", Input;
    /// A shifted clock outside a simulation.
    ClockOffset = "SHQ-CLOCK-OFFSET", Input;
    /// A document cannot be made.
    Document = "SHQ-DOCUMENT", Outside;
    /// A file cannot be read or written.
    File = "SHQ-FILE", Input;
    /// Closed cases would be kept for less time than the law wants.
    Retention = "SHQ-RETENTION", Input;
    /// The command or its options are wrong.
    Usage = "SHQ-USAGE", Input;
    /// Connection settings or addresses are wrong.
    Configuration = "SHQ-CONFIGURATION", Input;

    /// The body does not do that with visas of the category.
    NotDoneHere = "SHQ-NOT-DONE-HERE", Procedure;
    /// A state information system holds the paper: nobody may ask for it.
    PaperHeld = "SHQ-PAPER-HELD", Procedure;
    /// The original was shown: no notarised copy may be asked for.
    NotarisedCopy = "SHQ-NOTARISED-COPY", Procedure;
    /// The role or the office does not allow it.
    Forbidden = "SHQ-FORBIDDEN", Procedure;
    /// Who handled what an agency said may not decide.
    FourEyes = "SHQ-FOUR-EYES", Procedure;
    /// The case has changed since it was looked at.
    Stale = "SHQ-STALE", Procedure;
    /// The case has ended: decided, refused, withdrawn or not accepted.
    CaseClosed = "SHQ-CASE-CLOSED", Procedure;
    /// The fact is older than the case's last fact.
    OutOfOrder = "SHQ-OUT-OF-ORDER", Procedure;
    /// The fact lies in the future.
    Future = "SHQ-FUTURE", Procedure;
    /// A verification before the verification has begun.
    VerificationEarly = "SHQ-VERIFICATION-EARLY", Procedure;
    /// A case for the same passport, category and office is open.
    Duplicate = "SHQ-DUPLICATE", Procedure;
    /// A second verification.
    VerificationRecorded = "SHQ-VERIFICATION-RECORDED", Procedure;
    /// An answer or a request of the NSC before the submission.
    NotSubmitted = "SHQ-NOT-SUBMITTED", Procedure;
    /// What would follow of what the NSC does, where it is not asked.
    NotCoordinated = "SHQ-NOT-COORDINATED", Procedure;
    /// An answer or a request of the NSC after its answer.
    Answered = "SHQ-ANSWERED", Procedure;
    /// A second request for more time.
    ExtensionRepeated = "SHQ-EXTENSION-REPEATED", Procedure;
    /// A request for more time after the extended window.
    ExtensionLate = "SHQ-EXTENSION-LATE", Procedure;
    /// A decision that the procedure does not know, such as annulling where a visa is asked for.
    Verdict = "SHQ-VERDICT", Procedure;
    /// A decision before the case has come so far.
    DecisionEarly = "SHQ-DECISION-EARLY", Procedure;
    /// Fingerprints before the registration.
    FingerprintsEarly = "SHQ-FINGERPRINTS-EARLY", Procedure;
    /// Fingerprints that are not due, or are on record.
    FingerprintsRecorded = "SHQ-FINGERPRINTS-RECORDED", Procedure;
    /// An appointment for fingerprints that is on record, or older than the one that is.
    AppointmentRecorded = "SHQ-APPOINTMENT-RECORDED", Procedure;
    /// A visa is issued while fingerprints are due.
    FingerprintsDue = "SHQ-FINGERPRINTS-DUE", Procedure;
    /// An electronic visa is issued that its holder has not confirmed, or has confirmed for another passport.
    Unconfirmed = "SHQ-UNCONFIRMED", Procedure;
    /// An invitation is refused at the foreign ministry or a mission, which refuse none.
    NotRefusedHere = "SHQ-NOT-REFUSED-HERE", Procedure;
    NotVerifiedHere = "SHQ-NOT-VERIFIED-HERE", Procedure;
    /// A refusal without the hearing that is due.
    HearingDue = "SHQ-HEARING-DUE", Procedure;
    /// A hearing where none is due, or a second one.
    HearingNotDue = "SHQ-HEARING-NOT-DUE", Procedure;
    /// A hearing that is set for an instant at which nobody can be heard, or too soon.
    HearingTime = "SHQ-HEARING-TIME", Procedure;
    /// What came of a hearing before its time, or without one.
    HearingEarly = "SHQ-HEARING-EARLY", Procedure;
    /// A complaint is not where this is done to it: it has not been passed on, or has been.
    ComplaintStage = "SHQ-COMPLAINT-STAGE", Procedure;
    /// A complaint is satisfied by the provider after the term for passing it on.
    SatisfiedLate = "SHQ-SATISFIED-LATE", Procedure;
    /// A sticker that there is not.
    NoSticker = "SHQ-NO-STICKER", Procedure;
    /// No visa was issued, or it is annulled already.
    NoVisa = "SHQ-NO-VISA", Procedure;
    /// A sticker that cannot be printed as annex 2 wants it.
    StickerField = "SHQ-STICKER-FIELD", Procedure;
    /// An office has no sticker left.
    NoStickersLeft = "SHQ-NO-STICKERS-LEFT", Procedure;
    /// What is in Berkut already, or is not issued.
    BerkutEntered = "SHQ-BERKUT-ENTERED", Procedure;
    /// A decision before the NSC's answer.
    NoAnswer = "SHQ-NO-ANSWER", Procedure;
    /// The ground does not belong to this step.
    Ground = "SHQ-GROUND", Procedure;
    /// An issue against the NSC's objection.
    IssueAgainstObjection = "SHQ-ISSUE-AGAINST-OBJECTION", Procedure;
    /// A late decision without a reason for the delay.
    LateReason = "SHQ-LATE-REASON", Procedure;
    /// It is entered so long after it was received, or would make a late decision a timely one.
    Antedated = "SHQ-ANTEDATED", Procedure;
    /// It undoes a breach, and does not say why it is entered late or on which letter it rests.
    UndoesBreach = "SHQ-UNDOES-BREACH", Procedure;
    /// A correction by a person who entered, corrected or proposed it before.
    SamePerson = "SHQ-SAME-PERSON", Procedure;
    /// There is no such fact to correct.
    NothingToCorrect = "SHQ-NOTHING-TO-CORRECT", Procedure;
    /// A correction that changes nothing.
    NothingChanged = "SHQ-NOTHING-CHANGED", Procedure;
    /// An agency's own message is corrected without the number of its letter.
    Letter = "SHQ-LETTER", Procedure;
    /// What happened since cannot stand beside the correction.
    CorrectionConflict = "SHQ-CORRECTION-CONFLICT", Procedure;
    /// There is no incident to resume from.
    NoIncident = "SHQ-NO-INCIDENT", Procedure;
    /// What is to be recorded does not fit what is on record.
    RegisterConflict = "SHQ-REGISTER-CONFLICT", Procedure;
    /// There is no such notice.
    NoticeUnknown = "SHQ-NOTICE-UNKNOWN", Procedure;
    /// The case is being opened and takes no messages yet.
    Opening = "SHQ-OPENING", Procedure;

    /// The agency refuses the call, and will go on refusing it.
    AgencyRefused = "SHQ-AGENCY-REFUSED", Outside;
    /// The agency's answer cannot be decoded.
    AgencyUndecodable = "SHQ-AGENCY-UNDECODABLE", Outside;
    /// The agency answers for another case.
    AgencyWrongCase = "SHQ-AGENCY-WRONG-CASE", Outside;
    /// The agency's message was rejected by the procedure.
    AgencyRejected = "SHQ-AGENCY-REJECTED", Outside;
    /// The agency has not answered yet; it is asked again.
    AgencyPending = "SHQ-AGENCY-PENDING", Outside;
    /// The agency cannot be reached at the moment.
    AgencyUnavailable = "SHQ-AGENCY-UNAVAILABLE", Outside;
    /// The engine cannot be reached.
    EngineUnreachable = "SHQ-ENGINE-UNREACHABLE", Outside;
    /// The console's clock is too far from that of the register.
    Clock = "SHQ-CLOCK", Outside;
    /// The console cannot be reached.
    ConsoleUnreachable = "SHQ-CONSOLE-UNREACHABLE", Outside;
    /// The issuer of tokens cannot be reached, or says something unexpected.
    Issuer = "SHQ-ISSUER", Outside;
    /// No worker answers for the case.
    WorkerSilent = "SHQ-WORKER-SILENT", Outside;
    /// The local server cannot be installed or started.
    Devserver = "SHQ-DEVSERVER", Outside;
    /// The engine answered something unexpected.
    Engine = "SHQ-ENGINE", Outside;
    /// The register cannot be reached, or is busy for too long.
    RegisterUnreachable = "SHQ-REGISTER-UNREACHABLE", Outside;
    /// The register holds what this program cannot read, or refuses what it should take.
    Register = "SHQ-REGISTER", Outside;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Stands between a code and the field within what is decoded.
const IN_FIELD: char = '@';

/// A coded no, with what to do about it. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, utoipa::ToSchema)]
#[error("{code} {message}")]
pub struct Problem {
    /// What kind of no.
    #[schema(value_type = String)]
    pub code: Code,
    /// What is wrong and what to do, for people.
    pub message: String,
    /// The field that it is about, as a path such as `invitees[0].passport.number`.
    pub field: Option<String>,
}

impl Problem {
    /// A problem that is about no field in particular.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None }
    }

    /// The same problem, naming the field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same problem of what stands in a field of something else.
    #[must_use]
    pub fn under(self, parent: &str) -> Self {
        let field = self.field.as_ref().map_or_else(|| parent.to_owned(), |field| format!("{parent}.{field}"));
        self.at(field)
    }

    /// The problem that a type has told of itself while it was decoded.
    fn told(text: &str) -> Option<Self> {
        let (head, message) = text.split_once(' ')?;
        let (code, field) = head.split_once(IN_FIELD).map_or((head, None), |(code, field)| (code, Some(field)));
        let problem = Self::new(code.parse().ok()?, message);
        Some(match field {
            Some(field) => problem.at(field),
            None => problem,
        })
    }

    /// Decodes a JSON document, naming the field that does not fit.
    ///
    /// Types that check themselves while being decoded say `SHQ-… text`, or `SHQ-…@field text` of a field of theirs; both are taken
    /// from there. What stood in the field is not repeated: it may be personal data. A byte order mark, which some editors put before
    /// the document, is none of it (RFC 8259 lets a reader pass over it).
    pub fn decode<T: serde::de::DeserializeOwned>(json: &[u8]) -> Result<T, Self> {
        let json = json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json);
        let mut document = serde_json::Deserializer::from_slice(json);
        let value = serde_path_to_error::deserialize(&mut document).map_err(|error| {
            let path = error.path().to_string();
            let syntax = !error.inner().is_data();
            let text = error.into_inner().to_string();
            if let Some(told) = Self::told(without_position(&text)) {
                return if matches!(path.as_str(), "." | "?") { told } else { told.under(&path) };
            }
            let (code, message) = if !syntax {
                (Code::Field, without_value(without_position(&text)))
            } else if serde_json::from_slice::<serde_json::Value>(json).is_err() {
                (Code::Json, text)
            } else {
                // serde_json says "syntax" of some values that are merely of the wrong type.
                (Code::Field, "is not of the expected type".to_owned())
            };
            let problem = Self::new(code, message);
            if matches!(path.as_str(), "." | "?") { problem } else { problem.at(path) }
        })?;
        document.end().map_err(|error| Self::new(Code::Json, error.to_string()))?;
        Ok(value)
    }
}

/// serde_json appends "at line 1 column 7"; the field's path says it better.
fn without_position(text: &str) -> &str {
    text.rsplit_once(" at line ").map_or(text, |(message, _)| message)
}

/// serde's "invalid type: integer `7`, expected a string" without the 7.
fn without_value(text: &str) -> String {
    let Some((found, expected)) = text.rsplit_once(", expected ") else { return text.to_owned() };
    for kind in ["invalid type", "invalid value"] {
        if let Some(found) = found.strip_prefix(kind).and_then(|rest| rest.strip_prefix(": ")) {
            let found = found.split(['`', '"']).next().unwrap_or_default().trim_end();
            return format!("{kind}: {found}, expected {expected}");
        }
    }
    if found.starts_with("unknown variant ") {
        return format!("unknown value, expected {expected}");
    }
    text.to_owned()
}

/// Lets a type that checks itself while being decoded name its code (see [`Problem::decode`]).
impl From<Problem> for String {
    fn from(problem: Problem) -> Self {
        problem.to_string()
    }
}

/// What a type says that checks several fields while being decoded: which of them it is about is told, too (see [`Problem::decode`]).
#[derive(Debug, thiserror::Error)]
#[error("{}{} {}", .0.code, .0.field.as_ref().map(|field| format!("{IN_FIELD}{field}")).unwrap_or_default(), .0.message)]
pub struct FieldProblem(#[from] Problem);
