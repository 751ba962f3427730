//! Problems in words. Their code stays beside them; what is not listed here is told in English, as the API tells it.

use shaqyru_domain::problem::{Code, Problem};

use super::Language;

impl Language {
    /// What a problem says.
    pub(crate) fn problem(self, problem: &Problem) -> String {
        match self {
            Self::English => problem.message.clone(),
            Self::Kazakh | Self::Russian => self.of_code(problem.code).map_or_else(|| problem.message.clone(), str::to_owned),
        }
    }

    /// What a code stands for. None for what people at a page do not come across.
    #[expect(clippy::too_many_lines, reason = "a table, a line for each code")]
    pub(crate) fn of_code(self, code: Code) -> Option<&'static str> {
        let (kk, ru, en) = match code {
            Code::Field => ("Мән бос немесе қате.", "Значение не указано или указано неверно.", "The value is missing or wrong."),
            Code::DraftUnknown => (
                "Мұндай жоба жоқ: ол берілген, жойылған немесе тым ұзақ қозғалмаған.",
                "Такого черновика нет: он подан, удалён или слишком долго не менялся.",
                "There is no such draft: it was filed, thrown away or left for too long.",
            ),
            Code::Verdict => (
                "Бұл іс бойынша мұндай шешім қабылданбайды.",
                "По этому делу такое решение не принимается.",
                "This case cannot be decided so.",
            ),
            Code::DecisionEarly => (
                "Шешім қабылдауға әлі ерте: іс шешім кезеңіне жетпеді.",
                "Решение принимать рано: дело ещё не дошло до решения.",
                "It is too early to decide: the case has not come so far.",
            ),
            Code::FingerprintsEarly => {
                ("Өтініш әлі тіркелмеген.", "Заявление ещё не зарегистрировано.", "The request has not been registered yet.")
            }
            Code::FingerprintsRecorded => (
                "Саусақ іздері талап етілмейді немесе олар туралы енгізілген.",
                "Отпечатки пальцев не требуются или сведения о них уже внесены.",
                "Fingerprints are not due, or are on record already.",
            ),
            Code::AppointmentRecorded => (
                "Бұл жазылу немесе кейінірек жасалған жазылу енгізілген.",
                "Эта запись или более поздняя уже внесена.",
                "This appointment is on record, or one that was booked later.",
            ),
            Code::FingerprintsDue => (
                "Алдымен саусақ іздері туралы енгізіңіз.",
                "Сначала внесите сведения об отпечатках пальцев.",
                "Enter first whether fingerprints were taken.",
            ),
            Code::Unconfirmed => (
                "Виза алушы шақыру мәліметтерінің паспортқа сәйкестігін порталда растамаған.",
                "Получатель визы не подтвердил на портале, что сведения приглашения соответствуют паспорту.",
                "The holder has not confirmed in the portal that the invitation says what the passport says.",
            ),
            Code::NotVerifiedHere => (
                "Сыртқы істер министрлігі немесе шетелдегі мекеме қабылдаған шақыру тексерілмейді: ол бірден келісуге жіберіледі. Бас тарту үшін істі полицияға беріңіз.",
                "Приглашение, принятое Министерством иностранных дел или загранучреждением, не проверяется: оно сразу направляется на согласование. Для отказа передайте дело полиции.",
                "What the foreign ministry or a mission has taken is not verified: it goes to the NSC at once. To refuse it, give the case to the police.",
            ),
            Code::OfficeRegion => (
                "Істі шақырушы тарап тіркелген өңірдің полициясына беріңіз.",
                "Передайте дело полиции региона, где зарегистрировано приглашающее лицо.",
                "Give the case to the police of the region in which the inviting party is registered.",
            ),
            Code::NotRefusedHere => (
                "Сыртқы істер министрлігі мен шетелдегі мекемелер шақырудан бас тартпайды. Істі полицияға беріңіз.",
                "Министерство иностранных дел и загранучреждения не отказывают в приглашении. Передайте дело полиции.",
                "The foreign ministry and its missions refuse no invitation. Give the case to the police.",
            ),
            Code::HearingDue => (
                "Бас тартпас бұрын өтініш беруші тыңдалуға тиіс.",
                "До отказа заявитель должен быть заслушан.",
                "The applicant must be heard before a refusal.",
            ),
            Code::HearingNotDue => (
                "Бұл іс бойынша тыңдау өткізілмейді немесе ол тағайындалған.",
                "По этому делу заслушивание не проводится или уже назначено.",
                "No hearing is held in this case, or it has been set already.",
            ),
            Code::HearingTime => (
                "Тыңдау жұмыс күні мен жұмыс уақытында, хабарламадан кейін кемінде үш толық жұмыс күні өткенде болуға тиіс.",
                "Заслушивание проводится в рабочий день и рабочее время, не ранее чем через три полных рабочих дня после уведомления.",
                "A hearing is on a working day, in working hours, and at least three full working days after the notice.",
            ),
            Code::HearingEarly => (
                "Тыңдау уақыты келген жоқ немесе тыңдау тағайындалмаған.",
                "Время заслушивания не наступило, или оно не назначено.",
                "The hearing has not taken place yet, or none was set.",
            ),
            Code::ComplaintStage => (
                "Шағым әлі жолданбаған немесе жолданып қойған.",
                "Жалоба ещё не направлена или уже направлена.",
                "The complaint has not been passed on yet, or has been already.",
            ),
            Code::SatisfiedLate => (
                "Шағымды жолдау мерзімі өтті: оны іспен бірге жолдаңыз.",
                "Срок направления жалобы истёк: направьте её с делом.",
                "The term for passing the complaint on has run out: pass it on with the file.",
            ),
            Code::NoSticker => ("Жапсырма жасалмаған.", "Бланк не заполнен.", "No sticker has been made."),
            Code::NoVisa => {
                ("Жоюға болатын виза жоқ.", "Нет визы, которую можно аннулировать.", "There is no visa that could be annulled.")
            }
            Code::NoStickersLeft => {
                ("Бөлімшеде жапсырма қалмаған.", "В подразделении не осталось бланков.", "The office has no sticker left.")
            }
            Code::BerkutEntered => (
                "«Бүркітке» енгізілген немесе енгізетін ештеңе жоқ.",
                "Уже внесено в «Беркут», или вносить нечего.",
                "It is in Berkut already, or there is nothing to enter.",
            ),
            Code::Size => (
                "Тым ұзын, тым көп немесе ештеңе көрсетілмеген.",
                "Слишком длинно, слишком много или ничего не указано.",
                "Too long, too many, or nothing at all.",
            ),
            Code::ControlCharacters => (
                "Мәтінде рұқсат етілмеген таңбалар бар.",
                "В тексте есть недопустимые знаки.",
                "The text holds characters that are not allowed.",
            ),
            Code::HiddenCharacters => (
                "Мәтінде көрінбейтін таңбалар бар. Мәтінді қайта теріңіз.",
                "В тексте есть невидимые знаки. Наберите текст заново.",
                "The text holds characters that are not seen. Write it anew.",
            ),
            Code::Script => (
                "Паспорттағыдай латын әріптерімен жазыңыз.",
                "Напишите латинскими буквами, как в паспорте.",
                "Write it in Latin letters, as in the passport.",
            ),
            Code::Country => ("Мұндай мемлекет коды жоқ.", "Такого кода государства нет.", "There is no such state."),
            Code::SamePassport => (
                "Бұл паспорт өтініште екі рет көрсетілген.",
                "Этот паспорт указан в заявлении дважды.",
                "This passport stands twice in the application.",
            ),
            Code::Instant => ("Күні мен уақыты дұрыс көрсетілмеген.", "Дата и время указаны неверно.", "Not a valid date and time."),
            Code::NoCalendar => ("Күнтізбеде бұл күн жоқ.", "В календаре нет этого дня.", "The calendar does not hold this day."),
            Code::CaseNumber => ("Бұл іс нөмірі емес.", "Это не номер дела.", "This is no case number."),
            Code::CaseUnknown => ("Мұндай нөмірлі іс жоқ.", "Дела с такими номерами нет.", "There is no case with these numbers."),
            Code::MessageConflict => (
                "Осы хабар басқа мазмұнмен жіберілген.",
                "Это сообщение уже отправлено с другим содержанием.",
                "This message was sent before with another content.",
            ),
            Code::Host => (
                "Бұл мекенжай осы жүйеге тиесілі емес.",
                "Этот адрес не принадлежит системе.",
                "This address does not belong to the system.",
            ),
            Code::Token => ("Сеанс аяқталды. Қайта кіріңіз.", "Сеанс окончен. Войдите снова.", "The session has ended. Sign in again."),
            Code::DocumentCode => (
                "Код қате немесе бұрын пайдаланылған, не құжаттар ашық тұрған уақыт аяқталды. Соңғы хабарламадағы кодты енгізіңіз немесе жаңа код сұратыңыз.",
                "Код неверен или уже использован, либо истекло время, на которое были открыты документы. Укажите код из последнего уведомления или запросите новый.",
                "The code is wrong or was used before, or the time in which the documents were open is over. Type the code of the newest notice, or ask for a new one.",
            ),
            Code::RateLimit => {
                ("Сұраулар тым көп. Сәл күтіңіз.", "Слишком много запросов. Подождите немного.", "Too many requests. Wait a moment.")
            }
            Code::NotDoneHere => (
                "Аумақтық полиция бұл санаттағы визамен мұндай әрекет жасамайды (Қағидалардың 24, 48, 50, 51-тармақтары).",
                "Территориальная полиция не совершает этого действия с визами данной категории (пункты 24, 48, 50, 51 Правил).",
                "The territorial police do not do that with visas of the category (Rules, paras 24, 48, 50, 51).",
            ),
            Code::PaperHeld => (
                "Бұл құжат мемлекеттік жүйеде бар: оны сұратуға болмайды (Қағидалардың 12-тармағы).",
                "Документ есть в государственной системе: запрашивать его нельзя (пункт 12 Правил).",
                "A state system holds the paper: nobody may ask for it (Rules, para 12).",
            ),
            Code::NotarisedCopy => (
                "Түпнұсқасы көрсетілген: нотариат куәландырған көшірмесін сұратуға болмайды (12-тармақ).",
                "Оригинал предъявлен: нотариальную копию запрашивать нельзя (пункт 12).",
                "The original was shown: no notarised copy may be asked for (para 12).",
            ),
            Code::Forbidden => (
                "Рөліңіз немесе кеңсеңіз бұған рұқсат бермейді.",
                "Ваша роль или ваше подразделение этого не позволяет.",
                "Your role or your office does not allow it.",
            ),
            Code::FourEyes => (
                "Органның жауабын енгізген немесе түзеткен адам іс бойынша шешім қабылдамайды: басқа қызметкер қабылдайды.",
                "Кто внёс или исправил сказанное ведомством, тот не принимает решение: это делает другой сотрудник.",
                "Who entered or corrected what an agency said does not decide; another officer does.",
            ),
            Code::Stale => (
                "Сіз қарағаннан бері іс өзгерді. Қайта қарап шығыңыз.",
                "Дело изменилось с тех пор, как вы его открыли. Посмотрите ещё раз.",
                "This case has changed. Reload it before deciding.",
            ),
            Code::CaseClosed => ("Іс аяқталған.", "Дело завершено.", "The case has ended."),
            Code::OutOfOrder => (
                "Бұл істегі соңғы фактіден бұрын болған.",
                "Это раньше последнего факта по делу.",
                "This is older than the case's last fact.",
            ),
            Code::Future => ("Бұл уақыт әлі келген жоқ.", "Этот момент ещё не наступил.", "This lies in the future."),
            Code::VerificationEarly => ("Тексеру әлі басталған жоқ.", "Проверка ещё не началась.", "The verification has not begun yet."),
            Code::VerificationRecorded => {
                ("Тексеру нәтижесі енгізілген.", "Результат проверки уже внесён.", "A verification has been recorded.")
            }
            Code::NotSubmitted => {
                ("Іс ҰҚК-ге әлі жіберілген жоқ.", "Дело ещё не направлено в КНБ.", "The case has not been submitted to the NSC yet.")
            }
            Code::NotCoordinated => (
                "Бұл іс бойынша ҰҚК-ге сұрау жіберілмейді.",
                "По этому делу КНБ не запрашивается.",
                "The NSC is not asked about this case.",
            ),
            Code::Answered => ("ҰҚК жауап берді.", "КНБ уже ответил.", "The NSC has answered."),
            Code::ExtensionRepeated => {
                ("ҰҚК мерзімді ұзартуды бір рет сұраған.", "КНБ уже запрашивал продление.", "The NSC has asked for more time before.")
            }
            Code::ExtensionLate => {
                ("Ұзартылған мерзім де өтіп кетті.", "Продлённый срок тоже истёк.", "The extended window has run out, too.")
            }
            Code::NoAnswer => ("ҰҚК әлі жауап берген жоқ.", "КНБ ещё не ответил.", "The NSC has not answered yet."),
            Code::Ground => (
                "Бұл негіз осы кезеңге жатпайды.",
                "Это основание не относится к данному этапу.",
                "The ground does not belong to this step.",
            ),
            Code::IssueAgainstObjection => (
                "ҰҚК теріс жауап берді: шақыру беруге болмайды.",
                "КНБ дал отрицательный ответ: приглашение выдать нельзя.",
                "The NSC objects: no invitation can be issued.",
            ),
            Code::LateReason => (
                "Шешім кешігіп отыр: кешігу себебін көрсетіңіз.",
                "Решение опаздывает: укажите причину задержки.",
                "The decision is late: give the reason for the delay.",
            ),
            Code::SamePerson => (
                "Жазбаны енгізген, түзеткен немесе түзетуін ұсынған адам оны өзі түзетпейді: басқа адам түзетеді.",
                "Кто внёс, исправил запись или предложил исправление, тот его не вносит: это делает другой.",
                "Who entered, corrected or proposed it leaves the correction to another person.",
            ),
            Code::Antedated => (
                "Алынған уақытынан тым кеш енгізіліп отыр: мұны бақылаушы құқығы бар қызметкер немесе басшы себебін көрсетіп енгізеді.",
                "Внесено слишком поздно после получения: это вносит руководитель или сотрудник с правами контролёра, с указанием причины.",
                "It is entered too long after it was received: a head, or an officer who is a supervisor, enters it with the reason.",
            ),
            Code::UndoesBreach => (
                "Енгізілген кезде мерзім өтіп кеткен еді, ал бұл жазбамен ол сақталған болып саналар еді: неге кеш енгізіліп отырғанын және негіз болған хаттың нөмірін көрсетіңіз.",
                "К моменту внесения срок истёк, а с этой записью считался бы соблюдённым: укажите, почему внесено позже получения, и номер письма-основания.",
                "The term had run out when this was entered, and would count as kept: say why it is entered so late, and the number of the letter on which it rests.",
            ),
            Code::NothingChanged => (
                "Жазбада солай тұр: түзету ештеңені өзгертпейді.",
                "В записи так и стоит: исправление ничего не меняет.",
                "The entry says so already: the correction changes nothing.",
            ),
            Code::Letter => (
                "Хабарды орган өзі жіберген: түзету үшін оның хатының нөмірін көрсетіңіз.",
                "Сообщение прислало само ведомство: для исправления укажите номер его письма.",
                "The agency itself sent this: give the number of its letter.",
            ),
            Code::OfficeUnknown => ("Мұндай кеңсе жоқ.", "Такого подразделения нет.", "There is no such office."),
            Code::OfficeBody => (
                "Бұл кеңсе істі жүргізіп жатқан органдікі емес: сол органға жаңадан өтініш беру керек.",
                "Подразделение относится к другому органу: туда подаётся новое обращение.",
                "The office belongs to another body than the case: a new request is filed there.",
            ),
            Code::ExemptionNotInForce => (
                "Өтініш берілген күні бұл негіз саусақ ізін беруден босатпаған.",
                "На день подачи это основание не освобождало от дактилоскопии.",
                "On the day of filing this did not free anybody of fingerprints.",
            ),
            Code::Clock => (
                "Серверлік сағат дұрыс емес: әзірге ештеңе қабылданбайды. Операторға хабарлаңыз.",
                "Часы сервера неверны: пока ничего не принимается. Сообщите оператору.",
                "The server's clock is wrong: nothing is taken in for now. Tell the operator.",
            ),
            Code::NothingToCorrect => ("Түзететін жазба жоқ.", "Исправлять нечего.", "There is nothing to correct."),
            Code::CorrectionConflict => (
                "Кейін болған оқиғалар бұл түзетумен сыйыспайды.",
                "Последующие события не согласуются с исправлением.",
                "What happened since cannot stand beside the correction.",
            ),
            Code::NoIncident => ("Ашық инцидент жоқ.", "Открытых инцидентов нет.", "No incident is open."),
            Code::NoticeUnknown => ("Мұндай хабарлама жоқ.", "Такого уведомления нет.", "There is no such notice."),
            Code::Opening => {
                ("Іс ашылып жатыр. Сәл күтіңіз.", "Дело открывается. Подождите немного.", "The case is being opened. Wait a moment.")
            }
            Code::WorkerSilent => (
                "Іс қазір жауап бермейді. Сәл күтіп, қайталаңыз.",
                "Дело сейчас не отвечает. Попробуйте позже.",
                "No worker answers for the case. Try again in a moment.",
            ),
            Code::EngineUnreachable | Code::Engine | Code::RegisterUnreachable | Code::Register | Code::Issuer => (
                "Жүйенің бір бөлігі қолжетімсіз. Сәл күтіп, қайталаңыз.",
                "Часть системы недоступна. Попробуйте позже.",
                "A part of the system is not available. Try again in a moment.",
            ),
            _ => return None,
        };
        Some(self.pick(kk, ru, en))
    }
}
