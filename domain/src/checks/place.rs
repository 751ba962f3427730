//! Where the visa is issued (R26 paras 15(1), 24).

use super::{
    finding::{Finding, FindingCode},
    invitee_field,
};
use crate::{
    application::{Application, VisaKind},
    problem::Problem,
    rulebook::{RulesInForce, category::Issuer},
};

/// The state whose missions are not abroad.
pub(super) const KAZAKHSTAN: &str = "KZ";
const FIELD: &str = "visit.visa_collection_place";

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
        return Ok(inside(application, rules).into_iter().collect());
    }
    // Participants of the AIFC and of the Innovation Cluster choose the mission freely.
    if form.inviting_party.regimes.iter().any(|regime| rule.free_regimes.contains(regime)) {
        return Ok(Vec::new());
    }
    let elsewhere = form
        .invitees
        .iter()
        .enumerate()
        .filter(|(_, invitee)| place.country != invitee.citizenship && place.country != invitee.residence_country)
        .map(|(index, _)| {
            let message = "the visa is issued by the mission for the country of citizenship or of permanent residence";
            let field = if form.invitees.len() == 1 { FIELD.to_owned() } else { invitee_field(index, "residence_country") };
            Finding::new(FindingCode::PlaceDistrict, field, message, rule.source.clone())
        });
    Ok(elsewhere.collect())
}

fn inside(application: &Application, rules: &RulesInForce) -> Option<Finding> {
    let form = application.form();
    let category = rules.category(form.visit.category.as_str())?;
    let by_police = category.issued_by.contains(&Issuer::Police)
        && (category.inside_only_for.is_empty()
            || form.inviting_party.regimes.iter().any(|regime| category.inside_only_for.contains(regime)));
    if by_police || category.issued_by.contains(&Issuer::Airport) || category.issued_by.contains(&Issuer::Mfa) {
        return None;
    }
    let message = format!("category {} is not issued inside Kazakhstan for this inviting party", category.code);
    Some(Finding::new(FindingCode::PlaceInside, FIELD, message, "R26 para 24; annex 1"))
}
