//! Where a case stands, for who applied: in plain words.

use shaqyru_domain::case::stage::Stage;

use super::Language;

impl Language {
    /// What happens now, and who has to do something. What was missing when acceptance was refused may be listed below, or only the case knows it,
    /// which does not answer.
    pub(crate) fn to_the_applicant(self, stage: Stage, lists_what_is_missing: bool) -> &'static str {
        match stage {
            Stage::Filed => self.pick(
                "Өтінішіңіз алынды және тіркелуін күтуде. Жұмыс уақытынан тыс келіп түскен өтініш келесі жұмыс күні тіркеледі.",
                "Ваше обращение получено и ожидает регистрации. Поступившее вне рабочего времени регистрируется на следующий рабочий день.",
                "Your application has been received and waits to be registered. What arrives out of hours is registered on the next working day.",
            ),
            Stage::Registered => self.pick(
                "Өтінішіңіз тіркелді, оны қарау басталады.",
                "Ваше обращение зарегистрировано, начинается его рассмотрение.",
                "Your application is registered. The office is about to begin.",
            ),
            Stage::Verification => {
                self.pick("Полиция мәліметтерді тексеруде.", "Полиция проверяет сведения.", "The police are checking what you stated.")
            }
            Stage::Coordination => self.pick(
                "Өтінішіңіз Ұлттық қауіпсіздік комитетінің келісуінде.",
                "Обращение на согласовании в Комитете национальной безопасности.",
                "The National Security Committee has been asked.",
            ),
            Stage::CoordinationExtended => self.pick(
                "Ұлттық қауіпсіздік комитетінің келісуі ұзартылды: ол күнтізбелік 30 күнге дейін созылуы мүмкін.",
                "Согласование в Комитете национальной безопасности продлено: оно может занять до 30 календарных дней.",
                "The National Security Committee has more time: up to 30 calendar days.",
            ),
            Stage::CoordinationOverdue => self.pick(
                "Ұлттық қауіпсіздік комитеті мерзімінде жауап бермеді. Жауап келген соң шешім қабылданады.",
                "Комитет национальной безопасности не ответил в срок. Решение будет принято после ответа.",
                "The National Security Committee has not answered in time. A decision follows when it has.",
            ),
            Stage::Decision => self.pick(
                "Уәкілетті қызметкер шешім қабылдайды.",
                "Решение принимает уполномоченный сотрудник.",
                "An authorised officer decides.",
            ),
            Stage::Hearing => self.pick(
                "Бас тарту көзделуде. Шешімге дейін сізді тыңдайды: уақыты мен орны сізге жіберілген хабарламада.",
                "Предполагается отказ. До решения вас заслушают: время и место указаны в направленном вам уведомлении.",
                "A refusal is intended. You are heard before the decision: the notice that you were sent says when and where.",
            ),
            Stage::Forwarding => self.pick(
                "Шағымыңыз кеңседе: ол шағымды толық қанағаттандырады немесе іспен бірге жоғары жібереді.",
                "Ваша жалоба в подразделении: оно удовлетворит её полностью или направит дальше вместе с делом.",
                "The office has your complaint: it does all that you ask for, or passes it on with the file.",
            ),
            Stage::Examination => self.pick("Шағымыңыз қаралуда.", "Ваша жалоба рассматривается.", "Your complaint is being examined."),
            Stage::AcceptanceRefused if !lists_what_is_missing => self.pick(
                "Құжаттар қабылданбады: не жетіспейтіні сізге жіберілген хабарламада көрсетілген. Толық құжаттармен қайта өтініш бере аласыз.",
                "Документы не приняты: чего не хватает, указано в направленном вам уведомлении. Вы можете подать обращение снова с полным пакетом.",
                "Your papers were not accepted: the notice that you were sent says what is missing. You can apply again with all of them.",
            ),
            Stage::AcceptanceRefused => self.pick(
                "Құжаттар қабылданбады: төменде не жетіспейтіні көрсетілген. Толық құжаттармен қайта өтініш бере аласыз.",
                "Документы не приняты: ниже указано, чего не хватает. Вы можете подать обращение снова с полным пакетом.",
                "Your papers were not accepted: what is missing is listed below. You can apply again with all of them.",
            ),
            Stage::Issued => self.pick("Сұрағаныңыз берілді.", "Запрошенное выдано.", "What you asked for has been issued."),
            Stage::Refused => self.pick("Өтінішіңізден бас тартылды.", "В вашем обращении отказано.", "Your application was refused."),
            Stage::NotConsidered => self.pick(
                "Өтінішіңіз қараусыз қалдырылды.",
                "Ваше обращение оставлено без рассмотрения.",
                "Your application was not considered.",
            ),
            Stage::Annulled => self.pick("Виза жойылды.", "Виза аннулирована.", "The visa has been annulled."),
            Stage::Shortened => self.pick("Болу мерзімі қысқартылды.", "Срок пребывания сокращён.", "The stay has been shortened."),
            Stage::Satisfied => self.pick("Шағымыңыз қанағаттандырылды.", "Ваша жалоба удовлетворена.", "Your complaint was satisfied."),
            Stage::SatisfiedInPart => self.pick(
                "Шағымыңыз ішінара қанағаттандырылды.",
                "Ваша жалоба удовлетворена частично.",
                "Your complaint was satisfied in part.",
            ),
            Stage::Dismissed => self.pick(
                "Шағымыңыз қанағаттандырусыз қалдырылды.",
                "Ваша жалоба оставлена без удовлетворения.",
                "Your complaint was dismissed.",
            ),
            Stage::Withdrawn => self.pick("Өтініш кері қайтарып алынды.", "Обращение отозвано.", "The application was withdrawn."),
        }
    }
}
