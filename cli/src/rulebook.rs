//! The rulebook that the program judges by: the built-in one, or that of a folder.

use std::{fs, path::Path};

use shaqyru_domain::{
    law::rulebook::Rulebook,
    problem::{Code, Problem},
};

/// The largest file of a rulebook, in bytes: a slip in `--rulebook` shall not read a disk image.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Loads the rulebook of a folder, or the built-in one.
///
/// # Errors
/// [`Code::File`] if the folder cannot be read, [`Code::Rulebook`] naming file and line.
pub(crate) fn load(folder: Option<&Path>) -> Result<Rulebook, Problem> {
    let Some(folder) = folder else { return Rulebook::built_in() };
    let mut files = toml_files(folder, "")?;
    files.extend(toml_files(&folder.join("calendar"), "calendar/")?);
    Rulebook::parse(files)
}

fn toml_files(folder: &Path, prefix: &str) -> Result<Vec<(String, String)>, Problem> {
    let unreadable = |what: String| Problem::new(Code::File, format!("{}: {what}", folder.display())).at("rulebook");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(error.to_string()))? {
        let path = entry.map_err(|error| unreadable(error.to_string()))?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let failed = |error: std::io::Error| unreadable(format!("{name}: {error}"));
        if fs::metadata(&path).map_err(failed)?.len() > LARGEST {
            return Err(unreadable(format!("{name} is larger than {LARGEST} bytes")));
        }
        files.push((format!("{prefix}{name}"), fs::read_to_string(&path).map_err(failed)?));
    }
    Ok(files)
}
