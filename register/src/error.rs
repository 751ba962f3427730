//! Why the register says no.

use shaqyru_domain::{
    case::number::CaseNumber,
    problem::{Code, Problem},
};
use sqlx::migrate::MigrateError;

/// Why the register says no. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The setting names no register that could be opened.
    #[error("the register cannot be opened: {0}")]
    Setting(String),
    /// The setting names no register that is there.
    #[error("there is no register: {0}; worker and console make it, --register or SHAQYRU_REGISTER names another")]
    Missing(String),
    /// The database cannot be reached, cannot write at the moment, or is busy for too long. Trying again helps.
    #[error("the register cannot be reached: {0}")]
    Unreachable(#[source] sqlx::Error),
    /// What was written was not found when it was read back.
    #[error("the register does not keep what is written")]
    Forgetful,
    /// The database refuses what is to be written.
    #[error("the register refuses: {0}")]
    Refused(#[source] sqlx::Error),
    /// The schema is not the one that this program knows.
    #[error("the register's schema: {0}")]
    Schema(#[source] MigrateError),
    /// The schema is that of an earlier release.
    #[error(
        "the register's schema is older than this program's: worker and console bring it up to date when they start; to look at it as it is, \
         use the release that has written it"
    )]
    Older,
    /// The schema is that of a later release.
    #[error("the register's schema is newer than this program's: use the release that has written it")]
    Newer,
    /// What stands in a column cannot be read.
    #[error("the register holds in `{column}` what this program cannot read")]
    Unreadable {
        /// Which column.
        column: &'static str,
    },
    /// What is to be recorded does not fit what is on record. Nothing was changed.
    #[error("{case}: {conflict}")]
    Conflict {
        /// Which case, or which message.
        case: String,
        /// What does not fit.
        conflict: Conflict,
    },
    /// Closed cases would be kept for less time than the law wants.
    #[error("cases must be kept for {legal_minimum} months at least, not for {kept}")]
    Retention {
        /// How many months they would be kept.
        kept: u32,
        /// How many months they must be kept.
        legal_minimum: u32,
    },
    /// An export cannot be written.
    #[error("the export cannot be written: {0}")]
    Write(#[source] std::io::Error),
}

/// What does not fit what is on record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The stages are not numbered from 1 on without a gap.
    #[error("the stage at place {place} is not `…/stage/{place}` of this case")]
    Gap {
        /// The first place that is wrong.
        place: usize,
    },
    /// The number is known for another application.
    #[error("another application is on record under this number")]
    Filing,
    /// A stage is known with another content.
    #[error("stage {place} is on record with another content")]
    Stage {
        /// Its place, from 1.
        place: usize,
    },
    /// An escalation is known with another content.
    #[error("escalation {place} is on record with another content")]
    Escalation {
        /// Its place, from 1.
        place: usize,
    },
    /// The case ended otherwise.
    #[error("another decision is on record")]
    Decision,
    /// A later snapshot knows less than an earlier one.
    #[error("something that is on record is missing in a later snapshot")]
    Shrunk,
    /// The same revision, and another content.
    #[error("revision {revision} is on record with another content")]
    Revision {
        /// Which revision.
        revision: u32,
    },
    /// There is nothing on record to be put right.
    #[error("the case is not on record")]
    Unknown,
    /// The chain on record does not hold.
    #[error("the chain on record does not hold; look at it with `register verify` and at a backup first")]
    Broken,
    /// The same message id, and another content.
    #[error("the message is on record with another content")]
    Message,
}

impl RegisterError {
    /// Whether trying again helps, now or when the database has been mended.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Forgetful)
    }

    pub(crate) fn conflict(case: &CaseNumber, conflict: Conflict) -> Self {
        Self::Conflict { case: case.to_string(), conflict }
    }
}

impl From<sqlx::Error> for RegisterError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(refusal) if is_for_good(refusal.as_ref()) => Self::Refused(error),
            _ => Self::Unreachable(error),
        }
    }
}

/// Whether the database refuses what is written, or does not understand it: it will do so again. All else that a database says is about
/// itself, and passes when it does or when somebody mends it: a failover that leaves it read-only for a while, a role that may not log
/// in or write, a full disk, a lost race, a server that is coming up. No case is to be stopped by that.
fn is_for_good(refusal: &dyn sqlx::error::DatabaseError) -> bool {
    /// Data, integrity, statements, limits of what fits, and what our own guards raise (SQLSTATE).
    const CLASSES: [&str; 5] = ["22", "23", "42", "54", "P0"];
    /// But for: may not do that; no such table, as while a backup is being restored.
    const PASS: [&str; 2] = ["42501", "42P01"];
    /// A wrong statement, too big, constraint (our guards too), mismatch, misuse, out of range (SQLite; the low byte of its codes).
    const SQLITE: [u32; 6] = [1, 18, 19, 20, 21, 25];
    let Some(code) = refusal.code() else { return false };
    if code.len() == 5 {
        return CLASSES.iter().any(|class| code.starts_with(class)) && !PASS.contains(&code.as_ref());
    }
    code.parse::<u32>().is_ok_and(|code| SQLITE.contains(&(code & 0xff)))
}

impl From<MigrateError> for RegisterError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => Self::Schema(other),
        }
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl RegisterError {
    /// The code under which people see it.
    pub const fn code(&self) -> Code {
        match self {
            Self::Setting(_) | Self::Missing(_) => Code::Configuration,
            Self::Unreachable(_) | Self::Forgetful => Code::RegisterUnreachable,
            Self::Refused(_) | Self::Schema(_) | Self::Older | Self::Newer | Self::Unreadable { .. } => Code::Register,
            Self::Conflict { .. } => Code::RegisterConflict,
            Self::Retention { .. } => Code::Retention,
            Self::Write(_) => Code::File,
        }
    }
}
