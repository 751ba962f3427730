//! The files of the rulebook on disk.

use std::{collections::BTreeMap, fs, path::Path};

/// The files of the built-in rulebook, as `calendar/2026.toml`, `fees.toml`, ….
pub fn files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rulebook");
    let mut files = BTreeMap::new();
    for (folder, prefix) in [(root.clone(), ""), (root.join("calendar"), "calendar/")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
                files.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    files
}
