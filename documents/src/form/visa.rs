//! What stands on the papers of a visa.

use shaqyru_domain::{
    case::visa::EndOfSticker,
    visa::{
        document::{
            AcceptanceRefusal, Document, ExtensionNotice, HandwritingConfirmation, Heading, HearingNotice, Receipt, Refusal, StickerAct,
            Why,
        },
        group::{GroupList, Listed},
        request::Basis,
    },
};

use super::{Block, Field, List, Words, date, electronic_visa::title_of_electronic_visa, officer};
use crate::{
    DocumentError,
    basis::basis,
    labels::{self, visa},
};

impl Words {
    /// Title and content.
    pub(super) fn of_visa(self, document: &Document) -> Result<(String, Vec<Block>), DocumentError> {
        Ok(match document {
            Document::VisaReceipt(receipt) => (self.label(visa::RECEIPT), self.visa_receipt(receipt)),
            Document::VisaAcceptanceRefusal(refusal) => (self.label(visa::ACCEPTANCE_REFUSAL), self.visa_acceptance_refusal(refusal)),
            Document::VisaExtensionNotice(notice) => (self.label(labels::EXTENSION), self.visa_extension(notice)),
            Document::HearingNotice(notice) => (self.label(visa::HEARING), self.hearing(notice)),
            Document::VisaRefusal(refusal) => (self.label(visa::refusal(refusal.heading.action)), self.visa_refusal(refusal)),
            Document::StickerAct(act) => (format!("{} № {}", self.label(visa::ACT), act.number), self.act(act)),
            Document::HandwritingConfirmation(confirmation) => (self.label(visa::CONFIRMATION), self.confirmation(confirmation)),
            Document::GroupList(list) => (self.label(visa::GROUP_LIST), self.group_list(list)),
            Document::ElectronicVisa(visa) => (title_of_electronic_visa(visa), self.electronic_visa(visa)?),
        })
    }

    /// The fields that are the same on all.
    fn common_of_visa(self, heading: &Heading) -> Vec<Field> {
        vec![
            self.field(labels::CASE, heading.case.as_str()),
            self.field(labels::DATE, date(heading.date)),
            self.field(visa::RECIPIENT, heading.recipient.as_str()),
            self.field(labels::PASSPORT, heading.passport_number.as_str()),
        ]
    }

    fn visa_receipt(self, receipt: &Receipt) -> Vec<Block> {
        let mut fields = self.common_of_visa(&receipt.heading);
        fields.extend([
            self.field(labels::FILED_AT, self.instant_at(receipt.filed_at, receipt.heading.zone)),
            self.field(labels::REGISTERED_ON, date(receipt.registered_on)),
            self.field(visa::CATEGORY, receipt.category.as_str()),
            self.field(visa::VALID_FROM, date(receipt.valid_from)),
            self.field(visa::VALID_UNTIL, date(receipt.valid_until)),
        ]);
        if let Some(Basis { kind, number, date: of, .. }) = &receipt.basis {
            fields.push(self.field(visa::BASIS, format!("{}, № {number}, {}", self.label(visa::basis(*kind)), date(*of))));
        }
        let mut blocks = vec![self.paragraph(visa::RECEIPT_SAYS), Block::Fields(fields)];
        if !receipt.papers.is_empty() {
            blocks.push(Block::Caption(self.label(labels::HANDED_IN)));
            blocks.push(Block::List(self.papers(&receipt.papers)));
        }
        blocks.push(self.signatures(&[labels::EMPLOYEE, labels::RECEIVED]));
        blocks
    }

    fn visa_acceptance_refusal(self, refusal: &AcceptanceRefusal) -> Vec<Block> {
        let mut fields = self.common_of_visa(&refusal.heading);
        fields.push(self.field(labels::FILED_AT, self.instant_at(refusal.filed_at, refusal.heading.zone)));
        vec![
            self.paragraph(visa::ACCEPTANCE_REFUSAL_SAYS),
            Block::Fields(fields),
            Block::Caption(self.label(labels::MISSING)),
            Block::List(self.missing(&refusal.missing)),
            self.signatures(&[labels::EMPLOYEE, labels::RECEIVED]),
        ]
    }

    fn visa_extension(self, notice: &ExtensionNotice) -> Vec<Block> {
        let mut fields = self.common_of_visa(&notice.heading);
        fields.push(self.field(labels::REASON, notice.reason.as_str()));
        if let Some(term) = notice.term {
            fields.push(self.field(labels::LENGTH, self.term(term)));
        }
        fields.push(self.field(labels::UNTIL, notice.until.map(date).unwrap_or_default()));
        let mut blocks = vec![self.paragraph(visa::EXTENSION_SAYS), Block::Fields(fields)];
        blocks.extend(self.strip(notice.deadline.as_ref()));
        blocks.push(self.signatures(&[labels::EMPLOYEE]));
        blocks
    }

    fn hearing(self, notice: &HearingNotice) -> Vec<Block> {
        let HearingNotice { heading, why, hearing_at, place, manner } = notice;
        let mut fields = self.common_of_visa(heading);
        fields.extend([
            self.field(visa::HEARING_AT, self.instant_at(*hearing_at, heading.zone)),
            self.field(visa::PLACE, place.as_ref().map_or_else(|| self.office_of_visa(heading), ToString::to_string)),
            self.field(visa::MANNER, manner.as_ref().map_or_else(|| self.label(visa::IN_PERSON), ToString::to_string)),
        ]);
        fields.extend(self.why(why));
        vec![
            self.paragraph(visa::HEARING_SAYS),
            Block::Fields(fields),
            self.paragraph(visa::HOW_TO_OBJECT),
            self.signatures(&[labels::EMPLOYEE, labels::RECEIVED]),
        ]
    }

