//! Why a case is late or about to be, in a sentence.

use shaqyru_domain::{
    case::{record::IncidentRecord, view::ClockView},
    time::instant::Instant,
};
use shaqyru_register::HeldUp;

use super::Language;
use crate::{
    cause::{Cause, pressing},
    waiting::Wait,
};

impl Language {
    /// What holds cases up, as the heading of a group.
    pub(crate) fn cause_of_delay(self, cause: Cause) -> &'static str {
        match cause {
            Cause::Incident => self.pick("Жүйеде қадам тоқтап тұр", "Остановлен шаг в системе", "A step is stopped"),
            Cause::Nsc => self.pick("ҰҚК жауап бермеді", "КНБ не ответил", "The NSC is silent"),
            Cause::Police => self.pick("Полиция тексеруі аяқталмады", "Проверка полиции не завершена", "The police have not verified"),
            Cause::Officer => self.pick("Қызметкердің әрекеті күтілуде", "Ожидается действие сотрудника", "The officer has not acted"),
            Cause::Fingerprints => self.pick("Саусақ іздері тапсырылмаған", "Не сданы отпечатки пальцев", "Fingerprints are not on record"),
            Cause::Hearing => self.pick("Өтініш берушіні тыңдау", "Заслушивание заявителя", "The applicant's hearing"),
            Cause::Examiner => self.pick("Шағымды қараушы орган", "Орган, рассматривающий жалобу", "The examining body"),
            Cause::Notice => self.pick("Өтініш берушіге хабарланбаған", "Заявитель не уведомлён", "The applicant has not been told"),
        }
    }

    /// Who has a case, what it waits for and since when, against which term, and what would set it free.
    pub(crate) fn why_late(self, held_up: &HeldUp, wait: Option<&Wait>, cause: Cause, now: Instant) -> String {
        let waits = wait.map(|wait| self.waiting(wait));
        let is_told = |clock: &ClockView| wait.is_some_and(|wait| wait.clock == clock.clock);
        let others = pressing(&held_up.clocks, now).into_iter().filter(|clock| !is_told(clock)).map(|clock| self.pressing(clock, now));
        let parts = waits.into_iter().chain(others).chain([self.held_by(held_up), self.sets_free(held_up, cause)]);
        parts.collect::<Vec<_>>().join(" ")
    }

    fn pressing(self, clock: &ClockView, now: Instant) -> String {
        let (name, due) = (self.clock(clock.clock), self.instant(clock.due));
        if clock.due < now {
            return self.pick(
                format!("«{name}» мерзімі {due} өтіп кетті."),
                format!("Срок «{name}» истёк {due}."),
                format!("The term of the {name} ran out on {due}."),
            );
        }
        self.pick(
            format!("«{name}» мерзімі {due} аяқталады."),
            format!("Срок «{name}» истекает {due}."),
            format!("The term of the {name} ends on {due}."),
        )
    }

    fn held_by(self, held_up: &HeldUp) -> String {
        let HeldUp { officer, office, .. } = held_up;
        match officer {
            Some(officer) => self.pick(
                format!("Іс {officer} ({office}) қызметкерінде."),
                format!("Дело у {officer} ({office})."),
                format!("{officer} has the case ({office})."),
            ),
            None => self.pick(
                format!("Іс {office} кеңсесінде, қызметкер тағайындалмаған."),
                format!("Дело в {office}, сотрудник не назначен."),
                format!("The case is with {office}, and no officer has it."),
            ),
        }
    }

    /// What would set it free.
    fn sets_free(self, held_up: &HeldUp, cause: Cause) -> String {
        let says = |kk: &str, ru: &str, en: &str| self.pick(kk, ru, en).to_owned();
        match cause {
            Cause::Incident => held_up.stopped.first().map(|stopped| self.resumed(stopped)).unwrap_or_default(),
            Cause::Nsc => says(
                "ҰҚК жауабы енгізілгенде іс жылжиды.",
                "Дело двинется, когда будет внесён ответ КНБ.",
                "It goes on once the NSC's answer is entered.",
            ),
            Cause::Police => says(
                "Тексеру нәтижесі енгізілгенде іс жылжиды.",
                "Дело двинется, когда будет внесён результат проверки.",
                "It goes on once the verification is entered.",
            ),
            Cause::Officer => says(
                "Қызметкер әрекет еткенде немесе іс басқаға берілгенде жылжиды.",
                "Дело двинется, когда сотрудник выполнит действие или дело передадут другому.",
                "It goes on once the officer acts, or the case is given to another.",
            ),
            Cause::Fingerprints => match &held_up.appointment {
                Some(appointment) => {
                    let at = self.instant(appointment.at);
                    self.pick(
                        format!("Саусақ іздері {at} тапсырылады."),
                        format!("Отпечатки пальцев назначено сдать {at}."),
                        format!("Fingerprints are to be taken on {at}."),
                    )
                }
                None => says(
                    "Саусақ іздері тапсырылғанда немесе босату негізі енгізілгенде іс жылжиды.",
                    "Дело двинется, когда отпечатки будут сданы или внесено основание для освобождения.",
                    "It goes on once fingerprints are taken, or an exemption is entered.",
                ),
            },
            Cause::Hearing => says(
                "Тыңдау нәтижесі енгізілгенде іс жылжиды.",
                "Дело двинется, когда будет внесён итог заслушивания.",
                "It goes on once the outcome of the hearing is entered.",
            ),
            Cause::Examiner => says(
                "Қараушы органның жауабы енгізілгенде іс жылжиды.",
                "Дело двинется, когда будет внесён ответ рассматривающего органа.",
                "It goes on once the examining body's answer is entered.",
            ),
            Cause::Notice => says(
                "Хабарлама жеткенде мерзім аяқталады; оны қайта жіберуге болады.",
                "Срок закроется, когда уведомление будет доставлено; его можно отправить повторно.",
                "The term is met once the notice has arrived; it can be sent again.",
            ),
        }
    }

    fn resumed(self, stopped: &IncidentRecord) -> String {
        let (step, since, code) = (self.step(&stopped.step), self.instant(stopped.at), stopped.code);
        self.pick(
            format!("«{step}» қадамы {since} бастап тоқтап тұр ({code}): оны оператор жалғастырады."),
            format!("Шаг «{step}» остановлен с {since} ({code}): его возобновляет оператор."),
            format!("The step “{step}” has been stopped since {since} ({code}): an operator resumes it."),
        )
    }
}
