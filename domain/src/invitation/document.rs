//! The documents that the procedure produces, as data: what is handed to the applicant, and on what paragraph.
//!
//! A document is derived from the application and the case's record; nothing of it is stored. How it looks
//! on paper is the business of another crate.

mod naming;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use self::naming::{Names, OfficeName};
use crate::{
    actor::Actor,
    application::{self, Application, Category, Channel, Invitee, Passport, VisaKind},
    birth::BirthDate,
    case::{
        number::{CaseNumber, digest},
        outbox::{ApplicantNotice, NoticeKind},
        stage::Status,
    },
    checks::papers::MissingPaper,
    invitation::Case,
    law::{
        clock_kind::{ClockKind, Window},
        ground::Ground,
        rulebook::limit::InvitationKind,
    },
    text::{BinIin, Country, OfficeCode, OfficerId, Text},
    time::{instant::Instant, proof::Proof, term::Term},
};

/// Hexadecimal digits of the digest that the QR code of an invitation or a visa holds.
const DIGEST_DIGITS: usize = 16;

/// A document of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = InvitationDocument)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Document {
    /// The receipt for a complete application (R26 para 14).
    AcceptanceReceipt(AcceptanceReceipt),
    /// The receipt that refuses acceptance and lists what is missing (R26 para 14, annex 7).
    AcceptanceRefusal(AcceptanceRefusal),
    /// The notice that the term was extended (R26 annex 5 row 3).
    ExtensionNotice(ExtensionNotice),
    /// The invitation in any of its forms (R26 paras 3(27), 16).
    Invitation(Invitation),
    /// The refusal, or the notice that the application is not considered (R26 annex 5 row 9, paras 15, 17).
    Refusal(RefusalNotice),
}

/// What stands on every document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = InvitationHeading)]
pub struct Heading {
    /// The number of the case.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// The office that gives the document.
    #[schema(value_type = String)]
    pub office: OfficeCode,
    /// Its name, where whoever shows the document knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office_name: Option<OfficeName>,
    /// Who invites, and is given the document.
    pub receiving_party: Party,
    /// Full name of the invitee, as in the passport.
    pub invitee: String,
    /// The day of the document.
    pub date: NaiveDate,
    /// The zone of the office's clock, where that is not Almaty's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub zone: Option<Tz>,
}

/// The receiving party as documents name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Party {
    /// BIN or IIN.
    #[schema(value_type = String)]
    pub bin_iin: BinIin,
    /// Name as registered.
    #[schema(value_type = String)]
    pub name: Text,
}

/// The receipt for a complete application (R26 para 14).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AcceptanceReceipt {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// The day that counts as the day of registration; the term runs from the day after it (R26 para 14).
    pub registered_on: NaiveDate,
    /// Visa category asked for.
    #[schema(value_type = String)]
    pub category: Category,
    /// First day of the visit.
    pub visit_from: NaiveDate,
    /// Last day of the visit.
    pub visit_until: NaiveDate,
    /// The papers handed in.
    #[schema(value_type = Vec<Object>)]
    pub papers: Vec<application::Document>,
    /// The department of the State Corporation where they were handed in, and where the result is handed out (R26 annex 5 row 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub department: Option<Text>,
}

/// The receipt that refuses acceptance (R26 para 14, annex 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = InvitationAcceptanceRefusal)]
pub struct AcceptanceRefusal {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// What is missing or has expired, each with its paragraph.
    pub missing: Vec<MissingPaper>,
    /// The department of the State Corporation that refuses (R26 annex 7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub department: Option<Text>,
}

/// The notice of an extension: its reason and its length (R26 annex 5 row 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = InvitationExtensionNotice)]
pub struct ExtensionNotice {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// Why more time is needed, in the words of the request.
    pub reason: String,
    /// The last day of the extended term.
    pub until: Option<NaiveDate>,
    /// How long the extended term is.
    #[schema(value_type = Option<String>)]
    pub term: Option<Term>,
    /// The extended term day by day; none in a notice of before that was told, and where a correction has given it another end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Proof>,
    /// The department of the State Corporation through which it was filed, and which informs the applicant (R26 annex 5 row 3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub department: Option<Text>,
}

