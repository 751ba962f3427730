//! Risk: a clock starts, ends or is charged at the wrong instant. Each row names a sentence of the contract
//! on the clocks of an invitation.

use shaqyru_domain::case::stage::{Stage, Status};

use crate::script::{at, attempt, check_rows, clock_line, clock_name, clocks, open, play, row, short, shown};

/// Covers: R26 para 14; R26 annex 5 row 7; APPC art 64(3)
#[test]
pub fn a_filing_out_of_hours_starts_the_clocks_when_the_office_next_opens() {
    const WITHIN: &str = "starts at the filing instant if that is within hours";
    const ELSE: &str = "else at 09:00 on registered_on";
    const SHARP: &str = "18:30:00 sharp is within the working day; anything later is not";
    // says, filed, registered on, starts, verification due, service due
    let rows = [
        (WITHIN, "03-06 10:00", "2026-03-06", "03-06 10:00", "03-10 18:30", "03-16 18:30"),
        (WITHIN, "03-06 13:30", "2026-03-06", "03-06 13:30", "03-10 18:30", "03-16 18:30"),
        (WITHIN, "03-10 09:00", "2026-03-10", "03-10 09:00", "03-11 18:30", "03-17 18:30"),
        (SHARP, "03-06 18:30", "2026-03-06", "03-06 18:30", "03-10 18:30", "03-16 18:30"),
        (SHARP, "03-06 18:30:00.001", "2026-03-10", "03-10 09:00", "03-11 18:30", "03-17 18:30"),
        (SHARP, "03-06 18:30:01", "2026-03-10", "03-10 09:00", "03-11 18:30", "03-17 18:30"),
        (ELSE, "03-10 08:59:59.999", "2026-03-10", "03-10 09:00", "03-11 18:30", "03-17 18:30"),
        (ELSE, "03-10 00:00", "2026-03-10", "03-10 09:00", "03-11 18:30", "03-17 18:30"),
        // A Saturday; Nauryz lies within the five working days.
        (ELSE, "03-14 12:00", "2026-03-16", "03-16 09:00", "03-17 18:30", "03-26 18:30"),
        // 9 March is off for the 8th.
        (ELSE, "03-09 10:00", "2026-03-10", "03-10 09:00", "03-11 18:30", "03-17 18:30"),
        // After hours on the eve of 7 May.
        (ELSE, "05-06 19:00", "2026-05-08", "05-08 09:00", "05-12 18:30", "05-18 18:30"),
    ];
    for (says, filed, registered_on, starts, verification_due, service_due) in rows {
        let case = play(&format!("filed {filed}"));
        let view = shown(&case, starts);
        assert_eq!(view.registered_on.map(|day| day.to_string()).as_deref(), Some(registered_on), "{says}: {filed}");
        assert_eq!(clocks(&view, "verification"), [format!("verification: {starts} to {verification_due}, running -")], "{says}: {filed}");
        assert_eq!(clocks(&view, "service"), [format!("service/standard: {starts} to {service_due}, running -")], "{says}: {filed}");
        assert_eq!(view.stage, Stage::Verification, "{says}: {filed}");
        if starts != filed {
            assert_eq!(case.next_wake().map(short).as_deref(), Some(starts), "{says}: {filed}");
            let early = shown(&case, filed);
            assert_eq!((early.stage, early.clocks.len()), (Stage::Registered, 0), "{says}: {filed}");
        }
    }
}

