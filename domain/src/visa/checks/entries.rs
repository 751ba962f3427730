//! Many entries become one on request; one becomes many only where certain visas are extended (R26 para 37).

use super::{asked::Asked, records::Answer};
use crate::{
    application::Entries,
    checks::finding::{Finding, FindingCode},
    problem::Problem,
    visa::request::{BasisKind, VisaAction},
};

pub(super) fn check(asked: Asked) -> Result<Option<Finding>, Problem> {
    let Asked { form, rules, .. } = asked;
    let rule = rules.the(&rules.rulebook.more_entries)?;
    let before = match form.action {
        VisaAction::Extend if rule.when_extended.iter().any(|named| named == form.category.as_str()) => None,
        VisaAction::Extend => asked.current().map(|current| current.entries),
        VisaAction::Issue => invited_with(asked),
        VisaAction::Restore | VisaAction::Annul | VisaAction::Shorten => None,
    };
    let becomes_many = before == Some(Entries::Single) && form.entries == Entries::Multiple;
    Ok(becomes_many.then(|| {
        let message = "one entry does not become many here";
        Finding::new(FindingCode::VisaMoreEntries, "entries", message, rule.source.clone())
    }))
}

fn invited_with(asked: Asked) -> Option<Entries> {
    match &asked.records.invitation {
        Answer::Known(invitation) if asked.form.basis.kind == BasisKind::Invitation => Some(invitation.entries),
        _ => None,
    }
}
