//! The list of cases, and giving many of them away.

use super::table;

table! {
    /// Words of the worklist.
    Worklist {
        title: "Жұмыс тізімі", "Рабочий список", "Worklist";
        tabs: "Қай істер", "Какие дела", "Which cases";
        tab_all: "Барлығы", "Все", "All";
        tab_mine: "Менің істерім", "Мои", "Mine";
        tab_act: "Мен әрекет ете аламын", "Могу действовать", "I can act";
        tab_others: "Басқалардан күтілуде", "Ждут других", "Awaiting others";
        tab_late: "Кешіккен", "Просроченные", "Late";
        search: "Істің, паспорттың немесе БСН/ЖСН нөмірі", "Номер дела, паспорта или БИН/ИИН", "Number of a case, a passport, or a BIN/IIN";
        find: "Табу", "Найти", "Find";
        found: "Табылған істер", "Найденные дела", "Cases that were found";
        not_found: "Ондай нөмірлі іс табылмады.", "Дел с таким номером не найдено.", "No case has that number.";
        more_found: "Бұл — табылған істердің бір бөлігі ғана. Паспорттың немесе істің нөмірі бойынша іздеңіз.", "Это лишь часть найденных дел. Ищите по номеру паспорта или дела.", "These are only some of the cases that were found. Search for the number of a passport or of a case.";
        news: "жаңалық бар", "есть новое", "news";
        since: "Осы кезеңде", "На этапе с", "At this stage since";
        nobody: "ешкімде емес", "ни у кого", "nobody";
        filters: "Сүзгілер", "Фильтры", "Filters";
        office: "Кеңсе", "Подразделение", "Office";
        officer: "Қызметкер", "Сотрудник", "Officer";
        category: "Виза санаты", "Категория визы", "Visa category";
        stage: "Кезең", "Этап", "Stage";
        status: "Күйі", "Состояние", "Status";
        urgency: "Мерзім", "Срок", "Deadline";
        any: "барлығы", "все", "all";
        at_risk: "мерзімі жақын (1 жұмыс күні ішінде)", "под угрозой (в течение 1 рабочего дня)", "at risk (within 1 working day)";
        overdue: "мерзімі өткен", "просрочено", "overdue";
        breached: "мерзімі бұзылған", "срок нарушен", "breached";
        apply: "Көрсету", "Показать", "Show";
        reset: "Сүзгілерді алып тастау", "Сбросить фильтры", "Clear the filters";
        saved: "Сақталған сүзгілер", "Сохранённые фильтры", "Saved filters";
        save: "Осы сүзгіні сақтау", "Сохранить этот фильтр", "Save this filter";
        save_as: "Атауы", "Название", "Name";
        forget: "Жою", "Удалить", "Delete";
        caption: "Мерзімі ең жақын істер бірінші", "Сначала дела с ближайшим сроком", "The first due first";
        case: "Іс", "Дело", "Case";
        clock: "Күтілуде", "Ожидается", "Awaited";
        due: "Мерзімі", "Срок", "Due";
        left: "Қалған уақыт", "Осталось", "Time left";
        nothing_awaited: "мерзім жоқ", "срока нет", "nothing awaited";
        left_less: "1 жұмыс сағатынан аз", "меньше 1 рабочего часа", "less than 1 working hour";
        late_today: "бүгін мерзімі өтті", "просрочено сегодня", "overdue since today";
        none: "Мұндай іс жоқ.", "Таких дел нет.", "There are no such cases.";
        next: "Келесі бет", "Следующая страница", "Next page";
        first: "Бірінші бет", "Первая страница", "First page";
        tick: "Белгілеу", "Отметить", "Tick";
        hand_over: "Белгіленген істерді басқаға беру", "Передать отмеченные дела", "Reassign the ticked cases";
        to_officer: "Кімге (қызметкер)", "Кому (сотрудник)", "To the officer";
        to_office: "Қай кеңсеге", "В какое подразделение", "To the office";
        unchanged: "өзгеріссіз", "без изменений", "as it is";
        preview: "Алдын ала қарау", "Предварительный просмотр", "Preview";
        preview_title: "Істерді беру: алдын ала қарау", "Передача дел: предварительный просмотр", "Reassignment: preview";
        from: "Кімнен", "От кого", "From";
        to: "Кімге", "Кому", "To";
        verdict: "Бола ма", "Возможно ли", "Allowed";
        yes: "иә", "да", "yes";
        no: "жоқ", "нет", "no";
        run: "Беру", "Передать", "Reassign";
        cancel: "Болдырмау", "Отмена", "Cancel";
        nothing_ticked: "Ешбір іс белгіленбеген.", "Ни одно дело не отмечено.", "No case is ticked.";
        name_target: "Қызметкерді немесе кеңсені көрсетіңіз.", "Укажите сотрудника или подразделение.", "Name an officer or an office.";
        results_title: "Істерді беру: нәтижелер", "Передача дел: результаты", "Reassignment: results";
        result: "Нәтиже", "Результат", "Result";
        given: "берілді", "передано", "reassigned";
        progress: "Өңделген істер", "Обработано дел", "Cases done";
        finished: "Аяқталды.", "Готово.", "Finished.";
    }
}