#[test]
pub fn a_verification_is_met_up_to_its_due_instant_and_breached_past_it() {
    const NATURE: &str = "1 working day from registration";
    const HOUR: &str = "it is taken at any later hour; clear submits to Berkut at that instant";
    const ENDED: &str = "a verification that was breached keeps null until that act, then takes its instant and stays breached";
    const V: &str = "verification";
    check_rows(&[
        row(
            NATURE,
            "filed 03-06 10:00; clear 03-10 18:30",
            "03-10 18:30",
            V,
            &["verification: 03-06 10:00 to 03-10 18:30, met 03-10 18:30"],
        ),
        row(NATURE, "filed 03-06 10:00", "03-10 18:29:59.999", V, &["verification: 03-06 10:00 to 03-10 18:30, running -"]),
        row(NATURE, "filed 03-06 10:00", "03-10 18:30", V, &["verification: 03-06 10:00 to 03-10 18:30, breached -"]),
        row(ENDED, "filed 03-06 10:00", "04-30 12:00", V, &["verification: 03-06 10:00 to 03-10 18:30, breached -"]),
        row(
            ENDED,
            "filed 03-06 10:00; clear 03-10 18:30:00.001",
            "03-11 12:00",
            V,
            &["verification: 03-06 10:00 to 03-10 18:30, breached 03-10 18:30:00.001"],
        ),
        row(
            ENDED,
            "filed 03-06 10:00; stop-1 03-12 10:00",
            "03-13 12:00",
            V,
            &["verification: 03-06 10:00 to 03-10 18:30, breached 03-12 10:00"],
        ),
        row(HOUR, "filed 03-06 10:00; clear 03-07 23:45", "03-08 12:00", V, &["verification: 03-06 10:00 to 03-10 18:30, met 03-07 23:45"]),
        row(
            HOUR,
            "filed 03-06 10:00; clear 03-07 23:45",
            "03-08 12:00",
            "coordination",
            &["coordination/standard: 03-07 23:45 to 03-12 18:30, running -"],
        ),
        row(HOUR, "filed 03-06 19:00; clear 03-10 09:00", "03-10 12:00", V, &["verification: 03-10 09:00 to 03-11 18:30, met 03-10 09:00"]),
        row(HOUR, "filed 03-06 10:00; clear 03-06 10:00", "03-06 10:00", V, &["verification: 03-06 10:00 to 03-10 18:30, met 03-06 10:00"]),
    ]);
}

/// Covers: R26 para 15; R26 annex 5 row 3; SEED timeline
#[test]
pub fn the_standard_window_ends_by_answer_or_request_in_time_and_else_as_breached() {
    const TERM: &str = "3 working days from the submission to Berkut, counted from receipt";
    const REQUEST: &str = "a request at or before its due instant ends it as superseded";
    const SILENCE: &str = "with neither by then it ends as breached, and the case moves to the extended window";
    const C: &str = "coordination";
    check_rows(&[
        row(
            TERM,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-12 18:30",
            "03-13 12:00",
            C,
            &["coordination/standard: 03-06 11:30 to 03-12 18:30, met 03-12 18:30"],
        ),
        // Received after hours: the day of receipt is day 0 whatever the hour.
        row(
            TERM,
            "filed 03-06 10:00; clear 03-06 20:00",
            "03-07 12:00",
            C,
            &["coordination/standard: 03-06 20:00 to 03-12 18:30, running -"],
        ),
        row(
            TERM,
            "filed 03-06 10:00; clear 03-06 11:30",
            "03-12 18:29:59.999",
            C,
            &["coordination/standard: 03-06 11:30 to 03-12 18:30, running -"],
        ),
        row(
            SILENCE,
            "filed 03-06 10:00; clear 03-06 11:30",
            "03-12 18:30",
            C,
            &[
                "coordination/standard: 03-06 11:30 to 03-12 18:30, breached 03-12 18:30",
                "coordination/extended overdue: 03-06 11:30 to 04-06 18:30, running -",
            ],
        ),
        row(
            SILENCE,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-12 18:30:00.001",
            "03-13 12:00",
            C,
            &[
                "coordination/standard: 03-06 11:30 to 03-12 18:30, breached 03-12 18:30",
                "coordination/extended overdue: 03-06 11:30 to 04-06 18:30, met 03-12 18:30:00.001",
            ],
        ),
        row(
            REQUEST,
            "filed 03-06 10:00; clear 03-06 11:30; request 03-12 18:30",
            "03-13 12:00",
            C,
            &[
                "coordination/standard: 03-06 11:30 to 03-12 18:30, superseded 03-12 18:30",
                "coordination/extended requested: 03-06 11:30 to 04-06 18:30, running -",
            ],
        ),
        row(
            REQUEST,
            "filed 03-06 10:00; clear 03-06 11:30; request 03-06 11:30",
            "03-20 12:00",
            C,
            &[
                "coordination/standard: 03-06 11:30 to 03-12 18:30, superseded 03-06 11:30",
                "coordination/extended requested: 03-06 11:30 to 04-06 18:30, running -",
            ],
        ),
    ]);
}

