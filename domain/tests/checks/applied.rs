//! Risk: a value of the rulebook is the law's, and nothing is judged by it: a slip there would be seen by the tables of the law only, or a
//! check has come to read something else.
//!
//! Each value is changed, one by one (`mutation/mutants.rs`), and the tests of the checks run against the changed rulebook, in this
//! process. `cargo mutate-checks` tries all, and wants a reason in `unapplied.toml` for each that no test notices.

use super::runs::Applied;

/// How many changes the tests of every day try.
const SAMPLE: usize = 3;

const CHECKS: Applied = Applied { changes: JUDGED_BY, tests: TESTS, reasons: include_str!("unapplied.toml") };

/// By what applications, stickers and competence are judged. Terms, grounds and conduct are tried by the tests of the procedure.
const JUDGED_BY: &[&str] = &[
    "categories.toml: *",
    "checks.toml: *",
    "competence.toml: *",
    "conditions.toml: *",
    "fees.toml: *",
    "missions.toml: *",
    "papers.toml: *",
    "registers.toml: held *",
    "states.toml: *",
    "visa_papers.toml: *",
    "visas.toml: *",
    "windows.toml: *",
];

/// The tests, cheap ones first. Those of editions are left out: they compare the rulebook with the built-in one, and notice anything.
const TESTS: &[(&str, fn())] = &[
    ("annex_4", super::annex_4::an_unacknowledged_liability_or_a_foreign_currency_is_ineligible),
    ("annex_4", super::annex_4::an_annex_4_field_is_kept_if_sound_and_refused_if_malformed),
    ("annex_4", super::annex_4::an_application_from_before_annex_4_fields_is_written_without_them),
    ("biometrics", super::biometrics::fingerprints_are_required_from_16_on_and_never_for_an_electronic_visa),
    ("categories", super::categories::only_visas_of_annex_1_are_taken_and_for_no_longer_than_it_allows),
    ("categories", super::categories::each_category_rests_on_exactly_the_bases_annex_1_names),
    ("categories", super::categories::no_invitation_is_taken_for_an_unknown_category_or_an_exit_visa),
    ("categories", super::categories::each_category_is_coordinated_under_its_own_sub_service),
    ("codes", super::codes::every_finding_names_a_paragraph_that_can_be_looked_up),
    ("codes", super::codes::every_finding_code_is_raised_by_some_row),
    ("categories", super::categories::paper_and_electronic_applications_are_judged_alike),
    ("competence", super::competence::each_action_falls_to_exactly_the_police_regions_the_rules_name),
    ("competence", super::competence::the_police_do_only_what_the_rules_give_them_and_say_who_does_the_rest),
    ("competence", super::competence::a_term_is_promised_only_for_what_somebody_does),
    ("competence", super::competence::a_case_goes_to_its_office_or_to_the_department_that_may_act),
    ("competence", super::competence::every_region_has_district_bodies_and_no_office_name_is_used_twice),
    ("competence", super::competence::an_unlisted_office_keeps_the_hours_of_its_region_or_the_general_ones),
    ("competence", super::competence::an_office_of_another_region_or_an_unknown_one_is_pointed_out),
    ("counter", super::counter::an_application_after_closing_time_counts_from_the_next_working_day),
    ("counter", super::counter::a_region_keeps_its_own_hours_from_their_first_day_on),
    ("counter", super::counter::the_recorded_rules_of_a_case_are_read_the_same_after_an_upgrade),
    ("duty", super::duty::nobody_escapes_the_duty_by_anothers_exemption_or_an_unknown_mci),
    ("duty", super::duty::a_year_without_a_known_mci_is_named),
    ("duty", super::duty::the_first_day_without_an_mci_is_foreseen),
    ("duty", super::duty::a_child_of_a_reciprocal_state_pays_no_duty),
    ("duty", super::duty::an_officers_error_frees_a_visa_of_the_duty_and_no_invitation),
    ("duty", super::duty::a_paper_that_names_an_invitee_goes_into_that_case_only),
    ("electronic", super::electronic::an_electronic_visa_goes_only_to_listed_states_and_categories_in_time),
    ("electronic", super::electronic::exactly_the_listed_categories_are_issued_electronically),
    ("fee", super::fee::the_duty_is_asked_in_full_of_those_who_owe_it_and_of_nobody_else),
    ("filing_window", super::filing_window::an_application_filed_too_early_or_too_late_is_ineligible),
    ("identification", super::identification::a_number_that_its_inviting_party_cannot_have_is_ineligible),
    ("identification", super::identification::an_odd_number_that_was_filed_before_is_still_read_unchanged),
    ("identification", super::identification::every_kind_of_inviting_party_has_a_rule_for_its_number),
    ("instruction", super::instruction::an_instruction_lifts_the_window_until_entry_and_only_if_dated_in_time),
    ("instruction", super::instruction::a_lifted_term_names_the_ministry_number_and_date_of_the_instruction),
    ("needless", super::needless::a_needless_invitation_is_pointed_out_and_a_needed_one_is_not),
    ("paper_dates", super::paper_dates::an_application_cannot_rest_on_a_paper_dated_ahead_or_ending_too_soon),
    ("papers", super::papers::a_paper_is_asked_for_exactly_when_the_rules_need_it),
    ("papers", super::papers::no_paper_passes_for_another_one),
    ("papers", super::papers::each_missing_paper_is_named_with_its_paragraph),
    ("papers", super::papers::a_paper_that_the_state_holds_is_never_asked_of_an_applicant),
    ("papers", super::papers::an_officer_cannot_ask_for_a_held_paper_or_a_needless_notarised_copy),
    ("passport", super::passport::a_visa_needs_a_passport_that_outlives_it_by_three_months),
    ("person", super::person::a_text_with_hidden_characters_is_refused),
    ("person", super::person::a_letter_that_only_looks_latin_is_refused_in_a_passport),
    ("person", super::person::a_state_that_does_not_exist_is_refused),
    ("person", super::person::one_passport_twice_in_one_application_is_refused),
    ("person", super::person::passport_numbers_that_look_the_same_share_one_key),
    ("person", super::person::a_citizen_cannot_be_invited_and_a_stateless_person_can),
    ("person", super::person::what_was_filed_before_the_door_was_strict_can_still_be_read),
    ("person", super::person::empty_given_names_and_partial_birth_dates_are_written_as_filed),
    ("place", super::place::who_has_no_mission_at_home_may_go_to_the_one_that_serves_them),
    ("place", super::place::collecting_an_airport_visa_where_no_airport_is_known_is_warned_of),
    ("place", super::place::a_mission_or_an_airport_is_known_only_between_its_dates),
    ("place", super::place::a_visa_is_collected_only_where_somebody_may_issue_it),
    ("place", super::place::the_police_issue_b2_inside_kazakhstan_only_for_the_aifc),
    ("recipients", super::recipients::nobody_under_18_is_invited_on_c5_to_do_business),
    ("recipients", super::recipients::a_visa_for_ethnic_kazakhs_or_demanded_professions_needs_its_proof),
    ("recipients", super::recipients::many_entries_are_given_only_for_purposes_that_annex_1_names),
    ("recipients", super::recipients::a_category_bound_to_a_place_is_collected_only_there),
    ("record", super::record::a_record_counts_against_somebody_exactly_as_long_as_the_law_says),
    ("record", super::record::nothing_is_held_against_anybody_if_no_registers_were_asked),
    ("residence", super::residence::b8_and_b9_go_only_to_those_entitled_and_once_in_twelve_months),
    ("sticker", super::sticker::a_sticker_passes_only_with_sound_fields_and_no_correction),
    ("sticker", super::sticker::a_visa_inside_kazakhstan_is_promised_in_the_term_of_para_41),
    ("succession", super::succession::a_visa_follows_another_exactly_where_a_paragraph_allows_it),
    ("visa", super::visa::what_is_asked_of_a_visa_holds_on_the_first_day_of_the_edition),
    ("visa", super::visa::basis::a_basis_is_judged_only_where_a_visa_is_issued),
    ("visa", super::visa::competence::a_request_belongs_to_the_police_of_the_region_that_the_rules_name),
    ("visa", super::visa::door::the_door_refuses_a_request_that_names_no_person_state_or_category_there_is),
    ("visa", super::visa::duty::the_duty_of_a_visa_is_asked_in_full_of_those_who_owe_it_and_of_nobody_else),
    ("visa", super::visa::examples::every_example_of_a_request_is_acceptable),
    ("visa", super::visa::fingerprints::fingerprints_are_due_from_16_on_but_of_no_electronic_visa_and_of_nobody_whom_the_order_frees),
    ("visa", super::visa::papers::a_request_is_incomplete_exactly_when_a_paper_is_missing),
    ("visa", super::visa::papers::what_the_state_holds_is_not_missing_for_a_visa),
    ("visa", super::visa::request::a_request_is_turned_away_for_its_channel_passport_or_reason_exactly_where_the_rules_say),
    ("visa", super::visa::validity::a_visa_is_issued_only_with_the_entries_and_for_the_time_and_people_of_its_category),
    ("work", super::work::a_group_that_needs_no_permit_is_let_in_on_its_own_paper_only),
    ("work", super::work::an_application_from_before_is_written_without_the_work_fields),
    ("work", super::work::what_is_said_of_a_family_reaches_the_case_of_its_invitee),
    ("work", super::work::family_needs_no_permit_but_proof_of_kinship_and_a_main_recipient),
    ("work", super::work::work_is_let_in_on_exactly_the_papers_that_it_needs),
    ("work", super::work::a_case_counts_a_paper_for_the_invitee_it_names_and_for_no_other),
    ("annexes", super::annexes::annexes_6_and_11_are_written_down_without_a_missing_entry),
    ("annexes", super::annexes::annex_6_exempts_exactly_the_states_it_lists),
    ("annexes", super::annexes::annex_11_opens_electronic_visas_to_exactly_the_states_it_lists),
    ("annexes", super::annexes::residence_seekers_come_from_exactly_the_listed_visa_free_states),
    ("annexes", super::annexes::a_passport_of_kazakhstan_marks_a_citizen_unless_the_holder_is_stateless),
    ("competence", super::competence::every_category_is_dealt_with_by_the_body_and_region_the_law_names),
    ("succession", super::succession::exactly_the_changes_that_the_law_names_are_open),
    ("sticker", super::sticker::a_sticker_of_an_exit_or_extended_visa_lasts_no_longer_than_it_may),
    ("categories", super::categories::a_longer_visa_goes_only_to_those_for_whom_annex_1_has_one),
    ("place", super::place::an_airport_is_known_by_each_of_its_names),
    ("place", super::place::a_mission_serves_exactly_the_states_of_its_own_district),
    ("first_days", super::first_days::an_entry_holds_on_its_very_first_day),
    ("foreign", super::foreign::a_paper_or_a_regime_that_no_rule_names_changes_nothing),
    ("visa", super::visa::a_paper_or_a_regime_that_no_rule_names_changes_nothing_for_a_visa),
    ("visa", super::visa::competence::a_body_does_with_a_visa_only_what_the_rules_give_it),
    ("visa", super::visa::basis::a_visa_rests_on_exactly_what_the_rules_base_it_on),
    ("visa", super::visa::papers::a_visa_is_asked_for_exactly_the_papers_of_its_category_basis_and_provider),
    ("visa", super::visa::papers::only_the_right_paper_of_the_right_body_counts),
    ("visa", super::visa::validity::no_visa_outlasts_its_category_by_a_day),
    ("every_category", super::every_category::a_petition_counts_only_from_a_body_that_may_write_it),
    ("every_category", super::every_category::a_group_cannot_pass_with_the_paper_of_another_group),
    ("every_category", super::every_category::a_category_is_issued_only_where_para_24_names_it),
    ("every_category", super::every_category::a_purpose_or_a_state_counts_exactly_where_a_rule_names_it),
    ("every_category", super::every_category::a_regime_or_a_group_counts_exactly_where_a_rule_names_it),
    ("every_category", super::every_category::a_paper_counts_exactly_where_a_rule_names_it),
];

#[test]
#[ignore = "changes every value, one by one: many minutes; `cargo mutate-checks`"]
fn every_changed_value_is_noticed_by_a_test_of_the_checks_or_has_a_reason() {
    CHECKS.try_all();
}

#[test]
fn every_changed_value_of_the_sample_is_noticed_by_a_test_of_the_checks() {
    CHECKS.try_sample(SAMPLE);
}
