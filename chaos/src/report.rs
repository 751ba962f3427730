//! What became of the run.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::{
    Subject,
    audit::{Found, Kind},
    people::People,
    weather::{Log, Struck},
};

/// So many examples of each kind are printed.
const EXAMPLES: usize = 3;
/// How often it is told how far the run is.
const TELL: Duration = Duration::from_secs(10);

/// The report.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    seed: u64,
    /// Nothing is wrong.
    sound: bool,
    stormy_seconds: u64,
    seconds: u64,
    /// How many cases have something of each kind.
    wrong: BTreeMap<Kind, usize>,
    faults_by_subject: BTreeMap<Subject, usize>,
    #[serde(flatten)]
    found: Found,
    faults: Vec<Struck>,
}

impl Report {
    pub(crate) fn of(seed: u64, faults: Vec<Struck>, [stormy, took]: [Duration; 2], found: Found) -> Self {
        let mut faults_by_subject: BTreeMap<Subject, usize> = BTreeMap::new();
        for struck in &faults {
            let count = faults_by_subject.entry(struck.subject).or_default();
            *count = count.saturating_add(1);
        }
        let wrong = Kind::ALL.into_iter().map(|kind| (kind, found.count(kind))).collect();
        let sound = found.findings.is_empty();
        Self { seed, sound, stormy_seconds: stormy.as_secs(), seconds: took.as_secs(), wrong, faults_by_subject, found, faults }
    }

    pub(crate) fn is_sound(&self) -> bool {
        self.sound
    }

    /// The cases with which something is wrong.
    pub(crate) fn cases(&self) -> BTreeSet<String> {
        self.found.findings.iter().map(|finding| finding.case.clone()).filter(|case| case != "-").collect()
    }

    pub(crate) fn print(&self, json: bool) {
        if json {
            println!("{}", serde_json::to_string_pretty(self).unwrap_or_default());
            return;
        }
        let Found { cases, messages, repetitions, events, worker_starts, console_starts, .. } = &self.found;
        println!("seed {}: {cases} cases, {messages} messages answered 200, {repetitions} repetitions", self.seed);
        println!(
            "{} faults in {} s, at rest after {} s; workers started {worker_starts} times, the console {console_starts} times",
            self.faults.len(),
            self.stormy_seconds,
            self.seconds
        );
        for (subject, count) in &self.faults_by_subject {
            println!("  {:<22} {count:>6}", format!("{subject:?}"));
        }
        println!("{events} events; workflow tasks timed out: {}, failed: {:?}", self.found.task_timeouts, self.found.task_failures);
        println!("words about histories that do not replay in the workers' logs: {}", self.found.logged_nondeterminism);
        println!();
        for (kind, count) in &self.wrong {
            println!("{count:>6} cases  {}", kind.name());
            let of_kind = self.found.findings.iter().filter(|finding| finding.kind == *kind);
            for finding in of_kind.take(EXAMPLES) {
                println!("              {}: {}", finding.case, finding.says);
            }
        }
        println!();
        println!("{}", if self.sound { "sound" } else { "NOT SOUND" });
    }
}

/// Says now and then how far the run is.
pub(crate) async fn tell_progress(people: Arc<People>, log: Log) {
    let began = Instant::now();
    loop {
        tokio::time::sleep(TELL).await;
        let (played, of) = people.progress();
        let faults = log.lock().unwrap_or_else(PoisonError::into_inner).len();
        eprintln!("{:>5} s  {played} of {of} applications are through, {faults} faults", began.elapsed().as_secs());
    }
}