/// Covers: R26 para 15; R26 annex 5 row 3; SEED timeline
#[test]
pub fn the_extended_window_counts_from_the_standard_start_and_never_closes_the_case() {
    const SAME_START: &str = "30 calendar days from the same start (started_at is the standard window's)";
    const LATE_REQUEST: &str = "a request after that breach is taken as late: the cause stays overdue, the notice is due all the same";
    const STAYS_OPEN: &str = "at its due instant without an answer it ends as breached; the case stays open";
    const E: &str = "coordination/extended";
    check_rows(&[
        // 5 April is a Sunday.
        row(
            SAME_START,
            "filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00",
            "03-13 12:00",
            E,
            &["coordination/extended requested: 03-06 11:30 to 04-06 18:30, running -"],
        ),
        // 15 April is a Wednesday: nothing to move.
        row(
            SAME_START,
            "filed 03-16 10:00; clear 03-16 11:30; request 03-17 10:00",
            "03-18 12:00",
            E,
            &["coordination/extended requested: 03-16 11:30 to 04-15 18:30, running -"],
        ),
        // Sent out of hours: the day of sending is day 0 all the same, and the first of the thirty is the next one.
        row(
            SAME_START,
            "filed 03-16 10:00; clear 03-16 20:00; request 03-17 10:00",
            "03-18 12:00",
            E,
            &["coordination/extended requested: 03-16 20:00 to 04-15 18:30, running -"],
        ),
        row(
            SAME_START,
            "filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00; object 04-06 18:30",
            "04-07 12:00",
            E,
            &["coordination/extended requested: 03-06 11:30 to 04-06 18:30, met 04-06 18:30"],
        ),
        row(
            LATE_REQUEST,
            "filed 03-06 10:00; clear 03-06 11:30; request 03-12 18:30:00.001",
            "03-13 12:00",
            E,
            &["coordination/extended overdue: 03-06 11:30 to 04-06 18:30, running -"],
        ),
        row(
            LATE_REQUEST,
            "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-13 10:00",
            "03-13 12:00",
            "extension_notice",
            &["extension_notice: 03-13 10:00 to 03-18 18:30, running -"],
        ),
        row(
            LATE_REQUEST,
            "filed 03-06 10:00; clear 03-06 11:30; request 04-06 18:30",
            "04-06 18:30",
            E,
            &["coordination/extended overdue: 03-06 11:30 to 04-06 18:30, breached 04-06 18:30"],
        ),
        row(
            STAYS_OPEN,
            "filed 03-06 10:00; clear 03-06 11:30",
            "05-29 12:00",
            E,
            &["coordination/extended overdue: 03-06 11:30 to 04-06 18:30, breached 04-06 18:30"],
        ),
        row(
            STAYS_OPEN,
            "filed 03-06 10:00; clear 03-06 11:30; agree 05-04 12:00",
            "05-04 12:00",
            E,
            &["coordination/extended overdue: 03-06 11:30 to 04-06 18:30, breached 04-06 18:30"],
        ),
        row(
            "nobody is approved or refused by silence: a late answer starts the decision's term",
            "filed 03-06 10:00; clear 03-06 11:30; agree 05-04 12:00",
            "05-04 12:00",
            "decision",
            &["decision: 05-04 12:00 to 05-05 18:30, running -"],
        ),
    ]);
    let stages = [
        ("03-12 18:29:59.999", Stage::Coordination),
        ("03-12 18:30", Stage::CoordinationExtended),
        ("04-06 18:30", Stage::CoordinationOverdue),
        ("2027-03-01 12:00", Stage::CoordinationOverdue),
    ];
    let silent = play("filed 03-06 10:00; clear 03-06 11:30");
    for (as_of, stage) in stages {
        let view = shown(&silent, as_of);
        assert_eq!((view.status, view.stage), (Status::Open, stage), "{STAYS_OPEN}: {as_of}");
    }
}

