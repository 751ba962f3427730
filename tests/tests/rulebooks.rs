//! Rulebooks that differ from the built-in one, as folders.

use std::{fs, path::Path, sync::Arc};

use anyhow::{Result, ensure};
use chrono::NaiveDate;
use shaqyru_domain::law::rulebook::Rulebook;
use tempfile::TempDir;

/// A copy of the rulebook in a folder of its own.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn copied() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rulebook");
        fs::create_dir(folder.path().join("calendar"))?;
        for part in ["", "calendar"] {
            for entry in fs::read_dir(built_in.join(part))? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "toml") {
                    fs::copy(&path, folder.path().join(part).join(path.file_name().unwrap()))?;
                }
            }
        }
        Ok(Self(folder))
    }

    /// One with an edition that begins on a day.
    pub(crate) fn with_edition(id: &str, from: NaiveDate) -> Result<Self> {
        let folder = Self::copied()?;
        folder.change("editions.toml", |text| {
            format!(
                "{text}\n[[edition]]\nid = \"{id}\"\ntitle = \"a later order\"\nsummary = \"what it changes\"\nfrom = {from}\n\
                 source = \"that order\"\n"
            )
        })?;
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn change(&self, file: &str, change: impl FnOnce(String) -> String) -> Result<()> {
        let path = self.path().join(file);
        let before = fs::read_to_string(&path)?;
        let after = change(before.clone());
        ensure!(before != after, "{file} is as it was");
        Ok(fs::write(path, after)?)
    }

    /// What it says.
    pub(crate) fn rulebook(&self) -> Result<Arc<Rulebook>> {
        Ok(Arc::new(Rulebook::parse(self.files()?)?))
    }

    /// The same, for these procedures.
    pub(crate) fn rulebook_with(&self, procedures: &[&'static str]) -> Result<Rulebook> {
        Ok(Rulebook::parse_with(procedures, self.files()?)?)
    }

    fn files(&self) -> Result<Vec<(String, String)>> {
        let mut files = Vec::new();
        for part in ["", "calendar"] {
            for entry in fs::read_dir(self.path().join(part))? {
                let path = entry?.path();
                if path.is_file() {
                    let name = Path::new(part).join(path.file_name().unwrap());
                    files.push((name.to_str().unwrap().to_owned(), fs::read_to_string(path)?));
                }
            }
        }
        Ok(files)
    }
}
