//! Opening a register: where it lies, how it is set up, and which schema it has.

use std::{
    cmp::Ordering,
    io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Once,
    time::Duration,
};

use futures::future::BoxFuture;
use sqlx::{
    Any, AnyPool, Executor,
    any::{AnyArguments, AnyConnectOptions, AnyPoolOptions},
    error::BoxDynError,
    migrate::{MigrateError, Migration, MigrationSource, MigrationType, Migrator},
    query::Query,
};

use crate::{column, error::RegisterError, transaction::Transaction};

/// Connections of one process for reading, and in PostgreSQL for writing too.
const CONNECTIONS: u32 = 8;
/// How long to wait for a free connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a step of the schema is tried that another process may be taking.
const MIGRATION_TRIES: u32 = 20;
const MIGRATION_PAUSE: Duration = Duration::from_millis(100);

/// A connection to SQLite. `synchronous = FULL`: a stage that was reported as recorded is on the disk even if the power fails the
/// next moment; NORMAL would lose the last commits of a write-ahead log. `recursive_triggers`: without it `INSERT OR REPLACE`
/// deletes rows and fires no trigger.
const SQLITE_CONNECTION: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                                 PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON";

const SQLITE: Schema = Schema(&[
    (1, "register", include_str!("../migrations/sqlite/0001_register.sql")),
    (2, "refusals", include_str!("../migrations/sqlite/0002_refusals.sql")),
    (3, "people", include_str!("../migrations/sqlite/0003_people.sql")),
    (4, "console", include_str!("../migrations/sqlite/0004_console.sql")),
    (5, "supervision", include_str!("../migrations/sqlite/0005_supervision.sql")),
    (6, "changes", include_str!("../migrations/sqlite/0006_changes.sql")),
    (7, "heartbeat", include_str!("../migrations/sqlite/0007_heartbeat.sql")),
    (8, "reservations", include_str!("../migrations/sqlite/0008_reservations.sql")),
    (9, "adoptions", include_str!("../migrations/sqlite/0009_adoptions.sql")),
    (10, "identity", include_str!("../migrations/sqlite/0010_identity.sql")),
    (11, "passports", include_str!("../migrations/sqlite/0011_passports.sql")),
    (12, "awaited", include_str!("../migrations/sqlite/0012_awaited.sql")),
    (13, "visas", include_str!("../migrations/sqlite/0013_visas.sql")),
    (14, "family", include_str!("../migrations/sqlite/0014_family.sql")),
    (15, "relations", include_str!("../migrations/sqlite/0015_relations.sql")),
    (16, "waits", include_str!("../migrations/sqlite/0016_waits.sql")),
    (17, "visa_ends", include_str!("../migrations/sqlite/0017_visa_ends.sql")),
    (18, "seen", include_str!("../migrations/sqlite/0018_seen.sql")),
    (19, "drafts", include_str!("../migrations/sqlite/0019_drafts.sql")),
    (20, "board", include_str!("../migrations/sqlite/0020_board.sql")),
    (21, "looks", include_str!("../migrations/sqlite/0021_looks.sql")),
    (22, "letters", include_str!("../migrations/sqlite/0022_letters.sql")),
    (23, "antedated", include_str!("../migrations/sqlite/0023_antedated.sql")),
]);
const POSTGRES: Schema = Schema(&[
    (1, "register", include_str!("../migrations/postgres/0001_register.sql")),
    (2, "refusals", include_str!("../migrations/postgres/0002_refusals.sql")),
    (3, "people", include_str!("../migrations/postgres/0003_people.sql")),
    (4, "console", include_str!("../migrations/postgres/0004_console.sql")),
    (5, "supervision", include_str!("../migrations/postgres/0005_supervision.sql")),
    (6, "changes", include_str!("../migrations/postgres/0006_changes.sql")),
    (7, "heartbeat", include_str!("../migrations/postgres/0007_heartbeat.sql")),
    (8, "reservations", include_str!("../migrations/postgres/0008_reservations.sql")),
    (9, "adoptions", include_str!("../migrations/postgres/0009_adoptions.sql")),
    (10, "identity", include_str!("../migrations/postgres/0010_identity.sql")),
    (11, "passports", include_str!("../migrations/postgres/0011_passports.sql")),
    (12, "awaited", include_str!("../migrations/postgres/0012_awaited.sql")),
    (13, "visas", include_str!("../migrations/postgres/0013_visas.sql")),
    (14, "family", include_str!("../migrations/postgres/0014_family.sql")),
    (15, "relations", include_str!("../migrations/postgres/0015_relations.sql")),
    (16, "waits", include_str!("../migrations/postgres/0016_waits.sql")),
    (17, "visa_ends", include_str!("../migrations/postgres/0017_visa_ends.sql")),
    (18, "seen", include_str!("../migrations/postgres/0018_seen.sql")),
    (19, "drafts", include_str!("../migrations/postgres/0019_drafts.sql")),
    (20, "board", include_str!("../migrations/postgres/0020_board.sql")),
    (21, "looks", include_str!("../migrations/postgres/0021_looks.sql")),
    (22, "letters", include_str!("../migrations/postgres/0022_letters.sql")),
    (23, "antedated", include_str!("../migrations/postgres/0023_antedated.sql")),
]);

