//! Asking for cases and what belongs to them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use shaqyru_domain::{case::number::CaseNumber, text::OfficerId, time::instant::Instant, visa::request::VisaAction};

use super::values::{case_number, instant, officer};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Cases at this stage.
    #[arg(long)]
    pub stage: Option<String>,
    /// Cases of this office.
    #[arg(long)]
    pub office: Option<String>,
    /// Cases of this officer.
    #[arg(long)]
    pub officer: Option<String>,
    /// Cases of this visa category.
    #[arg(long)]
    pub category: Option<String>,
    /// Cases in which this clock is the one to look at, such as decision.
    #[arg(long)]
    pub clock: Option<String>,
    /// Cases that are open.
    #[arg(long)]
    pub open: bool,
    /// Cases in which a term of the law has been breached.
    #[arg(long)]
    pub breached: bool,
    /// Cases whose visas wait for this: berkut (issued, and not entered there), berkut_end (ended, and Berkut does not know), or fingerprints.
    #[arg(long, value_name = "WHAT")]
    pub waits_for: Option<String>,
    /// Cases due before this instant, or overdue.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub due_before: Option<Instant>,
    /// At most so many.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub limit: u16,
    /// After this cursor, which the page before has named.
    #[arg(long)]
    pub cursor: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct StatusOptions {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// The number of the invitee's passport.
    #[arg(long, value_name = "NUMBER")]
    pub passport: String,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("views_of").required(true).args(["case", "by"]))]
pub(crate) struct Views {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: Option<CaseNumber>,
    /// Instead of a case, somebody by their id: at what they have looked.
    #[arg(long, value_name = "ID", value_parser = officer)]
    pub by: Option<OfficerId>,
    /// Of these, what was noted before this entry, which the page before has named.
    #[arg(long, value_name = "ENTRY", requires = "by")]
    pub before: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct OneCase {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// As of this instant; now, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub as_of: Option<Instant>,
}

#[derive(Debug, Args)]
pub(crate) struct Documents {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Save them as PDF into this folder, as `CASE-KIND-LANGUAGE.pdf`; it is made if it is missing.
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
    /// In this language: kk or ru, and en of a breach dossier; in all of them, if not given.
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<PaperLanguage>,
    /// Only this kind, such as invitation; `breach_dossier`, which is none of them, is made for those who supervise where a term has run out.
    #[arg(long)]
    pub kind: Option<String>,
}

/// A language in which something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PaperLanguage {
    /// Kazakh.
    Kk,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl PaperLanguage {
    /// As ISO 639-1 has it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct StickerOptions {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Print it into this file, for the office's blank.
    #[arg(long, value_name = "FILE")]
    pub pdf: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Tree {
    /// The number of a case of the family.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
}

#[derive(Debug, Args)]
pub(crate) struct FollowUp {
    /// The number of the case from which it follows.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// What is to be asked.
    pub action: ActionWord,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ActionWord {
    /// The visa to which somebody was invited.
    Issue,
    /// The visa is to last longer.
    Extend,
    /// The same visa again.
    Restore,
    /// The visa is to end.
    Annul,
    /// The stay is to end earlier.
    Shorten,
}

impl From<ActionWord> for VisaAction {
    fn from(word: ActionWord) -> Self {
        match word {
            ActionWord::Issue => Self::Issue,
            ActionWord::Extend => Self::Extend,
            ActionWord::Restore => Self::Restore,
            ActionWord::Annul => Self::Annul,
            ActionWord::Shorten => Self::Shorten,
        }
    }
}
