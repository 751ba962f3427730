//! The files that are built into the program, and what names their content.

use sha2::{Digest, Sha256};

use super::entry::File;

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => { &[$(($name, include_str!(concat!("../../../../rulebook/", $name)))),+] };
}

const BUILT_IN: &[(&str, &str)] = built_in![
    "calendar/2024.toml",
    "calendar/2025.toml",
    "calendar/2026.toml",
    "calendar/2027.toml",
    "calendar/revisions.toml",
    "categories.toml",
    "checks.toml",
    "clocks.toml",
    "competence.toml",
    "conditions.toml",
    "conduct.toml",
    "districts.toml",
    "editions.toml",
    "fees.toml",
    "grounds.toml",
    "missions.toml",
    "offices.toml",
    "papers.toml",
    "paragraphs.toml",
    "registers.toml",
    "states.toml",
    "sticker.toml",
    "visa_papers.toml",
    "visas.toml",
    "windows.toml",
];

/// The names of the files beside the calendar's.
pub(super) fn names() -> Vec<&'static str> {
    BUILT_IN.iter().map(|(name, _)| *name).filter(|name| !name.starts_with("calendar/")).collect()
}

pub(super) fn built_in() -> Vec<File> {
    BUILT_IN.iter().map(|(name, text)| File { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}

/// Restates the law for readers; nothing is judged by it, so a better wording is no new revision.
const FOR_READERS: &str = "paragraphs.toml";

/// The same rules, the same revision.
pub(super) fn revision(files: &[File]) -> String {
    let mut hash = Sha256::new();
    for file in files.iter().filter(|file| file.name != FOR_READERS) {
        hash.update(&file.name);
        hash.update([0]);
        hash.update(&file.text);
        hash.update([0]);
    }
    let hex = data_encoding::HEXLOWER.encode(&hash.finalize());
    hex.chars().take(12).collect()
}
