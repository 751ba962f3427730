//! Who issues the visa: whether the mission that is named issues the category, and whether a visa with these entries is issued at
//! such a place at all (R26 paras 24, 28; annex 1). Inside Kazakhstan [`super::place`] looks at the category.

use super::{
    finding::{Finding, FindingCode},
    place::KAZAKHSTAN,
};
use crate::{
    application::{Application, VisaKind},
    law::rulebook::{
        RulesInForce,
        category::{IssuedAt, Issuer},
    },
};

pub(super) fn check(application: &Application, rules: &RulesInForce) -> Option<Finding> {
    let visit = &application.form().visit;
    // Where no invitation leads to a category, that is said, and nobody asks at which place.
    let category = rules.category(visit.category.as_str()).filter(|category| category.takes_invitation())?;
    let issued_at = issued_at(application)?;
    let finding =
        |message: String, source: String| Some(Finding::new(FindingCode::PlaceIssuer, "visit.visa_collection_place", message, source));
    if issued_at == IssuedAt::Mission && !category.issued_by.contains(&Issuer::Mission) {
        let message = format!("missions do not issue category {}", category.code);
        return finding(message, "R26 para 24; annex 1".to_owned());
    }
    let narrower = category.only_at.iter().find(|only| only.entries == visit.entries)?;
    if narrower.at.contains(&issued_at) {
        return None;
    }
    finding(format!("a visa of category {} with these entries is issued {}", category.code, narrower.says()), narrower.source.clone())
}

/// Where the visa is to be issued, if a place is named.
fn issued_at(application: &Application) -> Option<IssuedAt> {
    let visit = &application.form().visit;
    match visit.visa_kind {
        VisaKind::Electronic => Some(IssuedAt::Portal),
        VisaKind::Sticker => {
            let inside = visit.visa_collection_place.as_ref()?.country.as_str() == KAZAKHSTAN;
            Some(if inside { IssuedAt::Inside } else { IssuedAt::Mission })
        }
    }
}
