//! Filing an application, or judging and playing one that is not filed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use shaqyru_domain::time::instant::Instant;

use super::values::{id, instant};
use crate::examples::Example;

#[derive(Debug, Args)]
pub(crate) struct Submit {
    /// File it though a case for the same passport, category and office is open.
    #[arg(long)]
    pub anyway: bool,
    /// Applications (annex 4), requests for visas (annex 9, `"service": "visa"`) and complaints about cases (para 59, `"service": "complaint"`) in
    /// JSON; `-` reads one from standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The same id files the same cases once, however often it is sent. With several files, each file's
    /// place is added to it.
    #[arg(long, value_name = "ID", value_parser = id)]
    pub request_id: Option<String>,
    /// When it was filed; now, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub filed_at: Option<Instant>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The application (annex 4), or the request for a visa (`"service": "visa"`), in JSON; `-` reads it from standard input.
    #[arg(value_name = "FILE")]
    pub application: PathBuf,
    /// The day of filing; today, if not given.
    #[arg(long, value_name = "DATE")]
    pub on: Option<NaiveDate>,
    /// What the state registers answered about an application (docs/reference/contracts/registers.yaml); without it, what only they know is not judged.
    #[arg(long, value_name = "FILE")]
    pub records: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ExampleOptions {
    /// Which.
    pub name: Example,
    /// The day on which it is to be filed; today, if not given.
    #[arg(long, value_name = "DATE")]
    pub on: Option<NaiveDate>,
}

#[cfg(feature = "stand-ins")]
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The scenario.
    pub scenario: PathBuf,
}
