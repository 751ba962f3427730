//! What would follow in a visa from a draft of the request; from where a case stands it is as in
//! [every case that is coordinated](crate::coordination::what_if).

use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Case,
    admission::unknown_category,
    particulars::{Asked, Particulars},
    request::VisaAction,
};
use crate::{
    application::{Category, VisaKind},
    case::number::CaseNumber,
    coordination::what_if::{self, Draft, Supposed, WhatIf},
    law::rulebook::Rulebook,
    problem::Problem,
};

/// What a draft asks for. It is on a sticker: about an electronic visa the NSC is not asked (R26 para 25).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftedVisa {
    /// What is asked.
    pub action: VisaAction,
    /// For a visa of which category.
    pub category: Category,
}

/// What would follow if this were filed.
///
/// # Errors
/// [`Code::Category`](crate::problem::Code::Category), [`Code::NoCalendar`](crate::problem::Code::NoCalendar);
/// [`Code::NotCoordinated`](crate::problem::Code::NotCoordinated): the NSC is not asked about it.
pub fn of_draft(draft: &Draft, visa: &DraftedVisa, rulebook: &Rulebook, supposed: Supposed) -> Result<WhatIf, Problem> {
    let Draft { office, channel, filed_at } = draft;
    let filed_on = filed_at.date();
    let in_force = rulebook.for_filing(filed_on).map_err(|problem| problem.at("filed_at"))?;
    if let Some(problem) = unknown_category(visa.category.as_str(), &in_force) {
        return Err(problem);
    }
    let asked = Asked { action: visa.action, category: &visa.category, kind: VisaKind::Sticker };
    let rules = asked.case_rules(rulebook, filed_on, office, *channel).map_err(|problem| problem.at("filed_at"))?;
    let filing = draft.filing(CaseNumber::of_visa_request("draft"), visa.category.to_string());
    let particulars = Particulars::of_draft(asked, filed_on, &in_force)?;
    what_if::of_case(&Case::open(filing, particulars, rules, *filed_at)?, *filed_at, supposed)
}
