//! The page of those who supervise.

use super::table;

table! {
    /// Words of the page of figures.
    Supervision {
        title: "Бақылау көрсеткіштері", "Показатели контроля", "Supervision";
        as_of: "Деректер уақыты", "Данные на", "As of";
        office: "Кеңсе", "Подразделение", "Office";
        all_offices: "Барлық кеңселер", "Все подразделения", "All offices";
        show: "Көрсету", "Показать", "Show";
        late: "Мерзімі өткендер", "Просрочено", "Overdue now";
        at_risk: "Қауіп төнгендер", "Под угрозой", "At risk";
        at_risk_explained: "Мерзімнің бітуіне қалған уақыт:", "До конца срока осталось не больше:", "The term ends within:";
        none: "Жоқ.", "Нет.", "None.";
        clock: "Мерзім", "Срок", "Term";
        terms: "Саны", "Количество", "How many";
        first_due: "Алғашқысы аяқталады", "Первый истекает", "First one due";
        cases: "Істер тізімі", "Список дел", "The cases";
        numbers: "Сандар кестемен", "Числа таблицей", "The numbers as a table";
        why: "Неге кешігіп жатыр", "Почему просрочено", "Why they are late";
        why_more: "Көрсетілмеген істер", "Дел не показано", "Cases that are not shown";
        reassign: "Басқаға беру", "Передать", "Reassign";
        resend: "Хабарламаны қайта жіберу", "Отправить уведомление повторно", "Send the notice again";
        forecast: "Алдағы он жұмыс күнінің жүктемесі", "Нагрузка на ближайшие десять рабочих дней", "Load of the next ten working days";
        forecast_explained: "Әр жұмыс күні қанша мерзім аяқталатыны, түрлері бойынша.", "Сколько сроков истекает в каждый рабочий день, по видам.", "How many terms end on each working day, by kind.";
        day: "Күн", "День", "Day";
        kept: "Мерзімдердің сақталуы", "Соблюдение сроков", "How terms were kept";
        kept_explained: "Заңда белгіленген мерзімдердің сақталған үлесі, айлар бойынша.", "Доля соблюдённых сроков, установленных законом, по месяцам.", "The share of the law's terms that were kept, month by month.";
        month: "Ай", "Месяц", "Month";
        by_office: "Кеңселер бойынша, он екі айда", "По подразделениям, за двенадцать месяцев", "By office, over twelve months";
        met: "Сақталды", "Соблюдено", "Met";
        breached: "Бұзылды", "Нарушено", "Breached";
        share: "Сақталған үлесі", "Доля соблюдённых", "Share met";
        held: "Істің кезеңдерде болу уақыты", "Время на этапах", "Time held by stage";
        held_explained: "Соңғы отыз күнде келесі кезеңге өткен істер, сағатпен, түндер мен демалыстарды қоса: жартысынан асқаны және оннан тоғызынан асқаны.", "Дела, перешедшие на следующий этап за последние тридцать дней, в часах, считая ночи и выходные: медиана и девять дел из десяти.", "Cases that were moved on within thirty days, in hours, nights and days off included: the median, and what nine of ten do not exceed.";
        stage: "Кезең", "Этап", "Stage";
        median: "Медиана, сағат", "Медиана, часов", "Median, hours";
        ninetieth: "Оннан тоғызы, сағат", "Девять из десяти, часов", "Nine of ten, hours";
        by_officer: "Қызметкерлер бойынша: тексеру мен шешім", "По сотрудникам: проверка и решение", "By officer: verification and decision";
        officer: "Қызметкер", "Сотрудник", "Officer";
    }
}
