//! Risk: a supervisor is told too late, told for nothing, or told again and again. Each row is a row of the
//! contract's table of ladders.

use crate::script::{escalations, play, shown};

fn gone(script: &str, as_of: &str, which: &str) -> Vec<String> {
    escalations(&shown(&play(script), as_of), which)
}

const SUBMITTED: &str = "filed 03-06 10:00; clear 03-06 11:30";

#[test]
pub fn the_rungs_of_verification_go_out_on_time_and_end_after_ten_repeats() {
    // Working days after Tuesday 10 March; 23 to 25 March are off.
    let expected = [
        "03-10 18:30 verification due to supervisor",
        "03-11 09:00 verification repeat-1 to supervisor",
        "03-12 09:00 verification repeat-2 to supervisor",
        "03-13 09:00 verification repeat-3 to supervisor",
        "03-16 09:00 verification repeat-4 to supervisor",
        "03-17 09:00 verification repeat-5 to supervisor",
        "03-18 09:00 verification repeat-6 to supervisor",
        "03-19 09:00 verification repeat-7 to supervisor",
        "03-20 09:00 verification repeat-8 to supervisor",
        "03-26 09:00 verification repeat-9 to supervisor",
        "03-27 09:00 verification repeat-10 to supervisor",
    ];
    assert_eq!(gone("filed 03-06 10:00", "2027-06-01 12:00", "verification"), expected);
}

#[test]
pub fn each_rung_of_coordination_goes_out_at_its_time_and_to_its_person() {
    assert_eq!(
        gone(SUBMITTED, "2027-06-01 12:00", "coordination"),
        [
            "03-12 09:00 coordination/standard reminder to officer",
            "03-12 18:30 coordination/standard due to supervisor",
            // Due on Monday 6 April: five working days before is Monday 30 March.
            "03-30 09:00 coordination/extended reminder-5 to officer",
            "04-03 09:00 coordination/extended reminder-1 to supervisor",
            "04-06 18:30 coordination/extended due to head",
            "04-07 09:00 coordination/extended repeat-1 to head",
            "04-08 09:00 coordination/extended repeat-2 to head",
            "04-09 09:00 coordination/extended repeat-3 to head",
            "04-10 09:00 coordination/extended repeat-4 to head",
            "04-13 09:00 coordination/extended repeat-5 to head",
            "04-14 09:00 coordination/extended repeat-6 to head",
            "04-15 09:00 coordination/extended repeat-7 to head",
            "04-16 09:00 coordination/extended repeat-8 to head",
            "04-17 09:00 coordination/extended repeat-9 to head",
            "04-20 09:00 coordination/extended repeat-10 to head",
        ]
    );
}

#[test]
pub fn the_rungs_of_a_decision_count_neither_lunch_nor_night_as_working_time() {
    // Due on Thursday 12 March at 18:30: four working hours before is 14:30, for lunch ends there.
    let mut expected = vec![
        "03-12 14:30 decision reminder to officer".to_owned(),
        "03-12 18:30 decision due to supervisor".to_owned(),
        "03-13 09:00 decision repeat-1 to head".to_owned(),
    ];
    assert_eq!(gone(&format!("{SUBMITTED}; agree 03-11 16:00"), "03-13 12:00", "decision"), expected);
    for (n, day) in (2..=10).zip(["03-16", "03-17", "03-18", "03-19", "03-20", "03-26", "03-27", "03-30", "03-31"]) {
        expected.push(format!("{day} 09:00 decision repeat-{n} to head"));
    }
    assert_eq!(gone(&format!("{SUBMITTED}; agree 03-11 16:00"), "2027-06-01 12:00", "decision"), expected);
}

#[test]
pub fn the_notice_and_the_service_send_their_single_rung_at_the_due_instant() {
    const EXTENDED: &str = "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00";
    let rows = [
        ("extension_notice", EXTENDED, "03-16 18:29:59.999", vec![]),
        ("extension_notice", EXTENDED, "2027-06-01 12:00", vec!["03-16 18:30 extension_notice due to supervisor"]),
        ("service", SUBMITTED, "03-16 18:29:59.999", vec![]),
        ("service", SUBMITTED, "2027-06-01 12:00", vec!["03-16 18:30 service/standard due to supervisor"]),
        ("service", EXTENDED, "2027-06-01 12:00", vec!["04-06 18:30 service/extended due to supervisor"]),
    ];
    for (which, script, as_of, expected) in rows {
        assert_eq!(gone(script, as_of, which), expected, "{which}: {script}, {as_of}");
    }
}

