//! What was filed for a visa.

use maud::{Markup, html};
use shaqyru_domain::visa::request::{Confirmation, CurrentVisa, Form, VisaRequest};

use super::record::{duty, handed_in};
use crate::words::{Case, Language};

/// The request with its papers.
pub(super) fn request(request: &VisaRequest, language: Language) -> Markup {
    let (form, words) = (request.form(), Case::of(language));
    let recipient = &form.recipient;
    let place = |address: &shaqyru_domain::visa::request::PresentAddress| format!("{} ({})", address.text, address.region);
    html! {
        dl #request .facts {
            dt { (words.requested) } dd data-action=(form.action.as_str()) { (language.action(form.action)) }
            dt { (words.recipient) } dd { (recipient.surname) @if let Some(given_names) = &recipient.given_names { " " (given_names) } }
            dt { (words.born) } dd { (language.date_of_birth(recipient.date_of_birth)) }
            dt { (words.citizenship) } dd { (recipient.citizenship) }
            dt { (words.passport) } dd { (recipient.passport.number) ", " (words.valid_until) " " (language.date(recipient.passport.valid_until)) }
            @if let Some(address) = &recipient.present_address { dt { (words.present_address) } dd { (place(address)) } }
            dt { (words.asked_visa) } dd { (asked(form, language)) }
            dt { (words.purpose) } dd { (form.purpose) }
            dt { (words.basis_of_visa) } dd #request-basis { (language.basis_kind(form.basis.kind)) ", № " (form.basis.number) ", " (language.date(form.basis.date)) @if let Some(sender) = form.basis.sender { ", " (words.note_sender.to_lowercase()) ": " (language.note_sender(sender)) } }
            @if let Some(visa) = &form.current_visa { dt { (words.current_visa) } dd #current-visa { (current(visa, language, words)) } }
            @if let Some(reason) = form.reason { dt { (words.reason) } dd { (language.visa_reason(reason)) } }
            @if let Some(party) = &form.inviting_party { dt { (words.inviting_party) } dd { (party.name) ", " (words.bin_iin) " " (party.bin_iin) } }
            @if form.asks_for_an_electronic_visa() { dt { (words.confirmation) } dd #confirmation { (confirmation(form, language, words)) } }
            @if let Some(fee) = &form.fee { dt { (words.duty) } dd { (duty(fee, language)) } }
        }
        (handed_in(&form.documents, language))
    }
}

fn asked(form: &Form, language: Language) -> String {
    let (category, entries) = (&form.category, language.entries(form.entries));
    format!("{category}, {entries}, {}, {}", language.visa_kind(form.visa_kind), language.period(form.valid_from, form.valid_until))
}

/// That the holder has compared the invitation with the passport, or that an officer has to (R26 para 25).
fn confirmation(form: &Form, language: Language, words: &Case) -> Markup {
    html! {
        @match &form.confirmation {
            None => strong .late data-confirmed="none" { "⚠ " (words.unconfirmed) },
            Some(Confirmation { confirmed_at, passport_number }) => {
                time datetime=(confirmed_at) { (language.instant(*confirmed_at)) } ", " (words.passport.to_lowercase()) " " (passport_number)
                @if form.is_confirmed_otherwise() { br; strong .late data-confirmed="otherwise" { "⚠ " (words.confirmed_otherwise) } }
            }
        }
    }
}

fn current(visa: &CurrentVisa, language: Language, words: &Case) -> String {
    let CurrentVisa { number, category, entries, valid_from, valid_until, passport_number, extended_before, .. } = visa;
    let period = language.period(*valid_from, *valid_until);
    let passport = words.passport.to_lowercase();
    let extended = if *extended_before > 0 { format!(", {}: {extended_before}", words.extended_before) } else { String::new() };
    format!("№ {number}, {category}, {}, {period}, {passport} {passport_number}{extended}", language.entries(*entries))
}
