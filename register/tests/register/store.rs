//! The two databases under the same tests.
//!
//! SQLite lies in a folder of the test's own. PostgreSQL is the one that `SHAQYRU_TEST_POSTGRES` names by URL (the user must be allowed to
//! make databases), else a server of the tests' own.

use std::path::Path;

use shaqyru_register::{Format, Register};
use shaqyru_testdb as testdb;
use sqlx::AnyPool;
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
    if let Some(url) = std::env::var("SHAQYRU_TEST_POSTGRES").ok().or_else(testdb::server) {
        run(&Place::Server(url), risk);
    }
}

fn run(place: &Place, risk: impl AsyncFnOnce(&Store)) {
    let runtime = runtime();
    runtime.block_on(async {
        let store = Store::new(place).await;
        risk(&store).await;
    });
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
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
            Place::Server(url) => testdb::empty_database(url),
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

    /// A statement to the server itself, by another of its databases; none for SQLite, which is no server.
    pub async fn administer(&self, sql: &str) {
        if let Place::Server(url) = &self.place {
            let pool = AnyPool::connect(url).await.unwrap();
            sqlx::query(sql).execute(&pool).await.unwrap();
            pool.close().await;
        }
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
                let copy = testdb::empty_database(url);
                let dump = folder.path().join("dump.sql");
                let dump = dump.to_str().unwrap();
                testdb::command("pg_dump", &["--no-owner", "--file", dump, "--dbname", &self.setting]);
                testdb::command("psql", &["--quiet", "--set", "ON_ERROR_STOP=1", "--file", dump, "--dbname", &copy]);
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
        if let Place::Server(url) = &self.place {
            testdb::drop_database(url, &self.setting);
        }
    }
}
