//! Risk: a clock of a visa starts, ends or is charged at the wrong instant. Each row names a sentence of the contract.

use shaqyru_domain::{
    case::stage::{Stage, Status},
    checks::papers::MissingPaper,
    visa::particulars::Particulars,
};

use super::script::{Asked, check_rows, play, row, shown};
use crate::script::{RULEBOOK, at, clock_line, clocks};

/// Covers: R26 para 23; APPC art 64(3); R26 annex 8
#[test]
pub fn a_request_handed_in_out_of_hours_starts_its_clocks_when_the_office_next_opens() {
    // asked, filed, registered on, starts, coordination due, service due
    let rows = [
        ("issue", "04-24 10:00", "2026-04-24", "04-24 10:00", "04-29 18:30", "05-04 18:30"),
        ("issue", "04-24 13:30", "2026-04-24", "04-24 13:30", "04-29 18:30", "05-04 18:30"),
        // At the counter.
        ("issue", "04-24 17:30", "2026-04-24", "04-24 17:30", "04-29 18:30", "05-04 18:30"),
        ("issue", "04-24 17:30:00.001", "2026-04-27", "04-27 09:00", "04-30 18:30", "05-05 18:30"),
        ("issue", "04-24 08:59:59.999", "2026-04-24", "04-24 09:00", "04-29 18:30", "05-04 18:30"),
        ("issue", "04-25 12:00", "2026-04-27", "04-27 09:00", "04-30 18:30", "05-05 18:30"),
        // After hours on the eve of 1 May, which is a Friday; 7 May is off.
        ("issue", "04-30 19:00", "2026-05-04", "05-04 09:00", "05-08 18:30", "05-13 18:30"),
    ];
    for (asked, filed, registered_on, starts, coordination, service) in rows {
        let view = shown(&format!("{asked}; filed {filed}"), starts);
        assert_eq!(view.registered_on.map(|day| day.to_string()).as_deref(), Some(registered_on), "{filed}");
        let expected = [
            format!("service/standard: {starts} to {service}, running -"),
            format!("coordination/standard: {starts} to {coordination}, running -"),
        ];
        assert_eq!(view.clocks.iter().map(clock_line).collect::<Vec<_>>(), expected, "{filed}");
        assert_eq!(view.stage, Stage::Coordination, "{filed}");
        if starts != filed {
            let early = shown(&format!("{asked}; filed {filed}"), filed);
            assert_eq!((early.stage, early.clocks.len()), (Stage::Registered, 0), "{filed}");
        }
    }
    // The portal closes with the working day.
    let sharp = shown("electronic; filed 04-24 18:30", "04-24 18:30");
    assert_eq!(
        (sharp.stage, clocks(&sharp, "decision")),
        (Stage::Decision, vec!["decision: 04-24 18:30 to 04-27 18:30, running -".into()])
    );
    let late = shown("electronic; filed 04-24 18:30:00.001", "04-27 09:00");
    assert_eq!(clocks(&late, "decision"), ["decision: 04-27 09:00 to 04-28 18:30, running -"]);
}

/// Covers: R26 para 23
#[test]
pub fn an_incomplete_request_is_refused_acceptance_at_any_hour_and_starts_no_clock() {
    let missing = MissingPaper { code: "CHK-X".to_owned(), message: "the passport is missing".to_owned(), basis: "R26 annex 8".to_owned() };
    for filed in ["04-24 10:00", "04-24 23:30", "04-25 12:00"] {
        let view = Asked::of("issue").filed(at(filed), vec![missing.clone()], "incomplete").view(at("05-20 12:00"));
        let end = (view.status, view.stage, view.registered_on, view.clocks.len());
        assert_eq!(end, (Status::AcceptanceRefused, Stage::AcceptanceRefused, None, 0), "{filed}");
    }
}

