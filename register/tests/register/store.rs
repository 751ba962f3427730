//! The two databases under the same tests.
//!
//! SQLite lies in a folder of the test's own. PostgreSQL is the one that `SHAQYRU_TEST_POSTGRES` names by URL (the user must be allowed to
//! make databases), else a server of the tests' own, if its programs are installed. If there is none, the test says so and is
//! skipped, unless `SHAQYRU_SKIP_IS_FAILURE` is set.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    str::FromStr,
    sync::OnceLock,
};

use shaqyru_register::{Format, Register};
use sqlx::{AnyPool, any::AnyConnectOptions};
use tempfile::TempDir;

/// Runs each risk on both databases.
macro_rules! on_both {
    ($($risk:ident),+ $(,)?) => {
        mod sqlite { $(#[test] fn $risk() { crate::store::on_sqlite(super::$risk); })+ }
        mod postgres { $(#[test] fn $risk() { crate::store::on_postgres(super::$risk); })+ }
    };
}
pub(crate) use on_both;

pub fn on_sqlite(risk: impl AsyncFnOnce(&Store)) {
    run(&Place::Folder, risk);
}

pub fn on_postgres(risk: impl AsyncFnOnce(&Store)) {
    if let Some(url) = server() {
        return run(&Place::Server(url), risk);
    }
    assert!(std::env::var_os("SHAQYRU_SKIP_IS_FAILURE").is_none(), "PostgreSQL is missing: install postgresql");
    eprintln!("SKIPPED: PostgreSQL is missing; install postgresql, or set SHAQYRU_TEST_POSTGRES, to have the register tried on it");
}

fn run(place: &Place, risk: impl AsyncFnOnce(&Store)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::new(place).await;
        risk(&store).await;
    });
}

/// Where registers are made.
#[derive(Debug, Clone)]
enum Place {
    /// SQLite: in a folder each.
    Folder,
    /// PostgreSQL: in a database each, of the server with this URL.
    Server(String),
}

/// A register that was just made, and what lies beneath it.
pub struct Store {
    place: Place,
    pub register: Register,
    /// By what it is opened.
    pub setting: String,
    folder: TempDir,
}

impl Store {
    async fn new(place: &Place) -> Self {
        let folder = TempDir::new().unwrap();
        let setting = match place {
            // What a path may hold and a URL may not.
            Place::Folder => folder.path().join("a register?#%.db").to_str().unwrap().to_owned(),
            Place::Server(url) => empty_database(url).await,
        };
        let register = Register::open(&setting).await.unwrap();
        Self { place: place.clone(), register, setting, folder }
    }

    /// Another register of the same kind, empty.
    pub async fn another(&self) -> Self {
        Self::new(&self.place).await
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.place, Place::Folder)
    }

    /// The database itself, past the register.
    async fn raw(&self) -> AnyPool {
        let url = match self.place {
            Place::Folder => format!("sqlite://{}", self.setting.replace('%', "%25").replace('?', "%3F").replace('#', "%23")),
            Place::Server(_) => self.setting.clone(),
        };
        AnyPool::connect(&url).await.unwrap()
    }

    /// A statement past the register.
    pub async fn run(&self, sql: &str) -> Result<u64, String> {
        let pool = self.raw().await;
        let done = sqlx::query(sql).execute(&pool).await.map(|done| done.rows_affected()).map_err(|error| error.to_string());
        pool.close().await;
        done
    }

    /// Takes the guards off a table, as somebody with all rights could.
    pub async fn disarm(&self, table: &str) {
        if self.is_sqlite() {
            for guard in ["keep", "stay"] {
                self.run(&format!("DROP TRIGGER IF EXISTS {table}_{guard}")).await.unwrap();
            }
        } else {
            self.run(&format!("ALTER TABLE {table} DISABLE TRIGGER USER")).await.unwrap();
        }
    }

    /// The same register out of a backup that the database's own means have made of it.
    pub async fn backed_up(&self) -> Self {
        let folder = TempDir::new().unwrap();
        let setting = match &self.place {
            Place::Folder => {
                let copy = folder.path().join("copy.db").to_str().unwrap().to_owned();
                self.run(&format!("VACUUM INTO '{copy}'")).await.unwrap();
                copy
            }
            Place::Server(url) => {
                let copy = empty_database(url).await;
                let dump = folder.path().join("dump.sql");
                let dump = dump.to_str().unwrap();
                command("pg_dump", &["--no-owner", "--file", dump, "--dbname", &self.setting]);
                command("psql", &["--quiet", "--set", "ON_ERROR_STOP=1", "--file", dump, "--dbname", &copy]);
                copy
            }
        };
        let register = Register::open(&setting).await.unwrap();
        Self { place: self.place.clone(), register, setting, folder }
    }

    /// All of it as text.
    pub async fn exported(&self, format: Format) -> (String, String) {
        let (mut cases, mut stages) = (Vec::new(), Vec::new());
        self.register.export_cases(format, &mut cases).await.unwrap();
        self.register.export_stages(format, &mut stages).await.unwrap();
        (String::from_utf8(cases).unwrap(), String::from_utf8(stages).unwrap())
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Store {
    /// A server that is not ours keeps no databases of ours.
    fn drop(&mut self) {
        let Place::Server(url) = &self.place else { return };
        let (url, name) =
            (url.clone(), AnyConnectOptions::from_str(&self.setting).unwrap().database_url.path().trim_matches('/').to_owned());
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let pool = AnyPool::connect(&url).await.map_err(std::io::Error::other)?;
                sqlx::query(&format!("DROP DATABASE {name} WITH (FORCE)")).execute(&pool).await.map_err(std::io::Error::other)
            })
        });
        if !matches!(dropping.join(), Ok(Ok(_))) {
            eprintln!("the database of a test could not be dropped: {}", self.setting);
        }
    }
}

