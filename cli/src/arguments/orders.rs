//! What is said to a case.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;
use shaqyru_domain::{
    case::{number::CaseNumber, outbox::NoticeKind},
    checks::papers::RequestedPaper,
    problem::Code,
    text::{OfficeCode, OfficerId},
    time::instant::Instant,
};

use super::values::{OrderKind, case_number, code, id, instant, json, office, officer, order_kind, requested_paper};

/// When it is said, and under which id. Who says it, the token tells.
#[derive(Debug, Args)]
pub(crate) struct Entered {
    /// When it was received; now, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub received_at: Option<Instant>,
    /// Why it is entered so long after it was received: needed of a supervisor or head, where the rules want one for it, and of whoever undoes
    /// a breach.
    #[arg(long, value_name = "REASON")]
    pub antedated_because: Option<String>,
    /// The number of the letter on which it rests: needed where it undoes the breach of a term that the law sets. Of a correction, the letter of
    /// the agency whose own message was wrong: then another person says the same.
    #[arg(long, value_name = "NUMBER")]
    pub letter: Option<String>,
    /// The same id is applied once; a fresh one, if not given.
    #[arg(long, value_name = "ID", value_parser = id)]
    pub message_id: Option<String>,
}

/// A refusal's ground, where one is needed.
#[derive(Debug, Args)]
pub(crate) struct GroundOptions {
    /// The ground, 1 to 7 (annex 5 row 9).
    #[arg(long, value_name = "N")]
    pub ground: Option<u8>,
    /// In words.
    #[arg(long)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum VerificationWord {
    /// Nothing stands against the visit.
    Clear,
    /// A ground stands against it.
    Refuse,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AnswerWord {
    /// The NSC agrees.
    Agree,
    /// The NSC objects.
    Object,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DecisionWord {
    /// The invitation or visa is issued.
    Issue,
    /// It is refused.
    Refuse,
    /// The visa is annulled (R26 para 46).
    Annul,
    /// The stay is shortened: the visa is annulled, and an exit visa takes its place (R26 para 55).
    Shorten,
}

/// Any order, as the API takes it.
#[derive(Debug, Args)]
pub(crate) struct Tell {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Which order, such as extension.
    #[arg(value_parser = order_kind)]
    pub order: OrderKind,
    /// What it says, in JSON; nothing, if not given.
    #[arg(default_value = "null", value_parser = json)]
    pub content: Value,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// What the police found.
    pub outcome: VerificationWord,
    #[command(flatten)]
    pub refusal: GroundOptions,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct AnswerCommand {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// What the NSC answered.
    pub answer: AnswerWord,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Extend {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Why the NSC needs more time.
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// What was decided.
    pub decision: DecisionWord,
    #[command(flatten)]
    pub refusal: GroundOptions,
    /// Why the decision comes after its deadline.
    #[arg(long, value_name = "REASON")]
    pub late_reason: Option<String>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Withdraw {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Why.
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Reassign {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// The officer who has it from now on.
    #[arg(long, value_parser = officer)]
    pub to_officer: Option<OfficerId>,
    /// The office that has it from now on.
    #[arg(long, value_parser = office)]
    pub to_office: Option<OfficeCode>,
    /// Why.
    #[arg(long)]
    pub reason: Option<String>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    #[command(subcommand)]
    pub what: Corrected,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Corrected {
    /// The verification.
    Verification {
        /// What the police really found.
        outcome: VerificationWord,
        #[command(flatten)]
        refusal: GroundOptions,
        #[command(flatten)]
        correction: CorrectionOptions,
    },
    /// The answer.
    Answer {
        /// What the NSC really answered.
        answer: AnswerWord,
        #[command(flatten)]
        correction: CorrectionOptions,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CorrectionOptions {
    /// Why the entry was wrong.
    #[arg(long)]
    pub reason: String,
    /// When the fact was really received; as entered, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub fact_received_at: Option<Instant>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// The case's number.
    #[arg(value_parser = case_number, required_unless_present = "all", conflicts_with = "all")]
    pub case: Option<CaseNumber>,
    /// Every case that is stopped.
    #[arg(long)]
    pub all: bool,
    /// Of all, those that are stopped at this step, such as police.
    #[arg(long, requires = "all")]
    pub step: Option<String>,
    /// Of all, those that this code has stopped.
    #[arg(long, value_name = "CODE", value_parser = code, requires = "all")]
    pub code: Option<Code>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Resend {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// Which notice.
    pub notice: NoticeWord,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum NoticeWord {
    /// The application was accepted.
    AcceptanceReceipt,
    /// Papers were missing.
    AcceptanceRefusal,
    /// The term was extended.
    Extension,
    /// How the case was decided.
    Decision,
    /// Papers were asked for; the last request.
    PapersRequest,
    /// The application went on to the competent office.
    Forwarding,
    /// When and where fingerprints are taken; the last appointment.
    FingerprintAppointment,
}

impl From<NoticeWord> for NoticeKind {
    fn from(word: NoticeWord) -> Self {
        match word {
            NoticeWord::AcceptanceReceipt => Self::AcceptanceReceipt,
            NoticeWord::AcceptanceRefusal => Self::AcceptanceRefusal,
            NoticeWord::Extension => Self::Extension,
            NoticeWord::Decision => Self::Decision,
            NoticeWord::PapersRequest => Self::PapersRequest,
            NoticeWord::Forwarding => Self::Forwarding,
            NoticeWord::FingerprintAppointment => Self::FingerprintAppointment,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct RequestPapers {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// A paper, such as `contract`; with its form, such as `contract:original`. May be given several times.
    #[arg(long = "paper", required = true, value_name = "KIND[:FORM]", value_parser = requested_paper)]
    pub papers: Vec<RequestedPaper>,
    /// Why it is needed.
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub entered: Entered,
}
