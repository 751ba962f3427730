//! From one category to another inside Kazakhstan (R26 para 36).

use super::{asked::Asked, records::Answer};
use crate::{
    checks::finding::{Finding, FindingCode},
    law::rulebook::category::{Basis, CategoryRule, Holder},
    succession::{Held, may_follow},
    visa::request::{BasisKind, CurrentVisa, Provider},
};

const BASIS: &str = "R26 para 36";
const ETHNIC_KAZAKH_PROOF: &str = "ethnic_kazakh_proof";

pub(super) fn check(asked: Asked) -> Option<Finding> {
    let (current, category) = (asked.current()?, asked.category()?);
    let is_valid = asked.filed_on <= current.valid_until;
    if !asked.is_issued_inside() || category.exit || !is_valid || !is_a_change(category, current) {
        return None;
    }
    match asked.form.provider {
        Provider::Police => by_police(asked, category, current),
        Provider::Mfa => by_ministry(asked, category),
        Provider::Mission => None,
    }
}

/// A new visa of the same category is one only where para 36 makes it one: work for another employer.
fn is_a_change(category: &CategoryRule, current: &CurrentVisa) -> bool {
    let of_itself = || category.change.iter().any(|change| change.from.iter().any(|from| from == current.category.as_str()));
    category.code != current.category || of_itself()
}

fn by_ministry(asked: Asked, category: &CategoryRule) -> Option<Finding> {
    let Some(rule) = asked.rules.ministry_change(category.code.as_str()) else {
        let message = format!("the foreign ministry changes no visa to {}", category.code);
        return Some(Finding::new(FindingCode::VisaChange, "category", message, BASIS));
    };
    let rests_on = |basis: &Basis| is_of(asked.form.basis.kind, *basis);
    (!rule.on.iter().any(rests_on)).then(|| {
        let message = format!("the foreign ministry changes a visa to {} on another basis", category.code);
        Finding::new(FindingCode::VisaChange, "basis.kind", message, rule.source.clone())
    })
}

fn is_of(kind: BasisKind, basis: Basis) -> bool {
    match kind {
        BasisKind::Invitation => basis == Basis::Invitation,
        BasisKind::Petition => basis == Basis::Petition,
        BasisKind::NoteVerbale => basis == Basis::NoteVerbale,
        BasisKind::MfaInstruction => basis == Basis::MfaInstruction,
        BasisKind::MiaInstruction => false,
    }
}

fn by_police(asked: Asked, category: &CategoryRule, current: &CurrentVisa) -> Option<Finding> {
    let follows = |holder: &[Holder]| {
        let held = Held { category: Some(current.category.as_str()), regimes: asked.regimes(), holder };
        may_follow(category.code.as_str(), &held, asked.rules)
    };
    let known = known_of_the_holder(asked);
    if follows(&known).is_some() {
        return None;
    }
    if let Some(basis) = follows(&[known, believed_of_the_holder(asked)].concat()) {
        let message = format!(
            "from {} to {}: see whether the holder of the current visa is what the change hangs on",
            current.category, category.code
        );
        return Some(Finding::new(FindingCode::VisaChangeHolder, "current_visa", message, basis));
    }
    let message = format!("inside Kazakhstan {} is not changed to {}", current.category, category.code);
    Some(Finding::new(FindingCode::VisaChange, "category", message, BASIS))
}

fn known_of_the_holder(asked: Asked) -> Vec<Holder> {
    let by_paper = asked.has_paper(ETHNIC_KAZAKH_PROOF).then_some(Holder::EthnicKazakh);
    let by_register = if let Answer::Known(known) = &asked.records.holder { &known[..] } else { &[] };
    by_paper.into_iter().chain(by_register.iter().copied()).collect()
}

/// What no request tells. Whoever comes as family takes up no work.
fn believed_of_the_holder(asked: Asked) -> Vec<Holder> {
    if asked.records.holder != Answer::NotAsked {
        return Vec::new();
    }
    let at_work = [Holder::NewEmployer, Holder::FamilyMember].into_iter().filter(|_| asked.form.recipient.family.is_none());
    at_work.chain([Holder::ClusterTrainee]).collect()
}
