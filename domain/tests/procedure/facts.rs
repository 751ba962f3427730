//! Risk: an outage on our side is charged to the police, the NSC or the officer, or wipes what was recorded.

use shaqyru_domain::case::stage::Stage;

use crate::script::{at, clocks, escalations, open, play, shown, timeline};

#[test]
pub fn a_fact_that_was_in_time_is_no_breach_though_it_came_through_late() {
    // "Turns the clock to met; the timeline keeps both lines."
    // script in which the fact arrives after the breach, clock, met, the breach's line, the fact's line
    let rows = [
        (
            "filed 03-06 10:00; wake 03-11 12:00; clear 03-10 18:30",
            "verification",
            "verification: 03-06 10:00 to 03-10 18:30, met 03-10 18:30",
            "03-10 18:30 verification system: verification term ran out: breached",
            "03-10 18:30 verification police: clear",
        ),
        (
            "filed 03-06 10:00; clear 03-06 11:30; wake 03-13 12:00; agree 03-12 18:30",
            "coordination/standard",
            "coordination/standard: 03-06 11:30 to 03-12 18:30, met 03-12 18:30",
            "03-12 18:30 coordination_extended system: no answer within the standard window: breached, the extended window runs",
            "03-12 18:30 coordination nsc: agrees",
        ),
        (
            "filed 03-06 10:00; clear 03-06 11:30; wake 03-13 12:00; request 03-11 10:00",
            "coordination/standard",
            "coordination/standard: 03-06 11:30 to 03-12 18:30, superseded 03-11 10:00",
            "03-12 18:30 coordination_extended system: no answer within the standard window: breached, the extended window runs",
            "03-11 10:00 coordination_extended nsc: asks for more time: further study",
        ),
        (
            "filed 03-06 10:00; clear 03-06 11:30; wake 04-20 12:00; object 04-06 18:30",
            "coordination/extended",
            "coordination/extended overdue: 03-06 11:30 to 04-06 18:30, met 04-06 18:30",
            "04-06 18:30 coordination_overdue system: no answer within the extended window: breached, the case goes on waiting",
            "04-06 18:30 coordination_extended nsc: objects",
        ),
        (
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; wake 03-13 12:00; issue 03-12 18:30",
            "decision",
            "decision: 03-11 16:00 to 03-12 18:30, met 03-12 18:30",
            "03-12 18:30 decision system: decision term ran out: breached",
            "03-12 18:30 issued officer:P-1: issued",
        ),
        (
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-13 16:00; wake 03-17 12:00; issue 03-16 18:30",
            "service",
            "service/standard: 03-06 10:00 to 03-16 18:30, met 03-16 18:30",
            "03-16 18:30 decision system: service term ran out: breached",
            "03-16 18:30 issued officer:P-1: issued",
        ),
    ];
    for (script, which, clock, breach, fact) in rows {
        let view = shown(&play(script), "04-20 12:00");
        assert_eq!(clocks(&view, which), [clock], "{script}");
        let lines = timeline(&view);
        let place =
            |wanted: &str| lines.iter().position(|line| line == wanted).unwrap_or_else(|| panic!("{script}: no `{wanted}` in {lines:#?}"));
        assert!(place(breach) < place(fact), "{script}: the order of recording is kept: {lines:#?}");
    }
}

#[test]
pub fn an_answer_in_time_leaves_no_extended_window_running_after_an_outage() {
    let view = shown(&play("filed 03-06 10:00; clear 03-06 11:30; wake 04-20 12:00; agree 03-12 10:00"), "04-20 12:00");
    assert_eq!(view.stage, Stage::Decision);
    assert_eq!(clocks(&view, "coordination"), ["coordination/standard: 03-06 11:30 to 03-12 18:30, met 03-12 10:00"]);
    // What follows of itself takes the instant of the fact, so the decision has run out by now.
    assert_eq!(clocks(&view, "decision"), ["decision: 03-12 10:00 to 03-13 18:30, breached -"]);
}

#[test]
pub fn a_breach_is_recorded_as_of_when_it_happened_not_when_the_process_woke() {
    let late = shown(&play("filed 03-06 10:00; clear 03-06 11:30; wake 05-04 12:00"), "05-04 12:00");
    let prompt = shown(&play("filed 03-06 10:00; clear 03-06 11:30; wake 03-12 18:30; wake 03-16 18:30; wake 04-06 18:30"), "05-04 12:00");
    assert_eq!(late, prompt);
    assert_eq!(
        clocks(&late, "coordination"),
        [
            "coordination/standard: 03-06 11:30 to 03-12 18:30, breached 03-12 18:30",
            "coordination/extended overdue: 03-06 11:30 to 04-06 18:30, breached 04-06 18:30",
        ]
    );
}

#[test]
pub fn rungs_missed_in_downtime_go_out_once_and_dated_as_they_were_due() {
    // "The rungs that were missed go out in order, each with the instant at which it was due."
    let asleep = shown(&play("filed 03-06 10:00; wake 03-16 19:00"), "03-16 19:00");
    assert_eq!(
        escalations(&asleep, ""),
        [
            "03-10 18:30 verification due to supervisor",
            "03-11 09:00 verification repeat-1 to supervisor",
            "03-12 09:00 verification repeat-2 to supervisor",
            "03-13 09:00 verification repeat-3 to supervisor",
            "03-16 09:00 verification repeat-4 to supervisor",
            "03-16 18:30 service/standard due to supervisor",
        ]
    );
    // Each goes out once, however often the process wakes or a fact arrives.
    let again = play(
        "filed 03-06 10:00; wake 03-16 19:00; wake 03-16 19:00; wake 03-10 10:00; wake 03-16 19:00; clear 03-16 19:01; wake 03-16 19:02",
    );
    assert_eq!(again.view(at("03-16 19:02")).escalations, asleep.escalations);
    assert_eq!(again.office_notices.all().len(), asleep.escalations.len());
    // A case that is opened only after an outage.
    let late = open(at("03-06 10:00"), Vec::new(), at("03-16 19:00"));
    assert_eq!(shown(&late, "03-16 19:00"), asleep);
}

#[test]
pub fn waking_twice_or_backwards_changes_nothing() {
    let mut case = play("filed 03-06 10:00; clear 03-06 11:30; wake 03-20 12:00");
    let before = format!("{case:?}");
    for when in ["03-20 12:00", "03-12 18:30", "03-01 00:00", "03-20 12:00"] {
        case.wake(at(when)).unwrap();
        assert_eq!(format!("{case:?}"), before, "{when}");
        let _ = shown(&case, when);
        assert_eq!(format!("{case:?}"), before, "a view changed the case");
    }
}

#[test]
pub fn a_rung_that_went_out_in_an_outage_is_neither_wiped_nor_repeated() {
    let view = shown(
        &play("filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; wake 03-12 20:00; issue 03-12 12:00; wake 03-20 12:00"),
        "03-30 12:00",
    );
    assert_eq!(escalations(&view, "decision"), ["03-12 14:30 decision reminder to officer", "03-12 18:30 decision due to supervisor"]);
    assert_eq!(clocks(&view, "decision"), ["decision: 03-11 16:00 to 03-12 18:30, met 03-12 12:00"]);
}
