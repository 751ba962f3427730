//! Risk: an application that a ministry wants to be taken sooner is turned away, or anybody is let in on the word "instruction".

use serde_json::{Value, json};
use shaqyru_domain::{application::Application, checks, problem::Code};

use super::row::{FRIDAY, RULEBOOK, Row, b3, b10, check, day, edit, parse, row};

const LIFTED: [&str; 1] = ["CHK-WINDOW-LIFTED: R26 paras 10, 27"];
const LATE: &str = "CHK-WINDOW-LATE: R26 para 10";
const BY_WORD: &str = "CHK-INSTRUCTION-BY-WORD: R26 paras 10, 27";
const DATED: &str = "CHK-INSTRUCTION-DATE: R26 paras 10, 27";

fn instructed(document: Value, date: &str) -> Value {
    let mut document = document;
    document["instruction"] = json!({ "ministry": "internal_affairs", "number": "1-4/77", "date": date });
    document
}

pub fn rows() -> Vec<Row> {
    // To be filed from 20 January to 13 April 2026.
    let negotiations = |date: &str| instructed(b3(""), date);
    let july = |date: &str| instructed(b3("visit/from=2026-07-15; visit/until=2026-07-20"), date);
    let private = |date: &str| instructed(b10("visit/from=2026-03-10; visit/until=2026-03-20"), date);
    vec![
        row("in time all the same", negotiations("2026-03-05"), FRIDAY).window("2026-01-20", "2026-04-13"),
        row("too late, and instructed", negotiations("2026-04-14"), "2026-04-14")
            .warned(&LIFTED)
            .fields(&["instruction"])
            .window("2026-01-20", "2026-04-13"),
        row("on the day of entry", negotiations("2026-04-14"), "2026-04-20").warned(&LIFTED),
        row("after the entry nothing helps", negotiations("2026-04-14"), "2026-04-21").ineligible(&[LATE]).fields(&["visit.from"]),
        row("a private visit", private("2026-03-05"), FRIDAY).warned(&LIFTED),
        row("too early, and instructed", july("2026-04-15"), "2026-04-15").warned(&LIFTED).window("2026-04-16", "2026-07-08"),
        // Given by word on a Friday night, and written on Monday.
        row("written on the next working day", negotiations("2026-04-20"), "2026-04-17").warned(&[LIFTED[0], BY_WORD]),
        row("written a day later", negotiations("2026-04-21"), "2026-04-17")
            .ineligible(&[LATE, DATED])
            .fields(&["visit.from", "instruction.date"]),
        row("dated ahead, though the application is in time", negotiations("2026-03-11"), FRIDAY)
            .ineligible(&[DATED])
            .fields(&["instruction.date"]),
        row("written after the holiday", negotiations("2026-03-10"), FRIDAY).warned(&[BY_WORD]),
        row("without one", b3(""), "2026-04-14").ineligible(&[LATE]),
    ]
}

/// Covers: R26 para 10; R26 para 27
#[test]
pub fn an_instruction_lifts_the_window_until_entry_and_only_if_dated_in_time() {
    check(&rows());
}

/// Covers: R26 para 10; R26 para 27
#[test]
pub fn a_lifted_term_names_the_ministry_number_and_date_of_the_instruction() {
    let document = instructed(b3(""), "2026-04-14");
    let judgement = checks::judge(&parse(&document), &RULEBOOK, day("2026-04-14"), None).unwrap();
    let [lifted] = judgement.findings.as_slice() else { panic!("{judgement:#?}") };
    for told in ["interior ministry", "1-4/77", "2026-04-14"] {
        assert!(lifted.message.contains(told), "{told}: {lifted:?}");
    }
    let written = serde_json::to_value(parse(&document)).unwrap();
    assert_eq!(written["instruction"], document["instruction"]);
    for (edits, field) in [
        ("instruction/number=\" \"", "instruction.number"),
        ("instruction/date=\"2026-4-1\"", "instruction.date"),
        ("instruction/ministry=finance", "instruction.ministry"),
        ("instruction/word=yes", "instruction.word"),
    ] {
        let problem = Application::parse(edit(document.clone(), edits).to_string().as_bytes()).unwrap_err();
        assert_eq!((problem.code, problem.field.as_deref()), (Code::Field, Some(field)), "{edits}");
    }
    let mut unnumbered = document;
    unnumbered["instruction"].as_object_mut().unwrap().remove("number");
    assert!(Application::parse(unnumbered.to_string().as_bytes()).is_err(), "an instruction without a number");
}
