//! Counting deadlines, of cases and of what may become one.

use chrono::NaiveDate;
use clap::Args;
use shaqyru_domain::{
    application::Category,
    case::number::CaseNumber,
    text::OfficeCode,
    time::{instant::Instant, term::CountFrom},
};

use super::{
    asking::ActionWord,
    values::{case_number, category, count_from, instant, office},
};

#[derive(Debug, Args)]
pub(crate) struct Deadline {
    /// An instant (without an offset: Asia/Almaty), or `-` to read `from,term,count_from` lines.
    pub from: String,
    /// `3wd` (working days) or `30cd` (calendar days).
    pub term: Option<String>,
    /// From which day it is counted.
    #[arg(long, default_value = "receipt", value_parser = count_from)]
    pub count_from: CountFrom,
    /// By the calendar revision in force on this date; the newest, if not given.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("about").required(true).args(["case", "filed_at"]))]
pub(crate) struct WhatIf {
    /// The number of a case.
    #[arg(value_parser = case_number)]
    pub case: Option<CaseNumber>,
    /// A draft instead: when it would be filed.
    #[arg(long, value_name = "INSTANT", value_parser = instant, requires = "office")]
    pub filed_at: Option<Instant>,
    /// At which office.
    #[arg(long, value_name = "CODE", value_parser = office, requires = "filed_at")]
    pub office: Option<OfficeCode>,
    /// At the counter, not through the portal.
    #[arg(long, requires = "filed_at")]
    pub paper: bool,
    /// A request for a visa, not an application for an invitation: to issue one, to extend or to restore it.
    #[arg(long, value_name = "ACTION", value_enum, requires_all = ["filed_at", "category"])]
    pub visa: Option<ActionWord>,
    /// The category of that visa.
    #[arg(long, value_name = "CODE", value_parser = category, requires = "visa")]
    pub category: Option<Category>,
    /// When the police verify an invitation, if they have not; the last instant in time, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub verified_at: Option<Instant>,
    /// When the NSC answers or asks; the last instant in time, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub nsc_at: Option<Instant>,
}
