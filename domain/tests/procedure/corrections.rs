//! Risk: a wrongly entered fact cannot be put right, or somebody puts right what nobody else has seen.

use shaqyru_domain::{
    case::stage::{Stage, Status},
    problem::Code,
};

use crate::script::{attempt, clocks, escalations, play, shown, timeline};

const SUBMITTED: &str = "filed 03-06 10:00; clear 03-06 11:30";

#[test]
pub fn a_correction_by_the_wrong_person_or_at_the_wrong_time_is_refused() {
    let rows = [
        ("of another agency's message", format!("{SUBMITTED}; correct stop-1 by nsc 03-11 17:00"), Code::Forbidden),
        ("twice by the same one", format!("{SUBMITTED}; agree 03-11 16:00; correct object by P-2+P-2 03-11 17:00"), Code::SamePerson),
        ("to what it says already", format!("{SUBMITTED}; agree 03-11 16:00; correct agree by P-2 03-11 17:00"), Code::NothingChanged),
        ("of an answer that never came", format!("{SUBMITTED}; correct agree by P-2 03-11 17:00"), Code::NothingToCorrect),
        ("of a verification that never came", "filed 03-06 10:00; correct clear by P-2 03-06 17:00".to_owned(), Code::NothingToCorrect),
        (
            "after the decision",
            format!("{SUBMITTED}; agree 03-11 16:00; issue 03-12 12:00; correct object by P-2 03-12 13:00"),
            Code::CaseClosed,
        ),
        (
            "after a refusal at verification",
            "filed 03-06 10:00; stop-1 03-06 11:30; correct clear by P-2 03-06 12:00".to_owned(),
            Code::CaseClosed,
        ),
        ("after a withdrawal", format!("{SUBMITTED}; withdraw 03-06 12:00; correct stop-1 by P-2 03-06 13:00"), Code::CaseClosed),
        ("older than what it corrects", format!("{SUBMITTED}; correct stop-1 by P-2 03-06 11:29"), Code::OutOfOrder),
        ("to an instant after itself", format!("{SUBMITTED}; correct clear of 03-06 13:00 by P-2 03-06 12:00"), Code::Future),
    ];
    for (says, script, code) in rows {
        let last = script.matches([';', '+']).count() - 1;
        assert_eq!(attempt(&script).1, [(last, code)], "{says}: {script}");
    }
}

#[test]
pub fn a_correction_that_contradicts_what_happened_since_is_refused() {
    // Each leaves the case as it was; the script asserts it.
    let rows = [
        ("an answer cannot follow a refusal", format!("{SUBMITTED}; agree 03-11 16:00; correct stop-1 by P-2 03-11 17:00")),
        ("nor can a request", format!("{SUBMITTED}; request 03-11 16:00; correct stop-7 by P-2 03-11 17:00")),
        (
            "the NSC cannot answer before the submission",
            format!("{SUBMITTED}; agree 03-11 16:00; correct clear of 03-11 16:30 by P-2 03-11 17:00"),
        ),
        (
            "an answer cannot precede the verification",
            format!("{SUBMITTED}; agree 03-11 16:00; correct agree of 03-06 11:29 by P-2 03-11 17:00"),
        ),
        (
            "an answer cannot precede the request for more time",
            format!("{SUBMITTED}; request 03-11 10:00; agree 03-11 16:00; correct agree of 03-11 09:00 by P-2 03-11 17:00"),
        ),
        (
            "a verification cannot precede its beginning",
            "filed 03-06 19:00; clear 03-10 10:00; correct clear of 03-10 08:00 by P-2 03-10 12:00".to_owned(),
        ),
        ("ground 3 is none of the verification's", format!("{SUBMITTED}; correct stop-3 by P-2 03-06 12:00")),
        // The window shifts so far that the request comes after it.
        (
            "a request cannot follow the extended window",
            "filed 03-06 10:00; clear 03-13 11:30; request 04-10 10:00; correct clear of 03-06 11:30 by P-2 04-10 12:00".to_owned(),
        ),
    ];
    for (says, script) in rows {
        let last = script.matches(';').count() - 1;
        assert_eq!(attempt(&script).1, [(last, Code::CorrectionConflict)], "{says}: {script}");
    }
}

#[test]
pub fn the_officer_decides_by_the_corrected_answer_and_both_stay_on_record() {
    let case = play(&format!("{SUBMITTED}; agree 03-11 16:00; correct object by P-2+P-8 03-11 17:00; refuse-3 03-12 10:00"));
    let view = shown(&case, "03-12 10:00");
    assert_eq!(view.status, Status::Refused);
    let lines = timeline(&view);
    for wanted in [
        "03-11 16:00 coordination nsc: agrees",
        "03-11 16:00 coordination nsc by officer:P-8: objects",
        "03-11 17:00 decision officer:P-2: correction proposed: was answer agree of 2026-03-11T16:00:00+05:00 (entered by nsc), would be answer object of 2026-03-11T16:00:00+05:00; entered wrongly; letter 7-12",
        "03-11 17:00 decision officer:P-8: correction: was answer agree of 2026-03-11T16:00:00+05:00 (entered by nsc), is answer object of 2026-03-11T16:00:00+05:00; entered wrongly; letter 7-12; proposed by officer:P-2",
    ] {
        assert!(lines.iter().any(|line| line == wanted), "no `{wanted}` in {lines:#?}");
    }
    let (_, rejected) =
        attempt(&format!("{SUBMITTED}; object 03-11 16:00; correct agree by P-2+P-8 03-11 17:00; refuse-3 03-12 10:00; issue 03-12 10:01"));
    assert_eq!(rejected, [(4, Code::Ground)]);
    // There and back again, by two others.
    let back = play(&format!(
        "{SUBMITTED}; agree 03-11 16:00; correct object by P-2+P-8 03-11 17:00; correct agree by P-3+P-4 03-11 18:00; issue 03-12 10:00"
    ));
    assert_eq!(shown(&back, "03-12 10:00").status, Status::Issued);
}