/// Covers: R26 annex 5 row 3; APPC art 76(3)
#[test]
pub fn telling_the_applicant_of_an_extension_is_charged_when_late_and_only_then() {
    const NOTICE: &str = "3 working days from the NSC's request: the applicant is told the reason and the length";
    const ITSELF: &str = "steps that follow of themselves take the instant of the fact that caused them";
    const N: &str = "extension_notice";
    check_rows(&[
        row(
            ITSELF,
            "filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00",
            "03-12 12:00",
            N,
            &["extension_notice: 03-11 10:00 to 03-16 18:30, met 03-11 10:00"],
        ),
        row(
            ITSELF,
            "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00; told 03-11 09:59:31",
            "03-12 12:00",
            N,
            &["extension_notice: 03-11 10:00 to 03-16 18:30, met 03-11 10:00"],
        ),
        row(
            NOTICE,
            "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00; told 03-16 18:30",
            "03-17 12:00",
            N,
            &["extension_notice: 03-11 10:00 to 03-16 18:30, met 03-16 18:30"],
        ),
        row(
            NOTICE,
            "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00",
            "03-16 18:30",
            N,
            &["extension_notice: 03-11 10:00 to 03-16 18:30, breached -"],
        ),
        row(
            NOTICE,
            "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00; told 03-17 09:00",
            "03-17 12:00",
            N,
            &["extension_notice: 03-11 10:00 to 03-16 18:30, breached 03-17 09:00"],
        ),
        // Asked out of hours: the day of asking is day 0 all the same.
        row(
            NOTICE,
            "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 20:00",
            "03-12 12:00",
            N,
            &["extension_notice: 03-11 20:00 to 03-16 18:30, running -"],
        ),
        // The answer overtakes the notice: the notice was told in time all the same.
        row(
            NOTICE,
            "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00; agree 03-11 10:00:05; told 03-11 09:59:59",
            "03-17 12:00",
            N,
            &["extension_notice: 03-11 10:00 to 03-16 18:30, met 03-11 10:00"],
        ),
        // The duty to tell outlives the answer.
        row(
            NOTICE,
            "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00; agree 03-12 10:00; told 03-13 10:00; issue 03-13 11:00",
            "03-17 12:00",
            N,
            &["extension_notice: 03-11 10:00 to 03-16 18:30, met 03-13 10:00"],
        ),
    ]);
}

#[test]
pub fn a_fact_on_its_way_is_taken_though_the_notice_was_told_meanwhile() {
    let view = shown(
        &play("filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00; told 03-13 10:00; agree 03-12 10:00"),
        "03-13 10:00",
    );
    assert_eq!(clocks(&view, "coordination/extended"), ["coordination/extended requested: 03-06 11:30 to 04-06 18:30, met 03-12 10:00"]);
    assert_eq!(clocks(&view, "extension_notice"), ["extension_notice: 03-11 10:00 to 03-16 18:30, met 03-13 10:00"]);
    // Though the notice was told after the window had run out.
    let script = "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00; told 04-07 10:00; agree 04-06 18:30";
    let view = shown(&play(script), "04-07 10:00");
    assert_eq!(clocks(&view, "coordination/extended"), ["coordination/extended requested: 03-06 11:30 to 04-06 18:30, met 04-06 18:30"]);
}

