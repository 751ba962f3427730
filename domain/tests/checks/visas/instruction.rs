//! Risk: a visa is issued on a ministry's word of which there is never a writing, or an officer is not told that it is to come.

use super::row::{Row, change, check, row};

const BY_WORD: &str = "CHK-INSTRUCTION-BY-WORD at basis.date: paras 10, 27";
const DATED: &str = "CHK-INSTRUCTION-DATE at basis.date: paras 10, 27";

pub fn rows() -> Vec<Row> {
    // Filed on Friday 24 April 2026.
    let instructed = |by: &str, date: &str| {
        change(&format!(
            "provider={by}; category=A3; entries=single; valid_until=2026-06-30; current_visa=null; fee=null; recipient/present_address=null; \
             basis/kind=mfa_instruction; basis/date={date}"
        ))
    };
    let mut rows = Vec::new();
    for by in ["mission", "mfa"] {
        for (date, found) in
            [("2026-04-23", &[][..]), ("2026-04-24", &[]), ("2026-04-25", &[BY_WORD]), ("2026-04-27", &[BY_WORD]), ("2026-04-28", &[DATED])]
        {
            rows.push(row(format!("an instruction of {date}, followed by the {by}"), instructed(by, date)).finds(found));
        }
        rows.push(row(format!("on a holiday, by the {by}"), instructed(by, "2026-03-26")).on("2026-03-21").finds(&[BY_WORD]));
        let note = instructed(by, "2026-04-28; basis/kind=note_verbale");
        rows.push(row(format!("a note verbale to the {by}"), note));
    }
    rows
}

/// Covers: R26 para 27
#[test]
pub fn an_instruction_that_is_followed_is_written_by_the_next_working_day_and_until_then_the_officer_is_told() {
    check(&rows());
}
