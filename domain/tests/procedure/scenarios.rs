//! Risk: the example cases, which others compare themselves with, come out otherwise.

use crate::script::{attempt, clock_line, escalation_line, shown};

/// What `simulate` prints of a scenario, a line each.
fn outcome(script: &str, until: &str) -> String {
    let (case, rejected) = attempt(script);
    let view = shown(&case, until);
    let mut lines = vec![format!("{}, {}, registered on {}", view.status, view.stage, view.registered_on.unwrap())];
    lines.extend(view.clocks.iter().map(clock_line));
    lines.extend(view.escalations.iter().map(|gone| format!("! {}", escalation_line(gone))));
    lines.extend(rejected.iter().map(|(event, code)| format!("event {event} rejected: {code}")));
    lines.join("\n")
}

/// Covers: R26 para 15
#[test]
fn a_case_answered_in_time_meets_every_clock() {
    insta::assert_snapshot!(outcome("filed 03-06 10:00; clear 03-06 11:30; agree 03-11 16:00; issue 03-12 12:00", "03-12 12:00"), @r"
    issued, issued, registered on 2026-03-06
    verification: 03-06 10:00 to 03-10 18:30, met 03-06 11:30
    service/standard: 03-06 10:00 to 03-16 18:30, met 03-12 12:00
    coordination/standard: 03-06 11:30 to 03-12 18:30, met 03-11 16:00
    decision: 03-11 16:00 to 03-12 18:30, met 03-12 12:00
    ");
}

/// Covers: R26 annex 5 row 3
#[test]
fn silence_breaches_both_windows_and_leaves_the_case_open() {
    insta::assert_snapshot!(outcome("filed 03-13 19:10; clear 03-16 10:00", "05-05 12:00"), @r"
    open, coordination_overdue, registered on 2026-03-16
    verification: 03-16 09:00 to 03-17 18:30, met 03-16 10:00
    service/standard: 03-16 09:00 to 03-26 18:30, breached -
    coordination/standard: 03-16 10:00 to 03-19 18:30, breached 03-19 18:30
    coordination/extended overdue: 03-16 10:00 to 04-15 18:30, breached 04-15 18:30
    ! 03-19 09:00 coordination/standard reminder to officer
    ! 03-19 18:30 coordination/standard due to supervisor
    ! 03-26 18:30 service/standard due to supervisor
    ! 04-08 09:00 coordination/extended reminder-5 to officer
    ! 04-14 09:00 coordination/extended reminder-1 to supervisor
    ! 04-15 18:30 coordination/extended due to head
    ! 04-16 09:00 coordination/extended repeat-1 to head
    ! 04-17 09:00 coordination/extended repeat-2 to head
    ! 04-20 09:00 coordination/extended repeat-3 to head
    ! 04-21 09:00 coordination/extended repeat-4 to head
    ! 04-22 09:00 coordination/extended repeat-5 to head
    ! 04-23 09:00 coordination/extended repeat-6 to head
    ! 04-24 09:00 coordination/extended repeat-7 to head
    ! 04-27 09:00 coordination/extended repeat-8 to head
    ! 04-28 09:00 coordination/extended repeat-9 to head
    ! 04-29 09:00 coordination/extended repeat-10 to head
    ");
}

/// Covers: R26 para 15; R26 annex 5 row 3; R26 annex 5 row 9(3)
#[test]
fn an_objection_after_an_extension_allows_a_refusal_and_no_invitation() {
    let script = "filed 03-20 15:00; clear 03-20 16:00; request 03-27 10:00; object 04-14 17:20; issue 04-15 10:00; refuse-3 04-15 10:05";
    insta::assert_snapshot!(outcome(script, "04-15 10:05"), @r"
    refused, refused, registered on 2026-03-20
    verification: 03-20 15:00 to 03-26 18:30, met 03-20 16:00
    service/standard: 03-20 15:00 to 04-01 18:30, superseded 03-27 10:00
    coordination/standard: 03-20 16:00 to 03-30 18:30, superseded 03-27 10:00
    coordination/extended requested: 03-20 16:00 to 04-20 18:30, met 04-14 17:20
    extension_notice: 03-27 10:00 to 04-01 18:30, met 03-27 10:00
    service/extended: 03-20 15:00 to 04-20 18:30, met 04-15 10:05
    decision: 04-14 17:20 to 04-15 18:30, met 04-15 10:05
    ! 04-13 09:00 coordination/extended reminder-5 to officer
    event 3 rejected: SHQ-ISSUE-AGAINST-OBJECTION
    ");
}