/// Covers: R26 para 15; R26 annex 5 row 3; SEED final decision
#[test]
pub fn a_decision_is_met_up_to_its_due_instant_and_breached_past_it() {
    const TERM: &str = "1 working day from the answer, counted from receipt";
    const OPEN: &str = "past the due instant the case stays open, breached";
    const ENDED: &str = "a decision that was breached keeps null until that act, then takes its instant and stays breached";
    const D: &str = "decision";
    check_rows(&[
        row(
            TERM,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00",
            "03-11 16:00",
            D,
            &["decision: 03-11 16:00 to 03-12 18:30, running -"],
        ),
        row(
            TERM,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 22:00",
            "03-11 23:00",
            D,
            &["decision: 03-11 22:00 to 03-12 18:30, running -"],
        ),
        row(
            TERM,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-14 12:00",
            "03-14 12:00",
            D,
            &["decision: 03-14 12:00 to 03-16 18:30, running -"],
        ),
        row(
            TERM,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 18:30",
            "03-13 12:00",
            D,
            &["decision: 03-11 16:00 to 03-12 18:30, met 03-12 18:30"],
        ),
        row(
            OPEN,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00",
            "04-30 18:30",
            D,
            &["decision: 03-11 16:00 to 03-12 18:30, breached -"],
        ),
        row(
            ENDED,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue-with-reason 03-12 18:30:00.001",
            "03-13 12:00",
            D,
            &["decision: 03-11 16:00 to 03-12 18:30, breached 03-12 18:30:00.001"],
        ),
    ]);
}

/// Covers: R26 para 10; R26 annex 5 row 3
#[test]
pub fn the_service_is_extended_only_by_a_request_in_time_and_breached_only_past_due() {
    const TERM: &str = "5 working days from registration, window standard";
    const EXTENDED: &str =
        "when the NSC asks for more time while it runs, superseded by a second entry, window extended, 30 calendar days from registration";
    const SILENCE: &str = "silence does not supersede it";
    const ENDS: &str = "when a case ends, service ends as met unless breached";
    const ENDED: &str = "a service clock that was breached keeps null until that act, then takes its instant and stays breached";
    const S: &str = "service";
    check_rows(&[
        row(
            ENDS,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00",
            "03-30 12:00",
            S,
            &["service/standard: 03-06 10:00 to 03-16 18:30, met 03-12 12:00"],
        ),
        row(
            ENDS,
            "filed 03-06 10:00; stop-4 03-06 12:00",
            "03-30 12:00",
            S,
            &["service/standard: 03-06 10:00 to 03-16 18:30, met 03-06 12:00"],
        ),
        row(
            ENDS,
            "filed 03-06 10:00; stop-7 03-16 18:30",
            "03-30 12:00",
            S,
            &["service/standard: 03-06 10:00 to 03-16 18:30, met 03-16 18:30"],
        ),
        row(TERM, "filed 03-06 10:00", "03-16 18:30", S, &["service/standard: 03-06 10:00 to 03-16 18:30, breached -"]),
        row(
            EXTENDED,
            "filed 03-06 10:00; clear 03-11 11:30; request 03-16 18:30",
            "03-17 12:00",
            S,
            &[
                "service/standard: 03-06 10:00 to 03-16 18:30, superseded 03-16 18:30",
                "service/extended: 03-06 10:00 to 04-06 18:30, running -",
            ],
        ),
        // Registered on Monday 16 March: 30 calendar days from there, not from the Saturday of the filing.
        row(
            EXTENDED,
            "filed 03-14 12:00; clear 03-16 11:30; request 03-17 10:00",
            "03-18 12:00",
            S,
            &[
                "service/standard: 03-16 09:00 to 03-26 18:30, superseded 03-17 10:00",
                "service/extended: 03-16 09:00 to 04-15 18:30, running -",
            ],
        ),
        // A request after the breach of the standard window, while the service still runs.
        row(
            EXTENDED,
            "filed 03-06 10:00; clear 03-06 11:30; request 03-13 10:00",
            "03-16 18:30",
            S,
            &[
                "service/standard: 03-06 10:00 to 03-16 18:30, superseded 03-13 10:00",
                "service/extended: 03-06 10:00 to 04-06 18:30, running -",
            ],
        ),
        row(
            "only while it runs: what was breached before the request is not extended",
            "filed 03-06 10:00; clear 03-11 11:30; request 03-16 18:30:00.001",
            "03-17 12:00",
            S,
            &["service/standard: 03-06 10:00 to 03-16 18:30, breached -"],
        ),
        row(
            SILENCE,
            "filed 03-06 10:00; clear 03-06 11:30",
            "03-13 12:00",
            S,
            &["service/standard: 03-06 10:00 to 03-16 18:30, running -"],
        ),
        row(
            SILENCE,
            "filed 03-06 10:00; clear 03-06 11:30",
            "05-13 12:00",
            S,
            &["service/standard: 03-06 10:00 to 03-16 18:30, breached -"],
        ),
        row(
            ENDED,
            "filed 03-06 10:00; clear 03-06 11:30; agree 03-16 16:00; issue 03-17 12:00",
            "03-30 12:00",
            S,
            &["service/standard: 03-06 10:00 to 03-16 18:30, breached 03-17 12:00"],
        ),
        row(
            ENDED,
            "filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00; agree 04-14 10:00; issue 04-15 12:00",
            "04-30 12:00",
            S,
            &[
                "service/standard: 03-06 10:00 to 03-16 18:30, superseded 03-11 10:00",
                "service/extended: 03-06 10:00 to 04-06 18:30, breached 04-15 12:00",
            ],
        ),
    ]);
}

