//! The frame around every page, the start page, and pages that say no.

use super::table;

table! {
    /// Words of the frame.
    Shell {
        product: "Шақыру", "Шақыру", "Shaqyru";
        skip: "Мазмұнға өту", "Перейти к содержанию", "Skip to content";
        navigation: "Бөлімдер", "Разделы", "Sections";
        language: "Тіл", "Язык", "Language";
        worklist: "Жұмыс тізімі", "Рабочий список", "Worklist";
        file: "Өтініш беру", "Подача", "File";
        supervision: "Бақылау", "Контроль", "Supervision";
        what_if: "Егер болса", "Что если", "What if";
        incidents: "Тоқтаған қадамдар", "Остановки", "Stopped steps";
        audit: "Аудит", "Аудит", "Audit";
        sign_in: "Кіру", "Войти", "Sign in";
        sign_out: "Шығу", "Выйти", "Sign out";
        everywhere: "барлық кеңселер", "все подразделения", "all offices";
        updated: "Бет жаңартылды.", "Страница обновлена.", "The page has been updated.";
        stale: "Істе өзгеріс бар. Форманы толтырып болған соң бетті жаңартыңыз.", "По делу есть изменения. Обновите страницу, когда закончите заполнять форму.", "Something has changed. Reload the page when you have finished the form.";
        back: "Жұмыс тізіміне оралу", "Вернуться к рабочему списку", "Back to the worklist";
        start: "Басты бет", "Главная страница", "Start page";
        error: "Қате", "Ошибка", "Error";
        there_is_a_problem: "Қателік бар", "Есть ошибка", "There is a problem";
        changed_meanwhile: "Осы уақытта не өзгерді", "Что изменилось за это время", "What has changed meanwhile";
        code: "Код", "Код", "Code";
        field: "Өріс", "Поле", "Field";
        again: "Сәл күтіп, қайталап көріңіз.", "Подождите немного и попробуйте снова.", "Wait a moment and try again.";
        sign_in_first: "Бұл бетті көру үшін жүйеге кіріңіз.", "Чтобы увидеть эту страницу, войдите в систему.", "Sign in to see this page.";

        error_401: "Жүйеге кіру қажет", "Требуется вход", "Sign in first";
        error_403: "Бұған рұқсат жоқ", "Нет доступа", "Not allowed";
        error_404: "Табылмады", "Не найдено", "Not found";
        error_409: "Басқа сұраумен қайшылық", "Противоречит другому запросу", "In conflict with another request";
        error_410: "Іс аяқталған", "Дело завершено", "The case has ended";
        error_412: "Іс өзгерді", "Дело изменилось", "The case has changed";
        error_422: "Қағидалар бұған жол бермейді", "Правила этого не допускают", "The rules do not allow it";
        error_429: "Сұраулар тым көп", "Слишком много запросов", "Too many requests";
        error_503: "Жүйе уақытша қолжетімсіз", "Система временно недоступна", "Not available for the moment";
        error_other: "Сұрау қате", "Ошибка в запросе", "The request is wrong";
    }
}
