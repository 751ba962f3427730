//! Requests for visas: what is asked of them, paragraph by paragraph (R26 chapters 3 and 4; annexes 1 and 8).

pub mod basis;
pub mod competence;
pub mod door;
pub mod duty;
pub mod examples;
pub mod fingerprints;
pub mod handed_in;
pub mod papers;
pub mod request;
pub mod row;
pub mod validity;

pub use row::VisaRow;

/// Every row, for tests that look at all of them.
pub fn rows() -> Vec<VisaRow> {
    [
        basis::rows(),
        competence::rows(),
        door::rows(),
        duty::rows(),
        examples::rows(),
        fingerprints::rows(),
        handed_in::rows(),
        papers::rows(),
        request::rows(),
        validity::rows(),
    ]
    .concat()
}

/// Covers: SEED entry into force
#[test]
pub fn what_is_asked_of_a_visa_holds_on_the_first_day_of_the_edition() {
    let hangs_on_no_day = [
        basis::rows(),
        competence::rows(),
        duty::exemptions(),
        examples::rows(),
        fingerprints::of_no_age(),
        handed_in::rows(),
        papers::of_no_day(),
    ];
    row::check(&hangs_on_no_day.concat().iter().map(VisaRow::on_the_first_day).collect::<Vec<_>>());
}

/// Covers: R26 annex 8
#[test]
pub fn a_paper_or_a_regime_that_no_rule_names_changes_nothing_for_a_visa() {
    row::check(&rows().iter().map(VisaRow::with_nonsense).collect::<Vec<_>>());
}