#[test]
pub fn a_withdrawal_charges_nobody_for_a_clock_that_still_ran() {
    const RUNNING: &str = "clocks that still run at a withdrawal are superseded";
    let whole = |says: &str, script: &str, expected: &[&str]| {
        let view = shown(&play(script), "06-30 12:00");
        let all: Vec<_> = view.clocks.iter().map(clock_line).collect();
        assert_eq!(all, expected, "{says}: {script}");
        assert_eq!((view.status, view.stage), (Status::Withdrawn, Stage::Withdrawn), "{says}: {script}");
    };
    whole("before 09:00 on registered_on a verification is rejected, a withdrawal is not", "filed 03-06 19:00; withdraw 03-07 11:00", &[]);
    whole(
        RUNNING,
        "filed 03-06 10:00; withdraw 03-10 18:30",
        &[
            "verification: 03-06 10:00 to 03-10 18:30, superseded 03-10 18:30",
            "service/standard: 03-06 10:00 to 03-16 18:30, superseded 03-10 18:30",
        ],
    );
    whole(
        "a breach stays; it takes the instant of the act that ends it",
        "filed 03-06 10:00; withdraw 03-17 10:00",
        &[
            "verification: 03-06 10:00 to 03-10 18:30, breached 03-17 10:00",
            "service/standard: 03-06 10:00 to 03-16 18:30, breached 03-17 10:00",
        ],
    );
    whole(
        RUNNING,
        "filed 03-06 10:00; clear 03-06 11:30; request-untold 03-11 10:00; withdraw 03-12 12:00",
        &[
            "verification: 03-06 10:00 to 03-10 18:30, met 03-06 11:30",
            "service/standard: 03-06 10:00 to 03-16 18:30, superseded 03-11 10:00",
            "coordination/standard: 03-06 11:30 to 03-12 18:30, superseded 03-11 10:00",
            "coordination/extended requested: 03-06 11:30 to 04-06 18:30, superseded 03-12 12:00",
            "extension_notice: 03-11 10:00 to 03-16 18:30, superseded 03-12 12:00",
            "service/extended: 03-06 10:00 to 04-06 18:30, superseded 03-12 12:00",
        ],
    );
    whole(
        "a breached window keeps its due instant",
        "filed 03-06 10:00; clear 03-06 11:30; withdraw 04-08 12:00",
        &[
            "verification: 03-06 10:00 to 03-10 18:30, met 03-06 11:30",
            "service/standard: 03-06 10:00 to 03-16 18:30, breached 04-08 12:00",
            "coordination/standard: 03-06 11:30 to 03-12 18:30, breached 03-12 18:30",
            "coordination/extended overdue: 03-06 11:30 to 04-06 18:30, breached 04-06 18:30",
        ],
    );
    whole(
        RUNNING,
        "filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; withdraw 03-12 12:00",
        &[
            "verification: 03-06 10:00 to 03-10 18:30, met 03-06 11:30",
            "service/standard: 03-06 10:00 to 03-16 18:30, superseded 03-12 12:00",
            "coordination/standard: 03-06 11:30 to 03-12 18:30, met 03-11 16:00",
            "decision: 03-11 16:00 to 03-12 18:30, superseded 03-12 12:00",
        ],
    );
}

