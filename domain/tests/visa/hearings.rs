//! Risk: somebody is refused unheard, is heard too soon or too often, or the office is charged with time in which the applicant was heard.

use shaqyru_domain::problem::Code;

use super::script::{attempt, check_rejections, check_rows, row, shown};
use crate::script::clock_line;

const OBJECTED: &str = "issue; filed 04-24 10:00; object 04-28 12:00";

/// Covers: R26 para 23; APPC art 73
#[test]
pub fn an_intended_refusal_stops_decision_and_service_until_the_applicant_is_heard() {
    let heard = format!("{OBJECTED}; intend-3 04-29 10:00 for 05-06 11:00; held 05-06 11:00; refuse-3 05-08 18:30");
    let lines: Vec<_> = shown(&heard, "05-08 18:30").clocks.iter().map(clock_line).collect();
    assert_eq!(
        lines,
        [
            "service/standard hearing: 04-24 10:00 to 05-04 18:30, superseded 04-29 10:00",
            "coordination/standard: 04-24 10:00 to 04-29 18:30, met 04-28 12:00",
            "decision hearing: 04-28 12:00 to 04-29 18:30, superseded 04-29 10:00",
            "preliminary_notice: 04-29 10:00 to 05-04 18:30, met 04-29 10:00",
            "hearing: 04-29 10:00 to 05-06 11:00, met 05-06 11:00",
            "decision/after_hearing: 05-06 11:00 to 05-08 18:30, met 05-08 18:30",
        ]
    );
    let extended = "issue; filed 04-24 10:00; request 04-28 10:00; agree 04-30 12:00; intend-1 05-04 10:00 for 05-12 09:00";
    let view = shown(extended, "05-05 12:00");
    let service: Vec<_> = view.clocks.iter().map(clock_line).filter(|line| line.starts_with("service/extended")).collect();
    assert_eq!(service, ["service/extended hearing: 04-24 10:00 to 05-25 18:30, superseded 05-04 10:00"]);
}

/// Covers: R26 para 23; APPC art 73
#[test]
pub fn each_clock_of_a_hearing_is_met_up_to_its_due_instant_and_breached_past_it() {
    const NOTICE: &str = "2 working days; met when the notice is delivered";
    const HEARING: &str = "runs from the notice to hearing_at, its due instant";
    const AFTER: &str = "a new decision clock, 1 working day from the hearing event";
    check_rows(&[
        row(
            NOTICE,
            "issue, untold; filed 04-24 10:00; object 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00; told 05-04 18:30",
            "05-05 12:00",
            "preliminary_notice",
            &["preliminary_notice: 04-29 10:00 to 05-04 18:30, met 05-04 18:30"],
        ),
        row(
            NOTICE,
            "issue, untold; filed 04-24 10:00; object 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00",
            "05-04 18:30",
            "preliminary_notice",
            &["preliminary_notice: 04-29 10:00 to 05-04 18:30, breached -"],
        ),
        row(
            HEARING,
            "issue; filed 04-24 10:00; object 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00",
            "05-06 10:59:59.999",
            "hearing",
            &["hearing: 04-29 10:00 to 05-06 11:00, running -"],
        ),
        // A reading: the record that comes later is late, though the hearing was held (docs/readings.md).
        row(
            HEARING,
            "issue; filed 04-24 10:00; object 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00; held 05-06 11:40",
            "05-06 12:00",
            "hearing",
            &["hearing: 04-29 10:00 to 05-06 11:00, breached 05-06 11:40"],
        ),
        row(
            HEARING,
            "issue; filed 04-24 10:00; object 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00; waived 05-01 12:00",
            "05-06 12:00",
            "hearing",
            &["hearing: 04-29 10:00 to 05-06 11:00, met 05-01 12:00"],
        ),
        row(
            AFTER,
            "issue; filed 04-24 10:00; object 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00; waived 05-01 12:00",
            "05-04 18:30",
            "decision",
            &[
                "decision hearing: 04-28 12:00 to 04-29 18:30, superseded 04-29 10:00",
                "decision/after_hearing: 05-01 12:00 to 05-04 18:30, breached -",
            ],
        ),
        row(
            "an advisory hearing has no other clock running beside it",
            "annul; filed 04-24 10:00; intend-2 04-29 10:00 for 05-06 11:00; absent 05-06 11:00",
            "05-06 12:00",
            "decision",
            &["decision/after_hearing: 05-06 11:00 to 05-08 18:30, running -"],
        ),
    ]);
}

