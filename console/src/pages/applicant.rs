//! The documents of a case for who applied: opened by the code of a notice, and for a while only.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use shaqyru_domain::{case::number::CaseNumber, document::Document, problem::Problem, service::CaseService};

use super::{
    Fields, Form, Page, Visit, error,
    home::{in_question, is_of_applicant},
};
use crate::{
    desk::Opened,
    papers::handed_over,
    problem::Refusal,
    site::Site,
    words::{Language, Start},
};

/// What a form comes back with: that it was done, or what is wrong.
enum Said<'a> {
    Sent,
    Wrong(&'a Problem),
}

/// Opens the documents with a code.
pub(super) async fn open(State(site): State<Site>, visit: Visit, Form(asked): Form) -> Page {
    let visit = visit.at("/");
    match opened(&site, &asked).await {
        Ok((case, opened)) => documents(&site, visit, &case, &opened),
        Err(refusal) => again(visit, &asked, &refusal),
    }
}

async fn opened(site: &Site, asked: &Fields) -> Result<(CaseNumber, Opened), Refusal> {
    let case = is_of_applicant(site, asked).await?;
    let opened = site.desk.open_documents(&case, asked.get("code").unwrap_or_default()).await?;
    Ok((case, opened))
}

/// Sends a notice with a new code.
pub(super) async fn send_code(State(site): State<Site>, visit: Visit, Form(asked): Form) -> Page {
    let visit = visit.at("/");
    match sent(&site, &asked).await {
        Ok(()) => code_page(visit, &asked, &Said::Sent),
        Err(refusal) => again(visit, &asked, &refusal),
    }
}

async fn sent(site: &Site, asked: &Fields) -> Result<(), Refusal> {
    let case = is_of_applicant(site, asked).await?;
    Ok(site.desk.send_code(&case).await?)
}

/// A document that is open, as a file.
pub(super) async fn file(State(site): State<Site>, Form(asked): Form) -> Result<Response, Refusal> {
    let case = in_question(&asked)?;
    let of = |name| asked.get(name).unwrap_or_default();
    let documents = site.desk.opened_documents(&case, of("ticket")).await?;
    handed_over(&site.named(documents), of("document"), of("language"))
}

fn again(visit: Visit, asked: &Fields, Refusal { status, problem, .. }: &Refusal) -> Page {
    code_page(visit, asked, &Said::Wrong(problem)).with_status(*status)
}

fn code_page(visit: Visit, asked: &Fields, said: &Said<'_>) -> Page {
    let words = Start::of(visit.language);
    let content = html! {
        h1 { (words.documents) }
        @match said {
            Said::Sent => p #code-sent role="status" { (words.code_sent) },
            Said::Wrong(problem) => (error::notice(visit.language, problem)),
        }
        (code_form(asked, words))
        p { a href="/" { (words.again) } }
    };
    Page::for_everybody(visit, words.documents, content)
}

/// How somebody who has been told where a case stands comes to its documents; nothing for a complaint, of which there are none.
pub(super) fn way_to_documents(case: &CaseNumber, asked: &Fields, words: &Start) -> Markup {
    html! {
        @if CaseService::of(case) != CaseService::Complaint {
            section #documents { h2 { (words.documents) } (code_form(asked, words)) }
        }
    }
}

fn code_form(asked: &Fields, words: &Start) -> Markup {
    let numbers = html! {
        @for name in ["case", "passport_number"] { input type="hidden" name=(name) value=(asked.get(name).unwrap_or_default()); }
    };
    html! {
        p { (words.documents_explained) }
        form #code-form method="post" action="/status/documents" {
            (numbers)
            label for="code" { (words.document_code) }
            input #code name="code" required autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" placeholder="K7QX-2MBA";
            button type="submit" { (words.open_documents) }
        }
        form #new-code-form method="post" action="/status/documents/code" {
            (numbers)
            button type="submit" { (words.new_code) }
        }
    }
}

fn documents(site: &Site, visit: Visit, case: &CaseNumber, opened: &Opened) -> Page {
    let language = visit.language;
    let words = Start::of(language);
    let content = html! {
        h1 { (words.documents) ", " (case) }
        p #open-until { (words.open_until) " " (language.instant(opened.until)) }
        @if opened.documents.is_empty() { p #no-documents { (words.no_documents) } } @else {
            table #opened {
                thead { tr { th scope="col" { (words.document) } th scope="col" { (words.document_date) } th scope="col" { (words.download) } } }
                tbody { @for document in &site.named(opened.documents.clone()) { (row(case, document, &opened.ticket, language)) } }
            }
        }
        p { a href="/" { (words.again) } }
    };
    Page::for_everybody(visit, words.documents, content)
}

fn row(case: &CaseNumber, document: &Document, ticket: &str, language: Language) -> Markup {
    let words = Start::of(language);
    let (name, called) = (document.name(), language.document(document));
    html! {
        tr {
            th scope="row" { (called) }
            td { (language.date(document.date())) }
            td {
                @for (code, says) in [("kk", words.in_kazakh), ("ru", words.in_russian)] {
                    form .inline method="post" action="/status/documents/file" {
                        @for (name, value) in [("case", case.as_str()), ("ticket", ticket), ("document", name.as_str()), ("language", code)] {
                            input type="hidden" name=(name) value=(value);
                        }
                        button type="submit" { (says) span .unseen { ": " (called) } }
                    }
                }
            }
        }
    }
}
