//! Families and dependants of a main recipient (R26 para 34).

use super::{asked::Asked, records::Answer};
use crate::{
    checks::{
        family::Relative,
        finding::{Finding, FindingCode},
    },
    recipient::{Family, MainVisa},
    visa::request::VisaAction,
};

const BASIS: &str = "R26 para 34";

pub(super) fn check(asked: Asked) -> Vec<Finding> {
    let (Some(family), Some(category)) = (&asked.form.recipient.family, asked.category()) else { return Vec::new() };
    if !matches!(asked.form.action, VisaAction::Issue | VisaAction::Extend) {
        return Vec::new();
    }
    let (main_visa, in_doubt) = main_visa(asked, family);
    let family = Family { main_visa, ..family.clone() };
    // The request is about one person: the main recipient is known by the visa alone, and what is wrong with that `in_doubt` says.
    let relative =
        Relative { family: &family, until: asked.form.valid_until, main_comes_too: true, works: asked.form.recipient.work_group.is_some() };
    let found = relative.in_category(category, |field| format!("recipient.{field}"));
    found.into_iter().chain(in_doubt.filter(|_| category.dependants)).collect()
}

/// The main recipient's visa as the register has it, else as it is told; and what is to be said of that.
fn main_visa(asked: Asked, family: &Family) -> (Option<MainVisa>, Option<Finding>) {
    let finding = |code, message| Some(Finding::new(code, "recipient.family.main_visa", message, BASIS));
    let none = || finding(FindingCode::FamilyMain, "name the main recipient's visa: there is none by which the family could stay");
    match (&asked.records.main_visa, &family.main_visa) {
        (_, None) | (Answer::Nothing, _) => (None, none()),
        (Answer::NotAsked, Some(told)) => {
            (Some(told.clone()), finding(FindingCode::VisaMainUnknown, "see until when the main recipient's visa is valid"))
        }
        (Answer::Known(known), Some(_)) => (Some(known.clone()), None),
    }
}
