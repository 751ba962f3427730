//! What is filed with a public service.

use shaqyru_activities::register::CaseRecord;
use shaqyru_domain::{
    case::{Case, number::CaseNumber, procedure::Procedure},
    time::instant::Instant,
};

/// What is filed with a service and begins a case of it.
pub trait Filed: Clone + 'static {
    /// The procedure that its case follows.
    type Procedure: Procedure;

    /// The case's number, which is the workflow's id too.
    fn number(&self) -> &CaseNumber;
    /// The office that is asked.
    fn office(&self) -> String;
    /// Visa category.
    fn category(&self) -> String;
    /// When it was filed.
    fn filed_at(&self) -> Instant;
    /// Added to the engine's time; other than zero only in a simulation.
    fn clock_offset_ms(&self) -> i64;
    /// The case as the register records it; none if it cannot be a case of this.
    fn to_record(&self, case: &Case<Self::Procedure>) -> Option<CaseRecord>;
    /// Whether an agency has still to be told something, without which the case is not finished.
    fn owes_an_agency(_case: &Case<Self::Procedure>) -> bool {
        false
    }
}

/// The case of what is filed.
pub type CaseOf<F> = Case<<F as Filed>::Procedure>;

/// What happens in such a case.
pub type FactOf<F> = <<F as Filed>::Procedure as Procedure>::Fact;