/// The register.
#[derive(Debug, Clone)]
pub struct Register {
    pub(crate) pool: AnyPool,
    /// SQLite has one writer at a time. One connection for it means that a process's writers queue up here and not at the file's lock, and that
    /// its pages stay in memory: what another connection has written would have to be read again.
    pub(crate) writer: AnyPool,
    pub(crate) database: Database,
}

/// The drivers of databases are known to the process once.
static DRIVERS: Once = Once::new();

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    const fn schema(self) -> Schema {
        match self {
            Self::Sqlite => SQLITE,
            Self::Postgres => POSTGRES,
        }
    }
}

/// Where a register lies that is there.
enum Place {
    Server,
    File(PathBuf),
}

impl Register {
    /// Opens the register that a setting names: `postgres://…`, or the path of an SQLite file, which is made if it is missing.
    /// Brings its schema up to date.
    pub async fn open(setting: &str) -> Result<Self, RegisterError> {
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        if is_server(setting) {
            let pool = postgres(setting).await?;
            return Self::set_up(pool.clone(), pool, Database::Postgres).await;
        }
        let path = absolute(setting)?;
        make_private(&path).map_err(|error| cannot_open(&path, &error))?;
        Self::sqlite(&path).await
    }

    /// Opens the register that a setting names, if there is one, and brings its schema up to date. Who keeps what is on record makes no
    /// register: a slip in its name would give an empty one, of which all that is asked is true.
    ///
    /// # Errors
    /// [`RegisterError::Missing`]; as [`open`](Self::open).
    pub async fn open_existing(setting: &str) -> Result<Self, RegisterError> {
        match existing(setting)? {
            Place::Server => {
                let pool = existing_postgres(setting).await?;
                Self::set_up(pool.clone(), pool, Database::Postgres).await
            }
            Place::File(path) => Self::sqlite(&path).await,
        }
    }

