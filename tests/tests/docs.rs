//! Somebody follows a page and gets lost: a link leads nowhere, a page of reference tells of an earlier release, a command that is to be typed fails.

#[path = "docs/reference.rs"]
mod reference;

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use shaqyru_domain::law::rulebook::Rulebook;
use shaqyru_tests::run;
use tokio::{process::Command, time::timeout};

/// From an empty cluster to a document in hand.
const LONGEST: Duration = Duration::from_mins(4);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every page that people read, without those of third parties.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            pages(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    Ok(())
}

/// The name by which a heading is linked to.
fn anchor(heading: &str) -> String {
    let letters = heading.trim().to_lowercase();
    letters.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter)).collect::<String>().replace(' ', "-")
}

#[test]
fn no_link_of_a_page_leads_nowhere() -> Result<()> {
    let mut found = Vec::new();
    pages(&root(), &mut found)?;
    let (mut links, mut broken) = (0, Vec::new());
    for page in found {
        let text = std::fs::read_to_string(&page)?;
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            if link.contains("://") || link.contains(char::is_whitespace) {
                continue;
            }
            links += 1;
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.parent().context("no folder")?.join(path) };
            let leads = target.exists()
                && (heading.is_empty()
                    || std::fs::read_to_string(&target)?
                        .lines()
                        .any(|line| line.starts_with('#') && anchor(line.trim_start_matches('#')) == heading));
            if !leads {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    ensure!(broken.is_empty() && links > 200, "of {links} links lead nowhere:\n{}", broken.join("\n"));
    Ok(())
}

#[test]
fn a_page_of_reference_says_what_the_code_says() -> Result<()> {
    for (name, text) in reference::pages()? {
        let written = std::fs::read_to_string(root().join("docs/reference").join(name)).unwrap_or_default();
        ensure!(written == text, "docs/reference/{name} is not what the code says: cargo reference writes it");
    }
    Ok(())
}

/// What a page gives to be typed, as one script.
fn typed(page: &str) -> String {
    page.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block).collect::<Vec<_>>().join("\n")
}

/// Free, and of those that the system gives to no connection meanwhile: between the look and the use other tests connect to much.
fn free_port(after: u16) -> Result<u16> {
    (after.saturating_add(1)..32_000).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).context("no port is free")
}

#[test]
fn a_cluster_of_ones_own_is_set_up_from_its_page_alone() -> Result<()> {
    run(async {
        let page = std::fs::read_to_string(root().join("docs/how-to/own-cluster.md"))?;
        let mut script = typed(&page);
        ensure!(script.matches("shaqyru ").count() > 8, "what is to be typed is not found any more");
        let mut free = 20_000 + u16::try_from(std::process::id() % 8_000)?;
        for port in ["7233", "8080", "8090"] {
            free = free_port(free)?;
            script = script.replace(port, &free.to_string());
        }
        // At whatever hour this is run.
        let rulebook = Rulebook::built_in()?;
        let worked = rulebook.calendars.newest().nth_working_day_before(chrono::Utc::now().date_naive(), 1)?;
        script = script.replace("submit application.json", &format!("submit application.json --filed-at {worked}T10:00"));
        // What was started in the background ends with the script.
        let script =
            format!("set -euo pipefail\ntrap 'kill $(jobs -p); wait' EXIT\n{script}\nshaqyru status \"$case\" --passport C0000004\n");

        let folder = tempfile::tempdir()?;
        let programs = folder.path().join("programs");
        std::fs::create_dir(&programs)?;
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_shaqyru-under-test"), programs.join("shaqyru"))?;
        std::os::unix::fs::symlink(shaqyru_devserver::find_or_install().await?, programs.join("temporal"))?;
        let path = format!("{}:{}", programs.display(), std::env::var("PATH")?);
        let mut bash = Command::new("bash");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SHAQYRU_")) {
            bash.env_remove(name);
        }
        bash.args(["-c", &script]).current_dir(folder.path()).env("PATH", path).env("HOME", folder.path());
        bash.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let ended = timeout(LONGEST, bash.output()).await.context("the page takes too long")??;
        let said = format!("{}\n{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
        ensure!(ended.status.success(), "{said}");
        ensure!(said.contains("stage issued"), "{said}");
        let papers = std::fs::read_dir(folder.path())?
            .filter_map(Result::ok)
            .filter(|file| file.path().extension().is_some_and(|kind| kind == "pdf"));
        ensure!(papers.count() >= 2, "no documents were saved:\n{said}");
        Ok(())
    })
}