/// Covers: R26 para 42
#[test]
pub fn the_windows_of_the_nsc_end_by_answer_or_request_in_time_and_else_as_breached() {
    const TERM: &str = "3 working days from the day of registration";
    const REQUEST: &str = "a request at or before its due instant ends it as superseded";
    const SILENCE: &str = "with neither by then it ends as breached, and the case moves to the extended window, from the same start";
    const LATE: &str = "a request after that breach is taken as late: the cause stays overdue";
    const C: &str = "coordination";
    check_rows(&[
        row(
            TERM,
            "issue; filed 04-24 10:00; agree 04-29 18:30",
            "04-30 12:00",
            C,
            &["coordination/standard: 04-24 10:00 to 04-29 18:30, met 04-29 18:30"],
        ),
        row(
            SILENCE,
            "issue; filed 04-24 10:00",
            "04-29 18:29:59.999",
            C,
            &["coordination/standard: 04-24 10:00 to 04-29 18:30, running -"],
        ),
        row(
            SILENCE,
            "issue; filed 04-24 10:00",
            "04-29 18:30",
            C,
            &[
                "coordination/standard: 04-24 10:00 to 04-29 18:30, breached 04-29 18:30",
                "coordination/extended overdue: 04-24 10:00 to 05-25 18:30, running -",
            ],
        ),
        row(
            REQUEST,
            "issue; filed 04-24 10:00; request 04-29 18:30; agree 05-25 18:30",
            "05-26 12:00",
            C,
            &[
                "coordination/standard: 04-24 10:00 to 04-29 18:30, superseded 04-29 18:30",
                "coordination/extended requested: 04-24 10:00 to 05-25 18:30, met 05-25 18:30",
            ],
        ),
        row(
            LATE,
            "issue; filed 04-24 10:00; request 04-29 18:30:00.001; agree 05-26 10:00",
            "05-26 12:00",
            C,
            &[
                "coordination/standard: 04-24 10:00 to 04-29 18:30, breached 04-29 18:30",
                "coordination/extended overdue: 04-24 10:00 to 05-25 18:30, breached 05-25 18:30",
            ],
        ),
        row(
            "3 working days from the NSC's request, and it is met when the applicant is told",
            "issue, untold; filed 04-24 10:00; request 04-28 10:00; told 05-04 18:30",
            "05-05 12:00",
            "extension_notice",
            &["extension_notice: 04-28 10:00 to 05-04 18:30, met 05-04 18:30"],
        ),
        row(
            "3 working days from the NSC's request, and it is met when the applicant is told",
            "issue, untold; filed 04-24 10:00; request 04-28 10:00; told 05-04 18:31",
            "05-05 12:00",
            "extension_notice",
            &["extension_notice: 04-28 10:00 to 05-04 18:30, breached 05-04 18:31"],
        ),
    ]);
    for (as_of, stage) in [
        ("04-24 10:00", Stage::Coordination),
        ("04-29 18:30", Stage::CoordinationExtended),
        ("05-25 18:29:59.999", Stage::CoordinationExtended),
        ("05-25 18:30", Stage::CoordinationOverdue),
    ] {
        assert_eq!(shown("issue; filed 04-24 10:00", as_of).stage, stage, "{as_of}");
    }
    // Nobody is approved or refused by silence.
    assert_eq!(shown("issue; filed 04-24 10:00", "2027-05-01 12:00").status, Status::Open);
}

