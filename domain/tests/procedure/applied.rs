//! Risk: a term, a rung, a ground or a rule of conduct is the law's, and no case goes by it.
//!
//! Each value is changed, one by one (`mutation/mutants.rs`), and the tests of the procedure run against the changed rulebook, in this
//! process. `cargo mutate-checks` tries all, and wants a reason in `unapplied.toml` for each that no test notices.

use super::runs::Applied;

/// How many changes the tests of every day try.
const SAMPLE: usize = 6;

const PROCEDURE: Applied = Applied { changes: GOES_BY, tests: TESTS, reasons: include_str!("unapplied.toml") };

/// By what cases go their way.
const GOES_BY: &[&str] =
    &["clocks.toml: *", "conduct.toml: *", "grounds.toml: *", "papers.toml: * | state_may_hold | *", "registers.toml: register_wait *"];

/// The tests, cheap ones first. Left out are those that make up scripts at random, which would notice one thing in one run and another in the
/// next, and those of `scenarios`: a snapshot that is compared twice in one process fails for that.
const TESTS: &[(&str, fn())] = &[
    ("acceptance", super::acceptance::a_paper_that_the_state_holds_refuses_acceptance),
    ("acceptance", super::acceptance::a_paper_that_nobody_holds_is_accepted_or_refused_twice),
    ("acceptance", super::acceptance::registers_that_are_down_refuse_acceptance_or_hold_it_up_for_ever),
    ("acceptance", super::acceptance::an_application_of_the_evening_waits_until_the_wrong_day),
    ("acceptance", super::acceptance::an_application_that_waits_cannot_be_taken_back),
    ("acceptance", super::acceptance::an_application_that_went_to_another_office_is_told_of_never_or_once_more_in_a_new_run),
    ("acceptance", super::acceptance::acceptance_waits_for_what_no_register_can_hold_or_not_for_what_one_may),
    ("grounds_and_rejections", super::grounds_and_rejections::a_verification_refuses_on_a_ground_that_is_not_its_own),
    ("grounds_and_rejections", super::grounds_and_rejections::a_decision_rests_on_a_ground_that_the_answer_does_not_allow),
    ("grounds_and_rejections", super::grounds_and_rejections::a_late_decision_goes_unexplained_or_unmarked),
    ("grounds_and_rejections", super::grounds_and_rejections::a_fact_out_of_turn_is_taken),
    ("grounds_and_rejections", super::grounds_and_rejections::a_rejected_fact_stops_the_case),
    ("entering", super::entering::a_late_decision_becomes_a_timely_one_by_a_word),
    ("entering", super::entering::an_entry_lies_further_back_than_the_rulebook_lets_it),
    ("entering", super::entering::a_correction_moves_its_fact_back_further_than_an_entry_may_lie),
    ("entering", super::entering::an_overdue_decision_gets_a_new_term_by_one_person_who_moves_the_answer_forward),
    ("entering", super::entering::an_honest_message_is_turned_away_because_another_doors_clock_runs_ahead),
    ("entering", super::entering::a_withdrawal_that_was_sent_before_a_decision_is_said_to_be_out_of_order),
    ("duties", super::duties::one_person_overturns_an_agency_and_decides),
    ("duties", super::duties::a_verification_is_taken_over_by_correcting_it_to_what_it_says),
    ("duties", super::duties::an_agencys_own_message_is_corrected_without_its_letter_or_by_two_who_say_different_things),
    ("duties", super::duties::what_the_agency_put_right_is_put_back_by_one_person_because_an_officer_had_entered_it_first),
    ("duties", super::duties::a_case_of_before_is_judged_by_rules_that_it_has_not_recorded),
    ("ladders", super::ladders::a_rung_of_the_verification_goes_out_at_another_time_or_without_end),
    ("ladders", super::ladders::a_rung_of_coordination_goes_out_at_another_time_or_to_another_person),
    ("ladders", super::ladders::a_rung_of_the_decision_counts_lunch_or_the_night_as_working_time),
    ("ladders", super::ladders::a_single_rung_is_missing),
    ("ladders", super::ladders::a_rung_goes_out_for_what_has_been_done),
    ("ladders", super::ladders::an_answer_on_a_day_off_costs_the_officer_the_reminder),
    ("ladders", super::ladders::the_office_is_told_something_else_than_the_record_says),
    ("ladders", super::ladders::the_first_of_two_facts_of_an_instant_lets_a_rung_go_out_that_the_second_stops),
    ("invitation_clocks", super::invitation_clocks::a_filing_out_of_hours_starts_the_clocks_before_the_office_opens),
    ("invitation_clocks", super::invitation_clocks::verification_is_charged_or_excused_wrongly),
    ("invitation_clocks", super::invitation_clocks::the_standard_window_is_charged_or_excused_wrongly),
    ("invitation_clocks", super::invitation_clocks::the_extended_window_is_counted_from_another_start_or_closes_the_case),
    ("invitation_clocks", super::invitation_clocks::the_applicant_is_told_late_and_nobody_is_charged),
    ("invitation_clocks", super::invitation_clocks::a_fact_on_its_way_is_turned_away_because_the_notice_was_told_meanwhile),
    ("invitation_clocks", super::invitation_clocks::the_decision_is_charged_or_excused_wrongly),
    ("invitation_clocks", super::invitation_clocks::the_service_as_a_whole_is_charged_or_excused_wrongly),
    ("invitation_clocks", super::invitation_clocks::a_withdrawal_charges_somebody_for_a_clock_that_still_ran),
    ("invitation_clocks", super::invitation_clocks::an_incomplete_application_is_registered_or_starts_a_clock),
    ("invitation_clocks", super::invitation_clocks::an_advisory_clock_is_reported_as_a_breach_of_law),
    ("invitation_clocks", super::invitation_clocks::a_term_beyond_the_calendar_is_guessed),
    ("invitation_clocks", super::invitation_clocks::a_deadline_is_shown_with_the_proof_of_another),
    ("corrections", super::corrections::a_correction_is_made_by_the_wrong_person_or_at_the_wrong_time),
    ("corrections", super::corrections::what_happened_since_is_silently_dropped_by_a_correction),
    ("corrections", super::corrections::an_answer_entered_wrongly_binds_the_officer),
    ("corrections", super::corrections::a_wrong_clearance_cannot_be_stopped),
    ("corrections", super::corrections::deadlines_do_not_follow_a_corrected_instant),
    ("corrections", super::corrections::our_own_notice_keeps_an_answer_from_being_corrected),
    ("corrections", super::corrections::a_correction_sends_the_same_rung_twice),
    ("facts", super::facts::a_fact_that_was_in_time_is_charged_as_a_breach_because_it_came_through_late),
    ("facts", super::facts::an_answer_in_time_leaves_the_extended_window_of_an_outage_running),
    ("facts", super::facts::a_breach_is_recorded_when_the_process_wakes_and_not_when_it_happened),
    ("facts", super::facts::rungs_missed_in_downtime_are_lost_or_dated_today),
    ("facts", super::facts::waking_twice_or_backwards_changes_something),
    ("facts", super::facts::a_rung_that_went_out_in_an_outage_is_wiped_or_repeated),
    ("what_if", super::what_if::the_last_dates_of_a_draft_are_wrong),
    ("what_if", super::what_if::what_no_rule_allows_is_foreseen),
    ("what_if", super::what_if::a_window_that_has_run_out_is_foreseen_as_if_it_ran),
];

#[test]
#[ignore = "changes every value, one by one: minutes; `cargo mutate-checks`"]
fn a_case_goes_by_a_changed_value_as_before() {
    PROCEDURE.try_all();
}

#[test]
fn a_case_goes_by_a_changed_value_of_the_sample_as_before() {
    PROCEDURE.try_sample(SAMPLE);
}
