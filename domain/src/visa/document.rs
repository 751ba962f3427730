//! The papers that the procedure of a visa produces, as data: what is handed to the applicant or kept at the office, and on what paragraph.
//!
//! As those of an invitation they are derived from the request and the case's record, and nothing of them is stored.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{
    Case,
    electronic::ElectronicVisa,
    group::{GroupList, listed},
    request::{Basis, BasisKind, VisaAction, VisaRequest},
};
use crate::{
    actor::Actor,
    application::{self, Category, Entries},
    case::{
        hearing::HearingOutcome,
        number::CaseNumber,
        outbox::{ApplicantNotice, NoticeKind},
        procedure::Procedure,
        stage::Status,
        visa::{ActOfAnnulment, EndOfSticker, Invalidity, VisaStanding},
    },
    checks::papers::MissingPaper,
    invitation::document::{Names, OfficeName},
    law::{
        clock_kind::{ClockKind, Window},
        ground::Ground,
        rulebook::Rulebook,
    },
    text::{OfficeCode, OfficerId, Text},
    time::{instant::Instant, proof::Proof, term::Term},
};

/// A document of a visa's case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = VisaDocument)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Document {
    /// The receipt for a complete request (R26 para 23).
    VisaReceipt(Receipt),
    /// The refusal to accept a request, with what is missing (R26 para 23, annex 7).
    VisaAcceptanceRefusal(AcceptanceRefusal),
    /// The notice that the term was extended (R26 para 42, annex 8).
    VisaExtensionNotice(ExtensionNotice),
    /// The notice of the intended refusal and of the hearing (R26 para 23; APPC art 73).
    HearingNotice(HearingNotice),
    /// The refusal of what was asked (R26 annex 8 row 9).
    VisaRefusal(Refusal),
    /// The act on a sticker that was spoiled, annulled or lost (R26 para 47, annex 13).
    StickerAct(StickerAct),
    /// The confirmation that a visa was issued whose sticker was filled in by hand (R26 para 43).
    HandwritingConfirmation(HandwritingConfirmation),
    /// The electronic visa (R26 para 25, annex 3).
    ElectronicVisa(ElectronicVisa),
    /// The list of a group (R26 para 32, annex 12).
    GroupList(GroupList),
}

/// What stands on every document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = VisaHeading)]
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
    /// What is asked.
    #[schema(value_type = String)]
    pub action: VisaAction,
    /// Full name of the recipient, as in the passport.
    pub recipient: String,
    /// The number of the recipient's passport.
    #[schema(value_type = String)]
    pub passport_number: Text,
    /// The day of the document.
    pub date: NaiveDate,
    /// The zone of the office's clock, where that is not Almaty's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub zone: Option<Tz>,
}

/// The receipt for a complete request (R26 para 23).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = VisaReceipt)]
pub struct Receipt {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// The day that counts as the day of registration.
    pub registered_on: NaiveDate,
    /// The category of the visa that is asked for, or that is to end.
    #[schema(value_type = String)]
    pub category: Category,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day.
    pub valid_until: NaiveDate,
    /// The note verbale or the instruction on which it rests; none where what it rests on is among the papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub basis: Option<Basis>,
    /// The papers handed in.
    #[schema(value_type = Vec<Object>)]
    pub papers: Vec<application::Document>,
}

/// The refusal to accept a request (R26 para 23, annex 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = VisaAcceptanceRefusal)]
pub struct AcceptanceRefusal {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    /// What is missing or has expired, each with its paragraph.
    pub missing: Vec<MissingPaper>,
}

/// The notice of an extension: its reason and its length (R26 para 42, annex 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = VisaExtensionNotice)]
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
}

/// On what a refusal rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Why {
    /// The ground, 1 to 6.
    #[schema(value_type = u8)]
    pub ground: Ground,
    /// What the ground says, as the case's rulebook has it.
    pub text: String,
    /// Act and paragraph of the ground.
    pub basis: String,
    /// What was found, in words.
    #[schema(value_type = Option<String>)]
    pub note: Option<Text>,
}