/// The form in which an invitation is given (R26 para 16).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationForm {
    /// The electronic invitation of annex 10: of a person through the portal, and wherever an electronic visa rests on it (para 25).
    #[default]
    Electronic,
    /// A private invitation on paper, with signature and seal (para 16(1)).
    Paper,
    /// The coordination number on the first copy of a petition, with signature and seal (para 16(2)).
    Petition,
}

impl InvitationForm {
    /// The form that an application leads to.
    pub fn of(application: &Application) -> Self {
        let form = application.form();
        match (InvitationKind::of(form.inviting_party.kind), form.channel) {
            // An electronic visa is made of the data of an electronic invitation, whoever invites.
            _ if form.visit.visa_kind == VisaKind::Electronic => Self::Electronic,
            (InvitationKind::PrivateAffairs, Channel::Electronic) => Self::Electronic,
            (InvitationKind::PrivateAffairs, Channel::Paper) => Self::Paper,
            (InvitationKind::Petition, _) => Self::Petition,
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
    fn is_electronic(&self) -> bool {
        *self == Self::Electronic
    }
}

/// The invitation, with the fields of R26 annex 10; the receiving party, the issuing authority, the
/// invitee's full name and the date of issue are in the heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Invitation {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// Its form; without one, the electronic invitation.
    #[serde(default, skip_serializing_if = "InvitationForm::is_electronic")]
    pub form: InvitationForm,
    /// The outgoing number of the petition, on whose first copy the number stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub petition: Option<Text>,
    /// The registration number, on a petition the coordination number, that is entered in Berkut (R26 para 16).
    pub number: String,
    /// First day of the visit.
    pub visit_from: NaiveDate,
    /// Last day of the visit.
    pub visit_until: NaiveDate,
    /// Purpose of the visit.
    #[schema(value_type = String)]
    pub purpose: Text,
    /// Visa category asked for.
    #[schema(value_type = String)]
    pub category: Category,
    /// Citizenship of the invitee.
    #[schema(value_type = String)]
    pub citizenship: Country,
    /// The invitee's passport: series and number, date of issue, validity.
    #[schema(value_type = Object)]
    pub passport: Passport,
    /// The invitee's date of birth, as far as the passport states it.
    #[schema(value_type = String)]
    pub date_of_birth: BirthDate,
    /// Where the invitee will stay in Kazakhstan.
    #[schema(value_type = String)]
    pub address_in_kz: Text,
    /// The officer who is responsible: who decided, else who had the case.
    #[schema(value_type = Option<String>)]
    pub officer: Option<OfficerId>,
    /// The officer's name, where whoever shows the document knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub officer_name: Option<Text>,
}

/// A refusal, or the notice that the application is not considered (R26 annex 5 row 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RefusalNotice {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// Which of the two.
    pub outcome: RefusalOutcome,
    /// The ground, 1 to 7.
    #[schema(value_type = u8)]
    pub ground: Ground,
    /// What the ground says, as the case's rulebook has it.
    pub text: String,
    /// Act and paragraph of the ground.
    pub basis: String,
    /// What was found, in words.
    #[schema(value_type = Option<String>)]
    pub note: Option<Text>,
    /// The officer who decided, where a person entered the decision.
    #[schema(value_type = Option<String>)]
    pub officer: Option<OfficerId>,
    /// The officer's name, where whoever shows the document knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub officer_name: Option<Text>,
    /// Until when who learnt of it on its day complains (R26 para 59; APPC art 92(1)); none in a case of before that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complain_until: Option<NaiveDate>,
    /// The term in which it was due, day by day; none in a notice of before that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Proof>,
    /// The department of the State Corporation where the result is handed out (R26 annex 5 row 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub department: Option<Text>,
}

/// How an application failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusalOutcome {
    /// The invitation is refused.
    Refused,
    /// The application is not considered (ground 7; R26 paras 17, 56).
    NotConsidered,
}

/// What a case has produced so far, in the order in which it was produced. Empty if the application has no such
/// invitee.
///
/// Receipts and the extension notice say what the applicant was told: a later correction does not rewrite them.
/// A withdrawn case has no document about a decision.
pub fn documents(application: &Application, invitee: usize, case: &Case) -> Vec<Document> {
    let Some(invitee) = application.invitee(invitee) else { return Vec::new() };
    let source = Source { application, invitee, case };
    let notices = case.notices.all().iter().filter_map(|notice| source.of_notice(notice));
    notices.chain(source.of_decision()).collect()
}

