//! The clocks of the outermost shell: nothing further in reads one.

use chrono::{TimeDelta, Utc};
use shaqyru_domain::instant::Instant;

/// The clock by which what comes in is stamped.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    shift: TimeDelta,
}

impl Clock {
    /// The machine's own time.
    pub const fn wall() -> Self {
        Self { shift: TimeDelta::zero() }
    }

    /// The machine's time moved by `shift`, for demonstrations and simulations.
    pub const fn shifted(shift: TimeDelta) -> Self {
        Self { shift }
    }

    /// How far it is ahead of the machine's time, in milliseconds.
    pub const fn shift_ms(self) -> i64 {
        self.shift.num_milliseconds()
    }

    /// Now, by this clock.
    pub fn now(self) -> Instant {
        Instant::from_utc(Utc::now()).shifted(self.shift)
    }
}

/// Unix seconds by the machine's own time: how fresh a signature is, is between two machines and knows no shift.
pub(crate) fn wall_seconds() -> i64 {
    Utc::now().timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_clock_is_ahead_or_behind_by_its_shift() {
        for shift in [TimeDelta::days(-30), TimeDelta::zero(), TimeDelta::hours(7)] {
            let (before, shifted, after) = (Clock::wall().now(), Clock::shifted(shift).now(), Clock::wall().now());
            assert!(shifted >= before.shifted(shift) && shifted <= after.shifted(shift));
        }
    }
}