    /// Opens the register that a setting names, if there is one, to look at: its schema stays as it is, and a file is not written to.
    ///
    /// # Errors
    /// [`RegisterError::Missing`]; [`RegisterError::Older`], [`RegisterError::Newer`]; as [`open`](Self::open).
    pub async fn look(setting: &str) -> Result<Self, RegisterError> {
        let (pool, database) = match existing(setting)? {
            Place::Server => (existing_postgres(setting).await?, Database::Postgres),
            Place::File(path) => {
                let options = AnyConnectOptions::from_str(&format!("{}?mode=ro", sqlite_url(&path)))?;
                let pool = AnyPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE).connect_with(options).await?;
                (pool, Database::Sqlite)
            }
        };
        let register = Self { pool: pool.clone(), writer: pool, database };
        match register.require_schema().await {
            Ok(()) => Ok(register),
            Err(error) => {
                register.close().await;
                Err(error)
            }
        }
    }

    async fn require_schema(&self) -> Result<(), RegisterError> {
        let row = sqlx::query("SELECT MAX(version) AS version FROM _sqlx_migrations").fetch_one(&self.pool).await?;
        let theirs: i64 = column::optional_number(&row, "version")?.unwrap_or_default();
        match theirs.cmp(&self.database.schema().newest()) {
            Ordering::Less => Err(RegisterError::Older),
            Ordering::Equal => Ok(()),
            Ordering::Greater => Err(RegisterError::Newer),
        }
    }

    async fn sqlite(path: &Path) -> Result<Self, RegisterError> {
        let options = AnyConnectOptions::from_str(&sqlite_url(path))?;
        // A file does not go away as a server does: no connection is tried before it is used.
        let set_up = AnyPoolOptions::new()
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .after_connect(|connection, _| Box::pin(async move { connection.execute(SQLITE_CONNECTION).await.map(drop) }));
        let pool = set_up.clone().max_connections(CONNECTIONS).connect_with(options.clone()).await?;
        let writer = set_up.max_connections(1).connect_with(options).await?;
        Self::set_up(pool, writer, Database::Sqlite).await
    }

    async fn set_up(pool: AnyPool, writer: AnyPool, database: Database) -> Result<Self, RegisterError> {
        bring_up_to_date(&writer, database.schema()).await?;
        let register = Self { pool, writer, database };
        register.compare_passports_anew().await?;
        Ok(register)
    }

    /// A transaction of which all statements see the register as it is now.
    pub(crate) async fn reading(&self) -> Result<Transaction, RegisterError> {
        let begin = match self.database {
            Database::Sqlite => "BEGIN",
            Database::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Transaction::begin(&self.pool, begin).await
    }

    /// A transaction that changes the register.
    pub(crate) async fn writing(&self) -> Result<Transaction, RegisterError> {
        let begin = match self.database {
            Database::Sqlite => "BEGIN IMMEDIATE",
            Database::Postgres => "BEGIN",
        };
        Transaction::begin(&self.writer, begin).await
    }

    /// Changes the register by one statement; how many rows it has changed. Where it failed, another connection is made for the next one: after
    /// a failover the old one may lead to a server that only reads.
    pub(crate) async fn change<'q>(&self, query: Query<'q, Any, AnyArguments<'q>>) -> Result<u64, RegisterError> {
        let mut connection = self.writer.acquire().await?;
        let changed = query.execute(&mut *connection).await;
        if changed.is_err() {
            connection.close_on_drop();
        }
        Ok(changed?.rows_affected())
    }

    /// Whether a column holds anything but capitals and digits, as an expression.
    pub(crate) fn beyond_ascii(&self, column: &str) -> String {
        match self.database {
            Database::Sqlite => format!("{column} GLOB '*[^0-9A-Z]*'"),
            Database::Postgres => format!("{column} ~ '[^0-9A-Z]'"),
        }
    }

    /// Writes, and reads it back by another connection: only then a register is up. One that can merely be read keeps no case.
    ///
    /// # Errors
    /// [`RegisterError::Unreachable`], [`RegisterError::Forgetful`].
    pub async fn prove(&self) -> Result<(), RegisterError> {
        let mut writing = self.writing().await?;
        let row = sqlx::query("UPDATE heartbeat SET beats = beats + 1 RETURNING beats").fetch_one(&mut *writing).await?;
        writing.commit().await?;
        let written: i64 = column::number(&row, "beats")?;
        let row = sqlx::query("SELECT beats FROM heartbeat").fetch_one(&self.pool).await?;
        let read: i64 = column::number(&row, "beats")?;
        if read < written { Err(RegisterError::Forgetful) } else { Ok(()) }
    }

    /// Copies an SQLite register, as it is at one instant, into a new file, while others write.
    ///
    /// # Errors
    /// [`RegisterError::Setting`] if it lies in PostgreSQL, which has its own means, or the file cannot be made or is there already.
    pub async fn back_up(&self, file: &Path) -> Result<(), RegisterError> {
        if self.database == Database::Postgres {
            return Err(RegisterError::Setting("PostgreSQL is backed up by pg_dump".to_owned()));
        }
        let cannot = |error: io::Error| RegisterError::Setting(format!("{}: {error}", file.display()));
        let Some(name) = file.to_str() else { return Err(cannot(io::ErrorKind::InvalidFilename.into())) };
        create_private(file).map_err(cannot)?;
        // SQLite fills an empty file, and leaves it to others to see that it is on the disk.
        let copied = sqlx::query("VACUUM INTO $1").bind(name.to_owned()).execute(&self.pool).await;
        if let Err(error) = copied {
            let _ = std::fs::remove_file(file);
            return Err(error.into());
        }
        std::fs::File::open(file).and_then(|copy| copy.sync_all()).map_err(cannot)
    }

    /// Closes all connections.
    pub async fn close(self) {
        self.writer.close().await;
        self.pool.close().await;
    }
}

