//! What is left to chance, all of it from one seed.

use std::time::Duration;

use fastrand::Rng;

/// A source of its own for each purpose: what one does with it changes nothing for another.
pub(crate) fn of(seed: u64, purpose: &str, number: u64) -> Rng {
    let mixed = purpose.bytes().fold(seed ^ number.rotate_left(32), |mixed, byte| mixed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    Rng::with_seed(mixed)
}

/// A time between two.
pub(crate) fn between(rng: &mut Rng, least_ms: u64, most_ms: u64) -> Duration {
    Duration::from_millis(rng.u64(least_ms..=most_ms))
}
