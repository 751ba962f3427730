//! A PostgreSQL server of the tests' own, and empty databases on it.
//!
//! Tests run on it beside SQLite. If its programs are not installed, the test says so and is skipped, unless
//! `SHAQYRU_SKIP_IS_FAILURE` is set.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "for tests only; a skipped test is to be heard of")]

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// A server that ends with this process: the script waits for the end of its input, which comes with our end, however we end. Its socket
/// lies in its own folder, so no port can be taken. Its databases sort by a language, as they may in production.
const SERVER: &str = r#"
set -eu
bin=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
init() { "$bin/initdb" -D "$dir/data" -A trust -U register -E UTF8 "$@" >>"$dir/log" 2>&1; }
init --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US || { rm -rf "$dir/data"; init --locale=C; }
"$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "-c listen_addresses= -c unix_socket_directories=$dir -c fsync=off -c max_connections=500" start >/dev/null
echo "$dir"
read -r _ || true
"$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null
"#;

/// The URL of the server's own database; none if there is no server. Says so then.
///
/// # Panics
/// If there is none and that is a failure.
pub fn server() -> Option<String> {
    static OWN: OnceLock<Option<(String, Child)>> = OnceLock::new();
    let url = OWN.get_or_init(start).as_ref().map(|(url, _)| url.clone());
    if url.is_none() {
        assert!(std::env::var_os("SHAQYRU_SKIP_IS_FAILURE").is_none(), "PostgreSQL is missing: install postgresql");
        eprintln!("SKIPPED: PostgreSQL is missing; install postgresql to have the register tried on it");
    }
    url
}

/// The URL of a new database on a server.
///
/// # Panics
/// If it cannot be made.
pub fn empty_database(server: &str) -> String {
    let name = format!("register_{}", uuid::Uuid::new_v4().simple());
    command("createdb", &["--maintenance-db", server, &name]);
    let (place, options) = server.split_once('?').map_or((server, String::new()), |(place, options)| (place, format!("?{options}")));
    let (server, _) = place.rsplit_once('/').expect("a server's URL names a database");
    format!("{server}/{name}{options}")
}

/// Takes a database away again.
///
/// # Panics
/// If it is not there.
pub fn drop_database(server: &str, database: &str) {
    let place = database.split('?').next().unwrap_or_default();
    command("dropdb", &["--force", "--maintenance-db", server, place.rsplit('/').next().unwrap_or_default()]);
}

/// Runs one of PostgreSQL's programs.
///
/// # Panics
/// If it fails.
pub fn command(program: &str, arguments: &[&str]) {
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

/// A server for one test: its URL, and what it ends with; none if there are no programs for it.
///
/// # Panics
/// If it does not start.
pub fn start() -> Option<(String, Child)> {
    let programs = programs()?;
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    // The server refuses to run as root; its package brings a user for it.
    let mut command = Command::new(if is_root { "runuser" } else { "sh" });
    if is_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.args(["-c", SERVER, "sh"]).arg(programs).current_dir("/");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("sh");
    let mut folder = String::new();
    BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut folder).expect("it is text");
    let folder = folder.trim();
    assert!(!folder.is_empty(), "PostgreSQL is installed and does not start");
    Some((format!("postgres://register@localhost/postgres?host={folder}"), child))
}
