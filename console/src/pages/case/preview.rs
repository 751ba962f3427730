//! What is about to be decided: shown before it is final.

use maud::{Markup, html};
use shaqyru_client::WhatWasFiled;
use shaqyru_domain::{
    authority::Act,
    case::fact::{Decision, Refusal, Verdict},
    law::rulebook::{INVITATION, Rulebook},
    visa::request::VisaIssuer,
};

use super::super::Fields;
use crate::{
    desk::Dossier,
    words::{Case, Language, Preview},
};

/// In the form of a decision that was looked at before: it is final now.
pub(super) const CONFIRMED: &str = "confirmed";
/// In the form of a decision that is to be changed before it is final.
pub(super) const CHANGE: &str = "change";

/// What a decision would do to a case, with a button to take it and one to change it.
pub(super) fn preview(dossier: &Dossier, decision: &Decision, fields: &Fields, rulebook: &Rulebook, language: Language) -> Markup {
    let (words, of_case) = (Preview::of(language), Case::of(language));
    let view = &dossier.view;
    html! {
        h1 { (words.title) }
        p { (of_case.title) " " a href={ "/cases/" (view.case) } { (view.case) } }
        dl #decision .facts {
            dt { (of_case.verdict) } dd #decision-verdict { strong { (verdict(&decision.verdict, language)) } }
            (subject(dossier, language))
            @if let Verdict::Refuse(Refusal { ground, note }) = &decision.verdict {
                @let number = u8::from(*ground);
                dt { (of_case.ground) } dd { (number) ". " (language.ground(number, &text_of_ground(rulebook, number, &view.service))) }
                @if let Some(note) = note { dt { (of_case.note) } dd { (note) } }
            }
            @if let Some(reason) = &decision.late_reason { dt { (words.late_because) } dd { (reason) } }
        }
        h2 { (words.consequences) }
        ul #consequences { @for consequence in consequences(&decision.verdict, dossier, words) { li { (consequence) } } }
        @if let Some(family) = &dossier.family {
            @let falling = family.fall_with(&view.case);
            @if !falling.is_empty() && matches!(decision.verdict, Verdict::Annul | Verdict::Shorten) {
                p .late { "⚠ " (of_case.falling) ": " @for relative in falling { a href={ "/cases/" (relative.case) } { (relative.case) } " " } }
            }
        }
        form #form-confirm method="post" action={ "/cases/" (view.case) "/acts/" (Act::Decide) } {
            @for (name, value) in fields.iter().filter(|(name, _)| ![CONFIRMED, CHANGE].contains(name)) {
                input type="hidden" name=(name) value=(value);
            }
            button #confirm type="submit" name=(CONFIRMED) value="yes" { (words.confirm) ": " (verdict(&decision.verdict, language)) }
            " " button #change .quiet type="submit" name=(CHANGE) value="yes" { (words.change) }
        }
    }
}

fn verdict(verdict: &Verdict, language: Language) -> &'static str {
    let words = Case::of(language);
    match verdict {
        Verdict::Issue => words.issue,
        Verdict::Refuse(_) => words.refuse,
        Verdict::Annul => words.annul,
        Verdict::Shorten => words.shorten,
    }
}

/// What is decided, and whose.
fn subject(dossier: &Dossier, language: Language) -> Markup {
    let words = Case::of(language);
    match &dossier.filing {
        Some(WhatWasFiled::Application(filing)) => {
            let visit = &filing.application.form().visit;
            html! {
                dt { (words.requested) }
                dd { (words.an_invitation) ", " (visit.category) ", " (language.entries(visit.entries)) ", " (language.period(visit.from, visit.until)) }
                @if let Some(invitee) = filing.application.invitee(filing.invitee) {
                    dt { (words.invitee) }
                    dd {
                        strong { (invitee.surname) @if let Some(given_names) = &invitee.given_names { " " (given_names) } }
                        ", " (language.date_of_birth(invitee.date_of_birth)) ", " (invitee.citizenship) ", " (words.passport.to_lowercase()) " " (invitee.passport.number)
                    }
                }
                dt { (words.inviting_party) } dd { (filing.application.form().inviting_party.name) }
            }
        }
        Some(WhatWasFiled::Request(filing)) => {
            let form = filing.request.form();
            let recipient = &form.recipient;
            html! {
                dt { (words.requested) }
                dd { (language.action(form.action)) ", " (form.category) ", " (language.entries(form.entries)) ", " (language.visa_kind(form.visa_kind)) ", " (language.period(form.valid_from, form.valid_until)) }
                dt { (words.recipient) }
                dd {
                    strong { (recipient.surname) @if let Some(given_names) = &recipient.given_names { " " (given_names) } }
                    ", " (language.date_of_birth(recipient.date_of_birth)) ", " (recipient.citizenship) ", " (words.passport.to_lowercase()) " " (recipient.passport.number)
                }
                @if let Some(visa) = &form.current_visa { dt { (words.current_visa) } dd { "№ " (visa.number) } }
            }
        }
        Some(WhatWasFiled::Complaint(_)) | None => html! {},
    }
}

/// The words of a ground as the rulebook has them.
pub(in crate::pages) fn text_of_ground(rulebook: &Rulebook, number: u8, service: &str) -> String {
    let named = rulebook.grounds.iter().rev().find(|ground| ground.is_for(service) && u8::from(ground.rule.ground) == number);
    named.map(|ground| ground.rule.text.clone()).unwrap_or_default()
}

fn consequences(verdict: &Verdict, dossier: &Dossier, words: &Preview) -> Vec<&'static str> {
    let of_verdict: &[&str] = match (verdict, dossier.view.service == INVITATION) {
        (Verdict::Issue, true) => &[words.invitation_issued, words.in_berkut],
        (Verdict::Issue, false) => &[words.visa_issued, words.current_ends, words.in_berkut],
        (Verdict::Refuse(_), _) => &[words.refused, words.may_complain],
        (Verdict::Annul, _) => &[words.annulled],
        (Verdict::Shorten, _) => &[words.shortened],
    };
    let ends = matches!(verdict, Verdict::Annul | Verdict::Shorten);
    let act = (ends && !is_about_an_electronic_visa(dossier)).then_some(words.act_written);
    of_verdict.iter().copied().chain(act).chain([words.told, words.is_final]).collect()
}

/// Whose visa has no sticker of which an act could be drawn up (R26 para 47).
fn is_about_an_electronic_visa(dossier: &Dossier) -> bool {
    let Some(WhatWasFiled::Request(filing)) = &dossier.filing else { return false };
    filing.request.form().current_visa.as_ref().is_some_and(|visa| visa.issued_by == VisaIssuer::Portal)
}
