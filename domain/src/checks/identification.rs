//! The inviting party's BIN or IIN (R26 annex 4).

use chrono::NaiveDate;

use super::finding::{Finding, FindingCode};
use crate::{
    application::{Application, InvitingParty},
    identification,
    law::rulebook::RulesInForce,
};

pub(super) fn check(application: &Application, rules: &RulesInForce, filed_on: NaiveDate) -> Option<Finding> {
    of_party(&application.form().inviting_party, rules, filed_on)
}

/// The same for an inviting party, whatever was filed.
pub(crate) fn of_party(party: &InvitingParty, rules: &RulesInForce, filed_on: NaiveDate) -> Option<Finding> {
    let rule = rules.of(&rules.rulebook.identification).find(|rule| rule.party.contains(&party.kind))?;
    let message = match identification::kind_of(&party.bin_iin, filed_on) {
        None => "nobody has this number: its check digit is right, but it holds no day of birth or month of registration".to_owned(),
        Some(kind) if !rule.numbers.contains(&kind) => format!("an inviting party of this kind has no {}", kind.as_str()),
        Some(_) => return None,
    };
    Some(Finding::new(FindingCode::BinIin, "inviting_party.bin_iin", message, rule.source.clone()))
}
