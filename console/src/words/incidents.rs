//! The page of stopped steps.

use super::table;

table! {
    /// Words of that page.
    Incidents {
        title: "Тоқтаған қадамдар", "Остановленные шаги", "Stopped steps";
        explained: "Өздігінен өтпейтін ақау қадамды тоқтатады. Ақауды жойған соң қадамдарды жалғастырыңыз: мерзімдер тоқтамайды.", "Шаг останавливает неисправность, которая сама не пройдёт. Устранив её, возобновите шаги: сроки не приостанавливаются.", "A fault that does not pass by itself stops a step. When it is put right, resume the steps: no term pauses meanwhile.";
        none: "Тоқтаған қадам жоқ.", "Остановленных шагов нет.", "No step is stopped.";
        other: "басқа ақау", "иная неисправность", "another fault";
        cases: "Істер", "Дел", "Cases";
        since: "мына уақыттан бері", "начиная с", "since";
        resume: "Барлығын жалғастыру", "Возобновить все", "Resume all";
        resumed: "Жалғастырылды", "Возобновлено", "Resumed";
        went_on: "тоқтамаған", "уже не стояло", "not stopped any more";
        failed: "жалғастырылмады", "не удалось", "could not be resumed";
    }
}