/// Covers: R26 para 14
#[test]
pub fn an_incomplete_application_is_not_registered_and_starts_no_clock() {
    // "An acceptance refusal is immediate at any hour: registered_on null, no clocks."
    let missing = vec![shaqyru_domain::checks::papers::MissingPaper {
        code: "petition".to_owned(),
        message: "a petition".to_owned(),
        basis: "R26 para 13(7)".to_owned(),
    }];
    for filed in ["03-06 10:00", "03-07 03:00", "03-09 23:59"] {
        let case = open(at(filed), missing.clone(), at(filed));
        let view = shown(&case, "06-30 12:00");
        assert_eq!((view.status, view.stage), (Status::AcceptanceRefused, Stage::AcceptanceRefused), "{filed}");
        assert_eq!((view.registered_on, view.clocks.len(), view.escalations.len(), case.next_wake()), (None, 0, 0, None), "{filed}");
        assert_eq!(view.timeline.last().map(|line| short(line.at)).as_deref(), Some(filed));
    }
}

#[test]
pub fn the_verification_clock_and_no_other_is_shown_as_advisory() {
    let view = shown(&play("filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00; agree 03-20 10:00"), "03-20 12:00");
    let natures: Vec<_> = view.clocks.iter().map(|clock| (clock.clock.as_str(), clock.nature)).collect();
    for (clock, nature) in natures {
        let advisory = nature == shaqyru_domain::law::clock_kind::Nature::Advisory;
        assert_eq!(advisory, clock == "verification", "{clock}");
    }
}

#[test]
pub fn a_term_beyond_the_calendar_is_rejected_and_never_guessed() {
    // "A date outside the rulebook's years: an error with a code, never a guess." The calendar ends with 2027.
    let (_, rejected) = attempt("filed 2027-11-01 10:00; clear 2027-12-30 10:00");
    assert_eq!(rejected, [(0, shaqyru_domain::problem::Code::NoCalendar)]);
}

#[test]
pub fn every_deadline_is_shown_with_its_own_proof() {
    let case = play("filed 03-06 10:00; clear 03-06 11:30; request 03-11 10:00; agree 03-20 10:00");
    let view = shown(&case, "03-20 12:00");
    let proven = case.deadlines(at("03-20 12:00")).unwrap();
    let shown_clocks: Vec<_> = proven.iter().map(|deadline| deadline.clock.clone()).collect();
    assert_eq!(shown_clocks, view.clocks);
    for deadline in &proven {
        let name = clock_name(deadline.clock.clock, deadline.clock.window);
        assert_eq!(deadline.proof.due, deadline.clock.due, "{name}");
        let last = deadline.proof.days.last().unwrap();
        assert_eq!(last.date, deadline.clock.due.date(), "{name}");
        assert!(deadline.proof.basis.starts_with("R26") || name == "verification", "{name}: {}", deadline.proof.basis);
        assert_eq!(deadline.proof.calendar.revision, view.calendar, "{name}");
    }
}
