//! Whose word it is: an extension is asked for by the party that invited first (R26 para 53), and a visa is annulled at the request of the
//! party that invited (para 46).

use super::{asked::Asked, records::Answer};
use crate::{
    checks::finding::{Finding, FindingCode},
    problem::Problem,
    visa::request::{Reason, VisaAction},
};

pub(super) fn check(asked: Asked) -> Result<Option<Finding>, Problem> {
    let Some(basis) = rests_on_the_inviter(asked)? else { return Ok(None) };
    let field = "inviting_party";
    let finding = |code, message: &str| Some(Finding::new(code, field, message, basis.clone()));
    let Some(party) = &asked.form.inviting_party else {
        return Ok(finding(FindingCode::VisaFirstInviter, "name the inviting party: the one that invited the recipient asks for it"));
    };
    Ok(match &asked.records.invited_first {
        Answer::Known(first) if *first == party.bin_iin => None,
        Answer::Known(_) => finding(FindingCode::VisaFirstInviter, "another party invited the recipient first, and asks for it"),
        Answer::NotAsked | Answer::Nothing => {
            finding(FindingCode::VisaFirstInviterUnknown, "see whether this party is the one that invited the recipient first")
        }
    })
}

/// The paragraph by which only the inviting party may ask, if one does.
fn rests_on_the_inviter(asked: Asked) -> Result<Option<String>, Problem> {
    let Asked { form, rules, .. } = asked;
    match form.action {
        VisaAction::Extend => {
            let rule = rules.the(&rules.rulebook.first_inviter)?;
            let holds = !asked.is_instructed() && rule.holds(form.category.as_str(), asked.regimes());
            Ok(holds.then(|| rule.source.clone()))
        }
        VisaAction::Annul if form.reason == Some(Reason::InvitingPartyAsks) => Ok(Some("R26 para 46".to_owned())),
        VisaAction::Annul | VisaAction::Issue | VisaAction::Restore | VisaAction::Shorten => Ok(None),
    }
}
