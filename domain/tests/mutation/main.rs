//! Risk: a value of the rulebook is one that no test looks at, and a slip in it judges cases for months. Each value is changed, one by one;
//! the changed rulebook must not load, or must differ from what the law's own tables say. A change that nothing notices is a survivor,
//! and `survivors.toml` gives the reason why it may be one.
//!
//! `cargo mutate-rulebook` tries all. The tests of every day try a sample, of which `SHAQYRU_MUTATION_SEED` picks another.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../law/files.rs"]
mod files;
#[path = "../law/law.rs"]
mod law;
mod mutants;
mod reasons;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use mutants::Mutant;
use reasons::{Reasons, told};
use shaqyru_domain::law::rulebook::Rulebook;
use toml::Table;

const SURVIVORS: &str = include_str!("survivors.toml");

/// How many the tests of every day try.
const SAMPLE: usize = 100;

struct Run {
    files: BTreeMap<String, String>,
    tables: BTreeMap<String, Table>,
}

impl Run {
    fn new() -> Self {
        let files = files::files();
        let tables = files.iter().map(|(name, text)| (name.clone(), toml::from_str(text).unwrap())).collect();
        Self { files, tables }
    }

    fn mutants(&self) -> Vec<Mutant> {
        self.tables.iter().flat_map(|(file, table)| mutants::of(file, table)).collect()
    }

    /// The rulebook with other text in one file. Of long files that have nothing to do with it nothing is read, which saves most of the
    /// time.
    fn with(&self, file: &str, text: String) -> Option<Rulebook> {
        let mut files = self.files.clone();
        let in_calendar = |name: &str| name.starts_with("calendar/");
        if !in_calendar(file) {
            files.retain(|name, _| !in_calendar(name) || name == "calendar/revisions.toml" || name == "calendar/2026.toml");
        }
        for long in [mutants::FILE_FOR_READERS, "districts.toml", "missions.toml"] {
            if long != file && !(long == "districts.toml" && file == "offices.toml") {
                files.insert(long.to_owned(), String::new());
            }
        }
        files.insert(file.to_owned(), text);
        Rulebook::parse(files).ok()
    }

    fn is_noticed(&self, mutant: &Mutant) -> bool {
        let Some(rulebook) = self.with(&mutant.file, mutant.text(&self.tables[&mutant.file])) else { return true };
        tables_of(&mutant.file).iter().any(|table| !law::differs_from(&rulebook, table).is_empty())
    }

    /// The mutants of a list that nothing notices.
    fn unnoticed<'a>(&self, mutants: &[&'a Mutant]) -> Vec<&'a Mutant> {
        let next = AtomicUsize::new(0);
        let unnoticed = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some(mutant) = mutants.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if !self.is_noticed(mutant) {
                            unnoticed.lock().unwrap().push(*mutant);
                        }
                    }
                });
            }
        });
        unnoticed.into_inner().unwrap()
    }
}

/// The tables of the law that speak of a file.
fn tables_of(file: &str) -> &'static [&'static str] {
    match file {
        "categories.toml" => &["categories"],
        "papers.toml" | "visa_papers.toml" | "registers.toml" | "conditions.toml" => &["papers"],
        "clocks.toml" | "windows.toml" | "grounds.toml" | "conduct.toml" | "editions.toml" => &["procedure"],
        "checks.toml" => &["checks", "papers", "procedure"],
        "competence.toml" | "fees.toml" | "visas.toml" => &["checks"],
        "states.toml" => &["states"],
        "sticker.toml" => &["sticker"],
        "offices.toml" => &["offices", "procedure"],
        "districts.toml" => &["offices"],
        "missions.toml" => &["missions"],
        calendar if calendar.starts_with("calendar/") => &["calendar"],
        other => panic!("no table of the law speaks of {other}"),
    }
}

#[test]
fn the_unchanged_rulebook_is_not_taken_for_a_changed_one() {
    let run = Run::new();
    for (file, table) in &run.tables {
        let rulebook = run.with(file, toml::to_string(table).unwrap()).unwrap_or_else(|| panic!("{file} is not read as it was written"));
        if file != mutants::FILE_FOR_READERS {
            for law in tables_of(file) {
                assert_eq!(law::differs_from(&rulebook, law), Vec::<String>::new(), "{file}");
            }
        }
    }
}

#[test]
fn every_changed_value_of_the_sample_is_noticed_or_has_its_reason() {
    let run = Run::new();
    let mutants = run.mutants();
    let seed: usize = env::var("SHAQYRU_MUTATION_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(11);
    let step = mutants.len() / SAMPLE;
    let sample: Vec<_> = mutants.iter().skip(seed % step).step_by(step).collect();
    let unnoticed = run.unnoticed(&sample);
    let unexplained = Reasons::parse(SURVIVORS).missing_for(&unnoticed);
    assert!(unexplained.is_empty(), "nothing notices (seed {seed}):{}", told(&unexplained));
}

#[test]
#[ignore = "changes every value, one by one: minutes; `cargo mutate-rulebook`"]
fn every_changed_value_is_noticed_or_has_its_reason_and_no_reason_is_idle() {
    let begun = Instant::now();
    let run = Run::new();
    let mutants = run.mutants();
    let names: BTreeSet<_> = mutants.iter().map(|mutant| &mutant.name).collect();
    assert_eq!(names.len(), mutants.len(), "two mutants of one name");
    let reasons = Reasons::parse(SURVIVORS);
    let unnoticed = run.unnoticed(&mutants.iter().collect::<Vec<_>>());
    for mutant in &unnoticed {
        println!("survives: {} ({})", mutant.name, reasons.of(mutant).unwrap_or("NO REASON"));
    }
    println!(
        "{} changes, {} noticed, {} survive, in {:?}",
        mutants.len(),
        mutants.len() - unnoticed.len(),
        unnoticed.len(),
        begun.elapsed()
    );
    let unexplained = reasons.missing_for(&unnoticed);
    assert!(unexplained.is_empty(), "nothing notices, and no reason is given:{}", told(&unexplained));
    let idle = reasons.without_survivor(&mutants, &unnoticed);
    assert!(idle.is_empty(), "survivors.toml: reasons for what does not survive: {idle:#?}");
}
