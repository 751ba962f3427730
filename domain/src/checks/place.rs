//! Where the visa is issued (R26 paras 15(1), 24, 31).

use super::{
    district,
    finding::{Finding, FindingCode},
};
use crate::{
    application::{Application, CollectionPlace, VisaKind},
    law::rulebook::{RulesInForce, category::Issuer},
    problem::Problem,
};

/// The state whose missions are not abroad.
pub(super) const KAZAKHSTAN: &str = "KZ";
pub(super) const FIELD: &str = "visit.visa_collection_place";

pub(super) fn check(application: &Application, rules: &RulesInForce) -> Result<Vec<Finding>, Problem> {
    let form = application.form();
    if form.visit.visa_kind == VisaKind::Electronic {
        return Ok(Vec::new());
    }
    let rule = rules.the(&rules.rulebook.place)?;
    let Some(place) = &form.visit.visa_collection_place else {
        let message = "name the place where the visa will be collected";
        return Ok(vec![Finding::new(FindingCode::PlaceMissing, FIELD, message, rule.source.clone())]);
    };
    if place.country.as_str() == KAZAKHSTAN {
        return Ok(inside(application, place, rules).into_iter().collect());
    }
    Ok(district::check(application, place, rule, rules))
}

fn inside(application: &Application, place: &CollectionPlace, rules: &RulesInForce) -> Option<Finding> {
    let form = application.form();
    let category = rules.category(form.visit.category.as_str())?;
    let by_police = category.issued_by.contains(&Issuer::Police)
        && (category.inside_only_for.is_empty()
            || form.inviting_party.regimes.iter().any(|regime| category.inside_only_for.contains(regime)));
    if by_police || category.issued_by.contains(&Issuer::Mfa) {
        return None;
    }
    if category.issued_by.contains(&Issuer::Airport) {
        // Who has an invitation may collect the visa there (para 31), so only the airport itself is in question.
        return rules.airport(place.city.as_str()).is_none().then(|| {
            let message = "inside Kazakhstan the category is issued at international airports: the rulebook knows none of that name";
            Finding::new(FindingCode::PlaceAirport, FIELD, message, "R26 para 31; para 24")
        });
    }
    let message = format!("category {} is not issued inside Kazakhstan for this inviting party", category.code);
    Some(Finding::new(FindingCode::PlaceInside, FIELD, message, "R26 para 24; annex 1"))
}
