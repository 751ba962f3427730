//! Risk: a supervisor is told too late or for nothing about a visa. Each row is a row of the contract's ladders.

use super::script::shown;
use crate::script::escalations;

fn gone(script: &str, as_of: &str, which: &str) -> Vec<String> {
    escalations(&shown(script, as_of), which)
}

#[test]
pub fn each_rung_of_a_visa_goes_out_at_its_time_and_to_its_person() {
    const SILENT: &str = "issue; filed 04-24 10:00";
    const UNTOLD: &str = "issue, untold; filed 04-24 10:00; object 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00";
    let repeats = |clock: &str, days: &[&str]| -> Vec<String> {
        days.iter().enumerate().map(|(n, day)| format!("{day} 09:00 {clock} repeat-{} to head", n + 1)).collect()
    };
    let after_25_may = ["05-26", "05-28", "05-29", "06-01", "06-02", "06-03", "06-04", "06-05", "06-08", "06-09"];
    let after_29_april = ["04-30", "05-04", "05-05", "05-06", "05-08", "05-12", "05-13", "05-14", "05-15", "05-18"];
    let after_8_may = ["05-12", "05-13", "05-14", "05-15", "05-18", "05-19", "05-20", "05-21", "05-22", "05-25"];
    let owned = |lines: &[&str]| -> Vec<String> { lines.iter().map(|line| (*line).to_owned()).collect() };
    // which, script, what goes out
    let rows = [
        (
            "coordination/standard",
            SILENT.to_owned(),
            owned(&["04-29 09:00 coordination/standard reminder to officer", "04-29 18:30 coordination/standard due to supervisor"]),
        ),
        (
            "coordination/extended",
            SILENT.to_owned(),
            [
                // Due on Monday 25 May: five working days before is Monday 18 May.
                owned(&[
                    "05-18 09:00 coordination/extended reminder-5 to officer",
                    "05-22 09:00 coordination/extended reminder-1 to supervisor",
                    "05-25 18:30 coordination/extended due to head",
                ]),
                repeats("coordination/extended", &after_25_may),
            ]
            .concat(),
        ),
        ("service", SILENT.to_owned(), owned(&["05-04 18:30 service/standard due to supervisor"])),
        (
            "extension_notice",
            "issue, untold; filed 04-24 10:00; request 04-28 10:00".to_owned(),
            owned(&["05-04 18:30 extension_notice due to supervisor"]),
        ),
        ("extension_notice", "issue; filed 04-24 10:00; request 04-28 10:00".to_owned(), vec![]),
        (
            "decision",
            "issue; filed 04-24 10:00; agree 04-28 12:00".to_owned(),
            [
                owned(&["04-29 14:30 decision reminder to officer", "04-29 18:30 decision due to supervisor"]),
                repeats("decision", &after_29_april),
            ]
            .concat(),
        ),
        // A hearing is no time of the office's.
        ("decision", UNTOLD.to_owned(), vec![]),
        ("service", UNTOLD.to_owned(), vec![]),
        ("preliminary_notice", UNTOLD.to_owned(), owned(&["05-04 18:30 preliminary_notice due to supervisor"])),
        ("preliminary_notice", UNTOLD.replace(", untold", ""), vec![]),
        ("preliminary_notice", format!("{UNTOLD}; told 05-04 18:30"), vec![]),
        ("hearing", UNTOLD.to_owned(), owned(&["05-06 09:00 hearing reminder to officer"])),
        ("hearing", format!("{UNTOLD}; waived 05-06 09:00"), vec![]),
        (
            "decision",
            format!("{UNTOLD}; held 05-06 11:40"),
            [
                owned(&["05-08 14:30 decision/after_hearing reminder to officer", "05-08 18:30 decision/after_hearing due to supervisor"]),
                repeats("decision/after_hearing", &after_8_may),
            ]
            .concat(),
        ),
        ("", "annul; filed 04-24 10:00".to_owned(), vec![]),
        ("", "shorten; filed 04-24 10:00".to_owned(), vec![]),
        ("", format!("{UNTOLD}; withdraw 04-29 11:00"), vec![]),
        ("", "issue; filed 04-24 10:00; agree 04-28 12:00; issue 04-29 14:30".to_owned(), vec![]),
    ];
    for (which, script, expected) in rows {
        assert_eq!(gone(&script, "2027-06-01 12:00", which), expected, "{which}: {script}");
    }
}
