//! The board of those who give cases away.

use super::table;

table! {
    /// Words of the board and of what leads from it to a reassignment.
    Board {
        title: "Істер тақтасы", "Доска дел", "Board";
        explained: "Істерді белгілеп, кімге берілетінін көрсетіңіз немесе істі сол қызметкердің жолына сүйреңіз. Беру алдында бәрі көрсетіледі.", "Отметьте дела и укажите, кому их передать, или перетащите дело в строку сотрудника. Перед передачей всё будет показано.", "Tick cases and say who gets them, or drag a case to that officer’s row. All is shown before it is done.";
        officer: "Қызметкер", "Сотрудник", "Officer";
        nobody: "тағайындалмаған", "не назначен", "nobody";
        open: "ашық", "открыто", "open";
        late: "Мерзімі өткен", "Просрочено", "Late";
        soon: "5 жұмыс күнінде", "за 5 рабочих дней", "due in 5 working days";
        now: "Қазір ашық", "Открыто сейчас", "Open now";
        after: "Бергеннен кейін", "После передачи", "Open afterwards";
        loads: "Қызметкерлердің жүктемесі", "Нагрузка сотрудников", "Everybody’s load";
        conflict: "төрт көз қағидаты: бұл іс бойынша шешім қабылдамайды", "правило четырёх глаз: решение по делу не принимает", "four eyes: may not decide this case";
        to_officer: "Кімге (қызметкер)", "Кому (сотрудник)", "To the officer";
        reason: "Беру себебі", "Причина передачи", "Why they are given away";
        unknown: "Тізілімде бұл кеңсеге қатысты мұндай қызметкер жоқ. Нөмірін тексеріңіз:", "В реестре по этому подразделению такого сотрудника нет. Проверьте номер:", "The register knows no such officer at this office. Check the id:";
        left_out: "Тақтаға сыймаған істер", "Дел не показано", "Cases that are not shown";
        choose: "Істерді беру", "Передача дел", "Reassign";
        preview: "Алдын ала қарау", "Предварительный просмотр", "Preview";
        choose_office: "Кеңсені таңдаңыз.", "Выберите подразделение.", "Choose an office.";
        none: "Бұл күндері мерзімі аяқталатын іс жоқ.", "В эти дни сроки не истекают.", "Nothing falls due on these days.";
    }
}
