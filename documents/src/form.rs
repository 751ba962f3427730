//! What stands on a document, in its language: a title, and blocks in reading order.

mod electronic_visa;
mod strip;
mod visa;

use chrono::{NaiveDate, NaiveDateTime};
use qrcode::{Color, EcLevel, QrCode};
use shaqyru_domain::{
    application,
    checks::papers::MissingPaper,
    document::Document,
    invitation::document::{
        self as of_invitations, AcceptanceReceipt, AcceptanceRefusal, ExtensionNotice, Heading, Invitation, InvitationForm, OfficeName,
        RefusalNotice, RefusalOutcome,
    },
    text::{Country, OfficeCode, Text},
    time::{
        instant::{Instant, Tz},
        term::Term,
    },
    visa::document as of_visas,
};

pub use self::strip::{Day, Strip};
use crate::{
    DocumentError, Language,
    basis::basis,
    countries,
    labels::{self, Label, NOTHING},
};

/// A paper as it is to be laid out: a document of a case, or what its maker words otherwise.
#[derive(Debug)]
pub struct Form {
    /// As ISO 639-1 has it.
    pub language: &'static str,
    /// The state body.
    pub body: String,
    /// Its office.
    pub office: String,
    /// What it is.
    pub title: String,
    /// In the foot of every page.
    pub case: String,
    /// Its day.
    pub date: NaiveDate,
    /// Which page of how many, in the foot.
    pub page: fn(usize, usize) -> String,
    /// What stands below a line to sign on.
    pub signature: &'static str,
    /// Its parts, in reading order.
    pub blocks: Vec<Block>,
}

/// A part of a paper.
#[derive(Debug)]
pub enum Block {
    /// Text.
    Paragraph(String),
    /// The caption of the table that follows.
    Caption(String),
    /// Names and values, a row each.
    Fields(Vec<(String, String)>),
    /// A table with a head.
    List(List),
    /// The days of a term.
    Strip(Strip),
    /// Lines to sign on.
    Signatures(Vec<String>),
    /// A code to be compared by.
    Qr(Qr),
    /// Small print.
    Note(String),
}

/// A table with a head.
#[derive(Debug)]
pub struct List {
    /// Shares of the width.
    pub shares: Vec<f32>,
    /// What the columns hold.
    pub head: Vec<String>,
    /// A text for each column.
    pub rows: Vec<Vec<String>>,
}

/// A QR code with what is said beside it.
#[derive(Debug)]
pub struct Qr {
    /// Rows of modules, true for dark.
    pub modules: Vec<Vec<bool>>,
    /// What is said beside it.
    pub caption: String,
    /// The checksum of what it stands for.
    pub digest: String,
}

impl Form {
    pub(crate) fn of(document: &Document, language: Language) -> Result<Self, DocumentError> {
        let words = Words(language);
        let ((title, mut blocks), name, code) = match document {
            Document::Invitation(document) => {
                let Heading { office_name, office, .. } = document.heading();
                (words.of_invitation(document)?, office_name.as_ref(), office)
            }
            Document::Visa(document) => {
                let of_visas::Heading { office_name, office, .. } = document.heading();
                (words.of_visa(document)?, office_name.as_ref(), office)
            }
        };
        // What nobody has named is the police's.
        let (body, office) = labels::body(name.map(|name| name.body).unwrap_or_default());
        if !has_a_form_of_its_own(document) {
            blocks.push(Block::Note(words.label(labels::RULES)));
        }
        Ok(Self {
            language: language.code(),
            page: labels::page(language),
            signature: labels::SIGNATURE.text(language),
            body: if is_electronic_visa(document) { labels::electronic_visa::BODY.to_string() } else { words.label(body) },
            office: format!("{}: {}", words.label(office), words.office_by_name(name, code)),
            title,
            case: format!("{} {}", words.label(labels::CASE_SHORT), document.case()),
            date: document.date(),
            blocks,
        })
    }
}

/// Annexes 3 and 10 have forms of their own, without a note.
fn has_a_form_of_its_own(document: &Document) -> bool {
    match document {
        Document::Invitation(of_invitations::Document::Invitation(invitation)) => invitation.form == InvitationForm::Electronic,
        document => is_electronic_visa(document),
    }
}

fn is_electronic_visa(document: &Document) -> bool {
    matches!(document, Document::Visa(of_visas::Document::ElectronicVisa(_)))
}

type Field = (String, String);

/// Writes documents in a language.
#[derive(Clone, Copy)]
struct Words(Language);