#[test]
pub fn a_wrong_clearance_can_still_be_stopped_by_a_correction() {
    for (stop, status, stage) in [("stop-4", Status::Refused, Stage::Refused), ("stop-7", Status::NotConsidered, Stage::NotConsidered)] {
        let view = shown(&play(&format!("{SUBMITTED}; correct {stop} by P-2+P-8 03-06 12:00")), "06-30 12:00");
        assert_eq!((view.status, view.stage), (status, stage));
        assert_eq!(
            view.clocks.iter().map(crate::script::clock_line).collect::<Vec<_>>(),
            ["verification: 03-06 10:00 to 03-10 18:30, met 03-06 11:30", "service/standard: 03-06 10:00 to 03-16 18:30, met 03-06 11:30"]
        );
        let lines = timeline(&view);
        assert!(lines.iter().any(|line| line == "03-06 11:30 coordination system: submitted to the NSC through Berkut"), "{lines:#?}");
    }
}

#[test]
pub fn deadlines_and_breaches_follow_a_corrected_instant() {
    let rows = [
        // The true instant of the submission gives the window one day more.
        (
            format!("{SUBMITTED}; wake 03-12 20:00; correct clear of 03-10 10:00 by P-2+P-8 03-12 20:30"),
            "coordination",
            vec!["coordination/standard: 03-10 10:00 to 03-13 18:30, running -"],
        ),
        // The true instant of the answer was in time.
        (
            format!("{SUBMITTED}; agree 03-13 10:00; correct agree of 03-12 18:30 by P-2+P-8 03-13 11:00"),
            "coordination",
            vec!["coordination/standard: 03-06 11:30 to 03-12 18:30, met 03-12 18:30"],
        ),
        (
            format!("{SUBMITTED}; agree 03-13 10:00; correct agree of 03-12 18:30 by P-2+P-8 03-13 11:00"),
            "decision",
            vec!["decision: 03-12 18:30 to 03-13 18:30, running -"],
        ),
        // The true instant of the answer was late.
        (
            format!("{SUBMITTED}; agree 03-12 18:30; correct agree of 03-13 10:00 by P-2+P-8 03-13 11:00"),
            "coordination",
            vec![
                "coordination/standard: 03-06 11:30 to 03-12 18:30, breached 03-12 18:30",
                "coordination/extended overdue: 03-06 11:30 to 04-06 18:30, met 03-13 10:00",
            ],
        ),
        // An earlier submission makes a request in time a late one.
        (
            "filed 03-06 10:00; clear 03-10 10:00; request 03-13 10:00; correct clear of 03-06 11:30 by P-2+P-8 03-13 11:00".to_owned(),
            "coordination",
            vec![
                "coordination/standard: 03-06 11:30 to 03-12 18:30, breached 03-12 18:30",
                "coordination/extended overdue: 03-06 11:30 to 04-06 18:30, running -",
            ],
        ),
    ];
    for (script, which, expected) in rows {
        assert_eq!(clocks(&shown(&play(&script), "03-13 11:00"), which), expected, "{script}");
    }
}

#[test]
pub fn our_own_notice_does_not_keep_an_answer_from_being_corrected() {
    // The notice of the extension is our own act; it says nothing about when the NSC answered.
    let case = play(&format!(
        "{SUBMITTED}; request-untold 03-11 10:00; told 03-13 10:00; agree 03-13 16:00; correct agree of 03-12 10:00 by P-2+P-8 03-13 17:00"
    ));
    let view = shown(&case, "03-13 17:00");
    assert_eq!(clocks(&view, "coordination/extended"), ["coordination/extended requested: 03-06 11:30 to 04-06 18:30, met 03-12 10:00"]);
    assert_eq!(clocks(&view, "extension_notice"), ["extension_notice: 03-11 10:00 to 03-16 18:30, met 03-13 10:00"]);
}

#[test]
pub fn a_rung_goes_out_only_once_though_a_correction_moves_its_clock() {
    // "Each rung of a clock goes out once": the window was moved by a day, and it is still the same clock.
    let case = play(&format!("{SUBMITTED}; wake 03-12 20:00; correct clear of 03-10 10:00 by P-2+P-8 03-12 20:30; wake 03-16 12:00"));
    let view = shown(&case, "03-16 12:00");
    assert_eq!(
        escalations(&view, "coordination/standard"),
        ["03-12 09:00 coordination/standard reminder to officer", "03-12 18:30 coordination/standard due to supervisor"]
    );
    assert_eq!(clocks(&view, "coordination/standard"), ["coordination/standard: 03-10 10:00 to 03-13 18:30, breached 03-13 18:30"]);
}
