//! Risk: a figure, a list or a name in the rulebook is not what the law says, and every case is judged by it. The tables in
//! `tables/` were written by a second reading of the official text; each value of the rulebook must be theirs. That each is also applied,
//! the tests of `checks` and `procedure` show.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "law.rs"]
mod law;

use std::sync::LazyLock;

use shaqyru_domain::law::rulebook::Rulebook;

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::built_in().unwrap());

fn check(table: &str) {
    let faults = law::differs_from(&RULEBOOK, table);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Covers: R26 para 4; R26 annex 1
#[test]
fn every_category_is_as_annex_1_has_it() {
    check("categories");
}

/// Covers: R26 para 12; R26 para 13; R26 annex 5 row 8
#[test]
fn papers_are_asked_for_exactly_as_the_law_requires() {
    check("papers");
}

/// Covers: R26 para 10; R26 para 15; R26 annex 5 row 3; R26 para 17
#[test]
fn terms_windows_and_grounds_are_those_of_the_law() {
    check("procedure");
}

/// Covers: R26 para 22; R26 para 26; R26 para 28; R26 para 48; R26 annex 5 fee
#[test]
fn figures_fees_and_competences_are_those_of_the_law() {
    check("checks");
}

/// Covers: R26 annex 6; R26 annex 11
#[test]
fn the_lists_of_states_are_exactly_those_of_the_annexes() {
    check("states");
}

/// Covers: R26 para 12; R26 para 24
#[test]
fn no_office_comes_goes_or_moves_unseen() {
    check("offices");
}

/// Covers: R26 para 15(1); R26 para 31
#[test]
fn no_consular_district_changes_unseen() {
    check("missions");
}

/// Covers: R26 annex 2
#[test]
fn no_word_of_a_sticker_changes_and_no_field_moves_unseen() {
    check("sticker");
}

/// Covers: LH art 3; LH art 5; LC art 84(5); LC art 85(3)
#[test]
fn every_day_of_the_calendar_is_worked_or_off_as_the_law_says() {
    check("calendar");
}