impl Words {
    /// Title and content.
    fn of_invitation(self, document: &of_invitations::Document) -> Result<(String, Vec<Block>), DocumentError> {
        Ok(match document {
            of_invitations::Document::AcceptanceReceipt(receipt) => (self.label(labels::RECEIPT), self.receipt(receipt)),
            of_invitations::Document::AcceptanceRefusal(refusal) => {
                (self.label(labels::ACCEPTANCE_REFUSAL), self.acceptance_refusal(refusal))
            }
            of_invitations::Document::ExtensionNotice(notice) => (self.label(labels::EXTENSION), self.extension(notice)),
            of_invitations::Document::Invitation(invitation) => {
                let title = match invitation.form {
                    InvitationForm::Electronic => labels::INVITATION,
                    InvitationForm::Paper => labels::PRIVATE_INVITATION,
                    InvitationForm::Petition => labels::PETITION,
                };
                (format!("{} № {}", self.label(title), invitation.number), self.invitation(invitation)?)
            }
            of_invitations::Document::Refusal(refusal) => {
                let title = match refusal.outcome {
                    RefusalOutcome::Refused => labels::REFUSAL,
                    RefusalOutcome::NotConsidered => labels::NOT_CONSIDERED,
                };
                (self.label(title), self.refusal(refusal))
            }
        })
    }

    fn label(self, label: Label) -> String {
        label.text(self.0).to_owned()
    }

    fn field(self, name: Label, value: impl Into<String>) -> Field {
        (self.label(name), Some(value.into()).filter(|value| !value.trim().is_empty()).unwrap_or_else(|| NOTHING.to_owned()))
    }

    fn paragraph(self, label: Label) -> Block {
        Block::Paragraph(self.label(label))
    }

    fn party(self, heading: &Heading) -> [Field; 2] {
        let party = &heading.receiving_party;
        [self.field(labels::RECEIVING_PARTY, party.name.as_str()), self.field(labels::BIN_IIN, party.bin_iin.as_str())]
    }

    fn office(self, heading: &Heading) -> String {
        self.office_by_name(heading.office_name.as_ref(), &heading.office)
    }

    /// The office by its name; by its code, where nobody has named it.
    fn office_by_name(self, name: Option<&OfficeName>, code: &OfficeCode) -> String {
        let name = name.map(|name| match self.0 {
            Language::Kazakh => name.kk.clone(),
            Language::Russian => name.ru.clone(),
        });
        name.unwrap_or_else(|| code.to_string())
    }

    /// The fields that are the same on all but the invitation.
    fn common(self, heading: &Heading) -> Vec<Field> {
        let mut fields = vec![self.field(labels::CASE, heading.case.as_str()), self.field(labels::DATE, date(heading.date))];
        fields.extend(self.party(heading));
        fields.push(self.field(labels::INVITEE, heading.invitee.as_str()));
        fields
    }

    fn receipt(self, receipt: &AcceptanceReceipt) -> Vec<Block> {
        let mut fields = self.common(&receipt.heading);
        fields.extend([
            self.field(labels::FILED_AT, self.instant_at(receipt.filed_at, receipt.heading.zone)),
            self.field(labels::REGISTERED_ON, date(receipt.registered_on)),
            self.field(labels::CATEGORY, receipt.category.as_str()),
            self.field(labels::VISIT_FROM, date(receipt.visit_from)),
            self.field(labels::VISIT_UNTIL, date(receipt.visit_until)),
        ]);
        fields.extend(receipt.department.as_ref().map(|department| self.field(labels::RECEIVED_THROUGH, department.as_str())));
        let mut blocks = vec![self.paragraph(labels::RECEIPT_SAYS), Block::Fields(fields)];
        if !receipt.papers.is_empty() {
            blocks.push(Block::Caption(self.label(labels::HANDED_IN)));
            blocks.push(Block::List(self.papers(&receipt.papers)));
        }
        blocks.push(self.signatures(&[labels::EMPLOYEE, labels::RECEIVED]));
        blocks
    }

