//! The clock by which what comes in is stamped: that of the register's database, one for all consoles.
//!
//! A console reads its machine's clock and corrects it by what it has measured. Where the two are far apart, one of them is
//! badly wrong and nobody can say which: then nothing is taken in.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{TimeDelta, Utc};
use shaqyru_domain::{
    case::entering::CLOCK_SKEW,
    problem::{Code, Problem},
    time::instant::Instant,
};
use shaqyru_register::Register;
use tokio::sync::watch;

/// How often the difference is measured.
const MEASURED_EVERY: Duration = Duration::from_secs(30);
/// An answer that took longer says too little of when it was given.
const PROMPT: TimeDelta = TimeDelta::seconds(2);

/// The clock by which what comes in is stamped.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shift: TimeDelta,
    /// How wrong the machine's own clock is made, to try what becomes of it.
    fault: TimeDelta,
    /// By how many milliseconds the machine's clock is ahead of the register's, as last measured.
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The time, as the register has it.
    pub fn wall() -> Self {
        Self::default()
    }

    /// The time moved by `shift`, for demonstrations and simulations.
    pub fn shifted(shift: TimeDelta) -> Self {
        Self { shift, ..Self::default() }
    }

    /// The same on a machine whose own clock is wrong by so much.
    #[must_use]
    pub fn on_a_machine_off_by(self, fault: TimeDelta) -> Self {
        Self { fault, ..self }
    }

    /// How far it is moved, in milliseconds.
    pub const fn shift_ms(&self) -> i64 {
        self.shift.num_milliseconds()
    }

    /// Now, by this clock.
    pub fn now(&self) -> Instant {
        self.machine().shifted(self.shift - self.ahead())
    }

    /// Now, to be put on what is taken in.
    ///
    /// # Errors
    /// [`Code::Clock`] if the machine's clock is too far from the register's.
    pub fn stamp(&self) -> Result<Instant, Problem> {
        let ahead = self.ahead();
        if ahead.abs() > CLOCK_SKEW {
            let seconds = ahead.num_seconds();
            let message = format!("this console's clock is {seconds} s ahead of the register's: nothing is taken in until it is set right");
            return Err(Problem::new(Code::Clock, message));
        }
        Ok(self.now())
    }

    /// By how much the machine's clock is ahead of the register's, as last measured.
    pub fn ahead(&self) -> TimeDelta {
        TimeDelta::milliseconds(self.ahead_ms.load(Ordering::Relaxed))
    }

    /// Compares the machine's clock with the register's. If the register does not answer, what was measured before stands.
    pub(crate) async fn measure(&self, register: &Register) {
        let asked_at = self.machine();
        let outcome = register.now().await;
        let answered_at = self.machine();
        match outcome {
            Ok(theirs) if answered_at.since(asked_at) <= PROMPT => self.note(answered_at.since(theirs), answered_at.since(asked_at)),
            Ok(_) => tracing::warn!("the register took too long to tell the time"),
            Err(error) => tracing::warn!(%error, "the clock could not be compared with the register's"),
        }
    }

    /// The answer was given somewhere between question and arrival: what is less than that is no difference.
    fn note(&self, ahead: TimeDelta, took: TimeDelta) {
        let ahead = if ahead >= TimeDelta::zero() && ahead <= took { TimeDelta::zero() } else { ahead - took / 2 };
        if ahead.abs() > CLOCK_SKEW {
            tracing::error!(ahead_seconds = ahead.num_seconds(), "the clock is too far from the register's: nothing is taken in");
        }
        self.ahead_ms.store(ahead.num_milliseconds(), Ordering::Relaxed);
    }

    /// Measures again and again, until the console stops.
    pub(crate) async fn keep(self, register: Register, mut stopped: watch::Receiver<()>) {
        loop {
            tokio::select! {
                changed = stopped.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(MEASURED_EVERY) => self.measure(&register).await,
            }
        }
    }

    fn machine(&self) -> Instant {
        Instant::from_utc(Utc::now()).shifted(self.fault)
    }
}

/// Unix seconds by the machine's own time: how fresh a signature is, is between two machines and knows no shift.
pub(crate) fn wall_seconds() -> i64 {
    Utc::now().timestamp()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_shifted_clock_is_ahead_or_behind_by_its_shift() {
        for shift in [TimeDelta::days(-30), TimeDelta::zero(), TimeDelta::hours(7)] {
            let (before, shifted, after) = (Clock::wall().now(), Clock::shifted(shift).now(), Clock::wall().now());
            assert!(shifted >= before.shifted(shift) && shifted <= after.shifted(shift));
        }
    }

    #[test]
    fn a_wrong_machines_time_is_corrected_and_over_a_minute_off_it_stamps_nothing() {
        let took = TimeDelta::milliseconds(10);
        for (fault, taken) in [(-61, false), (-60, true), (-50, true), (0, true), (50, true), (60, true), (61, false), (10_800, false)] {
            let fault = TimeDelta::seconds(fault);
            let clock = Clock::wall().on_a_machine_off_by(fault);
            clock.note(fault + took / 2, took);
            assert_eq!(clock.stamp().map_err(|problem| problem.code).is_ok(), taken, "{fault}");
            let (before, now, after) = (Clock::wall().now(), clock.now(), Clock::wall().now());
            assert!(now >= before && now <= after, "{fault}: it is not corrected");
        }
        // Half the way of the answer is no difference.
        let clock = Clock::wall();
        clock.note(TimeDelta::milliseconds(8), took);
        assert_eq!(clock.ahead(), TimeDelta::zero());
    }
}
