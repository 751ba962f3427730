//! What data says in English sentences: paragraphs and reasons of days. What is not known here stays as it is.

use chrono::Datelike;
use shaqyru_domain::{case::stage::Stage, time::deadline::CountedDay};

use super::Language;

/// Sentences of the rulebook and of proofs: as they stand there, in Kazakh, in Russian.
const SENTENCES: [(&str, &str, &str); 9] = [
    (
        "Rules (R26) para 14 and Civil Code art 173: day 0 is not counted",
        "Қағидалар, 14-тармақ және Азаматтық кодекс, 173-бап: 0-күн саналмайды",
        "Правила, п. 14 и Гражданский кодекс, ст. 173: день 0 не считается",
    ),
    (
        "Administrative Procedure and Process Code art 64(3): after the end of the working day or on a day off, registered on the next working day",
        "ӘРПК, 64-бап 3-бөлік: жұмыс күні аяқталғаннан кейін немесе демалыс күні түскені келесі жұмыс күні тіркеледі",
        "АППК, ст. 64 ч. 3: поступившее после окончания рабочего дня или в выходной регистрируется следующим рабочим днём",
    ),
    (
        "Civil Code art 175: a last day that is not a working day moves to the next working day",
        "Азаматтық кодекс, 175-бап: жұмыс күні емес соңғы күн келесі жұмыс күніне ауысады",
        "Гражданский кодекс, ст. 175: нерабочий последний день переносится на ближайший следующий рабочий",
    ),
    (
        "Civil Code art 176(1): ends with the office's working day",
        "Азаматтық кодекс, 176-бап 1-тармақ: кеңсенің жұмыс күнімен бірге аяқталады",
        "Гражданский кодекс, ст. 176 п. 1: истекает с окончанием рабочего дня подразделения",
    ),
    (
        "set by the office, so that coordination and decision fit the service's term (R26 para 15)",
        "келісу мен шешім қызмет көрсету мерзіміне сыюы үшін кеңсе белгілеген (Қағидалар, 15-тармақ)",
        "установлен подразделением, чтобы согласование и решение уложились в срок услуги (Правила, п. 15)",
    ),
    (
        "annex 5 row 3: extended to 30 calendar days, from the same start",
        "5-қосымша, 3-жол: сол басталған күннен 30 күнтізбелік күнге дейін ұзартылды",
        "прил. 5, строка 3: продлён до 30 календарных дней от того же начала",
    ),
    (
        "R26 annex 5 row 3: the five working days become 30 calendar days",
        "Қағидалар, 5-қосымша, 3-жол: бес жұмыс күнінің орнына 30 күнтізбелік күн",
        "Правила, прил. 5, строка 3: вместо пяти рабочих дней 30 календарных",
    ),
    ("APPC art 76(3)", "ӘРПК, 76-бап 3-бөлік", "АППК, ст. 76 ч. 3"),
    ("Labour Code art 84(5)", "Еңбек кодексі, 84-бап 5-тармақ", "Трудовой кодекс, ст. 84 п. 5"),
];

/// Days that are not worked: how the calendar begins to call them, in Kazakh, in Russian.
const HOLIDAYS: [(&str, &str, &str); 12] = [
    ("New Year", "Жаңа жыл", "Новый год"),
    ("Orthodox Christmas", "православиелік Рождество", "православное Рождество"),
    ("International Women's Day", "Халықаралық әйелдер күні", "Международный женский день"),
    ("Nauryz", "Наурыз мейрамы", "Наурыз мейрамы"),
    ("Constitution Day", "Конституция күні", "День Конституции"),
    ("Day of Unity of the People of Kazakhstan", "Қазақстан халқының бірлігі мерекесі", "Праздник единства народа Казахстана"),
    ("Defender of the Fatherland Day", "Отан қорғаушы күні", "День защитника Отечества"),
    ("Victory Day", "Жеңіс күні", "День Победы"),
    ("Kurban Ait", "Құрбан айт", "Құрбан айт"),
    ("Capital Day", "Астана күні", "День столицы"),
    ("Republic Day", "Республика күні", "День Республики"),
    ("Independence Day", "Тәуелсіздік күні", "День Независимости"),
];

/// How a counted day of a proof says that it counts.
const COUNTS: [&str; 3] = ["working day ", "calendar day ", "the next working day, to which"];
const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

impl Language {
    /// Acts and paragraphs.
    pub(crate) fn basis(self, source: &str) -> String {
        let Some(language) = self.of_documents() else { return source.to_owned() };
        let part = |part: &str| {
            let known = SENTENCES.iter().find(|(sentence, ..)| *sentence == part);
            known.map_or_else(|| shaqyru_documents::basis(part, language), |(_, kk, ru)| self.pick(*kk, *ru, part).to_owned())
        };
        source.split("; ").map(part).collect::<Vec<_>>().join("; ")
    }

    /// A paper by its kind.
    pub(crate) fn paper(self, kind: &str) -> String {
        let name = self.of_documents().and_then(|language| shaqyru_documents::paper(kind, language));
        name.map_or_else(|| kind.replace('_', " "), str::to_owned)
    }

    /// A paper that is missing, by its code.
    pub(crate) fn missing_paper(self, code: &str, message: &str) -> String {
        let wanted = self.of_documents().and_then(|language| shaqyru_documents::missing_paper(code, language));
        wanted.unwrap_or(message).to_owned()
    }

