//! What the engine has done for a case, in words of the procedure.

use chrono::TimeDelta;

use super::{Language, table};

table! {
    /// Words of the history of a case.
    History {
        before: "Қабылдау", "Приём", "Intake";
        at: "Уақыты", "Время", "When";
        step: "Қадам", "Шаг", "Step";
        who: "Кім", "Кто", "Who acted";
        lasted: "Ұзақтығы", "Длительность", "Took";
        events: "Оқиға", "Событие", "Event";
        began: "Іс ашылды", "Дело начато", "The case began";
        waited: "Мерзім күтілді", "Ожидание срока", "Waited for a term";
        told: "Істің жазбасы", "Запись в деле", "An entry";
        ended: "Іс аяқталды", "Дело завершено", "The case ended";
        attempts: "әрекет саны", "попыток", "attempts";
        not_over: "аяқталған жоқ", "не завершено", "not over";
        raw: "Жүйе жазған барлық оқиға, өңделмеген түрде", "Все события, записанные системой, как есть", "Everything that the engine has recorded, as it is";
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Language {
    /// What an activity does, by its name in histories.
    pub(crate) fn doing(self, activity: &str) -> String {
        let says = match activity {
            "Intake::take_in" | "VisaIntake::take_in_request" | "ComplaintIntake::take_in_complaint" => {
                self.pick("Құжаттарды қабылдап, тексеру", "Приём и проверка документов", "Taken in and checked")
            }
            "Police::verify" => self.pick("Полиция тексеруі сұратылды", "Запрос на проверку полиции", "The police were asked to verify"),
            "Berkut::coordinate" => {
                self.pick("ҰҚК-мен келісу сұратылды («Бүркіт»)", "Запрос согласования КНБ («Беркут»)", "The NSC was asked (Berkut)")
            }
            "Berkut::enter_invitation" | "Berkut::enter_visa" => {
                self.pick("«Бүркітке» енгізілді", "Внесение в «Беркут»", "Entered in Berkut")
            }
            "Berkut::end_visa" => self.pick(
                "Визаның аяқталғаны «Бүркітке» енгізілді",
                "Прекращение визы внесено в «Беркут»",
                "The end of the visa was entered in Berkut",
            ),
            "Registers::look_up" | "Registers::look_up_request" => {
                self.pick("Мемлекеттік жүйелерге сұрау", "Запрос к государственным системам", "State registers were asked")
            }
            "Biometrics::take_fingerprints" => {
                self.pick("Биометриялық орталыққа сұрау", "Запрос в биометрический центр", "The biometric centre was asked")
            }
            "Handover::hand_over" => self.pick(
                "Тізілімге жазу, хабарлау",
                "Запись в реестр, уведомления",
                "Recorded in the register; notices and escalations sent",
            ),
            "Registrar::record_case" | "Monitoring::append_stages" => {
                self.pick("Тізілімге жазу", "Запись в реестр", "Recorded in the register")
            }
            "Monitoring::deliver_stages" => {
                self.pick("Мониторинг жүйесіне хабарлау", "Передача в систему мониторинга", "The monitoring system was told")
            }
            "Office::escalate" => self.pick("Кеңсеге ескерту", "Уведомление подразделения", "The office was told"),
            "Portal::notify_applicant" => self.pick("Өтініш берушіге хабарлау", "Уведомление заявителя", "The applicant was told"),
            "Stickers::take_sticker" => self.pick("Жапсырма нөмірі алынды", "Получен номер бланка", "A sticker was taken"),
            "Opening::open_cases" => self.pick(
                "Басқа шақырылушылардың істері ашылды",
                "Открыты дела других приглашаемых",
                "The cases of the other invitees were opened",
            ),
            "Relations::tell_of_the_end" => self.pick("Басқа іске хабарлау", "Уведомление другого дела", "Another case was told"),
            other => other,
        };
        says.to_owned()
    }

    /// A stretch of time in its two largest units: `2 d 3 h`.
    pub(crate) fn lasted(self, time: TimeDelta) -> String {
        let seconds = time.num_seconds().max(0);
        let (day, hour, minute, second) =
            (self.pick("күн", "д", "d"), self.pick("сағ", "ч", "h"), self.pick("мин", "мин", "min"), self.pick("с", "с", "s"));
        let (larger, smaller) = match seconds {
            0..MINUTE => ((seconds, second), None),
            MINUTE..HOUR => ((seconds / MINUTE, minute), Some((seconds % MINUTE, second))),
            HOUR..DAY => ((seconds / HOUR, hour), Some((seconds % HOUR / MINUTE, minute))),
            _ => ((seconds / DAY, day), Some((seconds % DAY / HOUR, hour))),
        };
        let parts = [Some(larger), smaller.filter(|(count, _)| *count > 0)];
        parts.into_iter().flatten().map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::{collections::BTreeSet, fs, path::Path};

    use serde_json::Value;

    use super::*;

    fn activities(history: &Value, found: &mut BTreeSet<String>) {
        match history {
            Value::Object(members) => {
                let named = members.get("activity_type").and_then(|kind| kind.get("name")).and_then(Value::as_str);
                found.extend(named.map(str::to_owned));
                members.values().for_each(|member| activities(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| activities(item, found)),
            _ => {}
        }
    }

    /// The histories that are stored for replays are of all kinds of cases. Announcements are no cases.
    #[test]
    fn every_step_of_a_case_has_words_in_every_language() {
        let mut steps = BTreeSet::new();
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/histories")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                activities(&serde_json::from_slice(&fs::read(path).unwrap()).unwrap(), &mut steps);
            }
        }
        steps.retain(|step| !step.starts_with("Announcements::"));
        assert!(steps.contains("Berkut::end_visa"), "{steps:?}");
        for (step, language) in steps.iter().flat_map(|step| Language::ALL.map(|language| (step, language))) {
            assert_ne!(language.doing(step), *step, "{}", language.code());
        }
    }

    #[test]
    fn a_stretch_of_time_is_told_in_its_two_largest_units() {
        for (seconds, says) in [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3_661, "1 h 1 min"), (90_061, "1 d 1 h"), (-5, "0 s")] {
            assert_eq!(Language::English.lasted(TimeDelta::seconds(seconds)), says);
        }
    }
}
