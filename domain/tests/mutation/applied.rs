//! Runs tests against each changed value of the rulebook, in this process, and finds the changes that none of them notices.

use std::{
    collections::BTreeMap,
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use shaqyru_domain::law::rulebook::Rulebook;
use toml::Table;

use super::{
    files::files,
    mutants::{self, Mutant},
    reasons::{Reasons, fits, told},
    under_test,
};

/// Tests that judge by [`under_test::RULEBOOK`], what they should notice, and why they may not.
pub struct Applied {
    /// What is changed: patterns of names, each of one file.
    pub changes: &'static [&'static str],
    /// Each with the module in which it stands; cheap ones first.
    pub tests: &'static [(&'static str, fn())],
    /// The text of the file of reasons.
    pub reasons: &'static str,
}

struct Outcome<'a> {
    unnoticed: Vec<&'a Mutant>,
    /// How many changes each module notices.
    noticed: BTreeMap<&'static str, usize>,
}

impl Applied {
    /// Tries every change, prints what nothing notices, and wants a reason for each.
    #[expect(clippy::print_stdout, reason = "a run is there to be read")]
    pub fn try_all(&self) {
        let begun = Instant::now();
        let files = files();
        let only = env::var("SHAQYRU_MUTATED_FILE").ok();
        let tables = self.tables(&files, only.as_deref());
        let mutants = self.mutants(&tables);
        let fails =
            under_test::judged_by(Rulebook::parse(files.clone()).unwrap(), || self.noticed_by(&(0..self.tests.len()).collect::<Vec<_>>()));
        assert_eq!(fails, None, "the unchanged rulebook does not pass, so the run would prove nothing");
        let outcome = self.outcome(&files, &tables, &mutants.iter().collect::<Vec<_>>());
        let reasons = Reasons::parse(self.reasons);
        println!("noticed by: {:?}", outcome.noticed);
        for mutant in &outcome.unnoticed {
            println!("survives: {} ({})", mutant.name, reasons.of(mutant).unwrap_or("NO REASON"));
        }
        for file in tables.keys() {
            let of = |mutants: &mut dyn Iterator<Item = &Mutant>| mutants.filter(|mutant| mutant.file == *file).count();
            println!("{file}: {} changes, {} survive", of(&mut mutants.iter()), of(&mut outcome.unnoticed.iter().copied()));
        }
        println!("{} changes, {} survive, in {:?}", mutants.len(), outcome.unnoticed.len(), begun.elapsed());
        let unexplained = reasons.missing_for(&outcome.unnoticed);
        assert!(unexplained.is_empty(), "nothing notices, and no reason is given:{}", told(&unexplained));
        let idle = reasons.without_survivor(&mutants, &outcome.unnoticed);
        assert!(idle.is_empty(), "reasons for what does not survive: {idle:#?}");
    }

    /// Tries so many changes, spread evenly; another `SHAQYRU_MUTATION_SEED` picks others.
    pub fn try_sample(&self, size: usize) {
        let files = files();
        let tables = self.tables(&files, None);
        let mutants = self.mutants(&tables);
        let seed: usize = env::var("SHAQYRU_MUTATION_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(11);
        let step = mutants.len().div_ceil(size);
        let reasons = Reasons::parse(self.reasons);
        // What may survive is left out: the full run tries it.
        let sample: Vec<_> = mutants.iter().skip(seed % step).step_by(step).filter(|mutant| reasons.of(mutant).is_none()).collect();
        let outcome = self.outcome(&files, &tables, &sample);
        assert!(outcome.unnoticed.is_empty(), "nothing notices, and no reason is given (seed {seed}):{}", told(&outcome.unnoticed));
    }

    fn tables(&self, files: &BTreeMap<String, String>, only: Option<&str>) -> BTreeMap<&'static str, Table> {
        let of = self.changes.iter().filter_map(|pattern| Some(pattern.split_once(':')?.0));
        let of = of.filter(|file| only.is_none_or(|only| only == *file));
        of.map(|file| (file, toml::from_str(&files[file]).unwrap())).collect()
    }

    fn mutants(&self, tables: &BTreeMap<&'static str, Table>) -> Vec<Mutant> {
        let all = tables.iter().flat_map(|(file, table)| mutants::of(file, table));
        let is_meant = |mutant: &Mutant| self.changes.iter().any(|pattern| fits(pattern, &mutant.name));
        all.filter(is_meant).collect()
    }

    fn outcome<'a>(&self, files: &BTreeMap<String, String>, tables: &BTreeMap<&'static str, Table>, mutants: &[&'a Mutant]) -> Outcome<'a> {
        let (next, unnoticed, noticed) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(BTreeMap::<_, usize>::new()));
        // Of the panics that are waited for nobody wants to read.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| ()));
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let mut likely = Likely::new(self.tests.len());
                    while let Some(mutant) = mutants.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let changed = files.iter().map(|(name, text)| {
                            let text = if *name == mutant.file { mutant.text(&tables[name.as_str()]) } else { text.clone() };
                            (name.clone(), text)
                        });
                        let by = match Rulebook::parse(changed) {
                            Err(_) => Some("does not load"),
                            Ok(rulebook) => under_test::judged_by(rulebook, || {
                                self.noticed_by(&likely.of(mutant))
                                    .inspect(|test| likely.noticed(mutant, *test))
                                    .map(|test| self.tests[test].0)
                            }),
                        };
                        match by {
                            Some(by) => *noticed.lock().unwrap().entry(by).or_default() += 1,
                            None => unnoticed.lock().unwrap().push(*mutant),
                        }
                    }
                });
            }
        });
        std::panic::set_hook(hook);
        let mut unnoticed = unnoticed.into_inner().unwrap();
        unnoticed.sort_by(|one, other| one.name.cmp(&other.name));
        Outcome { unnoticed, noticed: noticed.into_inner().unwrap() }
    }

    /// Which test notices a change, if one does.
    fn noticed_by(&self, in_order: &[usize]) -> Option<usize> {
        in_order.iter().copied().find(|test| catch_unwind(AssertUnwindSafe(self.tests[*test].1)).is_err())
    }
}

/// In which order tests are tried: what noticed the last change of the kind goes first, then what noticed the last ones of other kinds.
struct Likely {
    by_kind: BTreeMap<String, usize>,
    last: Vec<usize>,
}

impl Likely {
    fn new(tests: usize) -> Self {
        Self { by_kind: BTreeMap::new(), last: (0..tests).collect() }
    }

    fn of(&self, mutant: &Mutant) -> Vec<usize> {
        let first = self.by_kind.get(&kind_of(mutant));
        first.copied().into_iter().chain(self.last.iter().copied().filter(|test| first != Some(test))).collect()
    }

    fn noticed(&mut self, mutant: &Mutant, test: usize) {
        self.by_kind.insert(kind_of(mutant), test);
        self.last.retain(|other| *other != test);
        self.last.insert(0, test);
    }
}

/// What is changed, and how: `papers.toml any_of added`.
fn kind_of(mutant: &Mutant) -> String {
    let mut parts = mutant.name.rsplit(" | ");
    let how = parts.next().unwrap_or_default();
    let how = ["added", "removed"].into_iter().find(|how_else| how.ends_with(how_else)).unwrap_or("changed");
    let member = parts.next().filter(|member| !member.contains(':')).unwrap_or_default();
    format!("{} {member} {how}", mutant.file)
}
