//! On what a visa rests when it is issued, by category and by the body that issues it (R26 paras 25, 28, 31; annex 1).

use chrono::NaiveDate;

use crate::{
    application::PartyKind,
    checks::{
        finding::{Finding, FindingCode},
        note_verbale::dated_later,
    },
    law::rulebook::{RulesInForce, basis::BasisRule},
    visa::request::{BasisKind, Form, VisaAction, VisaRequest},
};

pub(super) fn check(request: &VisaRequest, rules: &RulesInForce, filed_on: NaiveDate) -> Vec<Finding> {
    let form = request.form();
    let mut findings = note_verbale(form, filed_on);
    if form.action != VisaAction::Issue {
        return findings;
    }
    if form.basis.kind == BasisKind::Invitation && form.inviting_party.is_none() {
        let message = "the visa rests on an invitation: name the party that invites";
        findings.push(Finding::new(FindingCode::VisaParty, "inviting_party", message, "R26 paras 3, 19; annex 1"));
    }
    let fits = |rule: &&BasisRule| {
        let is_national = rule.states.is_empty() || rule.states.iter().any(|list| rules.lists_state(*list, &form.recipient.citizenship));
        is_national && request.meets(&rule.when, rules)
    };
    let possible: Vec<_> = rules.of(&rules.rulebook.visa_bases).filter(fits).flat_map(|rule| rule.kinds.iter().copied()).collect();
    if !possible.contains(&form.basis.kind) {
        let mut others: Vec<_> = BasisKind::ALL.into_iter().filter(|kind| possible.contains(kind)).map(BasisKind::says).collect();
        if others.is_empty() {
            others.push("nothing");
        }
        let message = format!(
            "asked of the {}, this visa of category {} rests on {}, not on {}",
            form.provider.says(),
            form.category,
            others.join(" or "),
            form.basis.kind.says()
        );
        findings.push(Finding::new(FindingCode::VisaBasis, "basis.kind", message, "R26 para 28; annex 1"));
    }
    findings
}

/// Who sends notes verbales (R26 para 3(10)), and that it was sent before it is handed in. Where such a body invites, it is the one that has sent it.
fn note_verbale(form: &Form, filed_on: NaiveDate) -> Vec<Finding> {
    let is_judged = matches!(form.action, VisaAction::Issue | VisaAction::Extend) && form.basis.kind == BasisKind::NoteVerbale;
    if !is_judged {
        return Vec::new();
    }
    let is_sent_by_who_invites = form.inviting_party.as_ref().is_some_and(|party| party.kind == PartyKind::ForeignMission);
    let unsent = (form.basis.sender.is_none() && !is_sent_by_who_invites).then(|| {
        let message = "name the foreign ministry, mission, consulate or international organisation that has sent the note verbale: nobody \
                       else does";
        Finding::new(FindingCode::VisaNoteSender, "basis.sender", message, "R26 para 3(10)")
    });
    unsent.into_iter().chain(dated_later(form.basis.date, filed_on, "basis.date")).collect()
}