fn is_server(setting: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| setting.starts_with(scheme))
}

/// Where the register lies that a setting names; whether a server holds one, only it can say.
fn existing(setting: &str) -> Result<Place, RegisterError> {
    DRIVERS.call_once(sqlx::any::install_default_drivers);
    if is_server(setting) {
        return Ok(Place::Server);
    }
    let path = absolute(setting)?;
    match std::fs::metadata(&path) {
        // A file that has just been made, and a folder, are none.
        Ok(metadata) if metadata.is_file() && metadata.len() > 0 => Ok(Place::File(path)),
        Ok(_) => Err(RegisterError::Missing(format!("{} is empty, or no file", path.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(RegisterError::Missing(format!("there is no file {}", path.display())))
        }
        Err(error) => Err(cannot_open(&path, &error)),
    }
}

async fn existing_postgres(url: &str) -> Result<AnyPool, RegisterError> {
    let pool = postgres(url).await?;
    // Where the schema's steps are noted.
    let row = sqlx::query("SELECT count(to_regclass('_sqlx_migrations')) AS tables").fetch_one(&pool).await?;
    if column::number::<i64>(&row, "tables")? == 0 {
        pool.close().await;
        return Err(RegisterError::Missing("the PostgreSQL database holds none".to_owned()));
    }
    Ok(pool)
}

async fn postgres(url: &str) -> Result<AnyPool, RegisterError> {
    // The URL holds a password: it is not repeated.
    let options =
        AnyConnectOptions::from_str(url).map_err(|_| RegisterError::Setting("this is no URL of a PostgreSQL database".to_owned()))?;
    Ok(AnyPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE).connect_with(options).await?)
}

fn absolute(setting: &str) -> Result<PathBuf, RegisterError> {
    let path = Path::new(setting);
    std::path::absolute(path).map_err(|error| cannot_open(path, &error))
}

fn cannot_open(path: &Path, error: &io::Error) -> RegisterError {
    RegisterError::Setting(format!("{}: {error}", path.display()))
}

/// Several workers may open a new register at once, and SQLite knows no lock for that: whoever comes second fails at a step that the
/// first has just taken, and finds it taken when it looks again.
async fn bring_up_to_date(pool: &AnyPool, schema: Schema) -> Result<(), RegisterError> {
    let migrator = Migrator::new(schema).await?;
    for _ in 1..MIGRATION_TRIES {
        match migrate(pool, &migrator).await {
            Err(MigrateError::Execute(_) | MigrateError::ExecuteMigration(..)) => tokio::time::sleep(MIGRATION_PAUSE).await,
            done => return Ok(done?),
        }
    }
    Ok(migrate(pool, &migrator).await?)
}

/// On a connection that nobody uses again if it failed.
async fn migrate(pool: &AnyPool, migrator: &Migrator) -> Result<(), MigrateError> {
    let mut connection = pool.acquire().await?;
    let migrated = migrator.run_direct(&mut *connection).await;
    if migrated.is_err() {
        connection.close_on_drop();
    }
    migrated
}

/// The schema with its steps, oldest first. A step that was ever released is never changed.
#[derive(Debug, Clone, Copy)]
struct Schema(&'static [(i64, &'static str, &'static str)]);

impl Schema {
    /// The number of its last step.
    fn newest(self) -> i64 {
        self.0.last().map_or(0, |(version, ..)| *version)
    }
}

impl MigrationSource<'static> for Schema {
    fn resolve(self) -> BoxFuture<'static, Result<Vec<Migration>, BoxDynError>> {
        let step = |(version, name, sql): &(i64, &'static str, &'static str)| {
            Migration::new(*version, (*name).into(), MigrationType::Simple, (*sql).into(), false)
        };
        Box::pin(async move { Ok(self.0.iter().map(step).collect()) })
    }
}

/// Makes the file, if it is missing, so that nobody else can read it; SQLite gives its companions the same mode.
fn make_private(path: &Path) -> io::Result<()> {
    match create_private(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

fn create_private(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// A path may hold what means something else in a URL.
fn sqlite_url(path: &Path) -> String {
    let mut url = "sqlite://".to_owned();
    for byte in PathBuf::from(path).into_os_string().into_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push('%');
            url.push_str(&data_encoding::HEXUPPER.encode(&[byte]));
        }
    }
    url
}
