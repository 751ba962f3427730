//! What data says in English sentences: paragraphs. What is not known here stays as it is.

use shaqyru_domain::{
    case::{stage::Stage, view::ProvenDeadline},
    law::rulebook::{COMPLAINT, VISA},
    time::counting::CountingRule,
};

use super::Language;

/// Sentences of the rulebook: as they stand there, in Kazakh, in Russian.
const SENTENCES: [(&str, &str, &str); 10] = [
    (
        "Law on national registers of identification numbers",
        "«Сәйкестендіру нөмірлерінің ұлттық тізілімдері туралы» Заң",
        "Закон «О национальных реестрах идентификационных номеров»",
    ),
    (
        "Law on national registers of identification numbers: an entrepreneur has an IIN, joint entrepreneurship a BIN",
        "«Сәйкестендіру нөмірлерінің ұлттық тізілімдері туралы» Заң: кәсіпкерде ЖСН, бірлескен кәсіпкерлікте БСН болады",
        "Закон «О национальных реестрах идентификационных номеров»: у предпринимателя ИИН, у совместного предпринимательства БИН",
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
    (
        "R26 para 42: extended to 30 calendar days, from the same start",
        "Қағидалар, 42-тармақ: сол басталған күннен 30 күнтізбелік күнге дейін ұзартылды",
        "Правила, п. 42: продлён до 30 календарных дней от того же начала",
    ),
    (
        "R26 annex 8: the five working days become 30 calendar days",
        "Қағидалар, 8-қосымша: бес жұмыс күнінің орнына 30 күнтізбелік күн",
        "Правила, прил. 8: вместо пяти рабочих дней 30 календарных",
    ),
    ("APPC art 73", "ӘРПК, 73-бап", "АППК, ст. 73"),
    ("APPC art 91(4)", "ӘРПК, 91-бап 4-бөлік", "АППК, ст. 91 ч. 4"),
    ("APPC art 76(3)", "ӘРПК, 76-бап 3-бөлік", "АППК, ст. 76 ч. 3"),
];

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

    /// The acts and paragraphs on which a deadline rests.
    pub(crate) fn basis_of(self, deadline: &ProvenDeadline) -> Vec<String> {
        let sources = deadline.source.iter().flat_map(|source| source.split("; ")).map(|source| self.basis(source));
        sources.chain(deadline.proof.counted_by().map(|rule| self.counting_rule(rule))).collect()
    }

    fn counting_rule(self, rule: CountingRule) -> String {
        let (kazakh, russian) = match rule {
            CountingRule::DayZeroIsNotCounted => (
                "Қағидалар, 14-тармақ және Азаматтық кодекс, 173-бап: 0-күн саналмайды",
                "Правила, п. 14 и Гражданский кодекс, ст. 173: день 0 не считается",
            ),
            CountingRule::RegisteredOnAWorkingDay => (
                "ӘРПК, 64-бап 3-бөлік: жұмыс күні аяқталғаннан кейін немесе демалыс күні түскені келесі жұмыс күні тіркеледі",
                "АППК, ст. 64 ч. 3: поступившее после окончания рабочего дня или в выходной регистрируется следующим рабочим днём",
            ),
            CountingRule::LastDayMoved => (
                "Азаматтық кодекс, 175-бап: жұмыс күні емес соңғы күн келесі жұмыс күніне ауысады",
                "Гражданский кодекс, ст. 175: нерабочий последний день переносится на ближайший следующий рабочий",
            ),
            CountingRule::EndsWithTheWorkingDay => (
                "Азаматтық кодекс, 176-бап 1-тармақ: кеңсенің жұмыс күнімен бірге аяқталады",
                "Гражданский кодекс, ст. 176 п. 1: истекает с окончанием рабочего дня подразделения",
            ),
        };
        self.pick(kazakh.to_owned(), russian.to_owned(), rule.to_string())
    }

    /// A paper by its kind.
    pub(crate) fn paper(self, kind: &str) -> String {
        let name = self.of_documents().and_then(|language| shaqyru_documents::paper(kind, language));
        name.map_or_else(|| kind.replace('_', " "), str::to_owned)
    }

    /// A country by its code; the code, where its name is not known.
    pub(crate) fn country(self, code: &str) -> String {
        self.of_documents().and_then(|language| shaqyru_documents::country(code, language)).unwrap_or(code).to_owned()
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
}

/// On which paragraph a case of a service enters a stage.
pub(crate) fn paragraph_of(service: &str, stage: Stage) -> &'static str {
    match service {
        VISA => of_a_visa(stage),
        COMPLAINT => of_a_complaint(stage),
        _ => of_an_invitation(stage),
    }
}

const fn of_a_complaint(stage: Stage) -> &'static str {
    match stage {
        Stage::Registered | Stage::Withdrawn => "APPC art 94",
        _ => "R26 para 59",
    }
}

const fn of_a_visa(stage: Stage) -> &'static str {
    match stage {
        Stage::Filed | Stage::AcceptanceRefused => "R26 annex 8",
        Stage::Registered | Stage::Hearing => "R26 para 23",
        Stage::Verification | Stage::Coordination | Stage::CoordinationExtended | Stage::CoordinationOverdue | Stage::Decision => {
            "R26 para 42"
        }
        Stage::Issued => "R26 para 43",
        Stage::Refused | Stage::NotConsidered => "R26 para 23; annex 8",
        Stage::Annulled => "R26 para 46",
        Stage::Shortened => "R26 para 55",
        // It is withdrawn without a paragraph, and never comes to the others.
        _ => "",
    }
}

const fn of_an_invitation(stage: Stage) -> &'static str {
    match stage {
        Stage::Filed => "R26 para 12; annex 4",
        Stage::AcceptanceRefused => "R26 para 14; annex 7",
        Stage::Registered => "R26 para 14",
        Stage::Verification | Stage::Coordination | Stage::Decision => "R26 para 15",
        Stage::CoordinationExtended | Stage::CoordinationOverdue => "R26 para 15; annex 5 row 3",
        Stage::Issued => "R26 para 16",
        Stage::Refused => "R26 annex 5 row 9",
        Stage::NotConsidered => "R26 annex 5 row 9(7)",
        // An invitation is withdrawn without a paragraph, and never comes to the others.
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use shaqyru_domain::law::rulebook::Rulebook;

    use super::*;

    #[test]
    fn every_paragraph_of_a_clock_is_shown_in_kazakh_and_russian() {
        let rulebook = Rulebook::built_in().unwrap();
        for source in rulebook.clocks.iter().map(|clock| &clock.rule.source) {
            for language in [Language::Kazakh, Language::Russian] {
                let shown = language.basis(source);
                assert!(!shown.contains(|letter: char| letter.is_ascii_alphabetic()), "{source}: {shown}");
            }
        }
    }
}
