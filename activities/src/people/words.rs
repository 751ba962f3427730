//! What letters and webhooks say, in Russian, Kazakh and English. Case numbers, offices, clocks and instants; no personal data.

use serde_json::{Value, json};
use shaqyru_domain::{law::clock_kind::ClockKind, time::instant::Instant};
use shaqyru_register::{StoppedStep, Untold, Word};

use super::{
    digest::{Digest, MciEnd},
    post::Letter,
};

/// The same in the languages of the procedure, and in English.
#[derive(Debug, Clone, Copy)]
struct Phrase {
    ru: &'static str,
    kk: &'static str,
    en: &'static str,
}

const fn phrase(ru: &'static str, kk: &'static str, en: &'static str) -> Phrase {
    Phrase { ru, kk, en }
}

const fn name(clock: ClockKind) -> Phrase {
    match clock {
        ClockKind::Verification => phrase("проверка полиции", "полиция тексеруі", "police check"),
        ClockKind::Coordination => phrase("согласование с КНБ", "ҰҚК-мен келісу", "coordination with the NSC"),
        ClockKind::ExtensionNotice => phrase("уведомление о продлении", "ұзарту туралы хабарлама", "notice of the extension"),
        ClockKind::Decision => phrase("решение", "шешім", "decision"),
        ClockKind::Service => phrase("оказание услуги", "қызмет көрсету", "the whole service"),
        ClockKind::PreliminaryNotice => {
            phrase("уведомление о предварительном решении", "алдын ала шешім туралы хабарлама", "notice of the preliminary decision")
        }
        ClockKind::Hearing => phrase("заслушивание", "тыңдау", "hearing"),
        ClockKind::ComplaintForwarding => phrase("направление жалобы", "шағымды жолдау", "passing the complaint on"),
        ClockKind::ComplaintExamination => phrase("рассмотрение жалобы", "шағымды қарау", "examination of the complaint"),
    }
}

const fn what_to_do(clock: ClockKind) -> Phrase {
    match clock {
        ClockKind::Verification => phrase(
            "Уточните у полиции результат проверки и внесите его.",
            "Полициядан тексеру нәтижесін сұрап, енгізіңіз.",
            "Ask the police for the result of the check and enter it.",
        ),
        ClockKind::Coordination => phrase(
            "Получите ответ КНБ и внесите его. Молчание не означает согласия.",
            "ҰҚК жауабын алып, енгізіңіз. Үндемеу келісім болып саналмайды.",
            "Obtain the NSC's answer and enter it. Silence is no consent.",
        ),
        ClockKind::ExtensionNotice => phrase(
            "Сообщите заявителю о причине и сроке продления.",
            "Өтініш берушіге ұзарту себебі мен мерзімін хабарлаңыз.",
            "Tell the applicant the reason and the length of the extension.",
        ),
        ClockKind::Decision => phrase(
            "Примите решение по делу. При опоздании укажите причину.",
            "Іс бойынша шешім қабылдаңыз. Кешіксе, себебін көрсетіңіз.",
            "Decide the case. If it is late, state the reason.",
        ),
        ClockKind::Service => phrase(
            "Посмотрите, какой шаг задерживает дело, и завершите оказание услуги.",
            "Істі қай қадам кідіртіп тұрғанын қарап, қызмет көрсетуді аяқтаңыз.",
            "See which step holds the case up, and complete the service.",
        ),
        ClockKind::PreliminaryNotice => phrase(
            "Сообщите заявителю о предварительном решении и о времени заслушивания.",
            "Өтініш берушіге алдын ала шешім мен тыңдау уақытын хабарлаңыз.",
            "Tell the applicant of the preliminary decision and of the hearing.",
        ),
        ClockKind::Hearing => phrase(
            "Проведите заслушивание и внесите его итог.",
            "Тыңдау өткізіп, нәтижесін енгізіңіз.",
            "Hold the hearing and enter what came of it.",
        ),
        ClockKind::ComplaintForwarding => phrase(
            "Направьте жалобу с административным делом в орган, рассматривающий жалобу, либо удовлетворите её полностью, пока срок не истёк.",
            "Шағымды әкімшілік іспен бірге оны қарайтын органға жолдаңыз не мерзімі өткенше оны толық қанағаттандырыңыз.",
            "Pass the complaint on with the file to the body that examines it, or satisfy it in full while the term runs.",
        ),
        ClockKind::ComplaintExamination => phrase(
            "Получите решение органа, рассматривающего жалобу, и внесите его.",
            "Шағымды қарайтын органның шешімін алып, енгізіңіз.",
            "Obtain the decision of the body that examines the complaint and enter it.",
        ),
    }
}

