//! The passport and the visa form as whoever takes the request in has them in hand (R26 paras 20, 21, 33, 57; annex 9). What nobody says it has
//! seen is not judged.

use super::asked::Asked;
use crate::{
    application::Entries,
    checks::finding::{Finding, FindingCode},
    law::ground::Ground,
    problem::Problem,
    visa::{
        handed_in::{FormLanguage, FormSignatory, PassportFlaw, SeenForm},
        request::{BasisKind, VisaAction},
    },
};

/// A child until then: its legal representative signs for it (R26 para 20).
const OF_AGE: u16 = 18;
const FORM: &str = "R26 para 20; annex 9";
const UNRECOGNISED: &str = "R26 para 33";

pub(super) fn check(asked: Asked) -> Result<Vec<Finding>, Problem> {
    if !asked.form.action.asks_for_a_visa() {
        return Ok(Vec::new());
    }
    let unsuitable = Ground::try_from(2)?;
    let mut findings = passport(asked)?;
    findings.extend(unrecognised(asked));
    findings.extend(asked.form.seen_form.iter().flat_map(|form| visa_form(*form, asked.form.has_reached(OF_AGE))));
    Ok(findings
        .into_iter()
        .map(|finding| if finding.code == FindingCode::VisaSeparateSheet { finding } else { finding.on_ground(unsuitable) })
        .collect())
}

fn passport(asked: Asked) -> Result<Vec<Finding>, Problem> {
    let Some(seen) = &asked.form.seen_passport else { return Ok(Vec::new()) };
    let rule = asked.rules.the(&asked.rules.rulebook.passport)?;
    let mut findings: Vec<_> = seen.flaws.iter().map(|flaw| flawed(*flaw)).collect();
    if !asked.leads_out() && seen.free_pages.is_some_and(|free| free < rule.free_pages) {
        let message = format!("the passport needs {} free pages for visas", rule.free_pages);
        findings.push(Finding::new(FindingCode::VisaPassportPages, "seen_passport.free_pages", message, "R26 para 21(2)"));
    }
    Ok(findings)
}

fn flawed(flaw: PassportFlaw) -> Finding {
    let (message, basis) = match flaw {
        PassportFlaw::Doubtful => ("it is doubtful whether the passport is genuine and its holder's", "R26 para 21(1)"),
        PassportFlaw::Corrected => {
            ("something was scraped out or corrected in the passport, and nobody has vouched for it", "R26 paras 21(1), 57")
        }
        PassportFlaw::UnsealedPhoto => ("the photograph in the passport bears no seal", "R26 para 57"),
        PassportFlaw::LoosePages => ("pages of the passport are loose or torn out", "R26 paras 21(1), 57"),
        PassportFlaw::Extended => ("a stamp in the passport says that it was extended", "R26 para 21(4)"),
    };
    Finding::new(FindingCode::VisaPassportFlaw, "seen_passport.flaws", message, basis)
}

/// A single visa on an invitation, on a sheet of its own. Nobody is invited to leave, what is extended or restored was issued on its invitation before,
/// and a restored visa is the same again (para 48).
fn unrecognised(asked: Asked) -> Vec<Finding> {
    let form = asked.form;
    if !form.is_in_an_unrecognised_passport() {
        return Vec::new();
    }
    let wrong = |field, message| Finding::new(FindingCode::VisaUnrecognised, field, message, UNRECOGNISED);
    let mut findings = Vec::new();
    if form.entries == Entries::Multiple && form.action != VisaAction::Restore {
        findings.push(wrong("entries", "in a passport that is not recognised a visa has one entry"));
    }
    let is_invited = form.action == VisaAction::Issue && !asked.leads_out();
    if is_invited && form.basis.kind != BasisKind::Invitation {
        findings.push(wrong("basis.kind", "in a passport that is not recognised a visa rests on an invitation"));
    }
    let message = "the visa goes on a separate sheet: the Border Service takes it away at the exit, or the police when the visa has ended";
    findings.push(Finding::new(FindingCode::VisaSeparateSheet, "seen_passport.unrecognised", message, UNRECOGNISED));
    findings
}

fn visa_form(form: SeenForm, is_of_age: bool) -> Vec<Finding> {
    let signed = match form.signed_by {
        FormSignatory::Recipient => is_of_age,
        FormSignatory::LegalRepresentative => !is_of_age,
        FormSignatory::AnotherPerson | FormSignatory::Nobody => false,
    };
    let signatory = if is_of_age { "the recipient signs the visa form in person" } else { "the legal representative signs for a child" };
    let wanted = [
        (form.language != FormLanguage::Other, "language", "the visa form is filled in in Kazakh, Russian or English"),
        (signed, "signed_by", signatory),
        (form.complete, "complete", "every question of the visa form is answered"),
        (form.photo_fits, "photo_fits", "the photograph shows the face from the front, of the present age, without dark glasses or a hat"),
    ];
    let unmet = wanted.into_iter().filter(|(holds, ..)| !holds);
    unmet.map(|(_, field, message)| Finding::new(FindingCode::VisaForm, format!("seen_form.{field}"), message, FORM)).collect()
}