/// Covers: R26 para 25; R26 para 42
#[test]
pub fn nobody_waits_for_the_nsc_where_it_is_only_told_and_everybody_else_does() {
    const TOLD: [&str; 10] = ["C11", "B14", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22"];
    let in_force = RULEBOOK.for_filing(at("04-24 10:00").date()).unwrap();
    let categories: Vec<_> = in_force.rulebook.categories.iter().map(|category| category.rule.code.to_string()).collect();
    assert!(TOLD.iter().all(|told| categories.iter().any(|category| category == told)), "{categories:?}");
    for category in &categories {
        for action in ["issue", "extend", "restore", "annul", "shorten"] {
            let asked = Asked::of(&format!("{action}+{category}"));
            let asks_for_one = action == "issue" && !TOLD.contains(&category.as_str());
            // An extended or restored visa is of the category that it had, whatever the request says.
            let due = asks_for_one || matches!(action, "extend" | "restore");
            let particulars = Particulars::of(&asked.request, false, &in_force).unwrap();
            assert_eq!(particulars.is_coordinated, due, "{action} {category}");
        }
    }
    for asked in ["electronic", "exit", "issue+C11", "annul", "shorten"] {
        let view = shown(&format!("{asked}; filed 04-24 10:00"), "04-24 10:00");
        assert_eq!((view.stage, clocks(&view, "coordination")), (Stage::Decision, vec![]), "{asked}");
        let early = shown(&format!("{asked}; filed 04-25 10:00"), "04-27 08:59:59.999");
        assert_eq!(early.stage, Stage::Registered, "{asked}");
    }
}

/// Covers: R26 para 23
#[test]
pub fn a_decision_is_due_one_working_day_after_the_answer_or_where_it_would_have_been_asked_for() {
    const TERM: &str = "1 working day from the NSC's answer, counted from receipt";
    const NONE: &str = "where nothing is coordinated, from the instant at which coordination would have started";
    const LATE: &str = "past the due instant the case stays open; a breached clock takes the instant of the act";
    const D: &str = "decision";
    check_rows(&[
        row(
            TERM,
            "issue; filed 04-24 10:00; agree 04-28 12:00; issue 04-29 18:30",
            "04-30 12:00",
            D,
            &["decision: 04-28 12:00 to 04-29 18:30, met 04-29 18:30"],
        ),
        // Received after hours, and on a day off: the day of receipt is day 0 all the same.
        row(TERM, "issue; filed 04-24 10:00; agree 04-28 22:00", "04-29 12:00", D, &["decision: 04-28 22:00 to 04-29 18:30, running -"]),
        row(TERM, "issue; filed 04-24 10:00; agree 05-01 12:00", "05-02 12:00", D, &["decision: 05-01 12:00 to 05-04 18:30, running -"]),
        row(LATE, "issue; filed 04-24 10:00; agree 04-28 12:00", "04-29 18:30", D, &["decision: 04-28 12:00 to 04-29 18:30, breached -"]),
        row(
            LATE,
            "issue; filed 04-24 10:00; agree 04-28 12:00; issue-late 04-29 18:30:00.001",
            "04-30 12:00",
            D,
            &["decision: 04-28 12:00 to 04-29 18:30, breached 04-29 18:30:00.001"],
        ),
        row(NONE, "exit; filed 04-24 10:00", "04-24 12:00", D, &["decision: 04-24 10:00 to 04-27 18:30, running -"]),
        row(NONE, "issue+C11; filed 04-24 17:31", "04-27 12:00", D, &["decision: 04-27 09:00 to 04-28 18:30, running -"]),
        row(NONE, "electronic; filed 04-25 12:00", "04-27 12:00", D, &["decision: 04-27 09:00 to 04-28 18:30, running -"]),
    ]);
}

/// Covers: R26 para 46; R26 para 55
#[test]
pub fn annulling_and_shortening_have_no_term_and_wait_as_long_as_it_takes() {
    for asked in ["annul", "shorten"] {
        let script = format!("{asked}; filed 04-24 10:00; {asked} 2027-02-01 10:00");
        assert_eq!(shown(&script, "2027-02-01 12:00").clocks.len(), 0, "{asked}");
        let waiting = shown(&format!("{asked}; filed 04-24 10:00"), "2027-01-29 12:00");
        assert_eq!((waiting.stage, waiting.clocks.len(), waiting.escalations.len()), (Stage::Decision, 0, 0), "{asked}");
    }
}

/// Covers: R26 para 41; R26 para 25; R26 annex 8
#[test]
pub fn the_service_is_as_long_as_the_visa_says_and_only_five_days_are_extended() {
    const FIVE: &str = "5 working days from registration";
    const LONGER: &str = "30 calendar days for A2, A4 and C1, window standard all the same";
    const ONE: &str = "1 working day for electronic visas";
    const REQUEST: &str = "an NSC request extends a running five-day service to 30 calendar days";
    const NOT: &str = "it does not touch the other two, nor one that has run out";
    const S: &str = "service";
    check_rows(&[
        row(
            FIVE,
            "issue; filed 04-24 10:00; agree 04-30 12:00; issue 05-04 18:30",
            "05-05 12:00",
            S,
            &["service/standard: 04-24 10:00 to 05-04 18:30, met 05-04 18:30"],
        ),
        row(FIVE, "extend; filed 04-24 10:00", "05-04 18:29:59.999", S, &["service/standard: 04-24 10:00 to 05-04 18:30, running -"]),
        row(FIVE, "restore; filed 04-24 10:00", "05-04 18:30", S, &["service/standard: 04-24 10:00 to 05-04 18:30, breached -"]),
        // The visa that is restored is what counts, and not what the request says of it.
        row(FIVE, "restore+C1; filed 04-24 10:00", "04-24 12:00", S, &["service/standard: 04-24 10:00 to 05-04 18:30, running -"]),
        row(FIVE, "exit; filed 04-24 10:00", "04-24 12:00", S, &["service/standard: 04-24 10:00 to 05-04 18:30, running -"]),
        row(LONGER, "ethnic-kazakh; filed 04-24 10:00", "04-24 12:00", S, &["service/standard: 04-24 10:00 to 05-25 18:30, running -"]),
        row(LONGER, "issue+A2; filed 04-24 10:00", "04-24 12:00", S, &["service/standard: 04-24 10:00 to 05-25 18:30, running -"]),
        row(LONGER, "issue+A4; filed 04-24 10:00", "04-24 12:00", S, &["service/standard: 04-24 10:00 to 05-25 18:30, running -"]),
        row(LONGER, "issue+A3; filed 04-24 10:00", "04-24 12:00", S, &["service/standard: 04-24 10:00 to 05-04 18:30, running -"]),
        row(
            ONE,
            "electronic; filed 04-24 10:00; issue 04-27 18:30",
            "04-28 12:00",
            S,
            &["service/standard: 04-24 10:00 to 04-27 18:30, met 04-27 18:30"],
        ),
        row(
            REQUEST,
            "issue; filed 04-24 10:00; request 05-04 18:30",
            "05-05 12:00",
            S,
            &[
                "service/standard: 04-24 10:00 to 05-04 18:30, superseded 05-04 18:30",
                "service/extended: 04-24 10:00 to 05-25 18:30, running -",
            ],
        ),
        row(
            NOT,
            "issue; filed 04-24 10:00; request 05-04 18:30:00.001",
            "05-05 12:00",
            S,
            &["service/standard: 04-24 10:00 to 05-04 18:30, breached -"],
        ),
        row(
            NOT,
            "ethnic-kazakh; filed 04-24 10:00; request 04-28 10:00",
            "05-05 12:00",
            S,
            &["service/standard: 04-24 10:00 to 05-25 18:30, running -"],
        ),
    ]);
}

#[test]
pub fn a_withdrawal_ends_every_clock_that_runs() {
    for script in [
        "issue; filed 04-24 10:00; withdraw 04-27 10:00",
        "issue; filed 04-25 10:00; withdraw 04-25 11:00",
        "issue, untold; filed 04-24 10:00; request 04-28 10:00; withdraw 04-28 11:00",
        "issue; filed 04-24 10:00; agree 04-28 12:00; withdraw 04-28 13:00",
        "issue, untold; filed 04-24 10:00; object 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00; withdraw 04-30 10:00",
        "annul; filed 04-24 10:00; withdraw 04-27 10:00",
    ] {
        let view = play(script).view(at("2027-05-01 12:00"));
        assert_eq!((view.status, view.stage), (Status::Withdrawn, Stage::Withdrawn), "{script}");
        let lines: Vec<_> = view.clocks.iter().map(clock_line).collect();
        assert!(!lines.iter().any(|line| line.contains("running") || line.contains("breached")), "{script}: {lines:?}");
    }
}

#[test]
pub fn a_decision_leaves_no_clock_running_though_the_applicant_was_not_told() {
    const INTENDED: &str = "issue, untold; filed 04-24 10:00; request 04-28 10:00; agree 04-28 12:00; intend-2 04-28 13:00 for 05-06 11:00";
    for decision in ["issue", "refuse-2"] {
        let script = format!("{INTENDED}; waived 04-28 14:00; {decision} 04-28 15:00");
        for as_of in ["04-28 15:00", "2027-05-01 12:00"] {
            let view = shown(&script, as_of);
            let untold: Vec<_> = ["extension_notice", "preliminary_notice"].iter().flat_map(|clock| clocks(&view, clock)).collect();
            let expected = [
                "extension_notice: 04-28 10:00 to 05-04 18:30, superseded 04-28 15:00",
                "preliminary_notice: 04-28 13:00 to 04-30 18:30, superseded 04-28 15:00",
            ];
            assert_eq!(untold, expected, "{script} as of {as_of}");
            assert_eq!(view.escalations.len(), 0, "{script} as of {as_of}");
        }
    }
}