const STOPPED: Phrase = phrase("Шаг дела остановлен", "Істің қадамы тоқтап тұр", "A step of the case is stopped");
const RESUME: Phrase =
    phrase("Устраните причину и возобновите дело.", "Себебін жойып, істі жалғастырыңыз.", "Settle the cause and resume the case.");
const DUE_TODAY: Phrase = phrase("Срок истекает сегодня", "Мерзімі бүгін аяқталады", "Due today");
const AT_RISK: Phrase =
    phrase("Срок истекает на следующий рабочий день", "Мерзімі келесі жұмыс күні аяқталады", "Due on the next working day");
const BREACHED: Phrase = phrase("Срок истёк", "Мерзімі өтіп кеткен", "Past the term");
const INCIDENTS: Phrase = phrase("Остановленные шаги", "Тоқтап тұрған қадамдар", "Stopped steps");

/// Where a case stands in the console.
pub(super) fn link(public_url: &str, case: &impl std::fmt::Display) -> String {
    format!("{}/cases/{case}", public_url.trim_end_matches('/'))
}

fn day_and_hour(instant: Instant) -> String {
    instant.civil().format("%d.%m.%Y %H:%M").to_string()
}

/// An escalation or an incident as a letter.
pub(super) fn letter(untold: &Untold, public_url: &str) -> Letter {
    let Untold { case, office, .. } = untold;
    let link = link(public_url, case);
    let (subject, lines, end) = match &untold.word {
        Word::Escalation { clock, due, rung, audience, .. } => {
            let due = due.map_or_else(|| "—".to_owned(), day_and_hour);
            let say = |name: &str, what: &str| format!("{name}: {due}. {what}");
            let (name, what) = (name(*clock), what_to_do(*clock));
            let lines = [say(name.ru, what.ru), say(name.kk, what.kk), say(name.en, what.en)];
            (format!("{case}: {} — {due} ({office})", name.ru), lines, format!("{rung} / {audience}"))
        }
        Word::Incident { code, step } => {
            let say = |stopped: &str, what: &str| format!("{stopped}: {step}, {code}. {what}");
            let lines = [say(STOPPED.ru, RESUME.ru), say(STOPPED.kk, RESUME.kk), say(STOPPED.en, RESUME.en)];
            (format!("{case}: {code} ({office})"), lines, format!("shaqyru show {case}"))
        }
    };
    let text = format!("{case}  {office}\n\n{}\n\n{link}\n\n{end}\n", lines.join("\n"));
    Letter { id: untold.id.clone(), subject, text }
}

/// The same for a webhook.
pub(super) fn call(untold: &Untold, public_url: &str) -> Value {
    let what = match &untold.word {
        Word::Escalation { clock, .. } => what_to_do(*clock),
        Word::Incident { .. } => RESUME,
    };
    let mut body = serde_json::to_value(&untold.word).unwrap_or_default();
    if let Value::Object(members) = &mut body {
        members.insert("id".to_owned(), json!(untold.id));
        members.insert("case".to_owned(), json!(untold.case));
        members.insert("office".to_owned(), json!(untold.office));
        members.insert("at".to_owned(), json!(untold.at));
        members.insert("what_to_do".to_owned(), json!({"ru": what.ru, "kk": what.kk, "en": what.en}));
        members.insert("link".to_owned(), json!(link(public_url, &untold.case)));
    }
    body
}