    fn papers(self, papers: &[application::Document]) -> List {
        let row = |(index, paper): (usize, &application::Document)| {
            let kind = paper.kind.as_str();
            let name = labels::paper(kind, self.0).map_or_else(|| kind.replace('_', " "), str::to_owned);
            let or_nothing = |value: Option<String>| value.unwrap_or_else(|| NOTHING.to_owned());
            vec![
                index.saturating_add(1).to_string(),
                name,
                or_nothing(paper.number.as_ref().map(ToString::to_string)),
                or_nothing(paper.issued_on.map(date)),
                or_nothing(paper.valid_until.map(date)),
            ]
        };
        List {
            shares: vec![0.07, 0.4, 0.17, 0.17, 0.19],
            head: [labels::ORDINAL, labels::PAPER, labels::PAPER_NUMBER, labels::PAPER_ISSUED, labels::PAPER_UNTIL]
                .map(|label| self.label(label))
                .to_vec(),
            rows: papers.iter().enumerate().map(row).collect(),
        }
    }

    fn acceptance_refusal(self, refusal: &AcceptanceRefusal) -> Vec<Block> {
        let mut fields = self.common(&refusal.heading);
        fields.push(self.field(labels::FILED_AT, self.instant_at(refusal.filed_at, refusal.heading.zone)));
        fields.extend(refusal.department.as_ref().map(|department| self.field(labels::REFUSED_BY, department.as_str())));
        vec![
            self.paragraph(labels::ACCEPTANCE_REFUSAL_SAYS),
            Block::Fields(fields),
            Block::Caption(self.label(labels::MISSING)),
            Block::List(self.missing(&refusal.missing)),
            self.signatures(&[labels::EMPLOYEE, labels::RECEIVED]),
        ]
    }

    fn missing(self, missing: &[MissingPaper]) -> List {
        let row = |(index, paper): (usize, &MissingPaper)| {
            let name = labels::missing_paper(&paper.code, self.0).map_or_else(|| paper.message.clone(), str::to_owned);
            vec![index.saturating_add(1).to_string(), name, basis(&paper.basis, self.0)]
        };
        List {
            shares: vec![0.07, 0.58, 0.35],
            head: [labels::ORDINAL, labels::PAPER, labels::PARAGRAPH].map(|label| self.label(label)).to_vec(),
            rows: missing.iter().enumerate().map(row).collect(),
        }
    }

    fn extension(self, notice: &ExtensionNotice) -> Vec<Block> {
        let mut fields = self.common(&notice.heading);
        fields.push(self.field(labels::REASON, notice.reason.as_str()));
        if let Some(term) = notice.term {
            fields.push(self.field(labels::LENGTH, self.term(term)));
        }
        fields.push(self.field(labels::UNTIL, notice.until.map(date).unwrap_or_default()));
        fields.extend(notice.department.as_ref().map(|department| self.field(labels::INFORMED_BY, department.as_str())));
        let mut blocks = vec![self.paragraph(labels::EXTENSION_SAYS), Block::Fields(fields)];
        blocks.extend(self.strip(notice.deadline.as_ref()));
        blocks.push(self.signatures(&[labels::EMPLOYEE]));
        blocks
    }

    fn term(self, term: Term) -> String {
        match term {
            Term::WorkingDays(days) => labels::term(days, true, self.0),
            Term::CalendarDays(days) => labels::term(days, false, self.0),
        }
    }

    /// All fields of annex 10. What is not electronic is signed and sealed by hand, and has no code to be compared by.
    fn invitation(self, invitation: &Invitation) -> Result<Vec<Block>, DocumentError> {
        let Invitation { heading, passport, .. } = invitation;
        let is_petition = invitation.form == InvitationForm::Petition;
        let number = if is_petition { labels::COORDINATION_NUMBER } else { labels::NUMBER };
        let mut fields = vec![self.field(number, invitation.number.as_str())];
        if is_petition {
            fields.push(self.field(labels::OUTGOING, invitation.petition.as_ref().map(ToString::to_string).unwrap_or_default()));
        }
        fields.extend([
            self.field(labels::VISIT_FROM, date(invitation.visit_from)),
            self.field(labels::VISIT_UNTIL, date(invitation.visit_until)),
            self.field(labels::PURPOSE, invitation.purpose.as_str()),
            self.field(labels::CATEGORY, invitation.category.as_str()),
            self.field(labels::FULL_NAME, heading.invitee.as_str()),
            self.field(labels::CITIZENSHIP, self.country(&invitation.citizenship)),
            self.field(labels::PASSPORT, passport.number.as_str()),
            self.field(labels::PASSPORT_ISSUED, date(passport.issued_on)),
            self.field(labels::PASSPORT_UNTIL, date(passport.valid_until)),
            self.field(labels::BORN, invitation.date_of_birth.written("%d.%m.%Y", "%m.%Y", "%Y")),
            self.field(labels::ADDRESS, invitation.address_in_kz.as_str()),
        ]);
        fields.extend(self.party(heading));
        fields.extend([
            self.field(labels::AUTHORITY, self.office(heading)),
            self.field(
                labels::OFFICER,
                invitation.officer.as_ref().map(|_| officer(invitation.officer_name.as_ref(), self.office(heading))).unwrap_or_default(),
            ),
            self.field(labels::ISSUED_ON, date(heading.date)),
        ]);
        match invitation.form {
            InvitationForm::Electronic => {}
            InvitationForm::Paper => return Ok(vec![Block::Fields(fields), self.signatures(&[labels::EMPLOYEE, labels::SEAL])]),
            InvitationForm::Petition => {
                let says = self.paragraph(labels::PETITION_SAYS);
                return Ok(vec![says, Block::Fields(fields), self.signatures(&[labels::EMPLOYEE, labels::SEAL])]);
            }
        }
        let says = format!("{}. {}", labels::electronic_visa::WITH_PASSPORT, self.label(labels::QR));
        let qr = self.code(&invitation.qr_text(), says, &invitation.digest())?;
        Ok(vec![Block::Fields(fields), Block::Qr(qr)])
    }