/// The notice of the intended refusal and of the hearing: on what it rests, and when, where and how the applicant is heard (R26 para 23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HearingNotice {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// On what the intended refusal rests.
    #[serde(flatten)]
    pub why: Why,
    /// Day and hour of the hearing.
    #[schema(value_type = String, format = DateTime)]
    pub hearing_at: Instant,
    /// Where; at the office, if nothing is said.
    #[schema(value_type = Option<String>)]
    pub place: Option<Text>,
    /// In which manner; in person, if nothing is said.
    #[schema(value_type = Option<String>)]
    pub manner: Option<Text>,
}

/// A refusal of what was asked, which answers what the applicant has objected (R26 annex 8 row 9; APPC art 73).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = VisaRefusal)]
pub struct Refusal {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// On what it rests.
    #[serde(flatten)]
    pub why: Why,
    /// How the hearing ended, where there was one.
    pub hearing: Option<HearingOutcome>,
    /// What the applicant has objected.
    #[schema(value_type = Option<String>)]
    pub objections: Option<Text>,
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
    /// The term in which it was due, day by day; none where the Rules state none, and in a notice of before that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Proof>,
}

/// The act on a sticker that ended (R26 para 47, annex 13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StickerAct {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// The number of the act.
    pub number: String,
    /// Which act of the case it is, from 1.
    pub place: usize,
    /// The number of the sticker.
    #[schema(value_type = String)]
    pub sticker: Text,
    /// Whether it was spoiled, annulled or lost.
    pub why: EndOfSticker,
    /// How, in words, where somebody said it.
    #[schema(value_type = Option<String>)]
    pub reason: Option<Text>,
}

/// The confirmation of a visa whose sticker was filled in by hand (R26 para 43).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HandwritingConfirmation {
    /// What stands on every document.
    #[serde(flatten)]
    pub heading: Heading,
    /// The number of the sticker.
    #[schema(value_type = String)]
    pub sticker: Text,
    /// The visa's category.
    #[schema(value_type = String)]
    pub category: Category,
    /// The entries that it allows.
    #[schema(value_type = String)]
    pub entries: Entries,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day.
    pub valid_until: NaiveDate,
}

/// What a case has produced so far, in the order of the procedure.
///
/// Receipts and notices say what the applicant was told: a later change does not rewrite them.
pub fn documents(request: &VisaRequest, case: &Case) -> Vec<Document> {
    let source = Source { request, case };
    let notices = case.notices.all().iter().filter_map(|notice| source.of_notice(notice));
    notices
        .chain(source.refusal())
        .chain(source.acts())
        .chain(source.confirmation())
        .chain(source.electronic_visa())
        .chain(source.group_list())
        .collect()
}

struct Source<'a> {
    request: &'a VisaRequest,
    case: &'a Case,
}