/// A digest as a letter.
pub(super) fn digest_letter(digest: &Digest, public_url: &str) -> Letter {
    let Digest { of, on, due_today, at_risk, breached, stopped, calendar_ends_in, mci_ends } = digest;
    let mut lines = vec![format!("{of}  {}", on.format("%d.%m.%Y"))];
    for (title, cases) in [(BREACHED, breached), (DUE_TODAY, due_today), (AT_RISK, at_risk)] {
        lines.extend(heading(title, cases.len()));
        lines.extend(cases.iter().map(|(case, clock, due)| {
            let name = name(*clock);
            format!("  {}  {} / {} / {}  {}", day_and_hour(*due), name.ru, name.kk, name.en, link(public_url, case))
        }));
    }
    lines.extend(heading(INCIDENTS, stopped.len()));
    lines.extend(
        stopped
            .iter()
            .map(|StoppedStep { case, code, step, at }| format!("  {}  {step} {code}  {}", day_and_hour(*at), link(public_url, case))),
    );
    if let Some(days) = calendar_ends_in {
        lines.extend([
            String::new(),
            format!("Календарь заканчивается через {days} дн. Внесите следующий год."),
            format!("Күнтізбе {days} күннен кейін аяқталады. Келесі жылды енгізіңіз."),
            format!("The calendar ends in {days} days. Add the next year."),
        ]);
    }
    lines.extend(mci_ends.iter().flat_map(mci));
    lines.push(String::new());
    let subject = format!(
        "{of}: {} {}, {} {}, {} {}",
        BREACHED.ru.to_lowercase(),
        breached.len(),
        DUE_TODAY.ru.to_lowercase(),
        due_today.len(),
        INCIDENTS.ru.to_lowercase(),
        stopped.len()
    );
    Letter { id: format!("digest/{of}/{on}"), subject, text: lines.join("\n") }
}

/// Until when the monthly calculation index is known.
fn mci(MciEnd { last_year, days_left }: &MciEnd) -> [String; 4] {
    let (ru, kk, en) = last_year.map_or_else(
        || ("МРП не известен".to_owned(), "АЕК белгісіз".to_owned(), "No MCI is known".to_owned()),
        |year| (format!("МРП известен по {year} год"), format!("АЕК {year} жылға дейін белгілі"), format!("The MCI is known up to {year}")),
    );
    [
        String::new(),
        format!("{ru}; осталось дней: {days_left}. Внесите МРП следующего года в fees.toml."),
        format!("{kk}; қалған күн: {days_left}. Келесі жылдың АЕК мөлшерін fees.toml файлына енгізіңіз."),
        format!("{en}; days left: {days_left}. Add that of the next year to fees.toml."),
    ]
}

/// A heading, after an empty line; none over nothing.
fn heading(title: Phrase, count: usize) -> Vec<String> {
    let heading = || vec![String::new(), format!("{} / {} / {}: {count}", title.ru, title.kk, title.en)];
    if count == 0 { Vec::new() } else { heading() }
}

/// The same for a webhook.
pub(super) fn digest_call(digest: &Digest, public_url: &str) -> Value {
    let cases = |cases: &[(_, ClockKind, Instant)]| -> Value {
        cases.iter().map(|(case, clock, due)| json!({"case": case, "clock": clock, "due": due, "link": link(public_url, case)})).collect()
    };
    let stopped: Value = digest
        .stopped
        .iter()
        .map(|stopped| {
            json!({"case": stopped.case, "step": stopped.step, "code": stopped.code, "at": stopped.at,
                   "link": link(public_url, &stopped.case)})
        })
        .collect();
    json!({
        "matter": "digest",
        "id": format!("digest/{}/{}", digest.of, digest.on),
        "of": digest.of,
        "on": digest.on,
        "breached": cases(&digest.breached),
        "due_today": cases(&digest.due_today),
        "at_risk": cases(&digest.at_risk),
        "incidents": stopped,
        "calendar_ends_in_days": digest.calendar_ends_in,
        "mci_ends": digest.mci_ends,
    })
}