    /// A QR code with what is said beside it.
    fn code(self, text: &str, caption: String, digest: &str) -> Result<Qr, DocumentError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
        let modules = code.to_colors().chunks(code.width()).map(|row| row.iter().map(|module| *module == Color::Dark).collect()).collect();
        Ok(Qr { modules, caption, digest: format!("{}: {digest}", self.label(labels::DIGEST)) })
    }

    /// A state by its name and its code.
    fn country(self, country: &Country) -> String {
        let code = country.as_str();
        countries::country(code, self.0).map_or_else(|| code.to_owned(), |name| format!("{name} ({code})"))
    }

    fn refusal(self, refusal: &RefusalNotice) -> Vec<Block> {
        let says = match refusal.outcome {
            RefusalOutcome::Refused => labels::REFUSAL_SAYS,
            RefusalOutcome::NotConsidered => labels::NOT_CONSIDERED_SAYS,
        };
        let text = labels::ground(refusal.ground.into(), self.0).unwrap_or(&refusal.text);
        let mut fields = self.common(&refusal.heading);
        fields.push(self.field(labels::GROUND, format!("№ {}. {text}", refusal.ground)));
        fields.push(self.field(labels::PARAGRAPH, basis(&refusal.basis, self.0)));
        if let Some(note) = &refusal.note {
            fields.push(self.field(labels::NOTE, note.as_str()));
        }
        let office = self.office(&refusal.heading);
        if refusal.officer.is_some() {
            fields.push(self.field(labels::OFFICER, officer(refusal.officer_name.as_ref(), office.clone())));
        }
        fields.extend(refusal.department.as_ref().map(|department| self.field(labels::HANDED_OUT_BY, department.as_str())));
        let mut blocks = vec![self.paragraph(says), Block::Fields(fields)];
        blocks.extend(self.strip(refusal.deadline.as_ref()));
        blocks.extend(self.how_to_complain(office, refusal.complain_until));
        blocks.push(self.signatures(&[labels::EMPLOYEE]));
        blocks
    }

    /// R26 para 59; APPC arts 91, 92: how, where and until when one complains of a refusal.
    fn how_to_complain(self, office: String, until: Option<NaiveDate>) -> [Block; 2] {
        let mut fields = vec![self.field(labels::COMPLAIN_TO, office)];
        fields.extend(until.map(|day| self.field(labels::COMPLAIN_UNTIL, date(day))));
        [self.paragraph(labels::HOW_TO_COMPLAIN), Block::Fields(fields)]
    }

    fn signatures(self, who: &[Label]) -> Block {
        Block::Signatures(who.iter().map(|label| self.label(*label)).collect())
    }

    /// An instant by the clock of the office.
    fn instant_at(self, instant: Instant, zone: Option<Tz>) -> String {
        match zone {
            None => self.instant(instant.civil()),
            zone => format!("{} ({})", instant.civil_in(zone).format("%d.%m.%Y %H:%M"), self.label(labels::LOCAL_TIME)),
        }
    }

    fn instant(self, civil: NaiveDateTime) -> String {
        format!("{} ({})", civil.format("%d.%m.%Y %H:%M"), self.label(labels::ASTANA_TIME))
    }
}

/// The officer by name; the office, where nobody has named him: an id says nothing to who is handed a paper.
fn officer(name: Option<&Text>, office: String) -> String {
    name.map_or(office, ToString::to_string)
}

fn date(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}
