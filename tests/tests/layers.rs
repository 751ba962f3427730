//! What all services share comes to know one of them: then the next service cannot be had without a copy.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};

fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

#[test]
fn outside_its_folder_no_workflow_names_the_invitation() -> Result<()> {
    let workflows = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workflows/src");
    let (service, all) = (workflows.join("invitation"), workflows.join("lib.rs"));
    let shared: Vec<_> = sources(&workflows)?.into_iter().filter(|path| !path.starts_with(&service) && *path != all).collect();
    ensure!(shared.iter().any(|path| path.ends_with("runtime/run.rs")), "what is shared was not found: this test would prove nothing");
    for path in shared {
        let source = fs::read_to_string(&path)?;
        let named = source.lines().find(|line| line.to_lowercase().contains("invitation"));
        ensure!(named.is_none(), "{}: {}", path.display(), named.unwrap_or_default().trim());
    }
    Ok(())
}

#[test]
fn folders_of_the_workflows_use_each_other_one_way() -> Result<()> {
    let workflows = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workflows/src");
    for (folder, uses_it) in [("runtime", "crate::"), ("invitation/earlier", "super::super"), ("invitation/earlier", "crate::invitation")] {
        for path in sources(&workflows.join(folder))? {
            ensure!(!fs::read_to_string(&path)?.contains(uses_it), "{} uses what is built on it", path.display());
        }
    }
    Ok(())
}
