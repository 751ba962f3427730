//! The page of a case.

use shaqyru_domain::application::Ministry;

use super::table;

table! {
    /// Words of the page of a case.
    Case {
        title: "Іс", "Дело", "Case";
        standing: "Іс мәліметтері", "Сведения о деле", "About the case";
        next: "Келесі әрекет", "Следующее действие", "Next";
        stopped_step: "Қадам тоқтап тұр", "Шаг остановлен", "A step has stopped";
        operator_resumes: "Оны оператор жалғастырады.", "Его возобновляет оператор.", "An operator has to resume it.";
        status: "Күйі", "Состояние", "Status";
        stage: "Кезең", "Этап", "Stage";
        office: "Кеңсе", "Подразделение", "Office";
        forwarded: "Қайта жіберілді", "Перенаправлено", "Forwarded";
        officer: "Жауапты қызметкер", "Ответственный сотрудник", "Officer";
        nobody: "тағайындалмаған", "не назначен", "nobody";
        category: "Виза санаты", "Категория визы", "Visa category";
        filed_at: "Өтініш берілген уақыт", "Время подачи", "Filed";
        astana_time: "Астана уақыты бойынша", "по времени Астаны", "in Astana";
        local_time: "жергілікті уақыт бойынша", "по местному времени", "local time";
        note_sender: "Нотаны жіберген", "Отправитель ноты", "Sent by";
        registered_on: "Тіркелген күні", "Дата регистрации", "Registered on";
        invitation: "Шақыру нөмірі", "Номер приглашения", "Invitation number";
        visa: "Виза", "Виза", "Visa";
        visa_valid: "жарамды", "действительна", "valid";
        visa_not_valid: "жарамсыз", "недействительна", "not valid";
        handwritten: "қолмен толтырылған", "заполнена от руки", "written by hand";
        acts: "Жою актілері", "Акты об аннулировании", "Acts of annulment";
        not_ended_in_berkut: "Аяқталғаны туралы «Бүркіт» әлі білмейді", "«Беркут» ещё не знает о прекращении", "Berkut does not know yet of the end of";
        family: "Байланысты істер", "Связанные дела", "Cases that belong together";
        falling: "Виза осы іс бойынша тоқтатылса, негізінен айырылатын өтініштер", "Если виза прекратится по этому делу, основания лишатся обращения", "If the visa ends by this case, these requests lose what they rest on";
        parent: "Негіз болған іс", "Дело-основание", "Rests on the case";
        a_complaint: "шағым", "жалоба", "complaint";
        an_invitation: "шақыру", "приглашение", "invitation";
        verified_by: "Тексерген", "Проверил", "Verified by";
        rules: "Қағидалар (деректер) редакциясы", "Редакция правил (данных)", "Rulebook";
        from_register: "Істің өзі қазір жауап бермейді. Көріп тұрғаныңыз — тізілімдегі мәліметтер, мына уақыттағы жағдай бойынша", "Само дело сейчас не отвечает. Показаны сведения из реестра по состоянию на", "The case itself does not answer now. What you see is from the register, as of";
        archived: "Бұл іс тек тізілімде сақталған: толық деректер енді жоқ.", "Дело хранится только в реестре: полных данных уже нет.", "The case is kept in the register only: not all of its data is there any more.";

        clocks: "Мерзімдер", "Сроки", "Deadlines";
        no_clock: "Өтіп жатқан мерзім жоқ.", "Текущих сроков нет.", "No clock runs.";
        ended_clocks: "Аяқталған мерзімдер", "Завершённые сроки", "Ended clocks";
        due: "Мерзімі", "Срок", "Due";
        left: "Қалған уақыт", "Осталось", "Time left";
        remaining: "Қалған саналатын күндер", "Осталось учитываемых дней", "Days still to count";
        started_at: "Басталуы", "Начало", "Started";
        ended_at: "Аяқталуы", "Окончание", "Ended";
        acted_at: "Әрекет жасалды", "Действие совершено", "Acted on";
        outcome: "Нәтиже", "Итог", "Outcome";
        cause: "Себебі", "Причина", "Cause";
        basis: "Құқықтық негіз", "Правовое основание", "Basis";
        calendar: "Өндірістік күнтізбенің редакциясы", "Редакция производственного календаря", "Calendar revision";
        provisional: "алдын ала", "предварительная", "provisional";
        term: "Ұзақтығы", "Длительность", "Term";
        week: "Апта", "Неделя", "Week";
        strip: "Мерзім күндері", "Дни срока", "Days of the term";
        day_zero: "0-күн: саналмайды", "день 0: не считается", "day 0: not counted";
        counted: "саналатын күн", "учитываемый день", "counted day";
        skipped: "саналмайтын күн", "неучитываемый день", "skipped day";
        today: "бүгін", "сегодня", "today";
        due_day: "соңғы күн", "последний день", "due day";
        past: "өткен", "прошедший", "past";
        skipped_days: "Саналмайтын күндер және себептері", "Неучитываемые дни и причины", "Skipped days and why";
        none_skipped: "Саналмайтын күн жоқ.", "Неучитываемых дней нет.", "No day is skipped.";
        moved: "мерзім осы жұмыс күніне ауысты", "срок перенесён на этот рабочий день", "the term moved to this working day";

        actions: "Әрекеттер", "Действия", "Actions";
        not_open: "Сізге қолжетімсіз", "Вам недоступно", "Not open to you";
        no_action: "Сізге қолжетімді әрекет жоқ.", "Доступных вам действий нет.", "No action is open to you.";
        done: "Орындалды", "Выполнено", "Done";
        received_at: "Алынған уақыты (бос болса — қазір)", "Время получения (пусто — сейчас)", "Received at (empty: now)";
        antedated_because: "Неге алынғаннан көп кейін енгізіліп отыр (кеш енгізілсе)", "Почему внесено позже получения (если внесено с опозданием)", "Why it is entered so long after it was received (if it is)";
        letter: "Орган хатының нөмірі (орган өзі жіберген хабар түзетілсе немесе мерзімнің бұзылуы жойылса)", "Номер письма ведомства (если исправляется его собственное сообщение или снимается нарушение срока)", "Number of the agency's letter (if its own message is corrected, or a breach is undone)";
        letter_to_undo: "Негіз болған хаттың немесе құжаттың нөмірі (мерзімнің бұзылуы жойылса)", "Номер письма или документа-основания (если снимается нарушение срока)", "Number of the letter or paper on which it rests (if it undoes a breach)";
        antedated: "кешіктіріп енгізілді", "внесено задним числом", "antedated";
        undid: "бұзылуы жойылған мерзім", "снято нарушение срока", "undid the breach of";
        proposals: "Ұсынылған түзетулер", "Предложенные исправления", "Proposed corrections";
        proposed_by: "Ұсынған", "Предложил", "Proposed by";
        confirm: "Түзетуді растау", "Подтвердить исправление", "Confirm the correction";
        another_confirms: "Басқа қызметкердің растауы күтілуде.", "Ожидает подтверждения другим сотрудником.", "Another person has yet to confirm it.";
        result: "Нәтиже", "Результат", "Result";
        clear: "кедергі жоқ", "препятствий нет", "clear";
        refuse: "бас тарту", "отказать", "refuse";
        ground: "Негіз", "Основание", "Ground";
        note: "Анықталған мән-жайлар", "Установленные обстоятельства", "What was found";
        answer: "Жауап", "Ответ", "Answer";
        agree: "келісу", "согласование", "agree";
        object: "теріс жауап", "отрицательный ответ", "object";
        reason: "Себебі", "Причина", "Reason";
        see_loads: "Қызметкерлердің жүктемесін қарап таңдау", "Выбрать, видя нагрузку сотрудников", "Choose with everybody’s load in view";
        verdict: "Шешім", "Решение", "Decision";
        issue: "беру", "выдать", "issue";
        annul: "жою", "аннулировать", "annul";
        shorten: "мерзімін қысқарту", "сократить срок", "shorten";
        fingerprints: "Саусақ іздері", "Отпечатки пальцев", "Fingerprints";
        fingerprints_taken: "алынды", "сняты", "taken";
        fingerprints_exempt: "алынбайды", "не снимаются", "none are taken";
        exempt_as: "Неге алынбайтыны (№ 16650 бұйрық)", "Почему не снимаются (приказ № 16650)", "Why none are taken (order 16650)";
        exempt_otherwise: "— басқа себеп", "— иная причина", "— another reason";
        exempt_because: "Басқа себеп", "Иная причина", "Another reason";
        appointment: "Саусақ іздерін алу уақыты мен орны", "Запись на дактилоскопию", "Appointment for fingerprints";
        appointment_at: "Алу уақыты", "Время дактилоскопии", "When fingerprints are taken";
        appointment_place: "Алу орны", "Место дактилоскопии", "Where they are taken";
        hearing_at: "Тыңдау уақыты", "Время заслушивания", "When the applicant is heard";
        hearing_place: "Тыңдау орны (бос болса — кеңседе)", "Место заслушивания (пусто — в подразделении)", "Where (empty: at the office)";
        hearing_manner: "Тыңдау тәсілі (бос болса — жеке қатысу арқылы)", "Способ заслушивания (пусто — лично)", "In which manner (empty: in person)";
        by_number: "Істің нөмірі", "Номер дела", "Number of the case";
        because: "Негізі", "Основание", "Why";
        what_was_done: "Не істелді", "Что сделано", "What was done";
        complainant: "Шағым беруші", "Кто подал жалобу", "Who complains";
        complained_of: "Шағымның мәні", "Суть жалобы", "What is complained of";
        examined_by: "Шағымды қарайтын орган", "Орган, рассматривающий жалобу", "Examined by";
        complains_of: "Шағым жасалған іс", "Обжалуемое дело", "About the case";
        objections: "Қарсылықтары", "Возражения", "Objections";
        late_reason: "Кешігу себебі (мерзімі өткен болса)", "Причина задержки (если срок истёк)", "Reason for the delay (if it is late)";
        rests_on: "Шешім істің осы нұсқасына негізделеді", "Решение опирается на эту версию дела", "The decision rests on this version of the case";
        papers_wanted: "Құжаттар", "Документы", "Papers";
        form: "Нысаны", "Форма", "Form";
        any_form: "кез келген", "любая", "any";
        original: "түпнұсқа", "оригинал", "original";
        copy: "көшірме", "копия", "copy";
        notarised_copy: "нотариат куәландырған көшірме", "нотариальная копия", "notarised copy";
        right_entry: "Дұрысы", "Как правильно", "What it should have been";
        verification: "тексеру", "проверка", "verification";
        right_instant: "Шын мәнінде алынған уақыты (бос болса — өзгеріссіз)", "Когда получено на самом деле (пусто — без изменений)", "When it was really received (empty: as entered)";
        to_officer: "Қызметкерге", "Сотруднику", "To the officer";
        to_office: "Кеңсеге", "В подразделение", "To the office";
        unchanged: "өзгеріссіз", "без изменений", "as it is";
        notice: "Хабарлама", "Уведомление", "Notice";

        timeline: "Оқиғалар", "События", "Timeline";
        at: "Уақыты", "Время", "When";
        actor: "Кім", "Кто", "Who";
        entered_by: "Енгізген", "Внёс", "Entered by";
        entered_at: "Енгізілген уақыты", "Время внесения", "Entered at";
        no_longer_holds: "бұл енді күшінде емес", "больше не действует", "no longer holds";
        undone_at: "жойылған уақыты", "снято", "undone on";
        more_warnings: "Тағы ескертулер", "Ещё предупреждения", "More warnings";
        what: "Не болды", "Что произошло", "What";

        papers: "Құжаттар", "Документы", "Papers";
        handed_in: "Қабылданған құжаттар", "Принятые документы", "Handed in";
        fetched: "Мемлекеттік жүйелерден алынған", "Получено из государственных систем", "Fetched from state systems";
        missing: "Жетіспейтін немесе қолданылу мерзімі өткен құжаттар", "Недостающие или просроченные документы", "Missing or expired";
        paper: "Құжат", "Документ", "Paper";
        number: "Нөмірі", "Номер", "Number";
        issued_on: "Берілген күні", "Дата выдачи", "Issued on";
        valid_until: "Қолданылу мерзімі", "Действителен до", "Valid until";
        system: "Жүйе", "Система", "System";
        invitee: "Шақырылатын адам", "Приглашаемое лицо", "Invitee";
        requested: "Не сұралған", "О чём запрос", "What is asked for";
        recipient: "Виза алушы", "Получатель визы", "Recipient";
        present_address: "Қазақстандағы мекенжайы", "Адрес в Казахстане", "Address in Kazakhstan";
        asked_visa: "Сұралған виза", "Запрошенная виза", "Visa asked for";
        basis_of_visa: "Визаның негізі", "Основание визы", "Basis of the visa";
        confirmation: "Виза алушының растауы", "Подтверждение получателя", "Confirmed by the holder";
        unconfirmed: "портал арқылы растау тіркелмеген: шақыру мен паспорт мәліметтерін салыстырыңыз", "подтверждения через портал нет: сверьте сведения приглашения и паспорта", "no confirmation through the portal is on record: compare the invitation with the passport";
        confirmed_otherwise: "басқа паспорт расталған: виза берілмейді", "подтверждён другой паспорт: виза не выдаётся", "another passport was confirmed: the visa is not issued";
        with_passport: "тек мына паспортпен жарамды", "действительна только с паспортом", "valid with this passport only";
        through_airports: "келу мен кету тек халықаралық әуежайлар арқылы", "въезд и выезд только через международные аэропорты", "entry and exit through international airports only";
        current_visa: "Қолданыстағы виза", "Имеющаяся виза", "Current visa";
        extended_before: "бұрын ұзартылған", "продлевалась ранее", "extended before";
        citizenship: "Азаматтығы", "Гражданство", "Citizenship";
        passport: "Паспорт", "Паспорт", "Passport";
        born: "Туған күні", "Дата рождения", "Born";
        inviting_party: "Шақырушы тарап", "Приглашающее лицо", "Inviting party";
        bin_iin: "ЖСН/БСН", "ИИН/БИН", "BIN/IIN";
        contact_person: "Байланысатын адам", "Контактное лицо", "Contact person";
        duty: "Мемлекеттік баж", "Государственная пошлина", "State duty";
        knp: "ТМК", "КНП", "KNP";
        instruction: "Министрліктің жазбаша нұсқауы", "Письменное указание министерства", "Ministry's written instruction";
        foreign_ministry: "Сыртқы істер министрлігі", "Министерство иностранных дел", "Foreign ministry";
        interior_ministry: "Ішкі істер министрлігі", "Министерство внутренних дел", "Interior ministry";
        note_verbale: "Вербалды нота", "Вербальная нота", "Note verbale";
        state_corporation: "Мемлекеттік корпорация арқылы", "Через Государственную корпорацию", "Through the State Corporation";
        consent_given: "мәліметтерді пайдалануға келісім бар", "согласие на использование сведений получено", "consent to the use of data was taken";
        no_consent: "мәліметтерді пайдалануға келісім жоқ", "согласия на использование сведений нет", "there is no consent to the use of data";
        exception: "Халықаралық шарт немесе өзара түсіністік қағидаты", "Международный договор или принцип взаимности", "Treaty or reciprocity";
        family_member: "Негізгі алушының отбасы мүшесі немесе асырауындағы адам", "Член семьи или иждивенец основного получателя", "Family member or dependant of the main recipient";
        main_visa: "Негізгі алушының визасы", "Виза основного получателя", "The main recipient's visa";
        seen_passport: "Паспорт қаралғанда", "Осмотр паспорта", "The passport as it was seen";
        no_flaws: "кемшілігі жоқ", "недостатков нет", "nothing is wrong with it";
        seen_form: "Виза сауалнамасы", "Визовая анкета", "The visa form";
        group: "Топ мүшелері", "Участники группы", "Members of the group";
        asked_entries: "Сұралған кіру саны мен визаның нысаны", "Запрошенная кратность и форма визы", "Entries and form of the visa asked for";
        liability: "ӘҚБтК 518-бабы бойынша жауаптылық туралы ескерту", "Предупреждение об ответственности по статье 518 КоАП", "Warned of liability under CoAO article 518";
        acknowledged: "ескертілді", "предупреждён", "acknowledged";
        not_acknowledged: "расталмаған", "не подтверждено", "not acknowledged";
        visit: "Сапар", "Визит", "Visit";
        purpose: "Мақсаты", "Цель", "Purpose";
        findings: "Ескертулер", "Замечания", "Findings";
        no_findings: "Ескерту жоқ.", "Замечаний нет.", "Nothing was found.";
        severity: "Маңызы", "Значение", "Severity";
        error: "қайшы", "против", "against";
        warning: "назар аударыңыз", "к сведению", "to note";

        messages: "Органдардың хабарлары", "Сообщения ведомств", "Agency messages";
        no_messages: "Хабар жоқ.", "Сообщений нет.", "No messages.";
        notices: "Өтініш берушіге хабарламалар", "Уведомления заявителю", "Notices to the applicant";
        no_notices: "Хабарлама жоқ.", "Уведомлений нет.", "No notices.";
        escalations: "Эскалациялар", "Эскалации", "Escalations";
        rung: "Саты", "Ступень", "Rung";
        audience: "Кімге", "Кому", "To whom";
        incidents: "Инциденттер", "Инциденты", "Incidents";
        step: "Қадам", "Шаг", "Step";
        incident_open: "ашық", "открыт", "open";
        documents: "Іс құжаттары (PDF)", "Документы дела (PDF)", "Documents (PDF)";
        no_documents: "Әзірге құжат жоқ.", "Документов пока нет.", "No documents yet.";
        history: "Істің жүрісі", "Ход дела", "How the case went";
        history_hint: "Қадамдар, ұзақтығы және кім орындағаны", "Шаги, их длительность и кто их выполнил", "The steps, how long they took, and who acted";
        open_history: "Тарихты ашу", "Открыть историю", "Open the history";
        event: "Оқиға", "Событие", "Event";
    }
}

impl Case {
    /// Whose instruction it is.
    pub(crate) fn ministry(&self, ministry: Ministry) -> &'static str {
        match ministry {
            Ministry::ForeignAffairs => self.foreign_ministry,
            Ministry::InternalAffairs => self.interior_ministry,
        }
    }
}
