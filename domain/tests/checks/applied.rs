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
    "visas.toml: *",
    "windows.toml: *",
];

/// The tests, cheap ones first. Those of editions are left out: they compare the rulebook with the built-in one, and notice anything.
const TESTS: &[(&str, fn())] = &[
    ("annex_4", super::annex_4::a_field_of_the_table_says_nothing),
    ("annex_4", super::annex_4::a_field_of_the_table_is_lost_or_malformed),
    ("annex_4", super::annex_4::what_was_filed_before_is_written_otherwise),
    ("biometrics", super::biometrics::a_child_gives_fingerprints_or_a_grown_up_gives_none),
    ("categories", super::categories::a_visa_is_asked_for_that_does_not_exist_or_does_not_last_so_long),
    ("categories", super::categories::a_visa_rests_on_something_on_which_none_is_issued),
    ("categories", super::categories::somebody_is_invited_on_a_visa_that_there_is_not_or_to_leave),
    ("categories", super::categories::an_invitation_is_coordinated_under_another_sub_service),
    ("codes", super::codes::a_finding_names_a_paragraph_that_nobody_can_look_up),
    ("codes", super::codes::a_check_is_never_tried),
    ("categories", super::categories::an_application_is_turned_away_for_the_way_on_which_it_came),
    ("competence", super::competence::a_police_body_acts_that_may_not),
    ("competence", super::competence::the_police_are_said_to_do_what_they_do_not),
    ("competence", super::competence::a_term_is_promised_for_what_nobody_does),
    ("competence", super::competence::a_case_goes_to_an_office_that_may_not_act),
    ("competence", super::competence::a_region_has_no_district_body_to_go_to),
    ("competence", super::competence::an_office_that_is_not_listed_is_counted_by_the_hours_of_another_region),
    ("competence", super::competence::nobody_says_that_the_office_is_the_wrong_one),
    ("counter", super::counter::an_application_counts_from_the_wrong_day),
    ("counter", super::counter::a_region_keeps_hours_that_do_not_hold_yet),
    ("counter", super::counter::the_recorded_rules_of_a_case_are_read_otherwise_after_an_upgrade),
    ("duty", super::duty::somebody_pays_nothing_because_another_is_free_or_nobody_can_reckon),
    ("duty", super::duty::an_unknown_year_is_not_named),
    ("duty", super::duty::the_mci_runs_out_and_nobody_sees_it_coming),
    ("duty", super::duty::a_child_whose_state_is_known_to_be_reciprocal_pays_all_the_same),
    ("duty", super::duty::an_exemption_of_visas_frees_an_invitation),
    ("duty", super::duty::a_paper_is_given_to_the_wrong_invitee),
    ("electronic", super::electronic::an_electronic_visa_is_promised_to_somebody_who_gets_none),
    ("electronic", super::electronic::a_category_is_issued_electronically_that_is_not_on_the_list),
    ("fee", super::fee::the_duty_is_asked_of_those_who_are_free_or_too_little_is_taken),
    ("filing_window", super::filing_window::an_application_is_filed_too_early_or_too_late_and_taken),
    ("identification", super::identification::a_number_that_nobody_has_or_somebody_else_invites),
    ("identification", super::identification::what_was_filed_before_is_not_read_any_more),
    ("identification", super::identification::an_inviting_party_has_no_rule_for_its_number),
    ("instruction", super::instruction::an_instruction_of_a_ministry_lifts_nothing_or_everything),
    ("instruction", super::instruction::nobody_knows_by_whose_instruction_the_term_was_lifted),
    ("needless", super::needless::an_invitation_is_asked_for_that_nobody_needs),
    ("paper_dates", super::paper_dates::an_application_rests_on_a_paper_that_is_none_yet_or_ends_too_soon),
    ("papers", super::papers::a_paper_is_missing_and_nobody_asks_or_one_is_asked_for_in_vain),
    ("papers", super::papers::a_paper_passes_for_another_one),
    ("papers", super::papers::the_receipt_does_not_say_which_paper_is_missing),
    ("papers", super::papers::an_applicant_is_refused_for_want_of_a_paper_that_the_state_holds),
    ("papers", super::papers::an_officer_asks_for_what_nobody_may_ask_for),
    ("passport", super::passport::a_visa_outlives_the_passport),
    ("person", super::person::a_text_that_nobody_can_see_is_filed),
    ("person", super::person::a_letter_that_only_looks_latin_stands_in_a_passport),
    ("person", super::person::a_state_that_there_is_not_is_filed),
    ("person", super::person::one_passport_stands_twice_in_one_application),
    ("person", super::person::a_passport_that_looks_the_same_is_another_one),
    ("person", super::person::a_citizen_is_invited_or_a_stateless_person_is_not),
    ("person", super::person::what_was_filed_before_the_door_was_strict_cannot_be_read),
    ("person", super::person::an_old_application_is_written_otherwise_than_it_was),
    ("place", super::place::who_has_no_mission_at_home_is_refused_the_one_that_serves_him),
    ("place", super::place::a_visa_of_the_airport_is_collected_where_none_lands),
    ("place", super::place::a_mission_or_an_airport_is_known_before_its_day_or_after_it),
    ("place", super::place::a_visa_is_collected_where_nobody_may_issue_it),
    ("place", super::place::the_police_issue_b2_inside_kazakhstan_to_anybody),
    ("recipients", super::recipients::a_child_is_invited_to_do_business),
    ("recipients", super::recipients::a_visa_for_ethnic_kazakhs_or_for_demanded_professions_goes_to_anybody),
    ("recipients", super::recipients::many_entries_are_given_for_a_purpose_that_has_one),
    ("recipients", super::recipients::a_visa_is_collected_at_a_place_that_does_not_issue_it),
    ("record", super::record::a_record_is_overlooked_or_held_against_somebody_for_too_long),
    ("record", super::record::what_only_the_registers_know_is_held_against_somebody_without_them),
    ("residence", super::residence::permanent_residence_is_sought_by_a_detour_or_twice_a_year),
    ("sticker", super::sticker::a_sticker_with_a_correction_passes_or_a_sound_one_does_not),
    ("sticker", super::sticker::a_visa_inside_kazakhstan_is_promised_in_another_term),
    ("succession", super::succession::a_visa_follows_that_may_not_or_a_lawful_change_is_refused),
    ("work", super::work::one_of_a_group_that_needs_no_permit_is_asked_for_one_or_let_in_without_the_paper_of_the_group),
    ("work", super::work::an_application_from_before_gets_another_digest),
    ("work", super::work::what_is_said_of_a_family_is_lost_on_the_way_into_its_case),
    ("work", super::work::a_child_is_asked_for_a_labour_permit_or_anybody_passes_for_family),
    ("work", super::work::work_is_let_in_without_its_paper_or_asked_for_one_that_it_does_not_need),
    ("work", super::work::a_case_is_refused_acceptance_for_a_paper_that_its_own_invitee_handed_in),
    ("annexes", super::annexes::an_entry_of_an_annex_was_passed_over_when_it_was_written_down),
    ("annexes", super::annexes::a_state_falls_off_annex_6_or_slips_onto_it),
    ("annexes", super::annexes::a_state_falls_off_annex_11_or_slips_onto_it),
    ("annexes", super::annexes::a_state_falls_off_a_list_of_visa_free_ones_or_slips_onto_it),
    ("annexes", super::annexes::a_citizen_is_invited_as_somebody_who_belongs_to_no_state),
    ("competence", super::competence::a_visa_of_some_category_is_dealt_with_by_another_body_or_elsewhere),
    ("succession", super::succession::a_change_is_open_beside_those_that_the_law_names_or_one_of_them_is_closed),
    ("sticker", super::sticker::a_sticker_to_leave_or_of_an_extended_visa_lasts_longer_than_it_may),
    ("categories", super::categories::a_longer_visa_goes_to_those_for_whom_annex_1_has_none),
    ("place", super::place::an_airport_is_not_known_by_one_of_its_names),
    ("place", super::place::a_mission_serves_a_state_of_another_district_or_not_one_of_its_own),
    ("first_days", super::first_days::an_entry_does_not_hold_yet_on_its_first_day),
    ("foreign", super::foreign::a_paper_or_a_regime_of_which_no_rule_speaks_changes_what_is_said),
    ("every_category", super::every_category::a_petition_counts_that_another_body_wrote),
    ("every_category", super::every_category::a_group_shows_the_paper_of_another_group),
    ("every_category", super::every_category::a_category_is_issued_where_para_24_does_not_name_it),
    ("every_category", super::every_category::a_purpose_or_a_state_of_which_a_rule_does_not_speak_counts),
    ("every_category", super::every_category::a_regime_or_a_group_of_which_a_rule_does_not_speak_counts),
    ("every_category", super::every_category::a_paper_of_which_a_rule_does_not_speak_counts),
];

#[test]
#[ignore = "changes every value, one by one: many minutes; `cargo mutate-checks`"]
fn a_changed_value_is_judged_by_as_before() {
    CHECKS.try_all();
}

#[test]
fn a_changed_value_of_the_sample_is_judged_by_as_before() {
    CHECKS.try_sample(SAMPLE);
}
