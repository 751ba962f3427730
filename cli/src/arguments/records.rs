//! Keeping the register and the engine's histories.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use shaqyru_domain::{case::number::CaseNumber, text::OfficerId};

use super::{
    RulebookFolder,
    processes::{RegisterSetting, StatementSecret},
    values::{case_number, officer},
};

#[derive(Debug, Args)]
pub(crate) struct Register {
    #[command(flatten)]
    pub setting: RegisterSetting,
    #[command(subcommand)]
    pub command: RegisterCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RegisterCommand {
    /// Walk through the chains of all cases and the numbers of all stickers; exit status 1 if a chain is broken, or a number wrong, double or
    /// skipped.
    Verify,
    /// Write all cases or all stages.
    Export {
        /// What.
        what: Exported,
        /// As what; CSV opens in a spreadsheet.
        #[arg(long, default_value = "csv")]
        format: ExportFormat,
        /// Into this file; to standard output, if not given.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Record what the engine still holds of cases and the register lacks; a worker must run.
    Repair {
        /// Only tell what would be recorded.
        #[arg(long)]
        dry_run: bool,
    },
    /// Take what the engine knows of a case in place of what is on record, where the two contradict each other: a person decides so. What was
    /// on record is kept, with who, when and why. A worker must run.
    Adopt {
        /// The case's number.
        #[arg(value_parser = case_number)]
        case: CaseNumber,
        /// Who has decided so.
        #[arg(long, value_name = "ID", value_parser = officer)]
        officer: OfficerId,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Copy an SQLite register into a new file, while others write. PostgreSQL is backed up by pg_dump.
    Backup {
        /// The new file.
        file: PathBuf,
    },
    /// Take closed cases off the record that were kept long enough. Without --yes it only tells which.
    Purge {
        /// So many years a closed case stays on record; the rulebook has the least.
        #[arg(long, env = "SHAQYRU_RETENTION_YEARS", value_name = "N")]
        keep_years: u32,
        /// Do it: what is gone is gone.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        rulebook: RulebookFolder,
    },
    /// Tell the monitoring system of the stages that wait now, those too that it refused.
    Deliver,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Exported {
    /// A line for each case.
    Cases,
    /// A line for each stage, with its hash.
    Stages,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Comma-separated values.
    Csv,
    /// A JSON document on each line.
    Jsonl,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["case", "all"]))]
pub(crate) struct RepairHistory {
    #[command(flatten)]
    pub register: RegisterSetting,
    #[command(flatten)]
    pub statement_secret: StatementSecret,
    /// The case's number.
    #[arg(value_parser = case_number)]
    pub case: Option<CaseNumber>,
    /// Every open case whose steps keep failing.
    #[arg(long)]
    pub all: bool,
    /// Only tell what is wrong, and what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// Who does it: that is on record.
    #[arg(long, value_name = "ID", value_parser = officer, default_value = "operator")]
    pub by: OfficerId,
}
