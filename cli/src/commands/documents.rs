//! `documents`: what a case has produced for the applicant, as data and as PDF; and the dossier of a breach, which is for others.

use std::{fs, io, path::Path};

use serde::Serialize;
use shaqyru_documents::{Language, pdf};
use shaqyru_domain::{
    document::Document,
    problem::{Code, Problem},
};

use super::DONE;
use crate::{
    arguments::{Documents, PaperLanguage},
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

/// The dossier of a breach, by its name in the API.
const BREACH_DOSSIER: &str = "breach_dossier";

pub(crate) async fn run(options: &Documents, remote: &Remote, json: bool) -> Result<u8, Problem> {
    if options.kind.as_deref() == Some(BREACH_DOSSIER) {
        print_saved(&breach_dossiers(options, remote).await?, json);
        return Ok(DONE);
    }
    let language = options.language.map(of_documents).transpose()?;
    let all: Vec<Document> = remote.get(&format!("cases/{}/documents", options.case), &NOTHING).await?;
    let wanted = |document: &Document| options.kind.as_ref().is_none_or(|kind| kind == document.kind());
    let documents: Vec<_> = all.into_iter().filter(wanted).collect();
    if documents.is_empty() && !json {
        output::say("no documents");
    }
    match &options.save {
        Some(folder) => {
            print_saved(&save(&documents, folder, language)?, json);
        }
        None if json => output::print_json(&documents),
        None => print(&documents),
    }
    Ok(DONE)
}

fn print_saved(saved: &[Saved], json: bool) {
    if json {
        output::print_json(&saved);
        return;
    }
    for saved in saved {
        println!("{}", saved.file);
    }
}

fn of_documents(language: PaperLanguage) -> Result<Language, Problem> {
    match language {
        PaperLanguage::Kk => Ok(Language::Kazakh),
        PaperLanguage::Ru => Ok(Language::Russian),
        PaperLanguage::En => {
            Err(Problem::new(Code::Usage, "documents are written in kk or ru; only a breach dossier in en").at("language"))
        }
    }
}

/// Made by the console, which alone knows all of it.
async fn breach_dossiers(options: &Documents, remote: &Remote) -> Result<Vec<Saved>, Problem> {
    let nowhere = || Problem::new(Code::Usage, "a breach dossier is a PDF: say with --save DIR where it goes").at("save");
    let folder = options.save.as_deref().ok_or_else(nowhere)?;
    let all = || vec![PaperLanguage::Kk, PaperLanguage::Ru, PaperLanguage::En];
    let mut saved = Vec::new();
    for language in options.language.map_or_else(all, |language| vec![language]) {
        let language = language.code();
        let page = remote.file(&format!("cases/{}/documents/{BREACH_DOSSIER}?language={language}", options.case)).await?;
        fs::create_dir_all(folder).map_err(|error| not_saved(folder, &error))?;
        let file = folder.join(format!("{}-{BREACH_DOSSIER}-{language}.pdf", options.case));
        fs::write(&file, page).map_err(|error| not_saved(&file, &error))?;
        saved.push(Saved { file: file.display().to_string(), kind: BREACH_DOSSIER, language });
    }
    Ok(saved)
}

fn not_saved(path: &Path, error: &io::Error) -> Problem {
    Problem::new(Code::File, format!("{}: {error}", path.display())).at("save")
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
    fs::create_dir_all(folder).map_err(|error| not_saved(folder, &error))?;
    let mut saved = Vec::new();
    for document in documents {
        for language in &languages {
            let page = pdf(document, *language).map_err(|error| Problem::new(Code::Document, error.to_string()).at(document.kind()))?;
            let file = folder.join(format!("{}-{}-{}.pdf", document.case(), document.name(), language.code()));
            fs::write(&file, page).map_err(|error| not_saved(&file, &error))?;
            saved.push(Saved { file: file.display().to_string(), kind: document.kind(), language: language.code() });
        }
    }
    Ok(saved)
}
