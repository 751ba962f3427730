//! What the data of a case says: stages, clocks, roles, dates.

use chrono::{Datelike, NaiveDate, Weekday};
use shaqyru_domain::{
    actor::Actor,
    application::VisaKind,
    authority::Role,
    birth::BirthDate,
    case::{
        antedated::UndoneTerm,
        clock::{Cause, ClockOutcome},
        complaint::Examiner,
        fact::{Answer, Replacement, Verification},
        hearing::HearingOutcome,
        outbox::NoticeKind,
        stage::{Stage, Status},
        visa::BorderReason,
    },
    complaint::filing::CATEGORY,
    document::Document,
    invitation::document::{self as of_invitations, InvitationForm},
    law::{
        clock_kind::{ClockKind, Nature, Window},
        ladder::Audience,
        rulebook::{Dated, Rulebook},
    },
    text::OfficeCode,
    time::{
        instant::{Instant, Tz},
        term::Term,
    },
    visa::document as of_visas,
};

use super::{Case, Language};

impl Language {
    pub(crate) fn stage(self, stage: Stage) -> &'static str {
        match stage {
            Stage::Filed => self.pick("өтініш берілді", "подано", "filed"),
            Stage::AcceptanceRefused => {
                self.pick("құжаттарды қабылдаудан бас тартылды", "отказано в приёме документов", "acceptance refused")
            }
            Stage::Registered => self.pick("тіркелді", "зарегистрировано", "registered"),
            Stage::Verification => self.pick("тексеру", "проверка", "verification"),
            Stage::Coordination => self.pick("келісу", "согласование", "coordination"),
            Stage::CoordinationExtended => self.pick("келісу, мерзім ұзартылды", "согласование, срок продлён", "coordination, extended"),
            Stage::CoordinationOverdue => self.pick("келісу, мерзімі өтті", "согласование, срок истёк", "coordination, overdue"),
            Stage::Decision => self.pick("шешім", "решение", "decision"),
            Stage::Hearing => self.pick("тыңдау", "заслушивание", "hearing"),
            Stage::Forwarding => self.pick("шағым көрсетілетін қызметті берушіде", "жалоба у услугодателя", "complaint with the provider"),
            Stage::Examination => self.pick("шағымды қарау", "рассмотрение жалобы", "examination of the complaint"),
            Stage::Issued => self.pick("берілді", "выдано", "issued"),
            Stage::Refused => self.pick("бас тартылды", "отказано", "refused"),
            Stage::NotConsidered => self.pick("қараусыз қалдырылды", "оставлено без рассмотрения", "not considered"),
            Stage::Annulled => self.pick("жойылды", "аннулировано", "annulled"),
            Stage::Shortened => self.pick("мерзімі қысқартылды", "срок сокращён", "shortened"),
            Stage::Satisfied => self.pick("шағым қанағаттандырылды", "жалоба удовлетворена", "complaint satisfied"),
            Stage::SatisfiedInPart => {
                self.pick("шағым ішінара қанағаттандырылды", "жалоба удовлетворена частично", "complaint satisfied in part")
            }
            Stage::Dismissed => {
                self.pick("шағым қанағаттандырусыз қалдырылды", "жалоба оставлена без удовлетворения", "complaint dismissed")
            }
            Stage::Withdrawn => self.pick("кері қайтарып алынды", "отозвано", "withdrawn"),
        }
    }

    pub(crate) fn status(self, status: Status) -> &'static str {
        match status {
            Status::Open => self.pick("қаралуда", "на рассмотрении", "open"),
            Status::AcceptanceRefused => self.stage(Stage::AcceptanceRefused),
            Status::NotConsidered => self.stage(Stage::NotConsidered),
            Status::Issued => self.stage(Stage::Issued),
            Status::Refused => self.stage(Stage::Refused),
            Status::Annulled => self.stage(Stage::Annulled),
            Status::Shortened => self.stage(Stage::Shortened),
            Status::Satisfied => self.stage(Stage::Satisfied),
            Status::SatisfiedInPart => self.stage(Stage::SatisfiedInPart),
            Status::Dismissed => self.stage(Stage::Dismissed),
            Status::Withdrawn => self.stage(Stage::Withdrawn),
        }
    }

    pub(crate) fn clock(self, clock: ClockKind) -> &'static str {
        match clock {
            ClockKind::Verification => self.pick("тексеру", "проверка", "verification"),
            ClockKind::Coordination => self.pick("келісу", "согласование", "coordination"),
            ClockKind::ExtensionNotice => self.pick("ұзарту туралы хабарлама", "уведомление о продлении", "extension notice"),
            ClockKind::Decision => self.pick("шешім", "решение", "decision"),
            ClockKind::Service => self.pick("мемлекеттік қызмет", "государственная услуга", "service"),
            ClockKind::PreliminaryNotice => {
                self.pick("алдын ала шешім туралы хабарлама", "уведомление о предварительном решении", "preliminary notice")
            }
            ClockKind::Hearing => self.stage(Stage::Hearing),
            ClockKind::ComplaintForwarding => self.pick("шағымды жолдау", "направление жалобы", "passing the complaint on"),
            ClockKind::ComplaintExamination => self.stage(Stage::Examination),
        }
    }

    pub(crate) fn window(self, window: Window) -> &'static str {
        match window {
            Window::Standard => self.pick("негізгі мерзім", "основной срок", "standard window"),
            Window::Extended => self.pick("ұзартылған мерзім", "продлённый срок", "extended window"),
            Window::AfterHearing => self.pick("тыңдаудан кейін", "после заслушивания", "after the hearing"),
            Window::Superior => self.examiner(Examiner::Superior),
            Window::QualityAuthority => self.examiner(Examiner::QualityAuthority),
        }
    }

    /// A term whose breach was undone, and when it had run out.
    pub(crate) fn undone(self, term: &UndoneTerm) -> String {
        format!("{} ({})", self.term_of(term.clock, term.window), self.instant(term.ran_out_at))
    }

    /// A term by its clock and its window.
    pub(crate) fn term_of(self, clock: ClockKind, window: Option<Window>) -> String {
        let window = window.map(|window| format!(", {}", self.window(window))).unwrap_or_default();
        format!("{}{window}", self.clock(clock))
    }

    /// A visa category; or what a case is that is of no visa.
    pub(crate) fn category(self, category: &str) -> &str {
        if category == CATEGORY { Case::of(self).a_complaint } else { category }
    }

    pub(crate) fn examiner(self, examiner: Examiner) -> &'static str {
        match examiner {
            Examiner::Superior => self.pick("жоғары тұрған орган", "вышестоящий орган", "the provider's superior"),
            Examiner::QualityAuthority => self.pick(
                "мемлекеттік қызметтер көрсету сапасын бағалау және бақылау жөніндегі уәкілетті орган",
                "уполномоченный орган по оценке и контролю за качеством оказания государственных услуг",
                "the authority for the quality of public services",
            ),
        }
    }

    pub(crate) fn cause(self, cause: Cause) -> &'static str {
        match cause {
            Cause::Requested => self.pick("ҰҚК сұрауы бойынша", "по запросу КНБ", "at the NSC's request"),
            Cause::Overdue => self.pick("жауап мерзімінде келмеді", "ответ не получен в срок", "no answer came in time"),
            Cause::Hearing => self.pick("тыңдау тағайындалды", "назначено заслушивание", "a hearing was set"),
        }
    }

    pub(crate) fn hearing(self, outcome: HearingOutcome) -> &'static str {
        match outcome {
            HearingOutcome::Held => self.pick("тыңдау өтті", "заслушивание проведено", "the applicant was heard"),
            HearingOutcome::Absent => self.pick("тыңдауға келмеді", "на заслушивание не явился", "the applicant did not come"),
            HearingOutcome::Waived => self.pick("тыңдаудан бас тартты", "от заслушивания отказался", "the applicant does without"),
        }
    }

    pub(crate) fn border(self, because: BorderReason) -> &'static str {
        match because {
            BorderReason::EntryRefused => self.pick("елге кіруден бас тартылды", "отказано во въезде", "entry refused"),
            BorderReason::EntryBan => self.pick("елге кіруге тыйым салынған", "въезд запрещён", "entry barred"),
            BorderReason::Exit => self.pick("елден шыққан кезде", "при выезде", "at exit"),
            BorderReason::PassportMismatch => self.pick(
                "электрондық виза паспортқа сәйкес емес",
                "электронная виза не соответствует паспорту",
                "it does not fit the passport",
            ),
        }
    }

    pub(crate) fn nature(self, nature: Nature) -> &'static str {
        match nature {
            Nature::Statutory => self.pick("заңмен белгіленген", "установлен законом", "statutory"),
            Nature::Advisory => self.pick("ішкі", "внутренний", "advisory"),
        }
    }

    pub(crate) fn outcome(self, outcome: ClockOutcome) -> &'static str {
        match outcome {
            ClockOutcome::Running => self.pick("өтуде", "идёт", "running"),
            ClockOutcome::Met => self.pick("сақталды", "соблюдён", "met"),
            ClockOutcome::Breached => self.pick("бұзылды", "нарушен", "breached"),
            ClockOutcome::Superseded => self.pick("ауыстырылды", "заменён", "superseded"),
        }
    }

    pub(crate) fn role(self, role: Role) -> &'static str {
        match role {
            Role::Officer => self.pick("қызметкер", "сотрудник", "officer"),
            Role::Supervisor => self.pick("бақылаушы", "контролёр", "supervisor"),
            Role::Head => self.pick("басшы", "руководитель", "head"),
            Role::Auditor => self.pick("аудитор", "аудитор", "auditor"),
            Role::Operator => self.pick("оператор", "оператор", "operator"),
            Role::Agency => self.pick("мемлекеттік орган жүйесі", "система ведомства", "agency"),
        }
    }

    pub(crate) fn audience(self, audience: Audience) -> &'static str {
        match audience {
            Audience::Officer => self.role(Role::Officer),
            Audience::Supervisor => self.role(Role::Supervisor),
            Audience::Head => self.role(Role::Head),
        }
    }

    pub(crate) fn notice(self, kind: NoticeKind) -> &'static str {
        match kind {
            NoticeKind::AcceptanceReceipt => {
                self.pick("құжаттарды қабылдау туралы қолхат", "расписка о приёме документов", "acceptance receipt")
            }
            NoticeKind::AcceptanceRefusal => {
                self.pick("құжаттарды қабылдаудан бас тарту туралы қолхат", "расписка об отказе в приёме документов", "acceptance refusal")
            }
            NoticeKind::Extension => self.pick("мерзімді ұзарту туралы хабарлама", "уведомление о продлении срока", "extension notice"),
            NoticeKind::Decision => self.pick("шешім туралы хабарлама", "уведомление о решении", "decision"),
            NoticeKind::PapersRequest => self.pick("құжаттарды сұрату", "запрос документов", "request for papers"),
            NoticeKind::PreliminaryRefusal => self.pick(
                "алдын ала шешім мен тыңдау туралы хабарлама",
                "уведомление о предварительном решении и заслушивании",
                "notice of the intended refusal and the hearing",
            ),
            NoticeKind::FingerprintAppointment => {
                self.pick("саусақ іздерін алуға шақыру", "приглашение на дактилоскопию", "appointment for fingerprints")
            }
            NoticeKind::Forwarding => self.pick(
                "өтініштің құзыретті бөлімшеге жіберілгені туралы хабарлама",
                "уведомление о перенаправлении ходатайства в компетентное подразделение",
                "notice that the application was forwarded",
            ),
        }
    }

    pub(crate) fn document(self, document: &Document) -> &'static str {
        match document {
            Document::Invitation(document) => self.document_of_invitation(document),
            Document::Visa(document) => self.document_of_visa(document),
        }
    }

    /// The link to the sticker of a visa.
    pub(crate) fn sticker(self) -> &'static str {
        self.pick("виза жапсырмасын басып шығару (PDF)", "напечатать визовую наклейку (PDF)", "print the visa sticker (PDF)")
    }

    fn document_of_invitation(self, document: &of_invitations::Document) -> &'static str {
        match document {
            of_invitations::Document::AcceptanceReceipt(_) => self.notice(NoticeKind::AcceptanceReceipt),
            of_invitations::Document::AcceptanceRefusal(_) => self.notice(NoticeKind::AcceptanceRefusal),
            of_invitations::Document::ExtensionNotice(_) => self.notice(NoticeKind::Extension),
            of_invitations::Document::Invitation(invitation) => match invitation.form {
                InvitationForm::Electronic => self.pick("электрондық шақыру", "электронное приглашение", "electronic invitation"),
                InvitationForm::Paper => self.pick("жеке шақыру", "приглашение по частным делам", "private invitation"),
                InvitationForm::Petition => {
                    self.pick("өтінішхатты келісу нөмірі", "номер согласования ходатайства", "coordination number of the petition")
                }
            },
            of_invitations::Document::Refusal(_) => self.pick("шақыру беруден бас тарту", "отказ в выдаче приглашения", "refusal"),
        }
    }

    fn document_of_visa(self, document: &of_visas::Document) -> &'static str {
        match document {
            of_visas::Document::VisaReceipt(_) => self.notice(NoticeKind::AcceptanceReceipt),
            of_visas::Document::VisaAcceptanceRefusal(_) => self.notice(NoticeKind::AcceptanceRefusal),
            of_visas::Document::VisaExtensionNotice(_) => self.notice(NoticeKind::Extension),
            of_visas::Document::HearingNotice(_) => self.notice(NoticeKind::PreliminaryRefusal),
            of_visas::Document::VisaRefusal(_) => self.pick("виза бойынша бас тарту", "отказ по визе", "refusal"),
            of_visas::Document::StickerAct(_) => self.pick("виза бланкісі туралы акт", "акт о бланке визы", "act on a sticker"),
            of_visas::Document::HandwritingConfirmation(_) => {
                self.pick("визаның берілгенін растау", "подтверждение выдачи визы", "confirmation of a visa filled in by hand")
            }
            of_visas::Document::ElectronicVisa(_) => self.visa_kind(VisaKind::Electronic),
            of_visas::Document::GroupList(_) => self.pick("топтың атаулы тізімі", "именной список группы", "list of the group"),
        }
    }

    pub(crate) fn actor(self, actor: &Actor) -> String {
        match actor {
            Actor::Applicant => self.pick("шақырушы тарап", "приглашающее лицо", "inviting party").to_owned(),
            Actor::Officer(id) => id.to_string(),
            Actor::Police => self.pick("полиция", "полиция", "police").to_owned(),
            Actor::Nsc => self.pick("ҰҚК", "КНБ", "NSC").to_owned(),
            Actor::BiometricCentre => self.pick("биометриялық орталық", "биометрический центр", "biometric centre").to_owned(),
            Actor::System => self.pick("жүйе", "система", "system").to_owned(),
        }
    }

    /// What a correction puts in the place of what was wrong.
    pub(crate) fn replacement(self, replacement: &Replacement) -> String {
        let words = Case::of(self);
        match replacement {
            Replacement::Verification(Verification::Clear) => format!("{}: {}", words.verification, words.clear),
            Replacement::Verification(Verification::Refuse(refusal)) => {
                format!("{}: {}, {} {}", words.verification, words.refuse, words.ground, refusal.ground)
            }
            Replacement::Answer(Answer::Agree) => format!("{}: {}", words.answer, words.agree),
            Replacement::Answer(Answer::Object) => format!("{}: {}", words.answer, words.object),
        }
    }

    /// An office by its name; its code, if the rulebook does not know it.
    pub(crate) fn office(self, rulebook: &Rulebook, code: &OfficeCode) -> String {
        let office = rulebook.offices.iter().rev().find(|office| office.rule.code == *code);
        office.map_or_else(|| code.to_string(), |Dated { rule, .. }| self.pick(&rule.name_kk, &rule.name_ru, &rule.name).clone())
    }

    /// A term: `3 working days`.
    pub(crate) fn term(self, term: Term) -> String {
        match term {
            Term::WorkingDays(days) => self.working_days(days.into()),
            Term::CalendarDays(days) => {
                let days = u64::from(days);
                format!(
                    "{days} {}",
                    self.pick(
                        "күнтізбелік күн",
                        counted(days, "календарный день", "календарных дня", "календарных дней"),
                        if days == 1 { "calendar day" } else { "calendar days" }
                    )
                )
            }
        }
    }

    /// `2 working days`.
    pub(crate) fn working_days(self, days: u64) -> String {
        let unit = self.pick(
            "жұмыс күні",
            counted(days, "рабочий день", "рабочих дня", "рабочих дней"),
            if days == 1 { "working day" } else { "working days" },
        );
        format!("{days} {unit}")
    }

    /// `4 working hours`.
    pub(crate) fn working_hours(self, hours: u64) -> String {
        let unit = self.pick(
            "жұмыс сағаты",
            counted(hours, "рабочий час", "рабочих часа", "рабочих часов"),
            if hours == 1 { "working hour" } else { "working hours" },
        );
        format!("{hours} {unit}")
    }

    /// A day: `12.03.2026`, in English `12 March 2026`.
    pub(crate) fn date(self, date: NaiveDate) -> String {
        match self {
            Self::Kazakh | Self::Russian => date.format("%d.%m.%Y").to_string(),
            Self::English => date.format("%-d %B %Y").to_string(),
        }
    }

    /// A date of birth, as far as the passport states it.
    pub(crate) fn date_of_birth(self, date: BirthDate) -> String {
        match self {
            Self::Kazakh | Self::Russian => date.written("%d.%m.%Y", "%m.%Y", "%Y"),
            Self::English => date.written("%-d %B %Y", "%B %Y", "%Y"),
        }
    }

    /// A day and a time of Kazakhstan.
    pub(crate) fn instant(self, instant: Instant) -> String {
        format!("{} {}", self.date(instant.date()), instant.time().format("%H:%M"))
    }

    /// The same, and what clocks show in the zone of a mission abroad.
    pub(crate) fn instant_at(self, instant: Instant, zone: Option<Tz>) -> String {
        let here = self.instant(instant);
        let Some(zone) = zone else { return here };
        let there = instant.civil_in(Some(zone));
        let names = Case::of(self);
        format!("{here} {}; {} {} {} ({zone})", names.astana_time, self.date(there.date()), there.time().format("%H:%M"), names.local_time)
    }

    /// `12 March`: the beginning of a week.
    pub(crate) fn day_and_month(self, date: NaiveDate) -> String {
        format!("{} {}", date.day(), self.month(date.month()))
    }

    /// `Mar 2026`.
    pub(crate) fn month_and_year(self, date: NaiveDate) -> String {
        format!("{} {}", self.month(date.month()), date.year())
    }

    fn month(self, month: u32) -> &'static str {
        const ENGLISH: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let Some(language) = self.of_documents() else {
            let place = usize::try_from(month.saturating_sub(1)).unwrap_or_default();
            return ENGLISH.get(place).copied().unwrap_or_default();
        };
        shaqyru_documents::month_short(month, language)
    }

    /// A day of the week, short.
    pub(crate) fn weekday_short(self, weekday: Weekday) -> &'static str {
        match (self.of_documents(), weekday) {
            (Some(language), weekday) => shaqyru_documents::weekday_short(weekday, language),
            (None, Weekday::Mon) => "Mon",
            (None, Weekday::Tue) => "Tue",
            (None, Weekday::Wed) => "Wed",
            (None, Weekday::Thu) => "Thu",
            (None, Weekday::Fri) => "Fri",
            (None, Weekday::Sat) => "Sat",
            (None, Weekday::Sun) => "Sun",
        }
    }

    /// A day of the week.
    pub(crate) fn weekday(self, weekday: Weekday) -> &'static str {
        match (self.of_documents(), weekday) {
            (Some(language), weekday) => shaqyru_documents::weekday(weekday, language),
            (None, Weekday::Mon) => "Monday",
            (None, Weekday::Tue) => "Tuesday",
            (None, Weekday::Wed) => "Wednesday",
            (None, Weekday::Thu) => "Thursday",
            (None, Weekday::Fri) => "Friday",
            (None, Weekday::Sat) => "Saturday",
            (None, Weekday::Sun) => "Sunday",
        }
    }
}

/// The form of a Russian noun after a number.
fn counted<'a>(number: u64, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (number % 10, number % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}
