//! What is said of visas, in three languages.

use chrono::NaiveDate;
use shaqyru_domain::{
    application::{Entries, VisaKind},
    case::{
        fingerprints::FingerprintsState,
        visa::{EndOfSticker, Invalidity},
    },
    law::exemption::ExemptionKind,
    visa::request::{BasisKind, NoteSender, Reason, VisaAction},
};

use super::Language;

impl Language {
    pub(crate) fn action(self, action: VisaAction) -> &'static str {
        match action {
            VisaAction::Issue => self.pick("виза беру", "выдача визы", "issue of a visa"),
            VisaAction::Extend => self.pick("визаны ұзарту", "продление визы", "extension of a visa"),
            VisaAction::Restore => self.pick("визаны қалпына келтіру", "восстановление визы", "restoration of a visa"),
            VisaAction::Annul => self.pick("визаны жою", "аннулирование визы", "annulment of a visa"),
            VisaAction::Shorten => self.pick("визаның мерзімін қысқарту", "сокращение срока визы", "shortening of a visa"),
        }
    }

    pub(crate) fn entries(self, entries: Entries) -> &'static str {
        match entries {
            Entries::Single => self.pick("бір реттік", "однократная", "single entry"),
            Entries::Multiple => self.pick("көп реттік", "многократная", "multiple entries"),
        }
    }

    pub(crate) fn visa_kind(self, kind: VisaKind) -> &'static str {
        match kind {
            VisaKind::Sticker => self.pick("виза жапсырмасы", "визовая наклейка", "sticker"),
            VisaKind::Electronic => self.pick("электрондық виза", "электронная виза", "electronic visa"),
        }
    }

    pub(crate) fn basis_kind(self, kind: BasisKind) -> &'static str {
        match kind {
            BasisKind::Invitation => self.pick("шақыру", "приглашение", "invitation"),
            BasisKind::Petition => self.pick("өтінішхат", "ходатайство", "petition"),
            BasisKind::NoteVerbale => self.pick("вербалды нота", "вербальная нота", "note verbale"),
            BasisKind::MfaInstruction => self.pick(
                "Сыртқы істер министрлігінің нұсқауы",
                "указание Министерства иностранных дел",
                "instruction of the foreign ministry",
            ),
            BasisKind::MiaInstruction => self.pick(
                "Ішкі істер министрлігінің нұсқауы",
                "указание Министерства внутренних дел",
                "instruction of the interior ministry",
            ),
        }
    }

    pub(crate) fn note_sender(self, sender: NoteSender) -> &'static str {
        match sender {
            NoteSender::ForeignMinistry => {
                self.pick("шет мемлекеттің сыртқы саяси ведомствосы", "внешнеполитическое ведомство", "foreign ministry")
            }
            NoteSender::DiplomaticMission => self.pick("дипломатиялық өкілдік", "дипломатическое представительство", "diplomatic mission"),
            NoteSender::Consulate => self.pick("консулдық мекеме", "консульское учреждение", "consulate"),
            NoteSender::InternationalOrganisation => {
                self.pick("халықаралық ұйым", "международная организация", "international organisation")
            }
        }
    }

    pub(crate) fn visa_reason(self, reason: Reason) -> &'static str {
        match reason {
            Reason::Damaged => self.pick("виза бүлінген", "виза повреждена", "the visa is damaged"),
            Reason::Lost => self.pick("виза жоғалған", "виза утеряна", "the visa is lost"),
            Reason::NewPassport => self.pick("паспорт ауыстырылған", "паспорт заменён", "the holder has a new passport"),
            Reason::EmployerChange => self.pick("жұмыс беруші ауысқан", "смена работодателя", "the employer has changed"),
            Reason::ConditionsCeased => {
                self.pick("виза берудің негізі жойылған", "основания выдачи отпали", "the ground of the visa has gone")
            }
            Reason::IssuedAgainstRules => {
                self.pick("виза Қағидалар бұзылып берілген", "виза выдана с нарушением Правил", "it was issued against the Rules")
            }
            Reason::StickerError => self.pick("жапсырмада қате бар", "ошибка в визовой наклейке", "a mistake on the sticker"),
            Reason::NewVisa => self.pick("жаңа виза беріледі", "оформляется новая виза", "a new visa takes its place"),
            Reason::InvitingPartyAsks => {
                self.pick("шақырушы тараптың өтініші", "обращение приглашающего лица", "the inviting party asks for it")
            }
            Reason::LawBroken => self.pick(
                "шетелдіктердің құқықтық жағдайы туралы заңнама бұзылған",
                "нарушено законодательство о правовом положении иностранцев",
                "the law on foreigners was broken",
            ),
            Reason::StayShortened => self.pick("болу мерзімі қысқартылған", "сокращён срок пребывания", "the stay is shortened"),
            Reason::Expulsion => self.pick("елден шығарып жіберу", "выдворение", "expulsion"),
        }
    }

    pub(crate) fn invalidity(self, why: Invalidity) -> &'static str {
        match why {
            Invalidity::NotInBerkut => self.pick("«Бүркітке» енгізілмеген", "не внесена в «Беркут»", "not in Berkut"),
            Invalidity::Spoiled => self.pick("жапсырма бүлінген", "бланк испорчен", "the sticker is spoiled"),
            Invalidity::Annulled => self.pick("жойылған", "аннулирована", "annulled"),
        }
    }

    pub(crate) fn end_of_sticker(self, why: EndOfSticker) -> &'static str {
        match why {
            EndOfSticker::Spoiled => {
                self.pick("бүлінген жапсырма жойылды", "испорченный бланк аннулирован", "a spoiled sticker was annulled")
            }
            EndOfSticker::Annulled => self.pick("жапсырма жойылды", "бланк аннулирован", "a sticker was annulled"),
            EndOfSticker::Lost => self.pick("жоғалған жапсырма жойылды", "утерянный бланк аннулирован", "a lost sticker was annulled"),
        }
    }

    pub(crate) fn fingerprints(self, state: FingerprintsState) -> &'static str {
        match state {
            FingerprintsState::NotDue => self.pick("талап етілмейді", "не требуются", "not due"),
            FingerprintsState::Due => self.pick("алынуға тиіс", "должны быть сняты", "due"),
            FingerprintsState::Taken => self.pick("алынды", "сняты", "taken"),
            FingerprintsState::Exempt => self.pick("босатылған", "освобождён", "exempt"),
        }
    }

    /// Whom order 16650 frees of giving fingerprints.
    pub(crate) fn exemption(self, kind: ExemptionKind) -> &'static str {
        match kind {
            ExemptionKind::Children => self.pick("12 жасқа толмаған бала", "ребёнок до 12 лет", "a child under 12"),
            ExemptionKind::Officials => self.pick(
                "мемлекеттің немесе өкілдіктің лауазымды адамы, өзара түсіністік қағидаты бойынша",
                "должностное лицо государства или представительства, на основе взаимности",
                "an official of a state or a mission, on reciprocity",
            ),
            ExemptionKind::Delegations => self.pick(
                "ресми делегация мүшесі, өзара түсіністік қағидаты бойынша",
                "член официальной делегации, на основе взаимности",
                "a member of an official delegation, on reciprocity",
            ),
            ExemptionKind::StateBodies => {
                self.pick("мемлекеттік орган шақырады", "приглашает государственный орган", "a state body invites")
            }
            ExemptionKind::Unable => {
                self.pick("адам саусақ іздерін тапсыра алмайды", "лицо не может сдать отпечатки пальцев", "the person cannot give any")
            }
        }
    }

    pub(crate) fn period(self, from: NaiveDate, until: NaiveDate) -> String {
        format!("{} – {}", self.date(from), self.date(until))
    }
}