impl Source<'_> {
    fn of_notice(&self, notice: &ApplicantNotice) -> Option<Document> {
        let filing = self.case.filing();
        match notice.kind {
            NoticeKind::AcceptanceReceipt => notice.registered_on.map(|day| Document::VisaReceipt(self.receipt(day))),
            NoticeKind::AcceptanceRefusal => Some(Document::VisaAcceptanceRefusal(AcceptanceRefusal {
                heading: self.heading(&filing.office, filing.filed_at),
                filed_at: filing.filed_at,
                missing: filing.missing.clone(),
            })),
            NoticeKind::Extension => Some(Document::VisaExtensionNotice(self.extension(notice))),
            NoticeKind::PreliminaryRefusal => self.hearing_notice(notice),
            // The decision has documents of its own; of the others, the portal's message itself is the document.
            NoticeKind::Decision | NoticeKind::PapersRequest | NoticeKind::Forwarding | NoticeKind::FingerprintAppointment => None,
        }
    }

    fn heading(&self, office: &OfficeCode, at: Instant) -> Heading {
        let form = self.request.form();
        let recipient = &form.recipient;
        let names = [Some(&recipient.surname), recipient.given_names.as_ref(), recipient.patronymic.as_ref()];
        Heading {
            case: self.case.number().clone(),
            office: office.clone(),
            office_name: None,
            action: form.action,
            recipient: names.into_iter().flatten().map(Text::as_str).collect::<Vec<_>>().join(" "),
            passport_number: recipient.passport.number.clone(),
            date: at.date_in(self.case.rules().hours.zone()),
            zone: self.case.rules().hours.zone(),
        }
    }

    /// Who had the case then: a stage tells it, a later reassignment does not change it.
    fn office_at(&self, at: Instant) -> &OfficeCode {
        let stage = self.case.stages.all().iter().rfind(|stage| stage.at <= at);
        stage.map_or(&self.case.filing().office, |stage| &stage.office)
    }

    fn receipt(&self, registered_on: NaiveDate) -> Receipt {
        let filing = self.case.filing();
        let asked = &self.case.particulars().asked;
        let form = self.request.form();
        Receipt {
            heading: self.heading(&filing.office, filing.filed_at),
            filed_at: filing.filed_at,
            registered_on,
            category: asked.category.clone(),
            valid_from: asked.valid_from,
            valid_until: asked.valid_until,
            basis: match form.basis.kind {
                BasisKind::NoteVerbale | BasisKind::MfaInstruction | BasisKind::MiaInstruction => Some(form.basis.clone()),
                BasisKind::Invitation | BasisKind::Petition => None,
            },
            papers: form.documents.clone(),
        }
    }

    fn extension(&self, notice: &ApplicantNotice) -> ExtensionNotice {
        let rule = self.case.rules().clock(ClockKind::Coordination, Some(Window::Extended));
        ExtensionNotice {
            heading: self.heading(self.office_at(notice.at), notice.at),
            reason: notice.reason.clone().unwrap_or_default(),
            until: notice.until,
            term: rule.ok().map(|rule| rule.term),
            deadline: self.case.extended_until(notice.until),
        }
    }

    fn hearing_notice(&self, notice: &ApplicantNotice) -> Option<Document> {
        let (intended, _) = self.case.procedure().hearing().intended()?;
        Some(Document::HearingNotice(HearingNotice {
            heading: self.heading(self.office_at(notice.at), notice.at),
            why: self.why(intended.ground, intended.note.as_ref()),
            hearing_at: intended.hearing_at,
            place: intended.place.clone(),
            manner: intended.manner.clone(),
        }))
    }

    fn refusal(&self) -> Option<Document> {
        let docket = self.case.docket();
        let refusal = docket.refusal.as_ref().filter(|_| docket.status == Status::Refused)?;
        let heard = self.case.procedure().hearing().record();
        let heading = self.heading(self.case.office(), docket.ended_at?);
        Some(Document::VisaRefusal(Refusal {
            complain_until: self.case.rules().complain_until(heading.date),
            heading,
            why: self.why(refusal.ground, refusal.note.as_ref()),
            hearing: heard.map(|hearing| hearing.outcome),
            objections: heard.and_then(|hearing| hearing.objections.clone()),
            officer: self.deciding_officer(),
            officer_name: None,
            deadline: self.case.decided_within(),
        }))
    }

    fn acts(&self) -> Vec<Document> {
        let Some(standing) = self.standing() else { return Vec::new() };
        let act = |(index, act): (usize, ActOfAnnulment)| {
            Document::StickerAct(StickerAct {
                heading: self.heading(self.office_at(act.at), act.at),
                number: act.number,
                place: index.saturating_add(1),
                reason: self.case.procedure().stickers().reason_of_end(&act.sticker).cloned(),
                sticker: act.sticker,
                why: act.why,
            })
        };
        standing.acts.into_iter().enumerate().map(act).collect()
    }

    fn confirmation(&self) -> Option<Document> {
        let visa = self.standing()?.visa.filter(|visa| visa.handwritten)?;
        Some(Document::HandwritingConfirmation(HandwritingConfirmation {
            heading: self.heading(self.case.office(), self.case.docket().ended_at?),
            sticker: visa.number,
            category: visa.category,
            entries: visa.entries,
            valid_from: visa.valid_from,
            valid_until: visa.valid_until,
        }))
    }

    /// Who annuls a visa issues none: it stays a document of the case that has issued it.
    fn electronic_visa(&self) -> Option<Document> {
        if self.request.form().action == VisaAction::Annul {
            return None;
        }
        let heading = self.heading(self.case.office(), self.case.docket().ended_at?);
        ElectronicVisa::of(self.request, self.case, self.standing()?.visa?, heading).map(Document::ElectronicVisa)
    }

    /// With the visa that a group got, while it stands; not while another sticker takes the place of a spoiled one, to whose number the list would be
    /// bound.
    fn group_list(&self) -> Option<Document> {
        let form = self.request.form();
        if form.group.is_empty() {
            return None;
        }
        let has_ended = |why: Invalidity| matches!(why, Invalidity::Annulled | Invalidity::Spoiled);
        let visa = self.standing()?.visa.filter(|visa| !visa.invalid_because.is_some_and(has_ended))?;
        Some(Document::GroupList(GroupList {
            heading: self.heading(self.case.office(), self.case.docket().ended_at?),
            visa: visa.number,
            members: listed(&form.recipient, &form.group),
            officer: self.deciding_officer(),
            officer_name: None,
        }))
    }

    fn standing(&self) -> Option<VisaStanding> {
        self.case.procedure().visa(self.case.number())
    }

    fn why(&self, ground: Ground, note: Option<&Text>) -> Why {
        let rule = self.case.rules().grounds.iter().find(|rule| rule.ground == ground);
        Why {
            ground,
            text: rule.map(|rule| rule.text.clone()).unwrap_or_default(),
            basis: rule.map(|rule| rule.source.clone()).unwrap_or_default(),
            note: note.cloned(),
        }
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
            Self::VisaReceipt(Receipt { heading, .. })
            | Self::VisaAcceptanceRefusal(AcceptanceRefusal { heading, .. })
            | Self::VisaExtensionNotice(ExtensionNotice { heading, .. })
            | Self::HearingNotice(HearingNotice { heading, .. })
            | Self::VisaRefusal(Refusal { heading, .. })
            | Self::StickerAct(StickerAct { heading, .. })
            | Self::HandwritingConfirmation(HandwritingConfirmation { heading, .. })
            | Self::ElectronicVisa(ElectronicVisa { heading, .. })
            | Self::GroupList(GroupList { heading, .. }) => heading,
        }
    }

    const fn heading_mut(&mut self) -> &mut Heading {
        match self {
            Self::VisaReceipt(Receipt { heading, .. })
            | Self::VisaAcceptanceRefusal(AcceptanceRefusal { heading, .. })
            | Self::VisaExtensionNotice(ExtensionNotice { heading, .. })
            | Self::HearingNotice(HearingNotice { heading, .. })
            | Self::VisaRefusal(Refusal { heading, .. })
            | Self::StickerAct(StickerAct { heading, .. })
            | Self::HandwritingConfirmation(HandwritingConfirmation { heading, .. })
            | Self::ElectronicVisa(ElectronicVisa { heading, .. })
            | Self::GroupList(GroupList { heading, .. }) => heading,
        }
    }

    /// The kind as it stands in data.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::VisaReceipt(_) => "visa_receipt",
            Self::VisaAcceptanceRefusal(_) => "visa_acceptance_refusal",
            Self::VisaExtensionNotice(_) => "visa_extension_notice",
            Self::HearingNotice(_) => "hearing_notice",
            Self::VisaRefusal(_) => "visa_refusal",
            Self::StickerAct(_) => "sticker_act",
            Self::HandwritingConfirmation(_) => "handwriting_confirmation",
            Self::ElectronicVisa(_) => "electronic_visa",
            Self::GroupList(_) => "group_list",
        }
    }

    /// What tells it from the others of its case: `sticker_act`, `sticker_act-2`, ….
    pub fn name(&self) -> String {
        match self {
            Self::StickerAct(act) if act.place > 1 => format!("{}-{}", self.kind(), act.place),
            _ => self.kind().to_owned(),
        }
    }

    /// The same document with the names of office and officer, as they are called on its day, and what the rulebook of that day says of an
    /// electronic visa; what nobody knows stays a code.
    #[must_use]
    pub fn named(mut self, rulebook: &Rulebook, names: &Names) -> Self {
        let heading = self.heading_mut();
        heading.office_name = OfficeName::of(&heading.office, heading.date, rulebook);
        if let Self::VisaRefusal(Refusal { officer, officer_name, .. }) = &mut self {
            *officer_name = officer.as_ref().and_then(|id| names.of_officer(id)).cloned();
        }
        if let Self::GroupList(GroupList { officer, officer_name, .. }) = &mut self {
            *officer_name = officer.as_ref().and_then(|id| names.of_officer(id)).cloned();
        }
        if let Self::ElectronicVisa(visa) = &mut self {
            visa.named(rulebook);
        }
        self
    }
}
