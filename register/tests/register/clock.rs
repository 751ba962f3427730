//! Risk: what is taken in is stamped by a clock that is not the register's.

use chrono::Utc;
use shaqyru_domain::time::instant::Instant;

use crate::store::{Store, on_both};

on_both!(the_databases_clock_is_misread);

async fn the_databases_clock_is_misread(store: &Store) {
    let before = Instant::from_utc(Utc::now());
    let told = store.register.now().await.unwrap();
    let after = Instant::from_utc(Utc::now());
    // Database and test run on one machine here; what is told has milliseconds.
    let cut = chrono::TimeDelta::milliseconds(1);
    assert!(before.shifted(-cut) <= told && told <= after, "{before} {told} {after}");
    let again = store.register.now().await.unwrap();
    assert!(again >= told, "{again} is before {told}");
}
