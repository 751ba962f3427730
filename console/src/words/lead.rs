//! Where a case stands, in a sentence.

use shaqyru_domain::{
    case::{stage::Status, view::CaseView},
    law::clock_kind::{ClockKind, Window},
    text::OfficerId,
    time::instant::Instant,
};

use super::Language;
use crate::waiting::Wait;

impl Language {
    /// Whom a case waits for, since when, what the law gives, and when that ends.
    pub(crate) fn waiting(self, wait: &Wait) -> String {
        if wait.clock == ClockKind::Hearing {
            return self.hearing_set(wait);
        }
        let sentence = match self {
            Self::Kazakh => format!("{} {} күнінен бері күтілуде", self.awaited(wait), self.date(wait.since.date())),
            Self::Russian => format!("{} с {}", self.awaited(wait), self.date(wait.since.date())),
            Self::English => format!("Waiting for {} since {}", self.awaited(wait), self.date(wait.since.date())),
        };
        let worked = wait
            .worked
            .filter(|days| *days > 0)
            .map(|days| self.pick(": ", ": ", ", for ").to_owned() + &self.working_days(days))
            .unwrap_or_default();
        let gives = wait.term.map(|term| {
            let term = self.term(term);
            // The term of verification is the office's own (advisory); the others are the law's.
            if wait.clock == ClockKind::Verification {
                return self.pick(
                    format!(" Кеңсе өзіне {term} белгілеген;"),
                    format!(" Подразделение отвело себе: {term};"),
                    format!(" The office allows itself {term};"),
                );
            }
            self.pick(format!(" Заңда {term} берілген;"), format!(" Законом отведено: {term};"), format!(" The law gives {term};"))
        });
        format!("{sentence}{worked}.{} {}.", gives.unwrap_or_default(), self.end_of(wait))
    }

    fn hearing_set(self, wait: &Wait) -> String {
        let due = self.instant(wait.due);
        match (self, wait.is_over) {
            (Self::Kazakh, false) => format!("Өтініш берушіні тыңдау уақыты: {due}."),
            (Self::Kazakh, true) => format!("Тыңдау {due} болуға тиіс еді, оның нәтижесі әлі енгізілмеген."),
            (Self::Russian, false) => format!("Заслушивание заявителя назначено на {due}."),
            (Self::Russian, true) => format!("Заслушивание было назначено на {due}, его итог ещё не внесён."),
            (Self::English, false) => format!("The applicant is heard on {due}."),
            (Self::English, true) => format!("The hearing was set for {due}; what came of it is not on record yet."),
        }
    }

    fn awaited(self, wait: &Wait) -> String {
        let says = |kk: &str, ru: &str, en: &str| self.pick(kk, ru, en).to_owned();
        match wait.clock {
            ClockKind::Verification => says("Полиция тексеруі", "Ожидается проверка полиции", "the police"),
            ClockKind::Coordination => says("ҰҚК жауабы", "Ожидается ответ КНБ", "the NSC"),
            ClockKind::ComplaintForwarding => says(
                "Кеңсенің шағымды қанағаттандыруы немесе жолдауы",
                "Ожидается удовлетворение или направление жалобы подразделением",
                "the office to satisfy the complaint or to pass it on",
            ),
            ClockKind::ComplaintExamination => {
                let examiner = wait.window.map(|window| self.window(window)).unwrap_or_default();
                self.pick(
                    format!("Шағымға жауап ({examiner})"),
                    format!("Ожидается ответ на жалобу ({examiner})"),
                    format!("{examiner} to answer the complaint"),
                )
            }
            _ => self.decision_of(wait.officer.as_ref()),
        }
    }

    fn decision_of(self, officer: Option<&OfficerId>) -> String {
        match officer {
            Some(officer) => {
                self.pick(format!("{officer} шешімі"), format!("Ожидается решение ({officer})"), format!("a decision by {officer}"))
            }
            None => self.pick("Кеңсенің шешімі", "Ожидается решение подразделения", "a decision by the office").to_owned(),
        }
    }

    fn end_of(self, wait: &Wait) -> String {
        let due = self.instant(wait.due);
        match (wait.window == Some(Window::Extended), wait.is_over) {
            (true, false) => self.pick(
                format!("ұзартылған мерзім {due} аяқталады"),
                format!("продлённый срок истекает {due}"),
                format!("the extended window ends on {due}"),
            ),
            (true, true) => self.pick(
                format!("ұзартылған мерзім де {due} аяқталды"),
                format!("продлённый срок тоже истёк {due}"),
                format!("the extended window ran out on {due}, too"),
            ),
            (false, false) => {
                self.pick(format!("мерзім {due} аяқталады"), format!("срок истекает {due}"), format!("the term ends on {due}"))
            }
            (false, true) => {
                self.pick(format!("мерзім {due} өтіп кетті"), format!("срок истёк {due}"), format!("the term ran out on {due}"))
            }
        }
    }

    /// A case that waits for nobody: it has ended, or nobody has begun to work on it.
    pub(crate) fn at_rest(self, view: &CaseView) -> String {
        let when = |at: Instant| self.date(at.date());
        if view.status == Status::Open {
            let (filed, registered) = (when(view.filed_at), view.registered_on.map(|date| self.date(date)));
            return match registered {
                Some(registered) => self.pick(
                    format!("{filed} берілді, {registered} тіркелген болып есептеледі."),
                    format!("Подано {filed}, считается зарегистрированным {registered}."),
                    format!("Filed on {filed}; it counts as registered on {registered}."),
                ),
                None => self.pick(format!("{filed} берілді."), format!("Подано {filed}."), format!("Filed on {filed}.")),
            };
        }
        let status = self.status(view.status);
        let ended = view.timeline.iter().find(|line| line.stage == view.stage).map(|line| format!(", {}", when(line.at)));
        let ended = ended.unwrap_or_default();
        self.pick(format!("Іс аяқталды: {status}{ended}."), format!("Дело завершено: {status}{ended}."), format!("Ended: {status}{ended}."))
    }
}
