//! The visa that a request is about, and what becomes of it: it is of the category that is named and has not ended (R26 paras 46, 48, 49,
//! 55); before a new one is issued it is annulled (para 35).

use super::asked::{Asked, is_live};
use crate::{
    checks::finding::{Finding, FindingCode},
    visa::request::{CurrentVisa, VisaAction},
};

pub(super) fn check(asked: Asked) -> Vec<Finding> {
    let Some(current) = asked.current() else { return Vec::new() };
    if asked.form.action == VisaAction::Issue {
        return annul_first(asked, current).into_iter().collect();
    }
    other_category(asked, current).into_iter().chain(ended(asked, current)).collect()
}

fn annul_first(asked: Asked, current: &CurrentVisa) -> Option<Finding> {
    is_live(current, asked.filed_on).then(|| {
        let message = "the recipient has a visa that is valid or was not used: annul it before a new one is issued";
        Finding::new(FindingCode::VisaAnnulFirst, "current_visa", message, "R26 para 35; para 46")
    })
}

fn other_category(asked: Asked, current: &CurrentVisa) -> Option<Finding> {
    let basis = match asked.form.action {
        VisaAction::Extend => "R26 para 49",
        VisaAction::Restore => "R26 para 48",
        VisaAction::Annul => "R26 para 46",
        VisaAction::Shorten => "R26 para 55",
        VisaAction::Issue => return None,
    };
    let message = format!("the visa is of category {}", current.category);
    (asked.form.category != current.category).then(|| Finding::new(FindingCode::VisaOtherCategory, "category", message, basis))
}

/// An extension after the end is too late by its window already.
fn ended(asked: Asked, current: &CurrentVisa) -> Option<Finding> {
    let is_valid = asked.filed_on <= current.valid_until;
    let (stands, basis) = match asked.form.action {
        VisaAction::Restore => (is_valid, "R26 para 48"),
        VisaAction::Shorten => (is_valid, "R26 para 55"),
        VisaAction::Annul => (is_live(current, asked.filed_on), "R26 para 46; para 35"),
        VisaAction::Issue | VisaAction::Extend => return None,
    };
    let message = format!("the visa has ended on {}", current.valid_until);
    (!stands).then(|| Finding::new(FindingCode::VisaEnded, "current_visa.valid_until", message, basis))
}