/// Covers: R26 para 23; APPC art 73
#[test]
pub fn a_hearing_lies_on_a_working_day_within_hours_after_three_full_working_days() {
    // 1 and 7 May are off: between 29 April and 6 May lie 30 April, 4 May and 5 May.
    let rows = [
        ("04-29 10:00", "05-06 11:00", true),
        ("04-29 23:59", "05-06 09:00", true),
        ("04-29 00:00", "05-05 18:30", false),
        ("04-29 10:00", "05-06 08:59:59.999", false),
        ("04-29 10:00", "05-06 18:30", true),
        ("04-29 10:00", "05-06 18:30:00.001", false),
        ("04-29 10:00", "05-06 13:30", true),
        ("04-29 10:00", "05-07 11:00", false),
        ("04-29 10:00", "05-08 11:00", true),
        ("04-29 10:00", "05-09 11:00", false),
        ("04-29 10:00", "05-11 11:00", false),
        ("04-29 10:00", "05-12 11:00", true),
        ("04-29 10:00", "04-29 11:00", false),
        ("04-29 10:00", "04-28 11:00", false),
        // Told on a day off: Saturday 2 May. 4, 5 and 6 May lie between, and 7 May is off.
        ("05-02 10:00", "05-06 11:00", false),
        ("05-02 10:00", "05-08 11:00", true),
    ];
    for (told, hearing, is_taken) in rows {
        let script = format!("{OBJECTED}; intend-3 {told} for {hearing}");
        let expected = if is_taken { vec![] } else { vec![(1, Code::HearingTime)] };
        assert_eq!(attempt(&script).1, expected, "{script}");
    }
}

/// Covers: R26 para 23; APPC art 73
#[test]
pub fn a_refusal_without_a_hearing_is_rejected_where_one_is_due_and_only_there() {
    let rows = [
        ("issue", "agree", true),
        ("issue+by-mfa", "agree", true),
        ("issue+by-mission", "agree", false),
        ("extend", "agree", true),
        ("restore", "agree", true),
        ("ethnic-kazakh", "agree", true),
        // One working day: too short for a hearing.
        ("electronic", "", false),
        ("exit", "", true),
        ("exit+by-mission", "", false),
        ("annul", "", true),
        ("shorten", "", true),
    ];
    for (asked, answer, is_due) in rows {
        let answered = if answer.is_empty() { String::new() } else { format!("; {answer} 04-24 12:00") };
        let case = format!("{asked}; filed 04-24 10:00{answered}");
        let place = usize::from(!answer.is_empty());
        let refused = attempt(&format!("{case}; refuse-2 04-24 13:00")).1;
        let intended = attempt(&format!("{case}; intend-2 04-24 13:00 for 05-06 11:00")).1;
        if is_due {
            assert_eq!((refused, intended), (vec![(place, Code::HearingDue)], vec![]), "{asked}");
        } else {
            assert_eq!((refused, intended), (vec![], vec![(place, Code::HearingNotDue)]), "{asked}");
        }
    }
}

/// Covers: R26 para 23; APPC art 73
#[test]
pub fn a_hearing_is_recorded_once_from_its_hour_on_and_waived_at_any_time() {
    const SET: &str = "issue; filed 04-24 10:00; object 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00";
    check_rejections(&[
        ("no hearing before its hour", &format!("{SET}; held 05-06 10:59:59.999"), Code::HearingEarly),
        ("no hearing before its hour", &format!("{SET}; absent 05-05 12:00"), Code::HearingEarly),
        ("recorded once", &format!("{SET}; held 05-06 11:00; held 05-06 11:01"), Code::HearingEarly),
        ("recorded once", &format!("{SET}; waived 04-30 11:00; absent 05-06 11:00"), Code::HearingEarly),
        ("none was set", &format!("{OBJECTED}; waived 04-29 11:00"), Code::HearingEarly),
        ("a decision waits for it", &format!("{SET}; refuse-3 05-06 10:00"), Code::HearingDue),
        ("a decision waits for it, also one to issue", &format!("{SET}; issue 05-06 10:00"), Code::HearingDue),
        ("a second one while the first is awaited", &format!("{SET}; intend-3 04-30 10:00 for 05-12 11:00"), Code::HearingDue),
        ("a second one after it", &format!("{SET}; held 05-06 11:00; intend-3 05-06 12:00 for 05-15 11:00"), Code::HearingNotDue),
        ("a second one after a waiver", &format!("{SET}; waived 04-30 11:00; intend-3 04-30 12:00 for 05-12 11:00"), Code::HearingNotDue),
        ("before the answer", "issue; filed 04-24 10:00; intend-3 04-27 10:00 for 05-06 11:00", Code::NoAnswer),
        ("before the case has begun", "annul; filed 04-25 10:00; intend-2 04-25 11:00 for 05-06 11:00", Code::DecisionEarly),
        ("on a ground of another answer", &format!("{OBJECTED}; intend-2 04-29 10:00 for 05-06 11:00"), Code::Ground),
        (
            "on a ground of another answer",
            "issue; filed 04-24 10:00; agree 04-28 12:00; intend-3 04-29 10:00 for 05-06 11:00",
            Code::Ground,
        ),
        ("on ground 7", "annul; filed 04-24 10:00; intend-7 04-29 10:00 for 05-06 11:00", Code::Ground),
    ]);
    for outcome in ["held 05-06 11:00", "absent 05-06 11:00", "waived 05-06 11:00", "waived 04-29 10:00"] {
        assert_eq!(attempt(&format!("{SET}; {outcome}")).1, [], "{outcome}");
    }
    // After it any lawful decision is taken, also to issue.
    let agreed = "issue; filed 04-24 10:00; agree 04-28 12:00; intend-2 04-29 10:00 for 05-06 11:00; held 05-06 11:00";
    for decision in ["issue", "refuse-2", "refuse-5"] {
        assert_eq!(attempt(&format!("{agreed}; {decision} 05-06 15:00")).1, [], "{decision}");
    }
}
