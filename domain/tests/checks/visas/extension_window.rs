//! When an extension is asked for (R26 paras 10, 27, 53).

use super::row::{Row, check, extension, restoration, row};

const EARLY: &str = "CHK-VISA-EXTENSION-EARLY at current_visa.valid_until: para 53";
const LATE: &str = "CHK-VISA-EXTENSION-LATE at current_visa.valid_until: para 53";
const UNKNOWN: &str = "CHK-VISA-EXTENSION-UNKNOWN at current_visa.valid_until: para 53";
const LIFTED: &str = "CHK-VISA-EXTENSION-LIFTED at basis: paras 10, 27";
const BY_WORD: &str = "CHK-INSTRUCTION-BY-WORD at basis.date: para";
const DATED: &str = "CHK-INSTRUCTION-DATE at basis.date: para";

pub fn rows() -> Vec<Row> {
    let ends = |day: &str, from: &str| extension(&format!("current_visa/valid_until={day}; valid_from={from}; valid_until={from}"));
    let may = |what: &str, on: &str| row(what, extension("")).on(on).window("2026-04-14", "2026-05-22");
    let instructed = |what: &str, kind: &str, date: &str, on: &str| {
        row(what, extension(&format!("basis/kind={kind}; basis/date={date}"))).on(on).window("2026-04-14", "2026-05-22")
    };
    let monday = |on: &str| row("a visa that ends on a Monday", ends("2026-06-01", "2026-06-02")).on(on).window("2026-04-14", "2026-05-22");
    vec![
        may("31 working days before, around 1, 7 and 11 May and Kurban Ait", "2026-04-13").finds(&[EARLY]),
        may("30 working days before", "2026-04-14"),
        may("five working days before", "2026-05-22"),
        may("the Saturday after that", "2026-05-23").finds(&[LATE]),
        may("four working days before", "2026-05-25").finds(&[LATE]),
        may("on the last day", "2026-05-31").finds(&[LATE]),
        monday("2026-04-13").finds(&[EARLY]),
        monday("2026-05-22"),
        monday("2026-05-23").finds(&[LATE]),
        instructed("early, as the foreign ministry wants", "mfa_instruction", "2026-03-01", "2026-03-02").finds(&[LIFTED]),
        instructed("late, as the interior ministry wants", "mia_instruction", "2026-05-29", "2026-05-29").finds(&[LIFTED]),
        instructed("late, on an instruction of the next working day", "mia_instruction", "2026-05-29", "2026-05-28")
            .finds(&[LIFTED, BY_WORD]),
        instructed("late, on one of the day after", "mia_instruction", "2026-06-01", "2026-05-28").finds(&[LATE, DATED]),
        instructed("on the last day, a Sunday", "mia_instruction", "2026-06-01", "2026-05-31").finds(&[LIFTED, BY_WORD]),
        instructed("after the visa has ended nothing is lifted", "mia_instruction", "2026-06-01", "2026-06-01").finds(&[LATE]),
        instructed("in time, nothing is to be lifted", "mia_instruction", "2026-04-24", "2026-04-24"),
        instructed("a note verbale lifts nothing", "note_verbale", "2026-04-13", "2026-04-13").finds(&[EARLY]),
        row("beyond the calendar", ends("2028-03-31", "2028-04-01")).on("2027-12-31").window("-", "-").finds(&[UNKNOWN]),
        row("the end lies beyond it, and is past", ends("2028-03-31", "2028-04-01")).on("2028-04-01").window("-", "-").finds(&[LATE]),
        row("the register's last day counts", extension("current_visa/valid_until=2026-06-30; valid_from=2026-06-02"))
            .known("current_visa/known/visa/valid_until=2026-06-01")
            .window("2026-04-14", "2026-05-22")
            .finds(&["CHK-VISA-RECORD at current_visa.valid_until: para 43"]),
    ]
}

/// Covers: R26 para 10; R26 para 27; R26 para 53
#[test]
pub fn an_extension_is_asked_for_between_30_and_5_working_days_before_the_end_unless_a_ministry_wants_it_otherwise() {
    check(&rows());
    let other = row("what is no extension has no window", restoration("")).judgement();
    assert_eq!(other.filing_window, None);
}