struct Source<'a> {
    application: &'a Application,
    invitee: &'a Invitee,
    case: &'a Case,
}

impl Source<'_> {
    fn of_notice(&self, notice: &ApplicantNotice) -> Option<Document> {
        match notice.kind {
            NoticeKind::AcceptanceReceipt => notice.registered_on.map(|day| Document::AcceptanceReceipt(self.receipt(day))),
            NoticeKind::AcceptanceRefusal => Some(Document::AcceptanceRefusal(AcceptanceRefusal {
                heading: self.heading(&self.case.filing().office, self.case.filing().filed_at),
                filed_at: self.case.filing().filed_at,
                missing: self.case.filing().missing.clone(),
                department: self.department(),
            })),
            NoticeKind::Extension => Some(Document::ExtensionNotice(self.extension(notice))),
            // The decision is on the case's record before its notice is written. Of a request for papers, the portal's message
            // itself is the document.
            NoticeKind::Decision
            | NoticeKind::PapersRequest
            | NoticeKind::Forwarding
            | NoticeKind::PreliminaryRefusal
            | NoticeKind::FingerprintAppointment => None,
        }
    }

    fn of_decision(&self) -> Option<Document> {
        let ended_at = self.case.docket().ended_at?;
        let heading = self.heading(self.case.office(), ended_at);
        match self.case.docket().status {
            Status::Issued => Some(Document::Invitation(self.invitation(heading))),
            Status::Refused => self.refusal(heading, RefusalOutcome::Refused),
            Status::NotConsidered => self.refusal(heading, RefusalOutcome::NotConsidered),
            _ => None,
        }
    }

    fn heading(&self, office: &OfficeCode, at: Instant) -> Heading {
        let party = &self.application.form().inviting_party;
        Heading {
            case: self.case.number().clone(),
            office: office.clone(),
            office_name: None,
            receiving_party: Party { bin_iin: party.bin_iin.clone(), name: party.name.clone() },
            invitee: self.full_name(),
            date: at.date_in(self.case.rules().hours.zone()),
            zone: self.case.rules().hours.zone(),
        }
    }

    fn department(&self) -> Option<Text> {
        self.application.form().state_corporation.as_ref().map(|through| through.department.clone())
    }

    fn full_name(&self) -> String {
        let Invitee { surname, given_names, patronymic, .. } = self.invitee;
        let names = [Some(surname), given_names.as_ref(), patronymic.as_ref()];
        names.into_iter().flatten().map(Text::as_str).collect::<Vec<_>>().join(" ")
    }

    fn receipt(&self, registered_on: NaiveDate) -> AcceptanceReceipt {
        let filing = self.case.filing();
        let form = self.application.form();
        AcceptanceReceipt {
            heading: self.heading(&filing.office, filing.filed_at),
            filed_at: filing.filed_at,
            registered_on,
            category: form.visit.category.clone(),
            visit_from: form.visit.from,
            visit_until: form.visit.until,
            papers: form.documents.clone(),
            department: self.department(),
        }
    }

    fn extension(&self, notice: &ApplicantNotice) -> ExtensionNotice {
        // Who had the case then: a stage tells it, a later reassignment does not change it.
        let stage = self.case.stages.all().iter().rfind(|stage| stage.at <= notice.at);
        let office = stage.map_or(&self.case.filing().office, |stage| &stage.office);
        let extended =
            |rule: &&crate::law::rules::ClockRule| rule.clock == ClockKind::Coordination && rule.window == Some(Window::Extended);
        ExtensionNotice {
            heading: self.heading(office, notice.at),
            reason: notice.reason.clone().unwrap_or_default(),
            until: notice.until,
            term: self.case.rules().clocks.iter().find(extended).map(|rule| rule.term),
            deadline: self.case.extended_until(notice.until),
            department: self.department(),
        }
    }

    fn invitation(&self, heading: Heading) -> Invitation {
        let visit = &self.application.form().visit;
        let form = InvitationForm::of(self.application);
        let outgoing = self.application.form().inviting_party.outgoing_number.as_ref();
        Invitation {
            heading,
            form,
            petition: outgoing.filter(|_| form == InvitationForm::Petition).cloned(),
            number: self.case.issued_number().unwrap_or_default(),
            visit_from: visit.from,
            visit_until: visit.until,
            purpose: visit.purpose.clone(),
            category: visit.category.clone(),
            citizenship: self.invitee.citizenship.clone(),
            passport: self.invitee.passport.clone(),
            date_of_birth: self.invitee.date_of_birth,
            address_in_kz: visit.address_in_kz.clone(),
            officer: self.deciding_officer().or_else(|| self.case.officer().cloned()),
            officer_name: None,
        }
    }

    fn refusal(&self, heading: Heading, outcome: RefusalOutcome) -> Option<Document> {
        let refusal = self.case.docket().refusal.as_ref()?;
        let rule = self.case.rules().grounds.iter().find(|rule| rule.ground == refusal.ground);
        let complain_until = self.case.rules().complain_until(heading.date);
        Some(Document::Refusal(RefusalNotice {
            complain_until,
            deadline: self.case.decided_within(),
            department: self.department(),
            heading,
            outcome,
            ground: refusal.ground,
            text: rule.map(|rule| rule.text.clone()).unwrap_or_default(),
            basis: rule.map(|rule| rule.source.clone()).unwrap_or_default(),
            note: refusal.note.clone(),
            officer: self.deciding_officer(),
            officer_name: None,
        }))
    }

    fn deciding_officer(&self) -> Option<OfficerId> {
        match self.case.ended_by()? {
            Actor::Officer(id) => Some(id.clone()),
            Actor::Applicant | Actor::Police | Actor::Nsc | Actor::BiometricCentre | Actor::System => None,
        }
    }
}

