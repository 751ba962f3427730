//! What somebody is asked to do about a field of a form that is empty or wrong.

use shaqyru_domain::{
    authority::Act,
    problem::{Code, Problem},
};

use super::Language;

impl Language {
    /// What a refused form of an act asks for: about a field if the problem is one of its fields, else what the problem says.
    pub(crate) fn of_form(self, act: Act, problem: &Problem) -> String {
        let is_of_the_field = matches!(problem.code, Code::Field | Code::Instant);
        let asked = problem.field.as_deref().filter(|_| is_of_the_field).and_then(|field| self.asked_of(act, field));
        asked.map_or_else(|| self.problem(problem), str::to_owned)
    }

    fn asked_of(self, act: Act, field: &str) -> Option<&'static str> {
        let (kk, ru, en) = match (act, last_part(field)) {
            (Act::Verify, "outcome") => {
                ("Тексеру нәтижесін таңдаңыз", "Выберите результат проверки", "Choose the result of the verification")
            }
            (Act::RecordHearing, "outcome") => {
                ("Тыңдау нәтижесін таңдаңыз", "Выберите итог заслушивания", "Choose what came of the hearing")
            }
            (Act::AnswerComplaint, "outcome") => {
                ("Шағымның нәтижесін таңдаңыз", "Выберите результат рассмотрения жалобы", "Choose how the complaint is answered")
            }
            (_, "ground") => ("Бас тарту негізін таңдаңыз", "Выберите основание отказа", "Choose a ground for refusal"),
            (_, "verdict") => ("Шешімді таңдаңыз", "Выберите решение", "Choose a decision"),
            (_, "answer") => ("ҰҚК жауабын таңдаңыз", "Выберите ответ КНБ", "Choose the answer of the NSC"),
            (_, "reason") => ("Себебін жазыңыз", "Укажите причину", "Give the reason"),
            (_, "reasons") => ("Дәлелдерін жазыңыз", "Изложите мотивы", "Give the reasons"),
            (_, "note") => ("Анықталған мән-жайларды жазыңыз", "Укажите установленные обстоятельства", "Say what was found"),
            (_, "fingerprints") => (
                "Саусақ іздері алынған-алынбағанын таңдаңыз",
                "Укажите, сняты ли отпечатки пальцев",
                "Choose whether fingerprints were taken",
            ),
            (_, "exempt" | "exempt_as") => (
                "Саусақ іздері неге алынбайтынын көрсетіңіз",
                "Укажите, почему отпечатки не снимаются",
                "Say why no fingerprints are taken",
            ),
            (Act::BookFingerprints, "at") => {
                ("Саусақ іздерін алу уақытын көрсетіңіз", "Укажите время дактилоскопии", "Enter when fingerprints are taken")
            }
            (Act::BookFingerprints, "place") => {
                ("Саусақ іздерін алу орнын көрсетіңіз", "Укажите место дактилоскопии", "Enter where fingerprints are taken")
            }
            (_, "hearing_at") => ("Тыңдау уақытын көрсетіңіз", "Укажите время заслушивания", "Enter when the applicant is heard"),
            (_, "replacement") => ("Дұрысы қандай екенін таңдаңыз", "Выберите, как правильно", "Choose what it should have been"),
            (_, "paper") => ("Кемінде бір құжатты белгілеңіз", "Отметьте хотя бы один документ", "Tick at least one paper"),
            (_, "notice") => ("Хабарламаны таңдаңыз", "Выберите уведомление", "Choose a notice"),
            (_, "letter") => ("Хаттың нөмірін жазыңыз", "Укажите номер письма", "Enter the number of the letter"),
            (_, "done") => ("Не істелгенін жазыңыз", "Укажите, что сделано", "Say what was done"),
            (_, "because") => ("Негізін таңдаңыз", "Выберите основание", "Choose why"),
            (_, "by") => ("Істің нөмірін жазыңыз", "Укажите номер дела", "Enter the number of the case"),
            (_, "officer") => (
                "Қызметкерді, кеңсені немесе екеуін де көрсетіңіз",
                "Укажите сотрудника, подразделение или и то и другое",
                "Name an officer, an office or both",
            ),
            (_, "received_at" | "really_received_at") => {
                ("Алынған күні мен уақытын жазыңыз", "Укажите дату и время получения", "Enter the date and time of receipt")
            }
            _ => return None,
        };
        Some(self.pick(kk, ru, en))
    }
}

/// The field itself, of a path such as `decision.ground`.
pub(crate) fn last_part(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}