    /// A ground for refusal by its number.
    pub(crate) fn ground(self, number: u8, text: &str) -> String {
        self.of_documents().and_then(|language| shaqyru_documents::ground(number, language)).unwrap_or(text).to_owned()
    }

    /// The day of the week, and what the calendar says of the day.
    pub(crate) fn why(self, day: &CountedDay) -> String {
        let weekday = self.weekday(day.date.weekday());
        let rest = day.why.split_once(", ").map_or("", |(_, rest)| rest);
        let end = COUNTS.iter().filter_map(|count| rest.find(count)).min().unwrap_or(rest.len());
        let reason = rest.get(..end).unwrap_or_default().trim_end_matches(", ");
        if reason.is_empty() { weekday.to_owned() } else { format!("{weekday}, {}", self.reason(reason)) }
    }

    /// Why a day is not worked, or is.
    fn reason(self, reason: &str) -> String {
        if self == Self::English {
            return reason.to_owned();
        }
        if let Some((holiday, instead_of)) = reason.strip_prefix("substitute for ").and_then(|rest| rest.rsplit_once(" (")) {
            let (holiday, day) = (self.holiday(holiday), self.day_in(instead_of.trim_end_matches(')')));
            return self.pick(format!("{holiday} орнына ({day})"), format!("взамен: {holiday} ({day})"), String::new());
        }
        if let Some(day) = reason.strip_prefix("day off in exchange for ") {
            let day = self.day_in(day);
            return self.pick(format!("демалыс күнін ауыстыру ({day})"), format!("перенос выходного дня ({day})"), String::new());
        }
        if let Some(day) = reason.strip_prefix("worked in exchange for ") {
            let day = self.day_in(day);
            return self.pick(format!("жұмыс күні ({day} орнына)"), format!("рабочий день (вместо: {day})"), String::new());
        }
        self.holiday(reason).to_owned()
    }

    fn holiday(self, name: &str) -> &str {
        let known = HOLIDAYS.iter().find(|(begins, ..)| name.starts_with(begins));
        known.map_or(name, |(_, kk, ru)| self.pick(kk, ru, name))
    }

    /// `6 July, Saturday` or `Saturday 6 July`, in words of this language.
    fn day_in(self, text: &str) -> String {
        let words = text.split([' ', ',']).filter(|word| !word.is_empty());
        let word = |word: &str| {
            let month = MONTHS.iter().position(|month| *month == word).and_then(|month| u32::try_from(month).ok()?.checked_add(1));
            let in_words = month.map(|month| self.month(month)).or_else(|| word.parse().ok().map(|weekday| self.weekday(weekday)));
            in_words.unwrap_or(word).to_owned()
        };
        words.map(word).collect::<Vec<_>>().join(" ")
    }
}

/// On which paragraph a case enters a stage.
pub(crate) const fn paragraph_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Filed => "R26 para 12; annex 4",
        Stage::AcceptanceRefused => "R26 para 14; annex 7",
        Stage::Registered => "R26 para 14",
        Stage::Verification | Stage::Coordination | Stage::Decision => "R26 para 15",
        Stage::CoordinationExtended | Stage::CoordinationOverdue => "R26 para 15; annex 5 row 3",
        Stage::Issued => "R26 para 16",
        Stage::Refused => "R26 annex 5 row 9",
        Stage::NotConsidered => "R26 annex 5 row 9(7)",
        Stage::Withdrawn => "",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::{Days, NaiveDate};
    use shaqyru_domain::law::rulebook::Rulebook;

    use super::*;

    #[test]
    fn a_reason_of_the_calendar_is_shown_in_english() {
        let rulebook = Rulebook::built_in().unwrap();
        for revision in rulebook.calendars.revisions() {
            let calendar = &revision.calendar;
            let first = NaiveDate::from_ymd_opt(*calendar.years().start(), 1, 1).unwrap();
            for date in (0..).map_while(|day| first.checked_add_days(Days::new(day))).take_while(|date| calendar.covers(*date)) {
                let why = calendar.reason(date).unwrap().into_owned();
                for language in [Language::Kazakh, Language::Russian] {
                    let shown = language.why(&CountedDay { date, counted: None, why: why.clone() });
                    assert!(!shown.contains(|letter: char| letter.is_ascii_alphabetic()), "{why}: {shown}");
                }
            }
        }
    }

    #[test]
    fn a_paragraph_of_a_clock_is_shown_in_english() {
        let rulebook = Rulebook::built_in().unwrap();
        for source in rulebook.clocks.iter().map(|clock| &clock.rule.source) {
            for language in [Language::Kazakh, Language::Russian] {
                let shown = language.basis(source);
                assert!(!shown.contains(|letter: char| letter.is_ascii_alphabetic()), "{source}: {shown}");
            }
        }
    }

    #[test]
    fn a_counted_day_loses_its_reason_or_repeats_its_count() {
        let day = |why: &str| CountedDay { date: NaiveDate::from_ymd_opt(2026, 3, 9).unwrap(), counted: None, why: why.to_owned() };
        assert_eq!(Language::English.why(&day("Monday, working day 1 of 3")), "Monday");
        let substitute = day("Monday, substitute for Nauryz (21 March, Saturday), calendar day 3 of 30");
        assert_eq!(Language::Russian.why(&substitute), "понедельник, взамен: Наурыз мейрамы (21 мар суббота)");
    }
}
