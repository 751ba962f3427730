//! The faults: which, when, and for how long.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Result;
use fastrand::Rng;
use serde::Serialize;
use shaqyru_sandbox::{Agency, Fault, Knob};
use sqlx::{Connection, Executor, SqliteConnection};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    Options, Subject, chance,
    part::{End, Part},
    wire::Mood,
    world::{AGENCIES, World},
};

/// How soon a row of the register is seen.
const LOOK: Duration = Duration::from_millis(2);
/// How long two agencies are down at the beginning.
const WHILE_FILING: Duration = Duration::from_secs(15);
/// How soon a worker is back.
const COMES_BACK: Duration = Duration::from_secs(2);
/// How long a step of some case is waited for.
const STEP_COMES: Duration = Duration::from_secs(2);

/// A fault that was.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Struck {
    /// After so many milliseconds of the run.
    pub(crate) at_ms: u128,
    pub(crate) subject: Subject,
    pub(crate) what: String,
}

/// All that was.
pub(crate) type Log = Arc<Mutex<Vec<Struck>>>;

/// Faults that come and go until it ends.
pub(crate) struct Weather {
    log: Log,
    stop: watch::Sender<bool>,
    fronts: Vec<JoinHandle<Result<()>>>,
}

/// Faults that come one after the other; those of several fronts come at once.
struct Front {
    subjects: Vec<Subject>,
    world: Arc<World>,
    rng: Rng,
    stop: watch::Receiver<bool>,
    log: Log,
    began: Instant,
}

impl Weather {
    pub(crate) fn begin(world: &Arc<World>, seed: u64, options: &Options) -> Self {
        let log = Log::default();
        let (stop, stopped) = watch::channel(false);
        let began = Instant::now();
        let together: [&[Subject]; 4] =
            [&[Subject::Agencies], &[Subject::Register], &[Subject::Worker, Subject::Console], &[Subject::Engine, Subject::TornStep]];
        let fronts = together.iter().zip(1..).filter_map(|(subjects, number)| {
            let subjects: Vec<_> = subjects.iter().copied().filter(|subject| options.faults.contains(subject)).collect();
            (!subjects.is_empty()).then(|| Front {
                subjects,
                world: Arc::clone(world),
                rng: chance::of(seed, "weather", number),
                stop: stopped.clone(),
                log: Arc::clone(&log),
                began,
            })
        });
        let fronts = fronts.map(|front| tokio::spawn(front.blow())).collect();
        Self { log, stop, fronts }
    }

    pub(crate) fn log(&self) -> Log {
        Arc::clone(&self.log)
    }

