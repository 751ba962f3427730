//! How the visa of a case stands, and the family that the case is of.

use maud::{Markup, html};
use shaqyru_client::WhatWasFiled;
use shaqyru_domain::{
    application::VisaKind,
    case::{
        fingerprints::Appointment,
        number::CaseNumber,
        visa::{ActOfAnnulment, EndedNumber, VisaStanding, VisaView},
    },
    law::rulebook::COMPLAINT,
};
use shaqyru_register::{Family, Relative};

use crate::words::{Case, Language};

/// The visa, the acts by which stickers ended, and fingerprints: rows of the facts of a case.
pub(super) fn standing(standing: &VisaStanding, filed: Option<&WhatWasFiled>, airports: &[String], language: Language) -> Markup {
    let words = Case::of(language);
    html! {
        @if let Some(visa) = &standing.visa { (self::visa(visa, filed, airports, language)) }
        @if !standing.acts.is_empty() {
            dt { (words.acts) }
            dd { ul #acts .plain { @for act in &standing.acts { li { (self::act(act, language)) } } } }
        }
        @if !standing.not_ended_in_berkut.is_empty() {
            dt { (words.not_ended_in_berkut) }
            dd { ul #not-ended-in-berkut .plain {
                @for EndedNumber { number, at } in &standing.not_ended_in_berkut {
                    li .late { "⚠ № " (number) ", " time datetime=(at) { (language.instant(*at)) } }
                }
            } }
        }
        dt { (words.fingerprints) }
        dd #fingerprints-state data-state=(standing.fingerprints.as_str()) {
            (language.fingerprints(standing.fingerprints))
            @if let Some(at) = standing.fingerprints_taken_at { ", " time datetime=(at) { (language.instant(at)) } }
        }
        @if let Some(Appointment { at, place, .. }) = &standing.appointment {
            dt { (words.appointment) } dd #appointment { time datetime=(at) { (language.instant(*at)) } ", " (place) }
        }
    }
}

/// An electronic one is for one passport, and for airports (R26 para 25).
fn visa(visa: &VisaView, filed: Option<&WhatWasFiled>, airports: &[String], language: Language) -> Markup {
    let words = Case::of(language);
    html! {
        dt { (words.visa) }
        dd #visa data-valid=(visa.valid) {
            strong { (visa.number) } ", " (visa.category) ", " (language.entries(visa.entries)) ", " (language.visa_kind(visa.kind)) ", "
            (language.period(visa.valid_from, visa.valid_until)) br;
            @match visa.invalid_because {
                None => (words.visa_valid),
                Some(why) => strong .late { "⚠ " (words.visa_not_valid) ": " (language.invalidity(why)) },
            }
            @if visa.handwritten { br; (words.handwritten) }
            @if visa.kind == VisaKind::Electronic {
                @if let Some(WhatWasFiled::Request(filing)) = filed {
                    br; (words.with_passport) ": " span #bound-passport { (filing.request.form().recipient.passport.number) }
                }
                br; (words.through_airports) ": " span #airports { (airports.join(", ")) }
            }
        }
    }
}

fn act(act: &ActOfAnnulment, language: Language) -> Markup {
    html! { "№ " (act.number) ", " time datetime=(act.at) { (language.instant(act.at)) } ": " (language.end_of_sticker(act.why)) ", № " (act.sticker) }
}

/// The cases on which this one rests, and those that rest on it. Nothing for a case that stands alone.
pub(super) fn family(case: &CaseNumber, family: Option<&Family>, language: Language) -> Markup {
    let words = Case::of(language);
    html! {
        @if let Some(family) = family.filter(|family| family.cases.len() > 1) {
            section #family aria-labelledby="family-title" {
                h2 #family-title { (words.family) }
                @let falling = family.fall_with(case);
                @if !falling.is_empty() {
                    p #falling .late {
                        "⚠ " (words.falling) ": "
                        @for relative in falling { a href={ "/cases/" (relative.case) } { (relative.case) } " " }
                    }
                }
                div .wide { table {
                    thead { tr { @for head in [words.title, words.requested, words.status, words.visa, words.parent] { th scope="col" { (head) } } } }
                    tbody { @for relative in &family.cases { (row(case, relative, language)) } }
                } }
            }
        }
    }
}

fn asked(relative: &Relative, language: Language) -> &'static str {
    let words = Case::of(language);
    match relative.action {
        Some(action) => language.action(action),
        None if relative.service == COMPLAINT => words.a_complaint,
        None => words.an_invitation,
    }
}

fn row(case: &CaseNumber, relative: &Relative, language: Language) -> Markup {
    html! {
        tr aria-current=[(relative.case == *case).then_some("true")] {
            td { @if relative.case == *case { strong { (relative.case) } } @else { a href={ "/cases/" (relative.case) } { (relative.case) } } }
            td { (asked(relative, language)) }
            td { (language.status(relative.status)) }
            td { @if let Some(visa) = &relative.visa { (visa) } }
            td { @if let Some(parent) = &relative.parent { (parent) } }
        }
    }
}
