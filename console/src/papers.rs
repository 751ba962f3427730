//! Documents as PDF files, as they are handed over.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use shaqyru_documents::Language;
use shaqyru_domain::{
    document::Document,
    problem::{Code, Problem},
};

use crate::problem::Refusal;

/// The document of a name among those of a case, in the language of a code.
pub(crate) fn handed_over(documents: &[Document], name: &str, language: &str) -> Result<Response, Refusal> {
    let unknown = |_| Problem::new(Code::Field, "documents are written in kk (Kazakh) or ru (Russian)").at("language");
    let language: Language = language.parse().map_err(unknown)?;
    let Some(document) = documents.iter().find(|document| document.name() == name) else {
        let names: Vec<_> = documents.iter().map(Document::name).collect();
        let there_are = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        let problem = Problem::new(Code::Document, format!("the case has no such document; there are: {there_are}"));
        return Err(Refusal::with_status(StatusCode::NOT_FOUND, problem));
    };
    let pdf = shaqyru_documents::pdf(document, language).map_err(|error| Problem::new(Code::Document, error.to_string()))?;
    Ok(file(&format!("{}-{name}-{}.pdf", document.case(), language.code()), pdf))
}

/// A file that a browser shows under its name.
pub(crate) fn file(name: &str, pdf: Vec<u8>) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\""))];
    (headers, pdf).into_response()
}
