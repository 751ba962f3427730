//! What was filed for a visa.

use maud::{Markup, html};
use shaqyru_domain::visa::request::{Confirmation, CurrentVisa, Form, VisaRequest};

use super::{
    compared::Compared,
    record::{duty, handed_in},
};
use crate::words::{Case, Language};

/// The request with its papers.
pub(super) fn request(request: &VisaRequest, language: Language) -> Markup {
    let (form, words) = (request.form(), Case::of(language));
    let recipient = &form.recipient;
    let compared = Compared::in_language(language);
    let place = |address: &shaqyru_domain::visa::request::PresentAddress| format!("{} ({})", address.text, address.region);
    html! {
        dl #request .facts {
            dt { (words.requested) } dd data-action=(form.action.as_str()) { (language.action(form.action)) }
            dt { (words.recipient) } dd { (recipient.surname) @if let Some(given_names) = &recipient.given_names { " " (given_names) } }
            dt { (words.born) } dd { (language.date_of_birth(recipient.date_of_birth)) }
            dt { (words.citizenship) } dd { (recipient.citizenship) }
            dt { (words.passport) } dd { (recipient.passport.number) ", " (words.valid_until) " " (language.date(recipient.passport.valid_until)) }
            @if let Some(seen) = &form.seen_passport { (compared.seen_passport(seen)) }
            @if let Some(seen) = form.seen_form { (compared.seen_form(seen)) }
            @if let Some(family) = &recipient.family { (compared.family(family)) }
            @if let Some(group) = recipient.work_group { (compared.work_group(group)) }
            @if let Some(address) = &recipient.present_address { dt { (words.present_address) } dd { (place(address)) } }
            dt { (words.asked_visa) } dd { (asked(form, language)) }
            dt { (words.purpose) } dd { (form.purpose) }
            dt { (words.basis_of_visa) } dd #request-basis { (language.basis_kind(form.basis.kind)) ", № " (form.basis.number) ", " (language.date(form.basis.date)) @if let Some(sender) = form.basis.sender { ", " (words.note_sender.to_lowercase()) ": " (language.note_sender(sender)) } }
            @if let Some(exception) = &form.exception { (compared.exception(exception)) }
            @if let Some(visa) = &form.current_visa { dt { (words.current_visa) } dd #current-visa { (current(visa, language, words)) } }
            @if let Some(reason) = form.reason { dt { (words.reason) } dd { (language.visa_reason(reason)) } }
            @if let Some(party) = &form.inviting_party { dt { (words.inviting_party) } dd { (party.name) ", " (words.bin_iin) " " (party.bin_iin) } }
            @if form.asks_for_an_electronic_visa() { dt { (words.confirmation) } dd #confirmation { (confirmation(form, language, words)) } }
            @if let Some(fee) = &form.fee { dt { (words.duty) } dd { (duty(fee, language)) } }
        }
        @if !form.group.is_empty() { (compared.group(&form.group)) }
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Risk: an officer decides on a group without seeing who is in it, or is told to compare what no page shows.
    #[test]
    fn an_officer_sees_what_is_to_be_compared_before_deciding() {
        let mut filed: Value = serde_json::from_str(include_str!("../../../../examples/visas/issue-c3-after-b3.json")).unwrap();
        filed["exception"] = json!({"kind": "treaty", "named": "Agreement of 1 July 2020, article 4"});
        filed["seen_passport"] = json!({"free_pages": 7, "flaws": ["loose_pages"], "unrecognised": true});
        filed["seen_form"] = json!({"language": "english", "signed_by": "another_person", "complete": false, "photo_fits": true});
        filed["recipient"]["family"] = json!({"relation": "spouse", "main_visa": {"number": "KZ0009999", "valid_until": "2027-01-31"}});
        filed["group"] = json!([
            {"surname": "ABEND", "given_names": "ANNA", "date_of_birth": "1990", "sex": "F", "passport_number": "X0000001", "citizenship": "DE"},
        ]);
        let form = VisaRequest::parse(filed.to_string().as_bytes()).unwrap();
        let compared = [
            "Agreement of 1 July 2020, article 4",
            "Free pages for visas: 7",
            "pages are loose or torn out",
            "Kazakhstan does not recognise",
            "somebody else",
            "✗ Every question is answered",
            "✓ The photograph is as required",
            "KZ0009999",
            "ABEND ANNA",
            "X0000001",
        ];
        let page = request(&form, Language::English).into_string();
        for what in compared {
            assert!(page.contains(what), "`{what}` is not on the page: {page}");
        }
        let plain = VisaRequest::parse(include_bytes!("../../../../examples/visas/issue-c3-after-b3.json")).unwrap();
        let page = request(&plain, Language::English).into_string();
        for id in ["id=\"exception\"", "id=\"seen-passport\"", "id=\"seen-form\"", "id=\"group\""] {
            assert!(!page.contains(id), "{id}: {page}");
        }
    }
}
