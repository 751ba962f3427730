//! What is said to the case of a visa alone, and the stickers of offices.

use clap::{Args, Subcommand, ValueEnum};
use shaqyru_domain::{
    case::{hearing::HearingOutcome, number::CaseNumber},
    text::OfficeCode,
    time::instant::Instant,
};

use super::{
    RulebookFolder,
    orders::{Entered, GroundOptions},
    processes::RegisterSetting,
    values::{case_number, instant, office},
};

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("known").required(true).args(["taken", "exempt"]))]
pub(crate) struct RecordFingerprints {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// They were taken.
    #[arg(long)]
    pub taken: bool,
    /// Why none are taken of this person: children, officials, delegations, state_bodies or unable (order 16650), or in words.
    #[arg(long, value_name = "REASON")]
    pub exempt: Option<String>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct IntendRefusal {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    #[command(flatten)]
    pub refusal: GroundOptions,
    /// When the applicant is heard.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub hearing_at: Instant,
    /// Where; at the office, if not given.
    #[arg(long)]
    pub place: Option<String>,
    /// In which manner; in person, if not given.
    #[arg(long)]
    pub manner: Option<String>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum HearingWord {
    /// The applicant was heard.
    Held,
    /// The applicant did not come.
    Absent,
    /// The applicant does without.
    Waived,
}

impl From<HearingWord> for HearingOutcome {
    fn from(word: HearingWord) -> Self {
        match word {
            HearingWord::Held => Self::Held,
            HearingWord::Absent => Self::Absent,
            HearingWord::Waived => Self::Waived,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct RecordHearing {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// How it ended.
    pub outcome: HearingWord,
    /// What the applicant objects.
    #[arg(long)]
    pub objections: Option<String>,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Spoil {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    /// How it was spoiled.
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct EnterInBerkut {
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: CaseNumber,
    #[command(flatten)]
    pub entered: Entered,
}

#[derive(Debug, Args)]
pub(crate) struct Stickers {
    #[command(flatten)]
    pub setting: RegisterSetting,
    #[command(subcommand)]
    pub command: StickersCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StickersCommand {
    /// Give an office the stickers of a series from the first number to the last. Cases that wait for one go on by `shaqyru resume`.
    Add {
        /// The office, such as ALA-DP.
        #[arg(value_parser = office)]
        office: OfficeCode,
        /// The letters before the number, such as KZ.
        #[arg(value_parser = series)]
        series: String,
        /// The first number, without leading zeros or with them.
        #[arg(value_parser = clap::value_parser!(u32).range(1..=MOST))]
        first: u32,
        /// The last number.
        #[arg(value_parser = clap::value_parser!(u32).range(1..=MOST))]
        last: u32,
        #[command(flatten)]
        rulebook: RulebookFolder,
    },
    /// List the ranges of offices, and how many stickers of each are left.
    List,
}

/// A sticker's number has seven digits.
const MOST: i64 = 9_999_999;
/// A series has so many letters at most.
const LONGEST_SERIES: usize = 4;

fn series(text: &str) -> Result<String, String> {
    let fits = (1..=LONGEST_SERIES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase());
    if fits { Ok(text.to_owned()) } else { Err(format!("a series has 1 to {LONGEST_SERIES} capitals, such as KZ")) }
}