async fn empty_database(server: &str) -> String {
    let name = format!("register_{}", uuid::Uuid::new_v4().simple());
    sqlx::any::install_default_drivers();
    let pool = AnyPool::connect(server).await.unwrap();
    sqlx::query(&format!("CREATE DATABASE {name}")).execute(&pool).await.unwrap();
    pool.close().await;
    let mut options = AnyConnectOptions::from_str(server).unwrap();
    options.database_url.set_path(&name);
    options.database_url.to_string()
}

fn command(program: &str, arguments: &[&str]) {
    let path = programs().map(|folder| folder.join(program)).filter(|path| path.exists()).unwrap_or_else(|| program.into());
    let output = Command::new(path).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Where the distribution puts the newest server's programs.
fn programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path());
    let newest = installed.filter(|path| path.join("bin/initdb").exists()).max_by_key(version)?;
    Some(newest.join("bin"))
}

/// A server that ends with this process: the script waits for the end of its input, which comes with our end, however we end. Its socket
/// lies in its own folder, so no port can be taken. Its databases sort by a language, as they may in production.
const SERVER: &str = r#"
set -eu
bin=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
init() { "$bin/initdb" -D "$dir/data" -A trust -U register -E UTF8 "$@" >>"$dir/log" 2>&1; }
init --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US || { rm -rf "$dir/data"; init --locale=C; }
"$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "-c listen_addresses= -c unix_socket_directories=$dir -c fsync=off" start >/dev/null
echo "$dir"
read -r _ || true
"$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null
"#;

/// The URL of the server's own database; none if there is no server.
fn server() -> Option<String> {
    static OWN: OnceLock<Option<(String, Child)>> = OnceLock::new();
    if let Ok(url) = std::env::var("SHAQYRU_TEST_POSTGRES") {
        return Some(url);
    }
    OWN.get_or_init(start).as_ref().map(|(url, _)| url.clone())
}

fn start() -> Option<(String, Child)> {
    let programs = programs()?;
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    // The server refuses to run as root; its package brings a user for it.
    let mut command = Command::new(if is_root { "runuser" } else { "sh" });
    if is_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.args(["-c", SERVER, "sh"]).arg(programs).current_dir("/");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let mut folder = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut folder).unwrap();
    let folder = folder.trim();
    assert!(!folder.is_empty(), "PostgreSQL is installed and does not start");
    Some((format!("postgres://register@localhost/postgres?host={folder}"), child))
}
