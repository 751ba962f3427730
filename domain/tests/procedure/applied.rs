//! Risk: a term, a rung, a ground or a rule of conduct is the law's, and no case goes by it.
//!
//! Each value is changed, one by one (`mutation/mutants.rs`), and the tests of the procedure run against the changed rulebook, in this
//! process. `cargo mutate-checks` tries all, and wants a reason in `unapplied.toml` for each that no test notices.

use super::runs::Applied;

/// How many changes the tests of every day try.
const SAMPLE: usize = 6;

const PROCEDURE: Applied = Applied { changes: GOES_BY, tests: TESTS, reasons: include_str!("unapplied.toml") };

/// By what cases go their way.
const GOES_BY: &[&str] = &[
    "clocks.toml: *",
    "conduct.toml: *",
    "grounds.toml: *",
    "papers.toml: * | state_may_hold | *",
    "visa_papers.toml: * | state_may_hold | *",
    "registers.toml: register_wait *",
];

/// The tests, cheap ones first. Left out are those that make up scripts at random, which would notice one thing in one run and another in the
/// next, and those of `scenarios`: a snapshot that is compared twice in one process fails for that.
const TESTS: &[(&str, fn())] = &[
    ("acceptance", super::acceptance::acceptance_is_not_refused_for_a_paper_that_the_state_holds),
    ("acceptance", super::acceptance::a_paper_that_nobody_holds_refuses_acceptance_once_when_the_registers_answer),
    ("acceptance", super::acceptance::registers_that_are_down_refuse_nothing_and_are_awaited_only_until_closing),
    ("acceptance", super::acceptance::an_application_after_closing_waits_until_the_end_of_the_next_working_day),
    ("acceptance", super::acceptance::an_application_that_still_waits_can_be_taken_back),
    ("acceptance", super::acceptance::an_applicant_is_told_of_a_forwarding_exactly_once_across_runs),
    ("acceptance", super::acceptance::acceptance_waits_exactly_when_a_register_may_hold_all_that_is_missing),
    ("grounds_and_rejections", super::grounds_and_rejections::a_verification_refuses_only_on_a_ground_of_its_own),
    ("grounds_and_rejections", super::grounds_and_rejections::a_decision_rests_only_on_a_ground_that_the_answer_allows),
    ("grounds_and_rejections", super::grounds_and_rejections::a_late_decision_is_marked_late_and_an_officer_has_to_say_why),
    ("grounds_and_rejections", super::grounds_and_rejections::a_fact_out_of_turn_is_rejected),
    ("grounds_and_rejections", super::grounds_and_rejections::a_case_goes_on_after_a_rejected_fact),
    ("entering", super::entering::a_late_decision_becomes_timely_only_by_a_supervisor_or_head_who_says_why),
    ("entering", super::entering::an_entry_lies_no_further_back_than_the_rulebook_lets_it),
    ("entering", super::entering::a_fact_is_moved_far_back_only_by_a_supervisor_who_says_why),
    ("entering", super::entering::an_overdue_decision_gets_a_new_term_only_by_a_supervisor_who_says_why),
    ("entering", super::entering::a_breach_is_undone_only_by_who_names_the_reason_and_the_letter),
    ("entering", super::entering::a_correction_that_undoes_a_breach_stands_once_in_the_list_and_needs_its_letter),
    ("entering", super::entering::an_honest_message_is_taken_though_another_doors_clock_runs_ahead),
    ("entering", super::entering::a_withdrawal_overtaken_by_a_decision_is_told_so_and_not_called_out_of_order),
    ("duties", super::duties::overturning_an_agency_takes_two_persons_and_neither_may_decide),
    ("duties", super::duties::correcting_a_verification_to_what_it_says_is_refused_and_takes_over_nothing),
    ("duties", super::duties::correcting_an_agencys_message_takes_its_letter_and_two_who_say_the_same),
    ("duties", super::duties::putting_back_what_an_agency_put_right_takes_two_persons_whoever_entered_it_first),
    ("duties", super::duties::a_case_from_before_is_judged_only_by_the_rules_it_recorded),
    ("ladders", super::ladders::the_rungs_of_verification_go_out_on_time_and_end_after_ten_repeats),
    ("ladders", super::ladders::each_rung_of_coordination_goes_out_at_its_time_and_to_its_person),
    ("ladders", super::ladders::the_rungs_of_a_decision_count_neither_lunch_nor_night_as_working_time),
    ("ladders", super::ladders::the_notice_and_the_service_send_their_single_rung_at_the_due_instant),
    ("ladders", super::ladders::no_rung_goes_out_for_what_has_been_done),
    ("ladders", super::ladders::an_answer_on_a_day_off_still_gets_the_officer_the_reminder),
    ("ladders", super::ladders::the_office_is_told_exactly_what_the_record_says),
    ("ladders", super::ladders::the_second_of_two_facts_of_an_instant_still_stops_a_rung_and_a_breach),
    ("invitation_clocks", super::invitation_clocks::a_filing_out_of_hours_starts_the_clocks_when_the_office_next_opens),
    ("invitation_clocks", super::invitation_clocks::a_verification_is_met_up_to_its_due_instant_and_breached_past_it),
    ("invitation_clocks", super::invitation_clocks::the_standard_window_ends_by_answer_or_request_in_time_and_else_as_breached),
    ("invitation_clocks", super::invitation_clocks::the_extended_window_counts_from_the_standard_start_and_never_closes_the_case),
    ("invitation_clocks", super::invitation_clocks::telling_the_applicant_of_an_extension_is_charged_when_late_and_only_then),
    ("invitation_clocks", super::invitation_clocks::a_fact_on_its_way_is_taken_though_the_notice_was_told_meanwhile),
    ("invitation_clocks", super::invitation_clocks::a_decision_is_met_up_to_its_due_instant_and_breached_past_it),
    ("invitation_clocks", super::invitation_clocks::the_service_is_extended_only_by_a_request_in_time_and_breached_only_past_due),
    ("invitation_clocks", super::invitation_clocks::a_withdrawal_charges_nobody_for_a_clock_that_still_ran),
    ("invitation_clocks", super::invitation_clocks::an_incomplete_application_is_not_registered_and_starts_no_clock),
    ("invitation_clocks", super::invitation_clocks::the_verification_clock_and_no_other_is_shown_as_advisory),
    ("invitation_clocks", super::invitation_clocks::a_term_beyond_the_calendar_is_rejected_and_never_guessed),
    ("invitation_clocks", super::invitation_clocks::every_deadline_is_shown_with_its_own_proof),
    ("corrections", super::corrections::a_correction_by_the_wrong_person_or_at_the_wrong_time_is_refused),
    ("corrections", super::corrections::a_correction_that_contradicts_what_happened_since_is_refused),
    ("corrections", super::corrections::the_officer_decides_by_the_corrected_answer_and_both_stay_on_record),
    ("corrections", super::corrections::a_wrong_clearance_can_still_be_stopped_by_a_correction),
    ("corrections", super::corrections::deadlines_and_breaches_follow_a_corrected_instant),
    ("corrections", super::corrections::our_own_notice_does_not_keep_an_answer_from_being_corrected),
    ("corrections", super::corrections::a_rung_goes_out_only_once_though_a_correction_moves_its_clock),
    ("facts", super::facts::a_fact_that_was_in_time_is_no_breach_though_it_came_through_late),
    ("facts", super::facts::an_answer_in_time_leaves_no_extended_window_running_after_an_outage),
    ("facts", super::facts::a_breach_is_recorded_as_of_when_it_happened_not_when_the_process_woke),
    ("facts", super::facts::rungs_missed_in_downtime_go_out_once_and_dated_as_they_were_due),
    ("facts", super::facts::waking_twice_or_backwards_changes_nothing),
    ("facts", super::facts::a_rung_that_went_out_in_an_outage_is_neither_wiped_nor_repeated),
    ("what_if", super::what_if::the_last_dates_of_a_draft_are_those_of_the_contract),
    ("what_if", super::what_if::what_no_rule_allows_is_not_foreseen),
    ("what_if", super::what_if::a_window_that_has_run_out_is_not_foreseen_as_running),
    ("visa::clocks", super::visa::clocks::a_request_handed_in_out_of_hours_starts_its_clocks_when_the_office_next_opens),
    ("visa::clocks", super::visa::clocks::an_incomplete_request_is_refused_acceptance_at_any_hour_and_starts_no_clock),
    ("visa::clocks", super::visa::clocks::the_windows_of_the_nsc_end_by_answer_or_request_in_time_and_else_as_breached),
    ("visa::clocks", super::visa::clocks::nobody_waits_for_the_nsc_where_it_is_only_told_and_everybody_else_does),
    ("visa::clocks", super::visa::clocks::a_decision_is_due_one_working_day_after_the_answer_or_where_it_would_have_been_asked_for),
    ("visa::clocks", super::visa::clocks::annulling_and_shortening_have_no_term_and_wait_as_long_as_it_takes),
    ("visa::clocks", super::visa::clocks::the_service_is_as_long_as_the_visa_says_and_only_five_days_are_extended),
    ("visa::clocks", super::visa::clocks::a_withdrawal_ends_every_clock_that_runs),
    ("visa::clocks", super::visa::clocks::a_decision_leaves_no_clock_running_though_the_applicant_was_not_told),
    ("visa::hearings", super::visa::hearings::an_intended_refusal_stops_decision_and_service_until_the_applicant_is_heard),
    ("visa::hearings", super::visa::hearings::each_clock_of_a_hearing_is_met_up_to_its_due_instant_and_breached_past_it),
    ("visa::hearings", super::visa::hearings::a_hearing_lies_on_a_working_day_within_hours_after_three_full_working_days),
    ("visa::hearings", super::visa::hearings::a_refusal_without_a_hearing_is_rejected_where_one_is_due_and_only_there),
    ("visa::hearings", super::visa::hearings::a_hearing_is_recorded_once_from_its_hour_on_and_waived_at_any_time),
    ("visa::what_if", super::visa::what_if::the_last_dates_of_a_visa_are_those_of_the_contract),
    ("visa::what_if", super::visa::what_if::of_a_visa_nothing_is_foreseen_that_no_rule_allows),
    ("visa::prohibitions", super::visa::prohibitions::what_comes_out_of_turn_is_rejected_with_its_code),
    ("visa::prohibitions", super::visa::prohibitions::a_refusal_rests_only_on_a_ground_that_fits_the_answer),
    ("visa::prohibitions", super::visa::prohibitions::nothing_is_issued_against_an_objection_also_one_that_came_by_correction),
    ("visa::prohibitions", super::visa::prohibitions::nothing_is_issued_while_fingerprints_are_due_and_neither_taken_nor_exempt),
    ("visa::prohibitions", super::visa::prohibitions::only_what_was_asked_is_done),
    ("visa::prohibitions", super::visa::prohibitions::nothing_is_spoiled_or_entered_that_is_not_there),
    ("visa::berkut_and_stickers", super::visa::berkut_and_stickers::a_visa_that_is_not_in_berkut_is_not_valid_until_it_is),
    (
        "visa::berkut_and_stickers",
        super::visa::berkut_and_stickers::a_spoiled_sticker_is_annulled_with_an_act_and_another_number_takes_its_place,
    ),
    ("visa::berkut_and_stickers", super::visa::berkut_and_stickers::no_act_is_open_that_could_correct_a_sticker),
    ("visa::what_becomes", super::visa::what_becomes::each_action_leaves_exactly_the_visa_and_the_acts_that_the_rules_say),
    ("visa::what_becomes", super::visa::what_becomes::what_is_refused_or_withdrawn_ends_no_visa_and_makes_none),
    ("visa::what_becomes", super::visa::what_becomes::it_is_shown_how_fingerprints_stand),
    (
        "visa::fingerprints",
        super::visa::fingerprints::of_two_appointments_the_one_booked_last_holds_whichever_comes_first_and_the_applicant_is_told,
    ),
    ("visa::fingerprints", super::visa::fingerprints::the_centre_says_once_what_came_of_it_and_nobody_is_called_in_for_nothing),
    ("visa::fingerprints", super::visa::fingerprints::a_reason_that_order_16650_names_is_told_from_an_officers_words),
    ("complaints", super::complaints::each_term_of_a_complaint_ends_when_the_law_says_and_at_its_very_end_is_still_in_time),
    ("complaints", super::complaints::a_complaint_goes_only_the_way_of_the_rules),
    ("complaints", super::complaints::each_rung_of_a_complaint_goes_out_at_its_time_and_to_its_person),
    ("visa::ladders", super::visa::ladders::each_rung_of_a_visa_goes_out_at_its_time_and_to_its_person),
];

#[test]
#[ignore = "changes every value, one by one: minutes; `cargo mutate-checks`"]
fn every_changed_value_changes_how_a_case_goes_or_has_its_reason() {
    PROCEDURE.try_all();
}

#[test]
fn every_changed_value_of_the_sample_changes_how_a_case_goes() {
    PROCEDURE.try_sample(SAMPLE);
}
