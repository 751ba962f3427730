//! The dossier of a breach, as a prosecutor or the ministry reads it.

use super::{Language, table};

table! {
    /// Words of that paper.
    BreachDossier {
        title: "Мерзімнің бұзылуы туралы анықтама", "Справка о нарушении срока", "Breach dossier";
        police: "Қазақстан Республикасының Ішкі істер министрлігі", "Министерство внутренних дел Республики Казахстан", "Ministry of Internal Affairs of the Republic of Kazakhstan";
        mfa: "Қазақстан Республикасының Сыртқы істер министрлігі", "Министерство иностранных дел Республики Казахстан", "Ministry of Foreign Affairs of the Republic of Kazakhstan";
        says: "Анықтама істің журналы бойынша автоматты түрде жасалды. Оқиғалар мен мерзімдер жазбада тұрған күйінде келтірілген: жазба қашан алынса және қашан енгізілсе, екі уақыты да көрсетіледі.", "Справка составлена автоматически по журналу дела. События и сроки приведены так, как они записаны; у каждой записи указано и время получения, и время внесения.", "Made by the system of what is on record of the case. Events and terms are given as they are recorded, each entry with when it was received and when it was entered.";
        from_register: "Іс өзі жауап бермеді: деректер тізілімнен алынды, сондықтан толық емес", "Само дело не ответило: данные взяты из реестра и потому неполны", "The case itself did not answer: this is what our own register keeps, which is not all";
        case: "Іс", "Дело", "Case";
        made_at: "Жасалған уақыты", "Составлено", "Made at";
        made_by: "Сұратқан", "Запросил", "Asked for by";
        office: "Кеңсе", "Подразделение", "Office";
        breaches: "Бұзылған мерзімдер", "Нарушенные сроки", "Breached terms";
        term: "Мерзім", "Срок", "Term";
        ran_out: "Өткен уақыты", "Истёк", "Ran out";
        late_by: "Кешігу", "Опоздание", "Late by";
        not_yet: "әлі жоқ", "ещё нет", "not yet";
        never: "жасалмады: іс онсыз аяқталды", "не совершено: дело окончено без этого", "never: the case ended without it";
        undone: "Бұзылуы жойылған мерзімдер", "Снятые нарушения", "Breaches that were undone";
        undone_by: "Не жойды", "Чем снято", "Undone by";
        by_unknown: "қай жазба екені көрсетілмеген", "какой записью, не указано", "not on record by which entry";
        none: "Жоқ.", "Нет.", "None.";
        not_kept: "Бұл тізілімде сақталмайды.", "В реестре это не хранится.", "Our register does not keep this.";
        kept_in_part: "Тізілімде мұның бір бөлігі ғана сақталады.", "В реестре хранится лишь часть этого.", "Our register keeps only a part of this.";
        deadlines: "Мерзімдер күн сайын", "Сроки по дням", "Terms day by day";
        legend: "0 — есептеу басталатын күн (саналмайды); сан — саналған күн; × — саналмайтын күн; жақтауда — мерзім аяқталатын күн мен уақыт.", "0 — день, от которого ведётся отсчёт (не считается); число — учтённый день; × — неучитываемый день; в рамке — день и время окончания срока.", "0 the day from which is counted (not counted itself); a number, a counted day; × a day that does not count; framed, the day and time at which the term ends.";
        chronology: "Хронология", "Хронология", "Chronology";
        received: "Болған (алынған) уақыты", "Произошло (получено)", "Happened (received)";
        no_longer_holds: "күшін жойған", "больше не действует", "no longer holds";
        held: "Іс кімде болды", "У кого было дело", "Who held the case";
        from: "Қашаннан", "С", "From";
        given_by: "Берген", "Передал", "Given by";
        explanation: "Түсіндірме", "Объяснение", "Explanation";
        no_explanation: "Кешігу себебі көрсетілмеген.", "Причина задержки не указана.", "No reason for the delay is on record.";
    }
}

impl BreachDossier {
    /// Which page of how many, in the foot.
    pub(crate) fn page(language: Language) -> fn(usize, usize) -> String {
        match language.of_documents() {
            Some(language) => shaqyru_documents::page(language),
            None => |number, total| format!("page {number} of {total}"),
        }
    }
}