    fn visa_refusal(self, refusal: &Refusal) -> Vec<Block> {
        let mut fields = self.common_of_visa(&refusal.heading);
        fields.extend(self.why(&refusal.why));
        if let Some(outcome) = refusal.hearing {
            fields.push(self.field(visa::OUTCOME, self.label(visa::outcome(outcome))));
        }
        if let Some(objections) = &refusal.objections {
            fields.push(self.field(visa::OBJECTIONS, objections.as_str()));
        }
        let office = self.office_of_visa(&refusal.heading);
        if refusal.officer.is_some() {
            fields.push(self.field(labels::OFFICER, officer(refusal.officer_name.as_ref(), office.clone())));
        }
        let mut blocks = vec![self.paragraph(visa::REFUSAL_SAYS), Block::Fields(fields)];
        blocks.extend(self.strip(refusal.deadline.as_ref()));
        blocks.extend(self.how_to_complain(office, refusal.complain_until));
        blocks.push(self.signatures(&[labels::EMPLOYEE]));
        blocks
    }

    /// Annex 13: who draws it up signs by hand, and so does the head of the body. Of a lost sticker there is nothing to copy.
    fn act(self, act: &StickerAct) -> Vec<Block> {
        let mut fields = self.common_of_visa(&act.heading);
        fields.push(self.field(visa::STICKER, act.sticker.as_str()));
        if let Some(reason) = &act.reason {
            fields.push(self.field(visa::HOW_IT_CAME, reason.as_str()));
        }
        if act.why != EndOfSticker::Lost {
            fields.push(self.field(visa::COPIES, ""));
        }
        vec![
            self.paragraph(visa::act_says(act.why)),
            Block::Fields(fields),
            self.signatures(&[visa::APPROVED, visa::FIRST, visa::SECOND, visa::EXECUTOR]),
        ]
    }

    fn confirmation(self, confirmation: &HandwritingConfirmation) -> Vec<Block> {
        let mut fields = self.common_of_visa(&confirmation.heading);
        fields.extend([
            self.field(visa::STICKER, confirmation.sticker.as_str()),
            self.field(visa::CATEGORY, confirmation.category.as_str()),
            self.field(visa::ENTRIES, self.label(visa::entries(confirmation.entries))),
            self.field(visa::VALID_FROM, date(confirmation.valid_from)),
            self.field(visa::VALID_UNTIL, date(confirmation.valid_until)),
        ]);
        vec![self.paragraph(visa::CONFIRMATION_SAYS), Block::Fields(fields), self.signatures(&[labels::EMPLOYEE, labels::SEAL])]
    }

    /// Annex 12: everybody shows a passport at the border, and nothing on the list is corrected or added.
    fn group_list(self, list: &GroupList) -> Vec<Block> {
        let head = [labels::ORDINAL, visa::FULL_NAME, visa::BORN, visa::SEX, labels::PASSPORT, visa::CITIZENSHIP];
        let row = |(index, member): (usize, &Listed)| {
            vec![
                index.saturating_add(1).to_string(),
                member.name.clone(),
                member.date_of_birth.written("%d.%m.%Y", "%m.%Y", "%Y"),
                self.label(visa::sex(member.sex)),
                member.passport_number.to_string(),
                self.country(&member.citizenship),
            ]
        };
        let surname = |member: Option<&Listed>| member.map(|member| member.surname.to_string()).unwrap_or_default();
        let mut fields = vec![
            self.field(labels::CASE, list.heading.case.as_str()),
            self.field(labels::DATE, date(list.heading.date)),
            self.field(visa::STICKER, list.visa.as_str()),
            self.field(visa::LEADER, list.heading.recipient.as_str()),
            self.field(visa::LIST_BEGINS, surname(list.members.first())),
            self.field(visa::LIST_ENDS, surname(list.members.last())),
        ];
        if list.officer.is_some() {
            fields.push(self.field(labels::OFFICER, officer(list.officer_name.as_ref(), self.office_of_visa(&list.heading))));
        }
        vec![
            Block::Fields(fields),
            Block::List(List {
                shares: vec![0.06, 0.34, 0.15, 0.1, 0.17, 0.18],
                head: head.map(|label| self.label(label)).to_vec(),
                rows: list.members.iter().enumerate().map(row).collect(),
            }),
            self.paragraph(visa::GROUP_SAYS),
            self.signatures(&[labels::EMPLOYEE, labels::SEAL]),
        ]
    }

    fn why(self, why: &Why) -> Vec<Field> {
        let number = why.ground.into();
        let (item, text) = visa::ground(number, self.0).unwrap_or((number, &why.text));
        let mut fields =
            vec![self.field(labels::GROUND, format!("№ {item}. {text}")), self.field(labels::PARAGRAPH, basis(&why.basis, self.0))];
        fields.extend(why.note.as_ref().map(|note| self.field(labels::NOTE, note.as_str())));
        fields
    }

    pub(super) fn office_of_visa(self, heading: &Heading) -> String {
        self.office_by_name(heading.office_name.as_ref(), &heading.office)
    }
}
