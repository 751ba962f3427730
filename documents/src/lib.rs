//! The documents of a case as print-ready PDF, in Kazakh and Russian.
//!
//! The files are made for printing and for keeping: A4, fonts embedded, PDF/A-2a, and tagged for screen readers
//! (PDF/UA-1). The same document in the same language always gives the same bytes: nothing is read but
//! the document, least of all a clock. Metadata holds no personal data; the page does.

mod basis;
mod countries;
mod days;
mod form;
mod labels;
mod layout;
mod render;
mod sticker;
mod text;

pub use self::{
    basis::basis,
    countries::country,
    days::{month_short, weekday, weekday_short, why_day},
    form::{Block, Day, Form, List, Qr, Strip},
    labels::{ground, missing_paper, page, paper},
    sticker::sticker_pdf,
};

use std::str::FromStr;

use krilla::error::KrillaError;
use qrcode::types::QrError;
use shaqyru_domain::{document::Document, problem::Problem};
use thiserror::Error;

/// In which language a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Kazakh, `kk`.
    Kazakh,
    /// Russian, `ru`.
    Russian,
}

impl Language {
    /// The language's code, as ISO 639-1 and PDF have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kazakh => "kk",
            Self::Russian => "ru",
        }
    }
}

/// A language in which no documents are written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("documents are written in kk (Kazakh) or ru (Russian)")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, UnknownLanguage> {
        [Self::Kazakh, Self::Russian].into_iter().find(|language| language.code() == code).ok_or(UnknownLanguage)
    }
}

/// Why a document could not be made. Only whether a sticker's fields fit depends on what people write.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// An embedded font cannot be read.
    #[error("an embedded font cannot be read")]
    Font,
    /// The content of the QR code does not fit.
    #[error("the QR code cannot be made: {0}")]
    Qr(#[from] QrError),
    /// A field is too long for its place on the sticker, or holds letters that the fonts have not. What is cut off or shown otherwise would
    /// make the visa another one: such a sticker is filled in another way.
    #[error("the field {0} does not fit in its place on the sticker")]
    Field(&'static str),
    /// The rulebook does not say how a sticker is printed.
    #[error("{0}")]
    Rulebook(Problem),
    /// The PDF cannot be written, or would not follow PDF/A and PDF/UA.
    #[error("the PDF cannot be written: {0:?}")]
    Pdf(KrillaError),
}

/// Writes a document as PDF.
///
/// Text that the fonts cannot show (other scripts, emoji, invisible marks that could disguise a text) is written as its
/// code points, `[U+5317]`: nothing is lost, and nothing looks like what it is not.
pub fn pdf(document: &Document, language: Language) -> Result<Vec<u8>, DocumentError> {
    form_pdf(Form::of(document, language)?)
}

/// Writes a paper as PDF that is no document of a case: its words are its maker's, in whichever language.
///
/// # Errors
/// [`DocumentError::Font`], [`DocumentError::Pdf`].
pub fn form_pdf(form: Form) -> Result<Vec<u8>, DocumentError> {
    let fonts = text::Fonts::embedded().ok_or(DocumentError::Font)?;
    let paper = layout::lay_out(&form, fonts);
    let about = render::About { title: form.title, description: form.case, author: form.body, language: form.language, date: form.date };
    render::render(about, &paper, fonts).map_err(DocumentError::Pdf)
}