#[test]
pub fn no_rung_goes_out_for_what_has_been_done() {
    const SAME: &str = "an act at or before a rung's instant keeps it from going out";
    // says, script, clock, what went out in the end
    let rows = [
        (SAME, "filed 03-06 10:00; clear 03-10 18:30".to_owned(), "verification", vec![]),
        (SAME, "filed 03-06 10:00; clear 03-11 09:00".to_owned(), "verification", vec!["03-10 18:30 verification due to supervisor"]),
        (SAME, format!("{SUBMITTED}; agree 03-12 09:00"), "coordination", vec![]),
        (SAME, format!("{SUBMITTED}; agree 03-12 18:30"), "coordination", vec!["03-12 09:00 coordination/standard reminder to officer"]),
        (SAME, format!("{SUBMITTED}; request 03-12 09:00; agree 03-30 09:00"), "coordination", vec![]),
        (
            SAME,
            format!("{SUBMITTED}; request 03-12 18:30; agree 04-03 09:00"),
            "coordination",
            vec!["03-12 09:00 coordination/standard reminder to officer", "03-30 09:00 coordination/extended reminder-5 to officer"],
        ),
        (
            "repeats stop at the act",
            format!("{SUBMITTED}; request 03-11 18:30; object 04-09 09:00"),
            "coordination",
            vec![
                "03-30 09:00 coordination/extended reminder-5 to officer",
                "04-03 09:00 coordination/extended reminder-1 to supervisor",
                "04-06 18:30 coordination/extended due to head",
                "04-07 09:00 coordination/extended repeat-1 to head",
                "04-08 09:00 coordination/extended repeat-2 to head",
            ],
        ),
        (SAME, format!("{SUBMITTED}; agree 03-11 16:00; issue 03-12 14:30"), "decision", vec![]),
        (SAME, format!("{SUBMITTED}; agree 03-11 16:00; issue 03-12 18:30"), "decision", vec!["03-12 14:30 decision reminder to officer"]),
        (
            "repeats stop at the act",
            format!("{SUBMITTED}; agree 03-11 16:00; issue-with-reason 03-16 08:59:59.999"),
            "decision",
            vec![
                "03-12 14:30 decision reminder to officer",
                "03-12 18:30 decision due to supervisor",
                "03-13 09:00 decision repeat-1 to head",
            ],
        ),
        ("none after the case ended", "filed 03-06 10:00; withdraw 03-10 18:30".to_owned(), "", vec![]),
        ("none after the case ended", "filed 03-06 10:00; stop-1 03-10 12:00".to_owned(), "", vec![]),
        ("none after the case ended", "filed 03-06 19:00; withdraw 03-07 12:00".to_owned(), "", vec![]),
        ("none after the case ended", format!("{SUBMITTED}; request-untold 03-11 10:00; withdraw 03-16 18:30"), "", vec![]),
        (
            "none after the case ended",
            format!("{SUBMITTED}; withdraw 03-12 18:30:00.001"),
            "",
            vec!["03-12 09:00 coordination/standard reminder to officer", "03-12 18:30 coordination/standard due to supervisor"],
        ),
    ];
    for (says, script, which, expected) in rows {
        assert_eq!(gone(&script, "2027-06-01 12:00", which), expected, "{says}: {script}");
        let (filed, rest) = script.split_once("; ").unwrap();
        let awake = format!("{filed}; {rest}; wake 2027-06-01 12:00");
        assert_eq!(gone(&awake, "2027-06-01 12:00", which), expected, "{says}: {awake}");
    }
}

#[test]
pub fn an_answer_on_a_day_off_still_gets_the_officer_the_reminder() {
    let case = play("filed 03-06 10:00; clear 03-06 11:30; agree 03-15 12:00");
    assert_eq!(
        escalations(&shown(&case, "03-16 18:30"), "decision"),
        ["03-16 14:30 decision reminder to officer", "03-16 18:30 decision due to supervisor"]
    );
}

#[test]
pub fn the_office_is_told_exactly_what_the_record_says() {
    let case = play("filed 03-06 10:00; clear 03-06 11:30; wake 04-30 12:00");
    let told: Vec<_> = case
        .office_notices
        .all()
        .iter()
        .map(|notice| (notice.at, notice.clock.unwrap(), notice.window, notice.rung.clone().unwrap(), notice.audience))
        .collect();
    let view = shown(&case, "04-30 12:00");
    let recorded: Vec<_> =
        view.escalations.iter().map(|gone| (gone.at, gone.clock, gone.window, gone.rung.clone(), gone.audience)).collect();
    assert_eq!(told, recorded);
    let mut ids: Vec<_> = case.office_notices.all().iter().map(|notice| &notice.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), told.len(), "an id is used twice: the second notice would be taken for the first");
}

#[test]
pub fn the_second_of_two_facts_of_an_instant_still_stops_a_rung_and_a_breach() {
    // "At or before the due instant is in time", for each fact of that instant.
    let view = shown(&play("filed 03-06 10:00; clear 03-11 10:00; agree 03-16 18:30; issue 03-16 18:30"), "03-16 18:30");
    assert_eq!(escalations(&view, "service"), [""; 0]);
    let breached: Vec<_> = view.timeline.iter().filter(|line| line.detail.contains("service term ran out")).collect();
    assert!(breached.is_empty(), "{breached:?}");
}
