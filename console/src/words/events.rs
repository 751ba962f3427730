//! What can be done in a case and what happened in it. The English of what happened is the contract's, and stands in the domain. What
//! people wrote, codes and ids stay as they are.

use shaqyru_domain::{
    authority::Act,
    case::{
        complaint::ComplaintAnswer,
        event::{Corrected, Event, Lateness},
        fact::{Answer, Refusal, Replacement, Verdict, Verification},
        fingerprints::{Appointment, Exemption, Fingerprints},
        hearing::HearingRecord,
        stage::Stage,
        view::TimelineLine,
    },
    forwarding::Forwarding,
    law::clock_kind::{ClockKind, Window},
    problem::Problem,
};

use super::{Case, Language};

impl Language {
    /// What somebody may want to do, as its button says.
    pub(crate) fn act(self, act: Act) -> &'static str {
        match act {
            Act::Submit => self.pick("Өтініш беру", "Подать ходатайство", "File an application"),
            Act::View => self.pick("Қарау", "Просмотреть", "View"),
            Act::Verify => self.pick("Тексеру нәтижесін енгізу", "Внести результат проверки", "Enter the verification"),
            Act::Answer => self.pick("ҰҚК жауабын енгізу", "Внести ответ КНБ", "Enter the NSC's answer"),
            Act::Extend => self.pick(
                "ҰҚК-нің мерзімді ұзарту сұрауын енгізу",
                "Внести запрос КНБ о продлении",
                "Enter the NSC's request for more time",
            ),
            Act::Decide => self.pick("Шешім қабылдау", "Принять решение", "Decide"),
            Act::Withdraw => self.pick("Өтінішті кері қайтарып алуды енгізу", "Внести отзыв ходатайства", "Enter a withdrawal"),
            Act::Reassign => self.pick("Істі басқаға беру", "Передать дело", "Reassign"),
            Act::Correct => self.pick("Қате жазбаны түзету", "Исправить ошибочную запись", "Correct a wrong entry"),
            Act::RequestPapers => self.pick("Құжаттарды сұрату", "Запросить документы", "Ask for papers"),
            Act::RecordFingerprints => {
                self.pick("Саусақ іздері туралы енгізу", "Внести сведения об отпечатках пальцев", "Enter fingerprints")
            }
            Act::BookFingerprints => {
                self.pick("Саусақ іздерін алу уақытын енгізу", "Внести запись на дактилоскопию", "Enter an appointment for fingerprints")
            }
            Act::IntendRefusal => self.pick(
                "Бас тарту ниетін хабарлап, тыңдау тағайындау",
                "Предварительно отказать и назначить заслушивание",
                "Intend a refusal",
            ),
            Act::RecordHearing => self.pick("Тыңдау нәтижесін енгізу", "Внести итог заслушивания", "Enter the hearing"),
            Act::Spoil => self.pick("Бүлінген жапсырманы енгізу", "Внести испорченный бланк", "Enter a spoiled sticker"),
            Act::AnnulAtBorder => self.pick(
                "Шекара қызметінің визаны жойғанын енгізу",
                "Внести аннулирование Пограничной службой",
                "Enter an annulment at the border",
            ),
            Act::EndElsewhere => self.pick(
                "Визаның басқа іс бойынша аяқталғанын енгізу",
                "Внести прекращение визы по другому делу",
                "Enter that another case ended the visa",
            ),
            Act::EnterInBerkut => {
                self.pick("«Бүркітке» енгізілгенін белгілеу", "Отметить внесение в «Беркут»", "Enter that it is in Berkut")
            }
            Act::Satisfy => self.pick(
                "Шағымның толық қанағаттандырылғанын енгізу",
                "Внести полное удовлетворение жалобы",
                "Enter that the complaint is satisfied in full",
            ),
            Act::PassOn => self.pick(
                "Шағымның іспен бірге жолданғанын енгізу",
                "Внести направление жалобы с делом",
                "Enter that the complaint was passed on with the file",
            ),
            Act::AnswerComplaint => {
                self.pick("Шағым бойынша шешімді енгізу", "Внести решение по жалобе", "Enter the answer to the complaint")
            }
            Act::Resend => self.pick("Хабарламаны қайта жіберу", "Отправить уведомление ещё раз", "Send a notice again"),
            Act::Resume => self.pick("Тоқтаған қадамдарды жалғастыру", "Продолжить остановленные шаги", "Resume stopped steps"),
            Act::Announce => self.pick("Жаңа редакцияны жариялау", "Объявить новую редакцию", "Announce an edition"),
            Act::Antedate => self.pick("Кешіктіріп енгізу", "Внести задним числом", "Enter what was received long ago"),
            Act::Supervise => self.pick("Көрсеткіштерді қарау", "Просмотреть показатели", "See figures"),
            Act::Audit => self.pick("Аудит", "Аудит", "Audit"),
        }
    }

    /// A line of the timeline. One that an earlier release wrote without its event says what it said then.
    pub(crate) fn line(self, line: &TimelineLine) -> String {
        let Some(event) = line.event.as_ref().filter(|_| self != Self::English) else { return line.detail.clone() };
        let says = self.event(event);
        let reason = line.antedated_because.as_ref().map(|reason| format!("; {}: {reason}", Case::of(self).antedated)).unwrap_or_default();
        let letter =
            line.letter.as_ref().map(|letter| format!("; {} № {letter}", self.pick("хат", "письмо", "letter"))).unwrap_or_default();
        format!("{says}{reason}{letter}")
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of event")]
    fn event(self, event: &Event) -> String {
        if self == Self::English {
            return event.to_string();
        }
        let says = |kk: &str, ru: &str| self.pick(kk, ru, "").to_owned();
        match event {
            Event::Filed => says("өтініш берілді", "ходатайство подано"),
            Event::Forwarded { forwarding: Forwarding { from, to, basis, .. } } => {
                self.forwarded(from.as_str(), to.as_str(), &self.basis(basis))
            }
            Event::AcceptanceRefused { missing } => format!("{}: {}", says("жетіспейді", "не хватает"), self.papers(missing)),
            Event::Registered { on, unproven } => {
                let date = self.date(*on);
                let registered = self.pick(format!("{date} күні тіркелді"), format!("зарегистрировано {date}"), String::new());
                if unproven.is_empty() {
                    return registered;
                }
                let silent =
                    says("мемлекеттік жүйелер мына құжаттардың бар-жоғын айтпады", "государственные системы не сообщили, есть ли в них");
                format!("{registered}; {silent}: {}", self.papers(unproven))
            }
            Event::VerificationBegun => says("полицияға тексеруге берілді", "передано полиции на проверку"),
            Event::Verified { verification: Verification::Clear } => says("кедергі жоқ", "препятствий нет"),
            Event::Verified { verification: Verification::Refuse(refusal) } => self.refusal(refusal),
            Event::SubmittedToNsc => says("«Бүркіт» арқылы ҰҚК-ге жіберілді", "направлено в КНБ через «Беркут»"),
            Event::TermRanOut { clock: ClockKind::Coordination, window: Some(Window::Standard) } => says(
                "негізгі мерзімде жауап болмады: мерзім бұзылды, ұзартылған мерзім өтуде",
                "ответа в основной срок нет: срок нарушен, идёт продлённый срок",
            ),
            Event::TermRanOut { clock: ClockKind::Coordination, .. } => says(
                "ұзартылған мерзімде жауап болмады: мерзім бұзылды, іс жауап күтуде",
                "ответа в продлённый срок нет: срок нарушен, дело ожидает ответа",
            ),
            Event::TermRanOut { clock, .. } => {
                format!("{}: {}", self.clock(*clock), says("мерзім өтті, бұзылды", "срок истёк, нарушен"))
            }
            Event::MoreTimeRequested { reason, late: false } => {
                format!("{}: {reason}", says("мерзімді ұзартуды сұрады", "просит продлить срок"))
            }
            Event::MoreTimeRequested { reason, late: true } => {
                format!("{}: {reason}", says("мерзімді ұзартуды кешігіп сұрады", "с опозданием просит продлить срок"))
            }
            Event::ExtensionNoticeGiven => says(
                "өтініш берушіге мерзімнің ұзартылғаны, оның себебі мен ұзақтығы хабарланды",
                "заявителю сообщено о продлении срока, его причине и продолжительности",
            ),
            Event::Answered { answer: Answer::Agree } => says("келісті", "согласовано"),
            Event::Answered { answer: Answer::Object } => says("теріс жауап берді", "отрицательный ответ"),
            Event::DecisionDue => {
                says("шешім бір жұмыс күні ішінде қабылдануы тиіс", "решение должно быть принято в течение одного рабочего дня")
            }
            Event::Decided { verdict, late } => {
                let decided = match verdict {
                    Verdict::Issue => self.stage(Stage::Issued).to_owned(),
                    Verdict::Annul => self.stage(Stage::Annulled).to_owned(),
                    Verdict::Shorten => self.stage(Stage::Shortened).to_owned(),
                    Verdict::Refuse(refusal) => self.refusal(refusal),
                };
                format!("{decided}{}", self.lateness(late.as_ref()))
            }
            Event::Withdrawn { reason } => format!("{}: {reason}", says("кері қайтарып алынды", "отозвано")),
            Event::Reassigned { officer, office, reason } => {
                let officer = officer.as_ref().map(|id| format!("{}: {id}", says("істі қабылдаған қызметкер", "передано сотруднику")));
                let office = office.as_ref().map(|code| format!("{}: {code}", says("істі қабылдаған кеңсе", "передано в подразделение")));
                officer.into_iter().chain(office).chain(reason.as_ref().map(|reason| self.because(reason))).collect::<Vec<_>>().join("; ")
            }
            Event::RegistersAnswered { papers, found } => {
                let fetched = says("мемлекеттік жүйелер: алынған құжаттар", "государственные системы: получено документов");
                let found = if found.is_empty() {
                    says("ескерту жоқ", "замечаний нет")
                } else {
                    format!("{}: {}", says("ескертулер", "замечания"), found.join(", "))
                };
                format!("{fetched} — {papers}; {found}")
            }
            Event::PapersRequested { papers, reason } => {
                let papers: Vec<_> = papers.iter().map(|paper| self.paper(paper.as_str())).collect();
                let asked = says("өтініш берушіден сұратылды", "запрошено у заявителя");
                format!("{asked}: {}; {}", papers.join("; "), self.because(reason))
            }
            Event::StepStopped { step, problem } => {
                format!("{}: {} — {}", says("инцидент, қадам", "инцидент, шаг"), self.step(step), self.obstacle(problem))
            }
            Event::StepsResumed => says("тоқтаған қадамдар жалғастырылды", "остановленные шаги продолжены"),
            Event::Escalated { clock, window, rung, audience } => {
                let window = window.map(|window| format!(", {}", self.window(window))).unwrap_or_default();
                let (clock, rung, audience) = (self.clock(*clock), self.rung(rung), self.audience(*audience));
                format!("эскалация: {clock}{window}; {rung}; {}: {audience}", says("кімге", "кому"))
            }
            Event::CorrectionProposed { correction } => {
                let proposed = says("түзету ұсынылды", "предложено исправление");
                format!("{proposed}: {}", self.correction(correction, &says("болуға тиіс", "должно быть")))
            }
            Event::Corrected { correction, proposed_by } => {
                let by =
                    proposed_by.as_ref().map(|by| format!("; {}: {}", says("ұсынған", "предложил"), self.actor(by))).unwrap_or_default();
                let corrected = says("түзету", "исправление");
                format!("{corrected}: {}{by}", self.correction(correction, &says("енді", "стало")))
            }
            Event::DecisionWithoutTerm => {
                says("лауазымды адам шешеді; Қағидаларда мерзім белгіленбеген", "решает должностное лицо; срок Правилами не установлен")
            }
            Event::FingerprintsRecorded { fingerprints: Fingerprints::Taken } => says("саусақ іздері алынды", "отпечатки пальцев сняты"),
            Event::FingerprintsRecorded { fingerprints: Fingerprints::TakenAt(at) } => {
                format!("{}: {}", says("саусақ іздері алынды", "отпечатки пальцев сняты"), self.instant(*at))
            }
            Event::FingerprintsRecorded { fingerprints: Fingerprints::Exempt(Exemption::Listed(kind)) } => {
                format!("{}: {}", says("саусақ іздері алынбайды", "отпечатки пальцев не снимаются"), self.exemption(*kind))
            }
            Event::FingerprintsRecorded { fingerprints: Fingerprints::Exempt(Exemption::Other(why)) } => {
                format!("{}; {}", says("саусақ іздері алынбайды", "отпечатки пальцев не снимаются"), self.because(why))
            }
            Event::FingerprintsBooked { appointment: Appointment { at, place, .. } } => {
                let booked = says("саусақ іздерін алу уақыты", "запись на дактилоскопию");
                format!("{booked}: {}, {place}", self.instant(*at))
            }
            Event::RefusalIntended { refusal, hearing_at } => {
                let intended = says("бас тарту көзделуде", "предполагается отказ");
                let hearing = says("тыңдау уақыты", "заслушивание");
                format!("{intended}: {}; {hearing}: {}", self.refusal(refusal), self.instant(*hearing_at))
            }
            Event::PreliminaryNoticeGiven => says(
                "өтініш берушіге алдын ала шешім мен тыңдау туралы хабарланды",
                "заявителю сообщено о предварительном решении и заслушивании",
            ),
            Event::Heard { hearing: HearingRecord { outcome, objections } } => {
                let heard = self.hearing(*outcome);
                match objections {
                    Some(objections) => format!("{heard}; {}: {objections}", says("қарсылықтары", "возражения")),
                    None => heard.to_owned(),
                }
            }
            Event::StickerMade { number } => format!("{}: {number}", says("жапсырма толтырылды", "бланк заполнен")),
            Event::StickerAnnulled { number, why, reason } => {
                let ended = self.end_of_sticker(*why);
                match reason {
                    Some(reason) => format!("{ended}: {number}; {}", self.because(reason)),
                    None => format!("{ended}: {number}"),
                }
            }
            Event::FilledInByHand => {
                says("«Бүркіт» істемейді: жапсырма қолмен толтырылады", "«Беркут» не работает: бланк заполняется вручную")
            }
            Event::EnteredInBerkut => says("«Бүркітке» енгізілді", "внесено в «Беркут»"),
            Event::EndedInBerkut { number } => {
                format!("{}: {number}", says("визаның аяқталуы «Бүркітке» енгізілді", "прекращение визы внесено в «Беркут»"))
            }
            Event::EndedElsewhere { by } => format!("{}: {by}", says("виза басқа іс бойынша аяқталды", "виза прекращена по другому делу")),
            Event::AnnulledAtBorder { because } => {
                format!("{}: {}", says("Шекара қызметі визаны жойды", "виза аннулирована Пограничной службой"), self.border(*because))
            }
            Event::ComplaintFiled => says("шағым берілді", "жалоба подана"),
            Event::ComplaintTaken { about, examiner } => {
                let what = says(
                    "іс бойынша шағым толық қанағаттандырылады не іспен бірге жолданады",
                    "жалоба по делу удовлетворяется полностью либо направляется с делом",
                );
                format!("{about}: {what} → {}", self.examiner(*examiner))
            }
            Event::ComplaintSatisfied { done } => {
                format!("{}: {done}", says("шағым толық қанағаттандырылды", "жалоба удовлетворена полностью"))
            }
            Event::ComplaintPassedOn { examiner, letter } => {
                let letter = letter.as_ref().map(|letter| format!("; {}: {letter}", says("хат", "письмо"))).unwrap_or_default();
                format!("{} → {}{letter}", says("шағым іспен бірге жолданды", "жалоба направлена с делом"), self.examiner(*examiner))
            }
            Event::ComplaintAnswered { answer: ComplaintAnswer { outcome, reasons } } => {
                format!("{}: {reasons}", self.stage(outcome.stage()))
            }
            Event::OnRecord => says("тізілімде", "в реестре"),
        }
    }

    /// How an application came to another office; it is always the one where the inviting party is registered.
    pub(crate) fn forwarded(self, from: &str, to: &str, basis: &str) -> String {
        self.pick(
            format!("өтініш {from} бөлімшесінен {to} бөлімшесіне жіберілді: шақырушы тарап сол жерде тіркелген ({basis})"),
            format!("ходатайство перенаправлено из {from} в {to}: приглашающая сторона зарегистрирована там ({basis})"),
            format!("forwarded from {from} to {to}: the inviting party is registered there ({basis})"),
        )
    }

    /// Papers by their codes.
    fn papers(self, codes: &[String]) -> String {
        codes.iter().map(|code| self.paper(code)).collect::<Vec<_>>().join("; ")
    }

    fn because(self, reason: impl std::fmt::Display) -> String {
        format!("{}: {reason}", self.pick("себебі", "причина", "reason"))
    }

    fn refusal(self, refusal: &Refusal) -> String {
        let ground = refusal.ground;
        let on = self.pick(format!("{ground}-негіз"), format!("основание {ground}"), format!("ground {ground}"));
        match &refusal.note {
            Some(note) => format!("{on}: {note}"),
            None => on,
        }
    }

    fn lateness(self, late: Option<&Lateness>) -> String {
        let Some(late) = late else { return String::new() };
        let says = self.pick("мерзімі өткеннен кейін", "с опозданием", "late");
        match &late.reason {
            Some(reason) => format!("; {says}, {}", self.because(reason)),
            None => format!("; {says}"),
        }
    }

    /// What stands in a step's way. What an agency or a database said is told in its own words.
    fn obstacle(self, problem: &Problem) -> String {
        let Problem { code, message, .. } = problem;
        match self.of_code(*code) {
            Some(says) => format!("{says} ({code})"),
            None => format!("{code}: {message}"),
        }
    }

    fn correction(self, correction: &Corrected, is: &str) -> String {
        let Corrected { was, was_received_at, was_entered_by, is: right, is_received_at, reason, letter } = correction;
        let (before, received, entered) =
            (self.pick("бұрын", "было", "was"), self.pick("алынған", "получено", "received"), self.pick("енгізген", "внёс", "entered by"));
        let was = format!(
            "{before} — {}, {received} {}, {entered} {}",
            self.entry(was),
            self.instant(*was_received_at),
            self.actor(was_entered_by)
        );
        let is = format!("{is} — {}, {received} {}", self.entry(right), self.instant(*is_received_at));
        let letter = letter.as_ref().map(|letter| format!("; {} {letter}", self.pick("хат", "письмо", "letter"))).unwrap_or_default();
        format!("{was}; {is}; {}{letter}", self.because(reason))
    }

    /// What a correction puts in the place of what was wrong, with what was found.
    fn entry(self, entry: &Replacement) -> String {
        let says = self.replacement(entry);
        match entry {
            Replacement::Verification(Verification::Refuse(Refusal { note: Some(note), .. })) => format!("{says}: {note}"),
            Replacement::Verification(_) | Replacement::Answer(_) => says,
        }
    }

    /// A rung by its name in the rulebook; one that only another rulebook knows keeps its name.
    pub(crate) fn rung(self, rung: &str) -> String {
        let numbered = rung.rsplit_once('-').and_then(|(name, number)| Some((name, number.parse::<u64>().ok()?)));
        match (numbered, rung) {
            (None, "due") => self.pick("мерзім бітті", "срок наступил", "due").to_owned(),
            (None, "reminder") => self.pick("еске салу", "напоминание", "reminder").to_owned(),
            (Some(("reminder", days)), _) => {
                let days = self.working_days(days);
                self.pick(
                    format!("мерзімге {days} қалғандағы еске салу"),
                    format!("напоминание за {days}"),
                    format!("reminder, {days} before"),
                )
            }
            (Some(("repeat", time)), _) => {
                self.pick(format!("{time}-қайталама ескерту"), format!("повторное напоминание № {time}"), format!("repeat {time}"))
            }
            _ => rung.to_owned(),
        }
    }

    /// A step of a case that can be stopped, by its name in data.
    pub(crate) fn step(self, step: &str) -> String {
        let says = match step {
            "police" => self.pick("полицияның тексеруі", "проверка полиции", "police"),
            "berkut" => self.pick("«Бүркіт» арқылы келісу", "согласование через «Беркут»", "Berkut"),
            "registers" => self.pick("мемлекеттік жүйелерге сұрау салу", "запрос к государственным системам", "state registers"),
            "register" => self.pick("істер тізіліміне жазу", "запись в реестр дел", "register of cases"),
            "portal" => self.pick("өтініш берушіге хабарлау", "уведомление заявителя", "portal"),
            "office" => self.pick("кеңсеге хабарлау", "уведомление подразделения", "office"),
            "monitoring" => self.pick("мониторинг жүйесіне хабарлау", "передача в систему мониторинга", "monitoring"),
            "visa_ends" => {
                self.pick("визаның аяқталуын «Бүркітке» енгізу", "внесение в «Беркут» о прекращении визы", "end of a visa in Berkut")
            }
            "relations" => self.pick("басқа іске хабарлау", "уведомление другого дела", "another case"),
            "stickers" => self.pick("жапсырма нөмірі", "номер бланка", "stickers"),
            "biometrics" => self.pick("биометриялық орталық", "биометрический центр", "the biometric centre"),
            "calendar" => self.pick("өндірістік күнтізбе", "производственный календарь", "calendar"),
            other => other,
        };
        says.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde::Deserialize;

    use super::*;

    /// Each kind of event at least once; what people wrote in them is Kazakh. That none is left out, the domain's own test of it sees to.
    const EVENTS: &str = include_str!("../../../domain/tests/events.json");

    /// What stays in Latin letters: ids, codes, and what an outside system said.
    const KEPT: [&str; 11] = [
        "VIS-7K3QX5ABCD-1",
        "INV-7K3QX5ABCD-1",
        "P-1",
        "P-2",
        "P-7",
        "AST-DP",
        "ALA-DP",
        "CHK-SANCTIONS",
        "CHK-PENALTY",
        "SHQ-AGENCY-REFUSED",
        "police: HTTP 400",
    ];

    #[derive(Deserialize)]
    struct Recorded {
        event: Event,
    }

    #[test]
    fn every_event_has_words_of_its_own_in_kazakh_and_russian() {
        let recorded: Vec<Recorded> = serde_json::from_str(EVENTS).unwrap();
        for language in [Language::Kazakh, Language::Russian] {
            let mut said = Vec::new();
            for Recorded { event } in &recorded {
                let says = language.event(event);
                let rest = KEPT.iter().fold(says.clone(), |rest, kept| rest.replace(kept, ""));
                assert!(!rest.contains(|letter: char| letter.is_ascii_alphabetic()), "{event}: {says}");
                said.push(says);
            }
            said.sort_unstable();
            let all = said.len();
            said.dedup();
            assert_eq!(said.len(), all, "{said:#?}");
        }
    }

    #[test]
    fn a_supervisor_can_tell_which_reminder_went_out_and_to_whom() {
        let gone = Event::Escalated {
            clock: ClockKind::Verification,
            window: None,
            rung: "repeat-2".to_owned(),
            audience: shaqyru_domain::law::ladder::Audience::Supervisor,
        };
        assert_eq!(Language::Russian.event(&gone), "эскалация: проверка; повторное напоминание № 2; кому: контролёр");
        assert_eq!(Language::Kazakh.event(&gone), "эскалация: тексеру; 2-қайталама ескерту; кімге: бақылаушы");
        assert_eq!(Language::English.event(&gone), "escalation verification repeat-2 to the supervisor");
        assert_eq!(Language::Russian.rung("reminder-5"), "напоминание за 5 рабочих дней");
        assert_eq!(Language::Kazakh.rung("a rung of another rulebook-x"), "a rung of another rulebook-x");
    }
}
