//! What all services share comes to know one of them: then the next service cannot be had without a copy. Or files of different folders come
//! to need each other: then none of them can be read, or used, by itself.

use std::{
    collections::{BTreeMap, BTreeSet},
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

/// The contract calls the number of what was issued so, in every service.
const NAME_OF_THE_CONTRACT: &str = "invitation_number";

#[test]
fn no_case_and_no_coordination_names_the_invitation() -> Result<()> {
    let domain = source_of("domain");
    let shared: Vec<_> = sources(&domain.join("case"))?.into_iter().chain(sources(&domain.join("coordination"))?).collect();
    ensure!(shared.iter().any(|path| path.ends_with("case/docket.rs")), "what is shared was not found: this test would prove nothing");
    for path in shared {
        let source = without_comments(&fs::read_to_string(&path)?).to_lowercase().replace(NAME_OF_THE_CONTRACT, "");
        let named = source.lines().find(|line| line.contains("invitation"));
        ensure!(named.is_none(), "{}: {}", path.display(), named.unwrap_or_default().trim());
    }
    Ok(())
}

#[test]
fn folders_of_the_domain_use_each_other_one_way() -> Result<()> {
    let crate_files = Crate::read(&source_of("domain"))?;
    let folders = ["time", "law", "case", "coordination", "invitation"];
    let level = |module: &[String]| folders.iter().position(|folder| module.first().is_some_and(|first| first == folder));
    ensure!(crate_files.uses.keys().filter_map(|module| level(module)).collect::<BTreeSet<_>>().len() == folders.len(), "a folder is gone");
    for (user, used) in &crate_files.uses {
        let upward = used.iter().find(|used| level(user).is_some_and(|user| level(used).is_some_and(|used| user < used)));
        ensure!(
            upward.is_none(),
            "{} uses {}, which is built on it",
            user.join("::"),
            upward.map(|used| used.join("::")).unwrap_or_default()
        );
    }
    Ok(())
}

#[test]
fn files_of_different_folders_use_each_other_in_no_circle() -> Result<()> {
    for name in ["domain", "workflows", "client", "console"] {
        let crate_files = Crate::read(&source_of(name))?;
        ensure!(crate_files.uses.values().any(|used| !used.is_empty()), "{name}: no file uses another: this test would prove nothing");
        let reached: BTreeMap<_, _> = crate_files.uses.keys().map(|module| (module, crate_files.reached_from(module))).collect();
        for (one, others) in &reached {
            let apart = |other: &&Module| crate_files.folders.get(*one) != crate_files.folders.get(*other);
            let circle = others.iter().filter(apart).find(|other| reached.get(other).is_some_and(|back| back.contains(*one)));
            ensure!(
                circle.is_none(),
                "{name}: {} and {} use each other",
                one.join("::"),
                circle.map(|other| other.join("::")).unwrap_or_default()
            );
        }
    }
    Ok(())
}

fn source_of(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src")
}

fn without_comments(source: &str) -> String {
    source.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code)).collect::<Vec<_>>().join("\n")
}

/// A file by the path of its module.
type Module = Vec<String>;

/// Which files of a crate use which others.
struct Crate {
    uses: BTreeMap<Module, BTreeSet<Module>>,
    folders: BTreeMap<Module, PathBuf>,
}

impl Crate {
    fn read(root: &Path) -> Result<Self> {
        let (mut files, mut folders) = (BTreeMap::new(), BTreeMap::new());
        for path in sources(root)? {
            let mut module: Module =
                path.strip_prefix(root)?.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
            module.pop_if(|last| last == "mod" || last == "lib");
            // The parts of a file stand with it.
            let folder = path.ancestors().skip(1).find(|folder| !folder.with_extension("rs").exists()).unwrap_or(root);
            folders.insert(module.clone(), folder.to_owned());
            files.insert(module, without_comments(&fs::read_to_string(&path)?));
        }
        // The crate's own file only lists the others.
        files.remove(&Module::new());
        let used_by = |module: &Module, source: &str| {
            let mut named = Vec::new();
            for (root, from) in [("crate::", Module::new()), ("self::", module.clone()), ("super::", parent(module))] {
                for (place, _) in source.match_indices(root).filter(|(place, _)| begins_a_path(source, *place)) {
                    read_paths(&mut source.get(place + root.len()..).unwrap_or_default(), &from, &mut named);
                }
            }
            let file = |path: &Module| (1..=path.len()).rev().find_map(|length| files.get_key_value(path.get(..length)?));
            named.iter().filter_map(file).map(|(file, _)| file.clone()).filter(|file| file != module).collect()
        };
        Ok(Self { uses: files.iter().map(|(module, source)| (module.clone(), used_by(module, source))).collect(), folders })
    }

    fn reached_from(&self, module: &Module) -> BTreeSet<Module> {
        let (mut reached, mut next) = (BTreeSet::new(), vec![module]);
        while let Some(module) = next.pop() {
            next.extend(self.uses.get(module).into_iter().flatten().filter(|used| reached.insert((*used).clone())));
        }
        reached
    }
}

fn parent(module: &[String]) -> Module {
    module.split_last().map(|(_, parent)| parent.to_vec()).unwrap_or_default()
}

fn begins_a_path(source: &str, place: usize) -> bool {
    let before = source.get(..place).and_then(|before| before.chars().next_back());
    before.is_none_or(|before| !before.is_alphanumeric() && before != '_' && before != ':')
}

/// Reads a path, or a tree of paths in braces.
fn read_paths(rest: &mut &str, prefix: &[String], paths: &mut Vec<Module>) {
    *rest = rest.trim_start();
    if let Some(inside) = rest.strip_prefix('{') {
        *rest = inside;
        loop {
            read_paths(rest, prefix, paths);
            let Some(end) = rest.find([',', '}']) else { return };
            let is_last = rest.get(end..).is_some_and(|end| end.starts_with('}'));
            *rest = rest.get(end + 1..).unwrap_or_default();
            if is_last {
                return;
            }
        }
    }
    let name = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
    *rest = rest.get(name.len()..).unwrap_or_default();
    let path = match name {
        "" | "self" => prefix.to_vec(),
        "super" => parent(prefix),
        name => prefix.iter().cloned().chain([name.to_owned()]).collect(),
    };
    match rest.strip_prefix("::") {
        Some(longer) => {
            *rest = longer;
            read_paths(rest, &path, paths);
        }
        None => paths.push(path),
    }
}
