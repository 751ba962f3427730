//! `documents`: what a case has produced for the applicant, as data and as PDF.

use std::{fs, io, path::Path};

use serde::Serialize;
use shaqyru_documents::{Language, pdf};
use shaqyru_domain::{
    document::Document,
    problem::{Code, Problem},
};

use super::DONE;
use crate::{
    arguments::Documents,
    output::{self, println},
    remote::{NOTHING, Remote},
};

/// A document that was saved.
#[derive(Serialize)]
struct Saved {
    file: String,
    kind: &'static str,
    language: &'static str,
}

pub(crate) async fn run(options: &Documents, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let all: Vec<Document> = remote.get(&format!("cases/{}/documents", options.case), &NOTHING).await?;
    let wanted = |document: &Document| options.kind.as_ref().is_none_or(|kind| kind == document.kind());
    let documents: Vec<_> = all.into_iter().filter(wanted).collect();
    if documents.is_empty() && !json {
        output::say("no documents");
    }
    match &options.save {
        Some(folder) => {
            let saved = save(&documents, folder, options.language)?;
            if json {
                output::print_json(&saved);
            } else {
                for saved in &saved {
                    println!("{}", saved.file);
                }
            }
        }
        None if json => output::print_json(&documents),
        None => print(&documents),
    }
    Ok(DONE)
}

fn print(documents: &[Document]) {
    if documents.is_empty() {
        return;
    }
    let rows = documents.iter().map(|document| vec![document.name(), document.date().to_string()]);
    output::print_table(&["document", "date"], rows.collect());
    output::say("save them as PDF with --save DIR");
}

fn save(documents: &[Document], folder: &Path, language: Option<Language>) -> Result<Vec<Saved>, Problem> {
    let languages = language.map_or_else(|| vec![Language::Kazakh, Language::Russian], |language| vec![language]);
    let failed = |path: &Path, error: io::Error| Problem::new(Code::File, format!("{}: {error}", path.display())).at("save");
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut saved = Vec::new();
    for document in documents {
        for language in &languages {
            let page = pdf(document, *language).map_err(|error| Problem::new(Code::Document, error.to_string()).at(document.kind()))?;
            let file = folder.join(format!("{}-{}-{}.pdf", document.case(), document.name(), language.code()));
            fs::write(&file, page).map_err(|error| failed(&file, error))?;
            saved.push(Saved { file: file.display().to_string(), kind: document.kind(), language: language.code() });
        }
    }
    Ok(saved)
}