impl Document {
    /// What stands on every document.
    pub const fn heading(&self) -> &Heading {
        match self {
            Self::AcceptanceReceipt(AcceptanceReceipt { heading, .. })
            | Self::AcceptanceRefusal(AcceptanceRefusal { heading, .. })
            | Self::ExtensionNotice(ExtensionNotice { heading, .. })
            | Self::Invitation(Invitation { heading, .. })
            | Self::Refusal(RefusalNotice { heading, .. }) => heading,
        }
    }

    /// The kind as it stands in data.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::AcceptanceReceipt(_) => "acceptance_receipt",
            Self::AcceptanceRefusal(_) => "acceptance_refusal",
            Self::ExtensionNotice(_) => "extension_notice",
            Self::Invitation(_) => "invitation",
            Self::Refusal(_) => "refusal",
        }
    }
}

impl Invitation {
    /// What the QR code says (R26 annex 10): numbers, the date of issue, and the beginning of a digest over all fields,
    /// by which a printed invitation is compared with the record. It holds no personal data. It is no signature:
    /// that an invitation was issued is known from the record only.
    pub fn qr_text(&self) -> String {
        let Heading { case, date, .. } = &self.heading;
        format!("shaqyru-invitation/1 number={} case={case} issued={date} sha256={}", self.number, self.digest())
    }

    /// The beginning of the SHA-256 digest over the fields of annex 10, in the order of the annex, each followed by
    /// a zero byte. A change of what goes in needs another version in [`Self::qr_text`].
    pub fn digest(&self) -> String {
        // Names and zone are left out: they are how a document is shown, and may be written another way later.
        let Heading { case, office, office_name: _, receiving_party, invitee, date, zone: _ } = &self.heading;
        let fields = [
            self.number.clone(),
            case.to_string(),
            self.visit_from.to_string(),
            self.visit_until.to_string(),
            self.purpose.to_string(),
            self.category.to_string(),
            invitee.clone(),
            self.citizenship.to_string(),
            self.passport.number.to_string(),
            self.passport.issued_on.to_string(),
            self.passport.valid_until.to_string(),
            self.date_of_birth.to_string(),
            self.address_in_kz.to_string(),
            receiving_party.bin_iin.to_string(),
            receiving_party.name.to_string(),
            office.to_string(),
            self.officer.as_ref().map(ToString::to_string).unwrap_or_default(),
            date.to_string(),
        ];
        digest_of_fields(&fields)
    }
}

/// The beginning of the SHA-256 digest over fields, each followed by a zero byte.
pub(crate) fn digest_of_fields(fields: &[String]) -> String {
    let content: String = fields.iter().flat_map(|field| [field, "\0"]).collect();
    digest(content.as_bytes()).chars().take(DIGEST_DIGITS).collect()
}
