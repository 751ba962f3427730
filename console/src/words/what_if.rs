//! The page of what would follow.

use super::table;

table! {
    /// Words of the page of what would follow.
    WhatIf {
        title: "Егер болса", "Что если", "What if";
        explained: "ҰҚК жауап берсе, мерзімді ұзартуды сұраса немесе үндемесе, әр мерзім қашан аяқталады.", "Когда закончится каждый срок, если КНБ ответит, запросит продление или промолчит.", "When each term would end if the NSC answers, asks for more time, or is silent.";
        of_case: "Ашық іс", "Открытое дело", "An open case";
        of_draft: "Немесе әлі берілмеген өтініш", "Или ещё не поданное обращение", "Or what is not filed yet";
        asked: "Не сұралады", "О чём запрос", "What is asked for";
        invitation: "шақыру беру", "выдача приглашения", "issue of an invitation";
        category: "Виза санаты (шақыру үшін қажет емес)", "Категория визы (для приглашения не нужна)", "Visa category (not needed for an invitation)";
        case: "Іс нөмірі", "Номер дела", "Case number";
        office: "Кеңсе", "Подразделение", "Office";
        channel: "Беру тәсілі", "Способ подачи", "Filed";
        electronic: "портал арқылы", "через портал", "through the portal";
        paper: "қағаз түрінде", "на бумаге", "on paper";
        filed_at: "Берілген уақыты", "Время подачи", "Filed at";
        supposed: "Болжам", "Предположения", "Supposing";
        last_instant: "Бос болса, мерзімнің соңғы сәті алынады.", "Если не указано, берётся последний момент срока.", "Where nothing is given, the last instant of the term is taken.";
        verified_at: "Полиция тексерді", "Полиция проверила", "The police verify";
        nsc_at: "ҰҚК жауап берді немесе сұрады", "КНБ ответил или запросил", "The NSC answers or asks";
        show: "Есептеу", "Рассчитать", "Show";
        answers: "ҰҚК жауап береді", "КНБ отвечает", "The NSC answers";
        asks: "ҰҚК мерзімді ұзартуды сұрайды", "КНБ запрашивает продление", "The NSC asks for more time";
        is_silent: "ҰҚК үндемейді", "КНБ молчит", "The NSC is silent";
        until: "дейін", "до", "until";
        stage: "Кезең", "Этап", "Stage";
        clock: "Мерзім", "Срок", "Term";
        started_at: "Басталады", "Начинается", "Starts";
        due: "Аяқталады", "Истекает", "Ends";
        outcome: "Күйі", "Состояние", "State";
        why: "Неге", "Почему", "Why";
        to_the_case: "Іске оралу", "К делу", "To the case";
    }
}