    /// Lets all faults end; what they were.
    pub(crate) async fn end(self) -> Vec<Struck> {
        self.stop.send_replace(true);
        for front in self.fronts {
            match front.await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => eprintln!("a front ended early: {error:#}"),
                Err(error) => eprintln!("a front ended early: {error}"),
            }
        }
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Front {
    async fn blow(mut self) -> Result<()> {
        if self.subjects.contains(&Subject::Agencies) {
            self.outage_while_filing().await;
        }
        loop {
            let calm = chance::between(&mut self.rng, 500, 4_000);
            self.last(calm).await;
            if *self.stop.borrow() {
                return Ok(());
            }
            let Some(subject) = self.rng.choice(self.subjects.clone()) else { return Ok(()) };
            match subject {
                Subject::Agencies => self.agencies().await,
                Subject::Register => self.register().await?,
                Subject::Worker => self.worker().await,
                Subject::Console => self.console().await,
                Subject::Engine => self.engine().await?,
                Subject::TornStep => self.torn_step().await?,
            }
        }
    }

    /// Lets time pass, but not beyond the end.
    async fn last(&mut self, time: Duration) {
        let _ = tokio::time::timeout(time, self.stop.wait_for(|stopped| *stopped)).await;
    }

    fn note(&self, subject: Subject, what: String) {
        let struck = Struck { at_ms: self.began.elapsed().as_millis(), subject, what };
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(struck);
    }

    /// Two agencies that a case speaks to in its first step are down while the first cases are filed; all workers are started anew; then
    /// both answer again.
    async fn outage_while_filing(&mut self) {
        let two = [Agency::Portal, Agency::Registers];
        let fault = if self.rng.bool() { Fault::ServerError } else { Fault::TooManyRequests };
        self.note(Subject::Agencies, format!("portal and registers: {fault:?} while cases are filed, then the workers are started anew"));
        for agency in two {
            self.world.sandbox.set_knob(agency, Knob::fault(fault));
        }
        self.last(WHILE_FILING).await;
        self.world.workers.iter().for_each(|worker| worker.end(End::Kill));
        self.last(COMES_BACK).await;
        for agency in two {
            self.world.sandbox.set_knob(agency, Knob::default());
        }
    }

    async fn agencies(&mut self) {
        // Those that a case speaks to in its first step, or any.
        let hit = if self.rng.u32(..3) == 0 {
            vec![Agency::Portal, Agency::Registers]
        } else {
            let count = self.rng.usize(1..=3);
            self.rng.choose_multiple(AGENCIES, count)
        };
        let time = chance::between(&mut self.rng, 500, 8_000);
        let names = hit.iter().map(|agency| agency.name()).collect::<Vec<_>>().join(", ");
        let slow = self.rng.u64(500..4_000);
        let knob = |fault| Some(Knob::fault(fault));
        let (what, knob, mood) = match self.rng.u32(..16) {
            0..=3 => ("503", knob(Fault::ServerError), None),
            4..=6 => ("429", knob(Fault::TooManyRequests), None),
            7..=8 => ("take it and do not answer", knob(Fault::TimeoutAfterAcceptance), None),
            9 => ("do not answer", knob(Fault::TimeoutBeforeAcceptance), None),
            10..=11 => ("are slow", Some(Knob { delay_ms: slow, ..Knob::default() }), None),
            12 => ("answer nonsense twice", Some(Knob::fault(Fault::Garbage).times(2)), None),
            13 => ("refuse twice", Some(Knob::fault(Fault::Reject).times(2)), None),
            14 => ("are far away", None, Some(Mood::Slow(Duration::from_millis(slow / 4)))),
            _ => ("reset connections", None, Some(Mood::Cut)),
        };
        self.note(Subject::Agencies, format!("{names} {what} for {} ms", time.as_millis()));
        for agency in &hit {
            if let Some(knob) = &knob {
                self.world.sandbox.set_knob(*agency, knob.clone());
            }
            if let (Some(mood), Some(way)) = (mood, self.world.ways.get(agency)) {
                way.set(mood);
            }
        }
        self.last(time).await;
        for agency in &hit {
            self.world.sandbox.set_knob(*agency, Knob::default());
            if let Some(way) = self.world.ways.get(agency) {
                way.set(Mood::Open);
            }
        }
    }

    async fn register(&mut self) -> Result<()> {
        let time = chance::between(&mut self.rng, 300, 5_000);
        let world = Arc::clone(&self.world);
        if let Some(file) = &world.register_file {
            self.note(Subject::Register, format!("locked for {} ms", time.as_millis()));
            let mut connection = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await?;
            // Somebody else may be writing: that lock comes a little later.
            if connection.execute("PRAGMA busy_timeout = 2000; BEGIN IMMEDIATE").await.is_ok() {
                self.last(time).await;
                connection.execute("ROLLBACK").await?;
            }
            connection.close().await?;
        }
        if let Some(way) = &world.register_way {
            let mood = if self.rng.bool() { Mood::Cut } else { Mood::Slow(chance::between(&mut self.rng, 50, 800)) };
            self.note(Subject::Register, format!("{mood:?} for {} ms", time.as_millis()));
            way.set(mood);
            self.last(time).await;
            way.set(Mood::Open);
        }
        Ok(())
    }

    async fn worker(&mut self) {
        let world = Arc::clone(&self.world);
        let Some(worker) = self.rng.choice(&world.workers) else { return };
        match self.rng.u32(..6) {
            0..=2 => {
                self.note(Subject::Worker, "killed".to_owned());
                worker.end(End::Kill);
            }
            3 => {
                self.note(Subject::Worker, "stopped in good order".to_owned());
                worker.end(End::Term);
            }
            _ => self.pause(Subject::Worker, worker).await,
        }
    }

    async fn console(&mut self) {
        let world = Arc::clone(&self.world);
        if self.rng.bool() {
            self.note(Subject::Console, "killed".to_owned());
            world.console.end(End::Kill);
        } else {
            self.pause(Subject::Console, &world.console).await;
        }
    }

    async fn pause(&mut self, subject: Subject, part: &Part) {
        let time = chance::between(&mut self.rng, 500, 8_000);
        if let Some(paused) = part.pause().await {
            self.note(subject, format!("paused for {} ms", time.as_millis()));
            self.last(time).await;
            paused.go_on().await;
        }
    }

    async fn engine(&mut self) -> Result<()> {
        if self.rng.bool() {
            let time = chance::between(&mut self.rng, 500, 6_000);
            self.note(Subject::Engine, format!("paused for {} ms", time.as_millis()));
            self.world.engine.signal("STOP").await?;
            self.last(time).await;
            self.world.engine.signal("CONT").await
        } else {
            let down = chance::between(&mut self.rng, 100, 3_000);
            self.note(Subject::Engine, format!("killed, down for {} ms", down.as_millis()));
            self.world.engine.crash(down).await
        }
    }

    /// The register gets what a step of a case brings, and worker and engine end before the engine has the step.
    async fn torn_step(&mut self) -> Result<()> {
        let world = Arc::clone(&self.world);
        let engine_waits = self.rng.bool();
        let down = chance::between(&mut self.rng, 100, 1_500);
        let mut seen = world.register.changes_until_now().await?;
        if engine_waits {
            // What workers have taken already goes on, and its end does not get through.
            world.engine.signal("STOP").await?;
        }
        let step = async {
            while world.register.changes_since(&mut seen).await?.is_empty() {
                tokio::time::sleep(LOOK).await;
            }
            anyhow::Ok(())
        };
        let comes = tokio::time::timeout(STEP_COMES, step).await.is_ok();
        world.workers.iter().for_each(|worker| worker.end(End::Kill));
        world.engine.signal("KILL").await?;
        let what = if comes { "after the register had it" } else { "without a step" };
        self.note(Subject::TornStep, format!("killed {what}, down for {} ms", down.as_millis()));
        world.engine.crash(down).await
    }
}
